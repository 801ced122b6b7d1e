/**
 * A glance at a restore: its own details, and the rest from a list of all databases of the instance, which all
 * restores of that instance share. One request instead of two.
 *
 * The list may be as old as the caller allows, older than the details: a reading's order (details, then the database)
 * does not hold. So for at most that long a restore that was dropped and begun anew may be shown under the date of the
 * one before, and a database that went or came online as Restoring. That is harmless: a glance only says "no change",
 * which it cannot unless the newer run has restored the very same file last; nothing becomes ready, is adopted, ended
 * or sent on it (core/watch/rest.ts), and the last look before a request reads the database itself (lrs-guard.ts).
 */
import { managedDatabaseId } from '../../core/engine/resource-id';
import type { Glance } from '../../ports/migration-engine';
import type { ArmClient } from '../arm/arm-client';
import { createSharedLists } from '../arm/shared-lists';
import { nonEmpty } from '../engine-text/service-words';
import { listManagedDatabases, type ListedDatabase } from '../sql/managed-database-list';
import { readDetails, statusOf } from './lrs-read';
import { operationIdOf, type RestoreDatabase } from './lrs-status';

/** Looks at the restore of a database. Never throws. */
export type LrsGlance = (instanceId: string, name: string, maxAgeSeconds: number) => Promise<Glance>;

const UNSEEN = { kind: 'unseen' } as const;

/** Makes the one of an engine, with its lists. */
export function createLrsGlance(arm: ArmClient): LrsGlance {
  const lists = createSharedLists(arm.clock, async (instanceId) => {
    const list = await listManagedDatabases(arm, instanceId);
    return list.kind === 'listed' ? list.databases : [];
  });

  return async (instanceId, name, maxAgeSeconds) => {
    const restore = await readDetails(arm, instanceId, name);
    if (restore.kind === 'trouble') return UNSEEN;
    const toldAt = new Date(arm.clock.now()).toISOString();
    const listed = await lists.find(instanceId, managedDatabaseId(instanceId, name), maxAgeSeconds);
    const database = toDatabase(listed);
    if (listed === undefined || database === undefined) return UNSEEN;
    // The older of the two answers: a list from before a reading tells nothing that came after it.
    const asOf = listed.asOf < toldAt ? listed.asOf : toldAt;
    const status = statusOf(restore, database, asOf);
    return status === undefined ? UNSEEN : { kind: 'seen', tells: 'details', status };
  };
}

/** Undefined when the list does not tell its status, or not which run it is. */
function toDatabase(listed: ListedDatabase | undefined): RestoreDatabase | undefined {
  const status = nonEmpty(listed?.status);
  if (listed === undefined || status === undefined) return undefined;
  const database = { status, creationDate: listed.creationDate };
  return operationIdOf(database) === undefined ? undefined : database;
}
