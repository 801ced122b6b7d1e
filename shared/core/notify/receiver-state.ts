/** How a receiver stands: since when it fails, and when it is tried again. */

import type { DeliveryTimes } from './delivery-times';

/** Why a message was not taken. */
export interface DeliveryFailure {
  /** `Http` and the status, `Timeout`, `Connection`, or what is wrong with the settings. */
  readonly code: string;
  /** One sentence without secrets. */
  readonly text: string;
  /** What the receiver asked to wait, seconds. */
  readonly retryAfter?: number;
}

/** What is kept of a receiver. */
export interface ReceiverState {
  /** When the app first saw it in its settings, ISO 8601 UTC: it is told of nothing older. */
  readonly since: string;
  /** The key of whose messages were tried last: the next run begins behind it, so that none starves another. */
  readonly lastTried?: string;
  /** Since when messages are not taken, ISO 8601 UTC. */
  readonly failingSince?: string;
  readonly failure?: Pick<DeliveryFailure, 'code' | 'text'> & {
    /** Or `group` and its id. */
    readonly migration: string;
  };
  /** Runs in a row in which nothing was taken. */
  readonly vainRuns?: number;
  /** Not tried before, ISO 8601 UTC. */
  readonly nextAt?: string;
}

/** What a run did at one receiver. */
export interface RunAtReceiver {
  readonly delivered: number;
  readonly lastTried?: string;
  readonly failure?: DeliveryFailure & { readonly migration: string };
  /** It ended before it had seen every migration. */
  readonly isPartial: boolean;
}

const LONGEST_ASKED_SECONDS = 3_600;

/**
 * The state after a run. Where nothing was taken, the receiver is left alone for the first wait, doubled each time, up to the longest; or
 * as long as it asked, up to an hour. One that takes some messages and refuses others is tried at every run.
 *
 * @param now ISO 8601 UTC
 */
export function afterRun(
  before: ReceiverState,
  run: RunAtReceiver,
  now: string,
  { firstWait, longestWait }: Pick<DeliveryTimes, 'firstWait' | 'longestWait'>,
): ReceiverState {
  const { since, failingSince = now } = before;
  const { failure, lastTried = before.lastTried } = run;
  const tried = lastTried !== undefined && { lastTried };
  if (failure === undefined) return { ...(run.isPartial ? before : { since }), ...tried };
  const { code, text, migration, retryAfter } = failure;
  const vainRuns = run.delivered > 0 ? 0 : (before.vainRuns ?? 0) + 1;
  const backOff = vainRuns === 0 ? 0 : Math.min(firstWait * 2 ** (vainRuns - 1), longestWait);
  const wait = Math.max(backOff, Math.min(retryAfter ?? 0, LONGEST_ASKED_SECONDS));
  return {
    since,
    ...tried,
    failingSince,
    failure: { code, text, migration },
    vainRuns,
    ...(wait > 0 && { nextAt: new Date(Date.parse(now) + wait * 1000).toISOString() }),
  };
}

/** True while it is to be left alone. A time further off than the longest wait was set by a clock that was wrong. */
export function isLeftAlone({ nextAt }: ReceiverState, now: string): boolean {
  if (nextAt === undefined) return false;
  const seconds = (Date.parse(nextAt) - Date.parse(now)) / 1000;
  return seconds > 0 && seconds <= LONGEST_ASKED_SECONDS;
}
