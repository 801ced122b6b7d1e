/** Reads exported RESTORE HEADERONLY rows and expected header values into chain rows. */
import { readFileSync } from 'node:fs';
import type { BackupType } from '../../../shared/core/backup-header';
import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { type Lsn, NO_LSN, parseLsn } from '../../../shared/core/lsn';

type Value = string | number | null | undefined;
type Recorded = Record<string, Value>;

const TYPES: Record<string, BackupType> = {
  Database: 'full',
  'Database Differential': 'differential',
  'Transaction Log': 'log',
};

/** Rows of one recorded chain; a row without a path gets its number in the file as a name. */
export function recordedRows(path: string): BackupSetRow[] {
  const recorded = JSON.parse(readFileSync(path, 'utf8')) as Recorded[];
  return recorded.map((row, index) => ({
    file: text(row['BackupPath']) ?? `row-${String(index + 1).padStart(4, '0')}`,
    position: Number(row['Position'] ?? 1),
    type: TYPES[String(row['BackupTypeDescription'])] ?? 'other',
    backupSetGuid: text(row['BackupSetGUID']),
    databaseName: text(row['DatabaseName']),
    firstLsn: parseLsn(String(row['FirstLSN'])),
    lastLsn: parseLsn(String(row['LastLSN'])),
    checkpointLsn: lsn(row['CheckpointLSN']),
    databaseBackupLsn: lsn(row['DatabaseBackupLSN']),
    differentialBaseLsn: lsn(row['DifferentialBaseLSN']),
    firstRecoveryForkId: text(row['FirstRecoveryForkID']),
    recoveryForkId: text(row['RecoveryForkID']),
  }));
}

interface ExpectedFile {
  readonly media: {
    readonly mediaSetGuid: string;
    readonly familyCount: number;
    readonly familySequenceNumber: number;
  };
  readonly sets: readonly Recorded[];
}

/** Rows of the backup files below a folder, from the expected header values beside them. */
export function expectedRows(path: string, folder: string): BackupSetRow[] {
  const { files } = JSON.parse(readFileSync(path, 'utf8')) as { files: Record<string, ExpectedFile> };
  return Object.entries(files)
    .filter(([file]) => file.startsWith(folder))
    .flatMap(([file, { media, sets }]) => sets.map((set) => expectedRow(file, media, set)));
}

function expectedRow(file: string, media: ExpectedFile['media'], set: Recorded): BackupSetRow {
  return {
    file,
    position: Number(set['position']),
    type: TYPES[String(set['backupType'])] ?? 'other',
    backupSetGuid: text(set['backupSetGuid']),
    mediaSetGuid: media.mediaSetGuid,
    familyCount: media.familyCount,
    familySequenceNumber: media.familySequenceNumber,
    databaseName: text(set['databaseName']),
    familyGuid: text(set['familyGuid']),
    firstLsn: parseLsn(String(set['firstLsn'])),
    lastLsn: parseLsn(String(set['lastLsn'])),
    checkpointLsn: lsn(set['checkpointLsn']),
    databaseBackupLsn: lsn(set['databaseBackupLsn']),
    recoveryForkId: text(set['recoveryForkId']),
    recoveryModel: (set['simpleRecovery'] as unknown) === true ? 'simple' : 'full',
    hasBackupChecksums: (set['hasBackupChecksums'] as unknown) === true,
  };
}

function text(value: Value): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

/** NULL is "known to be absent" and becomes 0; a missing column stays unknown. */
function lsn(value: Value): Lsn | undefined {
  if (value === undefined) return undefined;
  return value === null ? NO_LSN : parseLsn(String(value));
}
