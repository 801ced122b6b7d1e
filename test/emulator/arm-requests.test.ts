import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import {
  ask,
  blobBody,
  control,
  create,
  EXPAND,
  INSTANCE,
  migrationPath,
  send,
  SERVICE,
  SUBSCRIPTION,
} from './arm-client';
import { FakeContainers, putChain } from './fake-backups';

const DB = migrationPath('db1');
const UNKNOWN_ID = '4124fe90-d1b6-4b50-b4d9-46d02381f59a';

describe('the emulated API', () => {
  let emulator: RunningEmulator;
  let containers: FakeContainers;
  const wait = (ms: number) => control(emulator, 'POST', 'clock', { advanceMs: ms });
  const put = (body: unknown, path = DB) => ask(emulator, 'PUT', path, { body });

  beforeEach(async () => {
    containers = new FakeContainers();
    putChain(containers, 2);
    emulator = await startEmulator({ port: 0, backupReader: containers, scanIntervalMs: 0, pageSize: 2 });
    await control(emulator, 'POST', 'clock', { frozen: true });
  });
  afterEach(() => emulator.close());

  describe('before the provider', () => {
    it('401 without a bearer token, and the token is logged nowhere', async () => {
      const reply = await ask(emulator, 'GET', DB, { token: null });
      expect([reply.status, reply.body.error.code]).toEqual([401, 'AuthenticationFailed']);
      expect(reply.headers.get('www-authenticate')).toMatch('Bearer');
      await ask(emulator, 'GET', DB, { token: 'very-secret' });
      expect((await control(emulator, 'GET', 'requests')).text).not.toMatch('very-secret');
    });

    it.each([
      ['text/plain', 'text/plain'],
      [undefined, '<null>'],
    ])('415 for a body of type %s', async (type, shown) => {
      const body = new Blob([JSON.stringify(blobBody('backups'))], type === undefined ? {} : { type });
      const reply = await fetch(`${emulator.url}${DB}?api-version=2025-06-30`, {
        method: 'PUT',
        headers: { authorization: 'Bearer any' },
        body,
      });
      const { error } = (await reply.json()) as { error: { code: string; message: string } };
      expect([reply.status, error.code]).toEqual([415, 'UnsupportedMediaType']);
      expect(error.message).toContain(`'${shown}'`);
      expect((await ask(emulator, 'GET', DB)).status).toBe(404);
    });

    it.each([
      ['2023-08-01', 404],
      ['2025-06-30', 400],
      ['2023-08-02', 400],
    ])('a managed database in version %s: %d', async (version, status) => {
      const reply = await ask(emulator, 'GET', `${INSTANCE}/databases/db1`, { version });
      expect(reply.status).toBe(status);
    });

    it.each([
      [null, 'MissingApiVersionParameter'],
      ['2018-07-15-preview', 'NoRegisteredProviderFound'],
    ])('400 with api-version %s', async (version, code) => {
      const reply = await ask(emulator, 'GET', DB, { version });
      expect([reply.status, reply.body.error.code]).toEqual([400, code]);
    });

    it.each([
      ['PATCH', DB],
      ['POST', `${DB}/pause`],
      ['POST', `${SERVICE}/listAuthKeys`],
      ['PUT', SERVICE],
      ['PATCH', `${INSTANCE}/databases/db1`],
      ['POST', `${INSTANCE}/databases/db1/cancelMove`],
      [
        'PATCH',
        `/subscriptions/${SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.DataMigration/services/s/projects/p/tasks/t`,
      ],
      [
        'PUT',
        `/subscriptions/${SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.DataMigration/services/s/projects/p`,
      ],
      [
        'PUT',
        `/subscriptions/${SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.Sql/servers/s/providers/Microsoft.DataMigration/databaseMigrations/d`,
      ],
    ])('501 for %s %s, naming it', async (method, path) => {
      const reply = await ask(emulator, method, path);
      expect(reply.status).toBe(501);
      expect(reply.body.error).toEqual({
        code: 'NotImplemented',
        message: `The emulator does not support ${method} ${path}.`,
      });
      expect((await control(emulator, 'GET', 'requests?kind=unsupported')).body.requests).toHaveLength(1);
    });

    it('404 for a migration, and for a database, that is not there', async () => {
      expect((await ask(emulator, 'GET', DB)).body.error.code).toBe('ResourceNotFound');
      const database = await ask(emulator, 'GET', `${INSTANCE}/databases/db1`, { version: '2023-08-01' });
      expect([database.status, database.headers.get('x-ms-failure-cause')]).toEqual([404, 'gateway']);
    });
  });

  describe('PUT', () => {
    it('201 Creating without status, 409 while it runs, 200 once it has ended', async () => {
      const created = await put(blobBody('backups'));
      expect(created.status).toBe(201);
      expect(Object.keys(created.body.properties)).toEqual([
        'scope',
        'provisioningState',
        'sourceDatabaseName',
        'migrationService',
        'backupConfiguration',
        'kind',
      ]);
      expect(created.body.properties.backupConfiguration).toEqual({
        sourceLocation: { fileStorageType: 'AzureBlob', testConnectivity: true },
      });
      expect(created.headers.get('retry-after')).toBe('15');
      expect((await put(blobBody('backups'))).body.error.code).toBe('OperationInProgress');
      await wait(500);
      const { migrationOperationId } = (await ask(emulator, 'GET', DB)).body.properties;
      await ask(emulator, 'POST', `${DB}/cancel`, { body: { migrationOperationId } });
      await wait(2000);
      expect((await put(blobBody('backups'))).status).toBe(200);
    });

    it('echoes no secret, anywhere', async () => {
      const created = await put(
        blobBody('backups', {
          sourceSqlConnection: {
            dataSource: 'sql1',
            userName: 'u',
            password: 'hush-hush',
            authentication: 'SqlAuthentication',
          },
        }),
      );
      await wait(5000);
      const read = await ask(emulator, 'GET', DB, { query: EXPAND });
      const logged = await control(emulator, 'GET', 'requests');
      const summary = await control(emulator, 'GET', 'migrations');
      for (const { text } of [created, read, logged, summary])
        expect(text).not.toMatch(/hush-hush|a-secret-key/);
      expect(read.body.properties.sourceServerName).toBe('sql1');
    });

    it.each([
      ['no body', undefined, 400, 'EmptyRequiredRequestBody', ''],
      [
        'an unknown field',
        blobBody('c', { colour: 'red' }),
        400,
        'InvalidParameterValue',
        'properties.colour',
      ],
      [
        'another scope',
        blobBody('c', { scope: '/elsewhere' }),
        400,
        'InvalidParameterValue',
        'properties.scope',
      ],
      ['a container called backup', blobBody('backup'), 400, 'InvalidContainerName', "'backup'"],
      [
        'a container called backup with a folder',
        blobBody('Backup/db1'),
        400,
        'InvalidContainerName',
        "'Backup/db1'",
      ],
      [
        'a kind the emulator has not',
        blobBody('c', { kind: 'SqlDb' }),
        501,
        'NotImplemented',
        "kind 'SqlDb'",
      ],
      [
        'another target kind',
        blobBody('c', { kind: 'SqlVm' }),
        400,
        'InvalidParameterValue',
        'properties.kind',
      ],
      [
        'a share nobody stands for',
        blobBody('c', {
          backupConfiguration: {
            sourceLocation: { fileShare: { path: '\\\\h\\s', username: 'u', password: 'p' } },
          },
        }),
        501,
        'NotImplemented',
        '--share',
      ],
      [
        'two sources',
        blobBody('c', { backupConfiguration: { sourceLocation: {} } }),
        400,
        'InvalidParameterValue',
        'sourceLocation',
      ],
      [
        'offline without a last backup',
        blobBody('c', { offlineConfiguration: { offline: true } }),
        400,
        'InvalidParameterValue',
        'lastBackupName',
      ],
    ])('refuses %s', async (_name, body, status, code, named) => {
      const reply = await put(body);
      expect([reply.status, reply.body.error.code]).toEqual([status, code]);
      expect(reply.body.error.message).toContain(named);
    });

    it('fails with error 0 when the database exists already', async () => {
      const operationId = await create(emulator, 'db1', 'backups');
      await wait(5000);
      await ask(emulator, 'POST', `${DB}/cutover`, { body: { migrationOperationId: operationId } });
      await wait(5000);
      const again = await put(blobBody('backups'));
      expect(again.status).toBe(200);
      await wait(500);
      const { properties } = (await ask(emulator, 'GET', DB, { version: '2022-03-30-preview' })).body;
      expect(properties).toMatchObject({ provisioningState: 'Succeeded', migrationStatus: 'Failed' });
      expect(properties.migrationFailureError).toEqual({
        code: '0',
        message: "The destination database name 'db1' already exists on the server 'migrationtestmi'.",
      });
      expect((await send(again.headers.get('azure-asyncoperation')!, 'GET', 'any')).body.status).toBe(
        'Failed',
      );
    });

    it('fails when the container is not there', async () => {
      containers.missing = true;
      await create(emulator, 'db1', 'nowhere');
      expect((await ask(emulator, 'GET', DB)).body.properties).toMatchObject({
        provisioningState: 'Failed',
        migrationFailureError: {
          code: 'MigrationRestoreFailed',
          message: 'Storage connection is broken. Please verify and try again.',
        },
      });
    });
  });

  describe('GET', () => {
    it('is found whatever the case, and echoes the case of the request', async () => {
      await create(emulator, 'db1', 'backups');
      const shouted = DB.replace('migrationTesting', 'MIGRATIONTESTING').replace(
        'databaseMigrations',
        'DATABASEMIGRATIONS',
      );
      const { body } = await ask(emulator, 'GET', shouted);
      expect(body.id).toBe(DB.replace('migrationTesting', 'MIGRATIONTESTING'));
      expect(body.properties.scope).toBe(INSTANCE.replace('migrationTesting', 'MIGRATIONTESTING'));
    });

    it('gives no details unless asked, and none for an unknown expansion', async () => {
      await create(emulator, 'db1', 'backups');
      expect((await ask(emulator, 'GET', DB)).body.properties).not.toHaveProperty('migrationStatusDetails');
      expect((await ask(emulator, 'GET', DB, { query: '$expand=Everything' })).status).toBe(400);
    });

    it('400 OperationIdNotFound for another operation id', async () => {
      const operationId = await create(emulator, 'db1', 'backups');
      expect(
        (await ask(emulator, 'GET', DB, { query: `migrationOperationId=${operationId.toUpperCase()}` }))
          .status,
      ).toBe(200);
      const reply = await ask(emulator, 'GET', DB, { query: `migrationOperationId=${UNKNOWN_ID}` });
      expect(reply.body.error).toEqual({
        code: 'OperationIdNotFound',
        message: `Operation ID '${UNKNOWN_ID}' not found.`,
      });
    });
  });

  describe('long-running operations', () => {
    it('carry a long signed query, which has to come back whole', async () => {
      const url = (await put(blobBody('backups'))).headers.get('azure-asyncoperation')!;
      expect(url.length).toBeGreaterThan(3000);
      expect([...new URL(url).searchParams.keys()]).toEqual(['api-version', 't', 'c', 's', 'h']);
      const poll = await send(url, 'GET', 'any');
      expect([poll.status, poll.body.status, poll.headers.get('retry-after')]).toEqual([
        200,
        'InProgress',
        '15',
      ]);
      expect((await send(url.slice(0, -1), 'GET', 'any')).body.error.code).toBe('AccessDenied');
      expect((await send(url.split('&')[0]!, 'GET', 'any')).status).toBe(403);
      expect((await control(emulator, 'GET', 'requests')).text).not.toMatch(
        new URL(url).searchParams.get('h')!,
      );
    });

    it('follow the migration: create, cutover, cancel, delete', async () => {
      const state = async (url: string | null) => (await send(url!, 'GET', 'any')).body.status;
      const creation = (await put(blobBody('backups'))).headers.get('azure-asyncoperation');
      await wait(500);
      expect(await state(creation)).toBe('Succeeded');
      await wait(1000);
      const { migrationOperationId } = (await ask(emulator, 'GET', DB)).body.properties;
      const cutover = (
        await ask(emulator, 'POST', `${DB}/cutover`, { body: { migrationOperationId } })
      ).headers.get('azure-asyncoperation');
      expect(cutover).toMatch('operationTypes/cutoversqlmimigration/operationResults/');
      expect(await state(cutover)).toBe('InProgress');
      await wait(5000);
      expect(await state(cutover)).toBe('Succeeded');
      const drop = (await ask(emulator, 'DELETE', DB)).headers.get('azure-asyncoperation');
      expect(await state(drop)).toBe('InProgress');
      await wait(1000);
      expect(await state(drop)).toBe('Succeeded');
    });

    it('keep their URLs bare before 2025', async () => {
      const reply = await ask(emulator, 'PUT', DB, {
        version: '2022-03-30-preview',
        body: blobBody('backups'),
      });
      expect(new URL(reply.headers.get('azure-asyncoperation')!).search).toBe(
        '?api-version=2022-03-30-preview',
      );
    });
  });

  it('cancel: 200 with a stub, Canceling, then Canceled, and the database is gone', async () => {
    const operationId = await create(emulator, 'db1', 'backups');
    await wait(1000);
    const database = () => ask(emulator, 'GET', `${INSTANCE}/databases/db1`, { version: '2023-08-01' });
    expect((await database()).body.properties.status).toBe('Restoring');
    const reply = await ask(emulator, 'POST', `${DB}/cancel`, {
      body: { migrationOperationId: operationId },
    });
    expect(reply.status).toBe(200);
    expect(reply.body.properties).toEqual({
      scope: INSTANCE,
      provisioningState: 'Canceling',
      sourceDatabaseName: 'AdventureWorks',
      kind: 'SqlMi',
    });
    expect((await ask(emulator, 'GET', DB)).body.properties).toMatchObject({
      provisioningState: 'Canceling',
      migrationStatus: 'Canceling',
    });
    await wait(2000);
    expect((await ask(emulator, 'GET', DB)).body.properties).toMatchObject({
      provisioningState: 'Succeeded',
      migrationStatus: 'Canceled',
      endedOn: expect.any(String),
    });
    expect((await database()).status).toBe(404);
  });

  it('delete: 400 while it runs, 200 and empty with force, readable for a moment, 404, then 204', async () => {
    await create(emulator, 'db1', 'backups');
    expect((await ask(emulator, 'DELETE', DB)).body.error.code).toBe(
      'DeleteMigrationNotAllowedMigrationInProgress',
    );
    const reply = await ask(emulator, 'DELETE', DB, { query: 'force=true' });
    expect([reply.status, reply.text, reply.headers.get('content-length')]).toEqual([200, '', '0']);
    expect((await ask(emulator, 'GET', DB)).status).toBe(200);
    await wait(1000);
    expect((await ask(emulator, 'GET', DB)).status).toBe(404);
    expect((await ask(emulator, 'DELETE', DB)).status).toBe(204);
  });

  it('listMigrations: page by page, without details, of this service only', async () => {
    for (const name of ['a', 'b', 'c']) await put(blobBody('backups'), migrationPath(name));
    await put(blobBody('backups', { migrationService: `${SERVICE}other` }), migrationPath('d'));
    const first = (await ask(emulator, 'GET', `${SERVICE}/listMigrations`, { query: EXPAND })).body;
    expect(first.value.map((item: { name: string }) => item.name)).toEqual(['a', 'b']);
    const second = (await send(first.nextLink, 'GET', 'any')).body;
    expect(second.value.map((item: { name: string }) => item.name)).toEqual(['c']);
    expect(second).not.toHaveProperty('nextLink');
    expect(first.value[0].id).toBe(migrationPath('a'));
  });

  it('SQL virtual machines: the same, under their own names', async () => {
    const machine = `/subscriptions/${SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.SqlVirtualMachine/sqlVirtualMachines/vm1`;
    const path = `${machine}/providers/Microsoft.DataMigration/databaseMigrations/db1`;
    const reply = await put(blobBody('backups', { kind: 'SqlVm', scope: machine }), path);
    expect(reply.status).toBe(201);
    expect(reply.headers.get('azure-asyncoperation')).toMatch('operationTypes/createsqlvmmigration/');
    await wait(5000);
    expect((await ask(emulator, 'GET', path)).body).toMatchObject({
      id: path,
      properties: { kind: 'SqlVm', migrationStatus: 'InProgress' },
    });
  });

  it('services and instances: every name is there, online and ready', async () => {
    expect((await ask(emulator, 'GET', SERVICE)).body.properties).toEqual({
      provisioningState: 'Succeeded',
      integrationRuntimeState: 'Online',
    });
    expect((await ask(emulator, 'GET', INSTANCE, { version: '2023-08-01' })).body.properties.state).toBe(
      'Ready',
    );
  });

  it('storage trouble is waited out, and shown in the summary', async () => {
    await create(emulator, 'db1', 'backups');
    containers.trouble = new Error('Cannot list container "backups": storage does not answer');
    await control(emulator, 'POST', 'scan');
    const [summary] = (await control(emulator, 'GET', 'migrations')).body.migrations;
    expect(summary).toMatchObject({ phase: 'running', scanTrouble: containers.trouble.message });
    containers.trouble = undefined;
    await control(emulator, 'POST', 'scan');
    expect((await control(emulator, 'GET', 'migrations')).body.migrations[0]).not.toHaveProperty(
      'scanTrouble',
    );
  });

  it('reads each version of a blob once, and again when it is overwritten', async () => {
    await create(emulator, 'db1', 'backups');
    await wait(1000);
    expect(containers.reads).toBe(3);
    putChain(containers, 2);
    await wait(0);
    expect(containers.reads).toBe(6);
  });
});
