/**
 * The new DMS: `Microsoft.DataMigration/databaseMigrations` on a managed instance or a SQL virtual machine.
 *
 * The service guards nothing: it answered 200 to a cutover while two logs had not even been uploaded (recorded in
 * Azure/azure-powershell Invoke-AzDataMigrationCutoverToSqlManagedInstance.Recording.json). The request is the last
 * link of a proof that is made elsewhere; here it is only sent once and its answer told truly.
 */
import type { ChangeAnswer } from '../../core/engine/change-answer';
import type { EngineReading } from '../../core/engine/reading';
import { databaseMigrationId, databaseNameProblem, engineScope } from '../../core/engine/resource-id';
import type { EngineTarget, MigrationEngine } from '../../ports/migration-engine';
import type { ArmAnswer } from '../arm/arm-answer';
import type { ArmChange, ArmClient } from '../arm/arm-client';
import { isAbsent, toChangeAnswer, toTrouble } from '../arm/engine-answers';
import { readManagedDatabase } from '../sql/managed-database';
import { createSpecProblem, toCreateBody } from './dms-create';
import { discoverDmsMigration } from './dms-discover';
import { toEngineStatus } from './dms-status';
import { migrationSchema } from './dms-wire';

/** The newest stable version of the migration API. */
export const DMS_API_VERSION = '2025-06-30';

/** A target whose ids were checked, or the sentence saying what is wrong with it. */
type CheckedTarget =
  | {
      readonly kind: 'ok';
      readonly wireKind: 'SqlMi' | 'SqlVm';
      readonly scopeId: string;
      readonly migrationPath: string;
    }
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * Builds the engine on a client of the management API.
 *
 * @example createDmsEngine(createArmClient({ endpoint: PUBLIC_ARM_ENDPOINT, credential: new DefaultAzureCredential() }))
 */
export function createDmsEngine(arm: ArmClient): MigrationEngine {
  const post = (action: string, target: EngineTarget, operationId: string, deadline: number) =>
    change(arm, target, ({ migrationPath }) => ({
      method: 'POST',
      path: `${migrationPath}/${action}?api-version=${DMS_API_VERSION}`,
      body: { migrationOperationId: operationId },
      deadline,
    }));
  const read: MigrationEngine['read'] = (target) => readMigration(arm, target);

  return {
    read,

    readTargetDatabase: (target) => readTargetDatabase(arm, target),

    discover: (resourceId) => discoverDmsMigration(resourceId, read),

    async create(target, spec, deadline) {
      if (spec.engine !== 'dms')
        return { kind: 'notSent', reason: 'the specification is for another engine' };
      const problem = createSpecProblem(spec);
      if (problem !== undefined) return { kind: 'notSent', reason: problem };
      return change(arm, target, ({ migrationPath, wireKind, scopeId }) => ({
        method: 'PUT',
        path: `${migrationPath}?api-version=${DMS_API_VERSION}`,
        ...toCreateBody(wireKind, scopeId, spec),
        deadline,
      }));
    },

    cutover: (target, { operationId, deadline }) => post('cutover', target, operationId, deadline),

    retry: (target, operationId, deadline) => post('retry', target, operationId, deadline),

    cancel: (target, operationId, deadline) => post('cancel', target, operationId, deadline),
  };
}

async function change(
  arm: ArmClient,
  target: EngineTarget,
  make: (checked: CheckedTarget & { kind: 'ok' }) => ArmChange,
): Promise<ChangeAnswer> {
  const checked = checkTarget(target);
  if (checked.kind === 'invalid') return { kind: 'notSent', reason: checked.reason };
  return toChangeAnswer(await arm.change(make(checked)));
}

function checkTarget(target: EngineTarget): CheckedTarget {
  const scope = engineScope(target.scopeId);
  if (scope.kind === 'invalid') return scope;
  const problem = databaseNameProblem(target.databaseName);
  if (problem !== undefined) return { kind: 'invalid', reason: problem };
  return {
    kind: 'ok',
    wireKind: scope.kind === 'sqlVm' ? 'SqlVm' : 'SqlMi',
    scopeId: scope.id,
    migrationPath: databaseMigrationId(scope.id, target.databaseName),
  };
}

async function readTargetDatabase(
  arm: ArmClient,
  target: EngineTarget,
): ReturnType<MigrationEngine['readTargetDatabase']> {
  const checked = checkTarget(target);
  if (checked.kind === 'invalid') return { kind: 'trouble', code: 'unreadable', message: checked.reason };
  if (checked.wireKind === 'SqlVm') return { kind: 'notTold' };
  const reading = await readManagedDatabase(arm, checked.scopeId, target.databaseName);
  return reading.kind === 'found' ? { kind: 'found', status: reading.status } : reading;
}

async function readMigration(arm: ArmClient, target: EngineTarget): Promise<EngineReading> {
  const checked = checkTarget(target);
  if (checked.kind === 'invalid') return { kind: 'trouble', code: 'unreadable', message: checked.reason };
  const what = `the migration of "${target.databaseName}"`;
  const query = `api-version=${DMS_API_VERSION}&$expand=MigrationStatusDetails`;
  const answer = await arm.read(`${checked.migrationPath}?${query}`);
  if (answer.kind === 'noResponse') return toTrouble(answer, what);
  if (isAbsent(answer) || isNoOperation(answer)) return { kind: 'absent' };
  const migration = migrationSchema.safeParse(answer.json);
  if (answer.status !== 200 || !migration.success) return toTrouble(answer, what);
  return { kind: 'read', status: toEngineStatus(migration.data, arm.clock.now().toISOString()) };
}

/** The documented word for a migration that has no operation (any more). */
function isNoOperation({ error }: ArmAnswer): boolean {
  return error?.code.toLowerCase() === 'operationidnotfound';
}
