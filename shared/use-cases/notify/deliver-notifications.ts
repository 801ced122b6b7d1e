/**
 * Telling receivers what the journals say. The journal is the outbox: a cursor for each receiver and migration says how far it
 * has been told, so a message is repeated until it is taken, in order, and with the same id (docs/decisions/0030-the-journal-is-the-outbox.md).
 */
import type { ChainedEntry, JournalHead } from '../../core/migration/journal';
import type { Registration } from '../../core/migration/registration';
import { type NumberedMessage, messageOf } from '../../core/notify/message';
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

/** What telling needs. */
export type NotifyCapabilities = Pick<Capabilities, 'ledger' | 'clock'> & {
  readonly notifier: Notifier;
  readonly notifications: Notifications;
};

/** No message is begun after this in a run: the next one is not kept waiting by a slow receiver. */
const BUDGET_MS = 15_000;
/** Failures in a row after which the rest of a run leaves a receiver alone. */
const MOST_FAILURES = 3;
/** Heads read side by side. */
const WIDTH = 8;

/** A migration whose journal may have news. */
interface Told {
  readonly registration: Registration;
  readonly head: JournalHead;
  /** The lines of its journal, read when first asked for. */
  readonly lines: () => Promise<readonly ChainedEntry[]>;
}

/** A receiver, its rules, and since when it is told. */
interface Lane {
  readonly receiver: Receiver;
  readonly rules: readonly NotifyRule[];
  readonly since: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

/** What became of one migration at one receiver. */
type Round = { readonly delivered: number } & (
  | { readonly kind: 'done' | 'cut' }
  | { readonly kind: 'failed'; readonly failure: NonNullable<RunAtReceiver['failure']> }
);

/**
 * Makes the run of a timer. It remembers which journals hold no news for a receiver, by the hash of their last line, so that a run costs
 * a read for each migration.
 *
 * @returns rejects with `LedgerUnavailableError`, once every receiver had its turn; never because of a receiver
 */
export function createDelivery(caps: NotifyCapabilities): () => Promise<void> {
  const { receivers } = caps.notifications;
  const seen = new Map<string, string>();
  return async () => {
    if (receivers.length === 0) return;
    const deadline = caps.clock.now().getTime() + BUDGET_MS;
    const told = await journalsOf(caps);
    const turns = receivers.map((receiver) => turnOf(caps, receiver, { told, seen, deadline }));
    const failed = (await Promise.allSettled(turns)).find((turn) => turn.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
}

async function journalsOf({ ledger }: NotifyCapabilities): Promise<readonly Told[]> {
  const queue: Registration[] = [];
  for await (const registration of ledger.registrations()) queue.push(registration);
  const order = queue.map(({ id }) => id);
  const found = new Map<string, Told>();
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const registration = next;
      const head = await ledger.journalHead(registration.id);
      if (head !== undefined)
        found.set(registration.id, { registration, head, lines: linesOf(ledger, registration) });
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return order.flatMap((id) => found.get(id) ?? []);
}

function linesOf(ledger: NotifyCapabilities['ledger'], { id }: Registration): Told['lines'] {
  let read: Promise<readonly ChainedEntry[]> | undefined;
  return () => (read ??= ledger.evidence(id).then(({ lines }) => lines));
}

interface Turn {
  readonly told: readonly Told[];
  /** By receiver and migration: the hash of the last line that was seen to hold no news. */
  readonly seen: Map<string, string>;
  readonly deadline: number;
}

/** One receiver's turn: the others have theirs at the same time. */
async function turnOf(
  caps: NotifyCapabilities,
  receiver: Receiver,
  { told, seen, deadline }: Turn,
): Promise<void> {
  const stored = await readReceiverState(caps.ledger, receiver.name);
  const now = nowIso(caps.clock);
  const state: ReceiverState = stored?.value ?? { since: now };
  if (stored === undefined) await saveReceiverState(caps.ledger, receiver.name, undefined, state);
  if (stored === undefined || isLeftAlone(state, now)) return;
  const rules = caps.notifications.rules.filter((rule) => rule.receiver === receiver.name);
  const lane = { receiver, rules, since: state.since, deadline };
  const run = await tellOf(caps, lane, inTurn(told, state.lastTried), seen);
  const after = afterRun(state, run, nowIso(caps.clock));
  if (JSON.stringify(after) !== JSON.stringify(state))
    await saveReceiverState(caps.ledger, receiver.name, stored.etag, after);
}

/** Beginning behind the one that was tried last. */
function inTurn(told: readonly Told[], lastTried: string | undefined): readonly Told[] {
  const from =
    lastTried === undefined ? -1 : told.findIndex(({ registration }) => registration.id > lastTried);
  return from <= 0 ? told : [...told.slice(from), ...told.slice(0, from)];
}

async function tellOf(
  caps: NotifyCapabilities,
  lane: Lane,
  told: readonly Told[],
  seen: Turn['seen'],
): Promise<RunAtReceiver> {
  let delivered = 0;
  let inARow = 0;
  let lastTried: string | undefined;
  let failure: RunAtReceiver['failure'];
  for (const one of told) {
    const { id } = one.registration;
    const key = `${lane.receiver.name} ${id}`;
    if (seen.get(key) === one.head.head) continue;
    if (isLate(caps, lane) || inARow >= MOST_FAILURES)
      return { delivered, lastTried, failure, isPartial: true };
    const round = await tellOne(caps, lane, one);
    delivered += round.delivered;
    if (round.delivered > 0) inARow = 0;
    if (round.delivered > 0 || round.kind === 'failed') lastTried = id;
    if (round.kind === 'failed') {
      inARow += 1;
      failure = round.failure;
    }
    if (round.kind === 'done') seen.set(key, one.head.head);
  }
  return { delivered, lastTried, failure, isPartial: false };
}

function isLate({ clock }: NotifyCapabilities, { deadline }: Lane): boolean {
  return clock.now().getTime() >= deadline;
}

/** The messages of one migration, one after the other; the first that is not taken holds the rest. */
async function tellOne(caps: NotifyCapabilities, lane: Lane, told: Told): Promise<Round> {
  const { ledger, notifier } = caps;
  const { receiver } = lane;
  const { id } = told.registration;
  const lines = (await told.lines()).filter(isNumbered);
  const last = lines.at(-1);
  if (last === undefined) return { kind: 'done', delivered: 0 };
  const stored = await readCursor(ledger, id, receiver.name);
  const cursor = lines.find(({ hash }) => hash === stored?.value.hash)?.sequence ?? 0;
  const messages = messagesAfter(caps, lane, told.registration, lines, cursor);
  const plan = planDelivery({
    rules: lane.rules,
    messages,
    lastLine: last.sequence,
    now: nowIso(caps.clock),
  });
  const byNumber = new Map(lines.map((line) => [line.sequence, line]));
  let etag = stored?.etag;
  let doneTo = cursor;
  let delivered = 0;
  const moveTo = async (sequence: number): Promise<boolean> => {
    const line = byNumber.get(sequence);
    if (line === undefined || sequence === doneTo) return true;
    etag = await saveCursor(ledger, { id, receiver: receiver.name, etag }, line);
    doneTo = sequence;
    return etag !== undefined;
  };
  for (const message of plan.send) {
    if (isLate(caps, lane)) return { kind: 'cut', delivered };
    const delivery = await notifier.deliver(receiver, message);
    if (delivery.kind === 'failed') {
      const { code, text, retryAfter } = delivery;
      return { kind: 'failed', delivered, failure: { code, text, retryAfter, migration: id } };
    }
    delivered += 1;
    // Another run is at it: it repeats what it must.
    if (!(await moveTo(message.sequence))) return { kind: 'cut', delivered };
  }
  if (!(await moveTo(plan.doneTo))) return { kind: 'cut', delivered };
  return { kind: plan.doneTo === told.head.entries ? 'done' : 'cut', delivered };
}

type NumberedLine = ChainedEntry & { readonly sequence: number };

function isNumbered(line: ChainedEntry): line is NumberedLine {
  return line.sequence !== undefined && line.hash !== undefined;
}

function messagesAfter(
  { notifications: { appHost } }: NotifyCapabilities,
  { since }: Lane,
  registration: Registration,
  lines: readonly NumberedLine[],
  cursor: number,
): readonly NumberedMessage[] {
  return lines
    .filter(({ sequence, at }) => sequence > cursor && Date.parse(at) >= Date.parse(since))
    .flatMap((line) => messageOf(registration, line, appHost) ?? []);
}
