/** A service of the local stack as a child process: started, waited for, logged to a file, ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { type Readiness, waitUntilReady } from './readiness';

/** What to run. */
export interface ServiceSpec {
  /** How people call it. */
  readonly name: string;
  /** Node when absent. */
  readonly command?: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ready: Readiness;
  readonly logFile: string;
  readonly limitMs?: number;
  /** Told of every line it prints. */
  readonly onLine?: (line: string) => void;
  /** It has processes of its own, which end with it; and it ends on this signal within this time. */
  readonly tree?: { readonly stopSignal: NodeJS.Signals; readonly stopMs: number };
}

/** A running service. */
export interface Service {
  readonly name: string;
  readonly pid: number;
  readonly ready: readonly RegExpExecArray[];
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
  /** Ends it without warning, as a crash would. */
  kill(): Promise<void>;
}

const STOP_MS = 4_000;

/** Starts a service and waits until it is ready. @throws {ServiceStartError} */
export async function startService(spec: ServiceSpec): Promise<Service> {
  const child = spawn(spec.command ?? process.execPath, [...spec.args], {
    cwd: spec.cwd,
    env: { ...process.env, ...spec.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // The leader of a process group of its own can be signalled together with its children.
    detached: spec.tree !== undefined,
  });
  let over = false;
  const send = (name: NodeJS.Signals): void => {
    if (!over) signal(child, name, spec.tree !== undefined);
  };
  const killWithParent = (): void => send('SIGKILL');
  process.once('exit', killWithParent);
  const ended = endOf(child).then((code) => {
    process.removeListener('exit', killWithParent);
    if (spec.tree) send('SIGKILL');
    over = true;
    return code;
  });
  logTo(spec.logFile, child);
  try {
    const ready = await waitUntilReady(child, spec, ended);
    return {
      name: spec.name,
      pid: child.pid ?? 0,
      ready,
      ended,
      stop: async () => {
        send(spec.tree?.stopSignal ?? 'SIGTERM');
        const timer = setTimeout(() => send('SIGKILL'), spec.tree?.stopMs ?? STOP_MS);
        await ended;
        clearTimeout(timer);
      },
      kill: async () => {
        send('SIGKILL');
        await ended;
      },
    };
  } catch (error) {
    send('SIGKILL');
    throw error;
  }
}

/** How it ended, for a sentence. @example endText(null) // 'was killed' */
export function endText(code: number | null): string {
  return code === null ? 'was killed' : `ended with code ${code}`;
}

/** An executable that cannot be started ends at once, without a code. */
function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => {
      if (child.pid === undefined) resolve(null);
    });
  });
}

function logTo(file: string, child: ChildProcess): void {
  const log = createWriteStream(file, { flags: 'a' });
  for (const stream of [child.stdout, child.stderr]) stream?.pipe(log, { end: false });
}

/** A process group can outlive its leader; a single process is signalled only while it runs. */
function signal(child: ChildProcess, name: NodeJS.Signals, group: boolean): void {
  if (child.pid === undefined) return;
  if (!group || process.platform === 'win32') {
    child.kill(name);
    return;
  }
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    // ESRCH: nothing of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
