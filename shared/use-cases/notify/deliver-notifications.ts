/**
 * Telling receivers what the journals say. The journal is the outbox: a cursor for each receiver and stream says how far it
 * has been told, so a message is repeated until it is taken, in order, and with the same id (docs/decisions/0030-the-journal-is-the-outbox.md).
 */
import { deliveryTimes } from '../../core/notify/delivery-times';
import {
  type ReceiverState,
  type RunAtReceiver,
  afterRun,
  isLeftAlone,
} from '../../core/notify/receiver-state';
import type { Receiver } from '../../core/notify/receivers';
import { nowIso } from '../capabilities';
import { type Lane, type LaneMemory, type NotifyCapabilities, isLate, planOf } from './lane';
import { readCursor, readReceiverState, saveCursor, saveReceiverState } from './receiver-states';
import { type Stream, streamReader } from './streams';
import { tellDigests } from './tell-digests';

/** Failures in a row after which the rest of a run leaves a receiver alone. */
const MOST_FAILURES = 3;

/** What became of one stream at one receiver. */
type Round = { readonly delivered: number; readonly taken?: string } &
  /** `late`: the rest is left for the next run. */
  (
    | { readonly kind: 'done' | 'cut' | 'late' }
    | { readonly kind: 'failed'; readonly failure: NonNullable<RunAtReceiver['failure']> }
  );

/**
 * Makes the run of a timer. It remembers which streams hold no news for a receiver, by the hash of their last line, and what waits, so
 * that a run costs a read for each migration, and one for all groups.
 *
 * @returns rejects with `LedgerUnavailableError`, once every receiver had its turn; never because of a receiver
 */
export function createDelivery(caps: NotifyCapabilities): () => Promise<void> {
  const { receivers } = caps.notifications;
  const turns = receivers.map((receiver) => {
    const memory: LaneMemory = {
      ...{ seen: new Map(), waiting: new Map(), apart: new Map() },
      mayHaveDigest: true,
    };
    return (streams: readonly Stream[], deadline: number) =>
      turnOf(caps, receiver, { streams, deadline, memory });
  });
  const read = streamReader(caps.ledger, caps.notifications.appHost);
  return async () => {
    if (receivers.length === 0) return;
    const deadline = caps.clock.now().getTime() + deliveryTimes(caps.timing.notifyEvery).run * 1_000;
    const streams = await read();
    const outcomes = await Promise.allSettled(turns.map((turn) => turn(streams, deadline)));
    const failed = outcomes.find((turn) => turn.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
}

interface Turn extends Pick<Lane, 'deadline' | 'memory'> {
  readonly streams: readonly Stream[];
}

/** One receiver's turn: the others have theirs at the same time. */
async function turnOf(
  caps: NotifyCapabilities,
  receiver: Receiver,
  { streams, deadline, memory }: Turn,
): Promise<void> {
  const stored = await readReceiverState(caps.ledger, receiver.name);
  const now = nowIso(caps.clock);
  const state: ReceiverState = stored?.value ?? { since: now };
  if (stored === undefined) await saveReceiverState(caps.ledger, receiver.name, undefined, state);
  if (stored === undefined || isLeftAlone(state, now)) return;
  const rules = caps.notifications.rules.filter((rule) => rule.receiver === receiver.name);
  const { since, lastTaken } = state;
  const lane = { receiver, rules, since, takenAt: lastTaken?.at, deadline, memory };
  const run = await tellOf(caps, lane, inTurn(streams, state.lastTried));
  const after = afterRun(state, run, nowIso(caps.clock), deliveryTimes(caps.timing.notifyEvery));
  if (JSON.stringify(after) !== JSON.stringify(state))
    await saveReceiverState(caps.ledger, receiver.name, stored.etag, after);
}

/** Beginning behind the one that was tried last. */
function inTurn(streams: readonly Stream[], lastTried: string | undefined): readonly Stream[] {
  const from = lastTried === undefined ? -1 : streams.findIndex(({ key }) => key > lastTried);
  return from <= 0 ? streams : [...streams.slice(from), ...streams.slice(0, from)];
}

async function tellOf(
  caps: NotifyCapabilities,
  lane: Lane,
  streams: readonly Stream[],
): Promise<RunAtReceiver> {
  const { memory } = lane;
  const digests = await tellDigests(caps, lane, new Set(streams.map(({ key }) => key)));
  let { delivered, taken, failure } = digests;
  let waiting = digests.held.size;
  let inARow = failure === undefined ? 0 : 1;
  let lastTried: string | undefined;
  let isPartial = false;
  for (const stream of streams) {
    const { key, head } = stream;
    if (digests.held.has(key) || memory.seen.get(key) === head.head || stillWaits(caps, lane, stream))
      continue;
    if (isLate(caps, lane) || inARow >= MOST_FAILURES) {
      isPartial = true;
      waiting += 1;
      continue;
    }
    const round = await tellOne(caps, lane, stream);
    delivered += round.delivered;
    taken = round.taken ?? taken;
    if (round.kind === 'late' || round.kind === 'failed') waiting += 1;
    if (round.delivered > 0) inARow = 0;
    if (round.delivered > 0 || round.kind === 'failed') lastTried = key;
    if (round.kind === 'failed') {
      inARow += 1;
      failure = round.failure;
    }
    if (round.kind === 'done') memory.seen.set(key, head.head);
  }
  const { refusedDigest, isDigestTaken } = digests;
  return { delivered, taken, lastTried, failure, waiting, refusedDigest, isDigestTaken, isPartial };
}

/** True where nothing was written since the last look, and everything that it found waits on. */
function stillWaits(caps: NotifyCapabilities, lane: Lane, stream: Stream): boolean {
  const { key, head } = stream;
  const waiting = lane.memory.waiting.get(key);
  if (waiting?.stream.head.head !== head.head) return false;
  return planOf(caps, lane, stream, waiting.lines, head.entries).send.length === 0;
}

/** The messages of one stream, one after the other; the first that is not taken holds the rest. */
async function tellOne(caps: NotifyCapabilities, lane: Lane, stream: Stream): Promise<Round> {
  const { ledger, notifier } = caps;
  const { receiver, memory } = lane;
  const { key, place, head } = stream;
  memory.waiting.delete(key);
  const told = await stream.lines();
  const last = told.at(-1)?.line;
  if (last === undefined) return { kind: 'done', delivered: 0 };
  const stored = await readCursor(ledger, place, receiver.name);
  const cursor = told.find(({ line }) => line.hash === stored?.value.hash)?.line.sequence ?? 0;
  const news = told.filter(
    ({ line }) => line.sequence > cursor && Date.parse(line.at) >= Date.parse(lane.since),
  );
  const plan = planOf(caps, lane, stream, news, last.sequence);
  const byNumber = new Map(told.map(({ line }) => [line.sequence, line]));
  let etag = stored?.etag;
  let doneTo = cursor;
  let delivered = 0;
  let taken: string | undefined;
  const moveTo = async (sequence: number): Promise<boolean> => {
    const line = byNumber.get(sequence);
    if (line === undefined || sequence === doneTo) return true;
    etag = await saveCursor(ledger, { place, receiver: receiver.name, etag }, line);
    doneTo = sequence;
    return etag !== undefined;
  };
  for (const message of plan.send) {
    if (isLate(caps, lane)) return { kind: 'late', delivered, taken };
    const delivery = await notifier.deliver(receiver, message);
    if (delivery.kind === 'failed') {
      const { code, text, retryAfter } = delivery;
      return {
        kind: 'failed',
        delivered,
        taken,
        failure: { code, text, retryAfter, migration: stream.name },
      };
    }
    delivered += 1;
    taken = message.id;
    // Another run is at it: it repeats what it must.
    if (!(await moveTo(message.sequence))) return { kind: 'cut', delivered, taken };
  }
  if (!(await moveTo(plan.doneTo))) return { kind: 'cut', delivered, taken };
  if (plan.doneTo >= head.entries) return { kind: 'done', delivered, taken };
  const lines = news.filter(({ line }) => line.sequence > plan.doneTo);
  if (head.entries === last.sequence) memory.waiting.set(key, { stream, lines, etag });
  return { kind: 'cut', delivered, taken };
}
