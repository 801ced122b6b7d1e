import type { Clock } from '../clock';
import { HostError } from '../errors';
import type { Log } from '../log';
import type { WireError, WorkerMessage } from '../wire/messages';
import type { InvocationRequest, InvocationResponse } from '../wire/typed-data';
import { RestartLimit } from './restart-limit';
import { type LoadedApp, WorkerProcess } from './worker-process';

/** How one run of a function came out. */
export type InvocationOutcome =
  | { kind: 'ok'; response: InvocationResponse }
  | { kind: 'failed'; error: WireError }
  | { kind: 'timedOut' }
  /** The worker process died under it. */
  | { kind: 'workerLost'; how: string }
  /** The host is stopping. */
  | { kind: 'stopped' };

/** What the supervisor needs to know. */
export interface SupervisorOptions {
  appFolder: string;
  env: NodeJS.ProcessEnv;
  /** `functionTimeout` in milliseconds, undefined for none. */
  timeout: number | undefined;
  clock: Clock;
  log: Log;
  onGiveUp: (error: HostError) => void;
}

interface Waiting {
  functionName: string;
  request: InvocationRequest;
  settle: (outcome: InvocationOutcome) => void;
  sent: boolean;
  cancelTimeout: () => void;
}

/** Milliseconds an app may take to load; a busy loop in its files would otherwise be waited for without end. */
const loadLimit = 60_000;

/** Keeps one worker process alive and runs functions in it; a function that exceeds the timeout takes the process down. */
export class WorkerSupervisor {
  readonly #options: SupervisorOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #restartLimit = new RestartLimit();
  #worker: WorkerProcess | undefined;
  #loaded = false;
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /**
   * Starts the process for the first time.
   * @throws {HostError} APP_INVALID when the app cannot be loaded.
   */
  start(): Promise<LoadedApp> {
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => {
        this.#stopping = true;
        reject(
          new HostError('APP_INVALID', `Cannot start the app in '${this.#options.appFolder}': ${reason}`),
        );
      };
      this.#spawn(resolve, fail);
    });
  }

  invoke(functionName: string, request: InvocationRequest): Promise<InvocationOutcome> {
    if (this.#stopping) return Promise.resolve({ kind: 'stopped' });
    return new Promise((settle) => {
      const waiting: Waiting = { functionName, request, settle, sent: false, cancelTimeout: () => undefined };
      this.#waiting.set(request.invocationId, waiting);
      if (this.#loaded) this.#send(waiting);
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#settleAll({ kind: 'stopped' });
    await this.#worker?.stop(1000);
  }

  /** `onFailed` hears once why the app could not be loaded; a death after that is `#onDeath`'s. */
  #spawn(onLoaded: (app: LoadedApp) => void, onFailed: (reason: string) => void): void {
    const { appFolder, env, clock, log } = this.#options;
    let phase: 'loading' | 'loaded' | 'ended' = 'loading';
    const leaveLoading = (next: 'loaded' | 'ended'): boolean => {
      if (phase !== 'loading') return false;
      phase = next;
      cancelLimit();
      return true;
    };
    const fail = (reason: string) => {
      if (!leaveLoading('ended')) return;
      worker.kill();
      onFailed(reason);
    };
    const worker = new WorkerProcess(appFolder, env, {
      onLoaded: (app) => {
        if (!leaveLoading('loaded')) return;
        this.#loaded = true;
        onLoaded(app);
        for (const waiting of this.#waiting.values()) this.#send(waiting);
      },
      onLoadFailed: ({ message, stack }) => fail(stack ?? message),
      onMessage: (message) => this.#onMessage(message),
      onOutput: (line) => log.app(line),
      onExit: (how) => {
        fail(`its process ended while loading (${how})`);
        if (phase === 'ended') return;
        phase = 'ended';
        this.#loaded = false;
        this.#onDeath(how);
      },
    });
    const cancelLimit = clock.after(loadLimit, () =>
      fail(`it was still loading after ${loadLimit / 1000} s`),
    );
    this.#worker = worker;
  }

  #send(waiting: Waiting): void {
    const { clock, timeout } = this.#options;
    waiting.sent = true;
    if (timeout !== undefined) waiting.cancelTimeout = clock.after(timeout, () => this.#onTimeout(waiting));
    this.#worker?.send({ kind: 'invoke', functionName: waiting.functionName, request: waiting.request });
  }

  #onMessage(message: Extract<WorkerMessage, { kind: 'done' | 'failed' | 'log' }>): void {
    switch (message.kind) {
      case 'log':
        this.#onLog(message);
        break;
      case 'done':
        this.#settle(message.invocationId, { kind: 'ok', response: message.response });
        break;
      case 'failed':
        this.#settle(message.invocationId, { kind: 'failed', error: message.error });
        break;
    }
  }

  #onLog({ level, message, functionName }: Extract<WorkerMessage, { kind: 'log' }>): void {
    const { log } = this.#options;
    const from = functionName === undefined ? '' : `${functionName}: `;
    const mark = level === 'error' || level === 'critical' ? 'ERROR ' : level === 'warning' ? 'WARNING ' : '';
    if (level !== 'trace' && level !== 'debug') log.app(`${mark}${from}${message}`);
  }

  /** The first to exceed the timeout is held responsible; what waits behind it is run again. */
  #onTimeout({ functionName, request }: Waiting): void {
    if (!this.#loaded) return;
    this.#loaded = false;
    this.#options.log.error(
      `function '${functionName}' exceeded functionTimeout: its worker process is restarted`,
    );
    this.#settle(request.invocationId, { kind: 'timedOut' });
    this.#worker?.kill();
  }

  #onDeath(how: string): void {
    if (this.#stopping) return;
    const { clock, log, onGiveUp } = this.#options;
    const lost = [...this.#waiting.values()].filter(({ sent }) => sent);
    const delay = this.#restartLimit.delayAfterDeath(clock.now());
    if (delay === undefined) {
      this.#stopping = true;
      onGiveUp(
        new HostError(
          'WORKER_FAILED',
          `Cannot keep the app running: its process died too often (last: ${how})`,
        ),
      );
    } else {
      log.warn(`worker process ended (${how}) under ${lost.length} running functions: restarting`);
      const died = (reason: string) => this.#onDeath(reason.split('\n', 1)[0] ?? '');
      clock.after(delay, () => {
        if (!this.#stopping) this.#spawn(() => undefined, died);
      });
    }
    for (const { request } of lost) this.#settle(request.invocationId, { kind: 'workerLost', how });
    if (delay === undefined) this.#settleAll({ kind: 'stopped' });
  }

  #settle(invocationId: string, outcome: InvocationOutcome): void {
    const waiting = this.#waiting.get(invocationId);
    if (waiting === undefined) return;
    this.#waiting.delete(invocationId);
    waiting.cancelTimeout();
    waiting.settle(outcome);
  }

  #settleAll(outcome: InvocationOutcome): void {
    for (const invocationId of [...this.#waiting.keys()]) this.#settle(invocationId, outcome);
  }
}
