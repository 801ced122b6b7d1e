/** What the end of a migration proves about an attempt. */
import type { EngineStatus } from '../engine/engine-status';
import { type TargetSighting, GONE, goneText, goneWith, isFoundOnline, targetText } from '../engine/sighting';
import type { Attempt } from '../migration/control';
import { atOnce, countReading, isCounted, readingsText } from '../reading-count';
import { type Timing, hasElapsed, secondsBetween } from '../timing';
import { step } from './attempt';

/** What speaks for a confirmed cutover beside the service's own word. */
export interface CompletionProof {
  readonly target: TargetSighting;
  /** The tail was restored last, by the newest reading that told. */
  readonly isTailLast: boolean;
  /** Set when that reading contradicts itself about what was restored last: then it proves nothing either way. */
  readonly contradicted?: string;
  /** What else is lacking of the proof, as a clause. */
  readonly lacking?: string;
  /** The reading says that it is the attempt's operation that succeeded. */
  readonly isSameOperation: boolean;
}

/** How a reading is counted that says Succeeded without the whole proof, whatever part of it is missing. */
const UNPROVEN = 'part of the proof is missing';

/**
 * Judges a service that says Succeeded: `confirmed` with the whole proof. Without it `completedUnproven`: at once when
 * the service itself contradicts it (another file was restored last); when something is only missing, once three
 * readings over `absence` have missed it, and a target database that is not Online has had `proofWait` after the end.
 *
 * @returns the attempt with its readings counted, while the rest of the proof may still come
 */
export function judgeCompletion(
  attempt: Attempt,
  status: EngineStatus,
  proof: CompletionProof,
  timing: Timing,
): Attempt {
  const { target, contradicted } = proof;
  const isTailLast = proof.isTailLast && contradicted === undefined;
  const isOnline = target.kind === 'notTold' || isFoundOnline(target);
  if (isOnline && isTailLast && proof.isSameOperation && proof.lacking === undefined) {
    const online =
      target.kind === 'notTold'
        ? 'this kind of target does not report whether it is online'
        : 'the target database is online';
    return settle(attempt, 'confirmed', {
      settledAt: status.asOf,
      reason: `the service succeeded, the tail was restored last, ${online}`,
    });
  }
  const lacking = [
    ...(isTailLast ? [] : [contradicted ?? lastRestoredText(attempt)]),
    ...(isOnline ? [] : [targetText(target)]),
    ...(proof.isSameOperation ? [] : ['it does not report which operation']),
    ...(proof.lacking === undefined ? [] : [proof.lacking]),
  ].join(' and ');
  const missing = countReading(attempt.missing, UNPROVEN, atOnce(status.asOf), timing);
  const isDenied =
    proof.isSameOperation &&
    isOnline &&
    !isTailLast &&
    contradicted === undefined &&
    attempt.lastRestoredFile !== undefined;
  const hasHadTime = isOnline || hasElapsed(endOf(attempt, status), status.asOf, timing.proofWait);
  return isDenied || (hasHadTime && isCounted(missing, timing))
    ? settle(attempt, 'completedUnproven', {
        settledAt: status.asOf,
        reason: `the service succeeded, but ${lacking}`,
      })
    : { ...attempt, missing };
}

/**
 * Judges a migration that the service says it does not know. Nothing follows from one such reading, nor from two: three
 * over `absence` count, all with the same word of the target database. Then a target that is online can only have been
 * cut over: `completedUnproven`; one that is gone as well was cancelled: `overtaken`. Any other target (Restoring, not
 * readable, of a kind that does not report it) proves neither: an operator has to find out, and settles it (`goneUnclear`).
 *
 * @param at when it was found missing, ISO 8601 UTC
 * @returns the attempt with its readings counted, while nothing can be told
 */
export function judgeDisappearance(
  attempt: Attempt,
  at: string,
  target: TargetSighting,
  timing: Timing,
): Attempt {
  const missing = countReading(attempt.missing, goneWith(target), atOnce(at), timing);
  if (!isCounted(missing, timing)) return { ...attempt, missing };
  const gone = `${GONE} (${readingsText(missing)})`;
  if (isFoundOnline(target))
    return settle(attempt, 'completedUnproven', {
      settledAt: at,
      reason: `${gone}, but the target database is online`,
    });
  if (target.kind === 'absent')
    return settle(attempt, 'overtaken', { settledAt: at, reason: `${gone}, and ${targetText(target)}` });
  return { ...attempt, missing };
}

/**
 * Says what is seen of an open attempt whose migration has gone in a way that no reading settles.
 *
 * @returns a sentence; undefined while it is counted, and for every other attempt
 * @example goneUnclear(attempt, AZURE_TIMING) // 'the migration is no longer at the service, the target database is Restoring (4 readings …)'
 */
export function goneUnclear({ state, missing }: Attempt, timing: Timing): string | undefined {
  return state === 'sent' || state === 'unknown' ? goneText(missing, timing) : undefined;
}

/** The attempt without what was counted of a migration that is missing, or of its proof; the same object when nothing was. */
export function withoutMissing(attempt: Attempt): Attempt {
  return attempt.missing === undefined ? attempt : { ...attempt, missing: undefined };
}

function settle(
  attempt: Attempt,
  to: 'confirmed' | 'completedUnproven' | 'overtaken',
  change: Partial<Attempt>,
): Attempt {
  return step(attempt, to, { ...change, missing: undefined });
}

/** When the service ended, by its own word where it tells and that is later than the request. */
function endOf(attempt: Attempt, status: EngineStatus): string {
  const sent = attempt.sentAt ?? attempt.requestedAt;
  return status.endedOn !== undefined && secondsBetween(sent, status.endedOn) > 0 ? status.endedOn : sent;
}

function lastRestoredText(attempt: Attempt): string {
  return attempt.lastRestoredFile === undefined
    ? 'no reading reported what was restored last'
    : `${attempt.lastRestoredFile} was restored last`;
}
