/**
 * Digests: one message about a group instead of one for each event of its members. A digest is written down before it is sent, with the line
 * of each journal up to which it tells, so that every repeat is the same.
 */
import { secondsBetween } from '../timing';
import { clip } from '../text';
import { HEADLINE_CHARS, type Message, type NeedingMember } from './message';
import type { PlannedDigest } from './plan-delivery';
import type { DigestTries } from './refused-digest';

/** How far a digest tells of one stream: a line's number and hash, and where the cursor is. */
export interface DigestPart {
  /** The migration, or `OF_THE_LEDGER`. */
  readonly id: string;
  /** In the journal of the ledger: which group. */
  readonly group?: string;
  readonly sequence: number;
  readonly hash: string;
}

/** A digest that was begun: sent until it is taken, then its parts are told. */
export interface OpenDigest {
  readonly message: Message;
  readonly parts: readonly DigestPart[];
  /** Set once it was not taken. */
  readonly tries?: DigestTries;
}

/** What waits in one stream, and up to where. */
export interface DigestShare {
  readonly planned: PlannedDigest;
  readonly part: DigestPart;
}

/** How the group stands. */
export interface DigestBoard {
  readonly counts: Readonly<Record<string, number>>;
  readonly needing: readonly NeedingMember[];
}

/** Characters of JSON that parts, ends and texts take of a working state, which has 30,000: it writes some characters with six. */
const ROOM = 27_000;
const MOST_NEEDING = 20;
/** Names that the headline has. */
const NAMED = 5;
const REASON_CHARS = 100;

/**
 * True once the oldest message has waited long enough, or the group has ended. A message that is further in the future than that was
 * dated by a clock that was wrong.
 *
 * @param now ISO 8601 UTC
 */
export function isDue(shares: readonly DigestShare[], now: string): boolean {
  return shares.some(({ planned: { messages, minutes } }) =>
    messages.some(
      ({ event, at }) => event === 'groupEnded' || Math.abs(secondsBetween(at, now)) >= minutes * 60,
    ),
  );
}

/**
 * Begins a digest of as many shares as a row has room for; the others are in the next one. Its id is that of the last line of its first
 * part, which no other digest ends with.
 *
 * @param shares of one group, at least one
 * @param board undefined where the ledger has no such group
 * @param now ISO 8601 UTC
 * @example beginDigest('wave-1', shares, board, now).message.event // 'digest'
 */
export function beginDigest(
  group: string,
  shares: readonly DigestShare[],
  board: DigestBoard | undefined,
  now: string,
  appHost?: string,
): OpenDigest {
  const needing = (board?.needing ?? [])
    .slice(0, MOST_NEEDING)
    .map(({ migration, reason }) => ({ migration, reason: clip(reason, REASON_CHARS) }));
  const ofAll = clip(headlineOf(eventsOf(shares), board), HEADLINE_CHARS);
  const taken = within(shares, ROOM - JSON.stringify([needing, ofAll]).length);
  const events = eventsOf(taken);
  const ended = endsOf(taken.flatMap(({ planned }) => planned.messages));
  const last = taken[0]?.planned.messages.at(-1)?.id ?? '';
  const message: Message = {
    id: `digest:${group}:${last}`,
    event: 'digest',
    level: (board?.needing ?? []).length > 0 ? 'warning' : 'information',
    group,
    headline: clip(headlineOf(events, board), HEADLINE_CHARS),
    ...{ at: now, by: 'group' },
    ...(board && { counts: board.counts }),
    events,
    ...(needing.length > 0 && { needing }),
    ...(Object.keys(ended).length > 0 && { ended }),
    ...(appHost !== undefined && { link: `https://${appHost}/api/groups/${group}` }),
  };
  return { message, parts: taken.map(({ part }) => part) };
}

/** True while parts that are told apart fit into the row beside a digest. */
export function haveRoom(parts: readonly DigestPart[]): boolean {
  return JSON.stringify(parts).length <= ROOM;
}

function within(shares: readonly DigestShare[], most: number): readonly DigestShare[] {
  let room = most;
  const end = shares.findIndex(({ part, planned }) => {
    room -= JSON.stringify(part).length + JSON.stringify(endsOf(planned.messages)).length;
    return room < 0;
  });
  return end < 0 ? shares : shares.slice(0, Math.max(end, 1));
}

function endsOf(messages: readonly Message[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    messages.flatMap(({ event, migration, journalHead }) =>
      event === 'ended' && migration !== undefined && journalHead !== undefined
        ? [[migration, journalHead]]
        : [],
    ),
  );
}

/** How many events of which name they tell. */
function eventsOf(shares: readonly DigestShare[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { event } of shares.flatMap(({ planned }) => planned.messages))
    counts.set(event, (counts.get(event) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** @example '50 members: 1 failed, 49 confirmed. Needs somebody: shop (attempt 1 is failed). New: 49 outcome, 49 ended' */
function headlineOf(events: Readonly<Record<string, number>>, board: DigestBoard | undefined): string {
  const news = `New: ${countText(events)}`;
  if (board === undefined) return news;
  const members = Object.values(board.counts).reduce((sum, count) => sum + count, 0);
  const stands = `${members} members: ${countText(board.counts)}`;
  if (board.needing.length === 0) return `${stands}. ${news}`;
  const named = board.needing
    .slice(0, NAMED)
    .map(({ migration, reason }) => `${migration} (${clip(reason, REASON_CHARS)})`);
  const more = board.needing.length - named.length;
  const rest = more > 0 ? `; and ${more} more` : '';
  return `${stands}. Needs somebody: ${named.join('; ')}${rest}. ${news}`;
}

function countText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
