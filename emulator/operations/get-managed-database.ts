/** GET managedInstances/{mi}/databases/{db}: Restoring while a migration runs, Online after its cutover. */
import type { Emulation } from '../emulation';
import { targetNames, type Answer, type OperationCall } from '../http/operation-call';
import { lrsErrors } from '../lrs/lrs-errors';
import { managedDatabaseResource } from '../lrs/lrs-ids';
import { formatTime } from '../wire/times';
import { databaseState } from './database-state';

/** 200, or 404 ResourceNotFound with `x-ms-failure-cause: gateway` (recorded). */
export function getManagedDatabase(call: OperationCall, emulation: Emulation): Answer {
  const names = targetNames(call);
  const state = databaseState(emulation, names);
  if (state === undefined) throw lrsErrors.notFound(names);
  return {
    status: 200,
    body: {
      properties: {
        collation: state.collation,
        status: state.status,
        creationDate: formatTime(state.createdAt),
        defaultSecondaryLocation: 'westus',
      },
      location: emulation.settings.location,
      id: managedDatabaseResource(names),
      name: names.database,
      type: 'Microsoft.Sql/managedInstances/databases',
    },
  };
}
