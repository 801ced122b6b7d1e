/** Who must act on a readiness check that is not met, and how. */
import type { NextStep } from '../migration/status-document';
import { READING, WAITING } from '../readiness/check';
import type { CheckResult } from '../readiness/checks';
import { CHECKS } from '../readiness/checks';
import type { Facts } from '../readiness/facts';

/** The step for a check. @example stepForCheck({ code: 'pending.zero', state: 'unmet', reason: '' }, facts).who // 'service' */
export function stepForCheck({ code, state }: CheckResult, { tail }: Facts): NextStep {
  if (tail.kind === 'unreadable')
    return {
      who: 'person',
      what: `see to the tail ${tail.blob}: ${tail.reason}; or name another`,
      action: 'tail',
    };
  const step = CHECKS.find((check) => check.code === code)?.next ?? READING;
  return state === 'unknown' && step === WAITING ? READING : step;
}
