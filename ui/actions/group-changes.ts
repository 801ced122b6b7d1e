/** What has changed between two boards of a group: told to whoever acts on the first while others act, too. */
import type { GroupView, MemberView } from '../../shared/core/group/group-view';
import { memberSign } from '../groups/words';
import { changed } from './changes';

/** Lines that are told at most. */
const MOST_LINES = 12;

/** What has changed of a group, a sentence each. */
export function groupChanges(before: GroupView, after: GroupView): readonly string[] {
  const had = new Map(before.members.map((member) => [member.id, member]));
  const lines = [
    ...changed('The group is', before.standing, after.standing),
    ...(after.held && before.held?.at !== after.held.at
      ? [`${after.held.by} holds the group: ${after.held.reason}`]
      : []),
    ...(before.held && !after.held ? ['The hold was released'] : []),
    ...after.members.flatMap((member) => memberChanges(had.get(member.id), member)),
  ];
  return lines.length > MOST_LINES
    ? [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more changes`]
    : lines;
}

function memberChanges(before: MemberView | undefined, after: MemberView): readonly string[] {
  if (before === undefined) return [];
  const { id } = after;
  const word = (member: MemberView): string => memberSign(member).word.toLowerCase();
  const isLeft = before.target !== undefined && after.target !== undefined;
  return [
    ...(before.standing === after.standing ? [] : [`${id}: ${word(after)}, before: ${word(before)}`]),
    ...(isLeft ? changed(`The tail of ${id} is`, tailText(before), tailText(after)) : []),
    ...(isLeft ? changed(`The operation of ${id} is`, before.operationId, after.operationId) : []),
    ...(before.approvals?.standing !== after.approvals?.standing && after.approvals !== undefined
      ? [`${id} has ${after.approvals.standing} of ${after.approvals.required} approvals`]
      : []),
  ];
}

function tailText({ tail }: MemberView): string | undefined {
  return tail && `${tail.blob} to LSN ${tail.lastLsn}`;
}
