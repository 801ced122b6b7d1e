/** Records of backups that nobody took: a full and the logs behind it, by number. */
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import { lsnFromParts } from '../../shared/core/lsn';
import type { BackupRecord } from '../../shared/core/migration/backup-record';

/** When all of them were uploaded. */
export const AT = '2026-11-21T10:00:00.000Z';

/** The record of a file that holds one backup. */
export function backupRecord(name: string, number: number, type: 'full' | 'log'): BackupRecord {
  return {
    name,
    etag: `"0x8DD${String(number).padStart(12, '0')}"`,
    size: 1_048_576,
    lastModified: AT,
    seenAt: AT,
    state: 'read',
    misplaced: false,
    sets: [setOf(name, number, type)],
    current: true,
  };
}

function setOf(file: string, number: number, type: 'full' | 'log'): BackupSetRow {
  const firstLsn = lsnFromParts(1_000 + number, 16, 1);
  return {
    file,
    position: 1,
    type,
    backupSetGuid: guid('5d3f3c1e', number),
    mediaSetGuid: guid('6d3f3c1e', number),
    familyCount: 1,
    familySequenceNumber: 1,
    databaseName: 'Sales',
    serverName: 'SQL1',
    familyGuid: guid('7d3f3c1e', 1),
    recoveryForkId: guid('8d3f3c1e', 1),
    recoveryModel: 'full',
    hasBackupChecksums: true,
    firstLsn,
    lastLsn: lsnFromParts(1_001 + number, 16, 1),
    ...(type === 'full' && { checkpointLsn: firstLsn }),
  };
}

/** A GUID of a number. */
export function guid(head: string, number: number): string {
  return `${head}-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
