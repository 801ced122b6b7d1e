/** Which messages a receiver gets now, and which wait for the end of its quiet hours. */
import type { NumberedMessage } from './message';
import { isQuiet } from './quiet-hours';
import type { NotifyRule } from './receivers';

/** What to send, in order, and the line up to which everything is done then. */
export interface DeliveryPlan {
  readonly send: readonly NumberedMessage[];
  /** Number of the last line that needs no look again once all of `send` is delivered. */
  readonly doneTo: number;
}

/** What a plan is made of. */
export interface PlanInput {
  /** The rules of one receiver. */
  readonly rules: readonly NotifyRule[];
  /** The messages of one migration, or of one group, after the last delivered line, in order. */
  readonly messages: readonly NumberedMessage[];
  /** Number of the journal's last line. */
  readonly lastLine: number;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/**
 * A message waits while every rule that wants it is quiet: until the hours end, or until one follows that does not wait. Then both
 * go, for the order is kept.
 *
 * @example planDelivery({ rules: [{ receiver: 'ops', events: ['held'] }], messages: [held, ended], lastLine: 9, now }).send // [held]
 */
export function planDelivery({ rules, messages, lastLine, now }: PlanInput): DeliveryPlan {
  const wanted = messages.flatMap((message) => {
    const wanting = rules.filter((rule) => wants(rule, message));
    const waits = wanting.every(({ quietHours }) => quietHours !== undefined && isQuiet(quietHours, now));
    return wanting.length === 0 ? [] : [{ message, waits }];
  });
  const count = wanted.findLastIndex(({ waits }) => !waits) + 1;
  const firstWaiting = wanted[count]?.message.sequence;
  return {
    send: wanted.slice(0, count).map(({ message }) => message),
    doneTo: firstWaiting === undefined ? lastLine : firstWaiting - 1,
  };
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
