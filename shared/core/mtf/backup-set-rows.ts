import type { BackupFileReading, BackupSetHeader, MediaHeader } from '../backup-header';
import type { BackupSetRow } from '../backup-set-row';

/**
 * Turns a reading into rows for the chain.
 *
 * Only final values enter a chain, and only of a file that could be read completely: a reading with an error gives no
 * row. Copy-only is taken from the rule on fulls (see `backup-set.ts`); of other types it stays unknown.
 *
 * @param file blob name or path of the reading
 */
export function toBackupSetRows(file: string, reading: BackupFileReading): BackupSetRow[] {
  if (reading.error) return [];
  return reading.sets
    .filter(({ origin }) => origin === 'final')
    .map((set) => ({ file, ...stripe(reading.media), ...identity(set), ...sequence(set), ...state(set) }));
}

function stripe(media: MediaHeader | undefined) {
  return {
    mediaSetGuid: media?.mediaSetGuid,
    familyCount: media?.familyCount,
    familySequenceNumber: media?.familySequenceNumber,
  };
}

function identity(set: BackupSetHeader) {
  return {
    position: set.position,
    type: set.type,
    backupSetGuid: set.backupSetGuid,
    serverName: set.serverName ?? undefined,
    databaseName: set.databaseName,
    familyGuid: set.familyGuid,
    startedAt: set.backupStartDate ?? undefined,
    finishedAt: set.backupFinishDate ?? undefined,
  };
}

function sequence(set: BackupSetHeader) {
  return {
    firstLsn: set.firstLsn,
    lastLsn: set.lastLsn,
    checkpointLsn: set.checkpointLsn,
    databaseBackupLsn: set.databaseBackupLsn,
    differentialBaseLsn: set.differentialBaseLsn,
    differentialBaseGuid: set.differentialBaseGuid,
    recoveryForkId: set.recoveryForkId,
    firstRecoveryForkId: set.firstRecoveryForkId,
    forkPointLsn: set.forkPointLsn,
    beginsLogChain: set.beginsLogChain,
  };
}

function state(set: BackupSetHeader) {
  return {
    recoveryModel: set.recoveryModel,
    hasBackupChecksums: set.hasBackupChecksums,
    isCopyOnly: set.isCopyOnly.confidence === 'guessed' ? undefined : set.isCopyOnly.value,
    isDamaged: set.isDamaged.value,
    isSnapshot: set.isSnapshot.value,
    hasBulkLoggedData: set.hasBulkLoggedData.value,
    isTailLog: set.isTailLog.value,
    isForceOffline: set.isForceOffline.value,
    hasIncompleteMetadata: set.hasIncompleteMetadata.value,
  };
}
