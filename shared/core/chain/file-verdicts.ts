/** From verdicts on sets to verdicts on files, in an order that does not depend on arrival. */
import type { BackupSetRow } from '../backup-set-row';
import type { Lsn } from '../lsn';
import { type BackupSet, isEmptyLog, sameRange } from './collect-sets';
import { normalizeGuid } from './guid';
import type { SetVerdict } from './judge-logs';
import type { ChainFileState, FileVerdict, PathStep } from './verdict';

/** How many files are in each state; a state without files is 0. */
export type FileCounts = Readonly<Record<ChainFileState, number>>;

/** Counts of no files at all. */
export const NO_FILES: FileCounts = {
  inChain: 0,
  covered: 0,
  beyondGap: 0,
  awaitingStripes: 0,
  duplicate: 0,
  superseded: 0,
  otherFork: 0,
  foreign: 0,
  unusable: 0,
};

/**
 * Counts files by state.
 *
 * @example countFiles(assessChain(rows).files).inChain
 */
export function countFiles(
  files: readonly Pick<FileVerdict, 'state'>[],
  start: FileCounts = NO_FILES,
): FileCounts {
  const counts = { ...start };
  for (const { state } of files) counts[state] += 1;
  return counts;
}

/** Drops rows that repeat another exactly: the same set at the same place, seen twice. */
export function distinctRows(rows: readonly BackupSetRow[]): readonly BackupSetRow[] {
  const first = new Map<string, BackupSetRow>();
  const further = new Map<string, BackupSetRow[]>();
  return rows.filter((row) => {
    const known = first.get(row.file);
    if (known === undefined) {
      first.set(row.file, row);
      return true;
    }
    const others = further.get(row.file) ?? [];
    if ([known, ...others].some((other) => isSameSetAtSamePlace(row, other))) return false;
    further.set(row.file, [...others, row]);
    return true;
  });
}

function isSameSetAtSamePlace(row: BackupSetRow, other: BackupSetRow): boolean {
  const sameGuid = normalizeGuid(row.backupSetGuid) === normalizeGuid(other.backupSetGuid);
  return row.position === other.position && sameGuid && sameRange(row, other);
}

/** Verdicts of the files of a set: its stripes as the set, further copies as duplicates (rule S2). */
export function filesOfSet(
  set: BackupSet,
  verdict: SetVerdict,
  chainEnd: Lsn | undefined,
): readonly FileVerdict[] {
  const notNewer = chainEnd !== undefined && set.lastLsn <= chainEnd;
  const own = set.stripes.map((row) => fileOf(row, verdict, notNewer));
  if (set.spares.length === 0) return own;
  const isEmpty = isEmptyLog(set);
  return [...own, ...set.spares.map((row) => fileOf(row, isEmpty ? verdict : copyOf(set, row), notNewer))];
}

function fileOf(
  { file, position }: BackupSetRow,
  { state, reason }: SetVerdict,
  notNewer: boolean,
): FileVerdict {
  if (reason === undefined) return notNewer ? { file, position, state, notNewer } : { file, position, state };
  return notNewer ? { file, position, state, reason, notNewer } : { file, position, state, reason };
}

function copyOf({ stripes, head, stripeCount }: BackupSet, spare: BackupSetRow): SetVerdict {
  const number = spare.familySequenceNumber ?? 1;
  const twin = stripes.find((row) => (row.familySequenceNumber ?? 1) === number) ?? head;
  const what = stripeCount === 1 ? 'the backup' : `stripe ${String(number)} of ${String(stripeCount)}`;
  return {
    state: 'duplicate',
    reason: `${spare.file} is a copy or mirror of ${what} in ${twin.file}, which is used.`,
  };
}

/** Verdicts of files of another database (rule S10). */
export function foreignFile(row: BackupSetRow, ownName: string | undefined): FileVerdict {
  const whose = `database ${row.databaseName ?? 'unknown'} (family ${row.familyGuid ?? 'unknown'})`;
  const reason = `${row.file} belongs to ${whose}, not to ${ownName ?? 'this database'}.`;
  return fileOf(row, { state: 'foreign', reason }, false);
}

/** Sorts verdicts by file name and position. */
export function sortFiles(files: FileVerdict[]): readonly FileVerdict[] {
  return files.sort((a, b) => (a.file === b.file ? a.position - b.position : a.file < b.file ? -1 : 1));
}

/** A complete set as a step of the path. */
export function toStep(set: BackupSet): PathStep {
  return {
    setKey: set.key,
    type: set.type,
    files: set.stripes.map((row) => row.file),
    ...(set.label !== set.head.file && { positions: set.stripes.map((row) => row.position) }),
    firstLsn: set.firstLsn,
    lastLsn: set.lastLsn,
    hasBackupChecksums: set.head.hasBackupChecksums,
    databaseName: set.head.databaseName,
    serverName: set.head.serverName,
    finishedAt: set.head.finishedAt,
  };
}
