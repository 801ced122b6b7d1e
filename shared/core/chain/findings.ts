/** Remarks about a chain, one for each rule at most: the first file, and how many there are. */
import type { EngineKind } from '../engine/engine-status';
import { type Lsn, formatLsn, NO_LSN } from '../lsn';
import { type BackupSet, isEmptyLog } from './collect-sets';
import type { ChainFinding } from './verdict';

/** What the remarks are made of. */
export interface FindingInput {
  readonly sets: readonly BackupSet[];
  /** In order of restore. */
  readonly path: readonly BackupSet[];
  readonly engine?: EngineKind;
}

type Severity = ChainFinding['severity'];

interface Remark {
  readonly rule: string;
  readonly severity: Severity | ((engine: EngineKind | undefined) => Severity);
  readonly about: (input: FindingInput) => readonly BackupSet[];
  readonly text: string | ((first: BackupSet) => string);
}

/**
 * Remarks on stripes, checksums, types, overlaps and forks (rules S4–S9, L1, L5, L8, L10, L11, D2, D5, K3–K6).
 *
 * @returns one finding for each rule that applies, in the order of the rules
 */
export function findingsOn(input: FindingInput): readonly ChainFinding[] {
  return REMARKS.flatMap(({ rule, severity, about, text }) =>
    remark(rule, typeof severity === 'function' ? severity(input.engine) : severity, about(input), text),
  );
}

const REMARKS: readonly Remark[] = [
  {
    rule: 'S1',
    severity: 'info',
    about: ({ sets }) => sets.filter((set) => set.head.familyCount === undefined),
    text: 'the header does not report the number of stripes; taken as one',
  },
  {
    rule: 'S4',
    severity: 'error',
    about: ({ sets }) => sets.filter((set) => set.stripes.some((row) => row.position > 1)),
    text: 'appended to another backup in the same file; the services read only the first set of a file',
  },
  {
    rule: 'S5',
    severity: (engine) => (engine === undefined || engine === 'lrs' ? 'warning' : 'error'),
    about: ({ path }) => path.filter((set) => set.head.hasBackupChecksums === false),
    text: 'written without CHECKSUM, which the Database Migration Service refuses (error 2009)',
  },
  {
    rule: 'S6',
    severity: 'error',
    about: ({ sets }) => sets.filter((set) => set.fault === 'damaged'),
    text: 'marked as damaged',
  },
  {
    rule: 'S7',
    severity: 'warning',
    about: ({ sets }) => sets.filter((set) => set.head.isEncrypted === true),
    text: 'encrypted; the target needs the certificate',
  },
  {
    // Microsoft Learn, "Log Replay Service": full and differential backups can be split, log backups cannot.
    rule: 'S8',
    severity: (engine) => (engine === 'lrs' ? 'error' : 'warning'),
    about: ({ sets }) => sets.filter((set) => set.type === 'log' && set.stripeCount > 1),
    text: ({ stripeCount }) =>
      `a log in ${String(stripeCount)} stripes; the Log Replay Service takes a log in one file only: back logs up to one DISK or URL each (@NumberOfFiles = 1)`,
  },
  {
    rule: 'S9',
    severity: 'error',
    about: ({ sets }) => sets.filter((set) => set.fault === 'unsupported'),
    text: 'a snapshot, file or partial backup, which is not supported',
  },
  {
    rule: 'D5',
    severity: 'warning',
    about: ({ sets }) =>
      sets.filter((set) => set.type === 'differential' && set.head.differentialBaseLsn === NO_LSN),
    text: 'names several differential bases; the base cannot be verified by LSN',
  },
  { rule: 'L5', severity: 'info', about: overlaps, text: 'overlaps the backup before it; legal' },
  {
    rule: 'L10',
    severity: 'info',
    about: (input) => logsOf(input).filter((set) => set.head.hasBulkLoggedData === true),
    text: 'contains bulk-logged changes; no point in time inside it can be restored',
  },
  {
    rule: 'L11',
    severity: 'info',
    about: ({ sets }) => sets.filter((set) => set.type === 'log' && set.head.isCopyOnly === true),
    text: 'a copy-only log: usable, never required',
  },
  {
    rule: 'K5',
    severity: 'error',
    about: (input) => logsOf(input).filter((set) => set.startFork !== set.endFork),
    text: 'crosses to another recovery fork: the source was restored, reverted or failed over by force',
  },
  {
    rule: 'K6',
    severity: 'info',
    about: ({ path }) => path.filter((set) => set.startFork === undefined),
    text: 'the header does not report the recovery fork; taken as matching',
  },
];

/** One remark about some sets, or none. */
export function remark(
  rule: string,
  severity: Severity,
  sets: readonly BackupSet[],
  text: Remark['text'],
): ChainFinding[] {
  const [first] = sets;
  if (first === undefined) return [];
  const more = sets.length > 1 ? ` (and ${String(sets.length - 1)} more)` : '';
  const what = typeof text === 'function' ? text(first) : text;
  return [{ rule, severity, file: first.head.file, message: `${first.label}${more}: ${what}.` }];
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

function logsOf({ path }: FindingInput): readonly BackupSet[] {
  return path.filter((set) => set.type === 'log');
}

function overlaps({ path }: FindingInput): readonly BackupSet[] {
  return path.filter((set, index) => {
    const previous = path[index - 1];
    return set.type === 'log' && previous?.type === 'log' && set.firstLsn < previous.lastLsn;
  });
}
