/** ARM ids put together from the names in a request's URL, whose case the service echoes. */
import type { TargetKind } from '../engine/migration';

/** Names in the URL of a migration request. */
export interface TargetNames {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly server: string;
  readonly database: string;
}

const SCOPE_TYPES: Readonly<Record<TargetKind, string>> = {
  SqlMi: 'Microsoft.Sql/managedInstances',
  SqlVm: 'Microsoft.SqlVirtualMachine/sqlVirtualMachines',
};

/** Id of the managed instance or SQL virtual machine. */
export function scopeId(kind: TargetKind, names: TargetNames): string {
  return `/subscriptions/${names.subscription}/resourceGroups/${names.resourceGroup}/providers/${SCOPE_TYPES[kind]}/${names.server}`;
}

/** Id of the database, which is also the id of its restore by the Log Replay Service. */
export function managedDatabaseId(names: TargetNames): string {
  return `${scopeId('SqlMi', names)}/databases/${names.database}`;
}

/** Id of the migration. */
export function migrationId(kind: TargetKind, names: TargetNames): string {
  return `${scopeId(kind, names)}/providers/Microsoft.DataMigration/databaseMigrations/${names.database}`;
}

/** Normalises the type segment of a service id, as recorded: `SqlMigrationServices` comes back as `sqlMigrationServices`. */
export function normaliseServiceId(id: string): string {
  return id.replace(/\/sqlMigrationServices\//i, '/sqlMigrationServices/');
}

/** True when two ids name the same resource: ARM ids are compared without regard to case. */
export function sameResource(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
