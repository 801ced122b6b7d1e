/**
 * The readiness checks: what must be so before a cutover is sent, and the sentence when it is not.
 *
 * Every check fails closed: a value that is missing makes it `unknown`, and `unknown` is not ready (G1).
 */
import { isOffline, nothingIsSent } from '../cutover/offline';
import { WAIVABLE_CHECKS } from '../migration/policy';
import { chainComplete, chainEndsAtTail, checksums, nothingNewer, tailProven } from './backup-checks';
import {
  allRestored,
  engineOperation,
  engineRunning,
  fullRestored,
  noBlockingReason,
  pendingStable,
  pendingZero,
  tailRestored,
  withEngine,
} from './engine-checks';
import type { Facts } from './facts';
import { knownStatus } from './known-status';
import { met, unmet } from './outcome';
import type { Outcome } from './outcome';

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

/** A check's outcome with its name. */
export interface CheckResult extends Outcome {
  readonly code: CheckCode;
}

/**
 * Evaluates all checks on one set of facts.
 *
 * @returns one result per code, in the order of `CHECK_CODES`
 * @example evaluateChecks(facts).every((check) => check.state === 'met' || check.state === 'waived')
 */
export function evaluateChecks(facts: Facts): readonly CheckResult[] {
  return CHECK_CODES.map((code) => ({ code, ...waive(code, CHECKS[code](facts), facts) }));
}

const CHECKS: Readonly<Record<CheckCode, (facts: Facts) => Outcome>> = {
  'engine.running': (facts) => withEngine(facts, engineRunning),
  'engine.operation': (facts) => withEngine(facts, engineOperation),
  'full.restored': (facts) => withEngine(facts, fullRestored),
  'pending.zero': (facts) => withEngine(facts, pendingZero),
  'pending.stable': (facts) => withEngine(facts, pendingStable),
  'files.all-restored': (facts) => withEngine(facts, allRestored),
  'no-blocking-reason': (facts) => withEngine(facts, noBlockingReason),
  'chain.complete': chainComplete,
  'chain.end-is-tail': chainEndsAtTail,
  'tail.proven': tailProven,
  'tail.restored': (facts) => withEngine(facts, tailRestored),
  'nothing-newer': nothingNewer,
  'backups.checksums': checksums,
  'policy.allows': policyAllows,
};

/** A waiver counts for the checks that are advice about the source; on any other it is ignored (G1). */
function waive(code: CheckCode, outcome: Outcome, facts: Facts): Outcome {
  const isWaivable = WAIVABLE_CHECKS.some((one: CheckCode) => one === code);
  const waiver = facts.control.policy.waive.find((one: { readonly check: CheckCode }) => one.check === code);
  if (outcome.state === 'met' || !isWaivable || waiver === undefined) return outcome;
  return { state: 'waived', reason: `${outcome.reason}; waived: ${waiver.reason}` };
}

/**
 * `policy.allows`: nothing forbids a cutover. Never met in mode `offline`, where the service cuts over by itself. Met in the modes that wait for a person as well; that person's word is
 * `authorityFor`, and both are needed before a request is sent.
 */
function policyAllows({ control, engine }: Facts): Outcome {
  if (control.ended) return unmet(`the migration has ended: ${control.ended.reason}`);
  if (isOffline(control)) return unmet(nothingIsSent(knownStatus(engine)?.lastBackupName));
  if (control.hold)
    return unmet(`held by ${control.hold.by} since ${control.hold.at}: ${control.hold.reason}`);
  if (control.cancel && control.cancel.state !== 'refused' && control.cancel.state !== 'withdrawn')
    return unmet(`${control.cancel.by} asked to cancel`);
  if (control.policy.mode === 'auto' && control.manualOnly === undefined) return met('mode auto');
  return met(control.manualOnly ?? `mode ${control.policy.mode}: a person gives the go-ahead`);
}
