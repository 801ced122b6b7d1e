import { run } from '../../cli/run';
import type { Terminal } from '../../cli/terminal';
import type { InspectDocument } from './inspect-document';

/** What a run left behind. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  /** What is left to read; `written` has what was erased as well. */
  readonly err: string;
  readonly written: string;
  readonly asked: readonly string[];
  /** Standard output as a JSON document; of `inspect` unless another shape is named. */
  json<T = InspectDocument>(): T;
  /** The message of the error document that `--json` writes. */
  error(): string;
}

/** What surrounds a run. */
export interface World {
  readonly env?: Record<string, string>;
  readonly tty?: boolean;
  /** Standard input when it is no terminal. */
  readonly input?: string;
  /** Answers to questions; asking for more is cut off. */
  readonly answers?: readonly string[];
  /** Of the terminal, with `tty`; a very wide and high one when not given. */
  readonly size?: { readonly columns: number; readonly rows: number };
  /** What this machine's clock says; that of the documents when not given. */
  readonly now?: string;
  readonly onSleep?: (milliseconds: number) => void;
}

/** Runs the command line in this process. */
export async function runCli(args: readonly string[], world: World = {}): Promise<Ran> {
  const { env = {}, tty = false, input = '', answers = [], onSleep } = world;
  const { size = { columns: 1_000, rows: 1_000 }, now = '2026-11-21T09:32:20.000Z' } = world;
  const written = { out: '', err: '' };
  const asked: string[] = [];
  const terminal: Terminal = {
    env,
    outIsTty: tty,
    errIsTty: tty,
    inIsTty: tty,
    shell: 'posix',
    size: () => (tty ? size : undefined),
    now: () => new Date(now),
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    document: (text, stream = 'out') => void (written[stream] += text),
    ask: async (question) => {
      asked.push(question);
      return answers[asked.length - 1];
    },
    readInput: async () => input,
    sleep: async (milliseconds) => onSleep?.(milliseconds),
  };
  const exitCode = await run(args, terminal);
  const error = (): string =>
    (JSON.parse(written.err) as { readonly error: { readonly message: string } }).error.message;
  const left = written.err.replaceAll(/[^\n]*\r\u001b\[K/g, '');
  return {
    exitCode,
    asked,
    out: written.out,
    err: left,
    written: written.err,
    error,
    json: <T>() => JSON.parse(written.out) as T,
  };
}
