/** What would settle a check for which only the service or this app is waited for, when that has taken too long. */
import type { NextStep } from '../migration/status-document';
import type { CheckCode, CheckResult } from '../readiness/checks';
import type { Facts } from '../facts/facts';

/** An operator's order, a clause. */
type Instruction = (facts: Facts) => string;

const SUPPORT = 'ask Microsoft support, with the operation id';

const INSTRUCTIONS: Readonly<Partial<Record<CheckCode, Instruction>>> = {
  'engine.running': () =>
    `check in the portal what the service does with the migration and its instance; if nothing runs there, ${SUPPORT}`,
  'full.restored': () =>
    `check that the full backup, with all stripes, is in the folder that the service reads, and that the service may read it; if so, ${SUPPORT}`,
  'pending.zero': restoring,
  'pending.stable': () =>
    "check the app's log for what prevents two readings of the service half a minute apart",
  'files.all-restored': restoring,
  'tail.restored': restoring,
};

/** The step for a check that has waited too long. @example settlingStep({ code: 'pending.stable', … }, facts).who // 'operator' */
export function settlingStep({ code, reason }: CheckResult, facts: Facts): NextStep {
  const order = INSTRUCTIONS[code];
  return {
    who: 'operator',
    what: order?.(facts) ?? `correct this: ${reason}; or ${SUPPORT}`,
    action: 'board',
  };
}

function restoring({ progress, tail, registration }: Facts): string {
  const file = progress.firstUnrestored ?? (tail.kind === 'one' ? tail.tail.blob : undefined);
  const what = file ?? 'what is pending';
  const place = registration.backups.prefix === '' ? 'the container' : 'the folder';
  const isTail = tail.kind === 'one' && (file === undefined || tail.files.includes(file));
  const name = isTail ? ', and name that one as the tail' : '';
  const sees = `check in the portal whether the service sees ${what} in ${place} that it reads, and what it waits for`;
  return file === undefined
    ? `${sees}; or ${SUPPORT}`
    : `${sees}. If that shows nothing, upload ${file} again under a new name${name}; or ${SUPPORT}`;
}
