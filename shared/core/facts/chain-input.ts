/** Which records of the ledger enter the chain. */
import type { BackupSetRow } from '../backup-set-row';
import type { Lsn } from '../lsn';
import type { BackupRecord } from '../migration/backup-record';
import type { Exclusion } from '../migration/control';

/**
 * True when the operator took this version of the blob out of consideration. An upload that is not committed has no
 * ETag: its exclusion covers that upload alone, not the next one under the name.
 *
 * @example isExcluded({ name: 'a', etag: '', upload: 'new' }, [{ blob: 'a', etag: '', upload: 'old', … }]) // false
 */
export function isExcluded(
  version: Pick<BackupRecord, 'name' | 'etag' | 'upload'>,
  exclusions: readonly Exclusion[],
): boolean {
  return exclusions.some((one) => one.blob === version.name && isSameVersion(version, one));
}

function isSameVersion(
  { etag, upload }: Pick<BackupRecord, 'etag' | 'upload'>,
  exclusion: Exclusion,
): boolean {
  if (etag !== exclusion.etag) return false;
  return etag !== '' || (upload !== undefined && upload === exclusion.upload);
}

/**
 * The rows the chain is made of: readable backups in the engine's reach that are not excluded.
 *
 * A blob that was removed after the engine had restored past it stays as evidence; one removed earlier does not.
 *
 * @param restoredTo the LSN the engine has certainly reached, when known
 */
export function chainInput(
  records: readonly BackupRecord[],
  exclusions: readonly Exclusion[],
  restoredTo: Lsn | undefined,
): readonly BackupSetRow[] {
  return records
    .filter((record) => entersChain(record, exclusions))
    .flatMap((record) => rowsOf(record, restoredTo));
}

/** Rows of readable backups that are not used because an operator excluded them. */
export function excludedInput(
  records: readonly BackupRecord[],
  exclusions: readonly Exclusion[],
): readonly BackupSetRow[] {
  if (exclusions.length === 0) return [];
  return records
    .filter((record) => record.state === 'read' && !record.misplaced && isExcluded(record, exclusions))
    .flatMap((record) => record.sets);
}

function entersChain(record: BackupRecord, exclusions: readonly Exclusion[]): boolean {
  return (
    (record.state === 'read' || record.state === 'removed') &&
    !record.misplaced &&
    !isExcluded(record, exclusions)
  );
}

function rowsOf(record: BackupRecord, restoredTo: Lsn | undefined): readonly BackupSetRow[] {
  if (record.state !== 'removed') return record.sets;
  return restoredTo === undefined ? [] : record.sets.filter((set) => set.lastLsn <= restoredTo);
}
