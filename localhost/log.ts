import { createWriteStream } from 'node:fs';
import type { Clock } from './clock';

/** One run of one function, as the log tells it. */
export interface FunctionRun {
  kind: string;
  functionName: string;
  milliseconds: number;
  outcome: 'ok' | 'failed';
  /** What the run was about: an instance id, a blob, a route; and on failure the error's text. */
  detail?: string;
}

/** Where the host's lines go. */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
  run(run: FunctionRun): void;
  /** A line the app wrote (`context.log`, `console.log`). */
  app(line: string): void;
  /** Printed even when quiet: banner, addresses, READY. */
  always(line: string): void;
}

/** What the log shows and where it also writes. */
export interface LogOptions {
  quiet: boolean;
  file?: string;
  clock: Clock;
}

/**
 * A log on standard output (warnings and errors on standard error), and in full in `file` when one is given.
 * With `quiet` only warnings, errors and what must always be seen reach the screen.
 */
export function createLog({ quiet, file, clock }: LogOptions): Log {
  const fileStream = file === undefined ? undefined : createWriteStream(file, { flags: 'a' });
  const stamp = () => new Date(clock.now()).toISOString().slice(11, 23);
  const write = (stream: NodeJS.WritableStream, line: string, shown: boolean) => {
    if (shown) stream.write(`${line}\n`);
    fileStream?.write(`${line}\n`);
  };
  return {
    info: (line) => write(process.stdout, `${stamp()} ${line}`, !quiet),
    warn: (line) => write(process.stderr, `${stamp()} WARNING ${line}`, true),
    error: (line) => write(process.stderr, `${stamp()} ERROR ${line}`, true),
    run: (run) => write(process.stdout, `${stamp()} ${runLine(run)}`, !quiet),
    app: (line) => write(process.stdout, `${stamp()} app   ${line}`, !quiet),
    always: (line) => write(process.stdout, line, true),
  };
}

function runLine({ kind, functionName, milliseconds, outcome, detail }: FunctionRun): string {
  const time = `${Math.round(milliseconds).toString().padStart(5)} ms`;
  return `${kind.padEnd(12)} ${functionName.padEnd(24)} ${time}  ${outcome}${detail === undefined ? '' : `  ${detail}`}`;
}
