import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { folderStore } from '../../tools/emulator/store/document-store';
import { ask, control, create, EXPAND, migrationPath, send } from './arm-client';
import { FakeContainers, putChain } from './fake-backups';

const DB = migrationPath('db1');

describe('the state folder', () => {
  let folder: string;
  let containers: FakeContainers;
  let emulator: RunningEmulator;
  const start = async (stateFolder?: string): Promise<void> => {
    emulator = await startEmulator({ port: 0, backupReader: containers, scanIntervalMs: 0, stateFolder });
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'emulator-state-'));
    containers = new FakeContainers();
    putChain(containers, 2);
  });
  afterEach(async () => {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('carries migrations, operations, faults, the clock and the request log through a restart', async () => {
    await start(folder);
    await control(emulator, 'POST', 'clock', { now: '2030-01-01T00:00:00Z', frozen: true });
    const operationId = await create(emulator, 'db1', 'backups');
    await control(emulator, 'POST', 'clock', { advanceMs: 1000 });
    const cutover = await ask(emulator, 'POST', `${DB}/cutover`, {
      body: { migrationOperationId: operationId },
    });
    const operation = cutover.headers.get('azure-asyncoperation')!;
    const { faults } = (await control(emulator, 'POST', 'faults', { kind: 'throttle', times: 3 })).body;
    await ask(emulator, 'GET', DB);
    const before = {
      clock: (await control(emulator, 'GET', 'clock')).body,
      requests: (await control(emulator, 'GET', 'requests')).body,
    };
    const { port } = emulator;
    await emulator.close();

    await start(folder);
    expect((await control(emulator, 'GET', 'clock')).body).toEqual(before.clock);
    expect((await control(emulator, 'GET', 'requests')).body).toEqual(before.requests);
    expect((await control(emulator, 'GET', 'faults')).body.faults).toEqual([{ ...faults[0], times: 2 }]);
    await control(emulator, 'DELETE', 'faults');
    const read = (await ask(emulator, 'GET', DB, { query: EXPAND })).body;
    expect(read.properties).toMatchObject({
      migrationStatus: 'Completing',
      migrationOperationId: operationId,
    });
    expect((await send(operation.replace(`:${port}`, `:${emulator.port}`), 'GET', 'any')).body.status).toBe(
      'InProgress',
    );
    await control(emulator, 'POST', 'clock', { advanceMs: 5000 });
    expect((await ask(emulator, 'GET', DB)).body.properties.migrationStatus).toBe('Succeeded');
    expect(containers.reads).toBe(3);
    expect((await control(emulator, 'GET', 'requests?kind=cutover')).body.requests).toHaveLength(1);
  });

  it('is not needed: without it everything ends with the emulator', async () => {
    await start();
    await create(emulator, 'db1', 'backups');
    await emulator.close();
    await start();
    expect((await ask(emulator, 'GET', DB)).status).toBe(404);
    expect(await readdir(folder)).toEqual([]);
  });

  it('forgets a deleted migration and, on reset, all of it', async () => {
    await start(folder);
    await create(emulator, 'db1', 'backups');
    await create(emulator, 'db2', 'backups');
    await ask(emulator, 'DELETE', DB, { query: 'force=true' });
    await control(emulator, 'POST', 'clock', { advanceMs: 1000 });
    await emulator.close();
    await start(folder);
    expect(
      (await control(emulator, 'GET', 'migrations')).body.migrations.map(
        (one: { database: string }) => one.database,
      ),
    ).toEqual(['db2']);
    await control(emulator, 'POST', 'reset');
    await emulator.close();
    await start(folder);
    expect((await control(emulator, 'GET', 'migrations')).body.migrations).toEqual([]);
    expect((await control(emulator, 'GET', 'requests')).body.requests).toEqual([]);
  });

  it('ignores half-written temporary files and names a document that is no JSON', async () => {
    await start(folder);
    await create(emulator, 'db1', 'backups');
    await emulator.close();
    const migrations = path.join(folder, 'migrations');
    await writeFile(path.join(migrations, 'abc.json.tmp'), '{"key":');
    await start(folder);
    await emulator.close();
    await writeFile(path.join(migrations, 'abc.json'), '{"key":');
    await expect(start(folder)).rejects.toThrow(
      /Cannot read the emulator's state ".*abc\.json": it is not JSON/,
    );
  });
});

describe('folderStore()', () => {
  it('keeps the order of first puts', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'emulator-store-'));
    const numbers = folderStore(folder).collection<number>('numbers');
    for (const key of ['c', 'a', 'b', 'c']) numbers.put(key, key.charCodeAt(0));
    numbers.remove('a');
    numbers.put('a', 1);
    const again = folderStore(folder).collection<number>('numbers');
    expect([again.values(), again.get('b')]).toEqual([[99, 98, 1], 98]);
    again.clear();
    expect(folderStore(folder).collection<number>('numbers').values()).toEqual([]);
    await rm(folder, { recursive: true });
  });
});
