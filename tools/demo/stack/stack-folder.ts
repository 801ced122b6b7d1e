/** What a stack's folder remembers: who runs in it, and the ports that the registrations in it name. */
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { shellQuoted } from '../../../shared/core/command-line';

const ports = z.object({ Blob: z.int(), Queue: z.int(), Table: z.int() });
const runner = z.object({
  pid: z.int(),
  /** The kernel's start time of the process where there is one: a pid may be used again. */
  processStart: z.string().nullable(),
  since: z.string(),
  /** Once it runs. */
  running: z
    .object({ hostUrl: z.string(), emulatorUrl: z.string(), connectionString: z.string() })
    .optional(),
});

/** Ports of a stack's own storage. */
export type StoragePorts = z.infer<typeof ports>;
/** Who runs in a folder, and since it runs, where. */
type Runner = z.infer<typeof runner>;

/** Another stack runs in the folder. */
export class FolderInUseError extends Error {
  readonly code = 'FolderInUse';
  constructor(folder: string, { pid, since, running }: Runner) {
    const where = running === undefined ? '' : ` at ${running.hostUrl}`;
    super(
      `Cannot start in ${folder}: the stack of process ${pid} has run there since ${since}${where}. ` +
        `Use that one, end it (Ctrl-C), or start a second one in a folder of its own: npm start -- --free-ports --folder ${shellQuoted(`${folder}-2`)}`,
    );
    this.name = 'FolderInUseError';
  }
}

/** Takes a folder for this process, before anything in it is opened. */
export class StackFolder {
  private constructor(
    readonly path: string,
    private readonly mine: Runner,
  ) {}

  /** @throws {FolderInUseError} When a stack that lives has it. */
  static take(path: string, now: Date): StackFolder {
    mkdirSync(path, { recursive: true });
    const mine = { pid: process.pid, processStart: processStartOf(process.pid), since: now.toISOString() };
    const folder = new StackFolder(path, mine);
    const draft = folder.draft(mine);
    try {
      while (!linked(draft, lockOf(path))) {
        const owner = runnerIn(path);
        if (owner !== undefined) throw new FolderInUseError(path, owner);
        rmSync(lockOf(path), { force: true });
      }
    } finally {
      rmSync(draft, { force: true });
    }
    return folder;
  }

  /** Tells others where it runs: `npm run upload` finds its storage here. */
  runs(running: NonNullable<Runner['running']>): void {
    renameSync(this.draft({ ...this.mine, running }), lockOf(this.path));
  }

  release(): void {
    if (runnerIn(this.path)?.pid === this.mine.pid) rmSync(lockOf(this.path), { force: true });
  }

  /** Forgets what earlier starts left. */
  clear(): void {
    for (const name of readdirSync(this.path))
      if (join(this.path, name) !== lockOf(this.path)) rmSync(join(this.path, name), { recursive: true });
  }

  /** Ports of the storage that an earlier start began here: container URLs of registrations hold them. */
  keptPorts(): StoragePorts | undefined {
    return readJson(join(this.path, 'storage-ports.json'), ports);
  }

  keepPorts(kept: StoragePorts): void {
    writeFileSync(join(this.path, 'storage-ports.json'), `${JSON.stringify(kept)}\n`);
  }

  private draft(content: Runner): string {
    const path = `${lockOf(this.path)}.${content.pid}`;
    writeFileSync(path, `${JSON.stringify(content)}\n`, { mode: 0o600 });
    return path;
  }
}

/** Who runs in a folder; nobody when the process is gone. */
export function runnerIn(path: string): Runner | undefined {
  const owner = readJson(lockOf(path), runner);
  return owner !== undefined && isAlive(owner) ? owner : undefined;
}

function lockOf(path: string): string {
  return join(path, 'running.json');
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive({ pid, processStart }: Runner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return processStart === processStartOf(pid);
}

/** proc(5), field 22 of /proc/<pid>/stat; null where there is no such file. */
function processStartOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function readJson<T>(path: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
