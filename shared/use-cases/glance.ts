/** Looking at a migration at rest in the engine's cheapest way, instead of reading it whole. */
import type { Registration } from '../core/migration/registration';
import type { EngineFacts } from '../core/readiness/facts';
import type { RestingReading } from '../core/watch/rest';
import { showsNoChange } from '../core/watch/rest';
import type { Capabilities } from './capabilities';
import { engineTargetOf } from './engine-target';

/** A list serves looks for this part of the cadence at rest: six or seven lists per cadence, however many migrations. */
const PART_OF_CADENCE = 1 / 6;

/**
 * Looks.
 *
 * @param restPollSeconds the cadence at rest
 * @returns undefined when the look shows any difference, or does not show the migration: it is to be read
 */
export async function glance(
  caps: Pick<Capabilities, 'engine'>,
  registration: Registration,
  rest: RestingReading,
  restPollSeconds: number,
): Promise<EngineFacts | undefined> {
  const engine = caps.engine(registration.engine);
  if (engine?.glance === undefined) return undefined;
  const seen = await engine.glance(engineTargetOf(registration), {
    migrationServiceId: rest.status.migrationServiceId,
    maxAgeSeconds: restPollSeconds * PART_OF_CADENCE,
  });
  if (seen.kind !== 'seen' || !showsNoChange(rest, seen)) return undefined;
  return { kind: 'unchanged', status: rest.status, asOf: seen.status.asOf };
}
