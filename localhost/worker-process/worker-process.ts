import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createBatchedSender } from '../wire/batched-sender';
import type { FunctionMetadata, HostMessage, WireError, WorkerMessage } from '../wire/messages';

/** What a worker process says when the app is loaded. */
export interface LoadedApp {
  functions: FunctionMetadata[];
  capabilities: Record<string, string>;
}

/** Who hears from a worker process. */
export interface WorkerListener {
  onLoaded(app: LoadedApp): void;
  onLoadFailed(error: WireError): void;
  onMessage(message: Extract<WorkerMessage, { kind: 'done' | 'failed' | 'log' }>): void;
  /** A line of standard output or standard error. */
  onOutput(line: string): void;
  /** `how` is words such as "exit code 1" or "signal SIGKILL". */
  onExit(how: string): void;
}

/** One child process that runs the app's code. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly send: (message: HostMessage) => void;

  constructor(appFolder: string, env: NodeJS.ProcessEnv, listener: WorkerListener) {
    const child = fork(join(__dirname, '..', 'worker', 'main.js'), [appFolder], {
      cwd: appFolder,
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.send = createBatchedSender((batch) => {
      if (child.connected) child.send(batch, () => undefined);
    });
    child.on('message', (batch: WorkerMessage[]) => {
      for (const message of batch) deliver(message, listener);
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => listener.onOutput(line));
    }
    child.on('error', (error) => listener.onExit(error.message));
    child.once('exit', (code, signal) =>
      listener.onExit(signal === null ? `exit code ${code ?? '?'}` : `signal ${signal}`),
    );
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Asks the app to end and kills it when it has not within `patience` milliseconds. */
  async stop(patience: number): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    const timer = setTimeout(() => this.kill(), patience);
    this.send({ kind: 'stop' });
    await exited;
    clearTimeout(timer);
  }
}

function deliver(message: WorkerMessage, listener: WorkerListener): void {
  switch (message.kind) {
    case 'loaded':
      listener.onLoaded(message);
      break;
    case 'loadFailed':
      listener.onLoadFailed(message.error);
      break;
    default:
      listener.onMessage(message);
  }
}
