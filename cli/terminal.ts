/** Where the command reads and writes; a value, so that tests run commands without a process. */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Shell } from '../shared/core/command-line';
import { fileFault } from '../shared/core/views/file-fault';
import { EXIT_ERROR } from './exit-codes';
import { forPeople, isUtf8, type Surroundings } from './for-people';
import { ownCommand } from './own-command';
import { PACKAGE_FOLDER } from './package';
import { terminalSize } from './terminal-size';

/** The world of a command. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  readonly inIsTty: boolean;
  /** What commands are typed into. */
  readonly shell: Shell;
  /** Width and height of the terminal that output goes to, as they are now and never 0; undefined when it is none. */
  size(): { readonly columns: number; readonly rows: number } | undefined;
  now(): Date;
  /** Shows a text on standard output; the caller ends lines. */
  out(text: string): void;
  /** Shows a text on standard error; the caller ends lines. */
  err(text: string): void;
  /** Writes a document for a program as it is, to standard output unless it is about a fault. */
  document(text: string, stream?: 'out' | 'err'): void;
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
      // On standard error, which may be the one that failed: then only the exit code tells.
      if (stream === process.stdout) writeSync(2, `Cannot write the output: ${fileFault(error.code)}\n`);
      process.exit(EXIT_ERROR);
    });
  }
  const here = surroundings();
  return {
    env: process.env,
    outIsTty: process.stdout.isTTY,
    errIsTty: process.stderr.isTTY,
    inIsTty: process.stdin.isTTY,
    shell: here.own.shell,
    size: () => (process.stdout.isTTY ? terminalSize(process.stdout) : undefined),
    now: () => new Date(),
    out: (text) => void process.stdout.write(forPeople(text, here)),
    err: (text) => void process.stderr.write(forPeople(text, here)),
    document: (text, stream) => void (stream === 'err' ? process.stderr : process.stdout).write(text),
    ask,
    readInput: () => text(process.stdin),
    sleep: (milliseconds) => delay(milliseconds),
  };
}

function surroundings(): Surroundings {
  const { env, argv, platform } = process;
  return {
    own: ownCommand({ env, script: argv[1], cwd: process.cwd(), platform, root: PACKAGE_FOLDER }),
    utf8: isUtf8(env, platform),
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
