/** A clock, and how near its end is. */
import type { ClockLevel, ClockView } from '../migration/status-document';
import { secondsBetween } from '../timing';

/** A threshold of a clock that has been passed; a higher rank is nearer to the end. */
export interface Mark {
  readonly rank: number;
  readonly level: ClockLevel;
  /** A clause: `less than 7 days are left`. */
  readonly text: string;
}

/** A clock as it is computed. */
export interface Clock extends ClockView {
  /** What it is the clock of, for as long as that is the same: a run of the service, one opening, one approval. */
  readonly key: string;
  /** Absent while none has been passed, and where nobody is to be warned. */
  readonly mark?: Mark;
}

const DAY = 86_400;

/** Days before the end, the last first; what is less than so many is marked. */
const DAYS: readonly (readonly [days: number, rank: number, level: ClockLevel])[] = [
  [1, 3, 'urgent'],
  [3, 2, 'urgent'],
  [7, 1, 'soon'],
];

const OVER: Mark = { rank: 4, level: 'over', text: 'it is over' };

/** Of a clock that runs for days. @example markOfDays('2026-03-01T22:00:00.000Z', '2026-03-03T22:00:00.000Z')?.level // 'urgent' */
export function markOfDays(now: string, end: string): Mark | undefined {
  const left = secondsBetween(now, end);
  if (left <= 0) return OVER;
  const passed = DAYS.find(([days]) => left < days * DAY);
  if (passed === undefined) return undefined;
  const [days, rank, level] = passed;
  return { rank, level, text: `less than ${days === 1 ? '1 day is' : `${days} days are`} left` };
}

const SHARES: readonly (readonly [percent: number, rank: number, level: ClockLevel])[] = [
  [90, 2, 'urgent'],
  [50, 1, 'soon'],
];

/** Of a clock that runs for hours: how much of it has passed. */
export function markOfShare(now: string, begin: string, end: string): Mark | undefined {
  const whole = secondsBetween(begin, end);
  const left = secondsBetween(now, end);
  if (left <= 0) return OVER;
  const passed = SHARES.find(([percent]) => (whole - left) * 100 >= whole * percent);
  if (passed === undefined) return undefined;
  const [percent, rank, level] = passed;
  return { rank, level, text: `${percent} % of the time has passed` };
}

/** Writes a clock as a clause with its moment. @example describeClock(clock) // 'the service cancels the migration at …' */
export function describeClock({ what, at }: Pick<ClockView, 'what' | 'at'>): string {
  return at === undefined ? what : `${what} at ${at}`;
}
