/** A group as the API shows it. */
import { formatLsn } from '../lsn';
import type { ControlRow } from '../migration/control';
import type { WindowState } from '../sending/cutover-window';
import { decideGroup, failuresOf, type GroupStanding, waitReasons } from './decide-group';
import type { Group, GroupMember, GroupStrategy } from './group';
import { type MemberFacts, type MemberStanding, isToBeSent, MEMBER_STANDINGS } from './member';
import { type MemberConditions, type MemberWindow, windowOf } from './member-conditions';
import { momentsSince } from './member-moments';
import { type GroupNextStep, nextStepOf } from './next-step';

/** A member as shown; conditions other than `moments` only of one of which something may still come, and of which nothing is on its way. */
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
  /** Absent once it has ended. */
  readonly next?: GroupNextStep;
  readonly limits: Group['limits'];
  readonly stopAfter: number;
  /** Members whose failure counts towards `stopAfter` now. */
  readonly failures: number;
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
  readonly standing: GroupStanding;
  /** A clause; absent of one that has ended, as the next two. */
  readonly waitsFor?: string;
  /** Members by standing. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Of the windows of members that something may still be sent for, the one that closes first, else the one that opens first. */
  readonly window?: MemberWindow;
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
  readonly control?: ControlRow;
  readonly conditions?: MemberConditions;
}

/** What the list needs of a member beside its facts. */
export interface ListedMember {
  readonly facts: MemberFacts;
  /** As it stands now; absent without a window in the policy. */
  readonly window?: WindowState;
}

const ORDER: readonly string[] = [...MEMBER_STANDINGS, 'dropped'];

/** Writes the board of a group. */
export function toGroupView(group: Group, shown: readonly ShownMember[], at: string): GroupView {
  const { id, strategy, limits, stopAfter, createdBy, createdAt, held, stopped, begunAt, endedAt } = group;
  const byId = new Map(shown.map((member) => [member.facts.id, member]));
  const facts = shown.map((member) => member.facts);
  const decision = decideGroup(group, facts, at);
  const { standing, waitsFor, group: decided } = decision;
  const waits = waitReasons(decided, facts);
  const members = group.members.map((member) => viewOf(member, byId.get(member.id), waits.get(member.id)));
  const late = group.members
    .filter((member) => isLate(member, byId.get(member.id)))
    .map((member) => member.id);
  const next = nextStepOf({ decision, members, late });
  return {
    ...{ id, strategy, standing, waitsFor, ...(next && { next }), limits, stopAfter },
    ...{ failures: failuresOf(group, facts).length, createdBy, createdAt },
    ...(held && { held }),
    ...(stopped && { stopped }),
    ...(begunAt !== undefined && { begunAt }),
    ...(endedAt !== undefined && { endedAt }),
    counts: countsOf(members),
    late,
    members: members.toSorted((one, other) => ORDER.indexOf(one.standing) - ORDER.indexOf(other.standing)),
  };
}

/** Writes a group's line of the list. @param listed its members; none of a group that has ended */
export function toGroupSummary(group: Group, listed: readonly ListedMember[], at: string): GroupSummary {
  const { id, strategy, members, createdAt, held, stopped, begunAt, endedAt } = group;
  const facts = listed.map((member) => member.facts);
  const { standing, waitsFor } = decideGroup(group, facts, at);
  const standings = new Map(facts.map((one) => [one.id, one.standing]));
  const shown = members.map((one) => ({
    standing: one.dropped ? ('dropped' as const) : (standings.get(one.id) ?? ('outside' as const)),
  }));
  const window = windowOfAll(group, listed);
  return {
    ...{ id, strategy, standing, members: members.length, createdAt },
    ...(endedAt === undefined && { waitsFor, counts: countsOf(shown) }),
    ...(window && { window }),
    ...{ held: held !== undefined, stopped: stopped !== undefined, begunAt, endedAt },
  };
}

const WORST: readonly GroupStanding[] = ['stopped', 'held', 'waiting', 'going', 'ended'];

/** The worst first: stopped, with failed members, held, waiting, going, ended; then by id, of the ended ones the last first. */
export function compareGroups(one: GroupSummary, other: GroupSummary): number {
  const rank = ({ standing, counts }: GroupSummary): number =>
    standing !== 'stopped' && (counts?.failed ?? 0) > 0 ? 0.5 : WORST.indexOf(standing);
  return (
    rank(one) - rank(other) ||
    (other.endedAt ?? '').localeCompare(one.endedAt ?? '') ||
    (one.id < other.id ? -1 : 1)
  );
}

function windowOfAll(group: Group, listed: readonly ListedMember[]): MemberWindow | undefined {
  const dropped = new Set(group.members.filter((one) => one.dropped).map(({ id }) => id));
  const windows = listed
    .filter(({ facts }) => isToBeSent(facts) && !dropped.has(facts.id))
    .flatMap(({ window }) => (window === undefined ? [] : [windowOf(window)]));
  const first = (state: MemberWindow['state'], name: 'closesAt' | 'opensAt'): MemberWindow | undefined =>
    windows
      .filter((window) => window.state === state)
      .sort((one, other) => (one.opening?.[name] ?? '9').localeCompare(other.opening?.[name] ?? '9'))[0];
  return first('open', 'closesAt') ?? first('closed', 'opensAt');
}

function viewOf(
  { id, after, dropped }: GroupMember,
  shown: ShownMember | undefined,
  waits: string | undefined,
): MemberView {
  const { control, conditions } = shown ?? {};
  const go = shown?.facts.hasGo === true ? control?.group?.go : undefined;
  const past = control && conditions === undefined ? momentsSince(control) : {};
  return {
    id,
    standing: dropped ? 'dropped' : (shown?.facts.standing ?? 'outside'),
    reason: dropped
      ? `${dropped.by} dropped it at ${dropped.at}: ${dropped.reason}`
      : `${shown?.facts.reason ?? 'it was not read'}${waits === undefined ? '' : `: ${waits}`}`,
    ...(go && { go: { at: go.at, lastLsn: formatLsn(go.tail.lastLsn) } }),
    ...(after && { after }),
    ...(dropped === undefined && (conditions ?? (Object.keys(past).length > 0 && { moments: past }))),
  };
}

/** A member that was not read is late, too. */
function isLate({ dropped }: GroupMember, shown: ShownMember | undefined): boolean {
  if (dropped !== undefined || (shown !== undefined && !isToBeSent(shown.facts))) return false;
  return shown?.facts.standing === 'outside' || shown?.conditions?.tail === undefined;
}

function countsOf(members: readonly Pick<MemberView, 'standing'>[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { standing } of members) counts.set(standing, (counts.get(standing) ?? 0) + 1);
  return Object.fromEntries(counts);
}
