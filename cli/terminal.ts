/** Where the command reads and writes; a value, so that tests run commands without a process. */
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** The world of a command. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  readonly inIsTty: boolean;
  /** Width and height of the terminal that output goes to, as they are now; undefined when it is none. */
  size(): { readonly columns: number; readonly rows: number } | undefined;
  now(): Date;
  /** Writes to standard output as it is; the caller ends lines. */
  out(text: string): void;
  /** Writes to standard error as it is; the caller ends lines. */
  err(text: string): void;
  /** Asks a question on the terminal; undefined when the answer is cut off. Only with `inIsTty`. */
  ask(question: string): Promise<string | undefined>;
  /** All of standard input. */
  readInput(): Promise<string>;
  sleep(milliseconds: number): Promise<void>;
}

/** The terminal of this process; a reader that went away (`… | head`) ends it quietly. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      throw error;
    });
  }
  return {
    env: process.env,
    outIsTty: process.stdout.isTTY,
    errIsTty: process.stderr.isTTY,
    inIsTty: process.stdin.isTTY,
    size: () =>
      process.stdout.isTTY ? { columns: process.stdout.columns, rows: process.stdout.rows } : undefined,
    now: () => new Date(),
    out: (line) => void process.stdout.write(line),
    err: (line) => void process.stderr.write(line),
    ask,
    readInput: () => text(process.stdin),
    sleep: (milliseconds) => delay(milliseconds),
  };
}

/** The question goes to standard error: standard output may be a file. */
async function ask(question: string): Promise<string | undefined> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<undefined>((resolve) => prompt.once('close', () => resolve(undefined)));
  try {
    const answer = await Promise.race([prompt.question(question), closed]);
    if (answer === undefined) process.stderr.write('\n');
    return answer;
  } finally {
    prompt.close();
  }
}
