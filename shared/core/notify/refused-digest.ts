/** What becomes of a digest that its receiver does not take: sent again, or, once it is refused for good, told apart, one event after the other. */
import { hasElapsed } from '../timing';
import type { DeliveryFailure } from './receiver-state';

/** What is known of the tries of a digest. */
export interface DigestTries {
  /** Of the first that failed, ISO 8601 UTC. */
  readonly since: string;
  /** How many were answered by a refusal of what was sent. */
  readonly refusals: number;
}

/** What a decision is made of. */
export interface RefusedDigest {
  readonly before: DigestTries | undefined;
  readonly failure: Pick<DeliveryFailure, 'code'>;
  /** When the receiver took any message last, ISO 8601 UTC. */
  readonly takenAt: string | undefined;
}

/** `apart`: its events go by themselves, so that one that is refused holds its own migration or group alone. */
export type DigestFate = { readonly kind: 'again'; readonly tries: DigestTries } | { readonly kind: 'apart' };

/** Refusals of the message itself (RFC 9110, sections 15.5.1, 15.5.14, 15.5.16 and 15.5.21); others, such as 404, concern every message. */
const OF_THE_MESSAGE: readonly string[] = ['Http400', 'Http413', 'Http415', 'Http422'];
const MOST_REFUSALS = 5;
/** Seconds after which a receiver that takes other messages will not take this one, whatever it answers. */
const LONGEST = 3_600;

/**
 * Decides. A digest is not told apart while the receiver takes nothing at all: its events would be refused as well, and come one by one
 * later. A time in the future was written by a wrong clock, and is begun anew.
 *
 * @param now ISO 8601 UTC
 * @example fateOfDigest({ before: { since, refusals: 4 }, failure: { code: 'Http413' }, takenAt: undefined }, now).kind // 'apart'
 */
export function fateOfDigest({ before, failure, takenAt }: RefusedDigest, now: string): DigestFate {
  const since = before !== undefined && hasElapsed(before.since, now, 0) ? before.since : now;
  const refusals = (before?.refusals ?? 0) + (OF_THE_MESSAGE.includes(failure.code) ? 1 : 0);
  const takesOthers = takenAt !== undefined && Date.parse(takenAt) > Date.parse(since);
  const isForGood = refusals >= MOST_REFUSALS || (takesOthers && hasElapsed(since, now, LONGEST));
  return isForGood ? { kind: 'apart' } : { kind: 'again', tries: { since, refusals } };
}
