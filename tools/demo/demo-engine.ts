/** How a migration of each engine comes to be in the demo: what is registered, and what must stand before that. */
import type { EngineKind } from '../../shared/core/engine/engine-status';
import { call } from './api';
import type { DemoBackups } from './demo-backups';
import type { Stack } from './stack/stack';

/** What the demo is to run. */
export interface DemoCourse {
  readonly engine: EngineKind;
  /** The service cuts over by itself after the last backup; the product only watches and confirms. */
  readonly offline: boolean;
  /** A person watches the page, and approves there. */
  readonly open: boolean;
}

const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/demo/providers';
const INSTANCE = `${SUBSCRIPTION}/Microsoft.Sql/managedInstances/demo-mi`;
const TASK = `${SUBSCRIPTION}/Microsoft.DataMigration/services/demo-dms/projects/demo/tasks/orders`;
const SHARE = '\\\\demo-source\\sql-backups';
const CLASSIC_VERSION = '2018-07-15-preview';

/**
 * Arguments of the emulator for a course: the classic service reads a share, for which the demo's container stands. Log
 * Replay names files and no sets, so the tail must be read of before it is restored: the restore takes its time.
 */
export function emulatorArgsFor({ engine, open }: DemoCourse, container: string): readonly string[] {
  return [...(open ? SEEN : []), ...argsOf(engine, container)];
}

/** Slow enough for a page that asks every few seconds to show each phase. */
const SEEN = ['--creating-ms', '6000', '--restore-ms', '1500', '--completing-ms', '12000'];

function argsOf(engine: EngineKind, container: string): readonly string[] {
  switch (engine) {
    case 'dms':
      return [];
    case 'dms-classic':
      return ['--share', `${SHARE}=${container}`];
    case 'lrs':
      return ['--restore-ms', '1000'];
  }
}

/** Does what a person did before the product came: a task of the classic service runs already. */
export async function prepareService(
  { engine }: DemoCourse,
  stack: Stack,
  backups: DemoBackups,
): Promise<void> {
  if (engine !== 'dms-classic') return;
  await putClassicTask(stack.emulatorUrl, {
    id: TASK,
    databaseName: backups.databaseName,
    share: SHARE,
    instanceId: INSTANCE,
  });
}

/** The engine's part of the registration body. */
export function engineRegistration(
  { engine, offline }: DemoCourse,
  { databaseName, tail }: DemoBackups,
): Readonly<Record<string, unknown>> {
  const last = offline ? { lastBackupName: tail } : undefined;
  const target = { managedInstanceId: INSTANCE, databaseName };
  const common = { engine, source: { databaseName }, target };
  switch (engine) {
    case 'dms':
      return {
        ...common,
        start: 'create',
        create: {
          migrationServiceId: `${SUBSCRIPTION}/Microsoft.DataMigration/sqlMigrationServices/demo-dms`,
          storageAccountResourceId: `${SUBSCRIPTION}/Microsoft.Storage/storageAccounts/demostorage`,
          authType: 'ManagedIdentity',
          ...(last && { offline: last }),
        },
      };
    case 'lrs':
      return {
        ...common,
        start: 'create',
        create: { authType: 'ManagedIdentity', ...(last && { autoComplete: last }) },
      };
    case 'dms-classic':
      return { ...common, taskId: TASK, start: 'adopt' };
  }
}

/** A task of the classic service, all of whose credentials stand for none. */
interface OldTask {
  readonly id: string;
  readonly databaseName: string;
  readonly share: string;
  readonly instanceId: string;
}

/** Puts an old task there (`Migrate.SqlServer.AzureSqlDbMI.Sync.LRS`, Microsoft.DataMigration 2018-07-15-preview). */
export async function putClassicTask(
  emulatorUrl: string,
  { id, databaseName, share, instanceId }: OldTask,
): Promise<void> {
  const login = { userName: 'demo', password: 'demo' };
  const input = {
    selectedDatabases: [{ name: databaseName, restoreDatabaseName: databaseName }],
    backupFileShare: { ...login, path: share },
    storageResourceId: `${SUBSCRIPTION}/Microsoft.Storage/storageAccounts/demostorage`,
    sourceConnectionInfo: {
      type: 'SqlConnectionInfo',
      dataSource: 'demo-source',
      authentication: 'SqlAuthentication',
      encryptConnection: true,
      trustServerCertificate: false,
      ...login,
    },
    targetConnectionInfo: {
      type: 'MiSqlConnectionInfo',
      managedInstanceResourceId: instanceId,
      ...login,
    },
    azureApp: { applicationId: 'demo', appKey: 'demo', tenantId: 'demo' },
  };
  await call(
    emulatorUrl,
    'PUT',
    `${id}?api-version=${CLASSIC_VERSION}`,
    { properties: { taskType: 'Migrate.SqlServer.AzureSqlDbMI.Sync.LRS', input } },
    { authorization: 'Bearer loopback' },
  );
}
