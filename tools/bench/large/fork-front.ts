/** Starts the front in a process of its own. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Upstream } from './front';

/** What the front is told. */
export interface FrontOptions {
  readonly upstream: Upstream;
  /** What every request waits. */
  readonly delayMs: number;
}

/** The running front. */
export interface Front {
  readonly origin: string;
  /** Requests so far. */
  requests(): Promise<number>;
  close(): Promise<void>;
}

/** Starts it; resolves once it listens. */
export async function forkFront(options: FrontOptions): Promise<Front> {
  const child = fork(join(__dirname, 'front-process.js'));
  const origin = String(await ask(child, options));
  return {
    origin,
    requests: async () => Number(await ask(child, 'requests')),
    close: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function ask(child: ChildProcess, question: FrontOptions | 'requests'): Promise<unknown> {
  const answered = once(child, 'message');
  child.send(question);
  const [answer] = (await answered) as [unknown];
  return answer;
}
