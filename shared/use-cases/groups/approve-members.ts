/**
 * One approval for the members of a group: each gets the approval that `approve` would store, for what the operator saw of it.
 *
 * Not all or nothing: control rows change one by one, so a crash could leave some in any case, and one late member must not void
 * what was seen of the others. What holds the set together is the group itself. The same call again changes nothing where the
 * operator's approval stands, and gives the others: so it finishes what a crash left.
 */
import type { SeenMember } from '../../core/group/approved-list';
import { seenTail } from '../../core/group/member-conditions';
import type { Group } from '../../core/group/group';
import { isSameOperation } from '../../core/engine/operation-id';
import type { Approval } from '../../core/migration/control';
import { approvalsAt, requiredApprovals } from '../../core/readiness/approvals';
import type { Capabilities } from '../capabilities';
import { type PossibleApproval, judgeRequest, storeApproval } from '../operate/approve-cutover';
import type { ActionOutcome } from '../operator-actions';
import { type FailedMember, type ReportFault, eachMember } from './each-member';

/** What became of a member. */
export type MemberApproval =
  | {
      readonly id: string;
      /** `stands`: the operator's approval was there before. `possible`: with `dryRun`, it could be given. */
      readonly outcome: 'approved' | 'stands' | 'possible';
      readonly expiresAt: string;
      /** How many approvals count now, this one included. */
      readonly given: number;
      readonly required: number;
    }
  | FailedMember;

/** Members that are assessed side by side: each of them reads its container and its service anew. */
const ASSESSED_AT_ONCE = 4;

/** Others may change a control row while the member is assessed: its watch, or the group. */
const TRIES = 3;

/**
 * Approves members by what was seen of each.
 *
 * @param seen at most as many as can be assessed within one answer
 * @returns never rejects: whatever fails is the outcome of its member
 */
export async function approveMembers(
  caps: Capabilities,
  group: Group,
  by: string,
  {
    seen,
    dryRun,
    report,
  }: { readonly seen: readonly SeenMember[]; readonly dryRun: boolean; readonly report: ReportFault },
): Promise<readonly MemberApproval[]> {
  return eachMember(seen, ASSESSED_AT_ONCE, report, (member) =>
    approveMember(caps, group, by, { member, dryRun }),
  );
}

async function approveMember(
  caps: Capabilities,
  group: Group,
  by: string,
  { member, dryRun }: { readonly member: SeenMember; readonly dryRun: boolean },
): Promise<MemberApproval> {
  const { id } = member;
  const refused = (reason: string): MemberApproval => ({ id, outcome: 'refused', reason });
  for (let tried = 0; tried < TRIES; tried++) {
    const stranger = await whyNoMember(caps, group, id);
    if (stranger !== undefined) return refused(stranger);
    const operator = { id, by };
    const typed = { confirm: member.target, expectedTail: member.tail.blob };
    const note = ` with group ${group.id}`;
    const judged = await judgeRequest(caps, operator, typed, { verb: 'approve', note });
    if (judged.kind !== 'possible') return refused(reasonOf(judged));
    const change = changeSince(member, judged.given);
    if (change !== undefined) return refused(change);
    if (judged.standing) return outcomeOf('stands', id, judged, judged.standing);
    if (dryRun) return outcomeOf('possible', id, judged, judged.given);
    const stored = await storeApproval(caps, operator, judged);
    if (stored === 'stored') return outcomeOf('approved', id, judged, judged.given);
  }
  return refused('the migration was changed while it was assessed; look at it again');
}

/** Why a migration is approved by itself only; undefined for a member that has joined. */
async function whyNoMember({ ledger }: Capabilities, group: Group, id: string): Promise<string | undefined> {
  const planned = group.members.find((one) => one.id === id);
  if (planned === undefined) return `it is not a member of group ${group.id}`;
  if (planned.dropped !== undefined) return `it was dropped from group ${group.id}: approve it by itself`;
  const control = await ledger.control(id);
  if (control === undefined) return 'it is no longer registered';
  return control.value.ended === undefined && control.value.group?.id !== group.id
    ? `it has not joined group ${group.id}`
    : undefined;
}

function reasonOf(outcome: Exclude<ActionOutcome, { kind: 'changed' }>): string {
  switch (outcome.kind) {
    case 'unknownMigration':
      return 'it is no longer registered';
    case 'mistyped':
      return `it has changed since it was seen: ${outcome.reason}`;
    case 'refused':
      return outcome.refusal.replace(/^Cannot approve: /, '');
  }
}

/** What is no longer as the operator saw it; undefined when all is. */
function changeSince({ tail, operationId }: SeenMember, given: Approval): string | undefined {
  const now = seenTail(given.tail);
  const differs = (what: string, was: string, is: string): string =>
    `it has changed since it was seen: the ${what} was ${was} and is ${is}; look at it again`;
  if (now.blob !== tail.blob) return differs('tail', tail.blob, now.blob);
  if (now.lastLsn !== tail.lastLsn) return differs('LSN of the tail', tail.lastLsn, now.lastLsn);
  if (now.set !== tail.set) return differs('backup set of the tail', tail.set, now.set);
  return isSameOperation(operationId, given.operationId)
    ? undefined
    : differs('operation', operationId, given.operationId);
}

function outcomeOf(
  outcome: 'approved' | 'stands' | 'possible',
  id: string,
  { control: { approvals = [], policy }, given }: PossibleApproval,
  { expiresAt }: Approval,
): MemberApproval {
  return {
    ...{ id, outcome, expiresAt },
    given: approvalsAt(approvals, given.at),
    required: requiredApprovals(policy),
  };
}
