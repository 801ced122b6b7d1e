/** Who must act on a readiness check that is not met, and how. */
import type { EngineStatus } from '../engine/engine-status';
import type { NextStep } from '../migration/status-document';
import { READING, WAITING } from '../readiness/check';
import type { CheckResult } from '../readiness/checks';
import { CHECKS } from '../readiness/checks';
import type { Facts, UnsettledBlob } from '../readiness/facts';

/** The step for a check. @example stepForCheck({ code: 'pending.zero', state: 'unmet', reason: '' }, facts).who // 'service' */
export function stepForCheck({ code, state }: CheckResult, { tail, listing, engine }: Facts): NextStep {
  if (tail.kind === 'unreadable')
    return {
      who: 'person',
      what: `see to the tail ${tail.blob}: ${tail.reason}; or name another`,
      action: 'tail',
    };
  const told = code === 'engine.running' && engine.kind === 'read' ? stepForState(engine.status) : undefined;
  if (told) return told;
  const [newer] = code === 'nothing-newer' && listing.kind === 'listed' ? listing.unsettled : [];
  if (newer && newer.arriving !== true) return stepForBlob(newer);
  const step = CHECKS.find((check) => check.code === code)?.next ?? READING;
  return state === 'unknown' && step === WAITING ? READING : step;
}

/** Only while it says that it restores may anybody say that it does. */
function stepForState({ state, rawState }: EngineStatus): NextStep | undefined {
  switch (state) {
    case 'creating':
      return { who: 'service', what: 'sets the migration up' };
    case 'canceling':
      return { who: 'service', what: 'cancels the migration, as it says; the target database is lost' };
    case 'unknown':
      return {
        who: 'person',
        what: `look up in the portal what the service means by ${rawState ?? 'its state'}: this version does not know the word`,
      };
    default:
      return undefined;
  }
}

/** Waiting settles nothing about a blob whose content is there and is no backup that can be judged. */
function stepForBlob({ blob, reason }: UnsettledBlob): NextStep {
  return {
    who: 'person',
    what: `see to ${blob}: ${reason}. If it is a newer log, it is the tail: name it; else upload it again, delete it, or exclude that version`,
    action: 'board',
  };
}
