/**
 * The last look before a request that cannot be undone.
 *
 * Neither `completeRestore` nor the DELETE that cancels names the run it means, and the DELETE drops the database
 * whatever its state. So the run is compared by the adapter, immediately before; a doubt of any kind keeps the request
 * back.
 */
import type { EngineState } from '../../core/engine/engine-status';
import { isSameOperation } from '../../core/engine/operation-id';
import type { ArmClient } from '../arm/arm-client';
import { readManagedDatabase } from '../sql/managed-database';
import { readRestore, type RestoreReading } from './lrs-read';
import { hasStatus, isLogReplay, toRestoreState } from './lrs-state';
import { operationIdOf, type RestoreDatabase } from './lrs-status';

/** A restore that may be dropped: it is under way or has failed. One that completes or has completed never is. */
const CANCELABLE: ReadonlySet<EngineState> = new Set(['creating', 'running', 'failed']);

/** Why a request is kept back: a clause, and whether it is that there is no such database. */
export interface LrsObjection {
  readonly reason: string;
  readonly absent?: true;
}

/** Why the restore must not be completed now; undefined when it may. */
export async function objectionToCutover(
  arm: ArmClient,
  instanceId: string,
  name: string,
  operationId: string,
): Promise<LrsObjection | undefined> {
  const database = await readManagedDatabase(arm, instanceId, name);
  if (database.kind === 'trouble') return { reason: database.message };
  if (database.kind === 'absent') return noDatabase(name);
  return asObjection(objectionToDatabase(database, name, operationId));
}

/**
 * Why the database must not be deleted now; undefined when it may. Microsoft's own tools look as well before they do
 * (Azure/azure-cli pull requests 22939 and 24121, Azure/azure-powershell AzureSqlManagedDatabaseAdapter).
 */
export async function objectionToCancel(
  arm: ArmClient,
  instanceId: string,
  name: string,
  operationId: string,
): Promise<LrsObjection | undefined> {
  const reading = await readRestore(arm, instanceId, name);
  if (reading.kind === 'trouble') return { reason: reading.message };
  if (reading.kind === 'absent') return noDatabase(name);
  return asObjection(
    objectionToRestore(reading, name) ?? objectionToDatabase(reading.database, name, operationId),
  );
}

function noDatabase(name: string): LrsObjection {
  return { reason: `the service says that there is no database "${name}"`, absent: true };
}

function asObjection(reason: string | undefined): LrsObjection | undefined {
  return reason === undefined ? undefined : { reason };
}

function objectionToDatabase(
  database: RestoreDatabase,
  name: string,
  operationId: string,
): string | undefined {
  if (!hasStatus(database.status, 'Restoring'))
    return `the database "${name}" is ${database.status}, not Restoring`;
  const told = operationIdOf(database);
  if (told === undefined) return `the instance does not report when the database "${name}" was created`;
  return isSameOperation(told, operationId)
    ? undefined
    : `the database "${name}" is another than the one adopted: ${told}, but ${operationId} was adopted`;
}

function objectionToRestore(
  { restore }: RestoreReading & { kind: 'found' },
  name: string,
): string | undefined {
  switch (restore.kind) {
    case 'gone':
      return `the service reports no restore of the database "${name}" (${restore.code})`;
    case 'error':
      return `the service reports an error in place of the restore's state: ${restore.error.code}`;
    case 'told': {
      const { details } = restore;
      if (!isLogReplay(details))
        return `the database "${name}" is restored by ${details.type ?? ''}, not by the Log Replay Service`;
      return CANCELABLE.has(toRestoreState(details.status))
        ? undefined
        : `the restore of the database "${name}" is ${details.status ?? 'in an unreported state'}`;
    }
  }
}
