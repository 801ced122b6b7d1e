/** What happened to a group itself: its lines in the journal of the ledger. */
import type { ChainedEntry } from '../../core/migration/journal';
import { OF_THE_LEDGER } from '../../core/migration/ledger-state';
import type { Ledger } from '../../ports/ledger';

/** Lines of a group that one answer has. */
export const MOST_HISTORY = 1_000;

/** The last lines of a group, oldest first. */
export interface GroupHistory {
  readonly items: readonly ChainedEntry[];
  /** Older lines that were left out; absent when there are none. */
  readonly omitted?: number;
}

/**
 * Reads when it was made, stopped, released, held and ended, who dropped whom, and why.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function readGroupHistory(ledger: Pick<Ledger, 'evidence'>, id: string): Promise<GroupHistory> {
  const { lines } = await ledger.evidence(OF_THE_LEDGER);
  const own = lines.filter(({ kind, facts }) => kind === 'groupChanged' && facts?.group === id);
  const omitted = Math.max(0, own.length - MOST_HISTORY);
  return { items: own.slice(omitted), ...(omitted > 0 && { omitted }) };
}
