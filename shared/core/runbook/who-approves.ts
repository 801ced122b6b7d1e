/** Who approves by a policy, who is missing, and what the command does, for the step of the runbook. */
import type { Policy } from '../migration/policy';
import type { StatusDocument } from '../migration/status-document';
import { requiredApprovals } from '../readiness/approvals';
import { joinNames } from '../text';
import { ownCommand } from './commands';
import type { RunbookCommand } from './document';

/** What the command of each verb does. */
export const APPROVES = {
  cutover: 'approves: the request follows at the next assessment, and cannot be taken back',
  approve:
    'approves: after the last approval the request follows at the next assessment, and cannot be taken back',
  inGroup: 'approves this member alone: the request follows on the go of the group, and cannot be taken back',
} as const;

/** The one approval for the set; none outside a group, and in mode `auto`, which it does not list. */
export function groupCommands({ group, policy }: StatusDocument): readonly RunbookCommand[] {
  if (group === undefined || policy.mode === 'auto') return [];
  const does = 'approves all members of the group that are ready; it shows them first';
  return [ownCommand(does, ['group', 'approve', group.id])];
}

/** How many approvals there are and who is missing, and that a member of a group waits for its go, too. */
export function missingNotes({ approvals, group }: StatusDocument): readonly string[] {
  const why = group?.reason === undefined ? '' : ` Now: ${group.reason}.`;
  return [
    ...(approvals?.missing === undefined ? [] : [`Now: ${approvals.missing}.`]),
    ...(group === undefined
      ? []
      : [
          `It is a member of group ${group.id}: besides all of this, it is sent only on the go of the group.${why}`,
        ]),
  ];
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
