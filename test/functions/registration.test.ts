/** Registrations of three engines, in full and by resource id alone: what fits is stored, what does not is named. */
import { ENGINE_KINDS, type EngineKind } from '../../shared/core/engine/engine-status';
import type { DiscoveredMigration, Discovery } from '../../shared/ports/migration-engine';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { MemoryEngine } from '../support/memory-engine';
import { CONTAINER_URL, ID, SCOPE, TARGET, World } from '../support/world';
import { Api, body, fieldsOf, LOCAL, type Answer } from './http-api';

const PROVIDERS = SCOPE.split('/Microsoft.Sql')[0]!;
const VM = `${PROVIDERS}/Microsoft.SqlVirtualMachine/sqlVirtualMachines/vm`;
const CLASSIC = `${PROVIDERS}/Microsoft.DataMigration/services/old`;
const TASK = `${CLASSIC}/projects/p/tasks/t`;
const MIGRATION = `${SCOPE}/providers/Microsoft.DataMigration/databaseMigrations/Shop`;
const DATABASE = `${SCOPE}/databases/Shop`;

const DMS_CREATE = {
  migrationServiceId: `${PROVIDERS}/Microsoft.DataMigration/sqlMigrationServices/s`,
  storageAccountResourceId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`,
  authType: 'ManagedIdentity',
};
const LRS_CREATE = { authType: 'Sas', sasTokenSetting: 'CutoverSecret_ShopSas' };
const LAST = { lastBackupName: 'log_9.trn' };

/** A world in which every engine is there and says what the test wants about a resource. */
class ThreeEngines {
  readonly world = new World();
  readonly engines: Readonly<Record<EngineKind, MemoryEngine>> = {
    dms: this.world.engine,
    'dms-classic': new MemoryEngine({ kind: 'dms-classic' }),
    lrs: new MemoryEngine({ kind: 'lrs' }),
  };
  readonly asked: string[] = [];
  readonly caps: Capabilities = { ...this.world.caps, engine: (kind) => this.engines[kind] };
  readonly api = new Api(this.caps, LOCAL, ENGINE_KINDS);

  constructor(answers: Partial<Record<EngineKind, Discovery>> = {}) {
    for (const kind of ENGINE_KINDS)
      this.says(kind, answers[kind] ?? { kind: 'otherType', expected: `${kind} ids` });
  }

  says(kind: EngineKind, discovery: Discovery): void {
    this.engines[kind].discover = async (resourceId) => {
      this.asked.push(`${kind} ${resourceId}`);
      return discovery;
    };
  }

  register(sent: Record<string, unknown>): Promise<Answer> {
    return this.api.send('register', { body: sent });
  }

  async registered(): Promise<number> {
    return (await this.world.stored.summaries({ top: 10 })).items.length;
  }
}

const messageOf = (answer: Answer, field: string): string =>
  (answer.body.errors as readonly { field: string; message: string }[]).find((one) => one.field === field)
    ?.message ?? '';

describe('a registration in full', () => {
  test.each<[name: string, change: Record<string, unknown>]>([
    ['dms, created', { start: 'create', create: DMS_CREATE }],
    [
      'dms, created offline',
      { start: 'create', create: { ...DMS_CREATE, offline: LAST }, policy: { mode: 'offline' } },
    ],
    ['dms, an offline one adopted', { policy: { mode: 'offline' } }],
    ['dms to a virtual machine', { target: { managedInstanceId: VM, databaseName: 'Shop' } }],
    ['lrs, adopted', { engine: 'lrs' }],
    ['lrs, created with a token', { engine: 'lrs', start: 'create', create: LRS_CREATE }],
    [
      'lrs, created with an identity',
      { engine: 'lrs', start: 'create', create: { authType: 'ManagedIdentity' } },
    ],
    [
      'lrs, completing by itself',
      {
        engine: 'lrs',
        start: 'create',
        create: { ...LRS_CREATE, autoComplete: LAST },
        policy: { mode: 'offline' },
      },
    ],
    ['dms-classic, adopted', { engine: 'dms-classic', taskId: TASK }],
  ])('%s: taken, as it was sent', async (_name, change) => {
    const there = new ThreeEngines();
    const sent = body(change);
    expect(await there.register(sent)).toMatchObject({ status: 202, body: { engine: sent.engine } });
    const { create, taskId, engine } = (await there.world.stored.registration(ID))!;
    expect({ create, taskId, engine }).toEqual({
      engine: sent.engine,
      taskId: sent.taskId,
      create: sent.create && { engine: sent.engine, ...sent.create },
    });
    expect((await there.register(sent)).status).toBe(200);
  });

  test.each([
    ['shop\\logs\\', 'shop/logs/'],
    ['shop\\logs', 'shop/logs/'],
    ['\\shop\\', 'shop/'],
    ['shop/logs\\\\full\\', 'shop/logs/full/'],
  ])('a folder as Windows writes it, %s, is told how to write it', async (prefix, right) => {
    const answer = await new ThreeEngines().register(
      body({ backups: { containerUrl: CONTAINER_URL, prefix } }),
    );
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      { field: 'backups.prefix', message: `folders are separated by /: write ${right}` },
    ]);
  });

  test.each([
    ['shop', ': use shop/'],
    ['/shop/', ': use shop/'],
    ['/shop', ': use shop/'],
    ['shop//logs/', ': use shop/logs/'],
    ['/', ': leave it out for the whole container'],
  ])('the folder %s is told once, with what to write', async (prefix, remedy) => {
    const answer = await new ThreeEngines().register(
      body({ backups: { containerUrl: CONTAINER_URL, prefix } }),
    );
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      {
        field: 'backups.prefix',
        message: `must be a folder that ends in / and does not start with it, such as shop/, found '${prefix}'${remedy}`,
      },
    ]);
  });

  test.each<[lastBackupName: string, said: RegExp | undefined]>([
    ['log_3.trn', undefined],
    ['log_4.trn', undefined],
    ['log_2.trn', /after log_2\.trn, but shop\/log_3\.trn was uploaded after it: the service then fails/],
    ['LOG_3.trn', /after LOG_3\.trn, but the file is called log_3\.trn/],
    ['shop/log_3.trn', /a name with a folder: .* by their name alone, log_3\.trn/],
  ])(
    'a restore that ends with %s: taken, and what speaks against it is said',
    async (lastBackupName, said) => {
      const there = new ThreeEngines();
      for (const name of ['log_2.trn', 'log_3.trn', 'old/log_9.trn']) {
        there.world.clock.forward(name === 'old/log_9.trn' ? 60 : 30);
        there.world.put(`shop/${name}`, new Uint8Array(9));
      }
      const create = { ...DMS_CREATE, offline: { lastBackupName } };
      const backups = { containerUrl: CONTAINER_URL, prefix: 'shop/' };
      const sent = body({ start: 'create', create, backups, policy: { mode: 'offline' } });
      for (const status of [202, 200]) {
        const answer = await there.register(sent);
        expect(answer.status).toBe(status);
        const warnings = (answer.body.warnings ?? []) as readonly string[];
        expect(warnings).toEqual(said === undefined ? [] : [expect.stringMatching(said)]);
      }
    },
  );

  test.each<[name: string, change: Record<string, unknown>, field: string, remedy: RegExp]>([
    [
      'a storage account that is not that of the container',
      {
        start: 'create',
        create: {
          ...DMS_CREATE,
          storageAccountResourceId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/other`,
        },
      },
      'create.storageAccountResourceId',
      /names the account other, but backups\.containerUrl names acct/,
    ],
    [
      'LRS, a container that it does not read',
      { engine: 'lrs', backups: { containerUrl: CONTAINER_URL } },
      'backups.containerUrl',
      /restores nothing from a container or folder named backup or backups \(found backups\): move .* sql-backups/,
    ],
    [
      'LRS, a folder that it does not read',
      { engine: 'lrs', backups: { containerUrl: `${CONTAINER_URL}-of-shop`, prefix: 'shop/Backup/' } },
      'backups.prefix',
      /found Backup\): move the backups to one with another name/,
    ],
    [
      'a resource id of the wrong type',
      { target: { managedInstanceId: DATABASE, databaseName: 'Shop' } },
      'target.managedInstanceId',
      /found a resource of type Microsoft\.Sql\/managedInstances\/databases, expected Microsoft\.Sql\/managedInstances/,
    ],
    [
      'a task id of the wrong type',
      { engine: 'dms-classic', taskId: MIGRATION },
      'taskId',
      /found a resource of type .*databaseMigrations, expected the id of a Microsoft\.DataMigration\/services\/projects\/tasks.* register it with engine dms, without taskId$/,
    ],
    [
      'a task with the new DMS',
      { taskId: TASK },
      'taskId',
      /only with engine dms-classic; engine dms has no tasks/,
    ],
    ['a task with LRS', { engine: 'lrs', taskId: TASK }, 'taskId', /only with engine dms-classic/],
    [
      'the classic service without a task',
      { engine: 'dms-classic' },
      'taskId',
      /needs the resource id of the task/,
    ],
    [
      'a task to create',
      { engine: 'dms-classic', taskId: TASK, start: 'create', create: DMS_CREATE },
      'start',
      /retired .* since 2026-03-15 .*create with engine dms or lrs/,
    ],
    [
      'a virtual machine for LRS',
      { engine: 'lrs', target: { managedInstanceId: VM, databaseName: 'Shop' } },
      'target.managedInstanceId',
      /found a SQL virtual machine; engine lrs restores to a managed instance only/,
    ],
    [
      'a virtual machine for the classic service',
      { engine: 'dms-classic', taskId: TASK, target: { managedInstanceId: VM, databaseName: 'Shop' } },
      'target.managedInstanceId',
      /found a SQL virtual machine; engine dms-classic/,
    ],
    [
      "LRS's words for the new DMS",
      { start: 'create', create: { ...DMS_CREATE, sasTokenSetting: 'CutoverSecret_ShopSas' } },
      'create.sasTokenSetting',
      /belongs to engine lrs; .*accountKeySetting/,
    ],
    [
      "the new DMS's words for LRS",
      { engine: 'lrs', start: 'create', create: { ...LRS_CREATE, offline: LAST } },
      'create.offline',
      /belongs to engine dms; engine lrs calls it autoComplete/,
    ],
    [
      "the new DMS's way in for LRS",
      { engine: 'lrs', start: 'create', create: { ...LRS_CREATE, authType: 'AccountKey' } },
      'create.authType',
      /engine lrs accepts Sas or ManagedIdentity/,
    ],
    [
      'the engine within create',
      { start: 'create', create: { ...DMS_CREATE, engine: 'dms' } },
      'create.engine',
      /unknown/,
    ],
    [
      'the wrong service',
      { start: 'create', create: { ...DMS_CREATE, migrationServiceId: TASK } },
      'create.migrationServiceId',
      /found a resource of type .*tasks, expected the id of a Microsoft\.DataMigration\/sqlMigrationServices/,
    ],
    [
      'the classic service for the new one',
      { preflight: { migrationServiceId: CLASSIC } },
      'preflight.migrationServiceId',
      /found a resource of type Microsoft\.DataMigration\/services, expected .*sqlMigrationServices, such as \/subscriptions\/<id>\/resourceGroups\/<group>\/providers\/Microsoft\.DataMigration\/sqlMigrationServices\/<name>; that is a classic service, .* az datamigration sql-service create; az resource list --resource-type Microsoft\.DataMigration\/sqlMigrationServices /,
    ],
    [
      'the classic service to create with',
      { start: 'create', create: { ...DMS_CREATE, migrationServiceId: CLASSIC } },
      'create.migrationServiceId',
      /that is a classic service, which engine dms cannot use/,
    ],
    [
      'a migration for its service',
      { preflight: { migrationServiceId: MIGRATION } },
      'preflight.migrationServiceId',
      /that is a migration: give the id of the service/,
    ],
    [
      'the classic service for its task',
      { engine: 'dms-classic', taskId: CLASSIC },
      'taskId',
      /such as .*\/services\/<name>\/projects\/<name>\/tasks\/<name>; that is the service: add \/projects\/<project>\/tasks\/<task> to it$/,
    ],
    [
      'a project for its task',
      { engine: 'dms-classic', taskId: `${CLASSIC}/projects/p` },
      'taskId',
      /that is a project: add \/tasks\/<task> to it$/,
    ],
    [
      'a subnet that is a network',
      { preflight: { runtime: { subnetId: `${PROVIDERS}/Microsoft.Network/virtualNetworks/v` } } },
      'preflight.runtime.subnetId',
      /expected .* such as .*\/virtualNetworks\/<name>\/subnets\/<name>$/,
    ],
    [
      'an offline creation under an online policy',
      { start: 'create', create: { ...DMS_CREATE, offline: LAST } },
      'policy.mode',
      /create\.offline makes the service cut over by itself after log_9\.trn: use "offline"/,
    ],
    [
      'a restore that completes by itself under an online policy',
      {
        engine: 'lrs',
        start: 'create',
        create: { ...LRS_CREATE, autoComplete: LAST },
        policy: { mode: 'auto' },
      },
      'policy.mode',
      /create\.autoComplete makes .* use "offline"/,
    ],
    [
      'an online creation under the offline policy',
      { start: 'create', create: DMS_CREATE, policy: { mode: 'offline' } },
      'create.offline',
      /needs the name of the last backup/,
    ],
    [
      'an online restore under the offline policy',
      { engine: 'lrs', start: 'create', create: LRS_CREATE, policy: { mode: 'offline' } },
      'create.autoComplete',
      /needs the name of the last backup/,
    ],
    [
      'an offline classic task',
      { engine: 'dms-classic', taskId: TASK, policy: { mode: 'offline' } },
      'policy.mode',
      /online tasks only/,
    ],
    [
      "a token where a setting's name belongs",
      {
        engine: 'lrs',
        start: 'create',
        create: { ...LRS_CREATE, sasTokenSetting: 'sv=2024&sig=marked-secret' },
      },
      'create.sasTokenSetting',
      /the name of an app setting, not its value/,
    ],
    [
      'a token in a field of its own',
      { engine: 'lrs', start: 'create', create: { ...LRS_CREATE, sasToken: 'sv=2024&sig=marked-secret' } },
      'create.sasToken',
      /never part of a registration: .* sasTokenSetting/,
    ],
    [
      'a token beside an identity',
      {
        engine: 'lrs',
        start: 'create',
        create: { authType: 'ManagedIdentity', sasTokenSetting: 'CutoverSecret_ShopSas' },
      },
      'create.sasTokenSetting',
      /never both/,
    ],
    [
      'no token',
      { engine: 'lrs', start: 'create', create: { authType: 'Sas' } },
      'create.sasTokenSetting',
      /needs the name/,
    ],
    ['create while adopting', { create: DMS_CREATE }, 'create', /only with start "create"/],
    [
      'a fresh adoption of what is created here',
      { start: 'create', create: DMS_CREATE, adopt: { fresh: true, reason: 'our first' } },
      'adopt',
      /only with start "adopt"/,
    ],
    ['a fresh adoption without a reason', { adopt: { fresh: true } }, 'adopt.reason', /./],
    [
      'an adoption that is not fresh',
      { adopt: { fresh: false, reason: 'why' } },
      'adopt.fresh',
      /omit adopt/,
    ],
  ])('400: %s', async (_name, change, field, remedy) => {
    const there = new ThreeEngines();
    const answer = await there.register(body(change));
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toEqual([field]);
    expect(messageOf(answer, field)).toMatch(remedy);
    expect(answer.text).not.toContain('marked-secret');
    expect(await there.registered()).toBe(0);
  });

  test('what is wrong at the top and within create is told at once', async () => {
    const answer = await new ThreeEngines().register(
      body({ start: 'create', create: { ...DMS_CREATE, authType: 'Sas' }, colour: 'red' }),
    );
    expect(fieldsOf(answer)).toEqual(['colour', 'create.authType']);
  });

  test('an engine that the deployment does not drive is refused, naming those it drives', async () => {
    const answer = await new Api(new World().caps, LOCAL, ['dms', 'lrs']).send('register', {
      body: body({ engine: 'dms-classic', taskId: TASK }),
    });
    expect(fieldsOf(answer)).toEqual(['engine']);
    expect(messageOf(answer, 'engine')).toBe('this deployment supports dms, lrs');
  });

  test('the classic service: the retirement is in the answer and in the journal; others have no warning', async () => {
    const there = new ThreeEngines();
    const answer = await there.register(body({ engine: 'dms-classic', taskId: TASK }));
    expect(answer.body.warnings).toEqual([expect.stringMatching(/retired .* since 2026-03-15/)]);
    expect((await there.world.journal())[0]).toMatch(
      /^Registered by local:ada\. .* retired .* since 2026-03-15/,
    );
    const other = await new ThreeEngines().register(body());
    expect(other.body).not.toHaveProperty('warnings');
  });
});

describe('a registration in full is held against what runs there', () => {
  const RUNS: DiscoveredMigration = {
    target: TARGET,
    state: 'running',
    sourceDatabaseName: 'Shop',
    containerName: 'backups',
    online: true,
  };
  const found = (change: Partial<DiscoveredMigration> = {}): Discovery => ({
    kind: 'found',
    migrations: [{ ...RUNS, ...change }],
  });

  test.each<[name: string, change: Record<string, unknown>, there: Discovery, field: string, said: RegExp]>([
    [
      'another container',
      {},
      found({ containerName: 'other' }),
      'backups.containerUrl',
      /reads container other, not backups/,
    ],
    ['another folder', {}, found({ containerName: 'backups/blog' }), 'backups.prefix', /reads folder blog\//],
    ['the top of the container', {}, found({ containerName: 'backups/' }), '', /^$/],
    ['an offline migration', {}, found({ online: false }), 'policy.mode', /is offline, .* use offline/],
    [
      'an online migration under the offline policy',
      { policy: { mode: 'offline' } },
      found(),
      'policy.mode',
      /is online, .* use manual, approve or auto/,
    ],
    [
      'another source database',
      {},
      found({ sourceDatabaseName: 'Blog' }),
      'source.databaseName',
      /migrates database Blog there, but Shop is given/,
    ],
    ['an ended one of another mode', {}, found({ online: false, state: 'succeeded' }), '', /^$/],
    ['nothing yet', {}, { kind: 'none', reason: 'nothing' }, '', /^$/],
    ['no answer', {}, { kind: 'trouble', code: 'unreachable', message: 'no answer' }, '', /^$/],
  ])('%s', async (_name, change, seen, field, said) => {
    const there = new ThreeEngines({ dms: seen });
    const answer = await there.register(body(change));
    expect(answer.status).toBe(field === '' ? 202 : 409);
    expect(await there.registered()).toBe(field === '' ? 1 : 0);
    if (field === '') return;
    expect(fieldsOf(answer)).toEqual([field]);
    expect(messageOf(answer, field)).toMatch(said);
  });

  test('another engine runs it: which one, and what the engine that was named says', async () => {
    const there = new ThreeEngines({ dms: found(), lrs: { kind: 'none', reason: 'no database Shop' } });
    const answer = await there.register(body({ engine: 'lrs' }));
    expect(answer).toMatchObject({
      status: 409,
      body: {
        detail: 'Cannot register the migration: another engine runs it',
        errors: [
          { field: 'engine', message: 'dms runs database Shop (running) there: say dms' },
          { field: 'engine', message: 'engine lrs: no database Shop' },
        ],
      },
    });
    expect(there.asked).toEqual([`lrs ${DATABASE}`, `dms ${MIGRATION}`]);
    expect(await there.registered()).toBe(0);
  });

  test.each<[name: string, there: Discovery, field: string, said: RegExp]>([
    [
      'a task of another type',
      { kind: 'unfit', reason: 'task t is of type X, expected Y' },
      'taskId',
      /task t is of type X, expected Y: give another task/,
    ],
    [
      'a task with another target',
      found({ target: { ...TARGET, databaseName: 'Blog' } }),
      'target.databaseName',
      /the task restores Blog on .*managedInstances\/mi: give one of these/,
    ],
    [
      'a task to another instance',
      found({ target: { ...TARGET, scopeId: `${SCOPE}2` } }),
      'target.databaseName',
      /the task restores Shop on .*2: give one of these/,
    ],
  ])('%s', async (_name, seen, field, said) => {
    const there = new ThreeEngines({ 'dms-classic': seen });
    const answer = await there.register(body({ engine: 'dms-classic', taskId: TASK }));
    expect(answer.status).toBe(409);
    expect(fieldsOf(answer)).toEqual([field]);
    expect(messageOf(answer, field)).toMatch(said);
    expect(await there.registered()).toBe(0);
  });

  test('what is registered is not looked at again, and neither is what is to be created', async () => {
    const there = new ThreeEngines({ dms: found() });
    expect((await there.register(body())).status).toBe(202);
    there.says('dms', found({ online: false }));
    there.asked.length = 0;
    expect((await there.register(body())).status).toBe(200);
    const created = await new ThreeEngines({ dms: found({ online: false }) }).register(
      body({ start: 'create', create: DMS_CREATE }),
    );
    expect(created.status).toBe(202);
    expect(there.asked).toEqual([]);
  });
});

describe('a registration by resource id', () => {
  const order = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
    id: ID,
    resourceId: MIGRATION,
    backups: { containerUrl: CONTAINER_URL, prefix: 'shop/' },
    start: 'adopt',
    ...change,
  });
  const SQL = { containerUrl: CONTAINER_URL.replace(/backups$/, 'sql-backups'), prefix: 'shop/' };
  const RUNNING: DiscoveredMigration = {
    target: TARGET,
    state: 'running',
    operationId: 'one',
    sourceDatabaseName: 'Shop',
    containerName: 'backups/shop',
    online: true,
  };
  /** The Log Replay Service tells neither source nor container. */
  const BY_LRS = { sourceDatabaseName: undefined, containerName: undefined };
  const found = (...changes: readonly Partial<DiscoveredMigration>[]): Discovery => ({
    kind: 'found',
    migrations: changes.map((change) => ({ ...RUNNING, ...change })),
  });

  test('every engine is asked, and the one that runs it is registered', async () => {
    const there = new ThreeEngines({ dms: found({}) });
    const answer = await there.register(order({ source: { serverName: 'sql01' }, policy: { mode: 'auto' } }));
    expect(answer).toMatchObject({
      status: 202,
      headers: { Location: '/api/migrations/shop' },
      body: { engine: 'dms' },
    });
    expect(there.asked).toEqual(ENGINE_KINDS.map((kind) => `${kind} ${MIGRATION}`));
    expect(await there.world.stored.registration(ID)).toMatchObject({
      engine: 'dms',
      source: { serverName: 'sql01', databaseName: 'Shop' },
      target: { managedInstanceId: SCOPE, databaseName: 'Shop' },
      backups: { containerUrl: CONTAINER_URL, prefix: 'shop/' },
      start: 'adopt',
      policy: { mode: 'auto' },
      registeredBy: 'local:ada',
    });
    expect(there.api.durable.calls).toContain('raise shop:watch nudge');
  });

  test('the id follows from what was found', async () => {
    const answer = await new ThreeEngines({ dms: found({}) }).register(order({ id: undefined }));
    expect(answer.body.id).toBe('mi-shop');
  });

  test('a task: its id and the warning come along', async () => {
    const target = { ...TARGET, taskId: TASK, sourceDatabaseName: 'Shop' };
    const there = new ThreeEngines({ 'dms-classic': found({ target }) });
    const answer = await there.register(order({ resourceId: TASK }));
    expect(answer).toMatchObject({
      status: 202,
      body: { engine: 'dms-classic', warnings: [expect.any(String)] },
    });
    expect(await there.world.stored.registration(ID)).toMatchObject({ engine: 'dms-classic', taskId: TASK });
  });

  test.each(['away', 'gone'] as const)(
    'the same body again is 200, also when the service is %s',
    async (state) => {
      const there = new ThreeEngines({ dms: found({}) });
      await there.register(order());
      const away: Discovery =
        state === 'away'
          ? { kind: 'trouble', code: 'unreachable', message: 'no answer' }
          : { kind: 'none', reason: 'nothing there' };
      for (const kind of ENGINE_KINDS) there.says(kind, away);
      expect((await there.register(order())).status).toBe(200);
      expect((await there.register(order({ resourceId: MIGRATION.toUpperCase() }))).status).toBe(200);
      const other = await there.register(order({ backups: { containerUrl: CONTAINER_URL } }));
      expect(other.status).toBe(409);
      expect(fieldsOf(other)).toEqual(['backups.prefix']);
    },
  );

  test('of several databases of a task the one that is named is meant, again and again', async () => {
    const target = (name: string) => ({
      ...TARGET,
      databaseName: name,
      taskId: TASK,
      sourceDatabaseName: name,
    });
    const several = found(
      { target: target('Shop'), sourceDatabaseName: undefined },
      { target: target('Blog'), sourceDatabaseName: 'Blog' },
    );
    const there = new ThreeEngines({ 'dms-classic': several });
    const unnamed = await there.register(order({ id: undefined, resourceId: TASK }));
    expect(unnamed).toMatchObject({ status: 409, body: { detail: expect.stringContaining('Shop, Blog') } });
    expect(fieldsOf(unnamed)).toEqual(['source.databaseName']);
    const unknown = { id: undefined, resourceId: TASK, source: { databaseName: 'Other' } };
    expect((await there.register(order(unknown))).status).toBe(409);
    expect(await there.registered()).toBe(0);
    const blog = {
      ...unknown,
      source: { databaseName: 'blog' },
      backups: { containerUrl: CONTAINER_URL, prefix: 'blog/' },
    };
    there.says(
      'dms-classic',
      found(
        { target: target('Shop') },
        { target: target('Blog'), containerName: undefined, sourceDatabaseName: 'Blog' },
      ),
    );
    expect(await there.register(order(blog))).toMatchObject({ status: 202, body: { id: 'mi-blog' } });
    expect((await there.register(order(blog))).status).toBe(200);
    const shop = { ...unknown, source: { databaseName: 'Shop' } };
    expect(await there.register(order(shop))).toMatchObject({ status: 202, body: { id: 'mi-shop' } });
  });

  test('two engines run something there: both are named, and engine decides', async () => {
    const there = new ThreeEngines({ dms: found({}), lrs: found(BY_LRS) });
    const answer = await there.register(order({ resourceId: DATABASE }));
    expect(answer).toMatchObject({
      status: 409,
      body: {
        detail: expect.stringMatching(/engines dms and lrs run something there; name the one you mean/),
        errors: [
          { field: 'engine', message: 'dms runs database Shop (running)' },
          { field: 'engine', message: 'lrs runs database Shop (running)' },
          {
            field: 'engine',
            message: expect.stringMatching(/use dms, unless somebody started the log replay by hand/),
          },
        ],
      },
    });
    expect(await there.registered()).toBe(0);
    there.asked.length = 0;
    const lrs = { resourceId: DATABASE, engine: 'lrs', source: { databaseName: 'Shop' } };
    const chosen = await there.register(order({ ...lrs, backups: SQL }));
    expect(chosen).toMatchObject({ status: 202, body: { engine: 'lrs' } });
    expect(there.asked).toEqual([`lrs ${DATABASE}`]);
  });

  test.each([
    [{ containerUrl: CONTAINER_URL, prefix: 'shop/' }, 'backups.containerUrl', 'found backups'],
    [{ containerUrl: SQL.containerUrl, prefix: 'Backup/shop/' }, 'backups.prefix', 'found Backup'],
  ])('400: engine lrs, found by id, reads nothing from %j', async (backups, field, said) => {
    const there = new ThreeEngines({ lrs: found(BY_LRS) });
    const source = { databaseName: 'Shop' };
    const answer = await there.register(order({ resourceId: DATABASE, source, backups }));
    expect(answer.status).toBe(400);
    expect(messageOf(answer, field)).toContain(said);
    expect(await there.registered()).toBe(0);
  });

  test('what has ended is no rival of what runs, and is nothing to adopt', async () => {
    const there = new ThreeEngines({
      dms: found({ state: 'canceled' }),
      lrs: found({ containerName: undefined }),
    });
    expect(await there.register(order({ resourceId: DATABASE, backups: SQL }))).toMatchObject({
      status: 202,
      body: { engine: 'lrs' },
    });
    const ended = new ThreeEngines({ dms: found({ state: 'succeeded' }) });
    const answer = await ended.register(order());
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('engine dms: the migration of Shop (succeeded) has ended');
  });

  test('nothing is found: what each engine looked at', async () => {
    const there = new ThreeEngines({
      dms: { kind: 'none', reason: 'runs no migration of database Shop there' },
      lrs: { kind: 'unfit', reason: 'database Shop is Online, not Restoring' },
    });
    const answer = await there.register(order({ resourceId: DATABASE }));
    expect(answer).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('nothing runs there') },
    });
    expect(answer.body.errors).toEqual([
      { field: 'resourceId', message: 'engine dms: runs no migration of database Shop there' },
      { field: 'resourceId', message: 'engine dms-classic: not asked, it expects dms-classic ids' },
      { field: 'resourceId', message: 'engine lrs: database Shop is Online, not Restoring' },
    ]);
    expect(await there.registered()).toBe(0);
  });

  const GROUP = '/subscriptions/s/resourceGroups/rg/providers';
  test.each<[name: string, resourceId: string, said: RegExp]>([
    ['an instance', SCOPE, /^found a resource of type Microsoft\.Sql\/managedInstances: .* add /],
    ['a SQL virtual machine', VM, /sqlVirtualMachines: .* add .*databaseMigrations\/<database>/],
    ['a bare machine', `${GROUP}/Microsoft.Compute/virtualMachines/vm`, /SQL virtual machine of the same/],
    ['a database of Azure SQL', `${GROUP}/Microsoft.Sql/servers/s/databases/d`, /restores no backups/],
    [
      'a migration to Azure SQL',
      `${GROUP}/Microsoft.Sql/servers/s/providers/Microsoft.DataMigration/databaseMigrations/d`,
      /^found a resource of type Microsoft\.DataMigration\/databaseMigrations: Azure SQL Database restores no/,
    ],
    ['a service', DMS_CREATE.migrationServiceId, /give the id of one of its migrations/],
    ['a project', TASK.split('/tasks')[0]!, /add \/tasks\/<task>/],
    ['another type', DMS_CREATE.storageAccountResourceId, /^found a .* Microsoft\.Storage\/storageAccounts$/],
    ['an address', `https://management.azure.com${MIGRATION}`, /^found no resource id: .* the id alone/],
    ['a query', `${MIGRATION}?sig=marked-secret`, /^found no resource id/],
    ['any text', 'Shop on mi1', /^found no resource id: a resource id begins with \/subscriptions/],
  ])('400: an id of no type that any engine knows: %s', async (_name, resourceId, said) => {
    const answer = await new ThreeEngines().register(order({ resourceId }));
    expect(answer.status).toBe(400);
    expect(messageOf(answer, 'resourceId')).toMatch(said);
    expect(answer.text).toContain('engine lrs: takes lrs ids');
    expect(answer.text).not.toContain('marked-secret');
  });

  test.each<[discovery: Discovery, status: number, said: string]>([
    [{ kind: 'otherType', expected: 'lrs ids' }, 400, 'engine lrs: takes lrs ids'],
    [{ kind: 'none', reason: 'there is no database' }, 409, 'engine lrs: there is no database'],
  ])('the wrong engine for it: the right one, and what that engine says (%#)', async (lrs, status, said) => {
    const there = new ThreeEngines({ dms: found({}), lrs });
    const answer = await there.register(order({ engine: 'lrs' }));
    expect(answer).toMatchObject({
      status,
      body: {
        errors: [
          {
            field: 'engine',
            message: 'dms runs database Shop (running) there: say dms',
          },
          { field: 'resourceId', message: said },
        ],
      },
    });
    expect(await there.registered()).toBe(0);
  });

  test('G1: with one engine that cannot be asked nothing is chosen and nothing is stored', async () => {
    const denied = {
      kind: 'trouble',
      code: 'denied',
      message: 'Cannot read the task: AuthorizationFailed',
    } as const;
    const there = new ThreeEngines({ dms: found({}), 'dms-classic': denied });
    const answer = await there.register(order());
    expect(answer).toMatchObject({ status: 503, headers: { 'Retry-After': '15' } });
    expect(answer.body.detail).toMatch(
      /engine dms-classic could not be asked \(.*AuthorizationFailed\); nothing was stored: give the app's identity the role .*; or give engine/,
    );
    expect(await there.registered()).toBe(0);
    expect(await there.register(order({ engine: 'dms' }))).toMatchObject({ status: 202 });
  });

  test('a source database that the engine does not report is asked for', async () => {
    const there = new ThreeEngines({
      lrs: found({ sourceDatabaseName: undefined, containerName: undefined, online: undefined }),
    });
    const answer = await there.register(order({ resourceId: DATABASE }));
    expect(answer).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/engine lrs does not report .* name it/) },
    });
    expect(fieldsOf(answer)).toEqual(['source.databaseName']);
    expect(
      await there.register(order({ resourceId: DATABASE, source: { databaseName: 'Shop' }, backups: SQL })),
    ).toMatchObject({ status: 202 });
  });

  test.each<
    [
      name: string,
      change: Record<string, unknown>,
      there: Partial<DiscoveredMigration>,
      field: string,
      said: RegExp,
    ]
  >([
    [
      'another container',
      {},
      { containerName: 'other' },
      'backups.containerUrl',
      /reads container other, not backups\/shop/,
    ],
    [
      'another folder',
      {},
      { containerName: 'backups/blog' },
      'backups.prefix',
      /reads folder blog\/, not folder shop\/: give the migration's own folder/,
    ],
    [
      'another database',
      { source: { databaseName: 'Blog' } },
      {},
      'source.databaseName',
      /migrates database Shop there, but Blog is given: name Shop/,
    ],
    [
      'an offline migration under an online policy',
      {},
      { online: false },
      'policy.mode',
      /is offline, .* the mode given is manual: use offline/,
    ],
    [
      'an online migration under the offline policy',
      { policy: { mode: 'offline' } },
      {},
      'policy.mode',
      /is online, but the mode given is offline, .*: use manual, approve or auto/,
    ],
  ])('409: %s', async (_name, change, seen, field, said) => {
    const there = new ThreeEngines({ dms: found(seen) });
    const answer = await there.register(order(change));
    expect(answer.status).toBe(409);
    expect(fieldsOf(answer)).toEqual([field]);
    expect(messageOf(answer, field)).toMatch(said);
    expect(await there.registered()).toBe(0);
  });

  test.each(['backups', 'backups/', 'BACKUPS/shop', 'backups/shop/'])(
    'container told as %s is the same',
    async (containerName) => {
      expect((await new ThreeEngines({ dms: found({ containerName }) }).register(order())).status).toBe(202);
    },
  );

  test.each<[name: string, change: Record<string, unknown>, field: string, remedy: RegExp]>([
    [
      'a target beside it',
      { target: { managedInstanceId: SCOPE, databaseName: 'Shop' } },
      'target',
      /resourceId finds it/,
    ],
    ['a task beside it', { taskId: TASK }, 'taskId', /resourceId finds it/],
    ['something to create', { create: DMS_CREATE }, 'create', /names a running migration/],
    ['start create', { start: 'create' }, 'start', /a running migration: use "adopt"/],
    ['no resource id', { resourceId: '' }, 'resourceId', /./],
    ['an unknown field', { colour: 'red' }, 'colour', /unknown field/],
    ['no place of backups', { backups: undefined }, 'backups', /./],
  ])('400: %s', async (_name, change, field, remedy) => {
    const there = new ThreeEngines({ dms: found({}) });
    const answer = await there.register(order(change));
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toEqual([field]);
    expect(messageOf(answer, field)).toMatch(remedy);
    expect(there.asked).toEqual([]);
  });
});
