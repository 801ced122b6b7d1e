/** The readiness checks that the engine's reading feeds. */
import type { EngineStatus } from '../engine/engine-status';
import { hasElapsed } from '../timing';
import type { Facts } from './facts';
import { met, unknown, unmet } from './outcome';
import type { Outcome } from './outcome';
import { judgePending } from './pending';
import { isSameFile } from './same-file';
import { quietFingerprint } from './stability';
import { failureText } from '../views/failure-text';

/** Fewer readings than this are no row, whatever the policy says. */
const LEAST_STABLE_READS = 2;

/** Applies a check to the reading; without one, nothing the engine is asked for can be met. */
export function withEngine(facts: Facts, check: (status: EngineStatus, facts: Facts) => Outcome): Outcome {
  switch (facts.engine.kind) {
    case 'read':
    case 'unchanged':
      return check(facts.engine.status, facts);
    case 'absent':
      return unmet('the service knows no such migration');
    case 'trouble':
      return unknown(facts.engine.message);
  }
}

/** `engine.running`: an online migration that restores, read within this assessment, its resource at rest. */
export function engineRunning(status: EngineStatus, facts: Facts): Outcome {
  if (facts.engine.kind === 'unchanged')
    return unknown(
      `a glance at ${facts.engine.asOf} showed no change since the migration was read at ${status.asOf}`,
    );
  if (!hasElapsed(facts.at, status.asOf, 0))
    return unknown(`the reading of ${status.asOf} is older than this assessment of ${facts.at}`);
  if (status.online === undefined && status.neverTells?.includes('mode') !== true)
    return unknown('the service does not tell whether the migration is online');
  if (status.online === false) return unmet('the migration is offline: the service cuts over by itself');
  if (status.state === 'unknown')
    return unknown(`the service says "${status.rawState ?? 'nothing'}", which this version does not know`);
  if (status.state !== 'running' && status.state !== 'readyForCutover')
    return unmet(`the migration is ${status.state}`);
  if (status.atRest === undefined) return unknown('the service does not tell whether a change is under way');
  if (!status.atRest)
    return unmet(`a change is under way at the service (${status.provisioningState ?? 'no word for it'})`);
  return met(`the service says ${status.rawState ?? status.state}`);
}

/** `engine.operation`: the operation that runs is the one that was adopted. */
export function engineOperation(status: EngineStatus, facts: Facts): Outcome {
  const expected = facts.control.operationId;
  if (expected === undefined) return unmet('the migration is not adopted yet');
  if (status.operationId === undefined) return unknown('the service does not tell its operation id');
  if (status.operationId.toLowerCase() !== expected.toLowerCase())
    return unmet(
      `the service runs operation ${status.operationId}, adopted was ${expected}: somebody started it anew`,
    );
  return met(`operation ${expected}`);
}

/** `full.restored`: the service says so itself. */
export function fullRestored(status: EngineStatus): Outcome {
  if (status.fullRestored === undefined)
    return unknown('the service does not tell whether the full backup is restored');
  return status.fullRestored
    ? met('the full backup is restored')
    : unmet('the full backup is not restored yet');
}

/** `pending.stable`: enough readings in a row said "nothing pending", this one among them. */
export function pendingStable(status: EngineStatus, { stability, control }: Facts): Outcome {
  const wanted = Math.max(control.policy.stableReads, LEAST_STABLE_READS);
  const isOurs =
    stability !== undefined &&
    stability.fingerprint === quietFingerprint(status) &&
    hasElapsed(stability.countedAt, status.asOf, 0);
  const count = isOurs ? stability.count : 0;
  if (count >= wanted) return met(`${count} readings in a row said that nothing is pending`);
  return unmet(`${count} of ${wanted} readings in a row said that nothing is pending`);
}

/** `pending.zero`: this reading says that nothing is pending. */
export function pendingZero(status: EngineStatus): Outcome {
  return judgePending(status);
}

/** `files.all-restored`: every set on our path is restored and the restored sets reach the tail. */
export function allRestored(_status: EngineStatus, { tail, reach }: Facts): Outcome {
  if (tail.kind !== 'one') return unmet('no tail is known to measure against');
  if (reach.firstUnrestored !== undefined)
    return unmet(`${reach.firstUnrestored} is not restored by the service yet`);
  if (reach.restoredToTail === undefined)
    return unknown('the service does not tell which files it has restored');
  return reach.restoredToTail
    ? met('every set up to the tail is restored')
    : unmet('not every set up to the tail is restored');
}

/** `no-blocking-reason`: no failure, nothing that blocks the restore, no file that cannot be restored. */
export function noBlockingReason(status: EngineStatus): Outcome {
  if (status.failure) return unmet(`the service failed: ${failureText(status.failure)}`);
  const [first] = status.blockingReasons;
  if (first !== undefined) return unmet(`the service is blocked: ${first}`);
  const unrestorable = status.unrestorableFiles ?? 0;
  if (unrestorable !== 0) return unmet(`the service calls ${unrestorable} files unrestorable`);
  return met('the service names nothing that blocks it');
}

/** `tail.restored`: what the service restored last is the tail (an empty tail: a set that ends at its LSN). */
export function tailRestored(status: EngineStatus, { tail, reach }: Facts): Outcome {
  if (tail.kind !== 'one') return unmet('no tail is known');
  const invalid = tail.files.find((file) => status.invalidFiles.some((other) => isSameFile(file, other)));
  if (invalid !== undefined) return unmet(`the service calls ${invalid} an invalid file`);
  if (status.lastRestoredFile === undefined && status.lastRestoredSet === undefined)
    return unknown('the service does not tell what it restored last');
  if (reach.lastIsTail === true) return met(`the service restored ${tail.tail.blob} last`);
  return unmet(
    `the service restored ${status.lastRestoredFile ?? 'another set'} last, not the tail ${tail.tail.blob}`,
  );
}
