/** Who approves by a policy, who is missing, and what the command does, for the step of the runbook. */
import type { Policy } from '../migration/policy';
import type { StatusDocument } from '../migration/status-document';
import { requiredApprovals } from '../readiness/approvals';
import { joinNames } from '../text';

/** What the command of each verb does. */
export const APPROVES = {
  cutover: 'approves: the request follows at the next assessment, and cannot be taken back',
  approve:
    'approves: after the last approval the request follows at the next assessment, and cannot be taken back',
} as const;

/** How many approvals there are, and who is missing; none once nobody is. */
export function missingNotes(approvals: StatusDocument['approvals']): readonly string[] {
  return approvals?.missing === undefined ? [] : [`Now: ${approvals.missing}.`];
}

/** Subject and verb. @example whoApproves({ ...policy, mode: 'manual' }) // 'an operator with the role Cutover.Approve approves' */
export function whoApproves(policy: Policy): string {
  const { mode, approvals } = policy;
  if (mode !== 'approve') return 'an operator with the role Cutover.Approve approves';
  const count = requiredApprovals(policy);
  const who = approvals?.approvers ? `of ${joinNames(approvals.approvers)}` : 'with the role Cutover.Approve';
  const others = 'none of whom registered the migration or named its tail';
  return count === 1
    ? `an operator ${who}, who did not register the migration or name its tail, approves`
    : `${count} operators ${who}, ${others}, approve`;
}
