/**
 * Joining what the engine reports with our ledger: which of our sets it has restored.
 *
 * That a `backupSetId` is the header's BackupSetGUID is our inference, recorded nowhere. So ids count only where one that
 * the engine reports is one of ours: then they are authoritative, and what carries an id is joined by nothing else. Where
 * none is, sets are joined by file name; which version of a file that means is judged for the tail alone
 * (restored-version.ts).
 *
 * A set the engine lists counts by what it says of it. A set it does not list counts as restored when the engine's
 * last restored set ends at or after it, because SQL Server restores in LSN order (error 4305); in blob mode that is
 * all the service tells. LSNs that the engine reports are rounded and never used.
 */
import type { BackupSet } from '../chain/collect-sets';
import { normalizeGuid } from '../chain/guid';
import type { EngineSet, EngineStatus } from '../engine/engine-status';
import { isSameBlob, lastSegment } from '../file-names';

/** What the engine has done with our sets. */
export interface EngineJoin {
  /** How sets are joined; undefined without a reading. */
  readonly by?: 'setIds' | 'names';
  /** Our set that the engine restored last; undefined when it names none that we know. */
  readonly last?: BackupSet;
  /** GUID of the full the engine started from, when it names one that we know. */
  readonly anchorGuid?: string;
  isRestored(set: BackupSet): boolean;
}

/** Joins a reading with our sets. @example joinEngine(sets, status).last?.head.file */
export function joinEngine(sets: readonly BackupSet[], status: EngineStatus | undefined): EngineJoin {
  if (status === undefined) return { isRestored: () => false };
  const by = reportsOurIds(new Set(sets.map((set) => set.key)), status) ? 'setIds' : 'names';
  const last = sets.find((set) => isLastRestored(set, status, by));
  const matching = indexReported(status.sets, by);
  const saidOf = (set: BackupSet): boolean | undefined => verdictOf(matching(set));
  return {
    by,
    last,
    anchorGuid: sets.find((set) => set.type === 'full' && saidOf(set) === true)?.key,
    isRestored: (set) => saidOf(set) ?? (last !== undefined && set.lastLsn <= last.lastLsn),
  };
}

/** True when an id that the engine reports is the GUID of one of these sets: then its ids are the headers'. */
export function reportsOurIds(keys: ReadonlySet<string>, status: EngineStatus): boolean {
  return reportedSets(status).some((set) => {
    const id = normalizeGuid(set.backupSetId);
    return id !== undefined && keys.has(id);
  });
}

/** Every set the engine tells of: those it lists, and the one it calls the last restored. */
export function reportedSets({ sets, lastRestoredSet }: EngineStatus): readonly EngineSet[] {
  return lastRestoredSet === undefined ? sets : [...sets, lastRestoredSet];
}

function isLastRestored(set: BackupSet, status: EngineStatus, by: EngineJoin['by']): boolean {
  const { lastRestoredSet: last, lastRestoredFile } = status;
  if (last?.backupSetId !== undefined && by === 'setIds') return normalizeGuid(last.backupSetId) === set.key;
  const names = lastRestoredFile === undefined ? last?.files.map((file) => file.name) : [lastRestoredFile];
  return names?.some((name) => hasFile(set, name)) === true;
}

/**
 * The full that the engine says it restored, by id or names, as text to compare: another one means another chain.
 *
 * @returns undefined when the engine names none: what it told before stays
 */
export function toldAnchor(status: EngineStatus | undefined): string | undefined {
  const told = status?.sets.find((set) => set.type === 'full' && set.restored === true);
  if (told === undefined) return undefined;
  const names = told.files.map((file) => file.name).sort();
  return normalizeGuid(told.backupSetId) ?? JSON.stringify(names);
}

/** What the engine says of a set; of two statements that differ, the one that denies. */
function verdictOf(reported: readonly EngineSet[]): boolean | undefined {
  const said = reported.flatMap((one) => one.restored ?? []);
  return said.length === 0 ? undefined : said.every((restored) => restored);
}

/** Finds what means a set in constant time: a service may list as many sets as the folder has files. */
function indexReported(
  reported: readonly EngineSet[],
  by: EngineJoin['by'],
): (set: BackupSet) => readonly EngineSet[] {
  const byId = new Map<string, EngineSet[]>();
  const byName = new Map<string, EngineSet[]>();
  const add = (index: Map<string, EngineSet[]>, key: string, one: EngineSet): void => {
    const found = index.get(key);
    if (found === undefined) index.set(key, [one]);
    else found.push(one);
  };
  for (const one of reported) {
    const id = by === 'setIds' ? normalizeGuid(one.backupSetId) : undefined;
    if (id !== undefined) add(byId, id, one);
    else if (one.backupSetId === undefined || by !== 'setIds')
      for (const { name } of one.files) add(byName, name, one);
  }
  return (set) => {
    const names = [...set.stripes, ...set.spares].flatMap((row) => [row.file, lastSegment(row.file)]);
    return [...new Set([...(byId.get(set.key) ?? []), ...names.flatMap((name) => byName.get(name) ?? [])])];
  };
}

function hasFile(set: BackupSet, name: string): boolean {
  return [...set.stripes, ...set.spares].some((row) => isSameBlob(row.file, name));
}
