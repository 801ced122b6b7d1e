/**
 * Header rows that someone exported: RESTORE HEADERONLY (with LABELONLY's columns), msdb's backupset, or what dbatools
 * makes of them, as ConvertTo-Json, Export-Csv and Export-Clixml write them.
 *
 * A missing column is unknown, NULL is "none".
 */
import type { BackupType, RecoveryModel } from '../../shared/core/backup-header';
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import { NO_LSN } from '../../shared/core/lsn';
import { CliError } from '../exit-codes';
import { Columns } from './exported-columns';
import { readExport } from './exports/read-export';
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
 * @param text JSON, CSV or CLIXML
 * @param name of the file, for messages
 * @throws {CliError} When it has none of the forms, or a row cannot be read; names the rows and columns.
 */
export function readHeaderRows(text: string, name: string): readonly InspectedFile[] {
  const problems: string[] = [];
  const { rows: exported, isUntyped } = readExport(text, name);
  const rows = exported.flatMap((value, index) => {
    const columns = new Columns(value, isUntyped, (problem) => problems.push(`row ${index + 1}: ${problem}`));
    const version = softwareVersion(columns);
    return toRows(columns, `row-${String(index + 1).padStart(4, '0')}`).map((row) => ({ row, version }));
  });
  if (problems.length > 0) throw unreadableRows(name, problems);
  if (rows.length === 0) throw new CliError(`Cannot read header rows of "${name}": it holds no row`);
  return byFile(rows);
}

function unreadableRows(name: string, problems: readonly string[]): CliError {
  const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => `\n  ${problem}`);
  const more = problems.length > MOST_PROBLEMS ? `\n  … and ${problems.length - MOST_PROBLEMS} more` : '';
  return new CliError(`Cannot read header rows of "${name}":${shown.join('')}${more}`);
}

function toRows(columns: Columns, fallbackName: string): readonly BackupSetRow[] {
  const names = columns.files();
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
  const type = columns.text('type')?.trim().toLowerCase();
  if (type === undefined) columns.complain(`${columns.nameOf('type')} is missing`);
  return {
    position: columns.number('position') ?? 1,
    type: TYPES[type ?? ''] ?? 'other',
    backupSetGuid: columns.guid('backupSetGuid'),
    mediaSetGuid: columns.guid('mediaSetGuid'),
    familyCount: columns.number('familyCount'),
    familySequenceNumber: columns.number('familySequenceNumber'),
    serverName: columns.text('serverName'),
    databaseName: columns.text('databaseName'),
    familyGuid: columns.guid('familyGuid'),
    ...sequence(columns),
    ...forks(columns),
    ...state(columns),
    startedAt: columns.time('startedAt'),
    finishedAt: columns.time('finishedAt'),
  };
}

/** As far as it is told; undefined without its first part. */
function softwareVersion(columns: Columns): string | undefined {
  const parts = (['softwareMajor', 'softwareMinor', 'softwareBuild'] as const).map((key) =>
    columns.number(key),
  );
  const told = parts.indexOf(undefined);
  return parts[0] === undefined ? undefined : parts.slice(0, told < 0 ? parts.length : told).join('.');
}

function sequence(columns: Columns) {
  return {
    firstLsn: columns.neededLsn('firstLsn'),
    lastLsn: columns.neededLsn('lastLsn'),
    checkpointLsn: columns.lsn('checkpointLsn'),
    databaseBackupLsn: columns.lsn('databaseBackupLsn'),
    differentialBaseLsn: columns.lsn('differentialBaseLsn'),
    differentialBaseGuid: columns.guid('differentialBaseGuid'),
    beginsLogChain: columns.flag('beginsLogChain'),
  };
}

function forks(columns: Columns) {
  const forkPointLsn = columns.lsn('forkPointLsn');
  return {
    recoveryForkId: columns.guid('recoveryForkId'),
    firstRecoveryForkId: columns.guid('firstRecoveryForkId'),
    forkPointLsn: forkPointLsn === NO_LSN ? undefined : forkPointLsn,
  };
}

function state(columns: Columns) {
  return {
    recoveryModel: RECOVERY_MODELS[columns.text('recoveryModel')?.toLowerCase() ?? ''],
    hasBackupChecksums: columns.flag('hasBackupChecksums'),
    isCopyOnly: columns.flag('isCopyOnly'),
    isDamaged: columns.flag('isDamaged'),
    isSnapshot: columns.flag('isSnapshot'),
    hasBulkLoggedData: columns.flag('hasBulkLoggedData'),
    isForceOffline: columns.flag('isForceOffline'),
    hasIncompleteMetadata: columns.flag('hasIncompleteMetadata'),
    isEncrypted: columns.text('keyAlgorithm') === undefined ? undefined : true,
  };
}

/** A row, and the version of SQL Server that took it. */
interface VersionedRow {
  readonly row: BackupSetRow;
  readonly version?: string;
}

function byFile(rows: readonly VersionedRow[]): readonly InspectedFile[] {
  const files = new Map<string, VersionedRow[]>();
  for (const one of rows) files.set(one.row.file, [...(files.get(one.row.file) ?? []), one]);
  return [...files].map(([path, members]) => ({
    path,
    rows: members.map(({ row }) => row),
    exportedVersions: new Map(
      members.flatMap(({ row, version }) =>
        version === undefined ? [] : [[row.position, version] as const],
      ),
    ),
  }));
}
