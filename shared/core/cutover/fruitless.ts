/** Attempts that had no effect one after the other: nothing is under way, and nobody took anything back. */
import { isBusyCode } from '../engine/change-answer';
import type { Attempt, ControlRow } from '../migration/control';
import { hasElapsed, LONGEST_READING_GAP, type Timing } from '../timing';

/** Why the newest of them had no effect; `unfinished`: it was written down, and the run that is to send it never ends. */
export type FruitlessCause =
  'notSent' | 'busy' | 'unfinished' | Exclude<NonNullable<Attempt['withdrawnFor']>, 'operator' | 'window'>;

/** Attempts in a row on one tail that had no effect, the newest told. */
export interface FruitlessRun {
  readonly count: number;
  /** When the first of those that are still known was made, ISO 8601 UTC. */
  readonly since: string;
  /** When the newest ended, ISO 8601 UTC. */
  readonly until: string;
  readonly number: number;
  readonly cause: FruitlessCause;
  /** A clause. */
  readonly reason: string;
}

/** So many in a row are no chance: an operator is told. */
const TOO_MANY = 3;

/** From then on a minute lies between two, seconds; and after ten in a row five. */
const PAUSES = [
  { count: 10, seconds: 300 },
  { count: TOO_MANY, seconds: 60 },
] as const;

/**
 * The newest attempts on a tail that had no effect, an open one left out; what an operator took back, or the window did, ends
 * the row.
 *
 * @returns undefined when the newest that has ended came to something else, or there is none
 * @example fruitlessRun(control, 'set-9')?.count // 3
 */
export function fruitlessRun(
  { attempt, earlierAttempts }: ControlRow,
  setKey: string,
): FruitlessRun | undefined {
  const ended = [...earlierAttempts, ...(attempt ? [attempt] : [])].filter(
    ({ state }) => state !== 'intended' && state !== 'sending',
  );
  const run: Attempt[] = [];
  for (const one of ended.toReversed()) {
    if (one.tail.setKey !== setKey || causeOf(one) === undefined) break;
    run.push(one);
  }
  const [newest] = run;
  const first = run.at(-1);
  const cause = newest && causeOf(newest);
  if (newest === undefined || first === undefined || cause === undefined) return undefined;
  return {
    count: run.length,
    since: first.requestedAt,
    until: newest.settledAt ?? newest.requestedAt,
    number: newest.number,
    cause,
    reason: [cause === 'busy' ? newest.code : undefined, newest.reason].filter(Boolean).join(' ') || cause,
  };
}

function causeOf({ state, code = '', withdrawnFor }: Attempt): FruitlessCause | undefined {
  if (state === 'refused' && isBusyCode(code)) return code === 'NotSent' ? 'notSent' : 'busy';
  // Rows of 0.1.0 do not report whether an operator was the reason.
  return state === 'withdrawn' && withdrawnFor !== 'operator' && withdrawnFor !== 'window'
    ? withdrawnFor
    : undefined;
}

/**
 * Attempts that had no effect for so long that an operator must be told: three in a row of which the newest is no older
 * than a quarter of an hour, or one that was written down ten minutes ago and is taken up no further.
 *
 * @param at ISO 8601 UTC
 * @example lastingFailure(control, 'set-9', at, AZURE_TIMING)?.cause // 'busy'
 */
export function lastingFailure(
  control: ControlRow,
  setKey: string,
  at: string,
  timing: Timing,
): FruitlessRun | undefined {
  const { attempt } = control;
  if (attempt?.state === 'intended' && hasElapsed(attempt.requestedAt, at, timing.stuckAfter)) {
    const { number, requestedAt: since } = attempt;
    const reason = 'it is stored, but the run that is to send it does not finish';
    return { count: 1, since, until: since, number, cause: 'unfinished', reason };
  }
  const run = fruitlessRun(control, setKey);
  if (run === undefined || run.count < TOO_MANY) return undefined;
  return hasElapsed(run.until, at, LONGEST_READING_GAP) ? undefined : run;
}

/** Seconds from an attempt's end to the next one: at least `poll`, longer once several had no effect. */
export function pauseAfter(control: ControlRow, poll: number): number {
  const run = control.attempt && fruitlessRun(control, control.attempt.tail.setKey);
  const pause = PAUSES.find(({ count }) => run !== undefined && run.count >= count);
  return Math.max(poll, pause?.seconds ?? 0);
}
