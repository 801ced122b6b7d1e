/** A group as the API shows it. */
import { formatLsn } from '../lsn';
import type { TailReference } from '../migration/control';
import { decideGroup, type GroupStanding, waitReasons } from './decide-group';
import type { Group, GroupMember, GroupStrategy } from './group';
import { type MemberFacts, type MemberStanding, isToBeSent, MEMBER_STANDINGS } from './member';
import type { MemberConditions } from './member-conditions';

/** A member as shown; conditions only of one of which something may still come, and of which nothing is on its way. */
export interface MemberView extends Partial<MemberConditions> {
  readonly id: string;
  readonly standing: MemberStanding | 'dropped';
  /** Why, a clause. */
  readonly reason: string;
  /** The tail that the go was given for. */
  readonly go?: { readonly at: string; readonly lastLsn: string };
  readonly after?: readonly string[];
}

/** A group with its board. */
export interface GroupView {
  readonly id: string;
  readonly strategy: GroupStrategy;
  readonly standing: GroupStanding;
  /** A clause. */
  readonly waitsFor: string;
  readonly limits: Group['limits'];
  readonly stopAfter: number;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly held?: Group['held'];
  readonly stopped?: Group['stopped'];
  readonly begunAt?: string;
  readonly endedAt?: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Ids of those that an approval of the set leaves out: not joined, or not found ready by their last look. */
  readonly late: readonly string[];
  /** The worst first. */
  readonly members: readonly MemberView[];
}

/** A group in a list. */
export interface GroupSummary {
  readonly id: string;
  readonly strategy: GroupStrategy;
  readonly members: number;
  readonly createdAt: string;
  readonly held: boolean;
  readonly stopped: boolean;
  readonly begunAt?: string;
  readonly endedAt?: string;
}

/** What the board needs of a member beside its facts. */
export interface ShownMember {
  readonly facts: MemberFacts;
  readonly go?: { readonly at: string; readonly tail: Pick<TailReference, 'lastLsn'> };
  readonly conditions?: MemberConditions;
}

const ORDER: readonly string[] = [...MEMBER_STANDINGS, 'dropped'];

/** Writes the board of a group. */
export function toGroupView(group: Group, shown: readonly ShownMember[], at: string): GroupView {
  const { id, strategy, limits, stopAfter, createdBy, createdAt, held, stopped, begunAt, endedAt } = group;
  const byId = new Map(shown.map((member) => [member.facts.id, member]));
  const facts = shown.map((member) => member.facts);
  const { standing, waitsFor, group: decided } = decideGroup(group, facts, at);
  const waits = waitReasons(decided, facts);
  const members = group.members.map((member) => viewOf(member, byId.get(member.id), waits.get(member.id)));
  return {
    ...{ id, strategy, standing, waitsFor, limits, stopAfter, createdBy, createdAt },
    ...(held && { held }),
    ...(stopped && { stopped }),
    ...(begunAt !== undefined && { begunAt }),
    ...(endedAt !== undefined && { endedAt }),
    counts: countsOf(members),
    late: group.members.filter((member) => isLate(member, byId.get(member.id))).map((member) => member.id),
    members: members.toSorted((one, other) => ORDER.indexOf(one.standing) - ORDER.indexOf(other.standing)),
  };
}

/** Writes a group's line of the list. */
export function toGroupSummary(group: Group): GroupSummary {
  const { id, strategy, members, createdAt, held, stopped, begunAt, endedAt } = group;
  return {
    ...{ id, strategy, members: members.length, createdAt },
    ...{ held: held !== undefined, stopped: stopped !== undefined, begunAt, endedAt },
  };
}

function viewOf(
  { id, after, dropped }: GroupMember,
  shown: ShownMember | undefined,
  waits: string | undefined,
): MemberView {
  const { go, conditions } = shown ?? {};
  return {
    id,
    standing: dropped ? 'dropped' : (shown?.facts.standing ?? 'outside'),
    reason: dropped
      ? `${dropped.by} dropped it at ${dropped.at}: ${dropped.reason}`
      : `${shown?.facts.reason ?? 'it was not read'}${waits === undefined ? '' : `: ${waits}`}`,
    ...(go && { go: { at: go.at, lastLsn: formatLsn(go.tail.lastLsn) } }),
    ...(after && { after }),
    ...(dropped === undefined && conditions),
  };
}

/** A member that was not read is late, too. */
function isLate({ dropped }: GroupMember, shown: ShownMember | undefined): boolean {
  if (dropped !== undefined || (shown !== undefined && !isToBeSent(shown.facts))) return false;
  return shown?.facts.standing === 'outside' || shown?.conditions?.tail === undefined;
}

function countsOf(members: readonly MemberView[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { standing } of members) counts.set(standing, (counts.get(standing) ?? 0) + 1);
  return Object.fromEntries(counts);
}
