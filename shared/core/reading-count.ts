/**
 * Readings in a row that say the same: what nobody believes on one answer is believed once it has been said again and
 * again. A 404 may come from a replica that is behind, from a service that restarts, from a resource that is being moved.
 */
import { type Timing, hasElapsed, LONGEST_READING_GAP, secondsBetween } from './timing';

/** Readings that must agree. */
export const READINGS = 3;

/** When one look at the service began and ended; the reading lies between the two. ISO 8601 UTC. */
export interface ReadingTime {
  readonly began: string;
  readonly ended: string;
}

/**
 * A count as it is stored. `what` was said; `firstAt` and `lastAt` are when the first and the last look ended (ISO 8601
 * UTC), `seconds` is how far these two readings are certainly apart. Rows of older versions have `count` and `lastAt`
 * only: their count begins anew.
 */
export interface ReadingCount {
  readonly what?: string;
  readonly count: number;
  readonly firstAt?: string;
  readonly lastAt: string;
  readonly seconds?: number;
}

/** Readings closer together than this part of the whole time count once; in seconds at most. */
const SPACING = { part: 1 / 4, most: 75 } as const;

/**
 * Counts one more reading that says `what`. Another `what`, a clock that went back and a long hole between two readings
 * begin the count anew.
 *
 * @returns the count to store; the same object when the reading comes too soon after the last one that counted
 * @example countReading(undefined, 'absent', { began: now, ended: now }, AZURE_TIMING).count // 1
 */
export function countReading(
  before: ReadingCount | undefined,
  what: string,
  { began, ended }: ReadingTime,
  timing: Timing,
): ReadingCount {
  const isInRow =
    before?.firstAt !== undefined &&
    before.what === what &&
    hasElapsed(before.lastAt, began, 0) &&
    !hasElapsed(before.lastAt, began, LONGEST_READING_GAP);
  if (!isInRow) return { what, count: 1, firstAt: ended, lastAt: ended, seconds: 0 };
  const spacing = Math.min(timing.absence * SPACING.part, SPACING.most);
  if (!hasElapsed(before.lastAt, began, spacing)) return before;
  const seconds = secondsBetween(before.firstAt, began);
  return { ...before, count: before.count + 1, lastAt: ended, seconds };
}

/** A reading made at one moment. @example atOnce(status.asOf) */
export function atOnce(at: string): ReadingTime {
  return { began: at, ended: at };
}

/**
 * True once it may be believed: `READINGS` readings, `absence` between the first and the last.
 *
 * @example isCounted({ what: 'absent', count: 3, firstAt, lastAt, seconds: 299 }, AZURE_TIMING) // false
 */
export function isCounted(count: ReadingCount | undefined, timing: Timing): count is Required<ReadingCount> {
  return (
    count?.firstAt !== undefined &&
    count.count >= READINGS &&
    count.seconds !== undefined &&
    count.seconds >= timing.absence
  );
}

/** The readings in words. @example readingsText(count) // '4 readings from 2026-03-01T22:00:00.000Z to …' */
export function readingsText({ count, firstAt, lastAt }: ReadingCount): string {
  return `${count} readings from ${firstAt ?? lastAt} to ${lastAt}`;
}
