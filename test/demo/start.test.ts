/** `npm start` as a user starts it: which host it takes, and that Ctrl-C leaves nothing behind. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { CONTAINER } from '../../tools/demo/stack/stack';
import { connectionTo } from '../../tools/demo/stack/storage';
import { endToEnd } from '../e2e/end-to-end';
import { FakeFunc, untilGone } from './fake-func';

const PACKAGE = resolve(__dirname, '..', '..');
const LIMIT_SECONDS = 60;

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // ESRCH: nothing of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A start in a process of its own. */
class Start {
  output = '';
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(args: readonly string[], path: string, { asNpmDoes = false } = {}) {
    const env = { ...process.env, PATH: path, FUNC_PATH: '' };
    const [node, script] = [process.execPath, join(PACKAGE, 'dist', 'tools', 'demo', 'start.js')];
    // npm gives the script to a shell; of two commands the shell waits for the last one, too.
    this.child = asNpmDoes
      ? spawn('/bin/sh', ['-c', `:; "$@"; :`, 'sh', node, script, ...args], {
          cwd: PACKAGE,
          env: { ...env, npm_lifecycle_event: 'start' },
          detached: true,
        })
      : spawn(node, [script, ...args], { cwd: PACKAGE, env });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (part: Buffer) => (this.output += part.toString()));
    // Not `exit`: what it said last may still be in the pipe then.
    this.exited = new Promise((done) => this.child.once('close', done));
  }

  async until(text: string): Promise<void> {
    const limit = Date.now() + LIMIT_SECONDS * 1000;
    while (!this.output.includes(text)) {
      if (this.child.exitCode !== null || Date.now() > limit)
        throw new Error(`"${text}" was awaited for ${LIMIT_SECONDS} s; seen:\n${this.output}`);
      await sleep(50);
    }
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Ends the process that was started, alone. */
  terminate(): void {
    this.child.kill('SIGTERM');
  }

  interrupt(): void {
    this.child.kill('SIGINT');
  }

  /** Ends what a failed test left, the process that a shell left behind as well. */
  kill(): void {
    this.child.kill('SIGKILL');
    if (this.child.spawnfile === '/bin/sh') killGroup(this.pid);
  }
}

/** Creates a task of the classic service that reads a share. @returns the status of the answer */
async function putTask({ output }: Start, path: string): Promise<number> {
  const group = 'subscriptions/s/resourceGroups/g/providers';
  const service = `${group}/Microsoft.DataMigration/services/dms1/projects/p1/tasks/${path.length}`;
  const emulator = /management API \(emulator\) +(\S+)/.exec(output)?.[1] ?? '';
  const input = {
    selectedDatabases: [{ name: 'Shop', restoreDatabaseName: 'Shop' }],
    ...{ backupFileShare: { userName: 'u', password: 'p', path }, storageResourceId: '/subscriptions/x' },
    sourceConnectionInfo: { type: 'SqlConnectionInfo', dataSource: 'sql1' },
    targetConnectionInfo: {
      type: 'MiSqlConnectionInfo',
      managedInstanceResourceId: `/${group}/Microsoft.Sql/managedInstances/mi1`,
    },
    azureApp: { applicationId: 'a', appKey: 'k', tenantId: 't' },
  };
  const { status } = await fetch(`${emulator}/${service}?api-version=2018-07-15-preview`, {
    method: 'PUT',
    headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
    body: JSON.stringify({ properties: { taskType: 'Migrate.SqlServer.AzureSqlDbMI.Sync.LRS', input } }),
  });
  return status;
}

endToEnd('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'npm-start-'));
  const fake = new FakeFunc();
  const old = new FakeFunc({ version: '3.0.4899' });
  const starts: Start[] = [];
  let blobUrlOfFolder = '';
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
    const second = start(fake.folder);
    expect(await second.exited).toBe(1);
    expect(second.output).toContain(
      `Cannot start in ${folder}: the stack of process ${started.pid} has run there since`,
    );
    expect(second.output).toContain(`npm start -- --free-ports --folder ${folder}-2`);
    blobUrlOfFolder = blobUrl;
    started.interrupt();
    expect(await started.exited).toBe(0);
    await untilGone(call.pid, 'func');
    await untilGone(call.workerPid, "func's worker");
  }, 90_000);

  test('ends when the shell of npm was ended: that is all that a SIGTERM to npm reaches', async () => {
    const started = new Start(['--free-ports', '--folder', folder], fake.folder, { asNpmDoes: true });
    starts.push(started);
    await started.until('Try this');
    const urls = [...started.output.matchAll(/http:\/\/127\S+/g)].map(([url]) => url);
    const call = fake.call();
    started.terminate();
    // The pipes of the shell close once the last process that has them has ended.
    await started.exited;
    expect(started.output).toContain('\nstopped, because npm has ended; ending\n');
    await untilGone(call?.pid ?? 0, 'func');
    for (const url of urls) await untilSilent(url);
  }, 90_000);

  test('ends itself and says so, with exit code 1, when its host ends', async () => {
    const started = start(fake.folder, '--share', String.raw`\\sql1\backup=${CONTAINER}/shop`);
    await started.until('Try this');
    expect(await putTask(started, String.raw`\\sql1\backup`)).toBe(201);
    expect(await putTask(started, String.raw`\\sql1\other`)).toBe(501);
    // Registrations of the first start name its storage: a later one has the same.
    expect(started.output).toContain(` ${blobUrlOfFolder}\n`);
    process.kill(fake.call()?.pid ?? 0, 'SIGKILL');
    expect(await started.exited).toBe(1);
    expect(started.output).toMatch(
      /Functions host \(func\) was killed; see .*logs\. What is stored is kept: npm start goes on with it; ending/,
    );
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
    expect(await started.exited).toBe(130);
    expect(started.output.trimEnd()).toMatch(/\nstopped$/);
    expect(old.call()).toBeUndefined();
    for (const url of urls) await untilSilent(url);
  }, 90_000);
});

endToEnd('npm run upload', () => {
  const folder = mkdtempSync(join(tmpdir(), 'npm-upload-'));
  const upload = (...args: readonly string[]) =>
    new Promise<{ code: number; output: string }>((done) => {
      execFile(
        process.execPath,
        [join(PACKAGE, 'dist', 'tools', 'demo', 'upload.js'), '--folder', join(folder, 'stack'), ...args],
        { env: { PATH: process.env.PATH } },
        (error, out, err) => done({ code: Number(error?.code ?? 0), output: out + err }),
      );
    });
  let started: Start | undefined;
  afterAll(async () => {
    started?.interrupt();
    await started?.exited;
    rmSync(folder, { recursive: true, force: true });
  });

  test('goes to the storage of the stack of the folder, and nowhere without one', async () => {
    const file = join(folder, 'log 1.trn');
    writeFileSync(file, 'x');
    expect(await upload(file)).toEqual({
      code: 1,
      output: `Cannot upload: no stack runs in ${folder}/stack. Start it in another terminal: npm start -- --folder ${folder}/stack; or name a storage emulator: --storage http://127.0.0.1:10000/devstoreaccount1\n`,
    });
    started = new Start(['--free-ports', '--host=local', '--folder', join(folder, 'stack')], '');
    await started.until('Try this');
    const blobUrl = /storage \(Azurite\) +(\S+)/.exec(started.output)?.[1] ?? '';
    expect(await upload('--prefix', 'shop/', file)).toEqual({ code: 0, output: 'shop/log 1.trn\n' });
    const names: string[] = [];
    const account = BlobServiceClient.fromConnectionString(connectionTo({ BlobEndpoint: blobUrl }));
    for await (const { name } of account.getContainerClient(CONTAINER).listBlobsFlat()) names.push(name);
    expect(names).toEqual(['shop/log 1.trn']);
    expect(await upload(join(folder, 'none'))).toEqual({
      code: 1,
      output: `Cannot upload: there is no file or folder ${folder}/none\n`,
    });
    mkdirSync(join(folder, 'empty'));
    expect((await upload(join(folder, 'empty'))).output).toBe(
      `Cannot upload: ${folder}/empty is an empty folder\n`,
    );
  }, 90_000);
});

async function untilSilent(url: string): Promise<void> {
  const limit = Date.now() + 5_000;
  while (await fetch(url).then(Boolean, () => false)) {
    if (Date.now() > limit) throw new Error(`the end of what answers at ${url} was awaited for 5 s`);
    await sleep(50);
  }
}
