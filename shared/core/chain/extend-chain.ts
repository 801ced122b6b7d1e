/**
 * Continues a chain from its checkpoint over what lies beyond: the same walk, in time proportional to what is new.
 */
import type { BackupSetRow } from '../backup-set-row';
import { excludedSets } from './assess-chain';
import { type ChainCheckpoint, isForeignTo } from './checkpoint';
import { type BackupSet, collectSets } from './collect-sets';
import { stateAt } from './end-state';
import {
  type FileCounts,
  countFiles,
  distinctRows,
  filesOfSet,
  foreignFile,
  sortFiles,
  toStep,
} from './file-verdicts';
import { emptyBeyond, findingsOn } from './findings';
import { chainContext, judgeLog } from './judge-logs';
import { lastStepsOf } from './last-steps';
import { lineageOfFork } from './lineage';
import { type RecomputeReason, mustRecompute } from './must-recompute';
import type { ChainFinding, ChainGap, ChainStatus, FileVerdict, PathStep } from './verdict';
import { type Walk, type WalkState, inWalkOrder, pathTo, reachAll } from './walk';

/** The chain continued, or the row because of which it must be assessed from nothing. */
export type ChainExtension =
  { readonly kind: 'recompute'; readonly reason: RecomputeReason; readonly file?: string } | ExtendedChain;

/** The chain after the candidates. */
export interface ExtendedChain {
  readonly kind: 'extended';
  /** To continue from next time; its counts cover all files. */
  readonly checkpoint: ChainCheckpoint;
  readonly status: ChainStatus;
  readonly summary: string;
  readonly gap?: ChainGap;
  readonly chainEnd: ChainCheckpoint['chainEnd'];
  readonly fork?: string;
  readonly forkUnverified: boolean;
  /** Steps added to the path. */
  readonly newSteps: readonly PathStep[];
  /** Verdicts of the candidates, sorted by file name and position. */
  readonly files: readonly FileVerdict[];
  /** Remarks on the candidates. */
  readonly findings: readonly ChainFinding[];
}

/**
 * Continues a chain.
 *
 * @param candidates every row known whose LastLSN is greater than the checkpoint's chain end, seen before or not,
 *   and every row that arrived since the checkpoint; changed or removed rows go through `mustRecompute` first
 * @param excluded rows an operator excluded, as far as they lie beyond the chain end
 * @returns `recompute` when a candidate could change the past; nothing is continued then
 * @example
 * const next = extendChain(checkpoint, rowsBeyondChainEnd);
 * const now = next.kind === 'extended' ? next.checkpoint : toCheckpoint(assessChain(all, options), all, options);
 */
export function extendChain(
  checkpoint: ChainCheckpoint,
  candidates: readonly BackupSetRow[],
  excluded: readonly BackupSetRow[] = [],
): ChainExtension {
  const rows = distinctRows(candidates);
  const { chainEnd: end, fork, forkUnverified } = checkpoint;
  if (end === undefined || checkpoint.lastSteps.length === 0) return { kind: 'recompute', reason: 'noChain' };
  for (const row of rows) {
    const reason = mustRecompute(checkpoint, row);
    if (reason) return { kind: 'recompute', reason, file: row.file };
  }
  return walkOn(checkpoint, { end, fork, forkUnverified }, rows, excluded);
}

function walkOn(
  checkpoint: ChainCheckpoint,
  from: WalkState,
  rows: readonly BackupSetRow[],
  excludedRows: readonly BackupSetRow[],
): ExtendedChain {
  const { options } = checkpoint;
  const foreign = rows.filter((row) => isForeignTo(row, checkpoint));
  const sets = collectSets(
    foreign.length === 0 ? rows : rows.filter((row) => !foreign.includes(row)),
    options.engine,
    { firstSetOnly: options.firstSetOnly },
  );
  const walk = walkFrom(from, sets);
  const newSteps = walk.steps.map(toStep);
  const lastSteps = lastStepsOf([...checkpoint.lastSteps, ...newSteps]);
  const context = chainContext(walk, lineageOfFork(walk.fork), walk.steps);
  const ownFiles = sets.flatMap((set) => filesOfSet(set, judgeLog(set, context), walk.end));
  const reached = reachedBy(walk, checkpoint, { lastSteps, sets, excludedRows });
  const files = sortFiles([...foreign.map((row) => foreignFile(row, checkpoint.databaseName)), ...ownFiles]);
  return {
    kind: 'extended',
    checkpoint: {
      ...checkpoint,
      ...reached,
      pathLength: checkpoint.pathLength + newSteps.length,
      lastSteps,
      counts: countFiles(files, checkpoint.settled),
      settled: settledCounts(checkpoint, ownFiles, foreign, walk),
    },
    ...reached,
    newSteps,
    files,
    findings: [
      ...findingsOn({ sets, path: walk.steps, engine: options.engine }),
      ...emptyBeyond(sets, walk.end),
    ],
  };
}

/** Where the chain stands after the walk: status and summary, the gap beyond it, its end and fork. */
function reachedBy(
  walk: Walk,
  { unverified, familyGuid, options }: ChainCheckpoint,
  about: {
    readonly lastSteps: readonly PathStep[];
    readonly sets: readonly BackupSet[];
    readonly excludedRows: readonly BackupSetRow[];
  },
) {
  const state = stateAt({
    state: walk,
    lastSteps: about.lastSteps,
    sets: about.sets.filter((set) => set.lastLsn > walk.end),
    elsewhere: [],
    awaitedDifferentials: [],
    unverified,
    excluded: excludedSets(about.excludedRows, familyGuid, options),
  });
  const { end: chainEnd, fork, forkUnverified } = walk;
  return { gap: undefined, ...state, chainEnd, fork, forkUnverified };
}

/** The furthest way on; a chain that is continued stays on its fork. */
function walkFrom(from: WalkState, sets: readonly BackupSet[]): Walk {
  const { furthest } = reachAll([{ ...from, rank: 0 }], inWalkOrder(sets));
  const place = furthest.get(from.fork);
  return place ? pathTo(place) : { ...from, steps: [] };
}

function settledCounts(
  { settled }: ChainCheckpoint,
  ownFiles: readonly FileVerdict[],
  foreign: readonly BackupSetRow[],
  { end }: WalkState,
): FileCounts {
  const counts = countFiles(
    ownFiles.filter((file) => file.notNewer === true),
    settled,
  );
  return { ...counts, foreign: counts.foreign + foreign.filter((row) => row.lastLsn <= end).length };
}
