/** What runs at a service or on an instance: as engines say, with what is registered; and through the real adapters, on the emulator. */
import { createArmClient } from '../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../shared/adapters/arm/arm-token';
import { createDmsEngine } from '../../shared/adapters/dms/dms-engine';
import { createEstateReader } from '../../shared/adapters/estate/arm-estate-reader';
import { armEstateSource } from '../../shared/adapters/estate/arm-estate-source';
import { createLrsEngine } from '../../shared/adapters/lrs/lrs-engine';
import { ENGINE_KINDS, type EngineKind } from '../../shared/core/engine/engine-status';
import type { Reading } from '../../shared/core/preflight/question';
import type { DiscoveredMigration, Discovery } from '../../shared/ports/migration-engine';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { listRunning } from '../../shared/use-cases/register/list-running';
import { startEmulator } from '../../tools/emulator/server';
import { create, ask, INSTANCE, SERVICE } from '../emulator/arm-client';
import { FakeContainers, putChain } from '../emulator/fake-backups';
import { databasePath, LRS_VERSION, restoreBody, settle } from '../emulator/other-engines';
import { MemoryEngine } from '../support/memory-engine';
import { SCOPE, World } from '../support/world';

const SERVICE_ID = SCOPE.replace(/Microsoft\.Sql.*/, 'Microsoft.DataMigration/sqlMigrationServices/dms');
const VM = SCOPE.replace(/Microsoft\.Sql.*/, 'Microsoft.SqlVirtualMachine/sqlVirtualMachines/vm');
const NONE: Discovery = { kind: 'none', reason: 'nothing is there' };

const found = (databaseName: string, more: Partial<DiscoveredMigration> = {}): Discovery => ({
  kind: 'found',
  migrations: [{ target: { scopeId: SCOPE, databaseName }, state: 'running', ...more }],
});

/** A world in which each engine says what a test wants of each database. */
function worldOf(says: Partial<Record<EngineKind, Readonly<Record<string, Discovery>>>>): {
  world: World;
  caps: Capabilities;
} {
  const world = new World();
  const engine = (kind: EngineKind): MemoryEngine => {
    const made = new MemoryEngine({ kind });
    made.discover = async (id) => says[kind]?.[id.split('/').at(-1) ?? ''] ?? NONE;
    return made;
  };
  const engines = new Map(ENGINE_KINDS.map((kind) => [kind, engine(kind)]));
  return { world, caps: { ...world.caps, engine: (kind) => engines.get(kind) } };
}

const list = (caps: Capabilities, id = SCOPE, within: (instance: string) => boolean = () => true) =>
  listRunning(caps, ENGINE_KINDS, id, within);

async function runningOf(caps: Capabilities, id = SCOPE) {
  const outcome = await list(caps, id);
  if (outcome.kind !== 'list') throw new Error(outcome.kind);
  return outcome;
}

test('on an instance: what is being restored, by the engine that restores it', async () => {
  const { world, caps } = worldOf({
    dms: { Shop: found('Shop', { sourceDatabaseName: 'ShopSource', containerName: 'shop' }) },
    lrs: { Stock: found('Stock') },
  });
  const databases = ['Shop', 'Stock', 'Other'].map((name) => ({ name, status: 'Restoring' }));
  world.estate.set('managedDatabases', SCOPE, [...databases, { name: 'Old', status: 'Online' }]);
  expect(await list(caps, `${SCOPE}/`)).toEqual({
    kind: 'list',
    running: [
      {
        ...{ engine: 'dms', managedInstanceId: SCOPE, databaseName: 'Shop', state: 'running' },
        ...{ sourceDatabaseName: 'ShopSource', containerName: 'shop', proposedId: 'mi-shop' },
        resourceId: `${SCOPE}/providers/Microsoft.DataMigration/databaseMigrations/Shop`,
      },
      {
        ...{ engine: 'lrs', managedInstanceId: SCOPE, databaseName: 'Stock', state: 'running' },
        ...{ proposedId: 'mi-stock', resourceId: `${SCOPE}/databases/Stock` },
      },
    ],
    untold: [{ databaseName: 'Other', reason: expect.stringContaining('lrs: nothing is there') }],
  });
});

test('the new DMS goes before the Log Replay Service that it works through', async () => {
  const { world, caps } = worldOf({ dms: { Shop: found('Shop') }, lrs: { Shop: found('Shop') } });
  world.estate.set('managedDatabases', SCOPE, [{ name: 'Shop', status: 'Restoring' }]);
  for (const engines of [ENGINE_KINDS, ENGINE_KINDS.toReversed()])
    expect(await listRunning(caps, engines, SCOPE, () => true)).toMatchObject({
      running: [{ engine: 'dms', alsoShownAs: 'lrs' }],
    });
});

test('at a service: its migrations that have not ended, instances and machines', async () => {
  const { world, caps } = worldOf({
    dms: {
      Shop: found('Shop'),
      OnVm: {
        kind: 'found',
        migrations: [{ target: { scopeId: VM, databaseName: 'OnVm' }, state: 'running' }],
      },
    },
  });
  const server = SCOPE.replace('managedInstances/mi', 'servers/s');
  world.estate.set('serviceMigrations', SERVICE_ID, [
    { scopeId: SCOPE, databaseName: 'Shop', status: 'InProgress' },
    { scopeId: VM, databaseName: 'OnVm', status: 'InProgress' },
    { scopeId: SCOPE, databaseName: 'Done', status: 'Succeeded' },
    { scopeId: server, databaseName: 'Small', status: 'InProgress' },
  ]);
  const { running, untold } = await runningOf(caps, SERVICE_ID);
  expect(running.map(({ databaseName, managedInstanceId }) => [databaseName, managedInstanceId])).toEqual([
    ['Shop', SCOPE],
    ['OnVm', VM],
  ]);
  expect(untold).toEqual([{ databaseName: 'Small', reason: expect.stringContaining('servers') }]);
});

test.each<[string, Discovery, object]>([
  [
    'an offline one is no member',
    found('Shop', { online: false }),
    { unfit: expect.stringContaining('offline') },
  ],
  ['one in an unknown state is listed', found('Shop', { state: 'unknown' }), { state: 'unknown' }],
])('%s', async (_name, says, expected) => {
  const { world, caps } = worldOf({ dms: { Shop: says } });
  world.estate.set('managedDatabases', SCOPE, [{ name: 'Shop', status: 'Restoring' }]);
  expect((await runningOf(caps)).running).toMatchObject([expected]);
});

test.each<[string, Discovery, string]>([
  ['an engine does not answer', { kind: 'trouble', code: 'throttled', message: 'too busy' }, 'lrs: too busy'],
  ['what was there has ended', found('Shop', { state: 'canceled' }), 'no engine says that it runs there'],
])('nothing is chosen when %s', async (_name, says, reason) => {
  const { world, caps } = worldOf({
    dms: says.kind === 'trouble' ? { Shop: found('Shop') } : {},
    lrs: { Shop: says },
  });
  world.estate.set('managedDatabases', SCOPE, [{ name: 'Shop', status: 'Restoring' }]);
  const { running, untold } = await runningOf(caps);
  expect([running, untold]).toEqual([
    [],
    [{ databaseName: 'Shop', reason: expect.stringContaining(reason) }],
  ]);
});

test('what is registered is named; ids that are taken, by what has ended or by another, are not proposed', async () => {
  const { world, caps } = worldOf({
    lrs: { Shop: found('Shop'), Stock: found('Stock'), stock: found('stock') },
  });
  const register = (id: string, databaseName: string) =>
    world.register({
      ...{ id, engine: 'lrs', target: { managedInstanceId: SCOPE.toUpperCase(), databaseName } },
      backups: { containerUrl: 'https://acct.blob.core.windows.net/b', prefix: `${id}/` },
    });
  await register('sales', 'SHOP');
  await register('mi-stock', 'Stock');
  const { value, etag } = (await world.stored.control('mi-stock'))!;
  const ended = { phase: 'canceled' as const, at: 'x', reason: 'x' };
  await world.stored.changeControl('mi-stock', etag, { ...value, ended }, []);
  world.estate.set('managedDatabases', SCOPE, [
    { name: 'Shop', status: 'Restoring' },
    { name: 'Stock', status: 'Restoring' },
  ]);
  expect((await runningOf(caps)).running).toMatchObject([
    { registeredAs: 'sales', proposedId: 'sales' },
    { proposedId: 'mi-stock-2' },
  ]);
  expect((await runningOf(caps)).running[1]).not.toHaveProperty('registeredAs');
});

test('what is out of reach is neither asked about nor told', async () => {
  const { world, caps } = worldOf({ dms: { Shop: found('Shop') } });
  world.estate.set('serviceMigrations', SERVICE_ID, [
    { scopeId: SCOPE, databaseName: 'Shop', status: 'InProgress' },
  ]);
  expect(await list(caps, SERVICE_ID, () => false)).toEqual({ kind: 'list', running: [], untold: [] });
});

test.each<[string, Reading | undefined, string, object]>([
  ['absent', { kind: 'absent', asOf: 'x' }, SCOPE, { kind: 'absent' }],
  ['denied', { kind: 'denied', action: 'a/read', asOf: 'x' }, SCOPE, { kind: 'denied', action: 'a/read' }],
  ['failed', { kind: 'failed', reason: 'busy', asOf: 'x' }, SCOPE, { kind: 'failed', reason: 'busy' }],
  ['of another type', undefined, `${SCOPE}/databases/Shop`, { kind: 'wrongType' }],
  ['no id', undefined, 'prod-mi', { kind: 'wrongType' }],
])('a place that is %s', async (_name, reading, id, expected) => {
  const { world, caps } = worldOf({});
  if (reading) world.estate.put({ kind: 'managedDatabases', id: SCOPE }, reading);
  expect(await list(caps, id)).toEqual(expected);
});

test('through the real adapters, a service and an instance list what the emulator runs', async () => {
  const backupReader = new FakeContainers();
  putChain(backupReader, 1);
  const emulator = await startEmulator({ port: 0, backupReader, scanIntervalMs: 0 });
  try {
    await create(emulator, 'Shop', 'backups');
    await ask(emulator, 'PUT', databasePath('Stock'), { version: LRS_VERSION, body: restoreBody() });
    await settle(emulator);
    const arm = createArmClient({ endpoint: emulator.url, credential: loopbackCredential() });
    const [dms, lrs] = [createDmsEngine(arm), createLrsEngine(arm)];
    const estate = createEstateReader(armEstateSource(arm));
    const engine = (kind: EngineKind) => (kind === 'dms' ? dms : kind === 'lrs' ? lrs : undefined);
    const caps = { ...new World().caps, estate, engine };
    const named = async (id: string) =>
      (await runningOf(caps, id)).running.map((one) => [one.engine, one.databaseName, one.containerName]);
    expect(await named(SERVICE)).toEqual([['dms', 'Shop', 'backups']]);
    expect(await named(INSTANCE)).toEqual([
      ['dms', 'Shop', 'backups'],
      ['lrs', 'Stock', undefined],
    ]);
  } finally {
    await emulator.close();
  }
});
