/**
 * The history a path belongs to (rules K1–K4): its recovery forks, and up to where each of them is common history.
 *
 * What lies on no fork of it, or on one of them beyond the point where the path left it, belongs to another history,
 * whatever its LSNs say.
 */
import type { Lsn } from '../lsn';
import type { BackupSet } from './collect-sets';
import { forksMatch } from './forks';
import { type Route, stepsOf } from './route';
import { type Crossing, type WalkState, isCrossing } from './walk';

/** Forks of a path, each with the LSN at which the path left it; `undefined` for one it did not leave. */
export type Lineage = ReadonlyMap<string, Lsn | undefined>;

/** The lineage of one fork alone, as a chain continued from a checkpoint has it. */
export function lineageOfFork(fork: string | undefined): Lineage {
  return new Map(fork === undefined ? [] : [[fork, undefined]]);
}

/**
 * The lineage of a route: the forks it passed, and those that logs at hand show to be their ancestors.
 *
 * @param sets every set of the database
 * @param crossings logs that leave a fork, where a restore could take them
 */
export function lineageOf(route: Route, sets: readonly BackupSet[], crossings: readonly Crossing[]): Lineage {
  const lineage = new Map<string, Lsn | undefined>();
  let end: Lsn | undefined;
  let fork: string | undefined;
  for (const step of stepsOf(route)) {
    const { startFork, endFork, lastLsn, head } = step;
    if (startFork !== undefined && isCrossing(step)) lineage.set(startFork, head.forkPointLsn ?? end);
    if (endFork !== undefined && endFork !== fork) lineage.set(endFork, undefined);
    [end, fork] = [lastLsn, endFork];
  }
  addAncestors(lineage, [...crossings, ...sets.filter(isCrossing).flatMap(knownCrossing)]);
  return lineage;
}

function knownCrossing(log: BackupSet): readonly Crossing[] {
  const { forkPointLsn } = log.head;
  if (log.startFork === undefined || forkPointLsn === undefined) return [];
  return [{ log, from: log.startFork, until: forkPointLsn }];
}

function addAncestors(lineage: Map<string, Lsn | undefined>, crossings: readonly Crossing[]): void {
  for (let size = -1; size !== lineage.size;) {
    size = lineage.size;
    for (const { log, from, until } of crossings) {
      const isParent = log.endFork !== undefined && lineage.has(log.endFork);
      if (isParent && !lineage.has(from)) lineage.set(from, until);
    }
  }
}

/** Tells whether a set certainly belongs to another history than the path. */
export function isOfOtherHistory(set: BackupSet, lineage: Lineage, { end, fork }: WalkState): boolean {
  const { startFork, endFork, lastLsn } = set;
  if (lastLsn > end && !forksMatch(fork, startFork)) return true;
  if (startFork === undefined || endFork === undefined || lineage.size === 0) return false;
  if (!lineage.has(startFork) || !lineage.has(endFork)) return true;
  const left = lineage.get(endFork);
  return left !== undefined && lastLsn > left;
}
