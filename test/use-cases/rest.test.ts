import { adoptMigration } from '../../shared/use-cases/adopt-migration';
import { nameTail } from '../../shared/use-cases/name-tail';
import { syncContainer } from '../../shared/use-cases/sync-container';
import { ADA, ID, OPERATION, someBackups, TARGET, World } from '../support/world';

const SERVICE = '/subscriptions/s/resourceGroups/r/providers/Microsoft.DataMigration/sqlMigrationServices/d';
const { 'log3.final.trn': tail, 'log2.trn': log2, ...EARLIER } = someBackups() as Record<string, Uint8Array>;

/** A migration that has come to rest after its first log: the next look may do with the list. */
async function restingWorld(): Promise<World> {
  const world = new World();
  await world.register();
  world.runs(undefined, { migrationServiceId: SERVICE });
  for (const [name, content] of Object.entries(EARLIER)) world.put(name, content);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  world.runs('log1.trn', { migrationServiceId: SERVICE });
  for (let look = 0; look < 2; look++) {
    await world.assess();
    world.clock.forward(120);
  }
  world.engine.requests.length = 0;
  return world;
}

const asked = (world: World): readonly string[] => world.engine.requests.map(({ kind }) => kind);

test('at rest a look is a look at the list, and says so', async () => {
  const world = await restingWorld();
  const before = world.clock.now().toISOString();
  const { facts, decision } = await world.assess();
  expect(asked(world)).toEqual(['glance']);
  expect(facts.engine).toMatchObject({ kind: 'unchanged', asOf: before });
  expect(decision).toMatchObject({
    phase: 'following',
    nextCheckAt: new Date(Date.parse(before) + 114_000).toISOString(),
  });
  expect((await world.stored.status(ID))?.engineStatus).toMatchObject({
    lastRestoredFile: 'log1.trn',
    asOf: before,
    detailsAsOf: new Date(Date.parse(before) - 240_000).toISOString(),
  });
});

test('details are read again every ten minutes', async () => {
  const world = await restingWorld();
  for (let look = 0; look < 10; look++) {
    await world.assess();
    world.clock.forward(120);
  }
  const reads = asked(world).filter((kind) => kind === 'read').length;
  expect(reads).toBe(2);
  expect(asked(world).filter((kind) => kind === 'glance').length).toBeGreaterThanOrEqual(8);
});

test.each<[string, (world: World) => unknown]>([
  ['the state', (world) => world.engine.set(TARGET, { state: 'completing', rawState: 'Completing' })],
  ['the end', (world) => world.engine.set(TARGET, { state: 'canceled', rawState: 'Canceled' })],
  ['the operation', (world) => world.engine.set(TARGET, { operationId: 'another' })],
  ['a failure', (world) => world.engine.set(TARGET, { failure: { code: '1', message: 'm' } })],
  ['a warning', (world) => world.engine.set(TARGET, { blockingReasons: ['no space'] })],
  ['provisioning', (world) => world.engine.set(TARGET, { provisioningState: 'Updating', atRest: false })],
  [
    'a migration that is not listed',
    (world) => world.engine.set(TARGET, { migrationServiceId: 'elsewhere' }),
  ],
])('a difference in the list leads to details in the same look: %s', async (_name, change) => {
  const world = await restingWorld();
  change(world);
  const { facts } = await world.assess();
  expect(asked(world)).toEqual(['glance', 'read']);
  expect(facts.engine.kind).toBe('read');
});

test('news in the ledger lead to details in the same look', async () => {
  const world = await restingWorld();
  world.put('log2.trn', log2!);
  await syncContainer(world.caps, (await world.stored.registration(ID))!, 10);
  const { facts } = await world.assess();
  expect(facts.engine.kind).toBe('read');
  expect(facts.chain.lastFile).toBe('log2.trn');
  expect(asked(world)).toEqual(['glance', 'read']);
});

test('a named tail, and every look for a decision, read details only', async () => {
  const world = await restingWorld();
  await world.assess('thorough');
  await world.assess('whole');
  expect(asked(world)).toEqual(['read', 'read']);
  await world.assess();
  await world.assess();
  world.put('log3.final.trn', tail!);
  await nameTail(world.caps, ADA, 'log3.final.trn');
  world.engine.requests.length = 0;
  await world.assess();
  expect(asked(world)).toEqual(['read']);
});

test('a list reading does not count towards stable readings', async () => {
  const world = await restingWorld();
  const before = (await world.assess()).facts.stability;
  world.clock.forward(120);
  const { facts } = await world.assess();
  expect(asked(world)).toEqual(['glance', 'glance']);
  expect(facts.stability).toEqual(before);
});

test('an engine without a glance is read', async () => {
  const world = await restingWorld();
  Object.assign(world.engine, { glance: undefined });
  expect((await world.assess()).facts.engine.kind).toBe('read');
  expect(asked(world)).toEqual(['read']);
});
