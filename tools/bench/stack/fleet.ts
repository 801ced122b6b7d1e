/** Many migrations of all engines at once, as they are registered and as the emulated services know them. */
import { call } from '../../demo/api';
import type { EngineKind } from '../../../shared/core/engine/engine-status';
import type { Policy } from '../../../shared/core/migration/policy';
import type { LocalStack } from '../local-stack';

const PROVIDERS = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/bench/providers';
const INSTANCE = `${PROVIDERS}/Microsoft.Sql/managedInstances/mi1`;
const STORAGE = `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`;
const CLASSIC_VERSION = '2018-07-15-preview';

/** One migration of the fleet. */
export interface FleetMember {
  readonly id: string;
  readonly engine: EngineKind;
}

/** A fleet of `count`: of five members two run on the new DMS, two on the Log Replay Service, one on the classic DMS. */
export function mixedFleet(count: number): readonly FleetMember[] {
  const order: readonly EngineKind[] = ['dms', 'lrs', 'dms', 'lrs', 'dms-classic'];
  return Array.from({ length: count }, (_, number) => ({
    id: `rest-${number}`,
    engine: order[number % order.length] ?? 'dms',
  }));
}

/** Arguments of the emulator: each classic task reads a share, for which the member's folder stands. */
export function fleetShares(fleet: readonly FleetMember[], container: string): readonly string[] {
  return fleet
    .filter(({ engine }) => engine === 'dms-classic')
    .flatMap(({ id }) => ['--share', `${shareOf(id)}=${container}/${id}`]);
}

/** Registers a member; a task of the classic service is put there first, as it would have been long ago. */
export async function registerMember(
  local: LocalStack,
  { id, engine }: FleetMember,
  policy: Partial<Policy>,
): Promise<void> {
  const body = {
    id,
    engine,
    source: { databaseName: id },
    target: { managedInstanceId: INSTANCE, databaseName: id },
    backups: { containerUrl: local.stack.containerUrl, prefix: `${id}/` },
    policy,
  };
  switch (engine) {
    case 'dms': {
      const migrationServiceId = `${PROVIDERS}/Microsoft.DataMigration/sqlMigrationServices/dms`;
      const create = { migrationServiceId, storageAccountResourceId: STORAGE, authType: 'ManagedIdentity' };
      return local.api('POST', '/migrations', { ...body, start: 'create', create });
    }
    case 'lrs':
      return local.api('POST', '/migrations', {
        ...body,
        start: 'create',
        create: { authType: 'ManagedIdentity' },
      });
    case 'dms-classic': {
      const taskId = `${PROVIDERS}/Microsoft.DataMigration/services/old/projects/bench/tasks/${id}`;
      const headers = { authorization: 'Bearer loopback' };
      const task = `${taskId}?api-version=${CLASSIC_VERSION}`;
      await call(local.stack.emulatorUrl, 'PUT', task, classicTask(id), headers);
      return local.api('POST', '/migrations', { ...body, start: 'adopt', taskId });
    }
  }
}

function shareOf(id: string): string {
  return `\\\\bench-source\\${id}`;
}

/** The body of an old task (`Migrate.SqlServer.AzureSqlDbMI.Sync.LRS`, Microsoft.DataMigration 2018-07-15-preview). */
function classicTask(id: string): unknown {
  const input = {
    selectedDatabases: [{ name: id, restoreDatabaseName: id }],
    backupFileShare: { userName: 'bench', password: 'bench', path: shareOf(id) },
    storageResourceId: STORAGE,
    sourceConnectionInfo: {
      type: 'SqlConnectionInfo',
      dataSource: 'bench-source',
      authentication: 'SqlAuthentication',
      encryptConnection: true,
      trustServerCertificate: false,
      userName: 'bench',
      password: 'bench',
    },
    targetConnectionInfo: {
      type: 'MiSqlConnectionInfo',
      managedInstanceResourceId: INSTANCE,
      userName: 'bench',
      password: 'bench',
    },
    azureApp: { applicationId: 'bench', appKey: 'bench', tenantId: 'bench' },
  };
  return { properties: { taskType: 'Migrate.SqlServer.AzureSqlDbMI.Sync.LRS', input } };
}
