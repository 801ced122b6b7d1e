import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { describeShared } from '../support/shared-folder';
import { ask, control } from './arm-client';
import { FakeContainers } from './fake-backups';
import { expectAllCompared, expectSameWire, recordedIn, type Json, type Recorded } from './recorded';

describeShared('parity with the recorded task of the classic DMS', 'recordings', (folder) => {
  const file = path.join(folder, 'ps_classic_sync_LRS_task_2018-07-15-preview.extract.json');
  const all = recordedIn(file);
  const recorded = (index: number): Recorded => all[index]!;
  const version = '2018-07-15-preview';
  const task = new URL(recorded(0).request.url).pathname;
  const { input } = recorded(0).response.body.properties;
  let emulator: RunningEmulator;
  let containers: FakeContainers;
  const get = () => ask(emulator, 'GET', task, { version, query: '$expand=output' });
  const wait = (seconds: number) => control(emulator, 'POST', 'clock', { advanceMs: seconds * 1000 });

  /** Puts the backups of a recorded set into the container that stands for the share. */
  const putSet = (guid: string) => {
    const sets: Json[] = recorded(2).response.body.properties.output[1].activeBackupSets;
    const set = sets.find(({ backupSetId }: Json) => backupSetId === guid);
    const lsns = lsnsOf(file, guid);
    containers.put(set.listOfBackupFiles[0].fileLocation.split('\\').at(-1), {
      guid,
      type: set.backupType === 'Database' ? 'full' : 'log',
      first: lsns[0]!,
      last: lsns[1]!,
      start: set.backupStartDate,
      size: set.backupType === 'Database' ? 60_000 : 1000,
    });
  };

  beforeAll(async () => {
    containers = new FakeContainers();
    emulator = await startEmulator({
      port: 0,
      backupReader: containers,
      scanIntervalMs: 0,
      creatingMs: 1000,
      restoreMsPerFile: 1000,
      restoreBytesPerSecond: 1000,
      completingMs: 60_000,
      shares: { [input.backupFileShare.path]: 'share' },
    });
    await control(emulator, 'POST', 'clock', { now: '2019-02-11T20:42:15Z', frozen: true });
    putSet('9fceb4b8-3864-45b6-bd35-998619297164');
    const secrets = { password: 'very-secret', appKey: 'very-secret' };
    const body = {
      properties: {
        taskType: recorded(0).response.body.properties.taskType,
        input: {
          ...input,
          sourceConnectionInfo: { ...input.sourceConnectionInfo, password: secrets.password },
          azureApp: { ...input.azureApp, appKey: secrets.appKey },
        },
      },
    };
    const put = await ask(emulator, 'PUT', task, { version, body });
    expect([put.status, put.text.includes('very-secret')]).toEqual([201, false]);
    await wait(1);
  });
  afterAll(() => emulator.close());

  /** The same wire, and the same words for every state. */
  const expectSame = (reply: Awaited<ReturnType<typeof get>>, index: number) => {
    expectSameWire(reply, recorded(index));
    const there = recorded(index).response.body.properties;
    const { output, state, taskType } = reply.body.properties;
    expect([state, taskType]).toEqual([there.state, there.taskType]);
    expect(reply.body.properties.input).toEqual(there.input);
    expect(output[0].state).toBe(there.output[0].state);
    expect(withoutMoments(output[1])).toEqual(withoutMoments(there.output[1]));
  };

  it('log files uploading: full uploaded, the first log on its way', async () => {
    await wait(60);
    putSet('7bdfc66c-14d5-4acc-91d3-d9568cabc0e0');
    await wait(1);
    const reply = await get();
    // The service was caught between Uploaded and Restoring; the emulator begins at once.
    const text = reply.text.replaceAll('"status":"Restoring"', '"status":"Uploaded"');
    expectSame({ ...reply, text, body: JSON.parse(text) }, 0);
  });

  it('full restoring, both logs uploaded', async () => {
    await wait(3);
    putSet('e6b60e53-c7b5-48dd-8f07-95f0caa66de1');
    await wait(1);
    await wait(3);
    expectSame(await get(), 1);
  });

  it('everything restored, and still uploading in its own words', async () => {
    await wait(120);
    const reply = await get();
    expectSame(reply, 2);
    expect(reply.text).toContain('"firstLSN":486000000131000037');
    expect(reply.text).toContain('"lastLSN":486000000145300001');
  });

  it('the command is taken', async () => {
    const { body } = recorded(3).request;
    const reply = await ask(emulator, 'POST', `${task}/command`, { version, body });
    expectSameWire(reply, recorded(3));
    expect({ ...reply.body, commandId: '' }).toEqual({ ...recorded(3).response.body, commandId: '' });
    expectSame(await get(), 4);
  });

  it('it completes, with a report; then the task is deleted and leaves an empty 404', async () => {
    await wait(120);
    expectSame(await get(), 5);
    expectSameWire(await ask(emulator, 'DELETE', task, { version }), recorded(6));
    expectSameWire(await get(), recorded(7));
  });

  it('no recorded answer was left out', () => expectAllCompared(all));
});

/** The exact LSNs of a set, from the text: JSON.parse would round them. */
function lsnsOf(file: string, guid: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const found = new RegExp(`"${guid}",\\s*"firstLSN": (\\d+),\\s*"lastLSN": (\\d+)`).exec(text);
  return found?.slice(1) ?? [];
}

/** A database's row without what differs from run to run. */
function withoutMoments(row: Json): Json {
  const time = (value: string | null) => value?.replace(/\d/g, '9').slice(-6);
  return {
    ...row,
    startedOn: time(row.startedOn),
    endedOn: time(row.endedOn),
    containerName: typeof row.containerName,
  };
}
