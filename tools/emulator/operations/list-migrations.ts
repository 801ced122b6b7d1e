/** GET sqlMigrationServices/{service}/listMigrations: all migrations of a service, page by page, without details. */
import type { Emulation } from '../emulation';
import type { Migration } from '../engine/migration';
import type { Answer, OperationCall } from '../http/operation-call';
import type { JsonObject } from '../wire/json';
import { migrationBody } from '../wire/migration-body';
import { sameResource, type TargetNames } from '../wire/resource-ids';
import { bodyContext } from './body-context';
import { pageOf } from './page';

/** 200 `{value, nextLink?}`; items never carry status details (recorded). */
export function listMigrations(call: OperationCall, emulation: Emulation): Answer {
  const { subscription = '', resourceGroup = '', service = '' } = call.params;
  const serviceId = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.DataMigration/sqlMigrationServices/${service}`;
  const migrations = emulation
    .all()
    .filter(({ flavour }) => flavour.engine === 'dms' && sameResource(flavour.migrationService, serviceId));
  const { items, nextLink } = pageOf(migrations, call, emulation);
  const value = items.map((migration) => item(migration, call, emulation));
  return { status: 200, body: { value, nextLink } };
}

function item(migration: Migration, call: OperationCall, emulation: Emulation): JsonObject {
  return migrationBody(migration, bodyContext(migration, call, emulation, { names: storedNames(migration) }));
}

function storedNames(migration: Migration): TargetNames {
  const [, , subscription = '', , resourceGroup = ''] = migration.scope.split('/');
  return { subscription, resourceGroup, server: migration.targetServer, database: migration.name };
}
