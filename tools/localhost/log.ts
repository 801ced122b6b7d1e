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

/**
 * A log on standard output (warnings and errors on standard error): UTC time, what the line is, what it says. With
 * `quiet` only warnings, errors and what must always be seen.
 */
export function createLog({ quiet, clock }: { quiet: boolean; clock: Clock }): Log {
  const tell = (stream: LogStream, kind: string, text: string, look: Look = 'plain') => {
    const time = new Date(clock.now()).toISOString().slice(11, 23);
    stream.write(`${painted(`${time} ${kind.padEnd(14)}${text}`, look, stream)}\n`);
  };
  const tellUnlessQuiet: typeof tell = (...line) => {
    if (!quiet) tell(...line);
  };
  const { stdout, stderr } = process;
  return {
    info: (line) => tellUnlessQuiet(stdout, 'host', line),
    warn: (line) => tell(stderr, 'WARNING', line, 'warning'),
    error: (line) => tell(stderr, 'ERROR', line, 'error'),
    run: (run) => tellUnlessQuiet(stdout, run.kind, runText(run), lookOf(run)),
    app: (line) => tellUnlessQuiet(stdout, 'app', line),
    always: (line) => stdout.write(`${line}\n`),
  };
}

/** The first line of a message, at most 300 characters of it. */
export function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').slice(0, 300).trimEnd();
}

function runText({ functionName, milliseconds, outcome, detail = '' }: FunctionRun): string {
  const time = `${Math.round(milliseconds).toString().padStart(6)} ms`;
  return `${functionName.padEnd(24)}${time}  ${outcome.padEnd(6)}  ${detail}`.trimEnd();
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
