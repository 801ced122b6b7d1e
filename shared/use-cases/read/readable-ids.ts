/** Which migrations a caller may read. */
import { type Caller, atPlace, everywhere, placeOf } from '../../core/access/reach';
import { hasRole } from '../../core/access/roles';
import type { Ledger } from '../../ports/ledger';

/**
 * Ids of the migrations that a caller may read; undefined: all of them.
 *
 * The registrations are read, not the rows of the list, which name an instance without its subscription, and in 0.1.0 none.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function readableIds(
  ledger: Pick<Ledger, 'registrations'>,
  caller: Caller,
): Promise<ReadonlySet<string> | undefined> {
  if (hasRole(everywhere(caller), 'Cutover.Read')) return undefined;
  const ids = new Set<string>();
  for await (const registration of ledger.registrations())
    if (hasRole(atPlace(caller, placeOf(registration)), 'Cutover.Read')) ids.add(registration.id);
  return ids;
}
