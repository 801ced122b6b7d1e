/** The readiness check that the control row feeds. */
import { knownStatus } from '../engine/known-status';
import type { Facts } from '../facts/facts';
import { describeHolds, holdsOf } from '../migration/holds';
import { isOffline, nothingIsSent } from '../migration/offline';
import { targetName } from '../migration/target-name';
import { type CheckRow, type Outcome, met, unmet } from './check';
import { pauseOf, sendsByItself } from './cutover-approval';

/** Rows about what operators and the policy allow. */
export const POLICY_CHECKS = [
  {
    code: 'policy.allows',
    evaluate: policyAllows,
    next: { who: 'operator', what: 'remove what the policy check names' },
    demands: 'not held, not ended, no cancel requested, mode `auto` not paused',
    remedy: 'release each hold once its reason is gone',
  },
] as const satisfies readonly CheckRow[];

/**
 * Never met in mode `offline`, where the service cuts over by itself. Met in the modes that wait for a person as well;
 * that person's word is `cutoverApproval`, and both are needed before a request is sent.
 */
function policyAllows(facts: Facts): Outcome {
  const { control, engine, registration } = facts;
  if (control.ended) return unmet(`the migration has ended: ${control.ended.reason}`);
  if (isOffline(control)) return unmet(nothingIsSent(knownStatus(engine)?.lastBackupName));
  const holds = holdsOf(control);
  if (holds.length > 0) return unmet(describeHolds(holds));
  if (control.cancel && control.cancel.state !== 'refused' && control.cancel.state !== 'withdrawn')
    return unmet(`${control.cancel.by} requested a cancel`);
  const pause = pauseOf(facts);
  if (pause !== undefined)
    return unmet(
      `${pause}; approve the cutover, or set the mode to auto again (confirm ${targetName(registration.target)})`,
    );
  if (sendsByItself(control)) return met('mode auto');
  return met(control.manualOnly ?? `mode ${control.policy.mode}: an operator approves the cutover`);
}
