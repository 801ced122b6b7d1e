/** A look at the target database itself, apart from the migration. */
import type { TargetSighting } from '../../core/engine/sighting';
import type { Registration } from '../../core/migration/registration';
import type { Capabilities } from '../capabilities';
import { engineTargetOf } from '../engine-target';

/** Reads the target database; every trouble is a value. */
export async function lookAtTarget(
  caps: Pick<Capabilities, 'engine'>,
  registration: Registration,
): Promise<TargetSighting> {
  const engine = caps.engine(registration.engine);
  if (!engine) return { kind: 'trouble' };
  const reading = await engine.readTargetDatabase(engineTargetOf(registration));
  return reading.kind === 'trouble' ? { kind: 'trouble' } : reading;
}
