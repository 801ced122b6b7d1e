/**
 * Telling digests. A digest is stored before it is sent, and sent until it is taken; then the cursors of its parts move, and it is
 * stored that none is open. A process that dies in between sends the same again, and what comes behind its parts waits for it.
 */
import {
  type DigestBoard,
  type DigestPart,
  type DigestShare,
  type OpenDigest,
  beginDigest,
  isDue,
} from '../../core/notify/digest';
import type { RunAtReceiver } from '../../core/notify/receiver-state';
import { nowIso } from '../capabilities';
import { readMembers } from '../groups/read-members';
import { inParallel } from '../in-parallel';
import { type Lane, type NotifyCapabilities, isLate, shareOf } from './lane';
import { readCursor, readOpenDigest, saveCursor, saveOpenDigest } from './receiver-states';

/** What became of the digests of a run. */
export interface DigestsTold {
  readonly delivered: number;
  /** Id of the last one that was taken. */
  readonly taken?: string;
  readonly failure?: NonNullable<RunAtReceiver['failure']>;
  /** Keys of the streams whose part of a digest was not taken: what comes behind it waits. */
  readonly held: ReadonlySet<string>;
}

/** Cursors read or moved side by side. */
const WIDTH = 8;
/** Digests of a run and receiver at most: a group is told in several if it is large. */
const MOST = 20;

/** The key of a part's stream. */
function keyOf({ id, group }: Pick<DigestPart, 'id' | 'group'>): string {
  return group === undefined ? id : `!${group}`;
}

/**
 * Sends what is open, then what is due of what waits in the memory of the lane; what is told, or no longer waits, is taken out there.
 *
 * @param keys of the streams that there are
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function tellDigests(
  caps: NotifyCapabilities,
  lane: Lane,
  keys: ReadonlySet<string>,
): Promise<DigestsTold> {
  const { ledger, notifier } = caps;
  const { name } = lane.receiver;
  const { waiting } = lane.memory;
  for (const key of waiting.keys()) if (!keys.has(key)) waiting.delete(key);
  if (!lane.rules.some(({ digestMinutes }) => digestMinutes !== undefined))
    return { delivered: 0, held: new Set() };
  let delivered = 0;
  let taken: string | undefined;
  let { value: open, etag } = await readOpenDigest(ledger, name);
  for (let told = 0; told < MOST; told += 1) {
    if (open === undefined) {
      if (isLate(caps, lane)) break;
      open = await nextDigest(caps, lane);
      if (open === undefined) break;
      etag = await saveOpenDigest(ledger, name, etag, open);
      // Another run is at it.
      if (etag === undefined) return { delivered, taken, held: heldBy(open) };
    }
    const delivery = await notifier.deliver(lane.receiver, open.message);
    if (delivery.kind === 'failed') {
      const { code, text, retryAfter } = delivery;
      const failure = { code, text, retryAfter, migration: `group ${open.message.group ?? ''}` };
      return { delivered, taken, failure, held: heldBy(open) };
    }
    delivered += 1;
    taken = open.message.id;
    await inParallel(open.parts, WIDTH, (part) => moveBehind(caps, name, part));
    for (const part of open.parts) waiting.delete(keyOf(part));
    etag = await saveOpenDigest(ledger, name, etag, undefined);
    if (etag === undefined) break;
    open = undefined;
  }
  return { delivered, taken, held: new Set() };
}

function heldBy({ parts }: OpenDigest): ReadonlySet<string> {
  return new Set(parts.map(keyOf));
}

/** The first digest that is due, of what still waits as it did when it was looked at. */
async function nextDigest(caps: NotifyCapabilities, lane: Lane): Promise<OpenDigest | undefined> {
  const { clock, ledger, notifications } = caps;
  const { waiting } = lane.memory;
  for (const [group, shares] of sharesByGroup(caps, lane)) {
    if (!isDue(shares, nowIso(clock))) continue;
    const fresh = await inParallel(shares, WIDTH, async (share) => {
      const cursor = await readCursor(ledger, share.part, lane.receiver.name);
      if (cursor?.etag === waiting.get(keyOf(share.part))?.etag) return share;
      waiting.delete(keyOf(share.part));
      return undefined;
    });
    const valid = fresh.filter((share) => share !== undefined);
    if (valid.length === 0) continue;
    return beginDigest(group, valid, await boardOf(caps, group), nowIso(clock), notifications.appHost);
  }
  return undefined;
}

function sharesByGroup(caps: NotifyCapabilities, lane: Lane): ReadonlyMap<string, readonly DigestShare[]> {
  const groups = new Map<string, DigestShare[]>();
  for (const waiting of lane.memory.waiting.values()) {
    const share = shareOf(caps, lane, waiting);
    if (share !== undefined)
      groups.set(share.planned.group, [...(groups.get(share.planned.group) ?? []), share]);
  }
  return groups;
}

/** How the group stands now; undefined where the ledger has no such group. */
async function boardOf(caps: NotifyCapabilities, id: string): Promise<DigestBoard | undefined> {
  const group = (await caps.ledger.group(id))?.value;
  if (group === undefined) return undefined;
  const dropped = new Set(group.members.filter((member) => member.dropped).map((member) => member.id));
  const counts = new Map<string, number>();
  const needing: { migration: string; reason: string }[] = [];
  for (const { id: migration, facts, summary } of await readMembers(caps, group)) {
    const standing = dropped.has(migration) ? 'dropped' : facts.standing;
    counts.set(standing, (counts.get(standing) ?? 0) + 1);
    const isOpen = !facts.isOver && standing !== 'dropped';
    if (standing === 'failed' || (isOpen && (summary?.blocked === true || summary?.held === true)))
      needing.push({ migration, reason: facts.reason });
  }
  return { counts: Object.fromEntries(counts), needing };
}

/** Forwards only: another run may have told more. */
async function moveBehind({ ledger }: NotifyCapabilities, receiver: string, part: DigestPart): Promise<void> {
  const stored = await readCursor(ledger, part, receiver);
  if (stored !== undefined && stored.value.sequence >= part.sequence) return;
  await saveCursor(ledger, { place: part, receiver, etag: stored?.etag }, part);
}
