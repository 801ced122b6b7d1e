/**
 * What requests to the new DMS make of a migration: pure. @throws {ServiceError} What the service refuses.
 *
 * States as recorded in Azure/azure-powershell …CutoverToSqlManagedInstance.Recording.json and described in
 * Microsoft.DataMigration 2025-06-30 sqlmigration.json.
 */
import { serviceErrors } from '../http/service-errors';
import type { EngineContext } from './engine-settings';
import type { Migration } from './migration';
import { beginCanceling, beginCompleting } from './state-machine';

/** POST cutover: accepted whatever is still pending, as recorded; refused only before the full is restored. */
export function requestCutover(migration: Migration, operationId: string, context: EngineContext): Migration {
  const { phase } = migration;
  if (phase.kind === 'creating') throw serviceErrors.stillValidating('Cutover', migration);
  if (!sameId(operationId, migration.operationId)) throw serviceErrors.operationIdNotFound(operationId);
  switch (phase.kind) {
    case 'running': {
      if (migration.restore.chainEnd === undefined || migration.offline)
        throw serviceErrors.notReadyForCutover(migration);
      return beginCompleting(migration, phase.startedAt, context.now, context);
    }
    case 'retriable':
      throw serviceErrors.notReadyForCutover(migration);
    case 'completing':
    case 'canceling':
      throw serviceErrors.operationInProgress();
    case 'succeeded':
      throw serviceErrors.cutoverAlreadyComplete(migration);
    case 'failed':
      throw serviceErrors.cutoverFailedOrCancelled(migration, phase.failure.message);
    case 'canceled':
      throw serviceErrors.cutoverFailedOrCancelled(migration, 'Migration is canceled.');
  }
}

/** POST cancel: the target database is dropped when Canceling ends. */
export function requestCancel(migration: Migration, operationId: string, context: EngineContext): Migration {
  const { phase } = migration;
  if (phase.kind === 'creating') throw serviceErrors.stillValidating('Cancel', migration);
  if (!sameId(operationId, migration.operationId)) throw serviceErrors.operationIdNotFound(operationId);
  switch (phase.kind) {
    case 'running':
    case 'retriable':
      return beginCanceling(migration, phase.startedAt, context);
    case 'completing':
    case 'canceling':
      throw serviceErrors.notReadyForCancel(migration);
    case 'succeeded':
    case 'failed':
    case 'canceled':
      throw serviceErrors.cancelFailed(operationId, migration);
  }
}

/** POST retry: only out of Retriable. */
export function requestRetry(migration: Migration, operationId: string, context: EngineContext): Migration {
  const { phase } = migration;
  if (phase.kind === 'creating') throw serviceErrors.stillValidating('Retry', migration);
  if (!sameId(operationId, migration.operationId)) throw serviceErrors.operationIdNotFound(operationId);
  if (phase.kind !== 'retriable') throw serviceErrors.retryNotAllowed(phase.kind, migration);
  const freed = { ...migration.restore, freeAt: context.now };
  return { ...migration, restore: freed, phase: { kind: 'running', startedAt: phase.startedAt } };
}

/** DELETE: a running migration only with `force`, which drops its target database too. */
export function requestDelete(migration: Migration, force: boolean, context: EngineContext): Migration {
  if (migration.goneAt !== undefined) throw serviceErrors.deleteWhileDeleting(migration.id);
  switch (migration.phase.kind) {
    case 'canceling':
      throw serviceErrors.deleteWhileCanceling(migration.id);
    case 'completing':
      throw serviceErrors.deleteWhileCompleting(migration.id);
    case 'creating':
    case 'running':
    case 'retriable':
      if (!force) throw serviceErrors.deleteWhileInProgress(migration.id);
      break;
    case 'succeeded':
    case 'failed':
    case 'canceled':
      break;
  }
  return { ...migration, goneAt: context.now + context.settings.deletingMs };
}

function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
