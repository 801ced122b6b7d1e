/** Where a registered migration is at its engine. */
import type { EngineTrouble } from '../core/engine/reading';
import type { Registration } from '../core/migration/registration';
import type { EngineTarget } from '../ports/migration-engine';

/** The engine's name for a registration: target database, and the task and source database of the classic DMS. */
export function engineTargetOf({ target, taskId, source }: Registration): EngineTarget {
  return {
    scopeId: target.managedInstanceId,
    databaseName: target.databaseName,
    sourceDatabaseName: source.databaseName,
    ...(taskId !== undefined && { taskId }),
  };
}

/** What stands for a reading where the deployment has no adapter for the registration's engine. */
export function notSupported({ engine }: Registration): EngineTrouble {
  return {
    kind: 'trouble',
    code: 'unreadable',
    message: `this deployment does not support engine ${engine}`,
  };
}
