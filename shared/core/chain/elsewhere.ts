/** Whether the source itself has gone on on another recovery fork (rules K4, K5), or a copy of it has. */
import { canonicalName } from '../names';
import type { BranchChoice } from './branches';
import type { BackupSet } from './collect-sets';
import type { ChainContext } from './judge-logs';
import { isOther } from './judge-logs';
import { serversOf } from './servers';

/**
 * The sets of other histories that may be the source's next backups: they go beyond the chain end and left this history,
 * if ever, after its full began. What is older never was its continuation; what another server wrote is a copy's, unless
 * a log fits the chain end; and who chose the fork has said which is the source's.
 */
export function wentOnElsewhere(
  others: readonly BackupSet[],
  context: ChainContext,
  { fork, servers }: BranchChoice,
): readonly BackupSet[] {
  if (fork !== undefined || others.length === 0) return [];
  const [anchor] = context.path;
  const { end } = context.state;
  const own = new Set(serversOf(context.path).map(canonicalName));
  const named = servers?.map(canonicalName) ?? [];
  // Names that fit no backup of the chain are spelt otherwise than in headers, and tell nothing.
  const isNamed = named.some((server) => own.has(server));
  const source = isNamed ? new Set([...own, ...named]) : own;
  return others.filter((set) => {
    const left = set.head.forkPointLsn ?? set.firstLsn;
    if (set.type === 'other' || set.lastLsn <= end || anchor === undefined || left < anchor.firstLsn)
      return false;
    const server = set.head.serverName === undefined ? undefined : canonicalName(set.head.serverName);
    if (server === undefined || source.size === 0 || source.has(server)) return true;
    return !isNamed && set.type === 'log' && set.firstLsn <= end;
  });
}

/** The sets of other histories. */
export function setsOfOthers(sets: readonly BackupSet[], context: ChainContext): readonly BackupSet[] {
  return sets.filter((set) => !context.onPath.has(set) && isOther(set, context));
}
