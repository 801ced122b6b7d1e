/** What the end of a migration proves about an attempt. */
import type { EngineStatus } from '../engine/engine-status';
import type { Attempt } from '../migration/control';
import type { Timing } from '../timing';
import { hasElapsed, secondsBetween } from '../timing';
import { step } from './attempt';
import type { TargetSighting } from './sighting';

/** What speaks for a confirmed cutover beside the service's own word. */
export interface CompletionProof {
  readonly target: TargetSighting;
  /** The tail was restored last, by the newest reading that told. */
  readonly isTailLast: boolean;
  /** The reading says that it is the attempt's operation that succeeded. */
  readonly isSameOperation: boolean;
}

/**
 * Judges a service that says Succeeded: `confirmed` with the whole proof; without it `completedUnproven`, at once when
 * nothing can add to it, or when the target database is not Online `proofWait` after the end.
 *
 * @returns the attempt as it is while the target database may still come online
 */
export function judgeCompletion(
  attempt: Attempt,
  status: EngineStatus,
  proof: CompletionProof,
  timing: Timing,
): Attempt {
  const { target, isTailLast } = proof;
  const isOnline = target.kind === 'notTold' || isFoundOnline(target);
  if (!isOnline && !hasElapsed(endOf(attempt, status), status.asOf, timing.proofWait)) return attempt;
  if (isOnline && isTailLast && proof.isSameOperation) {
    const online =
      target.kind === 'notTold'
        ? 'this kind of target does not tell whether it is online'
        : 'the target database is online';
    return step(attempt, 'confirmed', {
      settledAt: status.asOf,
      reason: `the service succeeded, the tail was restored last, ${online}`,
    });
  }
  const missing = [
    ...(isTailLast ? [] : [lastRestoredText(attempt)]),
    ...(isOnline ? [] : [targetText(target)]),
    ...(proof.isSameOperation ? [] : ['it does not tell which operation']),
  ];
  return step(attempt, 'completedUnproven', {
    settledAt: status.asOf,
    reason: `the service succeeded, but ${missing.join(' and ')}`,
  });
}

/**
 * Judges a migration that is no longer at the service. A target database that is online can only have been cut over:
 * `completedUnproven`; one that is gone too was cancelled: `overtaken`, and so is one that stays unclear for
 * `proofWait` after the request.
 *
 * @param at when it was found missing, ISO 8601 UTC
 * @returns the attempt as it is while the target database may still tell
 */
export function judgeDisappearance(
  attempt: Attempt,
  at: string,
  target: TargetSighting,
  timing: Timing,
): Attempt {
  const gone = 'the migration is no longer at the service';
  if (isFoundOnline(target))
    return step(attempt, 'completedUnproven', {
      settledAt: at,
      reason: `${gone}, but the target database is online`,
    });
  const isClear = target.kind === 'absent';
  if (!isClear && !hasElapsed(attempt.sentAt ?? attempt.requestedAt, at, timing.proofWait)) return attempt;
  return step(attempt, 'overtaken', { settledAt: at, reason: `${gone}, and ${targetText(target)}` });
}

function isFoundOnline(target: TargetSighting): boolean {
  return target.kind === 'found' && target.status.toLowerCase() === 'online';
}

/** When the service ended, by its own word where it tells and that is later than the request. */
function endOf(attempt: Attempt, status: EngineStatus): string {
  const sent = attempt.sentAt ?? attempt.requestedAt;
  return status.endedOn !== undefined && secondsBetween(sent, status.endedOn) > 0 ? status.endedOn : sent;
}

function lastRestoredText(attempt: Attempt): string {
  return attempt.lastRestoredFile === undefined
    ? 'no reading told what was restored last'
    : `${attempt.lastRestoredFile} was restored last`;
}

function targetText(target: TargetSighting): string {
  switch (target.kind) {
    case 'found':
      return `the target database is ${target.status}`;
    case 'absent':
      return 'the target database does not exist';
    case 'notTold':
      return 'this kind of target does not tell what became of it';
    case 'trouble':
    case 'notAsked':
      return 'the target database could not be read';
  }
}
