/**
 * Telling receivers what the journals say. The journal is the outbox: a cursor for each receiver and stream says how far it
 * has been told, so a message is repeated until it is taken, in order, and with the same id (docs/decisions/0030-the-journal-is-the-outbox.md).
 */
import type { NumberedMessage } from '../../core/notify/message';
import { planDelivery } from '../../core/notify/plan-delivery';
import {
  type ReceiverState,
  type RunAtReceiver,
  afterRun,
  isLeftAlone,
} from '../../core/notify/receiver-state';
import type { Notifications, NotifyRule, Receiver } from '../../core/notify/receivers';
import type { Notifier } from '../../ports/notifier';
import { type Capabilities, nowIso } from '../capabilities';
import { readCursor, readReceiverState, saveCursor, saveReceiverState } from './receiver-states';
import { type Stream, type ToldLine, streamReader } from './streams';

/** What telling needs. */
export type NotifyCapabilities = Pick<Capabilities, 'ledger' | 'clock'> & {
  readonly notifier: Notifier;
  readonly notifications: Notifications;
};

/** No message is begun after this in a run: the next one is not kept waiting by a slow receiver. */
const BUDGET_MS = 15_000;
/** Failures in a row after which the rest of a run leaves a receiver alone. */
const MOST_FAILURES = 3;
/** A receiver, its rules, and since when it is told. */
interface Lane {
  readonly receiver: Receiver;
  readonly rules: readonly NotifyRule[];
  readonly since: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

/** What became of one stream at one receiver. */
type Round = { readonly delivered: number } & (
  | { readonly kind: 'done' | 'cut' }
  | { readonly kind: 'failed'; readonly failure: NonNullable<RunAtReceiver['failure']> }
);

/**
 * Makes the run of a timer. It remembers which streams hold no news for a receiver, by the hash of their last line, so that a run costs
 * a read for each migration, and one for all groups.
 *
 * @returns rejects with `LedgerUnavailableError`, once every receiver had its turn; never because of a receiver
 */
export function createDelivery(caps: NotifyCapabilities): () => Promise<void> {
  const { receivers } = caps.notifications;
  const seen = new Map<string, string>();
  const read = streamReader(caps.ledger, caps.notifications.appHost);
  return async () => {
    if (receivers.length === 0) return;
    const deadline = caps.clock.now().getTime() + BUDGET_MS;
    const streams = await read();
    const turns = receivers.map((receiver) => turnOf(caps, receiver, { streams, seen, deadline }));
    const failed = (await Promise.allSettled(turns)).find((turn) => turn.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
}

interface Turn {
  readonly streams: readonly Stream[];
  /** By receiver and stream: the hash of the last line that was seen to hold no news. */
  readonly seen: Map<string, string>;
  readonly deadline: number;
}

/** One receiver's turn: the others have theirs at the same time. */
async function turnOf(
  caps: NotifyCapabilities,
  receiver: Receiver,
  { streams, seen, deadline }: Turn,
): Promise<void> {
  const stored = await readReceiverState(caps.ledger, receiver.name);
  const now = nowIso(caps.clock);
  const state: ReceiverState = stored?.value ?? { since: now };
  if (stored === undefined) await saveReceiverState(caps.ledger, receiver.name, undefined, state);
  if (stored === undefined || isLeftAlone(state, now)) return;
  const rules = caps.notifications.rules.filter((rule) => rule.receiver === receiver.name);
  const lane = { receiver, rules, since: state.since, deadline };
  const run = await tellOf(caps, lane, inTurn(streams, state.lastTried), seen);
  const after = afterRun(state, run, nowIso(caps.clock));
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
  seen: Turn['seen'],
): Promise<RunAtReceiver> {
  let delivered = 0;
  let inARow = 0;
  let lastTried: string | undefined;
  let failure: RunAtReceiver['failure'];
  for (const stream of streams) {
    const key = `${lane.receiver.name} ${stream.key}`;
    if (seen.get(key) === stream.head.head) continue;
    if (isLate(caps, lane) || inARow >= MOST_FAILURES)
      return { delivered, lastTried, failure, isPartial: true };
    const round = await tellOne(caps, lane, stream);
    delivered += round.delivered;
    if (round.delivered > 0) inARow = 0;
    if (round.delivered > 0 || round.kind === 'failed') lastTried = stream.key;
    if (round.kind === 'failed') {
      inARow += 1;
      failure = round.failure;
    }
    if (round.kind === 'done') seen.set(key, stream.head.head);
  }
  return { delivered, lastTried, failure, isPartial: false };
}

function isLate({ clock }: NotifyCapabilities, { deadline }: Lane): boolean {
  return clock.now().getTime() >= deadline;
}

/** The messages of one stream, one after the other; the first that is not taken holds the rest. */
async function tellOne(caps: NotifyCapabilities, lane: Lane, stream: Stream): Promise<Round> {
  const { ledger, notifier } = caps;
  const { receiver } = lane;
  const { place, head } = stream;
  const told = await stream.lines();
  const last = told.at(-1)?.line;
  if (last === undefined) return { kind: 'done', delivered: 0 };
  const stored = await readCursor(ledger, place, receiver.name);
  const cursor = told.find(({ line }) => line.hash === stored?.value.hash)?.line.sequence ?? 0;
  const plan = planDelivery({
    rules: lane.rules,
    messages: messagesAfter(told, cursor, lane.since),
    lastLine: last.sequence,
    now: nowIso(caps.clock),
  });
  const byNumber = new Map(told.map(({ line }) => [line.sequence, line]));
  let etag = stored?.etag;
  let doneTo = cursor;
  let delivered = 0;
  const moveTo = async (sequence: number): Promise<boolean> => {
    const line = byNumber.get(sequence);
    if (line === undefined || sequence === doneTo) return true;
    etag = await saveCursor(ledger, { place, receiver: receiver.name, etag }, line);
    doneTo = sequence;
    return etag !== undefined;
  };
  for (const message of plan.send) {
    if (isLate(caps, lane)) return { kind: 'cut', delivered };
    const delivery = await notifier.deliver(receiver, message);
    if (delivery.kind === 'failed') {
      const { code, text, retryAfter } = delivery;
      return { kind: 'failed', delivered, failure: { code, text, retryAfter, migration: stream.name } };
    }
    delivered += 1;
    // Another run is at it: it repeats what it must.
    if (!(await moveTo(message.sequence))) return { kind: 'cut', delivered };
  }
  if (!(await moveTo(plan.doneTo))) return { kind: 'cut', delivered };
  return { kind: plan.doneTo === head.entries ? 'done' : 'cut', delivered };
}

function messagesAfter(told: readonly ToldLine[], cursor: number, since: string): readonly NumberedMessage[] {
  return told
    .filter(({ line }) => line.sequence > cursor && Date.parse(line.at) >= Date.parse(since))
    .flatMap(({ message }) => message ?? []);
}
