/** A migration that its service soon cancels by itself: it may run for 30 days, then its target database is dropped. */
import { knownStatus } from '../engine/known-status';
import type { Facts } from '../facts/facts';
import { addSeconds, secondsBetween } from '../timing';

/** Time enough to start anew, or to cut over. */
const WARNED_SECONDS = 3 * 86_400;

/**
 * When the service cancels it, from three days before on.
 *
 * @param before what was found at the last look; it stays while the service cannot be read
 * @returns ISO 8601 UTC; undefined before, where the service does not report it, and after the end
 * @example expirySoon(facts) // '2026-03-31T22:00:00.000Z' on March 29
 */
export function expirySoon({ engine, control, at }: Facts, before?: string): string | undefined {
  if (control.ended !== undefined) return undefined;
  if (engine.kind === 'trouble') return before;
  const expiresAt = knownStatus(engine)?.expiresAt;
  return expiresAt !== undefined && secondsBetween(at, expiresAt) < WARNED_SECONDS ? expiresAt : undefined;
}

/** Since when it is warned of. @example warnedSince('2026-03-31T22:00:00.000Z') // '2026-03-28T22:00:00.000Z' */
export function warnedSince(expiresAt: string): string {
  return addSeconds(expiresAt, -WARNED_SECONDS);
}

/** Writes it as a clause. @example describeExpiry('2026-03-31T22:00:00.000Z') // 'the service cancels the migration at …' */
export function describeExpiry(expiresAt: string): string {
  return `the service cancels the migration at ${expiresAt} and drops the target database`;
}
