/**
 * The route of a restore: which full to start from, at most one differential, then the logs (rules F1–F5, D3, D6).
 */
import type { Lsn } from '../lsn';
import { maxLsn, NO_LSN } from '../lsn';
import type { BackupSet } from './collect-sets';
import { compareRows, isEmptyLog, isUsable } from './collect-sets';
import { chooseDifferential } from './differential';
import { normalizeGuid } from './guid';
import type { Walk, WalkState } from './walk';
import { inWalkOrder, walkLogs } from './walk';

/** A route and where it ends. */
export interface Route {
  readonly anchor: BackupSet;
  readonly differential?: BackupSet;
  readonly walk: Walk;
}

/**
 * Finds the route of the restore.
 *
 * Once an engine restored a full, the route starts there (rule F2). Before, it starts from the full that leads
 * furthest; of several, from the one with the highest LastLSN (rule F1).
 *
 * @param anchorGuid backup set GUID of the full the engine restored
 * @returns undefined when no complete, undamaged full is there
 */
export function findRoute(sets: readonly BackupSet[], anchorGuid?: string): Route | undefined {
  const logs = inWalkOrder(sets);
  const differentials = sets.filter((set) => set.type === 'differential');
  const anchors = anchorCandidates(sets, anchorGuid);
  const furthest = furthestEnd(sets);
  let best: Route | undefined;
  for (const anchor of anchors) {
    const route = routeFrom(anchor, differentials, logs);
    if (best === undefined || route.walk.end > best.walk.end) best = route;
    if (best.walk.end >= furthest) break;
  }
  return best;
}

/**
 * The route from one full.
 *
 * @param logs in walk order; see {@link inWalkOrder}
 */
export function routeFrom(
  anchor: BackupSet,
  differentials: readonly BackupSet[],
  logs: readonly BackupSet[],
): Route {
  const differential = chooseDifferential(anchor, differentials);
  return { anchor, differential, walk: walkLogs(startOfLogs(anchor, differential), logs) };
}

function startOfLogs(anchor: BackupSet, differential: BackupSet | undefined): WalkState {
  return {
    end: differential?.lastLsn ?? anchor.lastLsn,
    fork: differential?.endFork ?? anchor.endFork,
    forkUnverified:
      anchor.endFork === undefined || (differential !== undefined && differential.startFork === undefined),
  };
}

/** Fulls a route may start from, the one with the highest LastLSN first; regular before copy-only, then by name. */
function anchorCandidates(sets: readonly BackupSet[], anchorGuid: string | undefined): readonly BackupSet[] {
  const guid = normalizeGuid(anchorGuid);
  return sets
    .filter((set) => set.type === 'full' && isUsable(set) && (guid === undefined || set.key === guid))
    .sort(
      (a, b) =>
        Number(b.lastLsn - a.lastLsn > 0n) - Number(a.lastLsn - b.lastLsn > 0n) ||
        Number(a.head.isCopyOnly === true) - Number(b.head.isCopyOnly === true) ||
        compareRows(a.head, b.head),
    );
}

/** No route can end beyond this LSN. */
function furthestEnd(sets: readonly BackupSet[]): Lsn {
  return sets
    .filter((set) => isUsable(set) && !isEmptyLog(set))
    .reduce((end, set) => maxLsn(end, set.lastLsn), NO_LSN);
}

/** The sets of a route in order of restore. */
export function stepsOf(route: Route): readonly BackupSet[] {
  const { anchor, differential, walk } = route;
  return differential ? [anchor, differential, ...walk.steps] : [anchor, ...walk.steps];
}
