/** Whether the source itself has gone on on another recovery fork (rules K4, K5), or a copy of it has. */
import { canonicalName } from '../names';
import type { BranchChoice } from './branches';
import type { BackupSet } from './collect-sets';
import { type ChainContext, isOther } from './judge-logs';
import { localTime } from './local-time';
import { serversOf } from './servers';
import { isCrossing } from './walk';

/**
 * The sets of other histories that may be the source's next backups (rule K8). LSNs do not show that: a source that was restored
 * or failed over by force goes on below where it was. What is certainly older never was its continuation; what another
 * server wrote is a copy's, unless a log fits the chain; and who chose the fork has said which is the source's.
 */
export function wentOnElsewhere(
  others: readonly BackupSet[],
  context: ChainContext,
  { fork, servers }: BranchChoice,
): readonly BackupSet[] {
  const [anchor] = context.path;
  if (fork !== undefined || others.length === 0 || anchor === undefined) return [];
  const own = new Set(serversOf(context.path).map(canonicalName));
  const named = servers?.map(canonicalName) ?? [];
  // Names that fit no backup of the chain are spelt otherwise than in headers, and tell nothing.
  const isNamed = named.some((server) => own.has(server));
  const source = isNamed ? new Set([...own, ...named]) : own;
  return others.filter((set) => {
    if (set.type === 'other' || wasLeftBehind(set, context)) return false;
    const server = serverOf(set);
    if (server === undefined || source.size === 0 || source.has(server)) return !isOlder(set, anchor);
    return !isNamed && set.type === 'log' && !beganBefore(set, anchor) && fitsChain(set, context);
  });
}

/** On a fork that the path left behind itself, and not beyond the chain end: the path is what came after it. */
function wasLeftBehind({ endFork, lastLsn }: BackupSet, { lineage, state }: ChainContext): boolean {
  return lastLsn <= state.end && endFork !== undefined && lineage.has(endFork);
}

/** Begins in the chain and leads beyond its end, or leaves it on the way: leaves one of its forks, or begins where a step ends. */
function fitsChain(set: BackupSet, { lineage, state, path }: ChainContext): boolean {
  if (set.firstLsn > state.end) return false;
  const leavesFork = isCrossing(set) && set.startFork !== undefined && lineage.has(set.startFork);
  return set.lastLsn > state.end || leavesFork || path.some(({ lastLsn }) => lastLsn === set.firstLsn);
}

/**
 * Certainly taken before the full, on the source. By the clock where one server wrote both; else by where its fork left,
 * unless the times say the opposite: a source may go back to before its full.
 */
function isOlder(set: BackupSet, anchor: BackupSet): boolean {
  const after = hoursFrom(set.head.finishedAt, anchor.head.startedAt);
  const isSameClock = serverOf(set) !== undefined && serverOf(set) === serverOf(anchor);
  if (isSameClock && after !== undefined && after >= CLOCK_SHIFT_HOURS) return true;
  const before = hoursFrom(anchor.head.finishedAt, set.head.startedAt);
  return beganBefore(set, anchor) && !(before !== undefined && before > 0);
}

function beganBefore({ head, firstLsn }: BackupSet, anchor: BackupSet): boolean {
  return (head.forkPointLsn ?? firstLsn) < anchor.firstLsn;
}

/** A server's clock may be set back that far between two backups: the end of daylight saving time, and as much again. */
const CLOCK_SHIFT_HOURS = 2;

function hoursFrom(earlier: string | undefined, later: string | undefined): number | undefined {
  const [from, to] = [localTime(earlier), localTime(later)];
  return from === undefined || to === undefined ? undefined : (to - from) / 3_600_000;
}

function serverOf({ head: { serverName } }: BackupSet): string | undefined {
  return serverName === undefined ? undefined : canonicalName(serverName);
}

/** The sets of other histories. */
export function setsOfOthers(sets: readonly BackupSet[], context: ChainContext): readonly BackupSet[] {
  return sets.filter((set) => !context.onPath.has(set) && isOther(set, context));
}
