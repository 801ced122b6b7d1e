/**
 * Which members of a group get the go now, and which lose it. Pure: the activity that carries it out only interprets.
 *
 * The decision is a new row of the group. It is written by ETag before any member's control row is, so of two deciders at the same
 * time one has decided nothing, and the limits hold.
 */
import type { GroupEventName } from '../migration/events';
import { joinNames } from '../text';
import type { Group } from './group';
import { type Look, keepsAll, lookAt, missingBefore, waitsForAll } from './group-look';
import { judgeLateness, waitOf } from './lateness';
import { type MemberFacts, MEMBER_STANDINGS } from './member';
import { Places } from './places';

/** Where a group stands. */
export type GroupStanding = 'held' | 'stopped' | 'waiting' | 'going' | 'ended';

/** What changed. */
export interface GroupLine {
  readonly event: GroupEventName;
  /** A sentence for the journal. */
  readonly text: string;
  /** Of an end: every member that was not dropped is confirmed. */
  readonly proven?: true;
  /** Since when it is so, where that is not now. */
  readonly since?: string;
}

/** A decision. */
export interface GroupDecision {
  /** The row to store; the same object when nothing changes. */
  readonly group: Group;
  readonly standing: GroupStanding;
  /** What it waits for, a clause. */
  readonly waitsFor: string;
  /** What an operator has to do to the group itself, an order; absent where it goes on without. */
  readonly remedy?: string;
  readonly lines: readonly GroupLine[];
}

/** Names that a sentence lists. */
const SHOWN = 5;

/**
 * Decides. Members that are ready get the go in the order of the plan, as far as strategy and limits allow; nobody gets it while the group
 * is held or stopped. A member that is no longer ready, and has not begun an attempt, loses it.
 *
 * @param members every member, dropped ones as well: their requests count towards the limits, and their go is taken back
 * @param at ISO 8601 UTC
 * @example decideGroup(group, members, at).group.going // ['sales-1']
 */
export function decideGroup(group: Group, members: readonly MemberFacts[], at: string): GroupDecision {
  if (group.endedAt !== undefined) return { group, standing: 'ended', waitsFor: 'nothing', lines: [] };
  const look = lookAt(group, members);
  if (look.open.length === 0) {
    const ended = { ...group, endedAt: at, going: [], returning: [] };
    const end: GroupLine = {
      event: 'groupEnded',
      text: `Ended: ${countText(look)}`,
      ...(isProven(look) && { proven: true }),
    };
    return { group: ended, standing: 'ended', waitsFor: 'nothing', lines: [end] };
  }
  const stopped = group.stopped ?? stopOf(look, at);
  const stops = group.stopped === undefined && stopped !== undefined;
  const isStill = group.held !== undefined || stopped !== undefined;
  const kept = keptOf(look, isStill);
  const given = isStill ? [] : gives(look, kept);
  const begins = group.begunAt === undefined && given.length > 0;
  const { waiting, late } = judgeLateness(waitOf(look, isStill || given.length > 0), at);
  const isSame = !stops && given.length === 0 && kept.isSame && waiting === group.waiting;
  const next: Group = isSame
    ? group
    : {
        ...group,
        waiting,
        ...(stopped && { stopped }),
        ...(begins && { begunAt: at }),
        going: [...kept.going, ...given],
        returning: kept.returning,
      };
  const decided = { ...look, group: next };
  const remedy = remedyText(decided);
  return {
    group: next,
    standing: standingOf(next),
    waitsFor: waitText(decided),
    ...(remedy !== undefined && { remedy }),
    lines: [
      ...(stops ? [line('groupStopped', `Stopped: ${stopped.reason}`)] : []),
      ...(given.length > 0 ? [line('groupGo', `The go for ${namesText(given)}`)] : []),
      ...(kept.back.length > 0
        ? [line('groupGoBack', `The go is taken back from ${namesText(kept.back)}`)]
        : []),
      ...(late.length > 0 ? [lateLine(look, late, waiting?.since)] : []),
    ],
  };
}

function line(event: GroupEventName, text: string): GroupLine {
  return { event, text };
}

function lateLine(look: Look, late: readonly string[], since: string | undefined): GroupLine {
  const text = `Late: ${reasonsText(look, late)}: the group has waited for ${them(late)} since ${since ?? 'now'}`;
  return { ...line('memberLate', text), ...(since !== undefined && { since }) };
}

/** The stop rule. */
function stopOf({ group, factsOf }: Look, at: string): Group['stopped'] {
  const failed = failuresOf(group, [...factsOf.values()]);
  if (failed.length < group.stopAfter) return undefined;
  const [why] = failed;
  return {
    at,
    reason: `${namesText(failed.map(({ id }) => id))} failed${why && failed.length === 1 ? ` (${why.reason})` : ''}, and the group stops after ${group.stopAfter}`,
  };
}

/** Members whose failure counts for the stop rule, in the order of the plan: not dropped, and not seen by a release. */
export function failuresOf(
  { members, forgiven = [] }: Group,
  facts: readonly MemberFacts[],
): readonly MemberFacts[] {
  const factsOf = new Map(facts.map((one) => [one.id, one]));
  return members.flatMap(({ id, dropped }) => {
    const found = factsOf.get(id);
    return dropped === undefined && found?.standing === 'failed' && !forgiven.includes(id) ? [found] : [];
  });
}

/** The places that stay taken, and those that are given up. */
interface Kept {
  readonly going: readonly string[];
  readonly returning: readonly string[];
  /** Those of `returning` that are new. */
  readonly back: readonly string[];
  readonly isSame: boolean;
}

function keptOf({ group, members, factsOf }: Look, isStill: boolean): Kept {
  const dropped = new Set(group.members.filter((one) => one.dropped).map(({ id }) => id));
  const known = new Set([...group.going, ...group.returning]);
  const going: string[] = [];
  // A go that the row does not know of was not decided on.
  const back = members
    .filter(
      ({ id, facts }) => facts.hasGo && !known.has(id) && facts.standing !== 'inFlight' && !facts.isOver,
    )
    .map(({ id }) => id);
  for (const id of group.going) {
    const facts = factsOf.get(id);
    if (facts === undefined || facts.isOver || facts.standing === 'failed') continue;
    const isUnderWay = facts.standing === 'inFlight';
    const isWanted =
      !isStill &&
      !dropped.has(id) &&
      (facts.standing === 'goes' || (facts.standing === 'waits' && !facts.hasGo));
    if (isUnderWay || isWanted) going.push(id);
    else back.push(id);
  }
  const returning = [...group.returning, ...back];
  return { going, returning, back, isSame: back.length === 0 && going.length === group.going.length };
}

function gives(look: Look, kept: Kept): readonly string[] {
  const { group, open } = look;
  if (keepsAll(group) && waitsForAll(look).length > 0) return [];
  const taken = new Set([...kept.going, ...kept.returning]);
  const places = placesOf(look, taken);
  const given: string[] = [];
  for (const member of open) {
    const { id, instance, facts } = member;
    if (facts.standing !== 'waits' || facts.hasGo || taken.has(id)) continue;
    if (missingBefore(look, member).length > 0 || !places.isFree(instance)) continue;
    places.take(instance);
    given.push(id);
  }
  return given;
}

/** The places that are taken: by a go that was decided on or is there, and by a request on its way. */
function placesOf({ group, members }: Look, taken: ReadonlySet<string>): Places {
  const places = new Places(group.limits);
  for (const { id, instance, facts } of members)
    if (taken.has(id) || facts.standing === 'inFlight' || (facts.hasGo && !facts.isOver))
      places.take(instance);
  return places;
}

function standingOf({ held, stopped, going, endedAt }: Group): GroupStanding {
  if (endedAt !== undefined) return 'ended';
  if (held !== undefined) return 'held';
  if (stopped !== undefined) return 'stopped';
  return going.length > 0 ? 'going' : 'waiting';
}

function waitText(look: Look): string {
  const { held, stopped } = look.group;
  const remedy = remedyText(look);
  if (held !== undefined || stopped !== undefined) {
    const why =
      held === undefined ? stopped?.reason : `${held.by} held the group at ${held.at}: ${held.reason}`;
    return `${why}; ${remedy}`;
  }
  const keeping = keepingOf(look);
  if (keeping.length > 0) {
    const others = look.open.filter(({ id }) => !keeping.includes(id));
    const waiting = others.length === 0 ? '' : `: the others wait for ${them(keeping)}`;
    return `${reasonsText(look, keeping)}${waiting}`;
  }
  return [openText(look), remedy].filter((text) => text !== undefined).join('; ');
}

/** What ends a hold or a stop, and what lets members out that would never get the go. */
function remedyText(look: Look): string | undefined {
  const { held, stopped } = look.group;
  const stuck = stuckText(look);
  if (held === undefined && stopped === undefined) return stuck;
  const failed = keepingOf(look).filter((id) => look.factsOf.get(id)?.standing === 'failed');
  const drop = failed.length === 0 ? '' : `drop ${namesText(failed)}, and `;
  const when = held === undefined ? '' : ' once its reason is gone';
  return `${drop}release the group${when}${stuck === undefined ? '' : `; ${stuck}`}`;
}

function keepingOf(look: Look): readonly string[] {
  return keepsAll(look.group) ? waitsForAll(look) : [];
}

/** Members that come after one that this group will never confirm, and what ends that; undefined when there are none. */
function stuckText(look: Look): string | undefined {
  const { group, open, factsOf } = look;
  const never = new Map<string, string>();
  for (const { id, dropped } of group.members) {
    const facts = factsOf.get(id);
    if (dropped !== undefined) never.set(id, 'is dropped');
    else if (facts?.isOver === true && facts.standing === 'failed') never.set(id, 'failed');
  }
  const ends = new Set<string>();
  const stuck = new Set<string>();
  for (let found = true; found;) {
    found = false;
    for (const { id, after = [], facts } of open) {
      if (stuck.has(id) || facts.standing === 'inFlight') continue;
      const causes = after.filter((one) => never.has(one));
      if (causes.length === 0 && !after.some((one) => stuck.has(one))) continue;
      stuck.add(id);
      for (const cause of causes) ends.add(cause);
      found = true;
    }
  }
  if (stuck.size === 0) return undefined;
  const causes = [...ends].slice(0, SHOWN).map((id) => `${id}, which ${never.get(id) ?? 'failed'}`);
  return `drop ${namesText([...stuck])}: ${stuck.size === 1 ? 'it comes' : 'they come'} after ${causes.join(', and ')}`;
}

function them(ids: readonly string[]): string {
  return ids.length === 1 ? 'it' : 'them';
}

/** What a group waits for that gives goes; undefined where only what is stuck is left. */
function openText(look: Look): string | undefined {
  const { group, open } = look;
  const taken = new Set([...group.going, ...group.returning]);
  const late = open.filter(({ id, facts }) => facts.standing !== 'waits' && !taken.has(id));
  if (late.length > 0)
    return reasonsText(
      look,
      late.map(({ id }) => id),
    );
  if (taken.size > 0) return `the cutover of ${namesText([...taken])}`;
  const blocked = open.find((member) => missingBefore(look, member).length > 0);
  if (blocked === undefined) return 'a free place within the limits';
  return stuckText(look) === undefined
    ? `${blocked.id} comes after ${namesText(missingBefore(look, blocked))}`
    : undefined;
}

/** Members with what each waits for, those with the same reason together. */
function reasonsText({ group, factsOf }: Look, ids: readonly string[]): string {
  const byReason = new Map<string, string[]>();
  for (const id of ids) {
    const { reason = 'it was not read', standing, isOver } = factsOf.get(id) ?? {};
    const drop =
      keepsAll(group) && standing === 'failed'
        ? isOver
          ? ': drop it'
          : ': drop it, or approve it again'
        : '';
    byReason.set(`${reason}${drop}`, [...(byReason.get(`${reason}${drop}`) ?? []), id]);
  }
  const reasons = [...byReason];
  const shown = reasons.slice(0, SHOWN).map(([reason, of]) => `${namesText(of)} (${reason})`);
  const rest = reasons.slice(SHOWN).reduce((sum, [, of]) => sum + of.length, 0);
  return rest > 0 ? `${shown.join('; ')}; and ${rest} more` : shown.join('; ');
}

/**
 * What members that are ready wait for besides the go, a clause each; those that it concerns.
 *
 * @example waitReasons(group, members).get('b') // 'after a'
 */
export function waitReasons(group: Group, members: readonly MemberFacts[]): ReadonlyMap<string, string> {
  const look = lookAt(group, members);
  const found = new Map<string, string>();
  const keeping = keepingOf(look);
  const places = placesOf(look, new Set([...group.going, ...group.returning]));
  for (const member of look.open) {
    if (member.facts.standing !== 'waits') continue;
    const before = missingBefore(look, member);
    const full = places.fullText(member.instance);
    if (group.held !== undefined) found.set(member.id, 'the group is held');
    else if (group.stopped !== undefined) found.set(member.id, 'the group is stopped');
    else if (before.length > 0) found.set(member.id, `after ${namesText(before)}`);
    else if (keeping.length > 0) found.set(member.id, `for ${namesText(keeping)}`);
    else if (group.going.includes(member.id)) {
      if (!member.facts.hasGo) found.set(member.id, 'the next step of the group gives it');
    } else if (full !== undefined) found.set(member.id, full);
  }
  return found;
}

/** Ids in a sentence, the first ones of many. */
export function namesText(ids: readonly string[]): string {
  return ids.length > SHOWN
    ? `${ids.slice(0, SHOWN).join(', ')} and ${ids.length - SHOWN} more`
    : joinNames(ids);
}

function isProven({ members }: Look): boolean {
  const stayed = members.filter(({ dropped }) => dropped === undefined);
  return stayed.length > 0 && stayed.every(({ facts: { standing } }) => standing === 'confirmed');
}

function countText({ members }: Look): string {
  const standings = members.map(({ dropped, facts }) => (dropped ? 'dropped' : facts.standing));
  const counts = [...MEMBER_STANDINGS, 'dropped'].map(
    (standing) => [standing, standings.filter((one) => one === standing).length] as const,
  );
  const named = counts.filter(([, count]) => count > 0).map(([standing, count]) => `${count} ${standing}`);
  return named.length === 0 ? 'no member is left' : named.join(', ');
}
