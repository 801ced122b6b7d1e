import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostError, messageOf, systemCodeOf } from '../errors';

interface LockOwner {
  pid: number;
  /** The kernel's start time of the process where there is one, so that a reused pid is not taken for the owner. */
  processStart: string | null;
  since: string;
}

/**
 * Takes the state folder for this process, making it when missing; the returned function gives it back.
 * @throws {HostError} STATE_LOCKED naming the pid, when another live process holds it; STATE_UNUSABLE when nothing can be
 * written there.
 */
export function lockStateFolder(folder: string, now: Date): () => void {
  const path = join(folder, 'host.lock');
  const mine: LockOwner = {
    pid: process.pid,
    processStart: processStartOf(process.pid),
    since: now.toISOString(),
  };
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, JSON.stringify(mine));
    while (!tryLink(draft, path)) {
      const owner = readOwner(path);
      if (owner !== undefined && isAlive(owner)) throw lockedBy(owner, folder);
      removeStale(path, `${draft}.stale`);
    }
  } catch (error) {
    throw error instanceof HostError ? error : unusable(folder, error);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(path, { force: true });
}

/** Moved first and judged again: another host may have taken the stale lock over in the meantime. */
function removeStale(path: string, aside: string): void {
  try {
    renameSync(path, aside);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return;
    throw error;
  }
  const owner = readOwner(aside);
  if (owner !== undefined && isAlive(owner)) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function unusable(folder: string, cause: unknown): HostError {
  const reason = `Cannot use state folder '${folder}': ${messageOf(cause)}`;
  return new HostError('STATE_UNUSABLE', reason, { cause });
}

function lockedBy({ pid, since }: LockOwner, folder: string): HostError {
  return new HostError(
    'STATE_LOCKED',
    `Cannot use state folder '${folder}': process ${pid} has used it since ${since}. ` +
      'Stop that host, or give this one another folder with --state.',
  );
}

function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(path: string): LockOwner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockOwner;
  } catch {
    return undefined;
  }
}

function isAlive(owner: LockOwner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return systemCodeOf(error) === 'EPERM';
  }
  return owner.processStart === processStartOf(owner.pid);
}

function processStartOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
