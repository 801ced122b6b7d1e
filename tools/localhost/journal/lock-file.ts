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
  const { pid } = process;
  const mine: LockOwner = { pid, processStart: processStartOf(pid), since: now.toISOString() };
  const draft = `${path}.${pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, JSON.stringify(mine));
    while (!succeeds(() => linkSync(draft, path), 'EEXIST')) {
      const owner = liveOwner(path);
      if (owner !== undefined) throw lockedBy(owner, folder);
      removeStale(path, `${draft}.stale`);
    }
  } catch (error) {
    if (error instanceof HostError) throw error;
    const reason = `Cannot use state folder '${folder}': ${messageOf(error)}`;
    throw new HostError('STATE_UNUSABLE', reason, { cause: error });
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(path, { force: true });
}

/** Moved first and judged again: another host may have taken the stale lock over in the meantime. */
function removeStale(path: string, aside: string): void {
  if (!succeeds(() => renameSync(path, aside), 'ENOENT')) return;
  if (liveOwner(aside) !== undefined) succeeds(() => linkSync(aside, path), 'EEXIST');
  rmSync(aside, { force: true });
}

function lockedBy({ pid, since }: LockOwner, folder: string): HostError {
  return new HostError(
    'STATE_LOCKED',
    `Cannot use state folder '${folder}': process ${pid} has used it since ${since}. ` +
      'Stop that host, or give this one another folder with --state.',
  );
}

/** Whether `action` was done; a failure with `code` is expected, any other is thrown. */
function succeeds(action: () => void, code: string): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (systemCodeOf(error) === code) return false;
    throw error;
  }
}

/** Whoever holds the lock in `path` and lives; nobody when it is gone or torn. */
function liveOwner(path: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as LockOwner;
    return isAlive(owner) ? owner : undefined;
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
