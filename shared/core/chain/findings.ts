/** Remarks about a chain, one for each rule at most: the first file, and how many there are. */
import { type Lsn, formatLsn, NO_LSN } from '../lsn';
import { type BackupSet, isEmptyLog, type ChainEngine } from './collect-sets';
import type { ChainFinding } from './verdict';

/** What the remarks are made of. */
export interface FindingInput {
  readonly sets: readonly BackupSet[];
  /** In order of restore. */
  readonly path: readonly BackupSet[];
  readonly engine?: ChainEngine;
}

type Severity = ChainFinding['severity'];

/**
 * Remarks on stripes, checksums, types, overlaps and forks (rules S4–S9, L1, L5, L8, L10, L11, D2, D5, K3–K6).
 *
 * @returns one finding for each rule that applies, in the order of the rules
 */
export function findingsOn({ sets, path, engine }: FindingInput): readonly ChainFinding[] {
  const logs = path.filter((set) => set.type === 'log');
  return [
    ...remark(
      'S1',
      'info',
      sets.filter(hasUnknownStripes),
      'the header does not report the number of stripes; taken as one',
    ),
    ...remark(
      'S4',
      'error',
      sets.filter((set) => set.stripes.some((row) => row.position > 1)),
      'appended to another backup in the same file; the services read only the first set of a file',
    ),
    ...remark(
      'S5',
      engine === undefined || engine === 'lrs' ? 'warning' : 'error',
      path.filter((set) => set.head.hasBackupChecksums === false),
      'written without CHECKSUM, which the Database Migration Service refuses (error 2009)',
    ),
    ...remark(
      'S6',
      'error',
      sets.filter((set) => set.fault === 'damaged'),
      'marked as damaged',
    ),
    ...remark(
      'S7',
      'warning',
      sets.filter((set) => set.head.isEncrypted === true),
      'encrypted; the target needs the certificate',
    ),
    ...stripedLogs(sets, engine),
    ...remark(
      'S9',
      'error',
      sets.filter((set) => set.fault === 'unsupported'),
      'a snapshot, file or partial backup, which is not supported',
    ),
    ...remark(
      'D5',
      'warning',
      sets.filter((set) => set.type === 'differential' && set.head.differentialBaseLsn === NO_LSN),
      'names several differential bases; the base cannot be verified by LSN',
    ),
    ...remark('L5', 'info', overlaps(path), 'overlaps the backup before it; legal'),
    ...remark(
      'L10',
      'info',
      logs.filter((set) => set.head.hasBulkLoggedData === true),
      'contains bulk-logged changes; no point in time inside it can be restored',
    ),
    ...remark(
      'L11',
      'info',
      sets.filter((set) => set.type === 'log' && set.head.isCopyOnly === true),
      'a copy-only log: usable, never required',
    ),
    ...remark(
      'K5',
      'error',
      logs.filter((set) => set.startFork !== set.endFork),
      'crosses to another recovery fork: the source was restored, reverted or failed over by force',
    ),
    ...remark(
      'K6',
      'info',
      path.filter((set) => set.startFork === undefined),
      'the header does not report the recovery fork; taken as matching',
    ),
  ];
}

/** One remark about some sets, or none. */
export function remark(
  rule: string,
  severity: Severity,
  sets: readonly BackupSet[],
  text: string,
): ChainFinding[] {
  const [first] = sets;
  if (first === undefined) return [];
  const more = sets.length > 1 ? ` (and ${String(sets.length - 1)} more)` : '';
  return [{ rule, severity, file: first.head.file, message: `${first.label}${more}: ${text}.` }];
}

/** Empty logs beyond the chain end: they hold nothing, but tell of a log that has not arrived (rule L1). */
export function emptyBeyond(sets: readonly BackupSet[], end: Lsn): ChainFinding[] {
  const beyond = sets.filter((set) => isEmptyLog(set) && set.lastLsn > end);
  return remark(
    'L1',
    'warning',
    beyond,
    `empty, but beyond the chain end ${formatLsn(end)}: an earlier log has not arrived`,
  );
}

/** Microsoft Learn, "Log Replay Service": full and differential backups can be split, log backups cannot. */
function stripedLogs(sets: readonly BackupSet[], engine: ChainEngine | undefined): ChainFinding[] {
  const striped = sets.filter((set) => set.type === 'log' && set.stripeCount > 1);
  const count = String(striped[0]?.stripeCount);
  const text = `a log in ${count} stripes; the Log Replay Service takes a log in one file only: back logs up to one DISK or URL each (@NumberOfFiles = 1)`;
  return remark('S8', engine === 'lrs' ? 'error' : 'warning', striped, text);
}

function hasUnknownStripes(set: BackupSet): boolean {
  return set.head.familyCount === undefined;
}

function overlaps(path: readonly BackupSet[]): readonly BackupSet[] {
  return path.filter((set, index) => {
    const previous = path[index - 1];
    return set.type === 'log' && previous?.type === 'log' && set.firstLsn < previous.lastLsn;
  });
}
