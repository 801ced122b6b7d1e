/**
 * Branches of history: recovery forks that can each be restored, of which only one is the source's (rules K4, K5).
 *
 * No branch is chosen by its LSNs: a restored copy runs ahead of the original as easily as behind it.
 */
import type { Lsn } from '../lsn';
import { canonicalName } from '../names';
import { type BackupSet, compareRows } from './collect-sets';
import { type Route, type RouteStart, routeTo, stepsOf } from './route';
import { type Place, type Reached, inWalkOrder, reachAll } from './walk';

/** What is known of the branch that is the source's; each part narrows the choice. */
export interface BranchChoice {
  /** Where the engine stands: it goes on from there and nowhere else. */
  readonly restoredTo?: { readonly lsn: Lsn; readonly fork?: string };
  /** The recovery fork an operator chose; final. */
  readonly fork?: string;
  /** Servers of the source, as registered or given by an operator; compared without case. */
  readonly servers?: readonly string[];
}

/** A recovery fork that can be restored. */
export interface Branch {
  /** Undefined when no header tells a fork. */
  readonly fork?: string;
  readonly route: Route;
  /** Sets that end on this fork and are on no other branch's path; empty when there is one branch only. */
  readonly own: readonly BackupSet[];
}

/**
 * Finds the branches: every fork that can be reached, unless it is only the past of others.
 *
 * @param sets every set of the database
 * @returns the branch with most sets of its own first, then by name; none when no full can be restored
 */
export function findBranches(sets: readonly BackupSet[], reached: Reached<RouteStart>): readonly Branch[] {
  const places = leaves(sets, reached).flatMap((fork) => {
    const place = furthestOn(fork, reached);
    return place ? [{ fork, route: routeTo(place) }] : [];
  });
  if (places.length < 2) return places.map((branch) => ({ ...branch, own: [] }));
  const uses = countUses(places.map(({ route }) => route));
  return places
    .map((branch) => ({ ...branch, own: ownSets(sets, branch, uses) }))
    .sort((a, b) => b.own.length - a.own.length || compareRows(a.route.anchor.head, b.route.anchor.head));
}

function leaves(
  sets: readonly BackupSet[],
  { furthest, crossings }: Reached,
): readonly (string | undefined)[] {
  const known = [...furthest.keys()].filter((fork) => fork !== undefined).sort();
  if (known.length === 0) return [undefined];
  if (known.length === 1) return known;
  const left = new Map<string, Lsn>();
  for (const { from, until } of crossings) {
    const before = left.get(from);
    if (before === undefined || before < until) left.set(from, until);
  }
  const last = lastOnForks(sets);
  return known.filter((fork) => {
    const until = left.get(fork);
    return until === undefined || (last.get(fork) ?? until) > until;
  });
}

/** The last LSN at which each fork is known to have lived: any set tells it, usable or not. */
function lastOnForks(sets: readonly BackupSet[]): ReadonlyMap<string | undefined, Lsn> {
  const last = new Map<string | undefined, Lsn>();
  for (const { endFork, lastLsn } of sets) {
    const before = last.get(endFork);
    if (before === undefined || before < lastLsn) last.set(endFork, lastLsn);
  }
  return last;
}

/** A place on an unknown fork may be on any (rule K6); one that is known is preferred. */
function furthestOn(
  fork: string | undefined,
  { furthest }: Reached<RouteStart>,
): Place<RouteStart> | undefined {
  const known = furthest.get(fork);
  const unknown = furthest.get(undefined);
  if (known === undefined || unknown === undefined) return known ?? unknown;
  if (known.end !== unknown.end) return known.end > unknown.end ? known : unknown;
  return unknown.cost < known.cost ? unknown : known;
}

function countUses(routes: readonly Route[]): ReadonlyMap<BackupSet, number> {
  const uses = new Map<BackupSet, number>();
  for (const step of routes.flatMap(stepsOf)) uses.set(step, (uses.get(step) ?? 0) + 1);
  return uses;
}

function ownSets(
  sets: readonly BackupSet[],
  { fork, route }: Omit<Branch, 'own'>,
  uses: ReadonlyMap<BackupSet, number>,
): readonly BackupSet[] {
  const onPath = new Set(stepsOf(route));
  return sets.filter((set) => set.endFork === fork && (uses.get(set) ?? 0) === (onPath.has(set) ? 1 : 0));
}

/**
 * Narrows the branches down to those that may be the source's.
 *
 * @returns one when it is chosen; several, or none, when it is not
 */
export function chooseBranch(
  branches: readonly Branch[],
  choice: BranchChoice,
  sets: readonly BackupSet[],
): readonly Branch[] {
  const { fork, servers } = choice;
  if (fork !== undefined) return branches.filter((branch) => branch.fork === fork);
  if (branches.length < 2) return branches;
  const open = within(branches, onWayFrom(choice, sets));
  return servers === undefined ? open : within(open, writtenBy(servers));
}

/** What would leave nothing tells nothing. */
function within(branches: readonly Branch[], fits: (branch: Branch) => boolean): readonly Branch[] {
  const fitting = branches.filter(fits);
  return fitting.length === 0 ? branches : fitting;
}

/** Branches that an engine can still reach from where it stands. */
function onWayFrom({ restoredTo }: BranchChoice, sets: readonly BackupSet[]): (branch: Branch) => boolean {
  if (restoredTo?.fork === undefined) return () => true;
  const start = { end: restoredTo.lsn, fork: restoredTo.fork, forkUnverified: false, rank: 0 };
  const { furthest } = reachAll([start], inWalkOrder(sets));
  return ({ fork }) => furthest.has(fork);
}

/** Branches of which some backup was written by one of the servers, or of which no server is known. */
function writtenBy(servers: readonly string[]): (branch: Branch) => boolean {
  const named = new Set(servers.map(canonicalName));
  return (branch) => {
    const own = branch.own.flatMap(({ head }) => (head.serverName === undefined ? [] : [head.serverName]));
    return own.length === 0 || own.some((server) => named.has(canonicalName(server)));
  };
}
