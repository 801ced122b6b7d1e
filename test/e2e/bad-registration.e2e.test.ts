/** Registrations of what is not there as described: refused with the field, what was found and what to do; nothing is stored. */
import { endToEnd } from './end-to-end';
import { EMULATOR_ARGS, INSTANCE, LocalStack, PROVIDERS, takeBackups } from './local-stack';
import { RunningServices, shareArgs } from './running-services';

interface Problem {
  readonly detail: string;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
}

type Body = Readonly<Record<string, unknown>>;

const MACHINE = `${PROVIDERS}/Microsoft.SqlVirtualMachine/sqlVirtualMachines/vm1`;
const SERVER = `${PROVIDERS}/Microsoft.Sql/servers/s1`;
const PRODUCT_TASK = 'Migrate.SqlServer.AzureSqlDbMI.Sync.LRS';

endToEnd('a registration that does not fit what runs there', () => {
  let local: LocalStack;
  let onlineId: string;
  let offlineId: string;
  let replayId: string;
  let taskId: string;
  let otherTaskId: string;

  beforeAll(async () => {
    local = await LocalStack.start({ emulatorArgs: [...EMULATOR_ARGS, ...shareArgs('old', 'other')] });
    const services = new RunningServices(local);
    onlineId = await services.startDms('online');
    offlineId = await services.startDms('offline', 'tail.trn');
    replayId = await services.startLogReplay('replay');
    taskId = await services.startTask('t1', 'old');
    otherTaskId = await services.startTask('t2', 'other');
    for (const database of ['online', 'offline', 'replay', 'old']) {
      const { files } = takeBackups(database, 800);
      await local.upload(database, 'full.bak', files['full.bak']!);
      await services.untilRestored(database, 'full.bak');
    }
    await local.control('POST', '/faults', {
      kind: 'override',
      times: 'forever',
      match: { pathIncludes: '/tasks/t2' },
      values: { 'properties.taskType': 'Migrate.SqlServer.SqlDb' },
    });
  }, 60_000);
  afterAll(() => local.stop());

  const byResource = (resourceId: string, database: string, more: Body = {}): Body => ({
    id: 'bad',
    resourceId,
    backups: { containerUrl: local.stack.containerUrl, prefix: `${database}/` },
    start: 'adopt',
    ...more,
  });

  const inFull = (engine: string, database: string, more: Body = {}): Body => ({
    id: 'bad',
    engine,
    source: { databaseName: database },
    target: { managedInstanceId: INSTANCE, databaseName: database },
    backups: { containerUrl: local.stack.containerUrl, prefix: `${database}/` },
    start: 'adopt',
    ...more,
  });

  const offline = { policy: { mode: 'offline' } };
  const elsewhere = (container: string, prefix: string): Body => ({
    backups: { containerUrl: local.stack.containerUrl.replace(/[^/]+$/, container), prefix },
  });

  test.each<[what: string, body: () => Body, status: number, field: string, said: RegExp]>([
    // A resource id of the wrong type.
    [
      'by the id of a SQL virtual machine',
      () => byResource(MACHINE, 'online'),
      400,
      'resourceId',
      /^found a resource of type Microsoft\.SqlVirtualMachine\/sqlVirtualMachines: that is the whole machine; add \/providers/,
    ],
    [
      'by the id of a database of Azure SQL',
      () => byResource(`${SERVER}/databases/online`, 'online'),
      400,
      'resourceId',
      /^found a resource of type Microsoft\.Sql\/servers\/databases: Azure SQL Database restores no backups/,
    ],
    [
      'by the id of a logical server',
      () => byResource(SERVER, 'online'),
      400,
      'resourceId',
      /^found a resource of type Microsoft\.Sql\/servers: Azure SQL Database restores no backups/,
    ],
    [
      'by the id of the instance',
      () => byResource(INSTANCE, 'online'),
      400,
      'resourceId',
      /^found a resource of type Microsoft\.Sql\/managedInstances: that is the whole instance; add /,
    ],
    [
      'by a text',
      () => byResource('online on mi1', 'online'),
      400,
      'resourceId',
      /^found no resource id: a resource id begins with \/subscriptions\//,
    ],
    [
      'a target that is a database of Azure SQL',
      () =>
        inFull('dms', 'online', {
          target: { managedInstanceId: `${SERVER}/databases/d`, databaseName: 'd' },
        }),
      400,
      'target.managedInstanceId',
      /found a resource of type Microsoft\.Sql\/servers\/databases .*, expected Microsoft\.Sql\/managedInstances/,
    ],
    [
      'a target that is no id',
      () => inFull('dms', 'online', { target: { managedInstanceId: 'mi1', databaseName: 'online' } }),
      400,
      'target.managedInstanceId',
      /found "mi1", expected \/subscriptions\//,
    ],
    [
      'a task that is a migration',
      () => inFull('dms-classic', 'old', { taskId: onlineId }),
      400,
      'taskId',
      /^found a resource of type Microsoft\.DataMigration\/databaseMigrations, expected the id of a .*tasks, such as \//,
    ],
    // The wrong engine for it.
    [
      'a SQL virtual machine for the Log Replay Service',
      () => inFull('lrs', 'online', { target: { managedInstanceId: MACHINE, databaseName: 'online' } }),
      400,
      'target.managedInstanceId',
      /^found a SQL virtual machine; engine lrs restores to a managed instance only, engine dms to both$/,
    ],
    [
      'a migration of the new DMS as a log replay',
      () => byResource(onlineId, 'online', { engine: 'lrs' }),
      400,
      'engine',
      /^dms runs database online \(running\) there: say dms$/,
    ],
    [
      'a log replay as one of the new DMS',
      () => byResource(replayId, 'replay', { engine: 'dms' }),
      409,
      'engine',
      /^lrs runs database replay \(running\) there: say lrs$/,
    ],
    [
      'a task as a log replay',
      () => byResource(taskId, 'old', { engine: 'lrs' }),
      400,
      'engine',
      /^dms-classic runs database old \(running\) there: say dms-classic$/,
    ],
    [
      'in full: a migration of the new DMS as a log replay',
      () => inFull('lrs', 'online'),
      409,
      'engine',
      /^dms runs database online \(running\) there: say dms$/,
    ],
    [
      'in full: a log replay as one of the new DMS',
      () => inFull('dms', 'replay'),
      409,
      'engine',
      /^lrs runs database replay \(running\) there: say lrs$/,
    ],
    // A task of another task type.
    [
      'by the id of a task of another type',
      () => byResource(otherTaskId, 'other'),
      409,
      'resourceId',
      new RegExp(`task t2 is of type Migrate\\.SqlServer\\.SqlDb, expected ${PRODUCT_TASK}`),
    ],
    [
      'in full: a task of another type',
      () => inFull('dms-classic', 'other', { taskId: otherTaskId }),
      409,
      'taskId',
      new RegExp(
        `task t2 is of type Migrate\\.SqlServer\\.SqlDb, expected ${PRODUCT_TASK}: give another task`,
      ),
    ],
    [
      'in full: a task with another target',
      () => inFull('dms-classic', 'online', { taskId }),
      409,
      'target.databaseName',
      /^the task restores old on .*managedInstances\/mi1: give one of these/,
    ],
    // Online and offline.
    [
      'by id: an offline migration under a mode for online ones',
      () => byResource(offlineId, 'offline'),
      409,
      'policy.mode',
      /^the migration is offline, .* the mode given is manual: use offline/,
    ],
    [
      'in full: an offline migration under a mode for online ones',
      () => inFull('dms', 'offline', { policy: { mode: 'auto' } }),
      409,
      'policy.mode',
      /^the migration is offline, .* the mode given is auto: use offline/,
    ],
    [
      'by id: an online migration under mode offline',
      () => byResource(onlineId, 'online', offline),
      409,
      'policy.mode',
      /^the migration is online, but the mode given is offline, .*: use manual, approve or auto$/,
    ],
    [
      'in full: an online migration under mode offline',
      () => inFull('dms', 'online', offline),
      409,
      'policy.mode',
      /^the migration is online, .*: use manual, approve or auto$/,
    ],
    [
      'by id: a task under mode offline',
      () => byResource(taskId, 'old', offline),
      409,
      'policy.mode',
      /^the migration is online, .*: use manual, approve or auto$/,
    ],
    [
      'in full: a task under mode offline',
      () => inFull('dms-classic', 'old', { taskId, ...offline }),
      400,
      'policy.mode',
      /^this product supports online tasks only, .*: use manual, approve or auto$/,
    ],
    // A container that is not the migration's own.
    [
      'by id: another container',
      () => byResource(onlineId, 'online', elsewhere('others', 'online/')),
      409,
      'backups.containerUrl',
      /^the migration reads container sql-backups\/online, not others\/online: give the migration's own/,
    ],
    [
      'by id: another folder',
      () => byResource(onlineId, 'offline'),
      409,
      'backups.prefix',
      /^the migration reads folder online\/, not folder offline\/: give the migration's own folder$/,
    ],
    [
      'in full: another container',
      () => inFull('dms', 'online', elsewhere('others', '')),
      409,
      'backups.containerUrl',
      /^the migration reads container sql-backups\/online, not others: give the migration's own/,
    ],
    [
      "in full: another folder than the task's",
      () => inFull('dms-classic', 'old', { taskId, ...elsewhere('sql-backups', 'online/') }),
      409,
      'backups.prefix',
      /^the migration reads folder old\/, not folder online\/: give the migration's own folder$/,
    ],
  ])('%s', async (_what, body, status, field, said) => {
    const answer = await local.api<Problem>('POST', '/migrations', body());
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.detail).toMatch(/^Cannot register the migration: /);
    const messages = answer.body.errors.filter((one) => one.field === field).map((one) => one.message);
    expect(messages).toContainEqual(expect.stringMatching(said));
    expect((await local.api('GET', '/migrations/bad')).status).toBe(404);
  });

  test('nothing of all that stands in the way of the right registrations', async () => {
    const right: readonly Body[] = [
      { ...inFull('dms', 'online'), id: 'online' },
      { ...byResource(offlineId, 'offline', offline), id: 'offline' },
      { ...byResource(replayId, 'replay', { source: { databaseName: 'replay' } }), id: 'replay' },
      { ...inFull('dms-classic', 'old', { taskId }), id: 'old' },
    ];
    for (const body of right) expect((await local.api('POST', '/migrations', body)).status).toBe(202);
    for (const { id } of right)
      await local.until(
        String(id),
        'adoption',
        ({ phase, blocked }) => phase === 'following' && !blocked,
        60,
      );
  }, 90_000);
});
