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
import { toTrouble } from '../arm/engine-answers';
import { toEngineStatus } from './dms-status';
import { migrationPageSchema } from './dms-wire';

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

const MOST_PAGES = 200;

/**
 * Reads all pages.
 *
 * A next page on another host, one that came before, or more than 200 pages end it: an incomplete list is trouble.
 *
 * @param serviceId ARM id of the Microsoft.DataMigration/sqlMigrationServices resource
 */
export async function listMigrations(
  arm: ArmClient,
  serviceId: string,
  apiVersion: string,
): Promise<MigrationList> {
  const service = parseResourceId(serviceId);
  if (
    `${service?.provider ?? ''}/${service?.type ?? ''}`.toLowerCase() !==
    'microsoft.datamigration/sqlmigrationservices'
  ) {
    return unreadable(`expected the id of a Microsoft.DataMigration/sqlMigrationServices resource`);
  }
  const migrations: ListedMigration[] = [];
  const seen = new Set<string>();
  let next: string | undefined =
    `${serviceId.trim().replace(/\/+$/, '')}/listMigrations?api-version=${apiVersion}`;
  while (next !== undefined) {
    if (seen.has(next)) return unreadable('the service repeats a page');
    if (seen.size >= MOST_PAGES) return unreadable(`there are more than ${MOST_PAGES} pages`);
    seen.add(next);
    const answer = await arm.read(next);
    if (answer.kind === 'silence') return toTrouble(answer, 'the list of migrations');
    const page = migrationPageSchema.safeParse(answer.json);
    if (answer.status !== 200 || !page.success) return toTrouble(answer, 'the list of migrations');
    const asOf = new Date(arm.clock.now()).toISOString();
    for (const item of page.data.value) {
      migrations.push({ id: item.id, databaseName: item.name, status: toEngineStatus(item, asOf) });
    }
    next = page.data.nextLink === '' ? undefined : page.data.nextLink;
  }
  return { kind: 'listed', migrations };
}

function unreadable(reason: string): EngineTrouble {
  return { kind: 'trouble', code: 'unreadable', message: `Cannot read the list of migrations: ${reason}` };
}
