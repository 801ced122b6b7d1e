/** GET sqlMigrationServices/{service}/listMigrations: all migrations of a service, page by page, without details. */
import type { Emulation } from '../emulation';
import type { Migration } from '../engine/migration';
import type { Answer, OperationCall } from '../http/operation-call';
import { serviceErrors } from '../http/service-errors';
import type { JsonObject } from '../wire/json';
import { migrationBody } from '../wire/migration-body';
import { sameResource, type TargetNames } from '../wire/resource-ids';
import { bodyContext } from './body-context';

/** 200 `{value, nextLink?}`; items never carry status details (recorded). */
export function listMigrations(call: OperationCall, emulation: Emulation): Answer {
  const { subscription = '', resourceGroup = '', service = '' } = call.params;
  const serviceId = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.DataMigration/sqlMigrationServices/${service}`;
  const migrations = emulation
    .all()
    .filter(({ flavour }) => flavour.engine === 'dms' && sameResource(flavour.migrationService, serviceId));
  const start = Number(call.query.get('$skiptoken') ?? '0');
  if (!Number.isInteger(start) || start < 0) throw serviceErrors.invalidParameter('$skiptoken');
  const end = start + emulation.settings.pageSize;
  const value = migrations.slice(start, end).map((migration) => item(migration, call, emulation));
  const nextLink =
    end < migrations.length
      ? `${call.baseUrl}${call.path}?api-version=${call.apiVersion}&$skiptoken=${end}`
      : undefined;
  return { status: 200, body: { value, nextLink } };
}

function item(migration: Migration, call: OperationCall, emulation: Emulation): JsonObject {
  return migrationBody(migration, bodyContext(migration, call, emulation, { names: storedNames(migration) }));
}

function storedNames(migration: Migration): TargetNames {
  const [, , subscription = '', , resourceGroup = ''] = migration.scope.split('/');
  return { subscription, resourceGroup, server: migration.targetServer, database: migration.name };
}
