/** A service of the local stack as a child process: started, waited for, logged to a file, ended. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** What to run. */
export interface ServiceSpec {
  /** How people call it. */
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Matches the output line that says it is ready; the groups are its findings. */
  readonly ready: RegExp;
  /** How many lines must match; 1 when absent. */
  readonly readyLines?: number;
  readonly logFile: string;
  readonly limitMs?: number;
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

/** The service ended or stayed silent before it was ready. */
export class ServiceStartError extends Error {
  readonly code = 'ServiceStart';
  constructor(name: string, reason: string, output: string) {
    super(`Cannot start ${name}: ${reason}${output === '' ? '' : `\n${output}`}`);
    this.name = 'ServiceStartError';
  }
}

const STOP_MS = 4_000;

/** Starts a service and waits until it says that it is ready. @throws {ServiceStartError} */
export async function startService(spec: ServiceSpec): Promise<Service> {
  const child = spawn(process.execPath, [...spec.args], {
    env: { ...process.env, ...spec.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithParent);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  void ended.then(() => process.removeListener('exit', killWithParent));
  try {
    const ready = await waitUntilReady(child, spec, ended);
    return {
      name: spec.name,
      pid: child.pid ?? 0,
      ready,
      ended,
      stop: () => end(child, ended, 'SIGTERM'),
      kill: () => end(child, ended, 'SIGKILL'),
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function waitUntilReady(
  child: ChildProcess,
  spec: ServiceSpec,
  ended: Promise<number | null>,
): Promise<readonly RegExpExecArray[]> {
  const log = createWriteStream(spec.logFile, { flags: 'a' });
  const found: RegExpExecArray[] = [];
  const recent: string[] = [];
  return new Promise((resolve, reject) => {
    const limit = spec.limitMs ?? 30_000;
    const timer = setTimeout(
      () =>
        reject(
          new ServiceStartError(spec.name, `it was not ready within ${limit / 1000} s`, recent.join('\n')),
        ),
      limit,
    );
    const onLine = (line: string): void => {
      recent.push(line);
      if (recent.length > 15) recent.shift();
      const match = spec.ready.exec(line);
      if (match) found.push(match);
      if (match && found.length === (spec.readyLines ?? 1)) {
        clearTimeout(timer);
        resolve(found);
      }
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      stream.pipe(log, { end: false });
      eachLine(stream, onLine);
    }
    void ended.then((code) => {
      clearTimeout(timer);
      reject(new ServiceStartError(spec.name, `it ended with code ${String(code)}`, recent.join('\n')));
    });
  });
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
}

async function end(child: ChildProcess, ended: Promise<unknown>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}
