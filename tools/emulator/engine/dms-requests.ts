/**
 * What the new DMS answers to requests that change a migration: pure.
 *
 * States as recorded in Azure/azure-powershell …CutoverToSqlManagedInstance.Recording.json and described in
 * Microsoft.DataMigration 2025-06-30 sqlmigration.json.
 */
import { serviceErrors, type ServiceError } from '../http/service-errors';
import type { EngineContext } from './engine-settings';
import type { Migration } from './migration';
import { beginCanceling, beginCompleting } from './state-machine';

/** Outcome of a request that wants to change a migration. */
export type Transition =
  | { readonly kind: 'accepted'; readonly migration: Migration }
  | { readonly kind: 'refused'; readonly error: ServiceError };

/** POST cutover: accepted whatever is still pending, as recorded; refused only before the full is restored. */
export function requestCutover(
  migration: Migration,
  operationId: string,
  context: EngineContext,
): Transition {
  const { phase } = migration;
  if (phase.kind === 'creating') return refuse(serviceErrors.stillValidating('Cutover', migration));
  if (!sameId(operationId, migration.operationId))
    return refuse(serviceErrors.operationIdNotFound(operationId));
  switch (phase.kind) {
    case 'running': {
      if (migration.restore.chainEnd === undefined || migration.offline)
        return refuse(serviceErrors.notReadyForCutover(migration));
      return accept(beginCompleting(migration, phase.startedAt, context.now, context));
    }
    case 'retriable':
      return refuse(serviceErrors.notReadyForCutover(migration));
    case 'completing':
    case 'canceling':
      return refuse(serviceErrors.operationInProgress());
    case 'succeeded':
      return refuse(serviceErrors.cutoverAlreadyComplete(migration));
    case 'failed':
      return refuse(serviceErrors.cutoverFailedOrCancelled(migration, phase.failure.message));
    case 'canceled':
      return refuse(serviceErrors.cutoverFailedOrCancelled(migration, 'Migration is canceled.'));
  }
}

/** POST cancel: the target database is dropped when Canceling ends. */
export function requestCancel(migration: Migration, operationId: string, context: EngineContext): Transition {
  const { phase } = migration;
  if (phase.kind === 'creating') return refuse(serviceErrors.stillValidating('Cancel', migration));
  if (!sameId(operationId, migration.operationId))
    return refuse(serviceErrors.operationIdNotFound(operationId));
  switch (phase.kind) {
    case 'running':
    case 'retriable':
      return accept(beginCanceling(migration, phase.startedAt, context));
    case 'completing':
    case 'canceling':
      return refuse(serviceErrors.notReadyForCancel(migration));
    case 'succeeded':
    case 'failed':
    case 'canceled':
      return refuse(serviceErrors.cancelFailed(operationId, migration));
  }
}

/** POST retry: only out of Retriable. */
export function requestRetry(migration: Migration, operationId: string, context: EngineContext): Transition {
  const { phase } = migration;
  if (phase.kind === 'creating') return refuse(serviceErrors.stillValidating('Retry', migration));
  if (!sameId(operationId, migration.operationId))
    return refuse(serviceErrors.operationIdNotFound(operationId));
  if (phase.kind !== 'retriable') return refuse(serviceErrors.retryNotAllowed(phase.kind, migration));
  const freed = { ...migration.restore, freeAt: context.now };
  return accept({ ...migration, restore: freed, phase: { kind: 'running', startedAt: phase.startedAt } });
}

/** DELETE: a running migration only with `force`, which drops its target database too. */
export function requestDelete(migration: Migration, force: boolean, context: EngineContext): Transition {
  if (migration.goneAt !== undefined) return refuse(serviceErrors.deleteWhileDeleting(migration.id));
  switch (migration.phase.kind) {
    case 'canceling':
      return refuse(serviceErrors.deleteWhileCanceling(migration.id));
    case 'completing':
      return refuse(serviceErrors.deleteWhileCompleting(migration.id));
    case 'creating':
    case 'running':
    case 'retriable':
      if (!force) return refuse(serviceErrors.deleteWhileInProgress(migration.id));
      break;
    case 'succeeded':
    case 'failed':
    case 'canceled':
      break;
  }
  return accept({ ...migration, goneAt: context.now + context.settings.deletingMs });
}

function accept(migration: Migration): Transition {
  return { kind: 'accepted', migration };
}

function refuse(error: ServiceError): Transition {
  return { kind: 'refused', error };
}

function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
