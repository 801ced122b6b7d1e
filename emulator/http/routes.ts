/** Every operation the emulator has: method, path and handler. What is not here answers 501. */
import type { TargetKind } from '../engine/migration';
import { cancel } from '../operations/cancel';
import { createMigration } from '../operations/create-migration';
import { cutover } from '../operations/cutover';
import { deleteMigration } from '../operations/delete-migration';
import { getManagedDatabase } from '../operations/get-managed-database';
import { getManagedInstance } from '../operations/get-managed-instance';
import { getMigration } from '../operations/get-migration';
import { getMigrationService } from '../operations/get-migration-service';
import { getOperationResult } from '../operations/get-operation-result';
import { listMigrations } from '../operations/list-migrations';
import { retry } from '../operations/retry';
import type { Operation } from './operation-call';
import type { OperationName } from './operation-names';

/** One operation and where it is found. */
export interface Route {
  readonly method: string;
  /** Segments; `{name}` takes any text, others are compared without regard to case. */
  readonly segments: readonly string[];
  readonly name: OperationName;
  readonly provider: 'Microsoft.DataMigration' | 'Microsoft.Sql';
  readonly targetKind: TargetKind;
  readonly operation: Operation;
}

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
  route('GET', RESULT, 'operationResult', getOperationResult),
  route('GET', SERVICE, 'service', getMigrationService),
  route('GET', `${SERVICE}/listMigrations`, 'listMigrations', listMigrations),
  {
    ...route('GET', `${INSTANCE}/databases/{database}`, 'database', getManagedDatabase),
    provider: 'Microsoft.Sql',
  },
  { ...route('GET', INSTANCE, 'instance', getManagedInstance), provider: 'Microsoft.Sql' },
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

function migrationRoutes(scope: string, kind: TargetKind): readonly Route[] {
  const migration = `${scope}/providers/Microsoft.DataMigration/databaseMigrations/{database}`;
  return [
    route('PUT', migration, 'put', createMigration, kind),
    route('GET', migration, 'get', getMigration, kind),
    route('DELETE', migration, 'delete', deleteMigration, kind),
    route('POST', `${migration}/cutover`, 'cutover', cutover, kind),
    route('POST', `${migration}/cancel`, 'cancel', cancel, kind),
    route('POST', `${migration}/retry`, 'retry', retry, kind),
  ];
}

function route(
  method: string,
  template: string,
  name: OperationName,
  operation: Operation,
  targetKind: TargetKind = 'SqlMi',
): Route {
  return {
    method,
    segments: template.split('/').slice(1),
    name,
    provider: 'Microsoft.DataMigration',
    targetKind,
    operation,
  };
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
