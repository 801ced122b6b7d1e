/**
 * How often migrations are read: the more there are, the rarer, so that all of them together stay below what the management API
 * grants a subscription.
 */
import type { EngineKind } from './engine-status';

/** Requests that one reading of a running migration takes (docs/engines.md, the table of each engine's requests). */
const READS_PER_LOOK: Readonly<Record<EngineKind, number>> = { dms: 1, 'dms-classic': 2, lrs: 2 };

/**
 * Reads a second for all migrations at rest: two fifths of the 25 by which the management API refills the allowance of a
 * subscription, a principal and a region ("Understand how Azure Resource Manager throttles requests"). The rest is for
 * cutovers, operators and others who use the same identity.
 */
const READS_A_SECOND = 10;

/**
 * Reads a second for all migrations while they wait for their cutover: four fifths of the same 25. On the night of 500 databases all of
 * them have a tail, and a look every 15 s would ask for 33 to 67.
 */
const READS_A_SECOND_IN_WINDOW = 20;

/** Readings further apart than this are not consecutive; seconds. */
const MOST_IN_WINDOW = 600;

/** The part of the cadence by which the next look begins earlier: timers fire late, and reading takes time. */
const LATENESS = 1 / 20;

/** Requests that one look at each of these migrations takes. @example readsOfOneRound(['dms', 'lrs']) // 3 */
export function readsOfOneRound(engines: readonly EngineKind[]): number {
  return engines.reduce((sum, engine) => sum + READS_PER_LOOK[engine], 0);
}

/**
 * Seconds from one look at a migration at rest to the next.
 *
 * @param cadence the policy's, seconds: nothing goes unread for longer where there are few
 * @param readsOfRound as of `readsOfOneRound`; undefined while it is not known: the adapters' budget holds all the same
 * @example restPause(120, 3_200) // 320
 */
export function restPause(cadence: number, readsOfRound: number | undefined): number {
  return Math.max(cadence * (1 - LATENESS), (readsOfRound ?? 0) / READS_A_SECOND);
}

/**
 * Seconds from one look at a migration with a tail to the next, as long as nothing else causes one.
 *
 * @param cadence the policy's, seconds: nothing is looked at more rarely where there are few
 * @param readsOfRound as of `readsOfOneRound`; undefined while it is not known
 * @example windowPause(15, 1_000) // 50
 */
export function windowPause(cadence: number, readsOfRound: number | undefined): number {
  const forAll = Math.min((readsOfRound ?? 0) / READS_A_SECOND_IN_WINDOW, MOST_IN_WINDOW);
  return Math.max(cadence, forAll);
}
