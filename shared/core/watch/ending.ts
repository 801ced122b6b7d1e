/** Whether the migration has come to its end. */
import { failureText } from '../engine/failure-text';
import { isSameOperation } from '../engine/operation-id';
import type { Facts } from '../facts/facts';
import type { ControlRow } from '../migration/control';
import { isOffline } from '../migration/offline';
import { type ReadingCount, isCounted } from '../reading-count';
import { type Timing, hasElapsed } from '../timing';
import type { Command } from './command';

/** The end, as a command. */
export type EndCommand = Extract<Command, { kind: 'end' }>;

/**
 * Finds the end: the outcome of the attempt, or what the service says without an open attempt of ours.
 *
 * @param doubtful what was counted of an end whose operation the service does not report, this reading included
 * @returns undefined while it goes on, while the service runs an operation that is not the adopted one, and until an end
 * of an untold operation may be believed
 */
export function findEnd(
  facts: Facts,
  timing: Timing,
  doubtful: ReadingCount | undefined,
): EndCommand | undefined {
  const outcome = attemptEnd(facts);
  if (outcome) return outcome;
  const { control, engine } = facts;
  const canceler = cancelSentBy(control);
  // What was confirmed is in the row; that nothing can be read any more adds nothing, and one 404 would prove nothing.
  if (engine.kind !== 'read' && control.cancel?.state === 'confirmed')
    return { kind: 'end', phase: 'canceled', reason: `cancelled by ${control.cancel.by}` };
  if (engine.kind !== 'read' || control.operationId === undefined) return undefined;
  const { status } = engine;
  if (status.operationId !== undefined && !isSameOperation(status.operationId, control.operationId))
    return undefined;
  if (status.operationId === undefined && !isCounted(doubtful, timing)) return undefined;
  switch (status.state) {
    case 'succeeded':
      if (isOffline(control)) return unprovenEnd(facts, status.endedOn, timing);
      return { kind: 'end', phase: 'completed', reason: completedElsewhere(control) };
    case 'failed':
      return {
        kind: 'end',
        phase: 'failed',
        reason: failureText(status.failure),
      };
    case 'canceled':
      return {
        kind: 'end',
        phase: 'canceled',
        reason: canceler === undefined ? 'cancelled outside of this product' : `cancelled by ${canceler}`,
      };
    default:
      return undefined;
  }
}

/**
 * The end of an offline migration whose last backup cannot be told from our ledger, so that nothing can be proven. It
 * is given some time to turn up; where it is known, the service's cutover is confirmed as an attempt instead.
 */
function unprovenEnd(
  { tail, listing, at }: Facts,
  endedOn: string | undefined,
  timing: Timing,
): EndCommand | undefined {
  if (tail.kind === 'one' || listing.kind === 'trouble') return undefined;
  if (endedOn !== undefined && !hasElapsed(endedOn, at, timing.proofWait)) return undefined;
  const why = {
    none: 'its last backup is not in the ledger',
    unreadable: tail.kind === 'unreadable' ? `${tail.blob} cannot be used: ${tail.reason}` : '',
    ambiguous: 'more than one backup could be its last',
  }[tail.kind];
  return {
    kind: 'end',
    phase: 'completed',
    reason: `completed, but unproven: the service cut over by itself, and ${why}`,
  };
}

/** Who asked for a cancel that may have reached the service. */
function cancelSentBy({ cancel }: ControlRow): string | undefined {
  switch (cancel?.state) {
    case 'sending':
    case 'sent':
    case 'unknown':
    case 'confirmed':
      return cancel.by;
    default:
      return undefined;
  }
}

/**
 * A request that was counted as lost may have been processed late, and one that was refused may have been carried out (a
 * busy service that had taken its double already); the product cannot tell that from a person at the portal.
 */
function completedElsewhere(control: ControlRow): string {
  const attempts = [...control.earlierAttempts, ...(control.attempt ? [control.attempt] : [])];
  const mayBeOurs = attempts.findLast(({ state }) => state === 'notReceived' || state === 'refused');
  if (mayBeOurs === undefined) return 'the cutover was made outside of this product';
  const { number, state } = mayBeOurs;
  return state === 'refused'
    ? `the service completed the cutover after it had refused attempt ${number}: it processed the request nevertheless, or somebody else requested the cutover`
    : `the service completed the cutover after attempt ${number} had counted as lost: it was processed late, or somebody else requested the cutover`;
}

function attemptEnd(facts: Facts): EndCommand | undefined {
  const attempt = facts.control.attempt;
  switch (attempt?.state) {
    case 'confirmed':
      return { kind: 'end', phase: 'completed', reason: `cutover confirmed: ${attempt.reason ?? ''}`.trim() };
    case 'completedUnproven':
      return {
        kind: 'end',
        phase: 'completed',
        reason: `completed, but unproven: ${attempt.reason ?? ''}`.trim(),
      };
    case 'failed':
      return { kind: 'end', phase: 'failed', reason: attempt.reason ?? 'the cutover failed' };
    case 'overtaken':
      return { kind: 'end', phase: 'canceled', reason: attempt.reason ?? 'overtaken' };
    default:
      return undefined;
  }
}
