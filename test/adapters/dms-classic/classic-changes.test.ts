import type { ChangeAnswer } from '../../../shared/core/engine/change-answer';
import { noticesOf } from '../../../shared/core/engine/notices';
import type { EngineTarget } from '../../../shared/ports/migration-engine';
import type { Scripted } from '../arm/tiny-arm';
import {
  API,
  COMPLETE,
  databaseRow,
  inputOf,
  RUN,
  serveTask,
  startClassic,
  TARGET,
  TASK,
  taskOf,
} from './classic-fixture';

type Classic = Awaited<ReturnType<typeof startClassic>>;
const ACCEPTED = { body: { commandType: COMPLETE, state: 'Accepted' } };
const error = (code: string) => ({ error: { code, message: `${code} happened` } });

let classic: Classic;
beforeEach(async () => void (classic = await startClassic()));
afterEach(() => classic.server.close());

function ask(
  action: 'cutover' | 'cancel',
  target: EngineTarget = TARGET,
  operationId = RUN,
  deadline = classic.deadline,
): Promise<ChangeAnswer> {
  switch (action) {
    case 'cutover':
      return classic.engine.cutover(target, { operationId, lastBackupName: 'log2.trn', deadline });
    case 'cancel':
      return classic.engine.cancel(target, operationId, deadline);
  }
}

describe('what is sent', () => {
  test.each([
    [
      'cutover',
      ACCEPTED,
      'POST',
      `${TASK}/command?${API}`,
      JSON.stringify({ commandType: COMPLETE, input: { sourceDatabaseName: 'Sales' } }),
    ],
    ['cancel', { body: {} }, 'POST', `${TASK}/cancel?${API}`, ''],
  ] as const)('%s', async (action, answer, method, url, body) => {
    classic.server.otherwise(serveTask(taskOf(), [], () => answer));
    expect(await ask(action, { ...TARGET, sourceDatabaseName: 'sALES' })).toEqual({ kind: 'accepted' });
    const looks = action === 'cancel' ? ['GET', 'GET'] : ['GET'];
    expect(classic.server.received.map((request) => request.method)).toEqual([...looks, method]);
    const [sent] = classic.writes();
    expect(sent).toMatchObject({ method, url, body });
    expect(sent?.headers.connection).toBe('close');
    expect(sent?.headers['user-agent']).toMatch(/^sqlmi-cutover\//);
  });

  test.each(['create', 'retry'] as const)('%s sends nothing', async (action) => {
    const spec = { engine: 'lrs', containerUri: 'https://a/c' } as const;
    const answer =
      action === 'create'
        ? classic.engine.create(TARGET, spec, classic.deadline)
        : classic.engine.retry(TARGET, RUN, classic.deadline);
    expect((await answer).kind).toBe('notSent');
    expect(classic.server.received).toEqual([]);
  });

  test('creating names the day and what stands in its place', async () => {
    const answer = await classic.engine.create(
      TARGET,
      { engine: 'lrs', containerUri: 'x' },
      classic.deadline,
    );
    expect(answer).toEqual({ kind: 'notSent', reason: noticesOf('dms-classic').join(' ') });
    expect(answer).toMatchObject({
      reason: expect.stringMatching(/retired .* since 2026-03-15.*engine dms/),
    });
  });
});

describe.each(['cutover', 'cancel'] as const)('%s is written exactly once', (action) => {
  test.each<[string, Scripted, string]>([
    ['429 with Retry-After', { status: 429, headers: { 'Retry-After': '1' }, body: error('X') }, 'refused'],
    ['429', { status: 429 }, 'refused'],
    ['503 with Retry-After', { status: 503, headers: { 'Retry-After': '1' } }, 'unknown'],
    ['503', { status: 503, body: error('ServiceUnavailable') }, 'unknown'],
    ['500', { status: 500, body: error('InternalServerError') }, 'unknown'],
    ['504', { status: 504 }, 'unknown'],
    ['408', { status: 408 }, 'unknown'],
    ['a reset', { fault: 'reset' }, 'unknown'],
    ['no answer', { fault: 'silent' }, 'unknown'],
    ['half an answer', { fault: 'stall', body: { state: 'Accepted' } }, 'unknown'],
    ['a redirect', { status: 307, headers: { Location: '/elsewhere' } }, 'unknown'],
    ['a challenge', { status: 401, headers: { 'WWW-Authenticate': 'Bearer error="x"' } }, 'unknown'],
    [
      'a provider that is not registered',
      { status: 409, body: error('MissingSubscriptionRegistration') },
      'refused',
    ],
  ])('%s', async (_name, answer, kind) => {
    let others = 0;
    classic.server.otherwise(serveTask(taskOf(), [], () => (others++ === 0 ? answer : ACCEPTED)));
    expect((await ask(action)).kind).toBe(kind);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(classic.writes()).toHaveLength(1);
  });
});

describe.each(['cutover', 'cancel'] as const)('%s is not sent', (action) => {
  test('after its deadline', async () => {
    classic.server.otherwise(serveTask(taskOf(), [], () => ACCEPTED));
    expect(await ask(action, TARGET, RUN, classic.time.now().getTime() - 1)).toEqual({
      kind: 'notSent',
      reason: 'its deadline had passed before it was written',
    });
    expect(classic.writes()).toEqual([]);
  });

  test('when the deadline passes while the task is read', async () => {
    classic.server.script({ status: 503, headers: { 'Retry-After': '29' } });
    classic.server.otherwise(serveTask(taskOf(), [], () => ACCEPTED));
    expect((await ask(action, TARGET, RUN, classic.time.now().getTime() + 28_000)).kind).toBe('notSent');
    expect(classic.server.received.filter(({ url }) => url.includes('=output'))).toHaveLength(2);
    expect(classic.writes()).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['another run', { taskId: 'other' }, /^the task is in run other, but d424e9be/],
    ['a run that is not told', { taskId: undefined }, /^the service does not report which run/],
    ['a task of another type', { taskType: 'Migrate.SqlServer.SqlDb' }, /is of type Migrate.SqlServer.SqlDb/],
    [
      'a task without the database',
      { input: inputOf(['Shop']), output: null },
      /^the task carries Shop, not Sales/,
    ],
    ['a task without databases', { input: null, output: null }, /^the task names no database/],
  ])('to %s', async (_name, over, reason) => {
    classic.server.otherwise(serveTask(taskOf(over), [], () => ACCEPTED));
    expect(await ask(action)).toEqual({ kind: 'notSent', reason: expect.stringMatching(reason) });
    expect(classic.writes()).toEqual([]);
  });

  test.each<[string, Scripted, RegExp]>([
    ['is not there', { status: 404 }, /^the service says that there is no such task$/],
    ['cannot be read', { status: 403 }, /^Cannot read the task before the request: the service answered 403/],
    ['is not readable', { body: {} }, /^Cannot read the task before the request/],
  ])('when the task %s', async (_name, answer, reason) => {
    classic.server.otherwise(({ method }) => (method === 'GET' ? answer : ACCEPTED));
    expect(await ask(action)).toMatchObject({ kind: 'notSent', reason: expect.stringMatching(reason) });
    expect(classic.writes()).toEqual([]);
  });

  test('to another target than the one registered', async () => {
    classic.server.otherwise(serveTask(taskOf(), [], () => ACCEPTED));
    expect((await ask(action, { ...TARGET, databaseName: 'Shop' })).kind).toBe('notSent');
    expect((await ask(action, { ...TARGET, taskId: undefined })).kind).toBe('notSent');
    expect(classic.writes()).toEqual([]);
  });
});

describe('the answer to the cutover', () => {
  const failed = (over: Record<string, unknown>) => ({ commandType: COMPLETE, state: 'Failed', ...over });
  test.each<[string, Scripted, object]>([
    ['accepted', ACCEPTED, { kind: 'accepted' }],
    ['running', { body: { state: 'Running' } }, { kind: 'accepted' }],
    ['succeeded', { body: { state: 'succeeded' } }, { kind: 'accepted' }],
    [
      'failed, with errors',
      { body: failed({ errors: [{ code: 'NotReady', message: 'logs pending' }] }) },
      { kind: 'refused', httpStatus: 200, code: 'NotReady', message: 'NotReady: logs pending' },
    ],
    [
      'failed, with errors in its output',
      { body: failed({ output: { errors: [{ message: 'logs pending' }] } }) },
      { kind: 'refused', httpStatus: 200, code: 'CommandFailed', message: 'logs pending' },
    ],
    [
      'failed without a word',
      { body: failed({}) },
      { kind: 'refused', code: 'CommandFailed', message: 'The command failed without a reason.' },
    ],
    ['a state nobody knows', { body: { state: 'Novel' } }, { kind: 'unknown' }],
    ['no state', { body: { commandType: COMPLETE } }, { kind: 'unknown' }],
    ['no command', { body: [] }, { kind: 'unknown' }],
    ['no JSON', { body: 'OK' }, { kind: 'unknown' }],
    ['nothing', {}, { kind: 'unknown', reason: 'the service answered 200 without the state of the command' }],
    ['a refusal', { status: 400, body: error('BadRequest') }, { kind: 'refused', code: 'BadRequest' }],
    ['a refusal in a form nobody knows', { status: 400, body: 'no' }, { kind: 'unknown' }],
  ])('%s', async (_name, answer, expected) => {
    classic.server.otherwise(serveTask(taskOf(), [], () => answer));
    expect(await ask('cutover')).toMatchObject(expected);
  });
});

describe('cancelling is not sent', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      'during the cutover',
      { migrationState: 'CUTOVER_IN_PROGRESS' },
      /^the migration of Sales is CUTOVER_IN/,
    ],
    ['after the cutover', { migrationState: 'COMPLETED' }, /^the migration of Sales is COMPLETED$/],
    ['after a cancel', { migrationState: 'CANCELLED' }, /is CANCELLED$/],
    ['in a state nobody knows', { migrationState: 'NOVEL' }, /is NOVEL$/],
    ['in no state but the task’s', { migrationState: null }, /is Running$/],
  ])('%s', async (_name, row, reason) => {
    classic.server.otherwise(serveTask(taskOf({ output: [databaseRow(row)] }), [], () => ({ body: {} })));
    expect(await ask('cancel')).toEqual({ kind: 'notSent', reason: expect.stringMatching(reason) });
    expect(classic.writes()).toEqual([]);
  });

  test('in no state at all', async () => {
    const silent = taskOf({ state: null, output: [databaseRow({ migrationState: null })] });
    classic.server.otherwise(serveTask(silent, [], () => ({ body: {} })));
    expect(await ask('cancel')).toEqual({
      kind: 'notSent',
      reason: 'the migration of Sales is in an unreported state',
    });
  });

  test.each<[string, unknown, string]>([
    [
      'a cutover that the row does not show yet',
      [{ commandType: COMPLETE, state: 'Accepted' }],
      'the cutover of Sales was requested',
    ],
    ['commands that are not told', null, 'the service does not report the commands of the task'],
  ])('by reason of %s', async (_name, commands, reason) => {
    classic.server.otherwise(serveTask(taskOf(), commands, () => ({ body: {} })));
    expect(await ask('cancel')).toEqual({ kind: 'notSent', reason });
    expect(classic.writes()).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, unknown]>([
    ['a refused cutover', {}, [{ commandType: COMPLETE, state: 'Failed' }]],
    [
      'the cutover of another database',
      {},
      [{ commandType: COMPLETE, state: 'Accepted', input: { sourceDatabaseName: 'Other' } }],
    ],
    ['a failure, whatever was asked for', { migrationState: 'FAILED' }, null],
    ['the first upload', { migrationState: 'INITIAL' }, []],
  ])('but is sent after %s', async (_name, row, commands) => {
    classic.server.otherwise(
      serveTask(taskOf({ output: [databaseRow(row)] }), commands, () => ({ body: {} })),
    );
    expect(await ask('cancel')).toEqual({ kind: 'accepted' });
  });
});

describe('cancelling ends the whole task', () => {
  const carrying = (row: Record<string, unknown> | undefined) =>
    taskOf({
      input: inputOf(['Sales', 'Other']),
      output: [databaseRow(), ...(row ? [databaseRow(row, 'Other')] : [])],
    });
  test.each<[string, Record<string, unknown> | undefined]>([
    ['runs', {}],
    ['is being cut over', { migrationState: 'CUTOVER_IN_PROGRESS' }],
    ['is in a state nobody knows', { migrationState: 'NOVEL' }],
    ['is in no state', { migrationState: null }],
    ['has no row yet', undefined],
  ])('and is not sent while another database %s', async (_name, row) => {
    classic.server.otherwise(serveTask(carrying(row), [], () => ({})));
    expect(await ask('cancel')).toEqual({
      kind: 'notSent',
      reason: 'cancelling the task would also end Other, which it contains',
    });
    expect(classic.writes()).toEqual([]);
  });

  test('and is not sent to a task that is not there', async () => {
    classic.server.otherwise(({ method }) => (method === 'GET' ? { status: 404 } : {}));
    expect(await ask('cancel')).toEqual({
      kind: 'notSent',
      reason: 'the service says that there is no such task',
      absent: true,
    });
    expect(classic.writes()).toEqual([]);
  });

  test.each(['COMPLETED', 'CANCELLED', 'FAILED'])('and is sent when the other one is %s', async (word) => {
    classic.server.otherwise(serveTask(carrying({ migrationState: word }), [], () => ({ body: {} })));
    expect(await ask('cancel')).toEqual({ kind: 'accepted' });
    expect(classic.writes()).toHaveLength(1);
  });

  test('while the cutover of one of several is', async () => {
    classic.server.otherwise(serveTask(carrying({}), [], () => ACCEPTED));
    expect(await ask('cutover')).toEqual({ kind: 'accepted' });
  });
});
