/** Every operation the emulator has: method, path and handler. What is not here answers 501. */
import { putTask } from '../classic/put-task';
import { cancelTask, commandTask, deleteTask, getTask } from '../classic/task-requests';
import type { Flavour, TargetKind } from '../engine/migration';
import { getRestoreDetails } from '../lrs/restore-details';
import { getAsyncOperation, getOperationResults, RESTORE_OPERATION_TYPES } from '../lrs/restore-operations';
import { completeRestore, dropDatabase, startRestore } from '../lrs/restore-requests';
import { createMigration } from '../operations/create-migration';
import { getManagedInstance, getMigrationService } from '../operations/fixed-resources';
import { getOperationResult } from '../operations/long-running';
import { getManagedDatabase, listManagedDatabases } from '../operations/managed-databases';
import { cancel, cutover, retry } from '../operations/migration-verbs';
import { deleteMigration, getMigration, listMigrations } from '../operations/migrations';
import type { Operation } from './operation-call';
import type { OperationName } from './operation-names';

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

/** API versions a route answers to. */
export type VersionFamily = 'databaseMigrations' | 'classic' | 'sql';

/** One operation of the emulated API: where it is found and what it needs to be called. */
interface Route {
  readonly method: string;
  /** Segments; `{name}` takes any text, others are compared without regard to case. */
  readonly segments: readonly string[];
  readonly name: OperationName;
  readonly versions: VersionFamily;
  /** The migration engine it belongs to; absent where it serves all of them. */
  readonly engine?: Flavour['engine'];
  readonly targetKind: TargetKind;
  readonly operation: Operation;
}

/** What a route is, besides its method, path, name and handler. */
type RouteTraits = Pick<Route, 'versions' | 'engine'> & { readonly targetKind?: TargetKind };

/** Writes a route down. */
function route(
  traits: RouteTraits,
  method: string,
  template: string,
  name: OperationName,
  operation: Operation,
): Route {
  return { targetKind: 'SqlMi', ...traits, method, segments: template.split('/').slice(1), name, operation };
}
