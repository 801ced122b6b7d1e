/**
 * The clocks of a migration: what ends by itself, and what is expected when. Information for people and alerts; no check, no
 * approval and no sender looks at it.
 */
import type { Facts } from '../facts/facts';
import type { ClockLevel, ClockView } from '../migration/status-document';
import type { Readiness } from '../readiness/checks';
import type { Clock } from './clock';
import type { ClockMemory } from './clock-memory';
import { endingClocks } from './ending-clocks';
import { expectedClocks } from './expected-clocks';

const LEVELS: readonly ClockLevel[] = ['over', 'urgent', 'soon', 'fine'];

/**
 * The clocks that run, the most urgent first, then by their moment, then those without one; none after the end.
 *
 * @param memory of this look (`rememberClocks`)
 * @example clocksOf(facts, memory, readiness)[0]?.kind // 'serviceLimit'
 */
export function clocksOf(facts: Facts, memory: ClockMemory, readiness: Readiness): readonly Clock[] {
  if (facts.control.ended !== undefined) return [];
  const clocks = [...endingClocks(facts, memory), ...expectedClocks(facts, memory, readiness)];
  return clocks.sort(
    (a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || momentOf(a) - momentOf(b),
  );
}

function momentOf({ at }: Clock): number {
  return at === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(at);
}

/** A clock as documents show it. */
export function viewOfClock(clock: Clock): ClockView {
  const { kind, what, level, at, earliest, latest, seconds, basis, remedy } = clock;
  return { kind, what, level, at, earliest, latest, seconds, basis, remedy };
}

/** Ends in days that an operator must hear of: less than 3 days are left, or none. */
const TOLD: readonly string[] = ['serviceLimit', 'accessEnds'];

/** The clock for which a migration needs attention. @example expiringClock(clocks)?.at // '2026-03-31T22:00:00.000Z' on March 29 */
export function expiringClock(clocks: readonly Clock[]): Clock | undefined {
  return clocks.find(({ kind, mark }) => TOLD.includes(kind) && (mark?.rank ?? 0) >= 2);
}
