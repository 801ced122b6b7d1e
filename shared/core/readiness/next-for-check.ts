/** Who must act on a readiness check that is not met, and how. */
import type { EngineStatus } from '../engine/engine-status';
import type { Facts, UnsettledBlob } from '../facts/facts';
import type { NextStep } from '../migration/status-document';
import { READING, WAITING } from './check';
import { type CheckResult, CHECKS } from './checks';
import { ENGINE_CHECKS } from './engine-checks';

/** The step for a check. @example stepForCheck({ code: 'pending.zero', state: 'unmet', reason: '' }, facts).who // 'service' */
export function stepForCheck({ code, state }: CheckResult, facts: Facts): NextStep {
  const { tail, listing, engine } = facts;
  if (tail.kind === 'unreadable')
    return {
      who: 'operator',
      what: `correct the tail ${tail.blob}: ${tail.reason}; or name another`,
      action: 'tail',
    };
  const told = code === 'engine.running' && engine.kind === 'read' ? stepForState(engine.status) : undefined;
  if (told) return told;
  const [newer] = code === 'nothing-newer' && listing.kind === 'listed' ? listing.unsettled : [];
  if (newer && newer.arriving !== true) return stepForBlob(newer);
  const excluded = code === 'pending.zero' && state === 'unmet' ? stepForExcluded(facts) : undefined;
  if (excluded) return excluded;
  const step = CHECKS.find((check) => check.code === code)?.next ?? READING;
  const mayBeTold = step === WAITING || ENGINE_CHECKS.some((check) => check.code === code);
  return state === 'unknown' && mayBeTold ? READING : step;
}

/**
 * The check to tell of those that are not met: the first that an operator sees to, for that may take longer than what is
 * waited for; what the policy forbids comes last.
 *
 * @example checkToTell(unmetChecks(checks), facts)?.code // 'nothing-newer' while logs are pending, too
 */
export function checkToTell(open: readonly CheckResult[], facts: Facts): CheckResult | undefined {
  const others = open.filter(({ code }) => code !== 'policy.allows');
  return others.find((check) => stepForCheck(check, facts).who === 'operator') ?? others[0] ?? open[0];
}

/** Names that a sentence holds. */
const NAMED = 3;

/** The tail is restored, and the service still counts: what is excluded here is not excluded there. */
function stepForExcluded({ progress, engine, control }: Facts): NextStep | undefined {
  const pending = engine.kind === 'read' ? (engine.status.pendingLogs ?? 0) : 0;
  const blobs = [...new Set(control.exclusions.map(({ blob }) => blob))].slice(-NAMED);
  if (progress.lastIsTail !== true || pending === 0 || blobs.length === 0) return undefined;
  return {
    who: 'operator',
    what: `the service still counts what is excluded here (${blobs.join(', ')}), because an exclusion changes nothing there: move it out of the container; or include it again, and name the newest log as the tail. If the count stays, ask Microsoft support`,
    action: 'board',
  };
}

/**
 * What a state that is neither restoring nor an end asks for: only while it says that it restores may anybody say that it
 * does. Undefined in any other.
 */
export function stepForState({ state, rawState }: EngineStatus): NextStep | undefined {
  switch (state) {
    case 'creating':
      return { who: 'service', what: 'sets the migration up' };
    case 'canceling':
      return {
        who: 'service',
        what: 'reports that it is cancelling the migration; the target database is lost',
      };
    case 'unknown':
      return {
        who: 'operator',
        what: `check in the portal what the service means by ${rawState ?? 'its state'}: this version does not know that state`,
      };
    default:
      return undefined;
  }
}

/** Waiting settles nothing about a blob whose content is there and is no backup that can be judged. */
function stepForBlob({ blob, reason, deleted }: UnsettledBlob): NextStep {
  const how = deleted
    ? 'If it is the newest log, upload it again and name it as the tail'
    : 'If it is a newer log, it is the tail: name it; otherwise upload it again, or exclude that version';
  return {
    who: 'operator',
    what: `check ${blob}: ${reason}. ${how}`,
    action: 'board',
  };
}
