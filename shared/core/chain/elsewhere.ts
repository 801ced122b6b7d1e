/** Whether the source itself has gone on on another recovery fork (rules K4, K5), or a copy of it has. */
import type { BranchChoice } from './branches';
import type { BackupSet } from './collect-sets';
import type { ChainContext } from './judge-logs';
import { isOther } from './judge-logs';
import { normalizeServer, serversOf } from './servers';

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
  const named = servers === undefined ? undefined : new Set(servers.map(normalizeServer));
  const own = new Set(serversOf(context.path).map(normalizeServer));
  return others.filter((set) => {
    const left = set.head.forkPointLsn ?? set.firstLsn;
    if (set.type === 'other' || set.lastLsn <= end || anchor === undefined || left < anchor.firstLsn)
      return false;
    const server = set.head.serverName === undefined ? undefined : normalizeServer(set.head.serverName);
    if (server === undefined) return true;
    if (named !== undefined) return named.has(server);
    return own.size === 0 || own.has(server) || (set.type === 'log' && set.firstLsn <= end);
  });
}

/** The sets of other histories. */
export function setsOfOthers(sets: readonly BackupSet[], context: ChainContext): readonly BackupSet[] {
  return sets.filter((set) => !context.onPath.has(set) && isOther(set, context));
}
