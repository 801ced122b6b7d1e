/**
 * The life of a migration, pure: requests and the passing of time turn one migration value into the next.
 *
 * States as recorded in Azure/azure-powershell …CutoverToSqlManagedInstance.Recording.json and described in
 * Microsoft.DataMigration 2025-06-30 sqlmigration.json. What the real service does with logs that are pending when
 * a cutover is accepted has never been recorded; `CutoverVariant` offers all four possible ends.
 */
import { serviceErrors, type ServiceError } from '../http/service-errors';
import type { EngineContext } from './engine-settings';
import { cutoverFailed, retryTimedOut } from './failures';
import type { CutoverVariant, Failure, Migration, Phase } from './migration';
import { restoreStep } from './restore-simulator';
import { groupSets } from './restore-walk';

/** Outcome of a request that wants to change a migration. */
export type Transition =
  | { readonly kind: 'accepted'; readonly migration: Migration }
  | { readonly kind: 'refused'; readonly error: ServiceError };

/** Longest stay in Retriable: 8 hours (Microsoft Learn, error 2040). */
export const RETRY_LIMIT_MS = 8 * 60 * 60 * 1000;

/** Lets time pass until `context.now`; returns the same object when nothing changed. */
export function advance(migration: Migration, context: EngineContext): Migration {
  let current = migration;
  for (;;) {
    const next = step(current, context);
    if (next === current) return current;
    current = next;
  }
}

/** True once a DELETE has run its course and the resource is gone. */
export function isGone(migration: Migration, now: number): boolean {
  return migration.goneAt !== undefined && migration.goneAt <= now;
}

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
      return accept(
        withPhase(migration, {
          kind: 'canceling',
          startedAt: phase.startedAt,
          since: context.now,
          endsAt: context.now + context.settings.cancelingMs,
        }),
      );
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

function step(migration: Migration, context: EngineContext): Migration {
  const { phase } = migration;
  if (migration.goneAt !== undefined) return migration;
  switch (phase.kind) {
    case 'creating':
      return phase.readyAt <= context.now ? start(migration, phase) : migration;
    case 'running':
      return stepRunning(migration, phase, context);
    case 'completing':
      return stepCompleting(migration, phase, context);
    case 'retriable': {
      const endedAt = phase.since + RETRY_LIMIT_MS;
      if (endedAt > context.now) return migration;
      return withPhase(migration, {
        kind: 'canceled',
        startedAt: phase.startedAt,
        endedAt,
        failure: retryTimedOut(),
      });
    }
    case 'canceling':
      if (phase.endsAt > context.now) return migration;
      return withPhase(migration, { kind: 'canceled', startedAt: phase.startedAt, endedAt: phase.endsAt });
    case 'succeeded':
    case 'failed':
    case 'canceled':
      return migration;
  }
}

type PhaseOf<K extends Phase['kind']> = Extract<Phase, { kind: K }>;

function start(migration: Migration, phase: PhaseOf<'creating'>): Migration {
  const startedAt = phase.readyAt;
  if (phase.refusal)
    return withPhase(migration, {
      kind: 'failed',
      endedAt: startedAt,
      failure: phase.refusal,
      duringCutover: false,
    });
  const restore = { ...migration.restore, freeAt: startedAt, uploadFreeAt: startedAt };
  return { ...migration, restore, phase: { kind: 'running', startedAt } };
}

function stepRunning(migration: Migration, phase: PhaseOf<'running'>, context: EngineContext): Migration {
  const { orders, now } = context;
  if (orders.operationId !== undefined && orders.operationId !== migration.operationId)
    return { ...migration, operationId: orders.operationId };
  if (orders.failure) return failed(migration, phase.startedAt, now, orders.failure, false);
  if (orders.retriable)
    return withPhase(migration, {
      kind: 'retriable',
      startedAt: phase.startedAt,
      since: now,
      failure: orders.retriable,
    });
  const result = restoreStep(migration, context);
  if (result.kind === 'moved') return result.migration;
  if (result.kind === 'failed') return failed(migration, phase.startedAt, now, result.failure, false);
  const reached = migration.offline && restoredAt(migration, migration.offline.lastBackupName);
  return reached === undefined ? migration : beginCompleting(migration, phase.startedAt, reached, context);
}

function stepCompleting(
  migration: Migration,
  phase: PhaseOf<'completing'>,
  context: EngineContext,
): Migration {
  const variant = context.orders.cutoverVariant ?? phase.variant;
  if (variant === 'stayCompleting') return migration;
  if (variant === 'restoreRest') {
    const result = restoreStep(migration, context);
    if (result.kind === 'moved') return result.migration;
    if (result.kind === 'failed')
      return failed(migration, phase.startedAt, context.now, result.failure, true);
    if (result.kind === 'busy') return migration;
  }
  const lastWork = variant === 'restoreRest' ? Math.max(phase.since, migration.restore.freeAt) : phase.since;
  const endedAt = lastWork + context.settings.completingMs;
  if (endedAt > context.now) return migration;
  if (variant === 'fail')
    return failed(migration, phase.startedAt, endedAt, cutoverFailed(migration.name), true);
  return withPhase(migration, { kind: 'succeeded', startedAt: phase.startedAt, endedAt });
}

function beginCompleting(
  migration: Migration,
  startedAt: number,
  since: number,
  context: EngineContext,
): Migration {
  const variant: CutoverVariant = context.orders.cutoverVariant ?? context.settings.cutoverVariant;
  const completing = withPhase(migration, { kind: 'completing', startedAt, since, variant });
  if (variant === 'restoreRest') return completing;
  return { ...completing, restore: { ...completing.restore, current: undefined } };
}

function restoredAt(migration: Migration, fileName: string): number | undefined {
  const set = groupSets(migration.files).find((candidate) =>
    candidate.files.some((file) => file.name === fileName),
  );
  return migration.restore.restored.find((done) => done.setId === set?.id)?.at;
}

function failed(
  migration: Migration,
  startedAt: number,
  endedAt: number,
  failure: Failure,
  duringCutover: boolean,
): Migration {
  return withPhase(migration, { kind: 'failed', startedAt, endedAt, failure, duringCutover });
}

function withPhase(migration: Migration, phase: Phase): Migration {
  return { ...migration, phase };
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
