/** Branches of history as people tell them apart: by server, last date, end and files. */
import { formatLsn } from '../lsn';
import type { Branch } from './branches';
import type { BackupSet } from './collect-sets';
import { stepsOf } from './route';
import { serversOf } from './servers';
import type { ChainBranch } from './verdict';

/**
 * Describes every branch: those that can be restored, then the forks of which no full is here.
 *
 * @param strays sets on forks that cannot be restored
 */
export function describeBranches(
  branches: readonly Branch[],
  strays: readonly BackupSet[],
): readonly ChainBranch[] {
  const byFork = new Map<string, BackupSet[]>();
  for (const set of strays) {
    if (set.endFork === undefined) continue;
    const members = byFork.get(set.endFork);
    if (members) members.push(set);
    else byFork.set(set.endFork, [set]);
  }
  const unrestorable = [...byFork].sort(([a], [b]) => (a < b ? -1 : 1)).map(describeStrays);
  return [...branches.map(describeBranch), ...unrestorable];
}

/** Describes a branch that can be restored. */
export function describeBranch({ fork, route, own }: Branch): ChainBranch {
  const path = stepsOf(route);
  const onPath = new Set(path);
  const beside = own.filter((set) => !onPath.has(set));
  return {
    fork,
    servers: serversOf(own.length > 0 ? own : path),
    end: route.walk.end,
    lastFinishedAt: path.at(-1)?.head.finishedAt,
    files: filesOf([...path, ...inOrder(beside)]),
    ownFiles: filesOf(inOrder(own)),
  };
}

function describeStrays([fork, sets]: readonly [string, readonly BackupSet[]]): ChainBranch {
  const files = filesOf(inOrder(sets));
  const lastFinishedAt = inOrder(sets).at(-1)?.head.finishedAt;
  return { fork, servers: serversOf(sets), lastFinishedAt, files, ownFiles: files };
}

/** Each file once, in the order given. */
export function filesOf(sets: readonly BackupSet[]): readonly string[] {
  return [...new Set(sets.flatMap(({ stripes, spares }) => [...stripes, ...spares].map((row) => row.file)))];
}

function inOrder(sets: readonly BackupSet[]): readonly BackupSet[] {
  return [...sets].sort((a, b) => (a.lastLsn === b.lastLsn ? 0 : a.lastLsn < b.lastLsn ? -1 : 1));
}

/** @example branchText(branch) // 'PROD (fork 113b…, 5 files from full.bak to tail.trn, the last of 2026-01-05T21:01:00, LSN 36…)' */
export function branchText({ servers, fork, files, lastFinishedAt, end }: ChainBranch): string {
  const parts = [
    ...(servers.length === 0 && fork !== undefined ? [] : [`fork ${fork ?? 'unknown'}`]),
    filesText(files),
    ...(lastFinishedAt === undefined ? [] : [`the last of ${lastFinishedAt}`]),
    end === undefined ? 'no full backup of it is here' : `up to LSN ${formatLsn(end)}`,
  ];
  // A fork that stands for its unknown server is not named twice.
  return `${branchName({ servers, fork })} (${parts.join(', ')})`;
}

/** @example branchName({ servers: ['PROD'] }) // 'server PROD' */
export function branchName({ servers, fork }: Pick<ChainBranch, 'servers' | 'fork'>): string {
  if (servers.length === 0) return fork === undefined ? 'an unknown server' : `fork ${fork}`;
  return `server${servers.length > 1 ? 's' : ''} ${servers.join(', ')}`;
}

function filesText(files: readonly string[]): string {
  const [first = ''] = files;
  return files.length === 1 ? first : `${String(files.length)} files from ${first} to ${files.at(-1) ?? ''}`;
}
