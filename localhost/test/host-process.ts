import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { builtHost } from './build';

/** A folder for one test's state. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'localhost-'));
}

/** The folder of a sample app. */
export function sampleApp(name: string): string {
  return resolve(__dirname, 'apps', name);
}

/** The status object of the client API, as far as tests look at it. */
export interface Status {
  name: string;
  instanceId: string;
  runtimeStatus: string;
  input: unknown;
  output: unknown;
  customStatus: unknown;
  historyEvents?: Record<string, unknown>[];
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
export class HostProcess {
  output = '';
  url = '';
  readonly exited: Promise<number | null>;

  private constructor(
    readonly child: ChildProcess,
    readonly state: string,
  ) {
    const collect = (part: Buffer) => (this.output += part.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    this.exited = new Promise((done) => child.once('exit', done));
  }

  /** Starts a host and waits for READY. */
  static async start(options: StartOptions): Promise<HostProcess> {
    const host = HostProcess.spawn(options);
    await Promise.race([until('READY', () => /^READY (.+)$/m.test(host.output)), host.exited]);
    const ready = /^READY (.+)$/m.exec(host.output);
    if (ready === null) throw new Error(`the host ended before READY:\n${host.output}`);
    host.url = ready[1] ?? '';
    return host;
  }

  /** Starts a host without waiting. */
  static spawn({ app, state = temporaryFolder(), port = 0, args = [], env = {} }: StartOptions): HostProcess {
    const commandLine = [builtHost(), '--app', app, '--port', String(port), '--state', state, ...args];
    const child = spawn(process.execPath, commandLine, { env: { ...process.env, ...env } });
    const host = new HostProcess(child, state);
    started.push(host);
    return host;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.exited;
  }

  webhook(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.url}/runtime/webhooks/durabletask/${path}`, init);
  }

  /** Starts an orchestration and returns its id. */
  async startNew(name: string, input: unknown, id?: string): Promise<string> {
    const response = await this.webhook(
      `orchestrators/${name}${id === undefined ? '' : `/${id}`}`,
      json(input),
    );
    if (response.status !== 202)
      throw new Error(`start answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  }

  async status(id: string, query = ''): Promise<Status> {
    return (await (await this.webhook(`instances/${id}?${query}`)).json()) as Status;
  }

  raise(id: string, name: string, data: unknown): Promise<Response> {
    return this.webhook(`instances/${id}/raiseEvent/${name}`, json(data));
  }

  /** Waits until an instance has ended. */
  async finished(id: string, limit = 15_000): Promise<Status> {
    let status = await this.status(id);
    await until(
      `instance ${id} to end`,
      async () => {
        status = await this.status(id);
        return ['Completed', 'Failed', 'Terminated'].includes(status.runtimeStatus);
      },
      limit,
    );
    return status;
  }
}

/** A POST of JSON. */
export function json(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Waits for a condition, and names it when it does not come within `limit` milliseconds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limit = 10_000,
): Promise<void> {
  const end = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain for ${what}`);
    await new Promise((next) => setTimeout(next, 10));
  }
}
