/** Readiness: the checks of one moment, and whether they allow a cutover. */
import type { CheckResult } from './checks';
import { evaluateChecks } from './checks';
import type { Facts } from './facts';

/** All checks and the verdict: ready only when every one is met or waived. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly CheckResult[];
}

/** Evaluates readiness. @example assessReadiness(facts).ready // false until every check is met or waived */
export function assessReadiness(facts: Facts): Readiness {
  const checks = evaluateChecks(facts);
  return { ready: unmetChecks(checks).length === 0, checks };
}

/** The checks that stand in the way. */
export function unmetChecks(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.filter((check) => check.state !== 'met' && check.state !== 'waived');
}

/** The checks that stand in the way, as one sentence for refusals. */
export function explainUnmet(checks: readonly CheckResult[]): string {
  return unmetChecks(checks)
    .map((check) => `${check.code}: ${check.reason}`)
    .join('; ');
}
