/**
 * The Log Replay Service: a restore that is a database of the managed instance (Microsoft.Sql 2023-08-01).
 *
 * The database is the migration: starting is its PUT, cancelling its DELETE, cutting over its `completeRestore`. That
 * request names the last backup, but the service took one that was not the last restored (recorded in
 * Azure/azure-powershell TestCompleteManagedDatabaseLogReplayService.json), so the name proves nothing and every check
 * is ours.
 */
import type { ChangeAnswer } from '../../core/engine/change-answer';
import { databaseNameProblem, engineScope, managedDatabaseId } from '../../core/engine/resource-id';
import type { EngineTarget, MigrationEngine } from '../../ports/migration-engine';
import type { ArmChange, ArmClient } from '../arm/arm-client';
import { toChangeAnswer } from '../arm/engine-answers';
import { readManagedDatabase, SQL_API_VERSION } from '../sql/managed-database';
import { createSpecProblem, readInstanceLocation, toCreateBody } from './lrs-create';
import { discoverRestore } from './lrs-discover';
import { objectionToCancel, objectionToCutover } from './lrs-guard';
import { readStatus } from './lrs-read';

/** A target whose ids were checked, or the sentence saying what is wrong with it. */
type CheckedTarget =
  | { readonly kind: 'ok'; readonly instanceId: string; readonly databasePath: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * Builds the engine on a client of the management API.
 *
 * A start is never followed: its operation stays in progress until the cutover has completed.
 *
 * @example createLrsEngine(createArmClient({ endpoint: PUBLIC_ARM_ENDPOINT, credential: new DefaultAzureCredential() }))
 */
export function createLrsEngine(arm: ArmClient): MigrationEngine {
  const send = async (change: ArmChange): Promise<ChangeAnswer> => toChangeAnswer(await arm.change(change));

  return {
    async read(target) {
      const checked = checkTarget(target);
      if (checked.kind === 'invalid') return unreadable(checked.reason);
      return readStatus(arm, checked.instanceId, target.databaseName);
    },

    async create(target, spec, deadline) {
      const checked = checkTarget(target);
      if (checked.kind === 'invalid') return notSent(checked.reason);
      if (spec.engine !== 'lrs') return notSent('the specification is for another engine');
      const problem = createSpecProblem(spec);
      if (problem !== undefined) return notSent(problem);
      const region = await readInstanceLocation(arm, checked.instanceId);
      if (region.kind === 'none') return notSent(region.reason);
      const path = `${checked.databasePath}?api-version=${SQL_API_VERSION}`;
      return send({ method: 'PUT', path, ...toCreateBody(region.location, spec), deadline });
    },

    async cutover(target, { operationId, lastBackupName, deadline }) {
      const checked = checkTarget(target);
      if (checked.kind === 'invalid') return notSent(checked.reason);
      const { instanceId, databasePath } = checked;
      const objection = await objectionToCutover(arm, instanceId, target.databaseName, operationId);
      if (objection !== undefined) return { kind: 'notSent', ...objection };
      const path = `${databasePath}/completeRestore?api-version=${SQL_API_VERSION}`;
      return send({ method: 'POST', path, body: { lastBackupName }, deadline });
    },

    async cancel(target, operationId, deadline) {
      const checked = checkTarget(target);
      if (checked.kind === 'invalid') return notSent(checked.reason);
      const { instanceId, databasePath } = checked;
      const objection = await objectionToCancel(arm, instanceId, target.databaseName, operationId);
      if (objection !== undefined) return { kind: 'notSent', ...objection };
      return send({ method: 'DELETE', path: `${databasePath}?api-version=${SQL_API_VERSION}`, deadline });
    },

    retry: () => Promise.resolve(notSent('the Log Replay Service has no retry: it retries by itself')),

    async readTargetDatabase(target) {
      const checked = checkTarget(target);
      if (checked.kind === 'invalid') return unreadable(checked.reason);
      const reading = await readManagedDatabase(arm, checked.instanceId, target.databaseName);
      return reading.kind === 'found' ? { kind: 'found', status: reading.status } : reading;
    },

    discover: (resourceId) => discoverRestore(arm, resourceId),
  };
}

function checkTarget(target: EngineTarget): CheckedTarget {
  const scope = engineScope(target.scopeId);
  if (scope.kind === 'invalid') return scope;
  if (scope.kind === 'sqlVm')
    return {
      kind: 'invalid',
      reason:
        'Cannot use the migration target: found a SQL virtual machine, expected Microsoft.Sql/managedInstances',
    };
  const problem = databaseNameProblem(target.databaseName);
  if (problem !== undefined) return { kind: 'invalid', reason: problem };
  return {
    kind: 'ok',
    instanceId: scope.id,
    databasePath: managedDatabaseId(scope.id, target.databaseName),
  };
}

function notSent(reason: string) {
  return { kind: 'notSent', reason } as const;
}

function unreadable(message: string) {
  return { kind: 'trouble', code: 'unreadable', message } as const;
}
