import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createBatchedSender } from '../wire/batched-sender';
import type { HostMessage, LoadedApp, WorkerMessage } from '../wire/messages';

/** What a worker process says after it has loaded the app. */
export type LaterMessage = Extract<WorkerMessage, { kind: 'ended' | 'log' }>;

/** One child process that runs the app's code. */
export class WorkerProcess {
  private readonly child: ChildProcess;
  readonly send: (message: HostMessage) => void;
  /** What the app registered; rejects with the reason when it cannot be loaded. */
  readonly loaded: Promise<LoadedApp>;
  /** Resolves when the process is gone, to words such as "exit code 1" or "signal SIGKILL". */
  readonly gone: Promise<string>;

  /** `onLine` hears every line of the process's standard output and standard error. */
  constructor(
    appFolder: string,
    env: NodeJS.ProcessEnv,
    onMessage: (message: LaterMessage) => void,
    onLine: (line: string) => void,
  ) {
    const child = fork(join(__dirname, '..', 'worker', 'main.js'), [appFolder], {
      cwd: appFolder,
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    this.send = createBatchedSender((batch) => {
      if (child.connected) child.send(batch, () => undefined);
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', onLine);
    }
    this.gone = new Promise((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) =>
        resolve(signal === null ? `exit code ${code ?? '?'}` : `signal ${signal}`),
      );
    });
    this.loaded = new Promise((resolve, reject) => {
      child.on('message', (batch: WorkerMessage[]) => {
        for (const message of batch) {
          if (message.kind === 'loaded') resolve(message.app);
          else if (message.kind === 'loadFailed')
            reject(new Error(message.error.stack ?? message.error.message));
          else onMessage(message);
        }
      });
      void this.gone.then((how) => reject(new Error(`its process ended while loading (${how})`)));
    });
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Asks the app to end and kills it when it has not within `patience` milliseconds. */
  async stop(patience: number): Promise<void> {
    const timer = setTimeout(() => this.kill(), patience);
    this.send({ kind: 'stop' });
    await this.gone;
    clearTimeout(timer);
  }
}
