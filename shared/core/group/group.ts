/** A group: migrations that are cut over by one plan. One row of the ledger, changed by its ETag only. */
import type { Act } from '../migration/control';

/**
 * When members are given the go: `together`: once all are ready, then all; `each`: as it is ready; `inOrder`: as it is ready, once
 * those that it comes after are confirmed.
 */
export const GROUP_STRATEGIES = ['together', 'each', 'inOrder'] as const;

/** One of them. */
export type GroupStrategy = (typeof GROUP_STRATEGIES)[number];

/** Members of a group at most: all of them have to fit into its row. */
export const MOST_MEMBERS = 500;

/** Entries in the `after` of all members together at most, for the same reason. */
export const MOST_DEPENDENCIES = 1_000;

/** Of the reason of a drop, so many characters are in the row, where all 500 members may have one; the journal has the whole of it. */
const KEPT_OF_REASON = 100;

/** The beginning of a reason, as the row keeps it. @example keptReason('its chain is broken') // 'its chain is broken' */
export function keptReason(reason: string): string {
  return reason.length > KEPT_OF_REASON ? `${reason.slice(0, KEPT_OF_REASON - 1)}…` : reason;
}

/** What is asked for of a member. */
export interface PlannedMember {
  /** Of a registered migration. */
  readonly id: string;
  /** Members that have to be confirmed first; only in strategy `inOrder`. */
  readonly after?: readonly string[];
}

/** What a group is made from. */
export interface GroupPlan {
  readonly id: string;
  readonly strategy: GroupStrategy;
  readonly members: readonly PlannedMember[];
  /** Members at most that have the go, or whose request is on its way; absent: no limit. */
  readonly limits: { readonly perInstance?: number; readonly perSubscription?: number };
  /** So many failures hold the rest. */
  readonly stopAfter: number;
}

/** A member as the row has it. */
export interface GroupMember extends PlannedMember {
  /** ARM id of the target's instance, in canonical spelling. */
  readonly instance: string;
  /** Set when an operator took it out; its migration goes on by itself. */
  readonly dropped?: Act & { readonly reason: string };
}

/** What the row remembers of those that the group waits for. */
export interface Waiting {
  /** Since when the group has waited for a member that is not ready, ISO 8601 UTC; absent: for none. */
  readonly since?: string;
  /** Members whose lateness was told. */
  readonly told: readonly string[];
}

/** The row. */
export interface Group extends GroupPlan {
  readonly members: readonly GroupMember[];
  readonly createdBy: string;
  readonly createdAt: string;
  readonly held?: Act & { readonly reason: string };
  /** Set by the stop rule. */
  readonly stopped?: { readonly at: string; readonly reason: string };
  /** Failed members that a release has taken note of: the stop rule no longer counts them. */
  readonly forgiven?: readonly string[];
  /** When the first go was decided on. */
  readonly begunAt?: string;
  /** Members that have the go, or are to be given it: written here first, so that the limits hold whoever decides. */
  readonly going: readonly string[];
  /** Members whose go is to be taken back; until it is, they count towards the limits. */
  readonly returning: readonly string[];
  /** Set while the group waits for members that are not ready, and once such a one was told. */
  readonly waiting?: Waiting | undefined;
  /** Set once no member is open. */
  readonly endedAt?: string;
}

/** What is wrong with a plan. */
export interface PlanProblem {
  /** As in the body: `members.2.after`. */
  readonly field: string;
  readonly message: string;
}

/**
 * Why a plan cannot be carried out; undefined when it can: a member named twice, one that comes after itself or after no member,
 * members that wait for each other.
 *
 * @example planProblem({ ...plan, strategy: 'each', members: [{ id: 'a', after: ['b'] }] })?.field // 'members.0.after'
 */
export function planProblem({ strategy, members }: GroupPlan): PlanProblem | undefined {
  const ids = new Set<string>();
  for (const [place, { id, after }] of members.entries()) {
    if (ids.has(id)) return { field: `members.${place}.id`, message: `${id} is named twice` };
    ids.add(id);
    if (after !== undefined && strategy !== 'inOrder')
      return { field: `members.${place}.after`, message: 'only strategy inOrder has an order' };
  }
  for (const [place, { id, after = [] }] of members.entries()) {
    const stranger = after.find((one) => !ids.has(one));
    if (stranger !== undefined)
      return { field: `members.${place}.after`, message: `${stranger} is not a member` };
    if (after.includes(id)) return { field: `members.${place}.after`, message: `${id} comes after itself` };
  }
  const count = members.reduce((sum, { after = [] }) => sum + after.length, 0);
  if (count > MOST_DEPENDENCIES)
    return {
      field: 'members',
      message: `${count} entries in "after", at most ${MOST_DEPENDENCIES} are possible`,
    };
  const waiting = inEachOthersWay(members);
  return waiting.length === 0
    ? undefined
    : { field: 'members', message: `these wait for each other: ${waiting.slice(0, 10).join(', ')}` };
}

/** Members that no order reaches. */
function inEachOthersWay(members: readonly PlannedMember[]): readonly string[] {
  let left = [...members];
  for (;;) {
    const waiting = new Set(left.map(({ id }) => id));
    const next = left.filter(({ after = [] }) => after.some((one) => waiting.has(one)));
    if (next.length === left.length) return left.map(({ id }) => id);
    left = next;
  }
}

/** True for two plans that ask for the same. */
export function isSamePlan(one: GroupPlan, other: GroupPlan): boolean {
  return planText(one) === planText(other);
}

function planText({ id, strategy, members, limits, stopAfter }: GroupPlan): string {
  const named = members.map((member) => [member.id, ...(member.after ?? [])]);
  return JSON.stringify([id, strategy, named, limits.perInstance, limits.perSubscription, stopAfter]);
}
