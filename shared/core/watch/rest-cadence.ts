/**
 * How often migrations at rest are read: the more there are, the rarer, so that all of them together stay far below what
 * the management API grants a subscription.
 */
import type { EngineKind } from '../engine/engine-status';

/** Requests that one reading of a running migration takes (docs/engines.md, the table of each engine's requests). */
const READS_PER_LOOK: Readonly<Record<EngineKind, number>> = { dms: 1, 'dms-classic': 2, lrs: 2 };

/**
 * Reads a second for all migrations at rest: two fifths of the 25 by which the management API refills the allowance of a
 * subscription, a principal and a region ("Understand how Azure Resource Manager throttles requests"). The rest is for
 * cutovers, operators and others who use the same identity.
 */
const READS_A_SECOND = 10;

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
