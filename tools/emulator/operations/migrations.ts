/** The databaseMigrations resource: read, listed, deleted; and what its other operations share. */
import type { Emulation } from '../emulation';
import { requestDelete } from '../engine/dms-requests';
import type { Migration } from '../engine/migration';
import { type Answer, type OperationCall, targetNames } from '../http/operation-call';
import { serviceErrors } from '../http/service-errors';
import type { JsonObject } from '../wire/json';
import { type BodyContext, migrationBody } from '../wire/migration-body';
import { migrationId, sameResource, type TargetNames } from '../wire/resource-ids';
import { listWithEstate } from './estate';
import { announceOperation } from './long-running';

/**
 * GET databaseMigrations/{db}: the resource, with details on `$expand=MigrationStatusDetails`.
 *
 * 200; 400 OperationIdNotFound when `migrationOperationId` is another one or its details are cleaned up.
 */
export function getMigration(call: OperationCall, emulation: Emulation): Answer {
  const migration = knownMigration(call, emulation);
  const context = bodyContext(migration, call, emulation, { expand: expandsDetails(call) });
  const operationId = call.query.get('migrationOperationId');
  const unknown =
    operationId !== null &&
    (operationId.toLowerCase() !== migration.operationId || context.orders.detailsCleanedUp === true);
  if (unknown) throw serviceErrors.operationIdNotFound(operationId);
  return { status: 200, body: migrationBody(migration, context) };
}

function expandsDetails(call: OperationCall): boolean {
  const expand = call.query.get('$expand');
  if (expand === null || expand === '') return false;
  if (expand.toLowerCase() !== 'migrationstatusdetails') throw serviceErrors.invalidParameter('$expand');
  return true;
}

/**
 * GET sqlMigrationServices/{service}/listMigrations: all migrations of a service, and those that its estate has besides, page
 * by page, without details.
 *
 * 200 `{value, nextLink?}`; items never carry status details (recorded).
 */
export function listMigrations(call: OperationCall, emulation: Emulation): Promise<Answer> {
  const { subscription = '', resourceGroup = '', service = '' } = call.params;
  const serviceId = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.DataMigration/sqlMigrationServices/${service}`;
  const migrations = emulation
    .all()
    .filter(({ flavour }) => flavour.engine === 'dms' && sameResource(flavour.migrationService, serviceId));
  const own = migrations.map((migration) => item(migration, call, emulation));
  return listWithEstate('serviceMigrations', own, call, emulation);
}

function item(migration: Migration, call: OperationCall, emulation: Emulation): JsonObject {
  return migrationBody(migration, bodyContext(migration, call, emulation, { names: storedNames(migration) }));
}

function storedNames(migration: Migration): TargetNames {
  const [, , subscription = '', , resourceGroup = ''] = migration.scope.split('/');
  return { subscription, resourceGroup, server: migration.targetServer, database: migration.name };
}

/**
 * DELETE databaseMigrations/{db}: a running migration only with `force=true`.
 *
 * 200 with an empty body (recorded 2025), 204 when there is nothing to delete.
 */
export function deleteMigration(call: OperationCall, emulation: Emulation): Answer {
  const migration = emulation.find(migrationId(call.targetKind, targetNames(call)));
  if (migration === undefined) return { status: 204 };
  const force = call.query.get('force')?.toLowerCase() === 'true';
  emulation.save(requestDelete(migration, force, emulation.contextFor(migration)));
  return { status: 200, headers: announceOperation('drop', migration, call, emulation) };
}

/** The migration of the request's path. @throws {ServiceError} 404 ResourceNotFound. */
export function knownMigration(call: OperationCall, emulation: Emulation): Migration {
  const migration = emulation.find(migrationId(call.targetKind, targetNames(call)));
  if (migration === undefined) throw serviceErrors.resourceNotFound();
  return migration;
}

/**
 * What shapes a migration's body: settings, orders and the request's own words; `names` are the request's unless given.
 */
export function bodyContext(
  migration: Migration,
  call: OperationCall,
  emulation: Emulation,
  options: { readonly expand?: boolean; readonly names?: TargetNames } = {},
): BodyContext {
  const { now, orders, settings } = emulation.contextFor(migration);
  return {
    now,
    orders,
    shape: emulation.settings.details,
    setIds: emulation.settings.setIds,
    apiVersion: call.apiVersion,
    names: options.names ?? targetNames(call),
    expand: options.expand ?? false,
    readyForCutover: orders.readyForCutover ?? settings.readyForCutover,
  };
}
