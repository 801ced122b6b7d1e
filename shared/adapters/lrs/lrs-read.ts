/** Reading a restore: its details, then its database. */
import type { EngineStatus } from '../../core/engine/engine-status';
import type { EngineReading, EngineTrouble } from '../../core/engine/reading';
import { managedDatabaseId } from '../../core/engine/resource-id';
import type { ArmAnswer, ArmError } from '../arm/arm-answer';
import type { ArmClient } from '../arm/arm-client';
import { isAbsent, toTrouble } from '../arm/engine-answers';
import { isLrsCode } from '../failures/failures-of-lrs';
import { readManagedDatabase, SQL_API_VERSION } from '../sql/managed-database';
import { hasStatus } from './lrs-state';
import { toEngineStatus, toStatusOfError, toStatusWithoutDetails, type RestoreDatabase } from './lrs-status';
import { restoreDetailsSchema, type WireDetails } from './lrs-wire';

/** What the service tells of a restore. */
export type DetailsReading =
  | { readonly kind: 'told'; readonly details: WireDetails }
  /** None (any more), with the service's word for it. */
  | { readonly kind: 'gone'; readonly code: string }
  /** The restore's own error, in place of details. */
  | { readonly kind: 'error'; readonly error: ArmError };

/** A database and its restore. */
export type RestoreReading =
  | { readonly kind: 'found'; readonly restore: DetailsReading; readonly database: RestoreDatabase }
  | { readonly kind: 'absent' }
  | EngineTrouble;

const GONE = 'restoredetailsnotavailableorexpired';

/**
 * Reads both. The details come first: they can then only be older than the creation date that names the run, so what
 * a later run of the same name tells never passes under the id of an earlier one.
 */
export async function readRestore(arm: ArmClient, instanceId: string, name: string): Promise<RestoreReading> {
  const restore = await readDetails(arm, instanceId, name);
  if (restore.kind === 'trouble') return restore;
  const database = await readManagedDatabase(arm, instanceId, name);
  if (database.kind !== 'found') return database;
  return { kind: 'found', restore, database };
}

/**
 * Reads a restore as the engine-neutral reading.
 *
 * Without details an Online database counts as completed, with nothing to prove it by; one that is still Restoring is
 * trouble, because its restore is there and cannot be seen.
 */
export async function readStatus(arm: ArmClient, instanceId: string, name: string): Promise<EngineReading> {
  const reading = await readRestore(arm, instanceId, name);
  if (reading.kind !== 'found') return reading;
  const asOf = arm.clock.now().toISOString();
  const status = statusOf(reading.restore, reading.database, asOf);
  if (status === undefined)
    return {
      kind: 'trouble',
      code: 'unreadable',
      message: `Cannot read the restore of "${name}": the database is ${reading.database.status}, but the service reports no details of its restore`,
    };
  return { kind: 'read', status };
}

/**
 * Maps what the service tells of a restore and of its database.
 *
 * @param asOf when the older of the two answers had arrived, ISO 8601 UTC
 * @returns undefined when the database is there, and its restore, which must be, is not told
 */
export function statusOf(
  restore: DetailsReading,
  database: RestoreDatabase,
  asOf: string,
): EngineStatus | undefined {
  switch (restore.kind) {
    case 'told':
      return toEngineStatus(restore.details, database, asOf);
    case 'error':
      return toStatusOfError(restore.error, database, asOf);
    case 'gone':
      if (hasStatus(database.status, 'Online'))
        return toStatusWithoutDetails('succeeded', database, restore.code, asOf);
      if (hasStatus(database.status, 'Creating'))
        return toStatusWithoutDetails('creating', database, restore.code, asOf);
      return undefined;
  }
}

/** Reads what the service tells of a restore, without its database. */
export async function readDetails(
  arm: ArmClient,
  instanceId: string,
  name: string,
): Promise<DetailsReading | EngineTrouble> {
  const path = `${managedDatabaseId(instanceId, name)}/restoreDetails/Default?api-version=${SQL_API_VERSION}`;
  const answer = await arm.read(path);
  const what = `the restore of "${name}"`;
  if (answer.kind === 'noResponse') return toTrouble(answer, what);
  const code = answer.error?.code ?? `${answer.status}`;
  if (isGone(answer)) return { kind: 'gone', code };
  if (answer.status === 400 && answer.error !== undefined && isLrsCode(code))
    return { kind: 'error', error: answer.error };
  const body = restoreDetailsSchema.safeParse(answer.json);
  if (answer.status !== 200 || !body.success) return toTrouble(answer, what);
  return { kind: 'told', details: body.data.properties };
}

/** A 404, or the documented error for details that are not there; what the database itself is, is read apart. */
function isGone(answer: ArmAnswer): boolean {
  return isAbsent(answer) || (answer.status < 500 && answer.error?.code.toLowerCase() === GONE);
}
