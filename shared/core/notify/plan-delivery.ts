/** Which messages a receiver gets now, and which wait: for the end of its quiet hours, or for a digest. */
import type { NumberedMessage } from './message';
import { isQuiet } from './quiet-hours';
import type { NotifiedEvent, NotifyRule } from './receivers';

/** What to send, in order, and the line up to which everything is done then. */
export interface DeliveryPlan {
  readonly send: readonly NumberedMessage[];
  /** Number of the last line that needs no look again once all of `send` is delivered. */
  readonly doneTo: number;
  /** What comes behind it in the digest of a group. */
  readonly digest?: PlannedDigest;
}

/** Messages of one migration, or about one group, that a digest stands for. */
export interface PlannedDigest {
  readonly group: string;
  readonly messages: readonly NumberedMessage[];
  /** How long the oldest may wait. */
  readonly minutes: number;
}

/** What a plan is made of. */
export interface PlanInput {
  /** The rules of one receiver. */
  readonly rules: readonly NotifyRule[];
  /** The messages of one migration, or of one group, after the last delivered line, in order. */
  readonly messages: readonly NumberedMessage[];
  /** Number of the journal's last line. */
  readonly lastLine: number;
  /** Up to this line nothing waits for a digest: the one that had it was refused for good. */
  readonly apartTo?: number | undefined;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** A message, and what it waits for: `minutes` is set for a digest. */
interface Wanted {
  readonly message: NumberedMessage;
  readonly waits: boolean;
  readonly minutes?: number;
}

/**
 * A message waits while every rule that wants it is quiet, or puts it into a digest; or until one follows that does not wait. Then
 * both go, for the order is kept.
 *
 * @example planDelivery({ rules: [{ receiver: 'ops', events: ['held'] }], messages: [held, ended], lastLine: 9, now }).send // [held]
 */
export function planDelivery({ rules, messages, lastLine, now, apartTo = 0 }: PlanInput): DeliveryPlan {
  const wanted = messages.flatMap(
    (message) => wantedBy(rules, message, now, message.sequence <= apartTo) ?? [],
  );
  const count = wanted.findLastIndex(({ waits }) => !waits) + 1;
  const waiting = wanted.slice(count);
  const [first] = waiting;
  const digest = digestOf(waiting);
  return {
    send: wanted.slice(0, count).map(({ message }) => message),
    doneTo: first === undefined ? lastLine : first.message.sequence - 1,
    ...(digest && { digest }),
  };
}

/** Of warnings with these names somebody has to know at once: something failed or stopped, or an operator is needed. */
const URGENT: readonly NotifiedEvent[] = [
  ...(['denied', 'blocked', 'watchStuck', 'answered', 'outcome', 'ended'] as const),
  ...(['groupStopped', 'groupEnded'] as const),
];

/** True for a message that waits for no digest. @example isUrgent({ ...message, event: 'blocked', level: 'warning' }) // true */
export function isUrgent({ event, level }: Pick<NumberedMessage, 'event' | 'level'>): boolean {
  return level === 'warning' && URGENT.includes(event);
}

function wantedBy(
  rules: readonly NotifyRule[],
  message: NumberedMessage,
  now: string,
  isApart: boolean,
): Wanted | undefined {
  const wanting = rules.filter((rule) => wants(rule, message));
  if (wanting.length === 0) return undefined;
  const loud = wanting.filter(({ quietHours }) => quietHours === undefined || !isQuiet(quietHours, now));
  const minutes = loud.map(({ digestMinutes }) => digestMinutes);
  const isSoon = isApart || message.group === undefined || isUrgent(message) || minutes.includes(undefined);
  if (loud.length > 0 && isSoon) return { message, waits: false };
  const shortest = Math.min(...minutes.filter((one) => one !== undefined));
  return { message, waits: true, ...(loud.length > 0 && { minutes: shortest }) };
}

/** What waits from the first on, as long as it is of one group; what is quiet goes along with what comes after it. */
function digestOf(waiting: readonly Wanted[]): PlannedDigest | undefined {
  const group = waiting[0]?.message.group;
  if (group === undefined) return undefined;
  const end = waiting.findIndex(({ message }) => message.group !== group);
  const together = end < 0 ? waiting : waiting.slice(0, end);
  const taken = together.slice(0, together.findLastIndex(({ minutes }) => minutes !== undefined) + 1);
  if (taken.length === 0) return undefined;
  const minutes = Math.min(...taken.flatMap((one) => one.minutes ?? []));
  return { group, messages: taken.map(({ message }) => message), minutes };
}

function wants({ events, level, ids, groups }: NotifyRule, message: NumberedMessage): boolean {
  return (
    (events?.includes(message.event) ?? true) &&
    (level === undefined || level === message.level) &&
    (ids?.some((pattern) => matches(message.migration, pattern)) ?? true) &&
    (groups?.some((pattern) => matches(message.group, pattern)) ?? true)
  );
}

function matches(id: string | undefined, pattern: string): boolean {
  if (id === undefined) return false;
  return pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}
