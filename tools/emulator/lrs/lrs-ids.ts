/** Ids and URLs of the Log Replay Service, put together from the names in a request's URL. */
import { scopeId, type TargetNames } from '../wire/resource-ids';

/** Id of the database, which is also the id of its restore. */
export function managedDatabaseResource(names: TargetNames): string {
  return `${scopeId('SqlMi', names)}/databases/${names.database}`;
}

/** A database as Azure Resource Manager names one that is missing (recorded). */
export function databaseInWords({ server, database }: TargetNames): string {
  return `Microsoft.Sql/managedInstances/${server}/databases/${database}`;
}
