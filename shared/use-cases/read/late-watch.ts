/** A watch that should have looked by now. */
import { secondsBetween } from '../../core/timing';
import { readWatchState, saveWatchState } from '../assess/watch-state-store';
import { type Capabilities, nowIso } from '../capabilities';

/**
 * Tells how long ago the watch of a migration should have looked. Of one that has never looked, as far as is
 * remembered, it is expected from now on.
 *
 * @returns seconds, negative while there is time
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function watchLateness(caps: Capabilities, id: string): Promise<number> {
  const stored = await readWatchState(caps.ledger, id);
  const now = nowIso(caps.clock);
  const { watchDueAt } = stored.state;
  if (watchDueAt !== undefined) return secondsBetween(watchDueAt, now);
  // A conflict means that somebody has assessed it, and remembers more.
  await saveWatchState(caps.ledger, id, stored, { ...stored.state, watchDueAt: now }, []);
  return 0;
}
