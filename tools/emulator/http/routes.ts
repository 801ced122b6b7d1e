/** Every operation the emulator has: method, path and handler. What is not here answers 501. */
import { putTask } from '../classic/put-task';
import { cancelTask, commandTask, deleteTask, getTask } from '../classic/task-requests';
import type { TargetKind } from '../engine/migration';
import { getRestoreDetails } from '../lrs/restore-details';
import { getAsyncOperation, getOperationResults, RESTORE_OPERATION_TYPES } from '../lrs/restore-operations';
import { completeRestore, dropDatabase, startRestore } from '../lrs/restore-requests';
import { createMigration } from '../operations/create-migration';
import { getOperationResult } from '../operations/long-running';
import { getManagedDatabase, listManagedDatabases } from '../operations/managed-databases';
import { cancel, cutover, retry } from '../operations/migration-verbs';
import { deleteMigration, getMigration, listMigrations } from '../operations/migrations';
import { ESTATE_ROUTES } from './estate-routes';
import { matchSegments, route, type Route, type RouteMatch } from './route';

const GROUP = '/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers';

const INSTANCE = `${GROUP}/Microsoft.Sql/managedInstances/{server}`;

const MACHINE = `${GROUP}/Microsoft.SqlVirtualMachine/sqlVirtualMachines/{server}`;

const SERVICE = `${GROUP}/Microsoft.DataMigration/sqlMigrationServices/{service}`;

const RESULT =
  '/subscriptions/{subscription}/providers/Microsoft.DataMigration/locations/{location}/operationTypes/{type}/operationResults/{operation}';

const ROUTES: readonly Route[] = [
  ...migrationRoutes(INSTANCE, 'SqlMi'),
  ...migrationRoutes(MACHINE, 'SqlVm'),
  ...serviceRoutes(),
  ...restoreRoutes(),
  ...taskRoutes(),
  route({ versions: 'sql' }, 'GET', `${INSTANCE}/databases/{database}`, 'database', getManagedDatabase),
  route({ versions: 'sql' }, 'GET', `${INSTANCE}/databases`, 'listDatabases', listManagedDatabases),
  ...ESTATE_ROUTES,
];

/** Finds the operation for a request; undefined when the emulator has none. */
export function findRoute(method: string, path: string): RouteMatch | undefined {
  const segments = path.split('/').slice(1);
  for (const candidate of ROUTES) {
    const params = candidate.method === method ? matchSegments(candidate.segments, segments) : undefined;
    if (params) return { route: candidate, params };
  }
  return undefined;
}

/** The new DMS. */
function migrationRoutes(scope: string, targetKind: TargetKind): readonly Route[] {
  const migration = `${scope}/providers/Microsoft.DataMigration/databaseMigrations/{database}`;
  const dms = { engine: 'dms', versions: 'databaseMigrations', targetKind } as const;
  return [
    route(dms, 'PUT', migration, 'put', createMigration),
    route(dms, 'GET', migration, 'get', getMigration),
    route(dms, 'DELETE', migration, 'delete', deleteMigration),
    route(dms, 'POST', `${migration}/cutover`, 'cutover', cutover),
    route(dms, 'POST', `${migration}/cancel`, 'cancel', cancel),
    route(dms, 'POST', `${migration}/retry`, 'retry', retry),
  ];
}

function serviceRoutes(): readonly Route[] {
  const dms = { engine: 'dms', versions: 'databaseMigrations' } as const;
  return [
    route(dms, 'GET', RESULT, 'operationResult', getOperationResult),
    route(dms, 'GET', `${SERVICE}/listMigrations`, 'listMigrations', listMigrations),
  ];
}

/** The Log Replay Service. */
function restoreRoutes(): readonly Route[] {
  const database = `${INSTANCE}/databases/{database}`;
  const location = '/subscriptions/{subscription}/providers/Microsoft.Sql/locations/{location}';
  const lrs = { engine: 'lrs', versions: 'sql' } as const;
  return [
    route(lrs, 'PUT', database, 'put', startRestore),
    route(lrs, 'GET', `${database}/restoreDetails/{name}`, 'get', getRestoreDetails),
    route(lrs, 'POST', `${database}/completeRestore`, 'cutover', completeRestore),
    route(lrs, 'DELETE', database, 'cancel', dropDatabase),
    ...RESTORE_OPERATION_TYPES.flatMap((type) => [
      route(
        lrs,
        'GET',
        `${location}/${type}AzureAsyncOperation/{operation}`,
        'operationResult',
        getAsyncOperation,
      ),
      route(
        lrs,
        'GET',
        `${location}/${type}OperationResults/{operation}`,
        'operationResult',
        getOperationResults,
      ),
    ]),
  ];
}

/** The classic DMS. */
function taskRoutes(): readonly Route[] {
  const task = `${GROUP}/Microsoft.DataMigration/services/{service}/projects/{project}/tasks/{task}`;
  const classic = { engine: 'dms-classic', versions: 'classic' } as const;
  return [
    route(classic, 'PUT', task, 'put', putTask),
    route(classic, 'GET', task, 'get', getTask),
    route(classic, 'DELETE', task, 'delete', deleteTask),
    route(classic, 'POST', `${task}/command`, 'cutover', commandTask),
    route(classic, 'POST', `${task}/cancel`, 'cancel', cancelTask),
  ];
}
