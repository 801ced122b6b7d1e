/** GET managedInstances/{mi}/databases/{db}: Restoring while a migration runs, Online after its cutover. */
import { DEFAULT_COLLATION, databaseKey, type Emulation } from '../emulation';
import type { Migration } from '../engine/migration';
import { targetNames, type Answer, type OperationCall } from '../http/operation-call';
import { serviceErrors } from '../http/service-errors';
import { migrationId, scopeId } from '../wire/resource-ids';
import { formatTime } from '../wire/times';

interface DatabaseState {
  readonly status: 'Online' | 'Restoring';
  readonly createdAt: number;
  readonly collation: string;
}

/** 200, or 404 ResourceNotFound with `x-ms-failure-cause: gateway` (recorded). */
export function getManagedDatabase(call: OperationCall, emulation: Emulation): Answer {
  const names = targetNames(call);
  const scope = scopeId('SqlMi', names);
  const state = databaseState(emulation, scope, names.database, migrationId('SqlMi', names));
  if (state === undefined)
    throw serviceErrors.armResourceNotFound(
      `Microsoft.Sql/managedInstances/${names.server}/databases/${names.database}`,
      names.resourceGroup,
    );
  return {
    status: 200,
    body: {
      properties: {
        collation: state.collation,
        status: state.status,
        creationDate: formatTime(state.createdAt),
      },
      location: emulation.settings.location,
      id: `${scope}/databases/${names.database}`,
      name: names.database,
      type: 'Microsoft.Sql/managedInstances/databases',
    },
  };
}

function databaseState(
  emulation: Emulation,
  scope: string,
  name: string,
  id: string,
): DatabaseState | undefined {
  // First: a migration that has just succeeded leaves its database behind as it is looked up.
  const migration = emulation.find(id);
  const online = emulation.databases.get(databaseKey(scope, name));
  if (online) return { status: 'Online', ...online };
  const createdAt = migration && restoringSince(migration);
  if (createdAt === undefined) return undefined;
  return {
    status: 'Restoring',
    createdAt,
    collation: migration?.targetDatabaseCollation ?? DEFAULT_COLLATION,
  };
}

/** The database exists from the first restore on until Canceling ends; a failed restore leaves it Restoring. */
function restoringSince({ phase, restore, goneAt }: Migration): number | undefined {
  if (phase.kind === 'creating' || phase.kind === 'canceled' || goneAt !== undefined) return undefined;
  const begun = restore.current !== undefined || restore.restored.length > 0;
  return begun ? phase.startedAt : undefined;
}
