/** GET managedInstances/{mi}/databases/{db}: Restoring while a migration runs, Online after its cutover. */
import type { Emulation } from '../emulation';
import { targetNames, type Answer, type OperationCall } from '../http/operation-call';
import { lrsErrors } from '../lrs/lrs-errors';
import { managedDatabaseResource } from '../lrs/lrs-ids';
import { managedDatabaseBody } from '../wire/managed-database-body';
import { databaseState } from './database-state';

/** 200, or 404 ResourceNotFound with `x-ms-failure-cause: gateway` (recorded). */
export function getManagedDatabase(call: OperationCall, emulation: Emulation): Answer {
  const names = targetNames(call);
  const state = databaseState(emulation, names);
  if (state === undefined) throw lrsErrors.notFound(names);
  const id = managedDatabaseResource(names);
  return { status: 200, body: managedDatabaseBody(id, names.database, state, emulation.settings.location) };
}
