/** Turns a header reading into what the engine keeps of a file. */
import type { BackupFileReading } from '../../../shared/core/backup-header';
import { formatLsn } from '../../../shared/core/lsn';
import type { BlobEntry } from './backup-reader';
import type { Arrival, BackupHeader, SeenFile } from './migration';

/**
 * A file as seen at `now`. Only the first set of a file counts, and only with its final header: what the service
 * cannot read is an invalid file.
 */
export function seenFile(
  blob: BlobEntry,
  reading: BackupFileReading,
  arrival: Arrival,
  now: number,
): SeenFile {
  const name = blob.name.slice(blob.name.lastIndexOf('/') + 1);
  return {
    name,
    etag: blob.etag,
    size: blob.size,
    seenAt: now,
    uploadedAt: blob.lastModified,
    arrival,
    content: contentOf(reading),
  };
}

function contentOf(reading: BackupFileReading): SeenFile['content'] {
  const [set] = reading.sets;
  if (reading.error) return { kind: 'invalid', reason: reading.error.message };
  if (set?.backupSetGuid === undefined || set.origin !== 'final')
    return { kind: 'invalid', reason: 'Cannot read the backup set: its header is not final' };
  const header: BackupHeader = {
    backupSetId: set.backupSetGuid.toLowerCase(),
    type: set.type,
    firstLsn: formatLsn(set.firstLsn),
    lastLsn: formatLsn(set.lastLsn),
    checkpointLsn: formatLsn(set.checkpointLsn),
    databaseBackupLsn: formatLsn(set.databaseBackupLsn),
    differentialBaseGuid: set.differentialBaseGuid?.toLowerCase(),
    firstFork: (set.firstRecoveryForkId ?? set.recoveryForkId)?.toLowerCase(),
    lastFork: set.recoveryForkId?.toLowerCase(),
    familyGuid: set.familyGuid?.toLowerCase(),
    hasChecksums: set.hasBackupChecksums,
    familyCount: reading.media?.familyCount ?? 1,
    familySequenceNumber: reading.media?.familySequenceNumber ?? 1,
    startDate: set.backupStartDate ?? undefined,
    finishDate: set.backupFinishDate ?? undefined,
  };
  return { kind: 'backup', header };
}
