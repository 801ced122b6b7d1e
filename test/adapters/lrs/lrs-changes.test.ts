import type { LrsCreateSpec } from '../../../shared/ports/migration-engine';
import type { Scripted } from '../arm/tiny-arm';
import {
  DATABASE,
  databaseBody,
  detailsBody,
  error,
  INSTANCE,
  LONG_AT_REST,
  RUN,
  startLrs,
  TARGET,
  VERSION,
} from './lrs-fixture';

const OTHER_RUN = 'created:2026-11-19T00:00:00.000Z';

let lrs: Awaited<ReturnType<typeof startLrs>>;
beforeEach(async () => void (lrs = await startLrs()));
afterEach(() => lrs.server.close());

type Action = 'cutover' | 'cancel';
type Lrs = Awaited<ReturnType<typeof startLrs>>;

function send(to: Lrs, action: Action, operationId = RUN, deadline = to.deadline, target = TARGET) {
  return action === 'cancel'
    ? to.engine.cancel(target, operationId, deadline)
    : to.engine.cutover(target, { operationId, lastBackupName: 'log9.trn', deadline });
}

test('cutover looks at the database, then posts the name of the last backup', async () => {
  expect(await send(lrs, 'cutover', RUN.toUpperCase())).toEqual({ kind: 'accepted' });
  expect(lrs.server.received).toMatchObject([
    { method: 'GET', url: `${DATABASE}?${VERSION}` },
    {
      method: 'POST',
      url: `${DATABASE}/completeRestore?${VERSION}`,
      body: JSON.stringify({ lastBackupName: 'log9.trn' }),
    },
  ]);
});

test.each(['Initializing', 'Restoring', 'Waiting', 'Blocked', 'Failed'])(
  'cancel of a restore that is %s looks at restore and database, then deletes the database',
  async (status) => {
    lrs.service.details = detailsBody({ ...LONG_AT_REST, status });
    expect(await send(lrs, 'cancel')).toEqual({ kind: 'accepted' });
    expect(lrs.server.received).toMatchObject([
      { method: 'GET', url: `${DATABASE}/restoreDetails/Default?${VERSION}` },
      { method: 'GET', url: `${DATABASE}?${VERSION}` },
      { method: 'DELETE', url: `${DATABASE}?${VERSION}`, body: '' },
    ]);
  },
);

describe.each<Action>(['cutover', 'cancel'])('%s', (action) => {
  test.each<[string, Scripted, RegExp]>([
    ['that is Online', databaseBody('Online'), /is Online, not Restoring/],
    ['being made', databaseBody('Creating'), /is Creating, not Restoring/],
    ['of a word nobody knows', databaseBody('Brewing'), /is Brewing, not Restoring/],
    [
      'that is gone',
      { status: 404, body: error('ResourceNotFound') },
      /^the service says that there is no database "Sales"$/,
    ],
    ['made since', databaseBody('Restoring', '2026-11-20T23:00:00Z'), /is another than the one adopted/],
    ['of unknown age', { body: { properties: { status: 'Restoring' } } }, /does not report when/],
    ['that cannot be read', { status: 403, body: error('AuthorizationFailed') }, /^Cannot read the target/],
    ['that tells no status', { body: { properties: {} } }, /^Cannot read the target/],
    ['of a service in trouble', { status: 500 }, /^Cannot read the target/],
    ['that is not answered', { fault: 'reset' }, /^Cannot read the target/],
  ])('is not sent to a database %s', async (_name, database, reason) => {
    lrs.service.database = database;
    expect(await send(lrs, action)).toMatchObject({ kind: 'notSent', reason: expect.stringMatching(reason) });
    expect(lrs.changes()).toEqual([]);
  });

  test('is not sent to the database of another run', async () => {
    expect(await send(lrs, action, OTHER_RUN)).toEqual({
      kind: 'notSent',
      reason: `the database "Sales" is another than the one adopted: ${RUN}, but ${OTHER_RUN} was adopted`,
    });
    expect(lrs.changes()).toEqual([]);
  });

  test.each<[string, Scripted, string]>([
    ['200', { status: 200, body: {} }, 'accepted'],
    ['204', { status: 204 }, 'accepted'],
    [
      '202 with an operation',
      { status: 202, headers: { 'Azure-AsyncOperation': 'https://x/y?t=1&s=SIGNED', 'Retry-After': '15' } },
      'accepted',
    ],
    ['409', { status: 409, body: error('ConflictingDatabaseOperation') }, 'refused'],
    ['429 with Retry-After', { status: 429, headers: { 'Retry-After': '1' } }, 'refused'],
    ['503 with Retry-After', { status: 503, headers: { 'Retry-After': '1' } }, 'unknown'],
    ['500', { status: 500, body: error('InternalServerError') }, 'unknown'],
    ['504', { status: 504 }, 'unknown'],
    ['a reset', { fault: 'reset' }, 'unknown'],
    ['no answer', { fault: 'silent' }, 'unknown'],
    ['half an answer', { fault: 'stall', status: 202, body: { operation: 'x' } }, 'unknown'],
    ['a redirect', { status: 307, headers: { Location: '/elsewhere' } }, 'unknown'],
    ['a 404 page of a proxy', { status: 404, body: '<html></html>' }, 'unknown'],
  ])('is written exactly once when the service answers with %s', async (_name, answer, kind) => {
    lrs.service.change = answer;
    expect((await send(lrs, action)).kind).toBe(kind);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(lrs.changes()).toHaveLength(1);
    expect(lrs.server.received.at(-1)?.method).not.toBe('GET');
    expect(lrs.time.slept).toEqual([]);
  });

  test('tells why it was refused', async () => {
    lrs.service.change = { status: 400, body: error('RequiredBackupIsNotLastRestored') };
    expect(await send(lrs, action)).toEqual({
      kind: 'refused',
      httpStatus: 400,
      code: 'RequiredBackupIsNotLastRestored',
      message: 'RequiredBackupIsNotLastRestored happened',
    });
  });

  test('is not sent after its deadline', async () => {
    expect(await send(lrs, action, RUN, lrs.time.now().getTime() - 1)).toEqual({
      kind: 'notSent',
      reason: 'its deadline had passed before it was written',
    });
    expect(lrs.changes()).toEqual([]);
  });

  test('is not sent when its deadline passes while the database is looked at', async () => {
    lrs.server.script({ status: 503, headers: { 'Retry-After': '20' } });
    expect((await send(lrs, action, RUN, lrs.time.now().getTime() + 10_000)).kind).toBe('notSent');
    expect(lrs.changes()).toEqual([]);
  });

  test('is not sent to what is no instance', async () => {
    const wrong = { scopeId: DATABASE, databaseName: 'Sales' };
    expect((await send(lrs, action, RUN, lrs.deadline, wrong)).kind).toBe('notSent');
    expect(lrs.server.received).toEqual([]);
  });

  test('knows that nothing was sent when nobody listens', async () => {
    await lrs.server.close();
    expect((await send(lrs, action)).kind).toBe('notSent');
  });
});

describe('cancel', () => {
  test.each<[string, Scripted, RegExp]>([
    ['completes', detailsBody({ ...LONG_AT_REST, status: 'CompletingMigration' }), /is CompletingMigration/],
    ['has completed', detailsBody({ ...LONG_AT_REST, status: 'Completed' }), /is Completed/],
    ['is in a state nobody knows', detailsBody({ ...LONG_AT_REST, status: 'Brewing' }), /is Brewing/],
    ['tells no state', detailsBody({}), /is in an unreported state/],
    ['is none', { status: 404, body: error('RestoreDetailsNotAvailableOrExpired') }, /reports no restore/],
    ['is of another type', detailsBody({ ...LONG_AT_REST, type: 'MIRestore' }), /restored by MIRestore/],
    [
      'reports an error',
      { status: 400, body: error('BackupSetBroken') },
      /reports an error.*BackupSetBroken/,
    ],
    ['cannot be read', { status: 403, body: error('AuthorizationFailed') }, /^Cannot read the restore/],
    ['is unreadable', { body: '{"prop' }, /^Cannot read the restore/],
  ])('is not sent when the restore %s', async (_name, details, reason) => {
    lrs.service.details = details;
    expect(await send(lrs, 'cancel')).toEqual({ kind: 'notSent', reason: expect.stringMatching(reason) });
    expect(lrs.changes()).toEqual([]);
  });
});

test.each([['retry', () => lrs.engine.retry(TARGET, RUN, lrs.deadline), /has no retry/]])(
  '%s is never sent',
  async (_name, ask, reason) => {
    expect(await ask()).toEqual({ kind: 'notSent', reason: expect.stringMatching(reason) });
    expect(lrs.server.received).toEqual([]);
  },
);

describe('create', () => {
  const spec: LrsCreateSpec = {
    engine: 'lrs',
    containerUri: 'https://acct.blob.core.windows.net/backups/sales',
    sasToken: 'sv=2024-05-04&sp=rl&sig=SIG%2BHUSH%3D',
  };
  const sent = () => JSON.parse(lrs.changes()[0]!.body) as Record<string, unknown>;

  test.each<[string, Partial<LrsCreateSpec>, object]>([
    ['with a SAS', {}, { storageContainerSasToken: spec.sasToken, autoCompleteRestore: false }],
    [
      'with a SAS that has its question mark',
      { sasToken: `?${spec.sasToken ?? ''}` },
      { storageContainerSasToken: spec.sasToken, autoCompleteRestore: false },
    ],
    [
      'with the managed identity',
      { sasToken: undefined },
      { storageContainerIdentity: 'ManagedIdentity', autoCompleteRestore: false },
    ],
    [
      'that completes by itself',
      { autoComplete: { lastBackupName: 'log9.trn' } },
      { storageContainerSasToken: spec.sasToken, autoCompleteRestore: true, lastBackupName: 'log9.trn' },
    ],
    [
      'with a collation',
      { collation: 'Latin1_General_CI_AS' },
      {
        collation: 'Latin1_General_CI_AS',
        storageContainerSasToken: spec.sasToken,
        autoCompleteRestore: false,
      },
    ],
  ])('%s is one PUT in the region of the instance', async (_name, change, properties) => {
    expect(await lrs.engine.create(TARGET, { ...spec, ...change }, lrs.deadline)).toEqual({
      kind: 'accepted',
    });
    expect(lrs.server.received.map(({ method, url }) => [method, url])).toEqual([
      ['GET', `${INSTANCE}?${VERSION}`],
      ['PUT', `${DATABASE}?${VERSION}`],
    ]);
    expect(sent()).toEqual({
      location: 'westcentralus',
      properties: {
        createMode: 'RestoreExternalBackup',
        collation: 'SQL_Latin1_General_CP1_CI_AS',
        storageContainerUri: spec.containerUri,
        ...properties,
      },
    });
  });

  test('is over with the answer to the PUT, though its operation goes on until the cutover', async () => {
    const operation = `${lrs.server.origin}/subscriptions/s/providers/Microsoft.Sql/locations/l/managedDatabaseRestoreAzureAsyncOperation/o`;
    lrs.service.change = { status: 202, headers: { 'Azure-AsyncOperation': operation, Location: operation } };
    lrs.service.instance = { body: { location: 'l', status: 'InProgress' } };
    expect(await lrs.engine.create(TARGET, spec, lrs.deadline)).toEqual({ kind: 'accepted' });
    expect(lrs.server.received).toHaveLength(2);
    expect(lrs.time.slept).toEqual([]);
  });

  test.each<[string, Scripted, string]>([
    ['201', { status: 201, body: {} }, 'accepted'],
    ['200', { status: 200, body: {} }, 'accepted'],
    ['409', { status: 409, body: error('RemoteDatabaseExists') }, 'refused'],
    ['429', { status: 429 }, 'refused'],
    ['503', { status: 503 }, 'unknown'],
    ['a reset', { fault: 'reset' }, 'unknown'],
    ['no answer', { fault: 'silent' }, 'unknown'],
  ])('is written exactly once when the service answers with %s', async (_name, answer, kind) => {
    lrs.service.change = answer;
    expect((await lrs.engine.create(TARGET, spec, lrs.deadline)).kind).toBe(kind);
    expect(lrs.changes()).toHaveLength(1);
  });

  test('is not sent when its deadline passes while the instance is looked at', async () => {
    lrs.server.script({ status: 503, headers: { 'Retry-After': '20' } });
    expect((await lrs.engine.create(TARGET, spec, lrs.time.now().getTime() + 10_000)).kind).toBe('notSent');
    expect(lrs.changes()).toEqual([]);
  });

  test('hides what it sent when the service repeats it, whole or in part', async () => {
    for (const said of [
      spec.sasToken,
      'SIG%2BHUSH%3D',
      'SIG+HUSH=',
      `${spec.containerUri}?${spec.sasToken ?? ''}`,
    ])
      for (const status of [400, 500]) {
        lrs.service.change = { status, body: { error: { code: 'Invalid', message: `Bad: ${said ?? ''}!` } } };
        const answer = await lrs.engine.create(TARGET, spec, lrs.deadline);
        expect(JSON.stringify(answer)).not.toMatch(/HUSH/);
        expect(JSON.stringify(answer)).toContain('[hidden]');
      }
  });

  test.each<[string, Partial<LrsCreateSpec>, RegExp]>([
    [
      'an address with a SAS in it',
      { containerUri: `${spec.containerUri}?sv=1&sig=HUSH` },
      /not a plain address/,
    ],
    ['an address with a user', { containerUri: 'https://u:HUSH@acct/backups' }, /not a plain address/],
    ['no address', { containerUri: 'backups' }, /not a plain address/],
    ['an empty SAS', { sasToken: '?' }, /SAS token is empty/],
    ['no last backup', { autoComplete: { lastBackupName: ' ' } }, /needs the name of the last backup/],
  ])('is not sent with %s', async (_name, change, reason) => {
    const answer = await lrs.engine.create(TARGET, { ...spec, ...change }, lrs.deadline);
    expect(answer).toEqual({ kind: 'notSent', reason: expect.stringMatching(reason) });
    expect(JSON.stringify(answer)).not.toContain('HUSH');
    expect(lrs.server.received).toEqual([]);
  });

  test.each<[string, Scripted, RegExp]>([
    ['is not there', { status: 404, body: error('ResourceNotFound') }, /answered 404 ResourceNotFound/],
    ['cannot be read', { status: 403, body: error('AuthorizationFailed') }, /answered 403/],
    ['tells no region', { body: { location: '' } }, /form this version cannot read/],
    ['does not answer', { fault: 'reset' }, /^Cannot read the region of the managed instance/],
  ])('is not sent when the instance %s', async (_name, instance, reason) => {
    lrs.service.instance = instance;
    expect(await lrs.engine.create(TARGET, spec, lrs.deadline)).toEqual({
      kind: 'notSent',
      reason: expect.stringMatching(reason),
    });
    expect(lrs.changes()).toEqual([]);
  });

  test('is not sent for another engine, nor to what is no instance', async () => {
    const dms = {
      engine: 'dms' as const,
      sourceDatabaseName: 'Sales',
      migrationServiceId: '/s',
      storageAccountResourceId: '/a',
      containerName: 'c',
      authType: 'ManagedIdentity' as const,
    };
    expect(await lrs.engine.create(TARGET, dms, lrs.deadline)).toEqual({
      kind: 'notSent',
      reason: 'the specification is for another engine',
    });
    expect((await lrs.engine.create({ ...TARGET, scopeId: DATABASE }, spec, lrs.deadline)).kind).toBe(
      'notSent',
    );
    expect(lrs.server.received).toEqual([]);
  });
});
