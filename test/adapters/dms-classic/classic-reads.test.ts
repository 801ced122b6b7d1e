import type { EngineTarget } from '../../../shared/ports/migration-engine';
import { startTinyArm, type Scripted } from '../arm/tiny-arm';
import { API, COMPLETE, RUN, serveTask, startClassic, TARGET, TASK, taskOf } from './classic-fixture';

describe('reading', () => {
  let classic: Awaited<ReturnType<typeof startClassic>>;
  beforeEach(async () => void (classic = await startClassic()));
  afterEach(() => classic.server.close());

  test('asks for the output, then for the commands', async () => {
    classic.server.otherwise(serveTask(taskOf()));
    expect(await classic.engine.read(TARGET)).toMatchObject({
      kind: 'read',
      status: { state: 'running', atRest: true, asOf: '2026-11-21T00:00:00.000Z' },
    });
    expect(classic.server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${TASK}?$expand=output&${API}`,
      `GET ${TASK}?$expand=command&${API}`,
    ]);
  });

  test('a cutover that the row does not show yet is seen in the commands', async () => {
    classic.server.otherwise(serveTask(taskOf(), [{ commandType: COMPLETE, state: 'Accepted' }]));
    expect(await classic.engine.read(TARGET)).toMatchObject({
      status: { state: 'completing', atRest: false },
    });
  });

  test.each<[string, Scripted]>([
    ['cannot be read', { status: 503 }],
    ['are not told', { body: { properties: taskOf() } }],
    ['are those of another run', { body: { properties: taskOf({ taskId: 'other', commands: [] }) } }],
    ['are of no run', { body: { properties: taskOf({ taskId: undefined, commands: [] }) } }],
    ['are those of another task type', { body: { properties: { taskType: 'x', commands: [] } } }],
  ])('commands that %s leave open whether a change is under way', async (_name, answer) => {
    classic.server.otherwise((request) =>
      request.url.includes('$expand=command') ? answer : serveTask(taskOf())(request),
    );
    const reading = await classic.engine.read(TARGET);
    expect(reading).toMatchObject({ kind: 'read', status: { state: 'running', pendingLogs: 0 } });
    expect(reading).toMatchObject({ status: { atRest: undefined } });
  });

  test('a database that does not run costs one read', async () => {
    classic.server.otherwise(serveTask(taskOf({ state: 'Canceled' })));
    expect(await classic.engine.read(TARGET)).toMatchObject({ status: { state: 'canceled' } });
    expect(classic.server.received).toHaveLength(1);
  });

  test('a failed one is asked for what its commands say', async () => {
    const command = { commandType: COMPLETE, state: 'Failed', errors: [{ code: 'X', message: 'why' }] };
    classic.server.otherwise(serveTask(taskOf({ state: 'Failed' }), [command]));
    expect(await classic.engine.read(TARGET)).toMatchObject({
      status: { state: 'failed', failure: { code: 'X', message: 'why' } },
    });
  });

  test('the case of a run does not matter', async () => {
    classic.server.otherwise(serveTask(taskOf({ taskId: RUN.toUpperCase() })));
    expect(await classic.engine.read(TARGET)).toMatchObject({
      kind: 'read',
      status: { atRest: true },
    });
  });

  test('a run that is not told is unknown, and so are its commands', async () => {
    classic.server.otherwise(serveTask(taskOf({ taskId: null })));
    const reading = await classic.engine.read(TARGET);
    expect(reading).toMatchObject({ kind: 'read', status: { state: 'running' } });
    expect(reading).toMatchObject({ status: { operationId: undefined, atRest: undefined } });
  });

  const error = (code: string) => ({ error: { code, message: 'm' } });
  test.each<[string, Scripted, object]>([
    ['404 with an empty body', { status: 404 }, { kind: 'absent' }],
    ['404 for the task', { status: 404, body: error('ResourceNotFound') }, { kind: 'absent' }],
    [
      '404 for the subscription',
      { status: 404, body: error('SubscriptionNotFound') },
      { kind: 'trouble', code: 'denied' },
    ],
    ['a page of a proxy', { status: 404, body: '<html>' }, { kind: 'trouble', code: 'unreadable' }],
    ['403', { status: 403, body: error('AuthorizationFailed') }, { kind: 'trouble', code: 'denied' }],
    [
      '429',
      { status: 429, headers: { 'Retry-After': '600' } },
      { kind: 'trouble', code: 'throttled', retryAfterSeconds: 600 },
    ],
    ['500', { status: 500 }, { kind: 'trouble', code: 'serverError' }],
    [
      'an error that carries a task',
      { status: 500, body: { properties: taskOf() } },
      { kind: 'trouble', code: 'serverError' },
    ],
    ['a body that is no task', { body: { properties: 7 } }, { kind: 'trouble', code: 'unreadable' }],
    ['no JSON', { body: 'hello' }, { kind: 'trouble', code: 'unreadable' }],
    [
      'a task of another type',
      { body: { properties: { taskType: 'Migrate.SqlServer.SqlDb' } } },
      {
        kind: 'trouble',
        code: 'unreadable',
        message:
          'Cannot read the classic migration of "SalesMi": task tsk is of type Migrate.SqlServer.SqlDb, expected Migrate.SqlServer.AzureSqlDbMI.Sync.LRS',
      },
    ],
  ])('%s', async (_name, answer, expected) => {
    classic.server.otherwise(() => answer);
    expect(await classic.engine.read(TARGET)).toMatchObject(expected);
  });

  test.each<[string, Partial<EngineTarget>, RegExp]>([
    ['no task', { taskId: undefined }, /names no task$/],
    ['an id of another type', { taskId: TASK.replace('/tasks/', '/files/') }, /names no task$/],
  ])('with %s nothing is asked', async (_name, over, message) => {
    const reading = await classic.engine.read({ ...TARGET, ...over });
    expect(reading).toMatchObject({ code: 'unreadable', message: expect.stringMatching(message) });
    expect(classic.server.received).toEqual([]);
  });

  test('a task that restores elsewhere is trouble, and what was found is named', async () => {
    classic.server.otherwise(serveTask(taskOf()));
    expect(await classic.engine.read({ ...TARGET, databaseName: 'Shop' })).toEqual({
      kind: 'trouble',
      code: 'unreadable',
      message: 'Cannot read the classic migration of "Shop": the task restores Sales as SalesMi, not as Shop',
    });
  });

  test('an emulator on ::1 is read like any other', async () => {
    const six = await startTinyArm('::1');
    six.otherwise(serveTask(taskOf()));
    const { engine, server } = await startClassic({ endpoint: six.origin });
    expect((await engine.read(TARGET)).kind).toBe('read');
    await Promise.all([six.close(), server.close()]);
  });
});

describe('the target database', () => {
  test.each<[Scripted, object]>([
    [
      { body: { properties: { status: 'Restoring', creationDate: '2026-11-20T12:06:54Z' } } },
      { kind: 'found', status: 'Restoring' },
    ],
    [{ status: 404 }, { kind: 'absent' }],
    [{ status: 403 }, expect.objectContaining({ kind: 'trouble', code: 'denied' })],
  ])('%j', async (answer, expected) => {
    const classic = await startClassic();
    classic.server.otherwise(() => answer);
    expect(await classic.engine.readTargetDatabase(TARGET)).toEqual(expected);
    expect(classic.server.received[0]?.url).toBe(
      `${TARGET.scopeId}/databases/SalesMi?api-version=2023-08-01`,
    );
    await classic.server.close();
  });

  const VM = TARGET.scopeId.replace('Sql/managedInstances', 'SqlVirtualMachine/sqlVirtualMachines');
  test.each<[Partial<EngineTarget>, RegExp]>([
    [{ scopeId: 'x' }, /^Cannot use the migration target: found "x"/],
    [{ scopeId: VM }, /^Cannot use the migration target: found a SQL virtual machine/],
    [{ databaseName: 'a/../b' }, /^Cannot use the database name/],
  ])('%j is not asked for', async (over, message) => {
    const classic = await startClassic();
    expect(await classic.engine.readTargetDatabase({ ...TARGET, ...over })).toEqual({
      kind: 'trouble',
      code: 'unreadable',
      message: expect.stringMatching(message),
    });
    expect(classic.server.received).toEqual([]);
    await classic.server.close();
  });
});
