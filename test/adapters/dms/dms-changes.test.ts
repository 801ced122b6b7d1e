import type { EngineTarget, MigrationEngine } from '../../../shared/ports/migration-engine';
import type { Scripted } from '../arm/tiny-arm';
import { OPERATION, SCOPE, startDms, TARGET, VM_SCOPE } from './dms-fixture';

const error = (code: string) => ({ error: { code, message: `${code} happened` } });

/** The two requests that end a migration, in one form. */
function send(engine: MigrationEngine, action: 'cutover' | 'cancel', target: EngineTarget, deadline: number) {
  return action === 'cancel'
    ? engine.cancel(target, OPERATION, deadline)
    : engine.cutover(target, { operationId: OPERATION, lastBackupName: 'log9.trn', deadline });
}

describe.each(['cutover', 'cancel'] as const)('%s', (action) => {
  let dms: Awaited<ReturnType<typeof startDms>>;
  beforeEach(async () => void (dms = await startDms()));
  afterEach(() => dms.server.close());
  const ask = (deadline = dms.deadline) => send(dms.engine, action, TARGET, deadline);

  test('sends one POST with the operation id', async () => {
    dms.server.script({
      status: 200,
      body: {},
      headers: { 'Azure-AsyncOperation': 'https://x/y?t=1&s=SIGNED' },
    });
    expect(await ask()).toEqual({ kind: 'accepted' });
    expect(dms.server.received).toHaveLength(1);
    expect(dms.server.received[0]).toMatchObject({
      method: 'POST',
      url: `${SCOPE}/providers/Microsoft.DataMigration/databaseMigrations/Sales/${action}?api-version=2025-06-30`,
      body: JSON.stringify({ migrationOperationId: OPERATION }),
    });
    expect(dms.server.received[0]?.headers['user-agent']).toMatch(/^sqlmi-cutover\//);
  });

  test.each<[string, Scripted, string]>([
    [
      '429 with Retry-After',
      { status: 429, headers: { 'Retry-After': '1' }, body: error('TooManyRequests') },
      'refused',
    ],
    ['429', { status: 429 }, 'refused'],
    ['503 with Retry-After', { status: 503, headers: { 'Retry-After': '1' } }, 'unknown'],
    ['503', { status: 503, body: error('ServiceUnavailable') }, 'unknown'],
    ['500', { status: 500, body: error('UnExpectedErrorOccurred') }, 'unknown'],
    ['504', { status: 504 }, 'unknown'],
    ['a reset', { fault: 'reset' }, 'unknown'],
    ['no answer', { fault: 'silent' }, 'unknown'],
    ['half an answer', { fault: 'stall', status: 200, body: { properties: {} } }, 'unknown'],
    ['a redirect', { status: 307, headers: { Location: '/elsewhere' } }, 'unknown'],
    [
      'a challenge',
      { status: 401, headers: { 'WWW-Authenticate': 'Bearer error="insufficient_claims", claims="e30="' } },
      'unknown',
    ],
  ])('sends exactly once when the service answers with %s', async (_name, answer, kind) => {
    dms.server.script(answer);
    dms.server.otherwise(() => ({ status: 200, body: {} }));
    expect((await ask()).kind).toBe(kind);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(dms.server.received).toHaveLength(1);
    expect(dms.time.slept).toEqual([]);
  });

  test.each<[string, Scripted, object]>([
    [
      'an error envelope',
      { status: 400, body: error('MigrationNotReadyForCutoverError') },
      {
        kind: 'refused',
        httpStatus: 400,
        code: 'MigrationNotReadyForCutoverError',
        message: 'MigrationNotReadyForCutoverError happened',
      },
    ],
    [
      '409',
      { status: 409, body: error('OperationInProgress') },
      { kind: 'refused', httpStatus: 409, code: 'OperationInProgress' },
    ],
    [
      '429 and how long to wait',
      { status: 429, headers: { 'Retry-After': '17' } },
      { kind: 'refused', httpStatus: 429, code: 'TooManyRequests', retryAfterSeconds: 17 },
    ],
    [
      'a 404 without envelope',
      { status: 404 },
      { kind: 'unknown', reason: 'the service answered 404 without an error envelope' },
    ],
    ['a 403 page of a proxy', { status: 403, body: '<html>blocked</html>' }, { kind: 'unknown' }],
    ['a 400 with another shape', { status: 400, body: { code: 'X', message: 'y' } }, { kind: 'unknown' }],
    ['a 202', { status: 202 }, { kind: 'accepted' }],
  ])('tells %s', async (_name, answer, expected) => {
    dms.server.script(answer);
    expect(await ask()).toMatchObject(expected);
  });

  test('does not send after the deadline', async () => {
    expect(await ask(dms.time.now().getTime() - 1)).toEqual({
      kind: 'notSent',
      reason: 'its deadline had passed before it was written',
    });
    expect(dms.server.received).toEqual([]);
  });

  test('does not send when the deadline passes while the token is fetched', async () => {
    const credential = {
      async getToken() {
        late.time.set(late.time.now().getTime() + 31_000);
        return { token: 't', expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
      },
    };
    const late = await startDms({ credential });
    expect((await send(late.engine, action, TARGET, late.deadline)).kind).toBe('notSent');
    expect(late.server.received).toEqual([]);
    await late.server.close();
  });

  test('knows that nothing was sent when nobody listens, or there is no token, or the target is wrong', async () => {
    await dms.server.close();
    expect(await ask()).toEqual({ kind: 'notSent', reason: expect.stringContaining('ECONNREFUSED') });
    const wrong = { scopeId: '/subscriptions/x', databaseName: 'Sales' };
    expect((await send(dms.engine, action, wrong, dms.deadline)).kind).toBe('notSent');
    const tokenless = await startDms({ credential: { getToken: () => Promise.resolve(null) } });
    expect((await send(tokenless.engine, action, TARGET, tokenless.deadline)).kind).toBe('notSent');
    expect(tokenless.server.received).toEqual([]);
    await tokenless.server.close();
  });

  test('uses a connection of its own, which nobody can have closed in the meantime', async () => {
    dms.server.otherwise(() => ({ status: 200, body: {} }));
    await ask();
    await ask();
    expect(dms.server.received.map((request) => request.headers.connection)).toEqual(['close', 'close']);
  });
});

describe('create', () => {
  const spec = {
    engine: 'dms' as const,
    sourceDatabaseName: 'Sales',
    migrationServiceId:
      '/subscriptions/s/resourceGroups/rg/providers/Microsoft.DataMigration/sqlMigrationServices/dms',
    storageAccountResourceId:
      '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/acct',
    containerName: 'sales',
    authType: 'AccountKey' as const,
    accountKey: 'KEYHUSH==',
    sourceSqlConnection: {
      dataSource: 'sql1',
      authentication: 'SqlAuthentication',
      userName: 'reader',
      password: 'PASSHUSH',
      encryptConnection: true,
      trustServerCertificate: false,
    },
  };
  let dms: Awaited<ReturnType<typeof startDms>>;
  beforeEach(async () => void (dms = await startDms()));
  afterEach(() => dms.server.close());
  const sent = () => JSON.parse(dms.server.received[0]!.body).properties;

  test('is one PUT of an online migration from a container', async () => {
    dms.server.script({ status: 201, body: {} });
    expect(await dms.engine.create(TARGET, spec, dms.deadline)).toEqual({ kind: 'accepted' });
    expect(dms.server.received[0]).toMatchObject({ method: 'PUT' });
    expect(sent()).toEqual({
      kind: 'SqlMi',
      scope: SCOPE,
      sourceDatabaseName: 'Sales',
      migrationService: spec.migrationServiceId,
      sourceSqlConnection: spec.sourceSqlConnection,
      backupConfiguration: {
        sourceLocation: {
          azureBlob: {
            authType: 'AccountKey',
            accountKey: 'KEYHUSH==',
            storageAccountResourceId: spec.storageAccountResourceId,
            blobContainerName: 'sales',
          },
        },
      },
    });
  });

  test('names the identity on a virtual machine, and no key', async () => {
    dms.server.script({ status: 200, body: {} });
    const identity =
      '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1';
    await dms.engine.create(
      { scopeId: VM_SCOPE, databaseName: 'Sales' },
      {
        ...spec,
        authType: 'ManagedIdentity',
        userAssignedIdentityId: identity,
        targetCollation: 'Latin1_General_CI_AS',
      },
      dms.deadline,
    );
    expect(sent()).toMatchObject({
      kind: 'SqlVm',
      scope: VM_SCOPE,
      targetDatabaseCollation: 'Latin1_General_CI_AS',
    });
    expect(sent().backupConfiguration.sourceLocation.azureBlob).toMatchObject({
      authType: 'ManagedIdentity',
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
    });
    expect(dms.server.received[0]?.body).not.toContain('KEYHUSH');
  });

  test('is not sent after its deadline', async () => {
    expect(await dms.engine.create(TARGET, spec, dms.time.now().getTime() - 1)).toEqual({
      kind: 'notSent',
      reason: 'its deadline had passed before it was written',
    });
    expect(dms.server.received).toEqual([]);
  });

  test('hides what it sent when the service repeats it', async () => {
    const echo = {
      error: { code: 'InvalidArgument', message: "Invalid argument 'KEYHUSH==' or 'PASSHUSH'." },
    };
    dms.server.script({ status: 400, body: echo }, { status: 500, body: echo });
    for (const kind of ['refused', 'unknown']) {
      const answer = await dms.engine.create(TARGET, spec, dms.deadline);
      expect(answer.kind).toBe(kind);
      expect(JSON.stringify(answer)).not.toMatch(/HUSH/);
      expect(JSON.stringify(answer)).toContain('[hidden]');
    }
  });

  test.each([
    ['without a key', { ...spec, accountKey: undefined }, /there is no account key/],
    [
      'offline without a last backup',
      { ...spec, offline: { lastBackupName: ' ' } },
      /an offline migration names its last backup/,
    ],
    ['into a container called backup', { ...spec, containerName: 'Backup' }, /called "backup"/],
  ])('is not sent %s', async (_name, wrong, reason) => {
    expect(await dms.engine.create(TARGET, wrong, dms.deadline)).toEqual({
      kind: 'notSent',
      reason: expect.stringMatching(reason),
    });
    expect(dms.server.received).toEqual([]);
  });
});
