/** What can be done with one group, as its board permits; the app has the last word. */
import {
  APPROVED_AT_ONCE,
  type SeenMember,
  approvedList,
  checkedText,
} from '../../shared/core/group/approved-list';
import type { GroupView } from '../../shared/core/group/group-view';
import type { Call } from '../api/answer';
import { momentText } from '../text/time';
import { type Offer, REASON } from './offer';

/** What the offers are made of. */
export interface GroupFacts {
  readonly group: GroupView;
  /** Milliseconds. */
  readonly now: number;
}

/** Names that a sentence lists. */
const NAMED = 12;

/** All that is offered, what leads on first. */
export function groupOffers(facts: GroupFacts): readonly Offer[] {
  if (facts.group.standing === 'ended') return [];
  return ROWS.flatMap((row) => row(facts) ?? []);
}

const ROWS: readonly ((facts: GroupFacts) => Offer | undefined)[] = [approve, release, hold, drop];

function approve({ group, now }: GroupFacts): Offer | undefined {
  const list = approvedList(group.members);
  if (list.length === 0) return undefined;
  const count = membersText(list.length);
  return {
    key: 'approve',
    label: `Approve ${count}…`,
    title: `Approve ${count} of ${group.id}`,
    tone: 'go',
    consequence: `Each of them gets your approval for exactly the tail, LSN and operation that are shown. Where it is the last one that is needed, the group may give its go: the app checks everything again, and sends the request of that member once. A cutover cannot be undone or stopped. A member of which anything has changed since is refused by name, and the others are approved.`,
    facts: list.map(({ id, target, tail, operationId }) => [
      id,
      `${target} · ${tail.blob} · ends at LSN ${tail.lastLsn} · operation ${operationId}`,
    ]),
    said: saidOf(group, now),
    typed: group.id,
    checked: checkedText(list),
    fields: [],
    trial: { label: 'Try: approve nothing', calls: () => approvals(group, list, true) },
    isTriedAtOnce: true,
    calls: () => approvals(group, list, false),
    done: `Approved: ${count}.`,
  };
}

/** In parts, each small enough to be answered in time. */
function approvals({ id }: GroupView, list: readonly SeenMember[], dryRun: boolean): readonly Call[] {
  const parts = Array.from({ length: Math.ceil(list.length / APPROVED_AT_ONCE) }, (_, part) =>
    list.slice(part * APPROVED_AT_ONCE, (part + 1) * APPROVED_AT_ONCE),
  );
  return parts.map((members) => ({
    ...post(id, 'approve', { members, ...(dryRun && { dryRun }) }),
    concerns: members.map((member) => member.id),
  }));
}

function release({ group, now }: GroupFacts): Offer | undefined {
  const { id, held, stopped, members, next } = group;
  if (held === undefined && stopped === undefined) return undefined;
  const ready = members.filter(({ standing }) => standing === 'waits');
  return {
    key: 'release',
    label: 'Release…',
    title: `Release ${id}`,
    tone: 'go',
    consequence: `${held && stopped ? 'Hold and stop end' : held ? 'The hold ends' : 'The stop ends'}, and members that have failed until now no longer count for the stop rule. ${ready.length === 0 ? 'No member waits for the go at this moment.' : `${membersText(ready.length)} may get the go at once, as strategy and limits allow, and ${ready.length === 1 ? 'is' : 'are'} cut over then: that cannot be undone or stopped.`}`,
    facts: [
      ...(stopped ? [['Stopped', stopped.reason] as const] : []),
      ...(next?.who === 'operator' ? [['Needed', next.what] as const] : []),
      ...(ready.length === 0 ? [] : [['Ready', namesText(ready.map((one) => one.id))] as const]),
    ],
    said: saidOf(group, now),
    typed: id,
    fields: [REASON],
    calls: ({ reason = '' }) => [post(id, 'release', { reason })],
    done: 'Released.',
  };
}

function hold({ group, now }: GroupFacts): Offer | undefined {
  const { id, held, members } = group;
  if (held !== undefined) return undefined;
  const flying = members.filter(({ standing }) => standing === 'inFlight').map((one) => one.id);
  return {
    key: 'hold',
    label: 'Hold…',
    title: `Hold ${id}`,
    tone: 'usual',
    consequence: `No member gets the go until somebody releases the group, and a go that nothing was begun on is taken back. ${flying.length === 0 ? 'Nothing is on its way.' : `What is on its way is not recalled: ${namesText(flying)}.`}`,
    facts: [],
    said: saidOf(group, now),
    fields: [REASON],
    calls: ({ reason = '' }) => [post(id, 'hold', { reason })],
    done: 'Held. No member gets the go until the group is released.',
  };
}

function drop({ group, now }: GroupFacts): Offer | undefined {
  const { id, members, late } = group;
  const inside = members.filter(({ standing }) => standing !== 'dropped');
  if (inside.length === 0) return undefined;
  const failed = inside.filter(({ standing }) => standing === 'failed').map((one) => one.id);
  return {
    key: 'drop',
    label: 'Drop a member…',
    title: `Drop a member of ${id}`,
    tone: 'grave',
    consequence:
      'It leaves the group, and cannot come back. Its migration goes on without the go of the group: unless it is held, it is cut over as soon as its own checks, approvals and window allow. What comes after it in the order waits until it is dropped, too.',
    facts: [
      ...(failed.length === 0 ? [] : [['Failed', namesText(failed)] as const]),
      ...(late.length === 0 ? [] : [['Late', namesText(late)] as const]),
    ],
    said: saidOf(group, now),
    fields: [
      {
        name: 'member',
        label: 'Member',
        hint: 'Type its id, to the letter.',
        among: inside.map((one) => one.id),
      },
      {
        name: 'before',
        label: 'Its migration',
        options: [
          { value: 'hold', text: 'is held first: approvals that were given become void' },
          { value: 'go', text: 'goes on by itself, and may be cut over' },
        ],
      },
      REASON,
    ],
    calls: ({ member = '', before = 'hold', reason = '' }) => {
      const wanted = member.trim();
      // Of others nothing can be held back any more.
      const isOpen = inside.find((one) => one.id === wanted)?.target !== undefined;
      const held: Call = { method: 'POST', path: `/api/migrations/${wanted}/hold`, body: { reason } };
      return [...(before === 'hold' && isOpen ? [held] : []), post(id, 'drop', { member: wanted, reason })];
    },
    done: 'Dropped.',
  };
}

/** What others have said of the group and of its members. */
function saidOf({ held, members, late }: GroupView, now: number): readonly string[] {
  const byText = new Map<string, string[]>();
  for (const { id, approvals: given } of members)
    if (given?.missing !== undefined) byText.set(given.missing, [...(byText.get(given.missing) ?? []), id]);
  return [
    held === undefined
      ? 'Nobody holds the group.'
      : `${held.by} holds the group since ${momentText(held.at, now)}: ${held.reason}`,
    ...[...byText].map(([text, ids]) => `${text}: ${namesText(ids)}`),
    ...(late.length === 0 ? [] : [`Late, and left out by an approval of the set: ${namesText(late)}`]),
  ];
}

function namesText(ids: readonly string[]): string {
  const shown = ids.slice(0, NAMED).join(', ');
  return ids.length > NAMED ? `${shown} and ${ids.length - NAMED} more` : shown;
}

function membersText(count: number): string {
  return count === 1 ? '1 member' : `${count} members`;
}

function post(id: string, verb: string, body: unknown): Call {
  return { method: 'POST', path: `/api/groups/${id}/${verb}`, body };
}
