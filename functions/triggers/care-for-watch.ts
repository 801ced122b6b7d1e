/**
 * A watch that stands still: it is Pending, Running or Suspended, so nobody starts it anew, but it does not look.
 *
 * After a crash it may do so for as long as the queue keeps what the dead host had taken (301 s were measured with the
 * extension's default), so it is given more than that; then it is shown and nudged, and when that does not help
 * terminated and started anew. Two watches do no harm: whatever they do is claimed in the control row by its ETag.
 */
import type { DurableClient } from 'durable-functions';
import { isInFlight } from '../../shared/core/cutover/attempt';
import { hasElapsed, secondsBetween } from '../../shared/core/timing';
import { cutoverOrchestration, watchOrchestration } from '../../shared/durable/contracts';
import { assessMigration } from '../../shared/use-cases/assess/assess-migration';
import { type Capabilities, nowIso } from '../../shared/use-cases/capabilities';
import { watchLateness } from '../../shared/use-cases/read/late-watch';
import { ensureWatch, isAlive, nudge } from '../watch-starter';

/** How long to wait for an instance that was terminated: a few looks, and the next sweep goes on. */
const LOOKS = 10;

/** What the care needs; `pause` lets half a second pass. */
export interface WatchCare {
  readonly caps: Capabilities;
  readonly client: DurableClient;
  readonly pause: () => Promise<void>;
}

/** Starts a watch that is gone, and gets one that stands still to look again. */
export async function careForWatch(care: WatchCare, id: string): Promise<'started' | 'alive'> {
  const { caps, client } = care;
  const watch = await ensureWatch(client, id);
  if (watch === 'started' || (await hasLookedLately(care, id))) return watch;
  const late = await watchLateness(caps, id);
  if (late < caps.timing.watchLate) return watch;
  // Shows it in status and list.
  const assessed = await assessMigration(caps, id, 'routine');
  const shown = assessed?.decision;
  if (shown?.block?.kind !== 'watchStuck') return watch;
  await nudge(client, id);
  const wasNudged = hasElapsed(
    shown.blocked?.since ?? '',
    nowIso(caps.clock),
    caps.timing.watchLate * NUDGE_PART,
  );
  return wasNudged ? replace(care, id, late) : watch;
}

/** The part of the patience that a nudge gets before the watch is replaced: less than lies between two sweeps. */
const NUDGE_PART = 1 / 2;

/** The watch's own custom status saves a read of the ledger, as long as it is young. */
async function hasLookedLately({ caps, client }: WatchCare, id: string): Promise<boolean> {
  const { customStatus } = await client.getStatus(watchOrchestration.instanceId(id));
  const nextCheckAt: unknown =
    typeof customStatus === 'object' && customStatus !== null && 'nextCheckAt' in customStatus
      ? customStatus.nextCheckAt
      : undefined;
  return (
    typeof nextCheckAt === 'string' && secondsBetween(nextCheckAt, nowIso(caps.clock)) < caps.timing.watchLate
  );
}

/** The cutover it waits for stands still as well, or the watch would look: it goes first out of the way, after the watch. */
async function replace(care: WatchCare, id: string, late: number): Promise<'started' | 'alive'> {
  const { caps, client } = care;
  const reason = `it should have run ${Math.round(late)} s ago`;
  const control = (await caps.ledger.control(id))?.value;
  if (!(await terminated(care, watchOrchestration.instanceId(id), reason))) return 'alive';
  if (control?.attempt !== undefined && isInFlight(control))
    await terminated(care, cutoverOrchestration.instanceId(id, control.attempt.number), reason);
  const watch = await ensureWatch(client, id);
  const text = `The watch was stuck (${reason}); it was terminated and restarted`;
  await caps.ledger.appendJournal(id, [{ at: nowIso(caps.clock), kind: 'trouble', by: 'sweep', text }]);
  return watch;
}

async function terminated(
  { client, pause }: WatchCare,
  instanceId: string,
  reason: string,
): Promise<boolean> {
  for (let looks = 0; looks <= LOOKS; looks++) {
    if (!(await isAlive(client, instanceId))) return true;
    if (looks === 0) await client.terminate(instanceId, reason);
    await pause();
  }
  return false;
}
