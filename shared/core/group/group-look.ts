/** A group with what is known of its members, and whom its strategy waits for. */
import type { Group, GroupMember } from './group';
import type { MemberFacts } from './member';

/** A group with its members by id. */
export interface Look {
  readonly group: Group;
  /** In the order of the plan. */
  readonly members: readonly (GroupMember & { readonly facts: MemberFacts })[];
  /** Those of which something may still come, dropped ones left out. */
  readonly open: readonly (GroupMember & { readonly facts: MemberFacts })[];
  readonly factsOf: ReadonlyMap<string, MemberFacts>;
}

/** Puts rows and facts together; a member of which nothing is known is not ready. */
export function lookAt(group: Group, facts: readonly MemberFacts[]): Look {
  const factsOf = new Map(facts.map((one) => [one.id, one]));
  const members = group.members.flatMap((member) => {
    const found = factsOf.get(member.id);
    return found === undefined ? [] : [{ ...member, facts: found }];
  });
  // A member of which nothing is known keeps the group open.
  const unread = group.members.filter(({ id, dropped }) => dropped === undefined && !factsOf.has(id));
  const open = [
    ...members.filter(({ dropped, facts: { isOver } }) => dropped === undefined && !isOver),
    ...unread.map((member) => ({ ...member, facts: unreadFacts(member.id) })),
  ];
  return { group, members, open, factsOf };
}

function unreadFacts(id: string): MemberFacts {
  return { id, standing: 'notReady', reason: 'it was not read', hasGo: false, isOver: false };
}

/** True while all of a group that goes `together` have to be ready for the first go. */
export function keepsAll({ strategy, begunAt }: Group): boolean {
  return strategy === 'together' && begunAt === undefined;
}

/** Members that a group whose strategy is `together` waits for before it begins. */
export function waitsForAll({ group, members, open }: Look): readonly string[] {
  const failed = members.filter(
    ({ dropped, facts: { standing, isOver } }) => dropped === undefined && isOver && standing === 'failed',
  );
  const late = open.filter(({ facts: { standing } }) => standing !== 'waits' && standing !== 'inFlight');
  const ids = new Set([...failed, ...late].map(({ id }) => id));
  return group.members.map(({ id }) => id).filter((id) => ids.has(id));
}

/** Members that have to be confirmed before this one; a dropped one never is by this group. */
export function missingBefore({ group, factsOf }: Look, { after = [] }: GroupMember): readonly string[] {
  const dropped = new Set(group.members.filter((one) => one.dropped).map(({ id }) => id));
  return after.filter((id) => dropped.has(id) || factsOf.get(id)?.standing !== 'confirmed');
}
