/** Short rows for chain tests: only what a rule looks at is written. */
import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import type { ChainVerdict } from '../../../shared/core/chain/verdict';
import type { Lsn } from '../../../shared/core/lsn';

/** What a test says about a row besides its name and LSNs. */
export type RowFields = Partial<Omit<BackupSetRow, 'file' | 'type' | 'firstLsn' | 'lastLsn'>>;

/** A number as LSN. */
export const lsn = (value: number | bigint): Lsn => BigInt(value) as Lsn;

/** The GUID that a short name stands for. */
export const guid = (name: string): string => {
  const digits = Array.from(name, (letter) => letter.charCodeAt(0).toString(16)).join('');
  return `00000000-0000-0000-0000-${digits.slice(-12).padStart(12, '0')}`;
};

const DEFAULTS: RowFields = {
  position: 1,
  databaseName: 'Sales',
  familyGuid: guid('family'),
  recoveryForkId: guid('a'),
  recoveryModel: 'full',
  familyCount: 1,
  familySequenceNumber: 1,
  hasBackupChecksums: true,
};

function row(
  type: BackupSetRow['type'],
  file: string,
  first: number,
  last: number,
  fields: RowFields,
): BackupSetRow {
  const own = { backupSetGuid: guid(file), mediaSetGuid: guid(`m${file}`), position: 1 };
  return { ...DEFAULTS, ...own, ...fields, file, type, firstLsn: lsn(first), lastLsn: lsn(last) };
}

/** A full whose CheckpointLSN is its FirstLSN, unless told otherwise. */
export const full = (file: string, first: number, last: number, fields: RowFields = {}): BackupSetRow =>
  row('full', file, first, last, { checkpointLsn: lsn(first), ...fields });

/** A differential on a full. */
export const differential = (
  file: string,
  first: number,
  last: number,
  base: BackupSetRow,
  fields: RowFields = {},
): BackupSetRow =>
  row('differential', file, first, last, {
    databaseBackupLsn: base.checkpointLsn,
    differentialBaseLsn: base.checkpointLsn,
    differentialBaseGuid: base.backupSetGuid,
    ...fields,
  });

/** A log. */
export const log = (file: string, first: number, last: number, fields: RowFields = {}): BackupSetRow =>
  row('log', file, first, last, fields);

/** The stripes of a row, as files `name.1`, `name.2`, … of one set. */
export const stripesOf = (whole: BackupSetRow, count: number): BackupSetRow[] =>
  Array.from({ length: count }, (_, index) => ({
    ...whole,
    file: `${whole.file}.${String(index + 1)}`,
    familyCount: count,
    familySequenceNumber: index + 1,
  }));

/** Files of the path, in order of restore. */
export const pathFiles = (verdict: ChainVerdict): string[] => verdict.path.flatMap((step) => step.files);

/** State of each file, by name. */
export const states = (verdict: Pick<ChainVerdict, 'files'>): Record<string, string> =>
  Object.fromEntries(verdict.files.map(({ file, state }) => [file, state]));

/** Reason of one file. */
export const reasonOf = (verdict: Pick<ChainVerdict, 'files'>, name: string): string | undefined =>
  verdict.files.find(({ file }) => file === name)?.reason;

/** Rules of the findings, with severity. */
export const rules = (verdict: Pick<ChainVerdict, 'findings'>): string[] =>
  verdict.findings.map(({ rule, severity }) => `${rule} ${severity}`);
