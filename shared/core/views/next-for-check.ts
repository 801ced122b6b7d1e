/** Who must act on a readiness check that is not met, and how; as docs/runbook.md says at more length. */
import type { NextStep } from '../migration/status-document';
import type { CheckCode, CheckResult } from '../readiness/checks';
import type { Facts } from '../readiness/facts';

const WAITING: NextStep = { who: 'service', what: 'restores what is uploaded; nothing to do but wait' };
const READING: NextStep = {
  who: 'product',
  what: 'reads the service again; a value that it does not tell is never taken for zero',
};

const STEPS: Readonly<Record<CheckCode, NextStep>> = {
  'engine.running': WAITING,
  'engine.operation': {
    who: 'person',
    what: 'find out who started the migration anew, and finish or cancel that one by hand',
  },
  'full.restored': WAITING,
  'pending.zero': WAITING,
  'pending.stable': { who: 'product', what: 'reads the service again: one quiet reading proves nothing' },
  'files.all-restored': WAITING,
  'no-blocking-reason': { who: 'person', what: 'do what the service says' },
  'chain.complete': { who: 'person', what: 'upload what is missing', action: 'board' },
  'chain.end-is-tail': {
    who: 'person',
    what: 'upload what is missing before the tail; or the wrong file is named: name the right one',
    action: 'tail',
  },
  'tail.proven': {
    who: 'person',
    what: 'name one usable log as the tail, in the way the policy wants it',
    action: 'tail',
  },
  'tail.restored': WAITING,
  'nothing-newer': {
    who: 'person',
    what: 'wait for the upload, or exclude that version; if it is a newer log, it is the tail: name it',
    action: 'board',
  },
  'backups.checksums': {
    who: 'person',
    what: 'take the backup anew WITH CHECKSUM, or waive the check with a reason (PATCH the policy)',
  },
  'policy.allows': { who: 'person', what: 'remove what the policy says is in the way' },
};

/** The step for a check. @example stepForCheck({ code: 'pending.zero', state: 'unmet', reason: '' }, facts).who // 'service' */
export function stepForCheck({ code, state }: CheckResult, { tail }: Facts): NextStep {
  if (tail.kind === 'unreadable')
    return {
      who: 'person',
      what: `see to the tail ${tail.blob}: ${tail.reason}; or name another`,
      action: 'tail',
    };
  const step = STEPS[code];
  return state === 'unknown' && step === WAITING ? READING : step;
}
