import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HostStart, startFunctionsHost } from '../../tools/demo/stack/functions-host';
import type { Service } from '../../tools/demo/stack/service-process';
import { FakeFunc, untilGone } from './fake-func';

const fakes: FakeFunc[] = [];
const running: Service[] = [];
const folder = mkdtempSync(join(tmpdir(), 'functions-host-'));
const lines: string[] = [];
const start: HostStart = {
  appFolder: folder,
  bundledHost: join(folder, 'none.js'),
  env: { AzureWebJobsStorage: 'the storage', SweepSchedule: '*/15 * * * * *' },
  port: 0,
  stateFolder: join(folder, 'state'),
  logFile: join(folder, 'host.log'),
  onLine: (line) => lines.push(line),
};

async function startFake(fake: FakeFunc) {
  fakes.push(fake);
  const host = await startFunctionsHost({ kind: 'func', path: fake.path, version: '4', why: '' }, start);
  running.push(host.service);
  const call = fake.call();
  if (!call) throw new Error('the fake func was not started');
  return { ...host, call };
}

afterAll(async () => {
  for (const service of running) await service.kill();
  for (const fake of fakes) fake.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('func is started in the app folder, with its port and the settings', async () => {
  const { call, url } = await startFake(new FakeFunc());
  const { port } = new URL(url);
  expect(call.args).toEqual(['start', '--port', port]);
  expect(call.cwd).toBe(folder);
  expect(call.env).toMatchObject({
    AzureWebJobsStorage: 'the storage',
    SweepSchedule: '*/15 * * * * *',
    FUNCTIONS_WORKER_RUNTIME: 'node',
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    WEBSITE_HOSTNAME: `localhost:${port}`,
  });
  expect(lines).toContain('fake func listens');
  expect(readFileSync(start.logFile, 'utf8')).toContain('fake func listens');
});

test('func is ready when its status says Running, not when it listens', async () => {
  const { url } = await startFake(new FakeFunc({ statesBefore: ['Default', 'Starting', 'Initialized'] }));
  // Every state before was taken by the wait itself.
  const answer = (await (await fetch(`${url}/admin/host/status`)).json()) as { state: string };
  expect(answer.state).toBe('Running');
});

test('stop() ends func by the signal it hears, and its worker with it', async () => {
  const { service, call } = await startFake(new FakeFunc());
  const before = Date.now();
  await service.stop();
  expect(Date.now() - before).toBeLessThan(5_000);
  expect(await service.ended).toBe(0);
  await untilGone(call.pid, 'func');
  await untilGone(call.workerPid, "func's worker");
});

test('a func that ends by itself takes its worker with it', async () => {
  const { service, call } = await startFake(new FakeFunc());
  process.kill(call.pid, 'SIGKILL');
  await service.ended;
  await untilGone(call.workerPid, "func's worker");
});

test('a func that cannot be started is a sentence', async () => {
  const choice = { kind: 'func', path: join(folder, 'nothing'), version: '4', why: '' } as const;
  await expect(startFunctionsHost(choice, start)).rejects.toThrow(
    /^Cannot start Functions host \(func\): .*ENOENT/,
  );
});
