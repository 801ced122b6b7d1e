/**
 * All migrations of a SQL migration service, for overviews: one list instead of a read each.
 *
 * Items never carry status details (recorded in Azure/azure-powershell
 * Get-AzDataMigrationSqlServiceMigration.Recording.json), so nothing is decided on them.
 */
import { parseResourceId } from '../../core/engine/resource-id';
import type { EngineStatus } from '../../core/engine/engine-status';
import type { EngineTrouble } from '../../ports/migration-engine';
import type { ArmClient } from '../arm/arm-client';
import { readList } from '../arm/arm-list';
import { toEngineStatus } from './dms-status';
import { migrationSchema } from './dms-wire';

/** One migration of the list. */
export interface ListedMigration {
  /** ARM id of the databaseMigrations resource, when the service gives one. */
  readonly id?: string;
  readonly databaseName?: string;
  readonly status: EngineStatus;
}

/** The list, complete or not at all. */
export type MigrationList =
  { readonly kind: 'listed'; readonly migrations: readonly ListedMigration[] } | EngineTrouble;

const WHAT = 'the list of migrations';

/**
 * Reads all pages.
 *
 * @param serviceId ARM id of the Microsoft.DataMigration/sqlMigrationServices resource
 */
export async function listMigrations(
  arm: ArmClient,
  serviceId: string,
  apiVersion: string,
): Promise<MigrationList> {
  const service = parseResourceId(serviceId);
  const type = `${service?.provider ?? ''}/${service?.type ?? ''}`.toLowerCase();
  if (type !== 'microsoft.datamigration/sqlmigrationservices') {
    const reason = 'expected the id of a Microsoft.DataMigration/sqlMigrationServices resource';
    return { kind: 'trouble', code: 'unreadable', message: `Cannot read ${WHAT}: ${reason}` };
  }
  const path = `${serviceId.trim().replace(/\/+$/, '')}/listMigrations?api-version=${apiVersion}`;
  const list = await readList(arm, path, migrationSchema, WHAT);
  if (list.kind === 'trouble') return list;
  const migrations = list.items.map(({ item, asOf }) => ({
    id: item.id,
    databaseName: item.name,
    status: toEngineStatus(item, asOf),
  }));
  return { kind: 'listed', migrations };
}
