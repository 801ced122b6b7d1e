/** Ctrl-C and its kin: one of them ends the command in order, and is no failure of what it ran. */
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A terminal sends Ctrl-C to the services as well: their end may be seen before the signal is. */
const GRACE_MS = 500;

/** The command was stopped from outside. */
export class StoppedError extends Error {
  readonly code = 'Stopped';
  /** As a shell gives it for a signal: 130 for Ctrl-C. */
  readonly exitCode: number;
  constructor(readonly signal: (typeof SIGNALS)[number]) {
    super(signal === 'SIGINT' ? 'stopped' : `stopped by ${signal}`);
    this.name = 'StoppedError';
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Resolves with the first signal; from then on further ones change nothing. */
export function stopSignal(): Promise<StoppedError> {
  return new Promise((done) => {
    for (const name of SIGNALS) process.on(name, () => done(new StoppedError(name)));
  });
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
