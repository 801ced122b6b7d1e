/**
 * Readiness: what must be so before a cutover is sent, and the verdict.
 *
 * Every check fails closed: a value that is missing makes it `unknown`, and `unknown` is not ready (G1).
 */
import type { Facts } from '../facts/facts';
import { WAIVABLE_CHECKS } from '../migration/policy';
import { BACKUP_CHECKS } from './backup-checks';
import { CHAIN_CHECKS } from './chain-checks';
import { type CheckRow, type Outcome, isFine } from './check';
import { ENGINE_CHECKS } from './engine-checks';
import { POLICY_CHECKS } from './policy-checks';
import { PROBE_CHECKS } from './probe-checks';
import { SOURCE_CHECKS } from './source-checks';
import { TAIL_CHECKS } from './tail-checks';

const ROWS = [
  ...ENGINE_CHECKS,
  ...CHAIN_CHECKS,
  ...TAIL_CHECKS,
  ...BACKUP_CHECKS,
  ...SOURCE_CHECKS,
  ...PROBE_CHECKS,
  ...POLICY_CHECKS,
] as const;

/** One of the readiness checks. */
export type CheckCode = (typeof ROWS)[number]['code'];

/** The readiness checks, in the order in which they are shown. */
export const CHECKS: readonly (CheckRow & { readonly code: CheckCode })[] = ROWS;

/** A check's outcome with its name. */
export interface CheckResult extends Outcome {
  readonly code: CheckCode;
}

/** All checks and the verdict: ready only when every one is met, waived or not configured. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly CheckResult[];
}

/** Evaluates readiness. @example assessReadiness(facts).ready // false until every check is met or waived */
export function assessReadiness(facts: Facts): Readiness {
  const checks = evaluateChecks(facts);
  return { ready: unmetChecks(checks).length === 0, checks };
}

/**
 * Evaluates all checks on one set of facts.
 *
 * @returns one result per row, in the order of `CHECKS`
 * @example evaluateChecks(facts).every(isFine)
 */
export function evaluateChecks(facts: Facts): readonly CheckResult[] {
  return CHECKS.map(({ code, evaluate }) => ({ code, ...waive(code, evaluate(facts), facts) }));
}

/** The checks that stand in the way. */
export function unmetChecks(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.filter((check) => !isFine(check));
}

/** The checks that stand in the way, as one sentence for refusals. */
export function explainUnmet(checks: readonly CheckResult[]): string {
  return unmetChecks(checks)
    .map((check) => `${check.code}: ${check.reason}`)
    .join('; ');
}

/** A waiver counts for the checks that are advice about the source; on any other it is ignored (G1). */
function waive(code: CheckCode, outcome: Outcome, facts: Facts): Outcome {
  const isWaivable = WAIVABLE_CHECKS.some((one: CheckCode) => one === code);
  const waiver = facts.control.policy.waive.find((one: { readonly check: CheckCode }) => one.check === code);
  if (outcome.state === 'met' || !isWaivable || waiver === undefined) return outcome;
  return { state: 'waived', reason: `${outcome.reason}; waived: ${waiver.reason}` };
}
