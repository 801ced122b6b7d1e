/**
 * GET managedInstances/{mi}/databases: all databases of an instance, whichever service restores or restored them.
 *
 * `ManagedDatabases_ListByInstance`, `{value, nextLink?}` with items as a single GET answers (Microsoft.Sql 2023-08-01,
 * Azure/azure-rest-api-specs ManagedDatabaseListByManagedInstance.json). Whether a page ends before the list does, and
 * where, is not documented; here it does, as in the other list.
 */
import type { Emulation } from '../emulation';
import { targetNames, type Answer, type OperationCall } from '../http/operation-call';
import { managedDatabaseBody } from '../wire/managed-database-body';
import { scopeId } from '../wire/resource-ids';
import { databasesOf } from './database-state';
import { pageOf } from './page';

/** 200; an instance that nobody migrates to has none. */
export function listManagedDatabases(call: OperationCall, emulation: Emulation): Answer {
  const { items, nextLink } = pageOf(
    databasesOf(emulation, scopeId('SqlMi', targetNames(call))),
    call,
    emulation,
  );
  const value = items.map(({ id, name, state }) =>
    managedDatabaseBody(id, name, state, emulation.settings.location),
  );
  return { status: 200, body: { value, nextLink } };
}
