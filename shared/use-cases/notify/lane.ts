/** What the turns of receivers share. */
import type { DigestShare } from '../../core/notify/digest';
import { type DeliveryPlan, planDelivery } from '../../core/notify/plan-delivery';
import type { Notifications, NotifyRule, Receiver } from '../../core/notify/receivers';
import type { Notifier } from '../../ports/notifier';
import { type Capabilities, nowIso } from '../capabilities';
import type { Stream, ToldLine } from './streams';

/** What telling needs. */
export type NotifyCapabilities = Pick<Capabilities, 'ledger' | 'clock' | 'timing'> & {
  readonly notifier: Notifier;
  readonly notifications: Notifications;
};

/** A receiver, its rules, since when it is told, and what this process remembers of it. */
export interface Lane {
  readonly receiver: Receiver;
  readonly rules: readonly NotifyRule[];
  readonly since: string;
  /** When it took a message last, ISO 8601 UTC. */
  readonly takenAt: string | undefined;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly memory: LaneMemory;
}

/** By key of stream. What is in neither is looked at. */
export interface LaneMemory {
  /** The hash of the last line that was seen to hold no news. */
  readonly seen: Map<string, string>;
  /** What waits, as the last look found it. */
  readonly waiting: Map<string, Waiting>;
  /** Up to which line nothing waits for a digest. */
  readonly apart: Map<string, number>;
  /** False once it is known that no digest is open: a rule that made one may be gone. */
  mayHaveDigest: boolean;
}

/** Lines that wait in a stream: for a digest, or for the end of quiet hours. */
export interface Waiting {
  readonly stream: Stream;
  /** Behind the cursor. */
  readonly lines: readonly ToldLine[];
  /** Of the cursor; undefined: there was none. */
  readonly etag: string | undefined;
}

/** What is to be told of lines now. */
export function planOf(
  { clock }: Pick<NotifyCapabilities, 'clock'>,
  { rules, memory }: Lane,
  { key }: Pick<Stream, 'key'>,
  lines: readonly ToldLine[],
  lastLine: number,
): DeliveryPlan {
  const messages = lines.flatMap(({ message }) => message ?? []);
  const apartTo = memory.apart.get(key);
  return planDelivery({ rules, messages, lastLine, now: nowIso(clock), apartTo });
}

/** The share of a digest that waits in a stream; undefined where none does, or where something goes by itself first. */
export function shareOf(caps: NotifyCapabilities, lane: Lane, waiting: Waiting): DigestShare | undefined {
  const { stream, lines } = waiting;
  const { send, digest } = planOf(caps, lane, stream, lines, stream.head.entries);
  const last = digest?.messages.at(-1);
  const line = lines.find((one) => one.line.sequence === last?.sequence)?.line;
  if (send.length > 0 || digest === undefined || line === undefined) return undefined;
  const { sequence, hash } = line;
  return { planned: digest, part: { ...stream.place, sequence, hash } };
}

/** True once no other message is begun in this run. */
export function isLate({ clock }: Pick<NotifyCapabilities, 'clock'>, { deadline }: Lane): boolean {
  return clock.now().getTime() >= deadline;
}
