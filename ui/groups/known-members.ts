import type { GroupView } from '../../shared/core/group/group-view';
import type { Reading } from '../api/answer';

/** A board whose members that say the same as before are the objects of before: a view writes anew only what it does not know. */
export function knownMembers(
  before: Reading<GroupView> | undefined,
  after: Reading<GroupView>,
): Reading<GroupView> {
  const { value } = after;
  if (value === undefined || before?.value === undefined || before.value === value) return after;
  const known = new Map(before.value.members.map((member) => [JSON.stringify(member), member]));
  const members = value.members.map((member) => known.get(JSON.stringify(member)) ?? member);
  return { ...after, value: { ...value, members } };
}
