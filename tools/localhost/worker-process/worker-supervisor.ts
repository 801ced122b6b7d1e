import type { Clock } from '../clock';
import { HostError, messageOf } from '../errors';
import { firstLine, type Log } from '../log';
import type { InvocationResult, LoadedApp } from '../wire/messages';
import type { InvocationRequest } from '../wire/typed-data';
import { RestartLimit } from './restart-limit';
import { type LaterMessage, WorkerProcess } from './worker-process';

/** How one run of a function came out. */
export type InvocationOutcome =
  | InvocationResult
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
  request: InvocationRequest;
  settle: (outcome: InvocationOutcome) => void;
  sent: boolean;
  cancelTimeout: () => void;
}

/** Milliseconds an app may take to load; a busy loop in its files would otherwise be waited for without end. */
const loadLimit = 60_000;

/** Keeps one worker process alive and runs functions in it; a function that exceeds the timeout takes the process down. */
export class WorkerSupervisor {
  private readonly waiting = new Map<string, Waiting>();
  private readonly restartLimit = new RestartLimit();
  private worker: WorkerProcess | undefined;
  private loaded = false;
  private stopping = false;

  constructor(readonly options: SupervisorOptions) {}

  /**
   * Starts the process for the first time.
   * @throws {HostError} APP_INVALID when the app cannot be loaded.
   */
  async start(): Promise<LoadedApp> {
    try {
      return await this.spawn();
    } catch (error) {
      this.stopping = true;
      const message = `Cannot start the app in '${this.options.appFolder}': ${messageOf(error)}`;
      throw new HostError('APP_INVALID', message, { cause: error });
    }
  }

  invoke(request: InvocationRequest): Promise<InvocationOutcome> {
    if (this.stopping) return Promise.resolve({ kind: 'stopped' });
    return new Promise((settle) => {
      const waiting: Waiting = { request, settle, sent: false, cancelTimeout: () => undefined };
      this.waiting.set(request.invocationId, waiting);
      if (this.loaded) this.send(waiting);
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.settleAll({ kind: 'stopped' });
    await this.worker?.stop(1000);
  }

  /** Rejects when the app does not load; what waits for a process that did is sent to it. */
  private async spawn(): Promise<LoadedApp> {
    const { appFolder, env, log } = this.options;
    const onMessage = (message: LaterMessage) => this.onMessage(message);
    const worker = new WorkerProcess(appFolder, env, onMessage, (line) => log.app(line));
    this.worker = worker;
    const app = await this.loadedInTime(worker);
    this.loaded = true;
    for (const waiting of this.waiting.values()) this.send(waiting);
    void worker.gone.then((how) => {
      this.loaded = false;
      this.onDeath(how);
    });
    return app;
  }

  private async loadedInTime(worker: WorkerProcess): Promise<LoadedApp> {
    let cancelLimit: () => void = () => undefined;
    const limit = new Promise<never>((_, reject) => {
      const tooLong = new Error(`it was still loading after ${loadLimit / 1000} s`);
      cancelLimit = this.options.clock.after(loadLimit, () => reject(tooLong));
    });
    try {
      return await Promise.race([worker.loaded, limit]);
    } catch (error) {
      worker.kill();
      throw error;
    } finally {
      cancelLimit();
    }
  }

  private send(waiting: Waiting): void {
    const { clock, timeout } = this.options;
    waiting.sent = true;
    if (timeout !== undefined) waiting.cancelTimeout = clock.after(timeout, () => this.onTimeout(waiting));
    this.worker?.send({ kind: 'invoke', request: waiting.request });
  }

  private onMessage(message: LaterMessage): void {
    if (message.kind === 'ended') {
      this.settle(message.invocationId, message.result);
      return;
    }
    const { level, functionName } = message;
    const from = functionName === undefined ? '' : `${functionName}: `;
    const mark = level === 'error' || level === 'critical' ? 'ERROR ' : level === 'warning' ? 'WARNING ' : '';
    if (level !== 'trace' && level !== 'debug') this.options.log.app(`${mark}${from}${message.message}`);
  }

  /** The first to exceed the timeout is held responsible; what waits behind it is run again. */
  private onTimeout({ request: { functionId, invocationId } }: Waiting): void {
    if (!this.loaded) return;
    this.loaded = false;
    this.options.log.error(
      `function '${functionId}' exceeded functionTimeout: its worker process is restarted`,
    );
    const message = `Timeout value was exceeded by function: ${functionId}`;
    this.settle(invocationId, { kind: 'failed', error: { message } });
    this.worker?.kill();
  }

  private onDeath(how: string): void {
    if (this.stopping) return;
    const { clock, log, onGiveUp } = this.options;
    const lost = [...this.waiting.values()].filter(({ sent }) => sent);
    const delay = this.restartLimit.delayAfterDeath(clock.now());
    if (delay === undefined) {
      this.stopping = true;
      const message = `Cannot keep the app running: its process died too often (last: ${how})`;
      onGiveUp(new HostError('WORKER_FAILED', message));
    } else {
      log.warn(`worker process ended (${how}) under ${lost.length} running functions: restarting`);
      clock.after(delay, () => this.respawn());
    }
    for (const { request } of lost) this.settle(request.invocationId, { kind: 'workerLost', how });
    if (delay === undefined) this.settleAll({ kind: 'stopped' });
  }

  private respawn(): void {
    if (!this.stopping) this.spawn().catch((error: unknown) => this.onDeath(firstLine(messageOf(error))));
  }

  private settle(invocationId: string, outcome: InvocationOutcome): void {
    const waiting = this.waiting.get(invocationId);
    if (waiting === undefined) return;
    this.waiting.delete(invocationId);
    waiting.cancelTimeout();
    waiting.settle(outcome);
  }

  private settleAll(outcome: InvocationOutcome): void {
    for (const invocationId of [...this.waiting.keys()]) this.settle(invocationId, outcome);
  }
}
