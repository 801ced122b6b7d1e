/** A look at the target database itself, apart from the migration. */
import type { TargetReading } from '../../core/engine/reading';
import type { Registration } from '../../core/migration/registration';
import type { Capabilities } from '../capabilities';
import { engineTargetOf, notSupported } from '../engine-target';

/** Reads the target database; every trouble is a value. */
export async function lookAtTarget(
  caps: Pick<Capabilities, 'engine'>,
  registration: Registration,
): Promise<TargetReading> {
  const engine = caps.engine(registration.engine);
  return engine ? engine.readTargetDatabase(engineTargetOf(registration)) : notSupported(registration);
}
