import type { Scripted } from '../arm/tiny-arm';
import { migrationBody, SCOPE, startDms, TARGET, VM_SCOPE } from './dms-fixture';

const error = (code: string) => ({ error: { code, message: `${code} happened` } });

let dms: Awaited<ReturnType<typeof startDms>>;
beforeEach(async () => void (dms = await startDms()));
afterEach(() => dms.server.close());

describe('read', () => {
  test('asks for details', async () => {
    dms.server.otherwise(() => ({ body: migrationBody() }));
    expect(await dms.engine.read({ ...TARGET, databaseName: 'My db' })).toMatchObject({
      kind: 'read',
      status: { kind: 'dms', state: 'running', asOf: '2026-11-21T00:00:00.000Z' },
    });
    const path = `${SCOPE}/providers/Microsoft.DataMigration/databaseMigrations`;
    const query = 'api-version=2025-06-30&$expand=MigrationStatusDetails';
    expect(dms.server.received.map((request) => request.url)).toEqual([`${path}/My%20db?${query}`]);
  });

  test.each<[string, Scripted, object]>([
    ['a missing migration', { status: 404, body: error('ResourceNotFound') }, { kind: 'absent' }],
    ['a 404 without a body', { status: 404 }, { kind: 'absent' }],
    [
      'a subscription that cannot be seen',
      { status: 404, body: error('SubscriptionDoesNotExist') },
      { kind: 'trouble', code: 'denied' },
    ],
    [
      'a 404 page of a proxy',
      { status: 404, body: '<html></html>' },
      { kind: 'trouble', code: 'unreadable' },
    ],
    ['no operation', { status: 400, body: error('OperationIdNotFound') }, { kind: 'absent' }],
    [
      'no right',
      { status: 403, body: error('AccessDenied') },
      {
        kind: 'trouble',
        code: 'denied',
        message:
          'Cannot read the migration of "Sales": the service answered 403 AccessDenied: AccessDenied happened',
      },
    ],
    ['no login', { status: 401 }, { kind: 'trouble', code: 'denied' }],
    ['broken JSON', { status: 200, body: '{"properties":{"migr' }, { kind: 'trouble', code: 'unreadable' }],
    ['an empty 200', { status: 200 }, { kind: 'trouble', code: 'unreadable' }],
    [
      'a redirect',
      { status: 302, headers: { Location: 'https://elsewhere/' } },
      { kind: 'trouble', code: 'unreadable' },
    ],
  ])('tells %s at once', async (_name, answer, expected) => {
    dms.server.otherwise(() => answer);
    expect(await dms.engine.read(TARGET)).toMatchObject(expected);
    expect(dms.server.received).toHaveLength(1);
  });

  test.each<[string, Scripted, string]>([
    ['500', { status: 500, body: error('GenericSystem') }, 'serverError'],
    ['503', { status: 503 }, 'serverError'],
    ['resets', { fault: 'reset' }, 'unreachable'],
    ['half answers', { fault: 'stall', body: migrationBody() }, 'unreachable'],
  ])('repeats %s three times, then tells', async (_name, answer, code) => {
    dms.server.otherwise(() => answer);
    expect(await dms.engine.read(TARGET)).toMatchObject({ kind: 'trouble', code });
    expect(dms.server.received).toHaveLength(4);
    expect(dms.time.slept).toEqual([500, 1000, 2000]);
  });

  test('waits as long as it was told, and gets its answer', async () => {
    dms.server.script(
      { status: 429, headers: { 'Retry-After': '7' } },
      { status: 503, headers: { 'Retry-After': '2' } },
      { body: migrationBody() },
    );
    expect((await dms.engine.read(TARGET)).kind).toBe('read');
    expect(dms.time.slept).toEqual([7000, 2000]);
  });

  test('does not begin a wait that is too long for one call', async () => {
    dms.server.script({ status: 429, headers: { 'Retry-After': '120' } });
    expect(await dms.engine.read(TARGET)).toMatchObject({
      kind: 'trouble',
      code: 'throttled',
      retryAfterSeconds: 120,
    });
    expect(dms.time.slept).toEqual([]);
    expect(await dms.engine.read(TARGET)).toEqual({
      kind: 'trouble',
      code: 'throttled',
      message:
        'Cannot read the migration of "Sales": the reads of the subscription pause for 120 s after a 429',
      retryAfterSeconds: 120,
    });
    expect(dms.server.received).toHaveLength(1);
  });

  test('tells the operation of the answer, or that none is told', async () => {
    dms.server.script(
      { body: migrationBody({ migrationOperationId: 'other' }) },
      { body: migrationBody({ migrationOperationId: undefined }) },
    );
    expect(await dms.engine.read(TARGET)).toMatchObject({ kind: 'read', status: { operationId: 'other' } });
    expect(await dms.engine.read(TARGET)).toMatchObject({
      kind: 'read',
      status: { operationId: undefined },
    });
  });

  test('a wrong target is named, not asked for', async () => {
    expect(await dms.engine.read({ scopeId: `${SCOPE}/databases/x`, databaseName: 'd' })).toMatchObject({
      kind: 'trouble',
      message: expect.stringContaining('found a resource of type Microsoft.Sql/managedInstances/databases'),
    });
    expect(await dms.engine.read({ scopeId: SCOPE, databaseName: '../x' })).toMatchObject({
      kind: 'trouble',
    });
    expect(dms.server.received).toEqual([]);
  });
});

describe('readTargetDatabase', () => {
  test('reads the database on the instance', async () => {
    dms.server.script({ body: { properties: { status: 'Restoring' } } });
    expect(await dms.engine.readTargetDatabase(TARGET)).toEqual({ kind: 'found', status: 'Restoring' });
    expect(dms.server.received[0]?.url).toBe(`${SCOPE}/databases/Sales?api-version=2023-08-01`);
  });

  test.each<[string, Scripted, object]>([
    ['a missing database', { status: 404, body: error('ResourceNotFound') }, { kind: 'absent' }],
    ['no status', { body: { properties: {} } }, { kind: 'trouble', code: 'unreadable' }],
    ['no right', { status: 403, body: error('AuthorizationFailed') }, { kind: 'trouble', code: 'denied' }],
  ])('tells %s', async (_name, answer, expected) => {
    dms.server.script(answer);
    expect(await dms.engine.readTargetDatabase(TARGET)).toMatchObject(expected);
  });

  test('a virtual machine cannot tell, so nobody is asked', async () => {
    expect(await dms.engine.readTargetDatabase({ ...TARGET, scopeId: VM_SCOPE })).toEqual({
      kind: 'notTold',
    });
    expect(dms.server.received).toEqual([]);
  });
});
