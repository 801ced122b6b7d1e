/** The list of migrations: what deserves a look, the worst first. */
import type { MigrationSummary } from '../../core/migration/status-document';
import { attentionNow, listKey } from '../../core/views/attention';
import type { Page } from '../../ports/ledger';
import { type Capabilities, nowIso } from '../capabilities';

/** Which migrations a list wants. */
export interface ListFilter {
  readonly phase?: string;
  readonly engine?: string;
  /** Those that need an operator, or the others; a stuck watch needs one. */
  readonly blocked?: boolean;
  /** Those that deserve a look, or the others. */
  readonly attention?: boolean;
  /** Part of id, source database or target database, case-insensitive. */
  readonly q?: string;
  readonly top: number;
  readonly continuation?: string;
}

/** A page, or word that the continuation is none. */
export type ListOutcome =
  { readonly kind: 'page'; readonly page: Page<MigrationSummary> } | { readonly kind: 'invalidContinuation' };

/** Rows that the store gives at once. */
const BATCH = 999;
const KEY = /^\d\d~[^~]*~[^~]+$/;

/**
 * Lists. The rows are small and all in one place, so each page reads all of them and sorts anew; the continuation is the
 * last row's key, so a page goes on where the one before ended even when rows come or go. A row whose rank changes between
 * two pages may be shown twice, or not.
 *
 * @param readable ids that may be listed; undefined: all
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function listMigrations(
  { ledger, clock }: Pick<Capabilities, 'ledger' | 'clock'>,
  filter: ListFilter,
  readable?: ReadonlySet<string>,
): Promise<ListOutcome> {
  const { continuation, top } = filter;
  if (continuation !== undefined && !KEY.test(continuation)) return { kind: 'invalidContinuation' };
  const now = nowIso(clock);
  const { phase, engine, q } = filter;
  const rows: { readonly key: string; readonly summary: MigrationSummary }[] = [];
  let next: string | undefined;
  do {
    const page = await ledger.summaries({ phase, engine, q, top: BATCH, continuation: next });
    for (const stored of page.items) {
      if (readable?.has(stored.id) === false) continue;
      const summary = { ...stored, attention: attentionNow(stored, now) };
      if (fits(summary, filter)) rows.push({ key: listKey(summary), summary });
    }
    next = page.continuation;
  } while (next !== undefined);
  const sorted = rows.sort((a, b) => (a.key < b.key ? -1 : 1));
  const rest = continuation === undefined ? sorted : sorted.filter(({ key }) => key > continuation);
  const shown = rest.slice(0, top);
  const items = shown.map(({ summary }) => summary);
  const last = shown.at(-1);
  return {
    kind: 'page',
    page: rest.length > shown.length && last ? { items, continuation: last.key } : { items },
  };
}

function fits(summary: MigrationSummary, { blocked, attention }: ListFilter): boolean {
  const needsOperator = summary.blocked || summary.attention?.kind === 'watchStuck';
  if (blocked !== undefined && needsOperator !== blocked) return false;
  return attention === undefined || (summary.attention !== undefined) === attention;
}
