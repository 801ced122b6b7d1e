/** Proving that a request with an unclear answer never arrived. */
import type { EngineStatus } from '../engine/engine-status';
import type { Attempt } from '../migration/control';
import { READINGS } from '../reading-count';
import { type Timing, hasElapsed, LONGEST_READING_GAP } from '../timing';
import { step } from './attempt';

/**
 * Counts a reading that still says "running" under the same operation towards "not received".
 *
 * Three in a row are needed: the resource at rest (no change under way), the first at least `notReceivedFirst`
 * after the sender's deadline, the others at least `notReceivedGap` after the one before (G2). A reading that says
 * something else, a clock that went back and a long pause between two readings restart the count. Once the service
 * has waited for a retry nothing is counted: what it was to retry may be the cutover. A service may process
 * the request even later; docs/cutover.md says what happens then.
 *
 * @param attempt `unknown` ones are counted, others come back as they are
 * @returns `notReceived` with the third reading
 */
export function countStillRunning(attempt: Attempt, status: EngineStatus, timing: Timing): Attempt {
  if (attempt.state !== 'unknown' || attempt.sender === undefined) return attempt;
  if (status.atRest !== true || attempt.retriableAt !== undefined) return withoutCount(attempt);
  const { stillRunning: before, sender } = attempt;
  if (!hasElapsed(sender.notAfter, status.asOf, timing.notReceivedFirst)) return withoutCount(attempt);
  const inRow =
    before !== undefined &&
    hasElapsed(before.lastAt, status.asOf, 0) &&
    !hasElapsed(before.lastAt, status.asOf, LONGEST_READING_GAP);
  if (!inRow) return { ...attempt, stillRunning: { count: 1, lastAt: status.asOf } };
  if (!hasElapsed(before.lastAt, status.asOf, timing.notReceivedGap)) return attempt;
  const counted = { ...attempt, stillRunning: { count: before.count + 1, lastAt: status.asOf } };
  if (counted.stillRunning.count < READINGS) return counted;
  return step(counted, 'notReceived', {
    settledAt: status.asOf,
    reason: 'three consecutive readings show no request at the service',
  });
}

/** The attempt with its count begun anew; the same object when nothing was counted. */
export function withoutCount(attempt: Attempt): Attempt {
  return attempt.stillRunning === undefined ? attempt : { ...attempt, stillRunning: undefined };
}
