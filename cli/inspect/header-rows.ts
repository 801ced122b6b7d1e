/**
 * Header rows that someone exported: RESTORE HEADERONLY (with LABELONLY's columns), msdb's backupset, or what dbatools
 * makes of them, as a JSON array of objects.
 *
 * Column names are compared without case and underscores. A missing column is unknown, NULL is "none".
 */
import type { BackupType, RecoveryModel } from '../../shared/core/backup-header';
import type { BackupSetRow } from '../../shared/core/chain/backup-set';
import { NO_LSN } from '../../shared/core/lsn';
import { CliError } from '../exit-codes';
import { Columns } from './exported-columns';
import type { InspectedFile } from './inspection';

const MOST_PROBLEMS = 5;

/** Types in the words of HEADERONLY, its numbers, msdb's letters, and dbatools' words. */
const TYPES: Readonly<Record<string, BackupType>> = {
  database: 'full',
  full: 'full',
  '1': 'full',
  d: 'full',
  'database differential': 'differential',
  differential: 'differential',
  '5': 'differential',
  i: 'differential',
  'transaction log': 'log',
  log: 'log',
  '2': 'log',
  l: 'log',
};

const RECOVERY_MODELS: Readonly<Record<string, RecoveryModel>> = {
  full: 'full',
  simple: 'simple',
  'bulk-logged': 'bulk-logged',
  bulk_logged: 'bulk-logged',
};

/**
 * Reads exported rows; a row of a striped set that lists all its files becomes one row each.
 *
 * @param text JSON: an array of objects, or one object
 * @param name of the file, for messages
 * @throws {CliError} When it is not such JSON, or a row cannot be read; names the rows and columns.
 */
export function readHeaderRows(text: string, name: string): readonly InspectedFile[] {
  const problems: string[] = [];
  const rows = parseRows(text, name).flatMap((value, index) => {
    const columns = new Columns(value, (problem) => problems.push(`row ${index + 1}: ${problem}`));
    return toRows(columns, `row-${String(index + 1).padStart(4, '0')}`);
  });
  if (problems.length > 0) throw unreadableRows(name, problems);
  if (rows.length === 0) throw new CliError(`Cannot read header rows of "${name}": it holds no row`);
  return byFile(rows);
}

function parseRows(text: string, name: string): readonly Readonly<Record<string, unknown>>[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it is not JSON';
    throw new CliError(`Cannot read header rows of "${name}": ${reason}`);
  }
  const rows: readonly unknown[] = Array.isArray(value) ? value : [value];
  return rows.map((row, index) => {
    if (isRecord(row)) return row;
    throw new CliError(
      `Cannot read header rows of "${name}": element ${index + 1} is no object; expected an array of rows, one object each`,
    );
  });
}

function unreadableRows(name: string, problems: readonly string[]): CliError {
  const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => `\n  ${problem}`);
  const more = problems.length > MOST_PROBLEMS ? `\n  … and ${problems.length - MOST_PROBLEMS} more` : '';
  return new CliError(`Cannot read header rows of "${name}":${shown.join('')}${more}`);
}

function toRows(columns: Columns, fallbackName: string): readonly BackupSetRow[] {
  const names = columns.texts('BackupPath', 'PhysicalDeviceName', 'FullName');
  const row = toRow(columns);
  if (names.length <= 1) return [{ ...row, file: names[0] ?? fallbackName }];
  return names.map((file, index) => ({
    ...row,
    file,
    familyCount: names.length,
    familySequenceNumber: index + 1,
  }));
}

function toRow(columns: Columns): Omit<BackupSetRow, 'file'> {
  const type = columns.text('BackupTypeDescription', 'Type', 'BackupType')?.trim().toLowerCase();
  if (type === undefined) columns.complain('BackupTypeDescription is missing');
  return {
    position: columns.number('Position') ?? 1,
    type: TYPES[type ?? ''] ?? 'other',
    backupSetGuid: columns.guid('BackupSetGUID', 'BackupSetUUID', 'BackupSetId'),
    mediaSetGuid: columns.guid('MediaSetGUID', 'MediaSetId', 'MediaUUID'),
    familyCount: columns.number('FamilyCount'),
    familySequenceNumber: columns.number('FamilySequenceNumber'),
    serverName: columns.text('ServerName', 'SqlInstance'),
    databaseName: columns.text('DatabaseName', 'Database'),
    familyGuid: columns.guid('FamilyGUID'),
    ...sequence(columns),
    ...forks(columns),
    ...state(columns),
    startedAt: columns.text('BackupStartDate', 'Start'),
    finishedAt: columns.text('BackupFinishDate', 'End'),
  };
}

function sequence(columns: Columns) {
  return {
    firstLsn: columns.neededLsn('FirstLSN'),
    lastLsn: columns.neededLsn('LastLSN'),
    checkpointLsn: columns.lsn('CheckpointLSN'),
    databaseBackupLsn: columns.lsn('DatabaseBackupLSN'),
    differentialBaseLsn: columns.lsn('DifferentialBaseLSN'),
    differentialBaseGuid: columns.guid('DifferentialBaseGUID'),
    beginsLogChain: columns.flag('BeginsLogChain'),
  };
}

function forks(columns: Columns) {
  const forkPointLsn = columns.lsn('ForkPointLSN');
  return {
    recoveryForkId: columns.guid('RecoveryForkID', 'LastRecoveryForkGUID'),
    firstRecoveryForkId: columns.guid('FirstRecoveryForkID', 'FirstRecoveryForkGUID'),
    forkPointLsn: forkPointLsn === NO_LSN ? undefined : forkPointLsn,
  };
}

function state(columns: Columns) {
  return {
    recoveryModel: RECOVERY_MODELS[columns.text('RecoveryModel')?.toLowerCase() ?? ''],
    hasBackupChecksums: columns.flag('HasBackupChecksums'),
    isCopyOnly: columns.flag('IsCopyOnly'),
    isDamaged: columns.flag('IsDamaged'),
    isSnapshot: columns.flag('IsSnapshot'),
    hasBulkLoggedData: columns.flag('HasBulkLoggedData'),
    isForceOffline: columns.flag('IsForceOffline'),
    hasIncompleteMetadata: columns.flag('HasIncompleteMetaData'),
    isEncrypted: columns.text('KeyAlgorithm') === undefined ? undefined : true,
  };
}

function byFile(rows: readonly BackupSetRow[]): readonly InspectedFile[] {
  const files = new Map<string, BackupSetRow[]>();
  for (const row of rows) files.set(row.file, [...(files.get(row.file) ?? []), row]);
  return [...files].map(([path, members]) => ({ path, rows: members }));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
