/** Which records of the ledger enter the chain. */
import type { BackupSetRow } from '../chain/backup-set';
import type { Lsn } from '../lsn';
import type { BackupRecord } from '../migration/backup-record';
import type { Exclusion } from '../migration/control';

/** True when the operator took this version of the blob out of consideration. */
export function isExcluded(
  record: Pick<BackupRecord, 'name' | 'etag'>,
  exclusions: readonly Exclusion[],
): boolean {
  return exclusions.some((one) => one.blob === record.name && one.etag === record.etag);
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
