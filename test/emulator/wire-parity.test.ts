import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startEmulator, type RunningEmulator } from '../../emulator/server';
import { describeShared } from '../support/shared-folder';
import { ask, control, EXPAND, migrationPath, send } from './arm-client';
import { FakeContainers } from './fake-backups';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- recorded JSON of any shape
type Json = any;

interface Interaction {
  readonly n: number;
  readonly request: { readonly method: string; readonly url: string; readonly body?: Json };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: Json;
  };
}

const RECORDED = '2021-10-30-preview';
const DATABASE = 'MiUnitTestCut5m4gwjr3kd';

describeShared('parity with the recorded cutover', 'recordings', (folder) => {
  const file = path.join(folder, 'ps_cutover_sqlmi_2021-10-30-preview.extract.json');
  const { interactions } = JSON.parse(readFileSync(file, 'utf8')) as { interactions: Interaction[] };
  const recorded = (n: number): Interaction => interactions.find((one) => one.n === n)!;

  let emulator: RunningEmulator;
  let containers: FakeContainers;
  const put = () =>
    ask(emulator, 'PUT', migrationPath(DATABASE), { version: RECORDED, body: recorded(1).request.body });
  const get = (expand: boolean) =>
    ask(emulator, 'GET', migrationPath(DATABASE), { version: RECORDED, query: expand ? EXPAND : undefined });
  const wait = (seconds: number) => control(emulator, 'POST', 'clock', { advanceMs: seconds * 1000 });

  beforeAll(async () => {
    containers = new FakeContainers();
    emulator = await startEmulator({
      port: 0,
      backupReader: containers,
      scanIntervalMs: 0,
      creatingMs: 18_000,
      restoreMsPerFile: 0,
      restoreBytesPerSecond: 63_176_192 / 66,
      location: 'eastus2euap',
      shares: { '\\\\sampledomain.example.invalid\\SharedBackup\\userab': 'share/userab' },
    });
    await control(emulator, 'POST', 'clock', { now: '2021-12-27T04:20:17.743Z', frozen: true });
    await control(emulator, 'POST', 'faults', [
      { kind: 'holdRestore', file: '*.trn' },
      { kind: 'operationId', operationId: 'b02a0f1e-5871-4fee-b14e-4b19fa019bb1' },
    ]);
  });
  afterAll(() => emulator.close());

  function expectSame(reply: { status: number; headers: Headers; body: unknown }, n: number): void {
    const { response } = recorded(n);
    expect(reply.status).toBe(response.status);
    for (const name of Object.keys(response.headers)) {
      if (/^x-ms-ratelimit|^date$|^server$/i.test(name)) continue;
      expect(reply.headers.get(name) ?? `${name} is missing`).toBeTruthy();
    }
    expect(reply.headers.get('retry-after')).toBe(response.headers['Retry-After'] ?? null);
    expect(comparable(reply.body)).toEqual(comparable(response.body));
    // Key order, too.
    expect(JSON.stringify(comparable(reply.body))).toBe(JSON.stringify(comparable(response.body)));
  }

  it('n=1..4: created on a share, Creating without status, then InProgress', async () => {
    const created = await put();
    expectSame(created, 1);
    const url = created.headers.get('azure-asyncoperation')!;
    expect(shape(url)).toBe(shape(recorded(1).response.headers['Azure-AsyncOperation']!));
    const poll = () => send(url, 'GET', 'any');
    const waiting = await poll();
    expect(waiting.body).toEqual({
      name: url.split(/[/?]/).at(-2),
      status: 'InProgress',
      startTime: '2021-12-27T04:20:17.743Z',
    });
    expect(Object.keys(waiting.body)).toEqual(Object.keys(recorded(2).response.body));
    expect(waiting.headers.get('retry-after')).toBe('15');
    await wait(18);
    expect((await poll()).body.status).toBe(recorded(3).response.body.status);
    expectSame(await get(false), 4);
  });

  it('n=5: nothing seen yet: pending 0 and almost nothing else', async () => {
    expectSame(await get(true), 5);
  });

  it('n=354: full uploading, logs arrived, foreign files invalid', async () => {
    const { migrationStatusDetails: details } = recorded(354).response.body.properties;
    for (const set of details.activeBackupSets) {
      const [stripe] = set.listOfBackupFiles;
      containers.put(stripe.fileName, {
        guid: set.backupSetId,
        type: set.backupType === 'Database' ? 'full' : 'log',
        first: (BigInt(set.firstLSN) + 37n).toString(),
        last: (BigInt(set.lastLSN) + 1n).toString(),
        start: set.backupStartDate.slice(0, -1),
        size: stripe.totalSize,
      });
    }
    for (const name of details.invalidFiles) containers.putForeign(name);
    await wait(1);
    await wait(22);
    expectSame(await get(true), 354);
  });

  it('n=559: full uploaded', async () => {
    await wait(44);
    const reply = await get(true);
    // No Restoring was caught between Uploaded and Restored; the emulator begins at once.
    const text = reply.text.replaceAll('"Restoring"', '"Uploaded"');
    const body = JSON.parse(text);
    delete body.properties.migrationStatusDetails.currentRestoringFilename;
    expectSame({ ...reply, body }, 559);
  });

  it('n=635..637: full restored, two logs pending: the cutover is accepted with the old snapshot, then Completing', async () => {
    await wait(66);
    expectSame(await get(true), 635);
    const reply = await ask(emulator, 'POST', `${migrationPath(DATABASE)}/cutover`, {
      version: RECORDED,
      body: recorded(636).request.body,
    });
    expectSame(reply, 636);
    expect(shape(reply.headers.get('azure-asyncoperation')!)).toBe(
      shape(recorded(636).response.headers['Azure-AsyncOperation']!),
    );
    expectSame(await get(true), 637);
  });
});

/** Leaves out float noise. */
function comparable(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    key === 'copyThroughput' ? Math.round(Number(value)) : value,
  );
}

/** A URL with its host and its unique id blanked. */
function shape(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/, '').replace(/[0-9a-f-]{36}(?=\?)/, '<id>');
}
