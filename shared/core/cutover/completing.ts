/** How long a service may take to complete a cutover before an operator should look. */
import type { EngineStatus } from '../engine/engine-status';
import { secondsToSeed } from '../engine/seeding';
import { addSeconds, hasElapsed, type Timing } from '../timing';

/** A completion that takes longer than it should. */
export interface LongCompletion {
  /** Since when the service says so, as far as this app has seen; ISO 8601 UTC. */
  readonly since: string;
  /** What the database takes on a Business Critical target, where the service tells its size. */
  readonly seeding?: { readonly bytes: number; readonly seconds: number };
}

/**
 * Judges a service that is completing: too long is longer than `completingLong`, and longer than a Business Critical
 * target of the size that the service tells would take.
 *
 * @param since when it was first seen completing, ISO 8601 UTC
 * @returns undefined while it is not too long, and in any other state
 * @example longCompletion({ state: 'completing', … }, since, AZURE_TIMING)?.since // an hour ago
 */
export function longCompletion(
  { state, asOf, progress }: EngineStatus,
  since: string | undefined,
  timing: Timing,
): LongCompletion | undefined {
  if (state !== 'completing' || since === undefined) return undefined;
  const bytes = progress?.planBytes ?? progress?.restoredBytes;
  const seeding = bytes === undefined ? undefined : { bytes, seconds: secondsToSeed(bytes / 1e9) };
  const patience = Math.max(timing.completingLong, seeding?.seconds ?? 0);
  return hasElapsed(since, asOf, patience) ? { since, seeding } : undefined;
}

/**
 * Says what a long completion means: minutes on General Purpose, hours on Business Critical.
 *
 * @example describeLongCompletion({ since, seeding: { bytes: 440e9, seconds: 7_200 } }) // '… this one of 440 GB until about …'
 */
export function describeLongCompletion({ since, seeding }: LongCompletion): string {
  const own =
    seeding === undefined
      ? ''
      : `, this one of ${Math.round(seeding.bytes / 1e9)} GB until about ${addSeconds(since, seeding.seconds)}`;
  return `the service has been completing since ${since}. A General Purpose target takes minutes; a Business Critical one seeds its replicas first, an hour for every 220 GB${own}`;
}
