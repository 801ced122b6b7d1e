/** Ctrl-C and its kin, and the end of npm: one of them ends the command in order, and is no failure of what it ran. */
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A terminal sends Ctrl-C to the services as well: their end may be seen before the signal is. */
const GRACE_MS = 500;
const PARENT_MS = 500;

/** The command was stopped from outside. */
export class StoppedError extends Error {
  readonly code = 'Stopped';
  /** As a shell gives it for a signal: 130 for Ctrl-C. */
  readonly exitCode: number;
  constructor(
    readonly signal: (typeof SIGNALS)[number],
    message = signal === 'SIGINT' ? 'stopped' : `stopped by ${signal}`,
  ) {
    super(message);
    this.name = 'StoppedError';
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Resolves with the first signal, or when npm is gone; from then on further ones change nothing. */
export function stopSignal(): Promise<StoppedError> {
  return new Promise((done) => {
    for (const name of SIGNALS) process.on(name, () => done(new StoppedError(name)));
    if (process.env.npm_lifecycle_event !== undefined)
      whenParentEnds(() => done(new StoppedError('SIGTERM', 'stopped, because npm has ended')));
  });
}

/** npm passes SIGTERM on to its shell, which ends alone: this process is told nothing, and gets another parent. */
function whenParentEnds(tell: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    tell();
  }, PARENT_MS);
  timer.unref();
}

/** What ended first, the command by a signal or a service by itself: a signal counts though it is seen a little later. */
export async function firstEnd(
  stopped: Promise<StoppedError>,
  broken: Promise<string>,
): Promise<StoppedError | string> {
  const first = await Promise.race([stopped, broken]);
  return typeof first === 'string' ? Promise.race([stopped, sleep(GRACE_MS, first)]) : first;
}

/** Says how a command failed, and ends it. */
export function endFailed(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof StoppedError ? error.exitCode : 1);
}
