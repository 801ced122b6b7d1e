/** Holds: a list, each with its holder; one is enough to prevent a migration from cutting over. */
import type { ControlRow, Hold } from './control';

/** Holds of one migration at most: they are part of the control row. */
export const MOST_HOLDS = 50;

/** The holds that stand, oldest first. @example holdsOf({ exclusions: [], … }) // [] */
export function holdsOf({ holds }: Pick<ControlRow, 'holds'>): readonly Hold[] {
  return holds ?? [];
}

/**
 * Adds a hold under a number that no earlier one had.
 *
 * @example addHold(control, { by: 'ada', at, reason: 'not tonight' }).holds?.[0]?.number // 1
 */
export function addHold(control: ControlRow, hold: Omit<Hold, 'number'>): ControlRow {
  const number = (control.lastHold ?? 0) + 1;
  return { ...control, holds: [...holdsOf(control), { ...hold, number }], lastHold: number };
}

/** Ends a hold. @example endHold(control, 1).holds // [] */
export function endHold(control: ControlRow, number: number): ControlRow {
  return { ...control, holds: holdsOf(control).filter((hold) => hold.number !== number) };
}

/** Says who holds a migration, since when and why. @example describeHolds([hold]) // 'held by ada since 2026-…: not tonight' */
export function describeHolds(holds: readonly Hold[]): string {
  return `held ${holds.map(({ by, at, reason }) => `by ${by} since ${at}: ${reason}`).join('; and ')}`;
}

/** Names holds by their numbers. @example listHolds([hold]) // '1 (ada: not tonight)' */
export function listHolds(holds: readonly Hold[]): string {
  return holds.map(({ number, by, reason }) => `${number} (${by}: ${reason})`).join(', ');
}

/** Holder of a hold that the product placed. */
const WATCH = 'watch';

/**
 * Holds a migration whose cancel had no effect (who wants it cancelled does not want it cut over), until an operator says how to go on; beside the holds of others, whose
 * release must not let it go.
 *
 * @param at ISO 8601 UTC
 * @param reason why it had no effect
 * @example holdAfterCancel(control, at, 'the service is busy').holds?.[0]?.reason // 'the service is busy; cancel again, …'
 */
export function holdAfterCancel(control: ControlRow, at: string, reason: string): ControlRow {
  return holdsOf(control).some((hold) => hold.by === WATCH)
    ? control
    : addHold(control, { by: WATCH, at, reason: `${reason}; cancel again, or release to continue` });
}
