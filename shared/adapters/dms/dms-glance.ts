/**
 * One list per SQL migration service for all migrations of the process: many watches ask at about the same time, and
 * the list answers them all.
 */
import { canonicalResourceId } from '../../core/engine/resource-id';
import type { EngineStatus } from '../../core/engine/engine-status';
import type { Glance } from '../../ports/migration-engine';
import type { ArmClock } from '../arm/arm-clock';
import type { MigrationList } from './dms-list';

/** A list that is there or on its way; `at` is when it was asked for, epoch milliseconds. */
interface KeptList {
  readonly at: number;
  readonly migrations: Promise<ReadonlyMap<string, EngineStatus>>;
}

/** The lists of the process. */
export interface SharedLists {
  /**
   * Finds a migration in its service's list. Whoever asks while a list is on its way gets that one; one that cannot
   * be read shows nothing, for as long as another would have served.
   *
   * @param migrationId ARM id of the databaseMigrations resource
   */
  find(serviceId: string, migrationId: string, maxAgeSeconds: number): Promise<Glance>;
}

/** A list nobody asked for as long as this is let go, in milliseconds. */
const FORGOTTEN_AFTER = 600_000;

/** Makes them. @param list reads all pages of a service's list */
export function createSharedLists(
  clock: ArmClock,
  list: (serviceId: string) => Promise<MigrationList>,
): SharedLists {
  const kept = new Map<string, KeptList>();

  function fresh(serviceId: string, maxAgeSeconds: number): KeptList {
    const now = clock.now();
    for (const [key, { at }] of kept) if (now - at > FORGOTTEN_AFTER) kept.delete(key);
    const key = canonicalResourceId(serviceId);
    const before = kept.get(key);
    if (before !== undefined && now >= before.at && now - before.at <= maxAgeSeconds * 1000) return before;
    const next = { at: now, migrations: list(serviceId).then(byId) };
    kept.set(key, next);
    return next;
  }

  return {
    async find(serviceId, migrationId, maxAgeSeconds) {
      const status = (await fresh(serviceId, maxAgeSeconds).migrations).get(keyOf(migrationId));
      return status === undefined ? { kind: 'unseen' } : { kind: 'seen', tells: 'state', status };
    },
  };
}

/** A migration that is listed twice shows nothing: which one is meant cannot be told. */
function byId(list: MigrationList): ReadonlyMap<string, EngineStatus> {
  const found = new Map<string, EngineStatus>();
  const doubled = new Set<string>();
  for (const { id, status } of list.kind === 'listed' ? list.migrations : []) {
    if (id === undefined) continue;
    const key = keyOf(id);
    if (found.has(key)) doubled.add(key);
    found.set(key, status);
  }
  for (const key of doubled) found.delete(key);
  return found;
}

/** A body may write an id's names as they are, a path writes them encoded; no database name holds a per cent sign. */
function keyOf(migrationId: string): string {
  try {
    return canonicalResourceId(decodeURIComponent(migrationId));
  } catch {
    return canonicalResourceId(migrationId);
  }
}
