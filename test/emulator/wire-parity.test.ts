import path from 'node:path';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { describeShared } from '../support/shared-folder';
import { ask, control, EXPAND, migrationPath, send } from './arm-client';
import { FakeContainers } from './fake-backups';
import { expectAllCompared, expectSameWire, recordedIn, type Recorded } from './recorded';

const RECORDED = '2021-10-30-preview';
const DATABASE = 'MiUnitTestCut5m4gwjr3kd';

describeShared('parity with the recorded cutover', 'recordings', (folder) => {
  const file = path.join(folder, 'ps_cutover_sqlmi_2021-10-30-preview.extract.json');
  const interactions = recordedIn(file);
  const recorded = (n: number): Recorded => interactions.find((one) => one.n === n)!;

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

  function expectSame(reply: Awaited<ReturnType<typeof send>>, n: number): void {
    expectSameWire(reply, recorded(n));
    // Values and their order, too.
    const { body } = recorded(n).response;
    expect(JSON.stringify(comparable(reply.body), null, 1)).toBe(JSON.stringify(comparable(body), null, 1));
  }

  it('n=1..4: created on a share, Creating without status, then InProgress', async () => {
    const created = await put();
    expectSame(created, 1);
    const url = created.headers.get('azure-asyncoperation')!;
    const poll = () => send(url, 'GET', 'any');
    const waiting = await poll();
    expectSameWire(waiting, recorded(2));
    expect(waiting.body).toEqual({
      name: url.split(/[/?]/).at(-2),
      status: 'InProgress',
      startTime: '2021-12-27T04:20:17.743Z',
    });
    await wait(18);
    const done = await poll();
    expectSameWire(done, recorded(3));
    expect(done.body.status).toBe('Succeeded');
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
    expectSame(await get(true), 637);
  });

  it('no recorded answer was left out', () => expectAllCompared(interactions));
});

/** Leaves out float noise. */
function comparable(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    key === 'copyThroughput' ? Math.round(Number(value)) : value,
  );
}
