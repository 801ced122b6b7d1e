/** Every operation the emulator has: method, path and handler. What is not here answers 501. */
import { cancelTask } from '../classic/cancel-task';
import { commandTask } from '../classic/command-task';
import { deleteTask } from '../classic/delete-task';
import { getTask } from '../classic/get-task';
import { putTask } from '../classic/put-task';
import type { TargetKind } from '../engine/migration';
import { completeRestore } from '../lrs/complete-restore';
import { dropDatabase } from '../lrs/drop-database';
import { getRestoreDetails } from '../lrs/get-restore-details';
import { getAsyncOperation, getOperationResults, RESTORE_OPERATION_TYPES } from '../lrs/restore-operations';
import { startRestore } from '../lrs/start-restore';
import { cancel } from '../operations/cancel';
import { createMigration } from '../operations/create-migration';
import { cutover } from '../operations/cutover';
import { deleteMigration } from '../operations/delete-migration';
import { getManagedDatabase } from '../operations/get-managed-database';
import { getManagedInstance } from '../operations/get-managed-instance';
import { getMigration } from '../operations/get-migration';
import { getMigrationService } from '../operations/get-migration-service';
import { getOperationResult } from '../operations/get-operation-result';
import { listManagedDatabases } from '../operations/list-managed-databases';
import { listMigrations } from '../operations/list-migrations';
import { retry } from '../operations/retry';
import { route, type Route } from './route';

/** A route with the names found in the path. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

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
  route({ versions: 'sql' }, 'GET', INSTANCE, 'instance', getManagedInstance),
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
    route(dms, 'GET', SERVICE, 'service', getMigrationService),
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

function matchSegments(
  template: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of template.entries()) {
    const actual = decode(segments[index] ?? '');
    if (actual === undefined || actual === '') return undefined;
    if (expected.startsWith('{')) params[expected.slice(1, -1)] = actual;
    else if (expected.toLowerCase() !== actual.toLowerCase()) return undefined;
  }
  return params;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
