/** Finding a migration of the new DMS by a resource id: its own, or that of its target database. */
import type { EngineReading } from '../../core/engine/reading';
import { parseResourceId } from '../../core/engine/resource-id';
import type { Discovery, EngineTarget } from '../../ports/migration-engine';

const EXPECTED =
  'Microsoft.Sql/managedInstances/{name}/providers/Microsoft.DataMigration/databaseMigrations/{database} (or the same below Microsoft.SqlVirtualMachine/sqlVirtualMachines), or Microsoft.Sql/managedInstances/{name}/databases/{database}';
const MIGRATION = /^(.+)\/providers\/microsoft\.datamigration\/databasemigrations\/([^/]+)\/?$/i;

/**
 * Tells what the new DMS runs under an id.
 *
 * @param read reads a target's migration, with details
 */
export async function discoverDmsMigration(
  resourceId: string,
  read: (target: EngineTarget) => Promise<EngineReading>,
): Promise<Discovery> {
  const target = targetOfId(resourceId.trim());
  if (target === undefined) return { kind: 'otherType', expected: EXPECTED };
  const reading = await read(target);
  switch (reading.kind) {
    case 'trouble':
      return reading;
    case 'absent':
      return {
        kind: 'none',
        reason: `the Database Migration Service runs no migration of database ${target.databaseName} there`,
      };
    case 'read': {
      const { state, operationId, sourceDatabaseName, containerName, online } = reading.status;
      const found = { target, state, operationId, sourceDatabaseName, containerName, online };
      return { kind: 'found', migrations: [found] };
    }
  }
}

function targetOfId(id: string): EngineTarget | undefined {
  const migration = MIGRATION.exec(id);
  const parsed = parseResourceId(migration?.[1] ?? id);
  if (parsed === undefined) return undefined;
  const type = `${parsed.provider}/${parsed.type}`.toLowerCase();
  if (migration?.[1] !== undefined && migration[2] !== undefined)
    return isMigrationScope(type) ? { scopeId: migration[1], databaseName: decode(migration[2]) } : undefined;
  const [, database] = parsed.names;
  if (type !== 'microsoft.sql/managedinstances/databases' || database === undefined) return undefined;
  return { scopeId: id.replace(/\/databases\/[^/]+\/?$/i, ''), databaseName: decode(database) };
}

function isMigrationScope(type: string): boolean {
  return (
    type === 'microsoft.sql/managedinstances' || type === 'microsoft.sqlvirtualmachine/sqlvirtualmachines'
  );
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
