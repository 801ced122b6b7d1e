/** How a chain stands while nobody has said which branch of history is the source's. */
import { type Lsn, formatLsn } from '../lsn';
import { branchName, branchText } from './branch-description';
import type { ChainEndState } from './chain-end';
import type { ChainBranch } from './verdict';

/** Branches that are told one by one; more are counted. */
const MOST_TOLD = 4;
/** Files that are named in an advice to exclude them. */
const MOST_NAMED = 3;

/**
 * Tells the branches apart and says what chooses one.
 *
 * @param branches those that can be restored and may be the source's
 * @param wholeTo the end of each branch's chain when the files of the others are excluded; undefined where it is not whole then
 * @param fork the recovery fork asked for, which is none of them
 */
export function stateUnchosen(
  branches: readonly ChainBranch[],
  wholeTo: readonly (Lsn | undefined)[],
  fork: string | undefined,
): ChainEndState {
  const told = branches.slice(0, MOST_TOLD).map(branchText);
  const more = branches.length > MOST_TOLD ? `; and ${String(branches.length - MOST_TOLD)} more` : '';
  const all = `${told.join('; ')}${more}`;
  const start =
    fork === undefined
      ? `Cannot determine which of ${String(branches.length)} branches of history is the source's: ${all}.`
      : `Cannot follow recovery fork ${fork}: no full backup here leads to it, only to ${all}.`;
  return { status: 'forked', summary: [start, ...advice(branches, wholeTo)].join(' ') };
}

/** With two branches, leaving out the files of one makes the other whole, or not. */
function advice(branches: readonly ChainBranch[], wholeTo: readonly (Lsn | undefined)[]): readonly string[] {
  const [one, other] = branches;
  if (one === undefined || other === undefined || branches.length > 2) return [MOVE_AWAY];
  const sentences = [
    excludeAdvice(one, wholeTo[0], other.ownFiles),
    excludeAdvice(other, wholeTo[1], one.ownFiles),
  ].filter((sentence) => sentence !== undefined);
  return sentences.length === 0 ? [MOVE_AWAY] : sentences;
}

const MOVE_AWAY = "Exclude the files that are not the source's, or move them away.";

function excludeAdvice(
  kept: ChainBranch,
  end: Lsn | undefined,
  files: readonly string[],
): string | undefined {
  if (end === undefined || files.length === 0) return undefined;
  const named =
    files.length > MOST_NAMED ? `the ${String(files.length)} files of the other` : files.join(', ');
  return `If it is ${branchName(kept)}, exclude ${named}: its chain is then complete up to LSN ${formatLsn(end)}.`;
}
