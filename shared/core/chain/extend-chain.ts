/**
 * Continues a chain from its checkpoint over what lies beyond: the same walk, in time proportional to what is new.
 */
import type { BackupSetRow } from './backup-set';
import type { ChainCheckpoint } from './checkpoint';
import { isForeignTo, REMEMBERED_STEPS } from './checkpoint';
import type { BackupSet } from './collect-sets';
import { collectSets } from './collect-sets';
import type { FileCounts } from './file-verdicts';
import { countFiles, distinctRows, filesOfSet, foreignFile, sortFiles, toStep } from './file-verdicts';
import { emptyBeyond, findingsOn } from './findings';
import { judgeLog, logContext } from './judge-logs';
import type { RecomputeReason } from './must-recompute';
import { mustRecompute } from './must-recompute';
import { standingAt } from './standing';
import type { ChainFinding, ChainGap, ChainStatus, FileVerdict, PathStep } from './verdict';
import type { Walk } from './walk';
import { inWalkOrder, walkLogs } from './walk';

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

interface Standpoint {
  readonly anchor: PathStep;
  readonly lastStep: PathStep;
  readonly end: NonNullable<ChainCheckpoint['chainEnd']>;
}

/**
 * Continues a chain.
 *
 * @param candidates every row known whose LastLSN is greater than the checkpoint's chain end, seen before or not,
 *   and every row that arrived since the checkpoint; changed or removed rows go through `mustRecompute` first
 * @returns `recompute` when a candidate could change the past; nothing is continued then
 * @example
 * const next = extendChain(checkpoint, rowsBeyondChainEnd);
 * const now = next.kind === 'extended' ? next.checkpoint : toCheckpoint(assessChain(all, options), all, options);
 */
export function extendChain(
  checkpoint: ChainCheckpoint,
  candidates: readonly BackupSetRow[],
): ChainExtension {
  const rows = distinctRows(candidates);
  const standpoint = standpointOf(checkpoint);
  if (standpoint === undefined) return { kind: 'recompute', reason: 'noChain' };
  for (const row of rows) {
    const reason = mustRecompute(checkpoint, row);
    if (reason) return { kind: 'recompute', reason, file: row.file };
  }
  return walkOn(checkpoint, standpoint, rows);
}

function standpointOf({ anchor, lastSteps, chainEnd }: ChainCheckpoint): Standpoint | undefined {
  const lastStep = lastSteps.at(-1);
  if (anchor === undefined || lastStep === undefined || chainEnd === undefined) return undefined;
  return { anchor, lastStep, end: chainEnd };
}

function walkOn(checkpoint: ChainCheckpoint, from: Standpoint, rows: readonly BackupSetRow[]): ExtendedChain {
  const { fork, forkUnverified, options } = checkpoint;
  const foreign = rows.filter((row) => isForeignTo(row, checkpoint));
  const sets = collectSets(
    foreign.length === 0 ? rows : rows.filter((row) => !foreign.includes(row)),
    options.engine,
  );
  const walk = walkLogs({ end: from.end, fork, forkUnverified }, inWalkOrder(sets));
  const newSteps = walk.steps.map(toStep);
  const ownFiles = judge(sets, walk, from);
  const foreignFiles = foreign.map((row) => foreignFile(row, checkpoint.databaseName));
  const reached = {
    gap: undefined,
    ...standingAt({
      state: walk,
      lastStep: newSteps.at(-1) ?? from.lastStep,
      sets: sets.filter((set) => set.lastLsn > walk.end),
      awaitedDifferentials: [],
    }),
    chainEnd: walk.end,
    fork: walk.fork,
    forkUnverified: walk.forkUnverified,
  };
  const settled = countFiles(
    ownFiles.filter((file) => file.notNewer === true),
    checkpoint.settled,
  );
  const files = sortFiles([...foreignFiles, ...ownFiles]);
  return {
    kind: 'extended',
    checkpoint: {
      ...checkpoint,
      ...reached,
      pathLength: checkpoint.pathLength + newSteps.length,
      lastSteps: [...checkpoint.lastSteps, ...newSteps].slice(-REMEMBERED_STEPS),
      counts: countFiles(files, checkpoint.settled),
      settled: addForeign(settled, foreign.filter((row) => row.lastLsn <= walk.end).length),
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

function judge(sets: readonly BackupSet[], walk: Walk, { anchor }: Standpoint): FileVerdict[] {
  const context = logContext(anchor.lastLsn, walk, walk.steps);
  return sets.flatMap((set) => filesOfSet(set, judgeLog(set, context), walk.end));
}

function addForeign(counts: FileCounts, foreign: number): FileCounts {
  return { ...counts, foreign: counts.foreign + foreign };
}
