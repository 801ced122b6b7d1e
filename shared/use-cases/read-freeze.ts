/** Whether the ledger is frozen now. */
import { type Freeze, freezeOf } from '../core/migration/ledger-state';
import type { Ledger } from '../ports/ledger';

/**
 * Reads why nothing may be sent; undefined when it may.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function readFreeze(ledger: Pick<Ledger, 'home' | 'state'>): Promise<Freeze | undefined> {
  return freezeOf((await ledger.state())?.value, ledger.home);
}
