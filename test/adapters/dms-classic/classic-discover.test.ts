import type { Scripted } from '../arm/tiny-arm';
import {
  databaseRow,
  inputOf,
  INSTANCE,
  RUN,
  serveTask,
  startClassic,
  TASK,
  taskOf,
} from './classic-fixture';

describe('discovering', () => {
  let classic: Awaited<ReturnType<typeof startClassic>>;
  beforeEach(async () => void (classic = await startClassic()));
  afterEach(() => classic.server.close());

  test('every database of a task is found', async () => {
    const properties = taskOf({
      input: inputOf(['Sales', 'Other']),
      output: [databaseRow({ migrationState: 'COMPLETED' })],
    });
    classic.server.otherwise(serveTask(properties));
    const found = (name: string, state: string, containerName?: string) => ({
      target: { scopeId: INSTANCE, databaseName: `${name}Mi`, taskId: TASK, sourceDatabaseName: name },
      state,
      online: true,
      sourceDatabaseName: name,
      operationId: RUN,
      ...(containerName !== undefined && { containerName }),
    });
    expect(await classic.engine.discover(` ${TASK}/ `)).toEqual({
      kind: 'found',
      migrations: [
        found('Sales', 'succeeded', 'b6468d15-a49e-45e3-96c3-5a596dcaa8b5'),
        found('Other', 'creating'),
      ],
    });
    expect(classic.server.received).toHaveLength(1);
  });

  test.each([
    `${INSTANCE}/databases/Sales`,
    INSTANCE,
    `${INSTANCE}/providers/Microsoft.DataMigration/databaseMigrations/Sales`,
    TASK.replace('/projects/prj/tasks/', '/serviceTasks/'),
    TASK.replace('/tasks/tsk', ''),
    `${TASK}/commands/x`,
    'https://example.org/?x=1',
    '',
  ])('%s is of another type', async (id) => {
    expect(await classic.engine.discover(id)).toEqual({
      kind: 'otherType',
      expected: 'Microsoft.DataMigration/services/projects/tasks',
    });
    expect(classic.server.received).toEqual([]);
  });

  const instance = (managedInstanceResourceId?: string) => ({
    input: { ...inputOf(['Sales']), targetConnectionInfo: { managedInstanceResourceId } },
  });
  test.each<[string, Scripted, object]>([
    ['no task', { status: 404 }, { kind: 'none', reason: 'the classic service has no task tsk there' }],
    ['trouble', { status: 403 }, { kind: 'trouble', code: 'denied' }],
    [
      'another type',
      { body: { properties: { taskType: 'Migrate.SqlServer.SqlDb' } } },
      {
        kind: 'unfit',
        reason: expect.stringContaining('is of type Migrate.SqlServer.SqlDb, expected Migrate'),
      },
    ],
    [
      'no type',
      { body: { properties: {} } },
      { kind: 'unfit', reason: expect.stringContaining('reports no type') },
    ],
    [
      'no instance',
      { body: { properties: taskOf(instance()) } },
      { kind: 'unfit', reason: 'task tsk does not report its managed instance' },
    ],
    [
      'no instance, but something else',
      { body: { properties: taskOf(instance(INSTANCE.replace('managedInstances', 'servers'))) } },
      { kind: 'unfit', reason: expect.stringMatching(/servers\/mi1, which is no managed instance$/) },
    ],
    [
      'no database',
      { body: { properties: taskOf({ input: inputOf([]), output: [] }) } },
      { kind: 'unfit', reason: 'task tsk names no database' },
    ],
    [
      'a database with an empty name on the target',
      {
        body: {
          properties: taskOf({
            input: {
              ...inputOf(['Sales']),
              selectedDatabases: [{ name: 'Sales', restoreDatabaseName: '' }],
            },
          }),
        },
      },
      { kind: 'unfit', reason: 'task tsk does not report the target name of Sales' },
    ],
    [
      'a database without a name on the target',
      { body: { properties: taskOf({ output: [databaseRow({}, 'Other')] }) } },
      { kind: 'unfit', reason: 'task tsk does not report the target name of Other' },
    ],
  ])('%s', async (_name, answer, expected) => {
    classic.server.otherwise(() => answer);
    expect(await classic.engine.discover(TASK)).toMatchObject(expected);
  });
});
