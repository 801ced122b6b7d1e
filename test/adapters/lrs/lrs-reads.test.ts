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

const VM_SCOPE =
  '/subscriptions/00000000-0000-0000-0000-00000000a8c9/resourceGroups/rg/providers/Microsoft.SqlVirtualMachine/sqlVirtualMachines/vm1';
const NO_DETAILS: Scripted = { status: 400, body: error('RestoreDetailsNotAvailableOrExpired') };
const MISSING: Scripted = { status: 404, body: error('ResourceNotFound') };

let lrs: Awaited<ReturnType<typeof startLrs>>;
beforeEach(async () => void (lrs = await startLrs()));
afterEach(() => lrs.server.close());

describe('read', () => {
  test('asks for the details first, then for the database that names the run', async () => {
    expect(await lrs.engine.read({ ...TARGET, databaseName: 'My db' })).toMatchObject({
      kind: 'read',
      status: { kind: 'lrs', state: 'running', operationId: RUN, asOf: '2026-11-21T00:00:00.000Z' },
    });
    expect(lrs.server.received.map(({ url }) => url)).toEqual([
      `${INSTANCE}/databases/My%20db/restoreDetails/Default?${VERSION}`,
      `${INSTANCE}/databases/My%20db?${VERSION}`,
    ]);
  });

  test('a database that does not report when it was created is in no known run', async () => {
    lrs.service.database = { body: { properties: { status: 'Restoring' } } };
    expect(await lrs.engine.read(TARGET)).toMatchObject({
      kind: 'read',
      status: { operationId: undefined },
    });
  });

  test.each<[string, Scripted, Scripted, object]>([
    ['no database', MISSING, MISSING, { kind: 'absent' }],
    ['a database that went in between', detailsBody(LONG_AT_REST), MISSING, { kind: 'absent' }],
    [
      'an Online database without details',
      NO_DETAILS,
      databaseBody('Online'),
      { kind: 'read', status: { state: 'succeeded', rawState: 'RestoreDetailsNotAvailableOrExpired' } },
    ],
    [
      'an Online database whose details are nowhere',
      MISSING,
      databaseBody('Online'),
      { kind: 'read', status: { state: 'succeeded', sets: [] } },
    ],
    [
      'a database being made, without details',
      MISSING,
      databaseBody('Creating'),
      { kind: 'read', status: { state: 'creating' } },
    ],
    [
      'a Restoring database without details',
      NO_DETAILS,
      databaseBody('Restoring'),
      {
        kind: 'trouble',
        code: 'unreadable',
        message:
          'Cannot read the restore of "Sales": the database is Restoring, but the service reports no details of its restore',
      },
    ],
    ['a stopped database without details', NO_DETAILS, databaseBody('Stopped'), { kind: 'trouble' }],
    [
      'no right to the details',
      { status: 403, body: error('AuthorizationFailed') },
      databaseBody('Restoring'),
      { kind: 'trouble', code: 'denied' },
    ],
    [
      'no right to the database',
      detailsBody(LONG_AT_REST),
      { status: 403, body: error('AuthorizationFailed') },
      { kind: 'trouble', code: 'denied' },
    ],
    [
      'a subscription that cannot be seen',
      { status: 404, body: error('SubscriptionNotFound') },
      { status: 404, body: error('SubscriptionNotFound') },
      { kind: 'trouble', code: 'denied' },
    ],
    [
      'a 400 that no restore explains',
      { status: 400, body: error('InvalidApiVersionParameter') },
      databaseBody('Restoring'),
      { kind: 'trouble', code: 'denied' },
    ],
    [
      'a list that is none',
      detailsBody({ ...LONG_AT_REST, logBackupSets: {} }),
      databaseBody('Restoring'),
      { kind: 'trouble', code: 'unreadable' },
    ],
    [
      'broken JSON',
      { body: '{"properties":{"stat' },
      databaseBody('Restoring'),
      { kind: 'trouble', code: 'unreadable' },
    ],
    [
      'a database without status',
      detailsBody(LONG_AT_REST),
      { body: { properties: {} } },
      { kind: 'trouble', code: 'unreadable' },
    ],
  ])('tells %s', async (_name, details, database, expected) => {
    Object.assign(lrs.service, { details, database });
    expect(await lrs.engine.read(TARGET)).toMatchObject(expected);
  });

  test('a service that is in trouble is asked again, then told as such', async () => {
    lrs.service.details = { status: 503 };
    expect(await lrs.engine.read(TARGET)).toMatchObject({ kind: 'trouble', code: 'serverError' });
    expect(lrs.server.received).toHaveLength(4);
    lrs.service.details = { status: 429, headers: { 'Retry-After': '120' } };
    expect(await lrs.engine.read(TARGET)).toMatchObject({
      kind: 'trouble',
      code: 'throttled',
      retryAfterSeconds: 120,
    });
    expect(lrs.server.received).toHaveLength(5);
  });

  test.each([
    ['a database', { scopeId: DATABASE, databaseName: 'd' }],
    ['a virtual machine', { scopeId: VM_SCOPE, databaseName: 'd' }],
    ['a name with a path in it', { scopeId: INSTANCE, databaseName: '../x' }],
  ])('%s as a target is named, not asked for', async (_name, target) => {
    expect(await lrs.engine.read(target)).toMatchObject({
      kind: 'trouble',
      message: expect.stringMatching(/^Cannot use the /),
    });
    expect((await lrs.engine.readTargetDatabase(target)).kind).toBe('trouble');
    expect(lrs.server.received).toEqual([]);
  });
});

describe('readTargetDatabase', () => {
  test.each<[string, Scripted, object]>([
    ['its state', databaseBody('Online'), { kind: 'found', status: 'Online' }],
    ['that there is none', MISSING, { kind: 'absent' }],
    ['trouble', { status: 403, body: error('AuthorizationFailed') }, { kind: 'trouble', code: 'denied' }],
  ])('tells %s', async (_name, database, expected) => {
    lrs.service.database = database;
    expect(await lrs.engine.readTargetDatabase(TARGET)).toMatchObject(expected);
    expect(lrs.server.received.map(({ url }) => url)).toEqual([`${DATABASE}?${VERSION}`]);
  });
});

describe('discover', () => {
  test('a restore that runs', async () => {
    expect(await lrs.engine.discover(` ${DATABASE}/ `)).toEqual({
      kind: 'found',
      migrations: [{ target: TARGET, state: 'running', operationId: RUN }],
    });
  });

  test('one that was completed, under a name that is written in percents', async () => {
    Object.assign(lrs.service, {
      details: detailsBody({ ...LONG_AT_REST, status: 'Completed' }),
      database: databaseBody('Online'),
    });
    expect(await lrs.engine.discover(`${INSTANCE}/databases/My%20db`)).toMatchObject({
      kind: 'found',
      migrations: [{ target: { scopeId: INSTANCE, databaseName: 'My db' }, state: 'succeeded' }],
    });
  });

  test.each<[string, Scripted, Scripted, object]>([
    [
      'an Online database that was never restored by this service',
      NO_DETAILS,
      databaseBody('Online'),
      {
        kind: 'unfit',
        reason:
          'the database "Sales" is Online, and the service reports no restore of it by the Log Replay Service (RestoreDetailsNotAvailableOrExpired)',
      },
    ],
    ['one that says None', detailsBody({ status: 'None' }), databaseBody('Online'), { kind: 'unfit' }],
    [
      'one that is Online while its restore is said to run',
      detailsBody(LONG_AT_REST),
      databaseBody('Online'),
      { kind: 'unfit', reason: 'the database "Sales" is Online, and its restore is Waiting' },
    ],
    [
      'a restore of another type',
      detailsBody({ ...LONG_AT_REST, type: 'MIRestore' }),
      databaseBody('Restoring'),
      {
        kind: 'unfit',
        reason:
          'the database "Sales" is Restoring; its restore is of type MIRestore, not of the Log Replay Service',
      },
    ],
    [
      'a restore that reports an error',
      { status: 400, body: error('BackupSetBroken') },
      databaseBody('Restoring'),
      { kind: 'unfit', reason: expect.stringContaining('BackupSetBroken') },
    ],
    [
      'no database',
      MISSING,
      MISSING,
      { kind: 'none', reason: 'there is no database "Sales" on the instance' },
    ],
    [
      'no right',
      { status: 403, body: error('AuthorizationFailed') },
      databaseBody('Online'),
      { kind: 'trouble', code: 'denied' },
    ],
  ])('%s is told, not taken', async (_name, details, database, expected) => {
    Object.assign(lrs.service, { details, database });
    expect(await lrs.engine.discover(DATABASE)).toMatchObject(expected);
  });

  test.each([
    `${INSTANCE}/providers/Microsoft.DataMigration/databaseMigrations/Sales`,
    INSTANCE,
    `${DATABASE}/restoreDetails/Default`,
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/servers/x/databases/Sales',
    `${INSTANCE}/databases/a%3Fb`,
    `${INSTANCE}/databases/%`,
    'Sales',
  ])('%s is of another type', async (id) => {
    expect(await lrs.engine.discover(id)).toEqual({
      kind: 'otherType',
      expected: 'Microsoft.Sql/managedInstances/{name}/databases/{database}',
    });
    expect(lrs.server.received).toEqual([]);
  });

  test('a database without a creation date is found without a run', async () => {
    lrs.service.database = { body: { properties: { status: 'Restoring' } } };
    expect(await lrs.engine.discover(DATABASE)).toEqual({
      kind: 'found',
      migrations: [{ target: TARGET, state: 'running' }],
    });
  });
});
