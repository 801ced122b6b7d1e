/** Pages of ledger rows: opaque continuation tokens and the filter of the list. */
import type { MigrationSummary } from '../../core/migration/status-document';
import { InvalidContinuationError, type SummaryFilter } from '../../ports/ledger';

/** Makes a token that continues behind a row key; base64url, so that it needs no escaping in a URL. */
export function continuationAfter(rowKey: string): string {
  return Buffer.from(rowKey, 'utf8').toString('base64url');
}

/**
 * Reads a token back to a row key.
 *
 * @param rowKeyPrefix what row keys of this list begin with; a token of another list is refused
 * @throws {InvalidContinuationError} When it is not such a token.
 */
export function readContinuation(token: string, rowKeyPrefix: string): string {
  const rowKey = Buffer.from(token, 'base64url').toString('utf8');
  if (!rowKey.startsWith(rowKeyPrefix) || continuationAfter(rowKey) !== token)
    throw new InvalidContinuationError();
  return rowKey;
}

/** True when a summary is one the filter wants. */
export function matchesFilter(summary: MigrationSummary, filter: SummaryFilter): boolean {
  if (filter.phase !== undefined && summary.phase !== filter.phase) return false;
  if (filter.engine !== undefined && summary.engine !== filter.engine) return false;
  if (filter.blocked !== undefined && summary.blocked !== filter.blocked) return false;
  if (filter.q === undefined) return true;
  const wanted = filter.q.toLowerCase();
  return [summary.id, summary.sourceDatabase, summary.targetDatabase].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}
