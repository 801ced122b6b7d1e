/**
 * Lists that all migrations of the process share: many watches ask at about the same time, and one list of what a
 * service or an instance holds answers them all.
 */
import { canonicalResourceId } from '../../core/engine/resource-id';
import type { ArmClock } from './arm-clock';

/** A list that is there or on its way; `at` is when it was asked for, epoch milliseconds. */
interface KeptList<T> {
  readonly at: number;
  readonly resources: Promise<ReadonlyMap<string, T>>;
}

/** The lists of one kind. */
export interface SharedLists<T> {
  /**
   * Finds a resource in its owner's list. Whoever asks while a list is on its way gets that one; one that cannot
   * be read shows nothing, for as long as another would have served.
   *
   * @param ownerId ARM id of what the list is of
   * @param resourceId ARM id of the resource
   * @returns undefined when the list does not show it, or shows it twice
   */
  find(ownerId: string, resourceId: string, maxAgeSeconds: number): Promise<T | undefined>;
}

/** A list nobody asked for as long as this is let go, in milliseconds. */
const FORGOTTEN_AFTER = 600_000;

/** Makes them. @param list reads all pages of an owner's list; nothing where that fails. Must not reject */
export function createSharedLists<T extends { readonly id?: string }>(
  clock: ArmClock,
  list: (ownerId: string) => Promise<readonly T[]>,
): SharedLists<T> {
  const kept = new Map<string, KeptList<T>>();

  function fresh(ownerId: string, maxAgeSeconds: number): KeptList<T> {
    const now = clock.now();
    for (const [key, { at }] of kept) if (now - at > FORGOTTEN_AFTER) kept.delete(key);
    const key = canonicalResourceId(ownerId);
    const before = kept.get(key);
    if (before !== undefined && now >= before.at && now - before.at <= maxAgeSeconds * 1000) return before;
    const next = { at: now, resources: list(ownerId).then(byId) };
    kept.set(key, next);
    return next;
  }

  return {
    async find(ownerId, resourceId, maxAgeSeconds) {
      return (await fresh(ownerId, maxAgeSeconds).resources).get(keyOf(resourceId));
    },
  };
}

/** A resource that is listed twice shows nothing: which one is meant cannot be told. */
function byId<T extends { readonly id?: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  const doubled = new Set<string>();
  for (const resource of list) {
    if (resource.id === undefined) continue;
    const key = keyOf(resource.id);
    if (found.has(key)) doubled.add(key);
    found.set(key, resource);
  }
  for (const key of doubled) found.delete(key);
  return found;
}

/** A body may write an id's names as they are, a path writes them encoded; no database name holds a per cent sign. */
function keyOf(resourceId: string): string {
  try {
    return canonicalResourceId(decodeURIComponent(resourceId));
  } catch {
    return canonicalResourceId(resourceId);
  }
}
