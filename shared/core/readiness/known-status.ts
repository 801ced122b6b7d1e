/** What is known of the engine, however it was read. */
import type { EngineStatus } from '../engine/engine-status';
import type { EngineFacts } from './facts';

/**
 * The reading with details, of this assessment or of an earlier one that still holds: for showing, never for deciding.
 *
 * @returns undefined when the engine could not be read, or knows no such migration
 */
export function knownStatus(engine: EngineFacts): EngineStatus | undefined {
  return engine.kind === 'read' || engine.kind === 'unchanged' ? engine.status : undefined;
}
