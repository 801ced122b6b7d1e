/** One operator's approvals of the members of a group taken back: each by the code of `revoke`. */
import type { Group } from '../../core/group/group';
import type { ControlRow } from '../../core/migration/control';
import type { Capabilities } from '../capabilities';
import { isRevocable, revocation } from '../operate/revoke-approval';
import { KEEP, act } from '../operator-actions';
import { type FailedMember, type ReportFault, eachMember } from './each-member';
import { MEMBERS_AT_ONCE } from './read-members';

/** What became of a member. `none`: the operator has no approval of it. `possible`: with `dryRun`, it could be revoked. */
export type MemberRevocation =
  { readonly id: string; readonly outcome: 'revoked' | 'possible' | 'none' } | FailedMember;

/** What is wanted. */
export interface GroupRevocation {
  /** Whose approvals. */
  readonly of: string;
  readonly reason: string;
  readonly dryRun: boolean;
  readonly report: ReportFault;
}

/**
 * Revokes the approvals of one operator at every member that was not dropped. The same call again changes nothing, and finishes what a crash
 * left.
 *
 * @returns in the order of the plan; never rejects
 */
export function revokeMembers(
  caps: Capabilities,
  group: Group,
  by: string,
  { of, reason, dryRun, report }: GroupRevocation,
): Promise<readonly MemberRevocation[]> {
  const members = group.members.filter(({ dropped }) => dropped === undefined);
  return eachMember(members, MEMBERS_AT_ONCE, report, async ({ id }): Promise<MemberRevocation> => {
    const operator = { id, by };
    const last: { outcome: 'revoked' | 'possible' | 'none'; isStranger: boolean } = {
      outcome: 'none',
      isStranger: false,
    };
    const done = await act(caps, operator, (control, at) => {
      last.isStranger = isStranger(control, group);
      last.outcome = 'none';
      if (last.isStranger || !control.approvals?.some((approval) => isRevocable(approval, of))) return KEEP;
      const change = revocation(control, operator, at, { reason, of });
      if (change.kind !== 'change') return change;
      last.outcome = dryRun ? 'possible' : 'revoked';
      return dryRun ? KEEP : change;
    });
    const refused = (why: string): MemberRevocation => ({ id, outcome: 'refused', reason: why });
    switch (done.kind) {
      case 'unknownMigration':
        return refused('it is no longer registered');
      case 'refused':
        return refused(done.refusal.replace(/^Cannot revoke the approval: /, ''));
      case 'mistyped':
        return refused(done.reason);
      case 'changed':
        return last.isStranger
          ? refused(`it has not joined group ${group.id}`)
          : { id, outcome: last.outcome };
    }
  });
}

function isStranger(control: ControlRow, group: Group): boolean {
  return control.ended === undefined && control.group?.id !== group.id;
}
