/** Whose backups these are, by the names in their headers: a few lines, whatever the number of files. */
import type { HeaderNames } from '../migration/source';
import { canonicalName } from '../names';
import { clip } from '../text';
import type { BackupSource } from './facts';

/** A set, as far as it matters whose it is. */
export interface NamedSet extends HeaderNames {
  readonly files: readonly string[];
}

/** Files of one source that are kept; checks name them and count the rest. */
const FILES = 10;
/** Combinations of names that are kept apart; an availability group has at most nine replicas. */
const SOURCES = 16;
/** Characters of a name: a database's has 128, a server's machine and instance (Microsoft Learn, "sysname"). */
const NAME_CHARS = 256;

/**
 * Adds sets to what was counted before. What is beyond the sixteenth combination is counted as nameless, which is unknown
 * and never met.
 *
 * @example countSources([], [{ files: ['full.bak'], databaseName: 'ODS' }]) // [{ databaseName: 'ODS', files: ['full.bak'], sets: 1 }]
 */
export function countSources(
  before: readonly BackupSource[],
  sets: readonly NamedSet[],
): readonly BackupSource[] {
  const bySource = new Map(before.map((source) => [keyOf(source), source]));
  for (const set of sets) {
    const names = boundNames(set);
    const isNew = !bySource.has(keyOf(names)) && bySource.size >= SOURCES;
    const source = isNew ? {} : names;
    const known = bySource.get(keyOf(source)) ?? { ...source, files: [], sets: 0 };
    const files = known.files.length < FILES ? [...known.files, ...set.files.slice(0, 1)] : known.files;
    bySource.set(keyOf(source), { ...known, files, sets: known.sets + 1 });
  }
  return [...bySource.values()];
}

/** The names, cut where no server could have written them so long. */
export function boundNames({ databaseName, serverName }: HeaderNames): HeaderNames {
  return {
    ...(databaseName !== undefined && { databaseName: clip(databaseName, NAME_CHARS) }),
    ...(serverName !== undefined && { serverName: clip(serverName, NAME_CHARS) }),
  };
}

function keyOf({ databaseName, serverName }: HeaderNames): string {
  return JSON.stringify([databaseName, serverName].map((name) => name && canonicalName(name)));
}
