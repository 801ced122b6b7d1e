import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { describeShared } from '../support/shared-folder';
import { ask, blobBody, control, migrationPath, send, type WireReply } from './arm-client';
import { FakeContainers, putChain, putLog } from './fake-backups';
import { databasePath, LRS_REQUESTS, LRS_VERSION, restoreBody, settle } from './other-engines';
import { shapeOf, type Json } from './recorded';

const DB = databasePath('db1');

describe('the emulated Log Replay Service', () => {
  let emulator: RunningEmulator;
  let containers: FakeContainers;
  const request = (method: string, suffix = '', body?: unknown, version = LRS_VERSION) =>
    ask(emulator, method, `${DB}${suffix}`, { version, body });
  const details = (version?: string) => request('GET', '/restoreDetails/Default', undefined, version);
  const complete = (lastBackupName: unknown) => request('POST', '/completeRestore', { lastBackupName });
  const order = (fault: object) => control(emulator, 'POST', 'faults', fault);
  const wait = (ms: number) => control(emulator, 'POST', 'clock', { advanceMs: ms });
  const start = async (more: Record<string, unknown> = {}) => request('PUT', '', restoreBody(more));
  const codeOf = ({ status, body }: WireReply): unknown => [status, body?.error?.code];

  beforeEach(async () => {
    containers = new FakeContainers();
    putChain(containers, 2);
    emulator = await startEmulator({
      port: 0,
      backupReader: containers,
      scanIntervalMs: 0,
      databaseMs: 0,
    });
    await control(emulator, 'POST', 'clock', { frozen: true });
  });
  afterEach(() => emulator.close());

  describe('the start', () => {
    it.each([
      [{ createMode: 'PointInTimeRestore' }, 501, 'NotImplemented'],
      [{ createMode: undefined }, 501, 'NotImplemented'],
      [{ storageContainerUri: undefined }, 400, 'MissingStorageContainerUri'],
      [{ storageContainerUri: 'backups/shop' }, 400, 'InvalidParameterValue'],
      [{ storageContainerUri: 'https://acct.blob.core.windows.net/' }, 400, 'InvalidParameterValue'],
      [{ storageContainerUri: 'https://a.example/b?sig=x' }, 400, 'InvalidParameterValue'],
      [{ storageContainerSasToken: undefined }, 400, 'MissingStorageContainerSasToken'],
      [{ storageContainerSasToken: '?sv=1' }, 400, 'InvalidParameterValue'],
      [{ storageContainerIdentity: 'ManagedIdentity' }, 400, 'InvalidParameterValue'],
      [{ collation: undefined }, 400, 'MissingCollation'],
      [{ autoCompleteRestore: true }, 400, 'AutoCompleteMissingLastBackupName'],
      [{ sourceDatabaseName: 'x' }, 400, 'InvalidParameterValue'],
    ])('%j → %d %s', async (more, status, code) => {
      expect(codeOf(await start(more))).toEqual([status, code]);
      expect((await request('GET')).status).toBe(404);
    });

    it.each([
      ['https://acct.blob.core.windows.net/backups/shop/', 'backups', 'shop'],
      ['https://acct.blob.core.windows.net/backups', 'backups', ''],
      ['http://127.0.0.1:10000/devstoreaccount1/backups/a/b%20c', 'backups', 'a/b c'],
    ])('%s is container %s, folder "%s"', async (storageContainerUri, container, folder) => {
      await start({ storageContainerUri });
      const { migrations } = (await control(emulator, 'GET', 'migrations')).body;
      expect(migrations).toMatchObject([{ engine: 'lrs', database: 'db1', source: { container, folder } }]);
    });

    it('takes a managed identity instead of a token, and keeps no token', async () => {
      const reply = await start({
        storageContainerSasToken: undefined,
        storageContainerIdentity: 'ManagedIdentity',
      });
      expect(reply.status).toBe(202);
      await request('DELETE');
      await settle(emulator);
      await start();
      const all = `${(await control(emulator, 'GET', 'migrations')).text}${(await request('GET')).text}`;
      expect(all).not.toMatch('very-secret');
    });

    it('is refused over a restore, over a database, and over another engine’s restore', async () => {
      await start();
      expect(codeOf(await start())).toEqual([409, 'ConflictingDatabaseOperation']);
      await settle(emulator);
      await complete('log2.trn');
      await settle(emulator);
      expect(codeOf(await start())).toEqual([400, 'ManagedDatabaseNameInUse']);
      await ask(emulator, 'PUT', migrationPath('db2'), { body: blobBody('backups') });
      await settle(emulator);
      const other = await ask(emulator, 'PUT', databasePath('db2'), {
        version: LRS_VERSION,
        body: restoreBody(),
      });
      expect(codeOf(other)).toEqual([409, 'ConflictingDatabaseOperation']);
      expect(codeOf(await ask(emulator, 'DELETE', databasePath('db2'), { version: LRS_VERSION }))).toEqual([
        409,
        'ConflictingDatabaseOperation',
      ]);
    });

    it('gives each database a creation date of its own, which stays through the cutover', async () => {
      const created = async () => (await request('GET')).body.properties;
      await start();
      const first = await created();
      expect(first.status).toBe('Restoring');
      await settle(emulator);
      await complete('log2.trn');
      await settle(emulator);
      expect(await created()).toEqual({ ...first, status: 'Online' });
      await request('DELETE');
      await settle(emulator);
      await start();
      expect((await created()).creationDate).not.toBe(first.creationDate);
    });

    it('a container that is missing from the start ends it', async () => {
      containers.missing = true;
      const operation = (await start()).headers.get('azure-asyncoperation')!;
      await settle(emulator);
      const { status, blockReason } = (await details()).body.properties;
      expect([status, blockReason]).toEqual(['Failed', expect.stringMatching(/^StorageBroken/)]);
      expect((await send(operation, 'GET', 'any')).body).toMatchObject({
        status: 'Failed',
        error: { code: 'StorageBrokenIssueDetectedAtTheStart' },
      });
    });
  });

  it('the database comes a moment after the start was taken; until then nobody finds it', async () => {
    await emulator.close();
    emulator = await startEmulator({ port: 0, backupReader: containers, scanIntervalMs: 0 });
    await control(emulator, 'POST', 'clock', { now: '2026-03-01T02:03:04.000Z', frozen: true });
    const operation = (await start()).headers.get('azure-asyncoperation')!;
    for (const ms of [0, 49]) {
      await wait(ms);
      expect(codeOf(await request('GET'))).toEqual([404, 'ResourceNotFound']);
      expect(codeOf(await details())).toEqual([404, 'ResourceNotFound']);
      expect(codeOf(await complete('log2.trn'))).toEqual([404, 'ResourceNotFound']);
      expect(codeOf(await start())).toEqual([409, 'ConflictingDatabaseOperation']);
      expect(codeOf(await request('DELETE'))).toEqual([409, 'ConflictingDatabaseOperation']);
      expect((await send(operation, 'GET', 'any')).body.status).toBe('InProgress');
    }
    await wait(1);
    expect((await request('GET')).body.properties).toMatchObject({
      status: 'Restoring',
      creationDate: '2026-03-01T02:03:04.05Z',
    });
    expect((await details()).body.properties.status).toBe('Initializing');
  });

  describe('the states', () => {
    it('from Initializing to Completed, Waiting only for a file that is missing', async () => {
      containers.remove('log1.trn');
      const seen: string[] = [];
      const look = async () => seen.push((await details()).body.properties.status);
      await start();
      await look();
      await wait(500);
      await look();
      await wait(300);
      await look();
      putLog(containers, 1);
      await wait(0);
      await look();
      await settle(emulator);
      await look();
      await complete('log2.trn');
      await look();
      await settle(emulator);
      await look();
      expect(seen).toEqual([
        'Initializing',
        'Restoring',
        'Waiting',
        'Restoring',
        'RestoreCompleted',
        'CompletingMigration',
        'Completed',
      ]);
    });

    it('SearchingBackups while the container is empty, Blocked when told so', async () => {
      for (const name of ['full.bak', 'log1.trn', 'log2.trn']) containers.remove(name);
      await start();
      await settle(emulator);
      expect((await details()).body.properties).toEqual({
        type: 'LRSRestore',
        status: 'SearchingBackups',
        numberOfFilesDetected: 0,
      });
      await order({ kind: 'restoreBlockingReason', reason: 'no access' });
      expect((await details()).body.properties).toMatchObject({
        status: 'Blocked',
        blockReason: 'no access',
      });
    });

    it('details of another name, of no database, of one it did not restore, and cleaned up', async () => {
      expect(codeOf(await details())).toEqual([404, 'ResourceNotFound']);
      await start();
      expect(codeOf(await request('GET', '/restoreDetails/other'))).toEqual([400, 'InvalidParameterValue']);
      await order({ kind: 'cleanupDetails' });
      expect(codeOf(await details())).toEqual([400, 'RestoreDetailsNotAvailableOrExpired']);
    });

    it.each([
      ['2019-06-01-preview', false],
      ['2021-11-01', false],
      ['2022-05-01-preview', true],
      ['2023-08-01', true],
    ])('%s answers with the long form: %s', async (version, long) => {
      await start();
      await settle(emulator);
      const { properties } = (await details(version)).body;
      expect([properties.type, 'numberOfFilesRestored' in properties]).toEqual(
        long ? ['LRSRestore', true] : [undefined, false],
      );
      expect(properties.unrestorableFiles).toEqual([]);
    });
  });

  describe('completing', () => {
    it.each<[string, () => Promise<unknown>, string]>([
      ['before it has begun', async () => start(), 'ExternalBackupRestoreHasNotBeenStarted'],
      [
        'twice',
        async () => {
          await start();
          await settle(emulator);
          await complete('log2.trn');
        },
        'ExternalBackupAlreadySignaledToComplete',
      ],
      [
        'a finished one',
        async () => {
          await start();
          await settle(emulator);
          await complete('log2.trn');
          await settle(emulator);
        },
        'ManagedDatabaseNotInRestoringState',
      ],
      [
        'one that completes by itself',
        async () => {
          await start({ autoCompleteRestore: true, lastBackupName: 'log9.trn' });
          await settle(emulator);
        },
        'InvalidDatabaseCompleteRestoreRequest',
      ],
    ])('%s is refused', async (_name, prepare, code) => {
      await prepare();
      expect(codeOf(await complete('log2.trn'))).toEqual([400, code]);
    });

    it('is refused without a name, without a body and without a database', async () => {
      expect(codeOf(await complete('log2.trn'))).toEqual([404, 'ResourceNotFound']);
      await start();
      expect(codeOf(await complete(undefined))).toEqual([
        400,
        'InvalidDatabaseCompleteRestoreRequestLastBackupName',
      ]);
      expect(codeOf(await request('POST', '/completeRestore'))).toEqual([
        400,
        'InvalidDatabaseCompleteRestoreRequest',
      ]);
    });

    it.each([
      ['a', 'Completed', 2],
      ['b', 'Completed', 1],
      ['c', 'Failed', 1],
      ['d', 'CompletingMigration', 1],
    ])('an early one, variant %s: %s with %d logs restored', async (variant, status, logs) => {
      await order([
        { kind: 'cutoverVariant', variant },
        { kind: 'holdRestore', file: 'log2.trn' },
      ]);
      await start();
      await settle(emulator);
      expect((await complete('log1.trn')).status).toBe(202);
      const held = (await control(emulator, 'GET', 'faults')).body.faults.at(-1).id;
      await control(emulator, 'DELETE', `faults/${held}`);
      await settle(emulator);
      const { properties } = (await details()).body;
      expect([properties.status, properties.numberOfFilesRestored]).toEqual([status, 1 + logs]);
    });

    it('is logged with its engine and the name it carried', async () => {
      await start();
      await settle(emulator);
      await complete('log2.trn');
      const { requests } = (await control(emulator, 'GET', 'requests?kind=cutover')).body;
      expect(requests).toMatchObject([
        { engine: 'lrs', database: 'db1', lastBackupName: 'log2.trn', accepted: true, status: 202 },
      ]);
    });
  });

  describe('dropping', () => {
    it.each([
      ['creating', 0, false],
      ['restored', 600_000, false],
      ['completing', 600_000, true],
      ['completed', 1_200_000, true],
    ])('drops the database whatever its state: %s', async (_name, waitMs, cutOver) => {
      await start();
      await wait(waitMs === 0 ? 0 : 600_000);
      if (cutOver) await complete('log2.trn');
      if (waitMs > 600_000) await wait(600_000);
      const reply = await request('DELETE');
      expect([reply.status, reply.body.operation]).toEqual([202, 'DropManagedDatabase']);
      const operation = reply.headers.get('azure-asyncoperation')!;
      expect(operation).toContain('/managedDatabaseAzureAsyncOperation/');
      expect((await send(operation, 'GET', 'any')).body.status).toBe('InProgress');
      await wait(2000);
      expect((await send(operation, 'GET', 'any')).body.status).toBe('Succeeded');
      expect((await send(reply.headers.get('location')!, 'GET', 'any')).status).toBe(204);
      expect([(await request('GET')).status, (await details()).status]).toEqual([404, 404]);
      expect((await request('DELETE')).status).toBe(204);
    });

    it('drops a database that another engine has finished', async () => {
      await ask(emulator, 'PUT', migrationPath('db1'), { body: blobBody('backups') });
      await wait(1000);
      await wait(10_000);
      const { migrationOperationId } = (await ask(emulator, 'GET', migrationPath('db1'))).body.properties;
      await ask(emulator, 'POST', `${migrationPath('db1')}/cutover`, { body: { migrationOperationId } });
      await wait(10_000);
      expect((await request('GET')).body.properties.status).toBe('Online');
      expect(codeOf(await details())).toEqual([400, 'RestoreDetailsNotAvailableOrExpired']);
      expect((await request('DELETE')).status).toBe(202);
      expect((await request('GET')).status).toBe(404);
    });

    it('cancels the start’s operation, and an unknown operation is not found', async () => {
      const operation = (await start()).headers.get('azure-asyncoperation')!;
      await request('DELETE');
      expect((await send(operation, 'GET', 'any')).body.status).toBe('Canceled');
      const other = operation.replace('managedDatabaseRestore', 'managedDatabaseCompleteRestore');
      expect((await send(other, 'GET', 'any')).status).toBe(404);
    });
  });

  it('operation results answer 202 until they are there', async () => {
    const location = (await start()).headers.get('location')!;
    expect((await send(location, 'GET', 'any')).status).toBe(202);
    await settle(emulator);
    expect((await send(location, 'GET', 'any')).status).toBe(202);
    await LRS_REQUESTS.cutover(emulator);
    await settle(emulator);
    expect((await send(location, 'GET', 'any')).status).toBe(200);
  });

  describeShared('the long form beside the official example', 'recordings', (folder) => {
    it('has no key that the example has not, and every key of it', async () => {
      const file = path.join(folder, 'swagger/ManagedDatabaseRestoreDetails.json');
      const example: Json = JSON.parse(readFileSync(file, 'utf8')).responses['200'].body;
      const guid = (n: number) => `0000000${n}-0000-4000-8000-00000000000a`;
      containers.put('old.trn', { guid: guid(1), type: 'log', first: '90000', last: '100000' });
      const base = '00000001-0000-4000-8000-000000000000';
      containers.put('diff.bak', { guid: guid(2), type: 'differential', base, first: '2', last: '250000' });
      containers.putForeign('picture.jpg');
      await start();
      await wait(500);
      await wait(1000);
      const keys = (body: Json) =>
        new Set(
          shapeOf(body).map((line) =>
            line.replace(/\/\d+/g, '').replace('/CurrentRestoring', '/currentRestoring'),
          ),
        );
      expect([...keys((await details()).body)].toSorted()).toEqual([...keys(example)].toSorted());
    });
  });
});
