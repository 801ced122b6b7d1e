/** The databases of a managed instance, whichever service restores or restored them. */
import { databaseKey, DEFAULT_COLLATION, type Emulation, type TargetDatabase } from '../emulation';
import type { Migration } from '../engine/migration';
import { type Answer, type OperationCall, targetNames } from '../http/operation-call';
import { lrsErrors } from '../lrs/lrs-errors';
import { formatTime, type JsonObject } from '../wire/json';
import {
  managedDatabaseId,
  migrationId,
  sameResource,
  scopeId,
  type TargetNames,
} from '../wire/resource-ids';
import { listWithEstate } from './estate';

/**
 * GET managedInstances/{mi}/databases/{db}: Restoring while a migration runs, Online after its cutover.
 *
 * 200, or 404 ResourceNotFound with `x-ms-failure-cause: gateway` (recorded).
 */
export function getManagedDatabase(call: OperationCall, emulation: Emulation): Answer {
  const names = targetNames(call);
  const state = databaseState(emulation, names);
  if (state === undefined) throw lrsErrors.notFound(names);
  const id = managedDatabaseId(names);
  return { status: 200, body: managedDatabaseBody(id, names.database, state, emulation.settings.location) };
}

/**
 * GET managedInstances/{mi}/databases: all databases of an instance, whichever service restores or restored them, and those
 * that its estate has besides.
 *
 * `ManagedDatabases_ListByInstance`, `{value, nextLink?}` with items as a single GET answers (Microsoft.Sql 2023-08-01,
 * Azure/azure-rest-api-specs ManagedDatabaseListByManagedInstance.json). Whether a page ends before the list does, and
 * where, is not documented; here it does, as in the other list.
 *
 * 200; an instance that nobody migrates to has none.
 */
export function listManagedDatabases(call: OperationCall, emulation: Emulation): Promise<Answer> {
  const own = databasesOf(emulation, scopeId('SqlMi', targetNames(call))).map(({ id, name, state }) =>
    managedDatabaseBody(id, name, state, emulation.settings.location),
  );
  return listWithEstate('managedDatabases', own, call, emulation);
}

/** What a managed database that is there is at this moment, whichever service restores it. */
export interface DatabaseState {
  readonly status: 'Online' | 'Restoring';
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly collation: string;
}

/** A database of an instance. */
interface NamedDatabase {
  /** ARM id. */
  readonly id: string;
  readonly name: string;
  readonly state: DatabaseState;
}

/** The database's state; undefined when there is none. */
export function databaseState(emulation: Emulation, names: TargetNames): DatabaseState | undefined {
  const key = databaseKey(scopeId('SqlMi', names), names.database);
  // First: a migration that has just succeeded leaves its database behind as it is looked up.
  const migrations = [
    emulation.find(migrationId('SqlMi', names)),
    emulation.find(managedDatabaseId(names)),
    ...classicMigrations(emulation, key),
  ];
  const online = emulation.databases.get(key);
  if (online) return onlineState(online);
  for (const migration of migrations) {
    const state = migration && restoringState(migration, emulation.clock.now());
    if (state !== undefined) return state;
  }
  return undefined;
}

/** All databases of an instance, in the order in which they were first written. */
export function databasesOf(emulation: Emulation, instanceId: string): readonly NamedDatabase[] {
  const found = new Map<string, NamedDatabase>();
  // First: a migration that has just succeeded leaves its database behind as it is looked up.
  const migrations = emulation.all();
  for (const online of emulation.databases.values()) {
    const { scope, name } = online;
    if (!sameResource(scope, instanceId)) continue;
    found.set(databaseKey(scope, name), {
      id: `${scope}/databases/${name}`,
      name,
      state: onlineState(online),
    });
  }
  for (const migration of migrations) {
    const { scope, name } = migration;
    const key = databaseKey(scope, name);
    if (!sameResource(scope, instanceId) || found.has(key)) continue;
    const state = restoringState(migration, emulation.clock.now());
    if (state !== undefined) found.set(key, { id: `${scope}/databases/${name}`, name, state });
  }
  return [...found.values()];
}

function onlineState({ createdAt, collation }: TargetDatabase): DatabaseState {
  return { status: 'Online', createdAt, collation };
}

function restoringState(migration: Migration, now: number): DatabaseState | undefined {
  const createdAt = restoringSince(migration);
  if (createdAt === undefined || createdAt > now) return undefined;
  const collation = migration.targetDatabaseCollation ?? DEFAULT_COLLATION;
  return { status: 'Restoring', createdAt, collation };
}

function classicMigrations(emulation: Emulation, key: string): readonly Migration[] {
  return emulation.tasks
    .values()
    .flatMap(({ instanceId, databases }) =>
      databases
        .filter(({ targetName }) => databaseKey(instanceId, targetName) === key)
        .flatMap((database) => emulation.find(database.migrationId) ?? []),
    );
}

/**
 * The database exists from the first restore on until Canceling ends, and with the Log Replay Service from a moment
 * after the start; a failed restore leaves it Restoring.
 */
function restoringSince({ phase, restore, goneAt, flavour }: Migration): number | undefined {
  if (flavour.engine === 'lrs') return flavour.databaseAt;
  // One that has succeeded and is not found Online was dropped by somebody.
  const absent = ['creating', 'canceled', 'succeeded'].includes(phase.kind) || goneAt !== undefined;
  if (absent || !('startedAt' in phase)) return undefined;
  const begun = restore.current !== undefined || restore.restored.length > 0;
  return begun ? phase.startedAt : undefined;
}

/**
 * A managed database as GET and the list of its instance answer with it.
 *
 * Writes the resource. @param location region shown
 */
function managedDatabaseBody(id: string, name: string, state: DatabaseState, location: string): JsonObject {
  return {
    properties: {
      collation: state.collation,
      status: state.status,
      creationDate: formatTime(state.createdAt),
      defaultSecondaryLocation: 'westus',
    },
    location,
    id,
    name,
    type: 'Microsoft.Sql/managedInstances/databases',
  };
}
