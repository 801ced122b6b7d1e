/**
 * Settling an attempt by observation alone: after an unclear answer nothing is ever sent again; what the service
 * does tells whether the request arrived.
 */
import type { EngineStatus } from '../engine/engine-status';
import type { Attempt } from '../migration/control';
import { secondsBetween } from '../timing';
import type { Timing } from '../timing';
import { isSettled, step } from './attempt';

/** What was seen of the engine. */
export type Sighting =
  | { readonly kind: 'read'; readonly status: EngineStatus }
  | { readonly kind: 'absent'; readonly at: string }
  | { readonly kind: 'trouble' };

/** What was seen of the target database. */
export type TargetSighting =
  | { readonly kind: 'found'; readonly status: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'notTold' }
  | { readonly kind: 'trouble' }
  | { readonly kind: 'notAsked' };

/** True when the target database must be asked before this sighting can settle the attempt. */
export function needsTarget(sighting: Sighting): boolean {
  return sighting.kind === 'read' && sighting.status.state === 'succeeded';
}

/**
 * Takes one observation into account.
 *
 * @param attempt the attempt as stored, `sent` or `unknown`; a settled one comes back as it is
 * @param sighting the engine's reading
 * @param target the target database, when the engine says Succeeded
 * @param tailFiles names of the tail's files, to prove what was restored last
 * @returns the attempt to store; the same object when nothing new was learned
 * @example observe(unknownAttempt, completing, { kind: 'notAsked' }, files, AZURE_TIMING).state // 'sent'
 */
export function observe(
  attempt: Attempt,
  sighting: Sighting,
  target: TargetSighting,
  tailFiles: readonly string[],
  timing: Timing,
): Attempt {
  if (isSettled(attempt.state) || sighting.kind === 'trouble') return attempt;
  if (sighting.kind === 'absent')
    return step(attempt, 'overtaken', {
      settledAt: sighting.at,
      reason: 'the migration is no longer at the service',
    });
  const seen = withLastRestored(attempt, sighting.status);
  if (sighting.status.operationId !== undefined && !sameOperation(attempt, sighting.status))
    return step(seen, 'overtaken', {
      settledAt: sighting.status.asOf,
      reason: `the service now runs operation ${sighting.status.operationId}`,
    });
  return byState(seen, sighting.status, target, tailFiles, timing);
}

function byState(
  attempt: Attempt,
  status: EngineStatus,
  target: TargetSighting,
  tailFiles: readonly string[],
  timing: Timing,
): Attempt {
  switch (status.state) {
    case 'completing':
      return attempt.state === 'unknown'
        ? step(attempt, 'sent', { sentAt: status.asOf, reason: 'received: the service is completing' })
        : attempt;
    case 'succeeded':
      return completed(attempt, status, target, tailFiles, timing);
    case 'failed':
      return step(attempt, 'failed', { settledAt: status.asOf, reason: failureText(status) });
    case 'canceling':
    case 'canceled':
      return step(attempt, 'overtaken', {
        settledAt: status.asOf,
        reason: `the migration is ${status.state}`,
      });
    case 'running':
    case 'readyForCutover':
      return stillRunning(attempt, status, timing);
    case 'creating':
    case 'retriable':
    case 'unknown':
      return attempt;
  }
}

function completed(
  attempt: Attempt,
  status: EngineStatus,
  target: TargetSighting,
  tailFiles: readonly string[],
  timing: Timing,
): Attempt {
  const lastIsTail =
    attempt.lastRestoredFile !== undefined &&
    tailFiles.some((file) => sameBlob(file, attempt.lastRestoredFile ?? ''));
  const online =
    target.kind === 'notTold' || (target.kind === 'found' && target.status.toLowerCase() === 'online');
  if (online && lastIsTail)
    return step(attempt, 'confirmed', {
      settledAt: status.asOf,
      reason: 'the service succeeded, the tail was restored last, the target database is online',
    });
  if (!online && secondsBetween(attempt.sentAt ?? attempt.requestedAt, status.asOf) < timing.proofWait)
    return attempt;
  return step(attempt, 'completedUnproven', {
    settledAt: status.asOf,
    reason: missingProof(online, lastIsTail, target, attempt),
  });
}

function missingProof(
  online: boolean,
  lastIsTail: boolean,
  target: TargetSighting,
  attempt: Attempt,
): string {
  const parts: string[] = [];
  if (!lastIsTail)
    parts.push(
      attempt.lastRestoredFile === undefined
        ? 'no reading told what was restored last'
        : `${attempt.lastRestoredFile} was restored last`,
    );
  if (!online)
    parts.push(
      target.kind === 'found'
        ? `the target database is ${target.status}`
        : 'the target database could not be read',
    );
  return `the service succeeded, but ${parts.join(' and ')}`;
}

/** Counts readings that prove a lost request: spaced, late enough, provisioned and still running under the same operation. */
function stillRunning(attempt: Attempt, status: EngineStatus, timing: Timing): Attempt {
  if (attempt.state !== 'unknown' || attempt.sender === undefined) return attempt;
  if (status.provisioningState?.toLowerCase() !== 'succeeded' || !sameOperation(attempt, status))
    return attempt;
  const last = attempt.stillRunning?.lastAt;
  const waited =
    last === undefined
      ? secondsBetween(attempt.sender.notAfter, status.asOf)
      : secondsBetween(last, status.asOf);
  if (waited < (last === undefined ? timing.notReceivedFirst : timing.notReceivedGap)) return attempt;
  const count = (attempt.stillRunning?.count ?? 0) + 1;
  const counted = { ...attempt, stillRunning: { count, lastAt: status.asOf } };
  if (count < 3) return counted;
  return step(counted, 'notReceived', {
    settledAt: status.asOf,
    reason: 'three readings in a row still say that nothing was asked of the service',
  });
}

/** Seconds until the next observation: often at first, then less. @param cycle 0 for the first */
export function observationDelay(cycle: number, timing: Timing): number {
  return cycle < 20 ? timing.observeFirst : Math.min(timing.observeMost, timing.observeFirst * 4);
}

/** True when an accepted request shows no effect for so long that a person must look. */
export function isStuck(attempt: Attempt, status: EngineStatus, timing: Timing): boolean {
  const running = status.state === 'running' || status.state === 'readyForCutover';
  return (
    attempt.state === 'sent' &&
    running &&
    secondsBetween(attempt.sentAt ?? attempt.requestedAt, status.asOf) > timing.stuckAfter
  );
}

function withLastRestored(attempt: Attempt, status: EngineStatus): Attempt {
  return status.lastRestoredFile === undefined || status.lastRestoredFile === attempt.lastRestoredFile
    ? attempt
    : { ...attempt, lastRestoredFile: status.lastRestoredFile };
}

function sameOperation(attempt: Attempt, status: EngineStatus): boolean {
  return status.operationId?.toLowerCase() === attempt.operationId.toLowerCase();
}

/** An engine may name a blob by its last segment only. */
function sameBlob(ours: string, theirs: string): boolean {
  return ours === theirs || ours.endsWith(`/${theirs}`) || theirs.endsWith(`/${ours}`);
}

function failureText(status: EngineStatus): string {
  return status.failure
    ? `${status.failure.code} ${status.failure.message}`
    : 'the service failed without a reason';
}
