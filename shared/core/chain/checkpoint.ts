/**
 * What must be remembered of a chain to continue it without reading its past again.
 *
 * Small whatever the length of the chain: counts and the last few steps, never the list. JSON has no bigint, so the
 * wire form carries LSNs as decimal text.
 */
import type { BackupSetRow } from '../backup-set-row';
import type { Lsn } from '../lsn';
import type { AssessOptions } from './assess-chain';
import { type DatabaseGroup, chooseDatabase, rowsBeside } from './databases';
import { type FileCounts, countFiles, distinctRows } from './file-verdicts';
import { normalizeGuid } from './guid';
import { lastStepsOf } from './last-steps';
import { normalizeName } from './rename';
import type { ChainGap, ChainStatus, ChainVerdict, PathStep, UnverifiedBase } from './verdict';

/** Changes whenever an older checkpoint could be misread. */
export const CHECKPOINT_VERSION = 3;

/** What lasts of the options: what an engine has restored, and what is excluded, the caller gives anew. */
export type RememberedOptions = Omit<AssessOptions, 'restoredTo' | 'excluded'>;

/** A chain at one moment. */
export interface ChainCheckpoint {
  readonly version: typeof CHECKPOINT_VERSION;
  /** What the chain was assessed with; continuing uses the same. */
  readonly options: RememberedOptions;
  /** The database as its headers name it: family in lower case, name as written. */
  readonly familyGuid?: string;
  readonly databaseName?: string;
  /** The database had several names: such a chain is always assessed from nothing. */
  readonly wasRenamed: boolean;
  readonly status: ChainStatus;
  readonly summary: string;
  readonly anchor?: PathStep;
  readonly chainEnd?: Lsn;
  readonly fork?: string;
  readonly forkUnverified: boolean;
  /** The differential on the path names several bases (rule D5). */
  readonly unverified?: UnverifiedBase;
  readonly gap?: ChainGap;
  /** The source may have gone on on another fork (rule K8): such a chain is always assessed from nothing. */
  readonly wentElsewhere?: true;
  /** Steps on the path, anchor included. */
  readonly pathLength: number;
  /** The last steps of the path, at most {@link REMEMBERED_STEPS}. */
  readonly lastSteps: readonly PathStep[];
  /** Files by state, all of them. */
  readonly counts: FileCounts;
  /** Files by state whose set ends at or before the chain end: nothing that arrives later in order changes them. */
  readonly settled: FileCounts;
}

/**
 * Takes the checkpoint of a verdict.
 *
 * @param verdict result of `assessChain(rows, options)`
 * @param rows the very rows it was made from
 * @param options the very options it was made with
 * @example const checkpoint = toCheckpoint(assessChain(rows, options), rows, options);
 */
export function toCheckpoint(
  verdict: ChainVerdict,
  rows: readonly BackupSetRow[],
  options: AssessOptions = {},
): ChainCheckpoint {
  const distinct = distinctRows(rows);
  const database = chooseDatabase(distinct, options);
  const { status, summary, anchor, chainEnd, fork, forkUnverified, unverified, gap, wentElsewhere, path } =
    verdict;
  const remembered = { ...options, restoredTo: undefined, excluded: undefined };
  return {
    version: CHECKPOINT_VERSION,
    options: remembered,
    familyGuid: database?.familyGuid,
    databaseName: database?.databaseName,
    wasRenamed: (database?.names.length ?? 0) > 1,
    status,
    summary,
    anchor,
    chainEnd,
    fork,
    forkUnverified,
    unverified,
    gap,
    wentElsewhere,
    pathLength: path.length,
    lastSteps: lastStepsOf(path),
    counts: countFiles(verdict.files),
    settled: settledFiles(verdict, distinct, database),
  };
}

function settledFiles(
  { files, chainEnd }: ChainVerdict,
  rows: readonly BackupSetRow[],
  database: DatabaseGroup | undefined,
): FileCounts {
  const foreign = rowsBeside(rows, database).filter(
    (row) => chainEnd !== undefined && row.lastLsn <= chainEnd,
  );
  const settled = countFiles(files.filter((file) => file.notNewer === true));
  return { ...settled, foreign: foreign.length };
}

/** Tells whether a row names exactly the database of the checkpoint. */
export function isOfDatabase(row: BackupSetRow, checkpoint: ChainCheckpoint): boolean {
  return (
    normalizeGuid(row.familyGuid) === checkpoint.familyGuid &&
    normalizeName(row.databaseName) === normalizeName(checkpoint.databaseName)
  );
}

/** Tells whether a row certainly belongs to another database: the family is fixed, and the row names another. */
export function isForeignTo(row: BackupSetRow, { options, familyGuid }: ChainCheckpoint): boolean {
  const family = normalizeGuid(row.familyGuid);
  const fixed = options.familyGuid !== undefined || options.anchorGuid !== undefined;
  const given = normalizeGuid(options.familyGuid) ?? familyGuid;
  return (
    fixed && given === familyGuid && family !== undefined && familyGuid !== undefined && family !== familyGuid
  );
}
