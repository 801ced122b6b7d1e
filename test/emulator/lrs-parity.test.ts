import path from 'node:path';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { describeShared } from '../support/shared-folder';
import { ask, control, send } from './arm-client';
import { FakeContainers } from './fake-backups';
import { expectAllCompared, expectSameWire, recordedIn, type Recorded } from './recorded';

describeShared('parity with the recorded restore of the Log Replay Service', 'recordings', (folder) => {
  const all = recordedIn(path.join(folder, 'ps_lrs_complete_2019-06-01-preview.extract.json'));
  const recorded = (index: number): Recorded => all[index]!;
  const version = '2019-06-01-preview';
  const database = new URL(recorded(1).request.url).pathname;
  let emulator: RunningEmulator;
  let restoreOperation: string;
  let completeOperation: string;
  const get = (suffix = '') => ask(emulator, 'GET', `${database}${suffix}`, { version });
  const details = () => get('/restoreDetails/Default');
  const wait = (seconds: number) => control(emulator, 'POST', 'clock', { advanceMs: seconds * 1000 });

  beforeAll(async () => {
    const containers = new FakeContainers();
    const guid = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
    const modified = '2020-05-08T17:29:46Z';
    const earlier = '2020-05-08T17:20:00Z';
    containers.put('full.bak', { guid: guid(1), type: 'full', first: '100', last: '200', modified: earlier });
    containers.put('log1.bak', { guid: guid(2), type: 'log', first: '200', last: '300', modified });
    emulator = await startEmulator({
      port: 0,
      backupReader: containers,
      scanIntervalMs: 0,
      creatingMs: 30_000,
      databaseMs: 1093,
      restoreMsPerFile: 30_000,
      completingMs: 60_000,
      location: 'westcentralus',
    });
    await control(emulator, 'POST', 'clock', { now: '2020-08-26T12:06:53.270Z', frozen: true });
  });
  afterAll(() => emulator.close());

  it('there is no database before', async () => {
    const reply = await get();
    expectSameWire(reply, recorded(0));
    expect(reply.body).toEqual(recorded(0).response.body);
  });

  it('the start is taken, and its operation stays in progress', async () => {
    const reply = await ask(emulator, 'PUT', database, { version, body: recorded(1).request.body });
    expectSameWire(reply, recorded(1));
    expect(reply.body).toEqual(recorded(1).response.body);
    restoreOperation = reply.headers.get('azure-asyncoperation')!;
  });

  it.each([[2], [3]])('interaction %d: Initializing, no files', async (index) => {
    await wait(index === 2 ? 6 : 15);
    const reply = await details();
    expectSameWire(reply, recorded(index));
    expect(reply.body).toEqual(recorded(index).response.body);
  });

  it('Restoring the full, a log waiting', async () => {
    await wait(15);
    const reply = await details();
    expectSameWire(reply, recorded(4));
    expect(reply.body).toEqual(recorded(4).response.body);
  });

  it('completeRestore names a file that is not restored yet, and is taken', async () => {
    const reply = await ask(emulator, 'POST', `${database}/completeRestore`, {
      version,
      body: recorded(5).request.body,
    });
    expectSameWire(reply, recorded(5));
    completeOperation = reply.headers.get('azure-asyncoperation')!;
  });

  it('both operations are in progress while it completes, then succeed together', async () => {
    await wait(15);
    const pending = await send(completeOperation, 'GET', 'any');
    expectSameWire(pending, recorded(6));
    expect((await send(restoreOperation, 'GET', 'any')).body.status).toBe('InProgress');
    await wait(120);
    const reply = await send(restoreOperation, 'GET', 'any');
    expectSameWire(reply, recorded(7));
    expect(reply.body.startTime).toBe(recorded(7).response.body.startTime);
    expect((await send(completeOperation, 'GET', 'any')).body.status).toBe('Succeeded');
  });

  it('the database is Online, and the log was restored all the same', async () => {
    const reply = await get();
    expectSameWire(reply, recorded(8));
    expect(reply.body.properties.status).toBe('Online');
    expect(reply.body.properties.creationDate).toBe(recorded(8).response.body.properties.creationDate);
    const end = await details();
    expectSameWire(end, recorded(9));
    expect(end.body).toEqual(recorded(9).response.body);
  });

  it('no recorded answer was left out', () => expectAllCompared(all));
});
