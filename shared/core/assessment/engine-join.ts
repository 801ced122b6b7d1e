/**
 * Joining what the engine reports with our ledger: which of our sets it has restored.
 *
 * A set the engine lists counts by what it says of it. A set it does not list counts as restored when the engine's
 * last restored set ends at or after it, because SQL Server restores in LSN order (error 4305); in blob mode that is
 * all the service tells. LSNs that the engine reports are rounded and never used.
 */
import type { BackupSet } from '../chain/collect-sets';
import { normalizeGuid } from '../chain/guid';
import type { EngineSet, EngineStatus } from '../engine/engine-status';
import type { Lsn } from '../lsn';

/** What the engine has done with our sets. */
export interface EngineJoin {
  /** Our set that the engine restored last; undefined when it names none that we know. */
  readonly last?: BackupSet;
  /** The LSN the engine has certainly reached. */
  readonly restoredTo?: Lsn;
  /** GUID of the full the engine started from, when it names one that we know. */
  readonly anchorGuid?: string;
  isRestored(set: BackupSet): boolean;
}

/** Joins a reading with our sets. @example joinEngine(sets, status).last?.head.file */
export function joinEngine(sets: readonly BackupSet[], status: EngineStatus | undefined): EngineJoin {
  if (status === undefined) return { isRestored: () => false };
  const last = sets.find((set) => isLastRestored(set, status));
  return {
    last,
    restoredTo: last?.lastLsn,
    anchorGuid: anchorOf(sets, status)?.key,
    isRestored: (set) => saidOf(set, status) ?? (last !== undefined && set.lastLsn <= last.lastLsn),
  };
}

function isLastRestored(set: BackupSet, status: EngineStatus): boolean {
  const id = status.lastRestoredSet?.backupSetId;
  if (id !== undefined) return normalizeGuid(id) === set.key;
  return status.lastRestoredFile !== undefined && hasFile(set, status.lastRestoredFile);
}

function anchorOf(sets: readonly BackupSet[], status: EngineStatus): BackupSet | undefined {
  return sets.find(
    (set) => set.type === 'full' && matching(set, status).some((one) => one.restored === true),
  );
}

/**
 * Tells whether the engine says that it restored another full than the one a chain was assessed with.
 *
 * @param anchor files of the chain's anchor, and the GUID of the full the engine had named by then
 * @returns false when the engine names no full: what it told before stays
 */
export function namesAnotherAnchor(
  status: EngineStatus | undefined,
  anchor: { readonly files: readonly string[]; readonly reportedGuid: string | undefined },
): boolean {
  const told = status?.sets.find((set) => set.type === 'full' && set.restored === true);
  if (told === undefined) return false;
  if (told.backupSetId !== undefined) return normalizeGuid(told.backupSetId) !== anchor.reportedGuid;
  const isSame = anchor.files.some((blob) => told.files.some((file) => isSameBlob(blob, file.name)));
  return anchor.reportedGuid === undefined || !isSame;
}

function saidOf(set: BackupSet, status: EngineStatus): boolean | undefined {
  return matching(set, status).find((one) => one.restored !== undefined)?.restored;
}

function matching(set: BackupSet, status: EngineStatus): readonly EngineSet[] {
  return status.sets.filter((one) =>
    one.backupSetId === undefined
      ? one.files.some((file) => hasFile(set, file.name))
      : normalizeGuid(one.backupSetId) === set.key,
  );
}

function hasFile(set: BackupSet, name: string): boolean {
  return [...set.stripes, ...set.spares].some((row) => isSameBlob(row.file, name));
}

/**
 * Tells whether the engine's name means this blob: the whole name, or its last segment.
 *
 * Stricter than `isSameFile`, because here a match counts as restored: a name with a folder of its own means no blob
 * that lies elsewhere.
 */
export function isSameBlob(blob: string, engineName: string): boolean {
  return blob === engineName || blob.slice(blob.lastIndexOf('/') + 1) === engineName;
}
