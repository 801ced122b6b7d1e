/**
 * How far an engine has come along our chain, by the sets it says it restored.
 *
 * An engine may take another route than ours (logs instead of a differential), so the question is not whether it
 * restored our files, but whether what it restored leads without a gap to the tail.
 */
import type { BackupSetRow } from '../backup-set-row';
import type { Lsn } from '../lsn';
import { type AssessOptions, assessChain } from './assess-chain';
import { collectSets } from './collect-sets';
import type { PathStep } from './verdict';

/** The tail an engine has to reach. */
export interface ProgressTarget {
  /** Key of its set, see `PathStep.setKey`. */
  readonly setKey: string;
  readonly lastLsn: Lsn;
  /** An empty tail need not be restored; reaching its LSN is enough. */
  readonly isEmpty: boolean;
}

/** How far the engine has come. */
export interface ChainProgress {
  /** True only when the restored sets lead without a gap exactly to the tail, and the tail is among them. */
  readonly isAtTail: boolean;
  /** Steps of our path beyond that point which are not restored. */
  readonly missing: readonly PathStep[];
}

/**
 * Assesses how far the restored sets lead: the chain over them alone.
 *
 * @param rows every row of the chain
 * @param isRestored whether the engine says that it restored the row's set
 * @param options those of the chain; `anchorGuid` is the full the engine started from
 * @example assessProgress(rows, (row) => restored.has(row), tail, { anchorGuid }).isAtTail
 */
export function assessProgress(
  rows: readonly BackupSetRow[],
  isRestored: (row: BackupSetRow) => boolean,
  tail: ProgressTarget,
  options: AssessOptions = {},
): ChainProgress {
  const restored = rows.filter(isRestored);
  const { chainEnd } = assessChain(restored, options);
  const keys = new Set(collectSets(restored).flatMap((set) => (set.isComplete ? [set.key] : [])));
  const missing = assessChain(rows, options).path.filter(
    (step) => !keys.has(step.setKey) && (chainEnd === undefined || step.lastLsn > chainEnd),
  );
  return { isAtTail: chainEnd === tail.lastLsn && (tail.isEmpty || keys.has(tail.setKey)), missing };
}
