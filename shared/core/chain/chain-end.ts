/** The end of a chain: what is needed to judge it, and the judgement. */
import type { BackupSet } from './collect-sets';
import type { ChainGap, ChainStatus, PathStep, UnverifiedBase } from './verdict';
import type { WalkState } from './walk';

/** How a chain stands at its end. */
export interface ChainEndState {
  readonly status: ChainStatus;
  readonly summary: string;
  readonly gap?: ChainGap;
  readonly newer?: readonly string[];
  /** True when the source may have gone on on another fork (rule K8), whatever the status names first. */
  readonly wentElsewhere?: true;
}

/** What is needed to judge the end of a chain. */
export interface ChainEnd {
  readonly state: WalkState;
  /** The last steps of the path, as far as a checkpoint remembers them. */
  readonly lastSteps: readonly PathStep[];
  /** Sets of this history that end beyond the chain end. */
  readonly sets: readonly BackupSet[];
  /** Sets of other histories on which the source may have gone on (rules K4, K5). */
  readonly elsewhere: readonly BackupSet[];
  /** Differentials that could be restored on the anchor but lack stripes. */
  readonly awaitedDifferentials: readonly BackupSet[];
  /** A header at or after the base of the logs says SIMPLE (rule L9). */
  readonly simple?: BackupSet;
  /** The differential on the path names several bases (rule D5). */
  readonly unverified?: UnverifiedBase;
  /** Sets an operator excluded. */
  readonly excluded: readonly BackupSet[];
}

/** First file of a step, with the set's number where the file holds more than one. */
export function fileOf(step: PathStep | undefined): string {
  if (step === undefined) return 'nothing';
  const { files, positions, setKey } = step;
  const [file = setKey] = files;
  const position = positions?.[0];
  return position === undefined ? file : `${file} (set ${String(position)})`;
}
