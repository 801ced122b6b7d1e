import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { startAzurite, type Azurite } from '../support/azurite';
import { describeShared } from '../support/shared-folder';
import { ask, control, create, EXPAND, INSTANCE, migrationPath } from './arm-client';

describeShared('a whole migration from a real container', 'backups/RestoreTimeClean', (folder) => {
  let azurite: Azurite;
  let emulator: RunningEmulator;

  beforeAll(async () => {
    azurite = await startAzurite();
    const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
      'backups',
    );
    await container.create();
    for (const name of await readdir(folder))
      await container.getBlockBlobClient(`db1/${name}`).uploadData(await readFile(path.join(folder, name)));
    await container.getBlockBlobClient('db1/readme.txt').upload('not a backup', 12);
    await container.getBlockBlobClient('db1/deeper/RestoreTimeClean2_4.trn').upload('not looked at', 13);
    emulator = await startEmulator({ port: 0, storage: azurite.connectionString, scanIntervalMs: 0 });
    await control(emulator, 'POST', 'clock', { frozen: true });
  });
  afterAll(async () => {
    await emulator.close();
    await azurite.close();
  });

  it('restores full, differential and logs by LSN, then cuts over once', async () => {
    const operationId = await create(emulator, 'db1', 'backups/db1');
    const details = async () =>
      (await ask(emulator, 'GET', migrationPath('db1'), { query: EXPAND })).body.properties
        .migrationStatusDetails;

    const early = await details();
    expect(early).toMatchObject({
      isFullBackupRestored: false,
      pendingLogBackupsCount: 6,
      invalidFiles: ['readme.txt'],
      blobContainerName: 'backups/db1',
    });
    const order: string[] = [];
    for (let i = 0; i < 10; i++) {
      await control(emulator, 'POST', 'clock', { advanceMs: 150 });
      const { lastRestoredFilename } = await details();
      if (lastRestoredFilename && order.at(-1) !== lastRestoredFilename) order.push(lastRestoredFilename);
    }
    expect(order).toEqual([
      'RestoreTimeClean.bak',
      'RestoreTimeClean2.bak',
      'RestoreTimeClean2_1.trn',
      'RestoreTimeClean2_2.trn',
      'RestoreTimeClean2_3.trn',
    ]);
    expect(await details()).toMatchObject({
      isFullBackupRestored: true,
      pendingLogBackupsCount: 0,
      lastRestoredFilename: 'RestoreTimeClean2_3.trn',
    });

    expect(
      (await ask(emulator, 'GET', `${INSTANCE}/databases/db1`, { version: '2023-08-01' })).body.properties
        .status,
    ).toBe('Restoring');
    const reply = await ask(emulator, 'POST', `${migrationPath('db1')}/cutover`, {
      body: { migrationOperationId: operationId },
    });
    expect(reply.status).toBe(200);
    expect(reply.body.properties.migrationStatus).toBe('InProgress');
    expect((await ask(emulator, 'GET', migrationPath('db1'))).body.properties.migrationStatus).toBe(
      'Completing',
    );
    await control(emulator, 'POST', 'clock', { advanceMs: 2000 });
    expect((await ask(emulator, 'GET', migrationPath('db1'))).body.properties).toMatchObject({
      provisioningState: 'Succeeded',
      migrationStatus: 'Succeeded',
    });
    expect(
      (await ask(emulator, 'GET', `${INSTANCE}/databases/db1`, { version: '2023-08-01' })).body.properties
        .status,
    ).toBe('Online');

    const { requests } = (await control(emulator, 'GET', 'requests?kind=cutover')).body;
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'POST',
      status: 200,
      accepted: true,
      database: 'db1',
      operationId,
    });
  });
});

describe('scanning a real container', () => {
  let azurite: Azurite;
  let emulator: RunningEmulator;

  beforeAll(async () => {
    azurite = await startAzurite();
  });
  afterAll(() => azurite.close());
  afterEach(() => emulator.close());

  it('goes on by itself: picks up what arrives, waits for stripes, misses what a fault hides', async () => {
    const history = new BackupHistory({ databaseName: 'Shop', seed: 7 });
    const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
      'shop',
    );
    await container.create();
    const upload = (name: string, content: Uint8Array | undefined) =>
      container.getBlockBlobClient(name).uploadData(Buffer.from(content!));
    emulator = await startEmulator({
      port: 0,
      storage: azurite.connectionString,
      scanIntervalMs: 30,
      creatingMs: 0,
      restoreMsPerFile: 20,
    });
    await control(emulator, 'POST', 'faults', { kind: 'hideBlob', file: 'hidden.trn' });
    await create(emulator, 'Shop', 'shop');
    const details = async () =>
      (await ask(emulator, 'GET', migrationPath('Shop'), { query: EXPAND })).body.properties
        .migrationStatusDetails;
    const until = async (expected: object) => {
      for (let i = 0; i < 100; i++) {
        const seen = await details();
        if (matches(seen, expected)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(await details()).toMatchObject(expected);
    };

    await upload('full.bak', history.full().files[0]);
    await until({ isFullBackupRestored: true, lastRestoredFilename: 'full.bak', pendingLogBackupsCount: 0 });
    const striped = history.work().log({ stripes: 2 });
    await upload('log1-a.trn', striped.files[0]);
    await until({ lastRestoredFilename: 'full.bak', pendingLogBackupsCount: 1 });
    await upload('log1-b.trn', striped.files[1]);
    await until({ lastRestoredFilename: 'log1-a.trn', pendingLogBackupsCount: 0 });
    await upload('hidden.trn', history.work().log().files[0]);
    await upload('log3.trn', history.work().log().files[0]);
    await until({ lastRestoredFilename: 'log1-a.trn', pendingLogBackupsCount: 1 });
    await control(emulator, 'DELETE', 'faults');
    await until({ lastRestoredFilename: 'log3.trn', pendingLogBackupsCount: 0 });
  });

  it('a container that does not exist fails the migration', async () => {
    emulator = await startEmulator({
      port: 0,
      storage: azurite.connectionString,
      scanIntervalMs: 0,
      creatingMs: 0,
    });
    await create(emulator, 'db1', 'nowhere');
    expect((await ask(emulator, 'GET', migrationPath('db1'))).body.properties.migrationStatus).toBe('Failed');
  });
});

function matches(seen: object, expected: object): boolean {
  try {
    expect(seen).toMatchObject(expected);
    return true;
  } catch {
    return false;
  }
}
