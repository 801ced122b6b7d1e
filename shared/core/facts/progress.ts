/** How far the service has come along our chain, and what came after an approval. */
import { assessProgress } from '../chain/restore-progress';
import type { EngineStatus } from '../engine/engine-status';
import { isSameBlob } from '../file-names';
import type { ControlRow } from '../migration/control';
import { hasElapsed } from '../timing';
import type { RestoreProgress, TailFacts } from './facts';
import type { WholeChain } from './whole-chain';

/**
 * Joins what the service restored with our chain and tail.
 *
 * @returns what is known of it; members stay undefined where the service reports too little
 * @example progressOf(chain, tail, status).lastIsTail // true once the tail was restored last
 */
export function progressOf(
  chain: WholeChain,
  tail: TailFacts,
  status: EngineStatus | undefined,
): RestoreProgress {
  if (status === undefined) return {};
  const told = status.lastRestoredFile;
  const { last } = chain.join;
  // A set that is told by its id needs no file name.
  const lastRestoredKnown =
    told === undefined
      ? last === undefined
        ? undefined
        : true
      : chain.records.some((record) => isSameBlob(record.name, told));
  if (tail.kind !== 'one' || last === undefined) return { lastRestoredKnown };
  const restored = new Set(
    chain.sets.filter((set) => chain.join.isRestored(set)).flatMap((set) => set.stripes),
  );
  const target = { setKey: tail.tail.setKey, lastLsn: tail.tail.lastLsn, isEmpty: tail.empty };
  const progress = assessProgress(chain.rows, (row) => restored.has(row), target, chain.options);
  const lastIsTail = last.key === tail.tail.setKey || (tail.empty && last.lastLsn === tail.tail.lastLsn);
  return {
    lastRestoredKnown,
    lastIsTail,
    restoredToTail: progress.isAtTail,
    firstUnrestored: progress.missing[0]?.files[0],
  };
}

/** A file of our database that came after an approval that was not ended, and ends after the tail it was given for. */
export function newerThanApproved(
  { approvals = [] }: ControlRow,
  { records, sets }: WholeChain,
): string | undefined {
  for (const { at, tail, ended } of approvals) {
    if (ended !== undefined) continue;
    const isNew = (file: string): boolean =>
      records.some(({ name, seenAt }) => name === file && hasElapsed(at, seenAt, 0));
    const newer = sets.filter((set) => set.lastLsn > tail.lastLsn);
    const found = newer.flatMap((set) => set.stripes.map((row) => row.file)).find(isNew);
    if (found !== undefined) return found;
  }
  return undefined;
}
