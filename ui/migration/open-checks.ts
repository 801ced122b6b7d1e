/** The readiness checks that are open, as the page lists them: what is not met first, and one line for what is unknown for one reason. */
import type { CheckView } from '../../shared/core/migration/status-document';
import { isFine } from '../../shared/core/readiness/check';

/** A line: one check, or all that are unknown for the same reason. */
export interface OpenChecks extends Omit<CheckView, 'code'> {
  readonly codes: readonly string[];
}

/** The lines, in the order of the API within each state; of several checks, since when the first of them is open. */
export function openChecks(checks: readonly CheckView[]): readonly OpenChecks[] {
  const lines = new Map<string, OpenChecks>();
  for (const { code, ...check } of checks.filter((one) => !isFine(one))) {
    const key = check.state === 'unknown' ? `unknown ${check.reason}` : code;
    const { codes = [], since = check.since } = lines.get(key) ?? {};
    lines.set(key, { ...check, codes: [...codes, code], since: earlier(since, check.since) });
  }
  return [...lines.values()].sort((a, b) => Number(isUnmet(b)) - Number(isUnmet(a)));
}

function isUnmet({ state }: Pick<CheckView, 'state'>): boolean {
  return state === 'unmet';
}

function earlier(one: string, other: string): string {
  return Date.parse(one) <= Date.parse(other) ? one : other;
}
