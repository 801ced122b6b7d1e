/** How a receiver stands: since when it fails, and when it is tried again. */

import { secondsBetween } from '../timing';
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

/** A message that was taken. */
export interface LastTaken {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** Since when something that should have been told was not, and what the last run left. */
export interface Behind {
  /** ISO 8601 UTC. */
  readonly since: string;
  /** Migrations and groups whose messages the last run left for the next one. */
  readonly waiting: number;
}

/** A digest that was refused for good: its events go by themselves. */
export interface RefusedDigestNote extends Pick<DeliveryFailure, 'code' | 'text'> {
  readonly id: string;
  readonly group: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** What is kept of a receiver. */
export interface ReceiverState {
  /** When the app first saw it in its settings, ISO 8601 UTC: it is told of nothing older. */
  readonly since: string;
  /** The key of whose messages were tried last: the next run begins behind it, so that none starves another. */
  readonly lastTried?: string;
  /** The message that was taken last. */
  readonly lastTaken?: LastTaken;
  /** What was not taken last, and why; kept when it is taken again. */
  readonly lastFailure?: Pick<DeliveryFailure, 'code' | 'text'> & {
    readonly at: string;
    readonly migration: string;
  };
  readonly behind?: Behind;
  /** The last digest that it refused for good; until it takes one. */
  readonly refusedDigest?: RefusedDigestNote;
  /** When a run looked for messages, ISO 8601 UTC; renewed every five minutes. */
  readonly ranAt?: string;
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
  /** Id of the last message that was taken. */
  readonly taken?: string;
  /** Migrations and groups whose messages are left for the next run. */
  readonly waiting: number;
  readonly failure?: DeliveryFailure & { readonly migration: string };
  /** A digest that was refused for good. */
  readonly refusedDigest?: Omit<RefusedDigestNote, 'at'>;
  readonly isDigestTaken?: boolean;
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
  const kept = {
    since,
    ...ranAtOf(before, now),
    ...pastOf(before, run, now),
    ...(lastTried !== undefined && { lastTried }),
  };
  if (failure === undefined) return { ...(run.isPartial && failingOf(before)), ...kept };
  const { code, text, migration, retryAfter } = failure;
  const vainRuns = run.delivered > 0 ? 0 : (before.vainRuns ?? 0) + 1;
  const backOff = vainRuns === 0 ? 0 : Math.min(firstWait * 2 ** (vainRuns - 1), longestWait);
  const wait = Math.max(backOff, Math.min(retryAfter ?? 0, LONGEST_ASKED_SECONDS));
  return {
    ...kept,
    lastFailure: { at: now, code, text, migration },
    failingSince,
    failure: { code, text, migration },
    vainRuns,
    ...(wait > 0 && { nextAt: new Date(Date.parse(now) + wait * 1000).toISOString() }),
  };
}

/** A run that says nothing else is written down this often. */
const RAN_SECONDS = 300;

function ranAtOf({ ranAt }: ReceiverState, now: string): Pick<ReceiverState, 'ranAt'> {
  const isRecent = ranAt !== undefined && Math.abs(secondsBetween(ranAt, now)) < RAN_SECONDS;
  return { ranAt: isRecent ? ranAt : now };
}

function pastOf(
  { lastTaken, lastFailure, behind, refusedDigest }: ReceiverState,
  { taken, waiting, refusedDigest: refused, isDigestTaken }: RunAtReceiver,
  now: string,
): Pick<ReceiverState, 'lastTaken' | 'lastFailure' | 'behind' | 'refusedDigest'> {
  const note = refused ? { ...refused, at: now } : isDigestTaken ? undefined : refusedDigest;
  const last = taken === undefined ? lastTaken : { id: taken, at: now };
  return {
    ...(last && { lastTaken: last }),
    ...(lastFailure && { lastFailure }),
    ...(note && { refusedDigest: note }),
    ...(waiting > 0 && { behind: { since: behind?.since ?? now, waiting } }),
  };
}

function failingOf({ failingSince, failure, vainRuns, nextAt }: ReceiverState): Partial<ReceiverState> {
  return failure === undefined ? {} : { failingSince, failure, vainRuns, nextAt };
}

/** True while it is to be left alone. A time further off than the longest wait was set by a clock that was wrong. */
export function isLeftAlone({ nextAt }: ReceiverState, now: string): boolean {
  if (nextAt === undefined) return false;
  const seconds = (Date.parse(nextAt) - Date.parse(now)) / 1000;
  return seconds > 0 && seconds <= LONGEST_ASKED_SECONDS;
}
