/**
 * The walk over the logs (rules L3, L4, K2, K3): the furthest end on each recovery fork that RESTORE's rules allow,
 * the same from fulls, differentials or a checkpoint.
 *
 * FirstLSN is inclusive, LastLSN exclusive, so a log that starts at the LSN reached continues the chain
 * (Microsoft Learn, "RESTORE HEADERONLY"; error 4305 otherwise). That comparisons are `<=` and `>`, never `>=`:
 * dbatools #2167, trimble-oss/sql-log-shipping-service #40.
 *
 * Taking the furthest log at each step is wrong where histories cross: a log that leaves a fork is no way on for who
 * has gone past it. So every place that can be reached is kept, on the fork it lies on.
 */
import type { Lsn } from '../lsn';
import { type BackupSet, compareRows, isEmptyLog, isUsable } from './collect-sets';
import { forksMatch } from './forks';
import { Front } from './front';

/** Where a walk stands. */
export interface WalkState {
  readonly end: Lsn;
  /** Fork reached; undefined when no header told it. */
  readonly fork?: string;
  /** A fork on the way was unknown (rule K6). */
  readonly forkUnverified: boolean;
}

/** Where a walk may begin; of two that lead to the same end, the one of lower rank is taken. */
export interface WalkStart extends WalkState {
  /** A whole number from 0. */
  readonly rank: number;
}

/** A place a walk can reach: the end of a start or of a log, on one fork. */
export interface Place<S extends WalkStart = WalkStart> {
  readonly end: Lsn;
  readonly fork?: string;
  /** Rank of the start first, then the number of logs. */
  readonly cost: number;
  readonly start: S;
  /** The log that leads here, from the place before; a start has none. */
  readonly log?: BackupSet;
  readonly before?: Place<S>;
}

/** A log that leaves a fork, where a walk can take it. */
export interface Crossing {
  readonly log: BackupSet;
  /** The fork it leaves, and the LSN up to which that fork is common history. */
  readonly from: string;
  readonly until: Lsn;
}

/** Everything a walk can reach. */
export interface Reached<S extends WalkStart = WalkStart> {
  /** By fork: the furthest place, of several the cheapest. */
  readonly furthest: ReadonlyMap<string | undefined, Place<S>>;
  readonly crossings: readonly Crossing[];
}

/** Where a walk ended, and by which logs. */
export interface Walk extends WalkState {
  readonly steps: readonly BackupSet[];
}

/** More logs than a chain can have: one rank outweighs them all. */
const RANK_COST = 2 ** 24;

/**
 * The logs a walk can use, in the order it needs them: usable, not empty, by LastLSN.
 *
 * @example reachAll(starts, inWalkOrder(sets))
 */
export function inWalkOrder(sets: readonly BackupSet[]): readonly BackupSet[] {
  return sets
    .filter((set) => set.type === 'log' && isUsable(set) && !isEmptyLog(set))
    .sort((a, b) => (a.lastLsn === b.lastLsn ? 0 : a.lastLsn < b.lastLsn ? -1 : 1));
}

/**
 * Finds every fork that can be reached, and how far.
 *
 * A log leads on from any place on its first fork within its range: O(n log n) for logs in walk order.
 *
 * @param logs in walk order
 * @example pathTo(reachAll([start], inWalkOrder(sets)).furthest.get(fork))
 */
export function reachAll<S extends WalkStart>(starts: readonly S[], logs: readonly BackupSet[]): Reached<S> {
  const map = new ReachMap<S>();
  const waiting = [...starts].sort((a, b) => (a.end === b.end ? a.rank - b.rank : a.end < b.end ? -1 : 1));
  let next = 0;
  for (const log of logs) {
    map.settleBefore(log.lastLsn);
    for (let start = waiting[next]; start && start.end < log.lastLsn; start = waiting[++next])
      map.begin(start);
    map.take(log);
  }
  map.settleBefore(undefined);
  for (const start of waiting.slice(next)) map.begin(start);
  return map.result();
}

/** The places found so far; logs that end at the same LSN wait until all of them have been looked at. */
class ReachMap<S extends WalkStart> {
  private readonly fronts = new Map<string | undefined, Front<Place<S>>>();
  private readonly crossings: Crossing[] = [];
  private pending: Place<S>[] = [];

  begin(start: S): void {
    this.front(start.fork).add({ end: start.end, fork: start.fork, cost: start.rank * RANK_COST, start });
  }

  /** @param end LastLSN of the next log; undefined after the last one */
  settleBefore(end: Lsn | undefined): void {
    const [first] = this.pending;
    if (first === undefined || (end !== undefined && first.end >= end)) return;
    if (this.pending.length > 1) this.pending.sort(comparePlaces);
    for (const place of this.pending) this.front(place.fork).add(place);
    this.pending = [];
  }

  take(log: BackupSet): void {
    if (log.startFork === undefined) {
      for (const front of this.fronts.values()) this.step(log, entryTo(log, front));
      return;
    }
    const known = entryTo(log, this.fronts.get(log.startFork));
    const unknown = entryTo(log, this.fronts.get(undefined));
    this.step(log, unknown && (known === undefined || unknown.cost < known.cost) ? unknown : known);
  }

  result(): Reached<S> {
    const furthest = new Map<string | undefined, Place<S>>();
    for (const [fork, front] of this.fronts) {
      const place = front.furthest();
      if (place) furthest.set(fork, place);
    }
    return { furthest, crossings: this.crossings };
  }

  private step(log: BackupSet, before: Place<S> | undefined): void {
    if (before === undefined) return;
    const { start, cost } = before;
    if (isCrossing(log) && log.startFork !== undefined)
      this.crossings.push({ log, from: log.startFork, until: log.head.forkPointLsn ?? before.end });
    const fork = log.endFork ?? before.fork;
    this.pending.push({ end: log.lastLsn, fork, cost: cost + 1, start, log, before });
  }

  private front(fork: string | undefined): Front<Place<S>> {
    const known = this.fronts.get(fork);
    if (known) return known;
    const front = new Front<Place<S>>();
    this.fronts.set(fork, front);
    return front;
  }
}

/**
 * The place from which a log is taken. One that leaves the fork is taken as early as possible: what lies between there
 * and the fork point may belong to the other history (and beyond it surely does).
 */
function entryTo<P extends Place>(log: BackupSet, front: Front<P> | undefined): P | undefined {
  if (front === undefined) return undefined;
  if (!isCrossing(log)) return front.cheapestFrom(log.firstLsn);
  const place = front.nearestFrom(log.firstLsn);
  const { forkPointLsn } = log.head;
  return place && forkPointLsn !== undefined && place.end > forkPointLsn ? undefined : place;
}

/** Tells whether a log begins on one fork and ends on another (rule K3). */
export function isCrossing(log: BackupSet): boolean {
  return log.startFork !== log.endFork;
}

/** The logs that lead to a place, and the state there (rules K3, K6). */
export function pathTo({ start, ...last }: Place): Walk {
  const steps: BackupSet[] = [];
  let forkUnverified = start.forkUnverified;
  for (let place: Omit<Place, 'start'> | undefined = last; place; place = place.before) {
    if (place.log === undefined) continue;
    steps.push(place.log);
    forkUnverified ||= place.before?.fork === undefined || place.log.startFork === undefined;
  }
  return { end: last.end, fork: last.fork, forkUnverified, steps: steps.reverse() };
}

/** Tells whether a log could be applied in a state, whatever its stripes and faults (rules L3, K2, K3). */
export function isApplicable(log: BackupSet, { end, fork }: WalkState): boolean {
  const { forkPointLsn } = log.head;
  const isBeforeFork = !isCrossing(log) || forkPointLsn === undefined || end <= forkPointLsn;
  return log.firstLsn <= end && log.lastLsn > end && forksMatch(fork, log.startFork) && isBeforeFork;
}

/** Cheapest first; then regular before copy-only (L11), known before unknown fork, staying before crossing, name. */
function comparePlaces(a: Place, b: Place): number {
  if (a.cost !== b.cost) return a.cost - b.cost;
  const [one, other] = [a.log, b.log];
  if (one === undefined || other === undefined) return 0;
  return (
    Number(one.head.isCopyOnly === true) - Number(other.head.isCopyOnly === true) ||
    Number(one.startFork === undefined) - Number(other.startFork === undefined) ||
    Number(isCrossing(one)) - Number(isCrossing(other)) ||
    compareRows(one.head, other.head)
  );
}
