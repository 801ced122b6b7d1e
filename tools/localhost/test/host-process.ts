import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { builtHost } from './build';
import { HostClient, until } from './host-client';

export { json, until } from './host-client';

// On a busy machine a host takes its time to start; what is waited for has limits of its own.
jest.setTimeout(60_000);

/** A folder for one test's state. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'localhost-'));
}

/** The folder of a sample app. */
export function sampleApp(name: string): string {
  return resolve(__dirname, 'apps', name);
}

interface StartOptions {
  app: string;
  state?: string;
  port?: number;
  args?: string[];
  env?: Record<string, string>;
}

/** Every host this test file has started, so that none outlives it when a test fails. */
const started: HostProcess[] = [];
afterAll(() => Promise.all(started.map((host) => host.kill())));

/** A host in a process of its own, as a user starts it. */
export class HostProcess extends HostClient {
  output = '';
  readonly exited: Promise<number | null>;

  private constructor(
    readonly child: ChildProcess,
    readonly state: string,
  ) {
    super('');
    const collect = (part: Buffer) => (this.output += part.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    // Not `exit`: what it said last may still be in the pipe then.
    this.exited = new Promise((done) => child.once('close', done));
  }

  /** Starts a host and waits for READY. */
  static async start(options: StartOptions): Promise<HostProcess> {
    const host = HostProcess.spawn(options);
    await host.ready();
    return host;
  }

  /** Starts a host without waiting. */
  static spawn({ app, state = temporaryFolder(), port = 0, args = [], env = {} }: StartOptions): HostProcess {
    const commandLine = [builtHost(), '--app', app, '--port', String(port), '--state', state, ...args];
    const child = spawn(process.execPath, commandLine, { env: { ...process.env, ...env } });
    return HostProcess.of(child, state);
  }

  /** Starts a host whose clock `advance` moves, `ahead` milliseconds before ours, and waits for READY. */
  static async startWithClock({
    app,
    state = temporaryFolder(),
    env = {},
    ahead = 0,
  }: StartOptions & { ahead?: number }): Promise<HostProcess> {
    const script = join(__dirname, 'host-with-clock.cjs');
    const child = spawn(process.execPath, [script, builtHost(), app, state, String(ahead)], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const host = HostProcess.of(child, state);
    await host.ready();
    return host;
  }

  /** Moves the clock of a host that was started with one, which makes what falls due go off. */
  advance(milliseconds: number): void {
    this.child.send({ advance: milliseconds });
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.exited;
  }

  private static of(child: ChildProcess, state: string): HostProcess {
    const host = new HostProcess(child, state);
    started.push(host);
    return host;
  }

  private async ready(): Promise<void> {
    let ended = false;
    void this.exited.then(() => (ended = true));
    await until('READY', () => ended || /^READY (.+)$/m.test(this.output), 50_000);
    const ready = /^READY (.+)$/m.exec(this.output);
    if (ready === null) throw new Error(`the host ended before READY:\n${this.output}`);
    this.url = ready[1] ?? '';
  }
}
