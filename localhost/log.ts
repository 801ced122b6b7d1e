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
  // A full disk may cost lines of the log file, never the host.
  fileStream?.on('error', (error) => {
    process.stderr.write(`WARNING the log file '${file ?? ''}' ends here: ${error.message}\n`);
  });
  const stamp = () => new Date(clock.now()).toISOString().slice(11, 23);
  const write = (stream: LogStream, line: string, shown: boolean, look: Look = 'plain') => {
    if (shown) stream.write(`${painted(line, look, stream)}\n`);
    fileStream?.write(`${line}\n`);
  };
  return {
    info: (line) => write(process.stdout, `${stamp()} ${column('host')}${line}`, !quiet),
    warn: (line) => write(process.stderr, `${stamp()} ${column('WARNING')}${line}`, true, 'warning'),
    error: (line) => write(process.stderr, `${stamp()} ${column('ERROR')}${line}`, true, 'error'),
    run: (run) => write(process.stdout, `${stamp()} ${runLine(run)}`, !quiet, lookOf(run)),
    app: (line) => write(process.stdout, `${stamp()} ${column('app')}${line}`, !quiet),
    always: (line) => write(process.stdout, line, true),
  };
}

/** The first line of a message, at most 300 characters of it. */
export function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').slice(0, 300).trimEnd();
}

function runLine({ kind, functionName, milliseconds, outcome, detail }: FunctionRun): string {
  const time = `${Math.round(milliseconds).toString().padStart(6)} ms`;
  return `${column(kind)}${functionName.padEnd(24)}${time}  ${outcome.padEnd(6)}  ${detail ?? ''}`.trimEnd();
}

/** What a line is: a kind of function, the app's own word, or the host's. */
function column(text: string): string {
  return text.padEnd(14);
}

type LogStream = NodeJS.WritableStream & { isTTY?: boolean };
type Look = 'plain' | 'dim' | 'warning' | 'error';

const colours: Record<Look, string> = { plain: '', dim: '\x1b[2m', warning: '\x1b[33m', error: '\x1b[31m' };

/** An orchestrator is run again and again to get on one step: those runs stand back. */
function lookOf({ kind, outcome }: FunctionRun): Look {
  if (outcome === 'failed') return 'error';
  return kind === 'orchestrator' ? 'dim' : 'plain';
}

/** Colours are for people: on a terminal, and not when NO_COLOR is set (https://no-color.org). */
function painted(line: string, look: Look, stream: LogStream): string {
  const wanted = stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
  return wanted && look !== 'plain' ? `${colours[look]}${line}\x1b[0m` : line;
}
