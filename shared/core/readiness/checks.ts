/**
 * The readiness checks, one function each: what must be so, and the sentence when it is not.
 *
 * Every check fails closed: a value that is missing makes it `unknown`, and `unknown` is not ready (G1).
 */
import { formatLsn } from '../lsn';
import type { EngineStatus } from '../engine/engine-status';
import { WAIVABLE_CHECKS } from '../migration/policy';
import type { Facts } from './facts';

/** Names of the readiness checks. */
export const CHECK_CODES = [
  'engine.running',
  'engine.operation',
  'full.restored',
  'pending.zero',
  'pending.stable',
  'files.all-restored',
  'no-blocking-reason',
  'chain.complete',
  'chain.end-is-tail',
  'tail.proven',
  'tail.restored',
  'nothing-newer',
  'backups.checksums',
  'policy.allows',
] as const;

/** One of the readiness checks. */
export type CheckCode = (typeof CHECK_CODES)[number];

/** A check's outcome with its sentence. */
export interface CheckResult {
  readonly code: CheckCode;
  readonly state: 'met' | 'unmet' | 'unknown' | 'waived';
  readonly reason: string;
}

type Outcome = Omit<CheckResult, 'code'>;

const met = (reason: string): Outcome => ({ state: 'met', reason });
const unmet = (reason: string): Outcome => ({ state: 'unmet', reason });
const unknown = (reason: string): Outcome => ({ state: 'unknown', reason });

/**
 * Evaluates all checks on one set of facts.
 *
 * @returns one result per code, in the order of `CHECK_CODES`
 * @example evaluateChecks(facts).every((check) => check.state === 'met' || check.state === 'waived')
 */
export function evaluateChecks(facts: Facts): readonly CheckResult[] {
  return CHECK_CODES.map((code) => ({ code, ...CHECKS[code](facts) }));
}

const CHECKS: Readonly<Record<CheckCode, (facts: Facts) => Outcome>> = {
  'engine.running': (facts) => withEngine(facts, engineRunning),
  'engine.operation': (facts) => withEngine(facts, (status) => engineOperation(facts, status)),
  'full.restored': (facts) => withEngine(facts, fullRestored),
  'pending.zero': (facts) => withEngine(facts, pendingZero),
  'pending.stable': (facts) => withEngine(facts, () => pendingStable(facts)),
  'files.all-restored': (facts) => withEngine(facts, () => allRestored(facts)),
  'no-blocking-reason': (facts) => withEngine(facts, noBlockingReason),
  'chain.complete': chainComplete,
  'chain.end-is-tail': chainEndsAtTail,
  'tail.proven': tailProven,
  'tail.restored': (facts) => withEngine(facts, (status) => tailRestored(facts, status)),
  'nothing-newer': nothingNewer,
  'backups.checksums': checksums,
  'policy.allows': policyAllows,
};

function withEngine(facts: Facts, check: (status: EngineStatus) => Outcome): Outcome {
  switch (facts.engine.kind) {
    case 'read':
      return check(facts.engine.status);
    case 'absent':
      return unmet('the service knows no such migration');
    case 'trouble':
      return unknown(facts.engine.message);
  }
}

function engineRunning(status: EngineStatus): Outcome {
  if (status.online === undefined)
    return unknown('the service does not tell whether the migration is online');
  if (!status.online) return unmet('the migration is offline: the service cuts over by itself');
  if (status.state === 'unknown')
    return unknown(`the service says "${status.rawState ?? 'nothing'}", which this version does not know`);
  if (status.state !== 'running' && status.state !== 'readyForCutover')
    return unmet(`the migration is ${status.state}`);
  if (status.provisioningState === undefined)
    return unknown('the service does not tell its provisioning state');
  if (status.provisioningState.toLowerCase() !== 'succeeded')
    return unmet(`provisioning is ${status.provisioningState}`);
  return met(`the service says ${status.rawState ?? status.state}`);
}

function engineOperation(facts: Facts, status: EngineStatus): Outcome {
  const expected = facts.control.operationId;
  if (expected === undefined) return unmet('the migration is not adopted yet');
  if (status.operationId === undefined) return unknown('the service does not tell its operation id');
  if (status.operationId.toLowerCase() !== expected.toLowerCase())
    return unmet(
      `the service runs operation ${status.operationId}, adopted was ${expected}: somebody started it anew`,
    );
  return met(`operation ${expected}`);
}

function fullRestored(status: EngineStatus): Outcome {
  if (status.fullRestored === undefined)
    return unknown('the service does not tell whether the full backup is restored');
  return status.fullRestored
    ? met('the full backup is restored')
    : unmet('the full backup is not restored yet');
}

function pendingZero(status: EngineStatus): Outcome {
  if (status.pendingLogs === undefined)
    return unknown('the service does not tell how many log backups are pending; unknown is not zero');
  if (status.pendingLogs > 0) return unmet(`${status.pendingLogs} log backups are pending at the service`);
  if ((status.pendingDifferentials ?? 0) > 0)
    return unmet(`${status.pendingDifferentials ?? 0} differential backups are pending at the service`);
  return met('the service reports nothing pending');
}

function pendingStable(facts: Facts): Outcome {
  const wanted = facts.control.policy.stableReads;
  const count = facts.stability?.count ?? 0;
  if (count >= wanted) return met(`${count} readings in a row said so`);
  return unmet(`${count} of ${wanted} readings in a row said that nothing is pending`);
}

function allRestored(facts: Facts): Outcome {
  if (facts.tail.kind !== 'one') return unmet('no tail is known to measure against');
  if (facts.reach.restoredToTail === undefined)
    return unknown('the service does not tell which files it has restored');
  if (facts.reach.restoredToTail) return met('every set up to the tail is restored');
  const file = facts.reach.firstUnrestored;
  return unmet(
    file === undefined
      ? 'not every set up to the tail is restored'
      : `${file} is not restored by the service yet`,
  );
}

function noBlockingReason(status: EngineStatus): Outcome {
  if (status.failure) return unmet(`the service failed: ${status.failure.code} ${status.failure.message}`);
  const [first] = status.blockingReasons;
  if (first !== undefined) return unmet(`the service is blocked: ${first}`);
  if ((status.unrestorableFiles ?? 0) > 0)
    return unmet(`the service calls ${status.unrestorableFiles ?? 0} files unrestorable`);
  return met('the service names nothing that blocks it');
}

function chainComplete(facts: Facts): Outcome {
  if (facts.chain.status !== 'complete') return unmet(facts.chain.summary);
  const [error] = facts.chain.errors;
  return error === undefined ? met(facts.chain.summary) : unmet(error);
}

function chainEndsAtTail(facts: Facts): Outcome {
  if (facts.tail.kind !== 'one') return unmet('no tail is known');
  if (facts.chain.chainEnd === undefined) return unknown('the chain has no end yet');
  const { tail } = facts.tail;
  if (facts.chain.chainEnd === tail.lastLsn)
    return met(`the chain ends at the tail, LSN ${formatLsn(tail.lastLsn)}`);
  return unmet(
    `the chain ends at LSN ${formatLsn(facts.chain.chainEnd)}, the tail ${tail.blob} at LSN ${formatLsn(tail.lastLsn)}`,
  );
}

function tailProven(facts: Facts): Outcome {
  const { tail } = facts;
  const wanted = facts.control.policy.tailProof;
  switch (tail.kind) {
    case 'none':
      return unmet(
        'no tail: stop writes, take the last log backup, then name it or mark it (x.final.trn, or metadata tail=true)',
      );
    case 'unreadable':
      return unmet(`the tail ${tail.blob} cannot be used: ${tail.reason}`);
    case 'ambiguous':
      return unmet(`more than one tail is marked (${tail.blobs.join(', ')}): unmark or exclude all but one`);
    case 'one':
      if (wanted !== 'either' && wanted !== tail.proof)
        return unmet(`the tail ${tail.tail.blob} is ${tail.proof}, the policy wants it ${wanted}`);
      return met(`${tail.tail.blob} is the tail: ${tail.proof}`);
  }
}

function tailRestored(facts: Facts, status: EngineStatus): Outcome {
  if (facts.tail.kind !== 'one') return unmet('no tail is known');
  if (status.lastRestoredFile === undefined && status.lastRestoredSet === undefined)
    return unknown('the service does not tell what it restored last');
  if (facts.reach.lastIsTail === true) return met(`the service restored ${facts.tail.tail.blob} last`);
  return unmet(
    `the service restored ${status.lastRestoredFile ?? 'another set'} last, not the tail ${facts.tail.tail.blob}`,
  );
}

function nothingNewer(facts: Facts): Outcome {
  switch (facts.listing.kind) {
    case 'notListed':
      return unmet('the container is listed once a tail is known');
    case 'trouble':
      return unknown(facts.listing.message);
    case 'listed': {
      const [first] = facts.listing.unsettled;
      if (first === undefined) return met('every blob in the container is accounted for');
      const more = facts.listing.unsettledCount - 1;
      return unmet(`${first.blob}: ${first.reason}${more > 0 ? ` (and ${more} more)` : ''}`);
    }
  }
}

function checksums(facts: Facts): Outcome {
  const outcome = checksumsUnwaived(facts);
  const waiver = facts.control.policy.waive.find((one) => WAIVABLE_CHECKS.includes(one.check));
  if (outcome.state === 'met' || waiver === undefined) return outcome;
  return { state: 'waived', reason: `${outcome.reason}; waived: ${waiver.reason}` };
}

function checksumsUnwaived(facts: Facts): Outcome {
  const [without] = facts.chain.withoutChecksum;
  if (without !== undefined)
    return unmet(
      `${without}${othersIn(facts.chain.withoutChecksum)} was taken without CHECKSUM, which the service demands (error 2009)`,
    );
  const [untold] = facts.chain.checksumUnknown;
  if (untold !== undefined) return unknown(`${untold} does not tell whether it was taken WITH CHECKSUM`);
  if (facts.chain.pathFiles === 0) return unknown('no backup is known yet');
  return met('every backup on the path was taken WITH CHECKSUM');
}

function othersIn(files: readonly string[]): string {
  return files.length > 1 ? ` (and ${files.length - 1} more)` : '';
}

function policyAllows(facts: Facts): Outcome {
  const { control } = facts;
  if (control.ended) return unmet(`the migration has ended: ${control.ended.reason}`);
  if (control.hold)
    return unmet(`held by ${control.hold.by} since ${control.hold.at}: ${control.hold.reason}`);
  if (control.cancel && control.cancel.state !== 'refused' && control.cancel.state !== 'withdrawn')
    return unmet(`${control.cancel.by} asked to cancel`);
  if (control.policy.mode === 'auto' && control.manualOnly === undefined) return met('mode auto');
  return met(control.manualOnly ?? `mode ${control.policy.mode}: a person gives the go-ahead`);
}
