/**
 * The route of a restore: which full to start from, at most one differential, then the logs (rules F1–F5, D3, D6).
 */
import { type Lsn, NO_LSN } from '../lsn';
import { type BackupSet, compareRows, isUsable } from './collect-sets';
import { DifferentialIndex } from './differential-index';
import { normalizeGuid } from './guid';
import { type Place, type Reached, type Walk, type WalkStart, inWalkOrder, pathTo, reachAll } from './walk';

/**
 * What tells that the differential fits the anchor (also that there is none): its header; where that names several bases, an
 * engine that has restored it, or nothing (rule D5).
 */
type BaseProof = 'header' | 'engine' | 'none';

/** A route and where it ends. */
export interface Route {
  readonly anchor: BackupSet;
  readonly differential?: BackupSet;
  readonly base: BaseProof;
  readonly walk: Walk;
}

/** Where the logs of a route may begin: after a full, or after a differential on it. */
export interface RouteStart extends WalkStart {
  readonly anchor: BackupSet;
  readonly differential?: BackupSet;
  readonly base: BaseProof;
}

/** What is known of the full to start from, and of how far an engine has come. */
export interface StartChoice {
  /** Backup set GUID of the full the engine restored, or the operator chose (rule F2). */
  readonly anchorGuid?: string;
  /** What an engine has restored: it proves the base of every differential it needed. */
  readonly restoredTo?: { readonly lsn: Lsn };
}

/** Every place that can be restored, from every full that may be the anchor. */
export function reachFromFulls(sets: readonly BackupSet[], choice: StartChoice): Reached<RouteStart> {
  return reachAll(startsOf(sets, choice), inWalkOrder(sets));
}

/** The route to a place. */
export function routeTo(place: Place<RouteStart>): Route {
  const { anchor, differential, base } = place.start;
  return { anchor, differential, base, walk: pathTo(place) };
}

/** Where the logs alone lead from a full on a fork; undefined when they never reach that fork. */
export function logsAloneFrom(
  anchor: BackupSet,
  sets: readonly BackupSet[],
  fork?: string,
): Walk | undefined {
  const reached = reachAll([{ ...stateAfter(anchor), rank: 0 }], inWalkOrder(sets));
  const place = reached.furthest.get(fork);
  return place && pathTo(place);
}

/**
 * The starts, the preferred one first: what the headers verify before what they do not, then the full with the highest
 * LastLSN (F1), on it the differential with the highest (D3), and the full alone last. What an engine has restored proves a
 * base, but does not make its differential preferred: the path stays as it was.
 */
function startsOf(sets: readonly BackupSet[], choice: StartChoice): readonly RouteStart[] {
  const differentials = new DifferentialIndex(sets);
  const anchors = anchorCandidates(sets, choice.anchorGuid);
  const pairs = anchors.flatMap((anchor) =>
    [...differentials.usableOn(anchor), undefined].map((differential) => ({ anchor, differential })),
  );
  const isVerified = ({ differential }: (typeof pairs)[number]): boolean =>
    differential?.isVerified !== false;
  return [...pairs.filter(isVerified), ...pairs.filter((pair) => !isVerified(pair))].map((pair, rank) => {
    const { anchor, differential: { set: differential } = {} } = pair;
    const isRestored =
      differential !== undefined && differential.lastLsn <= (choice.restoredTo?.lsn ?? NO_LSN);
    const base = isVerified(pair) ? 'header' : isRestored ? 'engine' : 'none';
    return { ...stateAfter(anchor, differential), anchor, differential, base, rank };
  });
}

function stateAfter(anchor: BackupSet, differential?: BackupSet) {
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
        Number(b.lastLsn > a.lastLsn) - Number(a.lastLsn > b.lastLsn) ||
        Number(a.head.isCopyOnly === true) - Number(b.head.isCopyOnly === true) ||
        compareRows(a.head, b.head),
    );
}

/** The sets of a route in order of restore. */
export function stepsOf(route: Route): readonly BackupSet[] {
  const { anchor, differential, walk } = route;
  return differential ? [anchor, differential, ...walk.steps] : [anchor, ...walk.steps];
}
