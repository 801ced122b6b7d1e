/** Which members of a group are shown, and how many there are of each sort. */
import type { GroupView, MemberView } from '../../shared/core/group/group-view';
import { type MemberFilter, type ShownMembers, SHOWN_MEMBERS } from '../route';

/** True where an approval is missing for what is ready. */
export function lacksApproval({ approvals }: Pick<MemberView, 'approvals'>): boolean {
  return approvals?.missing !== undefined;
}

/** The members that fit a filter, in the order of the API. */
export function selectMembers(
  group: Pick<GroupView, 'members' | 'late'>,
  { q, shown }: Pick<MemberFilter, 'q' | 'shown'>,
): readonly MemberView[] {
  const wanted = q.trim().toLowerCase();
  const fits = fitting(group, shown);
  return group.members.filter((member) => fits(member) && (wanted === '' || textOf(member).includes(wanted)));
}

function fitting({ late }: Pick<GroupView, 'late'>, shown: ShownMembers): (member: MemberView) => boolean {
  if (shown === 'all') return () => true;
  if (shown === 'unapproved') return lacksApproval;
  if (shown !== 'late') return ({ standing }) => standing === shown;
  const ids = new Set(late);
  return ({ id }) => ids.has(id);
}

function textOf({ id, target = '', reason, tail }: MemberView): string {
  return [id, target, reason, tail?.blob ?? ''].join('\n').toLowerCase();
}

/** The sorts that there are members of, with how many. */
export function countMembers(
  group: Pick<GroupView, 'members' | 'late'>,
): readonly (readonly [shown: ShownMembers, count: number])[] {
  return SHOWN_MEMBERS.map(
    (shown) => [shown, group.members.filter(fitting(group, shown)).length] as const,
  ).filter(([shown, count]) => shown === 'all' || count > 0);
}
