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
  haveRoom,
  isDue,
} from '../../core/notify/digest';
import type { RunAtReceiver } from '../../core/notify/receiver-state';
import { fateOfDigest } from '../../core/notify/refused-digest';
import { nowIso } from '../capabilities';
import { readMembers } from '../groups/read-members';
import { inParallel } from '../in-parallel';
import { type Lane, type NotifyCapabilities, isLate, shareOf } from './lane';
import { readCursor, readDigests, saveCursor, saveDigests } from './receiver-states';

/** What became of the digests of a run. */
export interface DigestsTold extends Pick<
  RunAtReceiver,
  'delivered' | 'taken' | 'failure' | 'refusedDigest' | 'isDigestTaken'
> {
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

/** What is stored of the digests of a receiver, and its ETag. */
interface Stored {
  readonly apart: readonly DigestPart[];
  readonly open?: OpenDigest | undefined;
  readonly etag?: string | undefined;
}

/**
 * Sends what is open, whatever the rules have become, then what is due of what waits in the memory of the lane; what is told, or no longer
 * waits, is taken out there. A digest that is refused for good is told apart.
 *
 * @param keys of the streams that there are
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function tellDigests(
  caps: NotifyCapabilities,
  lane: Lane,
  keys: ReadonlySet<string>,
): Promise<DigestsTold> {
  const { memory } = lane;
  for (const key of memory.waiting.keys()) if (!keys.has(key)) memory.waiting.delete(key);
  const makesDigests = lane.rules.some(({ digestMinutes }) => digestMinutes !== undefined);
  if (!makesDigests && !memory.mayHaveDigest) return { delivered: 0, held: new Set() };
  let stored = await readStored(caps, lane, keys);
  let told: Omit<DigestsTold, 'held'> = { delivered: 0 };
  for (let count = 0; count < MOST; count += 1) {
    let { open } = stored;
    if (open === undefined) {
      if (isLate(caps, lane)) break;
      open = await nextDigest(caps, lane);
      if (open === undefined) break;
      const etag = await save(caps, lane, { ...stored, open });
      // Another run is at it.
      if (etag === undefined) return { ...told, held: heldBy(open) };
      stored = { ...stored, open, etag };
    }
    const round = await tellOpen(caps, lane, { ...stored, open });
    told = { ...told, ...round.told, delivered: told.delivered + round.told.delivered };
    if (round.held !== undefined) return { ...told, held: round.held };
    if (round.stored === undefined) break;
    stored = round.stored;
  }
  if (stored.open === undefined) memory.mayHaveDigest = false;
  return { ...told, held: new Set() };
}

/** What became of one digest: `held` where it stays open, `stored` undefined where another run is at it. */
interface DigestRound {
  readonly told: Omit<DigestsTold, 'held'>;
  readonly held?: ReadonlySet<string>;
  readonly stored?: Stored;
}

async function tellOpen(
  caps: NotifyCapabilities,
  lane: Lane,
  stored: Stored & { readonly open: OpenDigest },
): Promise<DigestRound> {
  const { notifier, clock } = caps;
  const { waiting } = lane.memory;
  const { open, apart } = stored;
  const { id, group = '' } = open.message;
  const delivery = await notifier.deliver(lane.receiver, open.message);
  if (delivery.kind === 'delivered') {
    await inParallel(open.parts, WIDTH, (part) => moveBehind(caps, lane.receiver.name, part));
    for (const part of open.parts) waiting.delete(keyOf(part));
    const told = { delivered: 1, taken: id, isDigestTaken: true };
    return { told, ...(await closed(caps, lane, { ...stored, open: undefined })) };
  }
  const { code, text, retryAfter } = delivery;
  const failure = { code, text, retryAfter, migration: `group ${group}` };
  const fate = fateOfDigest({ before: open.tries, failure, takenAt: lane.takenAt }, nowIso(clock));
  const all = [...apart, ...open.parts];
  if (fate.kind === 'apart' && haveRoom(all)) {
    for (const part of open.parts) waiting.delete(keyOf(part));
    setApart(lane, all);
    const told = { delivered: 0, failure, refusedDigest: { id, group, code, text } };
    return { told, ...(await closed(caps, lane, { ...stored, open: undefined, apart: all })) };
  }
  if (fate.kind === 'again') await save(caps, lane, { ...stored, open: { ...open, tries: fate.tries } });
  return { told: { delivered: 0, failure }, held: heldBy(open) };
}

async function closed(
  caps: NotifyCapabilities,
  lane: Lane,
  stored: Stored,
): Promise<Pick<DigestRound, 'stored'>> {
  const etag = await save(caps, lane, stored);
  return etag === undefined ? {} : { stored: { ...stored, etag } };
}

/** Reads it, without parts that have been told since, or whose stream is gone. */
async function readStored(caps: NotifyCapabilities, lane: Lane, keys: ReadonlySet<string>): Promise<Stored> {
  const { ledger } = caps;
  const { name } = lane.receiver;
  const { value: open, apart: before = [], etag } = await readDigests(ledger, name);
  const left = await inParallel(before, WIDTH, async (part) => {
    if (!keys.has(keyOf(part))) return [];
    const cursor = await readCursor(ledger, part, name);
    return cursor !== undefined && cursor.value.sequence >= part.sequence ? [] : [part];
  });
  const apart = left.flat();
  setApart(lane, apart);
  return { open, apart, etag };
}

function setApart({ memory }: Lane, parts: readonly DigestPart[]): void {
  memory.apart.clear();
  for (const part of parts) {
    const key = keyOf(part);
    memory.apart.set(key, Math.max(part.sequence, memory.apart.get(key) ?? 0));
  }
}

function save(
  { ledger }: NotifyCapabilities,
  { receiver }: Lane,
  { etag, open, apart }: Stored,
): Promise<string | undefined> {
  return saveDigests(ledger, receiver.name, etag, { value: open, apart });
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
  for (const { id: migration, facts, summary } of await readMembers(caps, group, { unreadable: 'leftOut' })) {
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
