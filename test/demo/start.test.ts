/** `npm start` as a user starts it: which host it takes, and that Ctrl-C leaves nothing behind. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONTAINER } from '../../demo/stack/stack';
import { endToEnd } from '../e2e/end-to-end';
import { FakeFunc, untilGone } from './fake-func';

const PACKAGE = resolve(__dirname, '..', '..');
const LIMIT_SECONDS = 60;

/** A start in a process of its own. */
class Start {
  output = '';
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(args: readonly string[], path: string) {
    const env = { ...process.env, PATH: path, FUNC_PATH: '' };
    this.child = spawn(process.execPath, [join(PACKAGE, 'dist', 'demo', 'start.js'), ...args], {
      cwd: PACKAGE,
      env,
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (part: Buffer) => (this.output += part.toString()));
    this.exited = new Promise((done) => this.child.once('exit', done));
  }

  async until(text: string): Promise<void> {
    const limit = Date.now() + LIMIT_SECONDS * 1000;
    while (!this.output.includes(text)) {
      if (this.child.exitCode !== null || Date.now() > limit)
        throw new Error(`"${text}" was awaited for ${LIMIT_SECONDS} s; seen:\n${this.output}`);
      await sleep(50);
    }
  }

  interrupt(): void {
    this.child.kill('SIGINT');
  }

  /** Ends what a failed test left. */
  kill(): void {
    this.child.kill('SIGKILL');
  }
}

endToEnd('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'npm-start-'));
  const fake = new FakeFunc();
  const old = new FakeFunc({ version: '3.0.4899' });
  const starts: Start[] = [];
  const start = (path: string, ...args: string[]): Start => {
    const one = new Start(['--free-ports', '--folder', folder, ...args], path);
    starts.push(one);
    return one;
  };

  afterAll(() => {
    for (const one of starts) one.kill();
    for (const func of [fake, old]) func.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('takes the func on PATH, gives it the settings of the stack, and ends it with its worker', async () => {
    const started = start(fake.folder);
    await started.until('Try this');
    expect(started.output).toContain(
      `host: func 4.0.7030 (${fake.path}), because it is on PATH; --host=local takes the bundled one\n`,
    );
    const call = fake.call();
    if (!call) throw new Error('the fake func was not started');
    const url = /Functions host \(func\) +(\S+)/.exec(started.output)?.[1] ?? '';
    expect(call.args).toEqual(['start', '--port', new URL(url).port]);
    expect(call.cwd).toBe(realpathSync(PACKAGE));
    const emulator = /management API \(emulator\) +(\S+)/.exec(started.output)?.[1];
    const blobUrl = /storage \(Azurite\) +(\S+)/.exec(started.output)?.[1] ?? 'nothing';
    expect(call.env).toMatchObject({
      FUNCTIONS_WORKER_RUNTIME: 'node',
      AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
      WEBSITE_HOSTNAME: `localhost:${new URL(url).port}`,
      BackupContainer: CONTAINER,
      ArmEndpoint: emulator,
      SweepSchedule: '*/15 * * * * *',
    });
    for (const setting of ['AzureWebJobsStorage', 'BackupStorage', 'LedgerStorage'])
      expect(call.env[setting]).toContain(`BlobEndpoint=${blobUrl};`);
    started.interrupt();
    expect(await started.exited).toBe(0);
    await untilGone(call.pid, 'func');
    await untilGone(call.workerPid, "func's worker");
  }, 90_000);

  test('ends itself and says so, with exit code 1, when its host ends', async () => {
    const started = start(fake.folder);
    await started.until('Try this');
    process.kill(fake.call()?.pid ?? 0, 'SIGKILL');
    expect(await started.exited).toBe(1);
    expect(started.output).toMatch(/Functions host \(func\) ended with code null; see .*logs; ending/);
  }, 90_000);

  test('--host=func never falls back: without a usable func it is an error with the remedy', async () => {
    const started = start(old.folder, '--host=func');
    expect(await started.exited).toBe(1);
    expect(started.output).toMatch(/^Cannot use --host=func: .* is version 3\.0\.4899.*--host=local\n$/);
    expect(old.call()).toBeUndefined();
  });

  test('an older func on PATH is not taken, and it is said why; Ctrl-C during the start leaves nothing', async () => {
    const started = start(old.folder);
    await started.until('management API (emulator)');
    expect(started.output).toMatch(/host: bundled, because .* is not taken: it is version 3\.0\.4899/);
    const urls = [...started.output.matchAll(/http:\/\/\S+/g)].map(([url]) => url);
    expect(urls).toHaveLength(2);
    started.interrupt();
    expect(await started.exited).toBe(1);
    expect(started.output).toContain('Cannot finish the start: ended by SIGINT');
    expect(old.call()).toBeUndefined();
    for (const url of urls) await untilSilent(url);
  }, 90_000);
});

async function untilSilent(url: string): Promise<void> {
  const limit = Date.now() + 5_000;
  while (await fetch(url).then(Boolean, () => false)) {
    if (Date.now() > limit) throw new Error(`the end of what answers at ${url} was awaited for 5 s`);
    await sleep(50);
  }
}
