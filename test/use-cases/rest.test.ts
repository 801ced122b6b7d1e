import { LedgerUnavailableError, type Ledger } from '../../shared/ports/ledger';
import { assessMigration } from '../../shared/use-cases/assess/assess-migration';
import { createReadsOfRound } from '../../shared/use-cases/assess/reads-of-round';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { ID, OPERATION, SCOPE, World } from '../support/world';

/** A world with so many migrations, which a store page by page tells. */
async function fleetOf(count: number, pageSize = 999): Promise<{ world: World; ledger: Ledger }> {
  const world = new World();
  for (let n = 0; n < count; n++)
    await world.register({
      id: `db${n}`,
      target: { managedInstanceId: SCOPE, databaseName: `db${n}` },
      backups: { containerUrl: `https://acct.blob.core.windows.net/c${n}`, prefix: '' },
    });
  const ledger: Ledger = new Proxy(world.stored, {
    get: (target, name: keyof Ledger) =>
      name === 'summaries'
        ? (filter: Parameters<Ledger['summaries']>[0]) => target.summaries({ ...filter, top: pageSize })
        : (target[name] as (...args: unknown[]) => unknown).bind(target),
  });
  return { world, ledger };
}

test('the reads of a round are those of every migration that runs, on every page', async () => {
  const { world, ledger } = await fleetOf(7, 3);
  expect(await createReadsOfRound(ledger, world.clock)()).toBe(7);
  const ended = (await world.stored.summaries({ top: 1 })).items[0]!;
  await world.stored.publish('db0', (await world.stored.status('db0'))!, { ...ended, phase: 'completed' });
  expect(await createReadsOfRound(ledger, world.clock)()).toBe(6);
});

test('a count serves five minutes, and all who ask meanwhile', async () => {
  const { world, ledger } = await fleetOf(2);
  const summaries = jest.spyOn(world.stored, 'summaries');
  const readsOfRound = createReadsOfRound(ledger, world.clock);
  expect(await Promise.all([readsOfRound(), readsOfRound()])).toEqual([2, 2]);
  world.clock.forward(299);
  await readsOfRound();
  expect(summaries).toHaveBeenCalledTimes(1);
  world.clock.forward(1);
  await readsOfRound();
  expect(summaries).toHaveBeenCalledTimes(2);
});

test('a clock that jumps back leads to a new count', async () => {
  const { world, ledger } = await fleetOf(1);
  const readsOfRound = createReadsOfRound(ledger, world.clock);
  await readsOfRound();
  const summaries = jest.spyOn(world.stored, 'summaries');
  world.clock.forward(-86_400);
  await readsOfRound();
  expect(summaries).toHaveBeenCalledTimes(1);
});

test('while the ledger does not answer the last count serves, and before the first nothing is known', async () => {
  const { world, ledger } = await fleetOf(1);
  const readsOfRound = createReadsOfRound(ledger, world.clock);
  const down = () => Promise.reject(new LedgerUnavailableError('list', { cause: new Error('down') }));
  const summaries = jest.spyOn(world.stored, 'summaries').mockImplementationOnce(down);
  expect(await readsOfRound()).toBeUndefined();
  world.clock.forward(300);
  expect(await readsOfRound()).toBe(1);
  world.clock.forward(300);
  summaries.mockImplementationOnce(down);
  expect(await readsOfRound()).toBe(1);
});

test.each<[string, number, number]>([
  ['few', 500, 114],
  ['many', 4_000, 400],
])(
  'at rest the next look of %s comes after the cadence of the whole fleet',
  async (_name, reads, seconds) => {
    const world = new World();
    await world.register();
    world.runs();
    await world.assess();
    await adoptMigration(world.caps, ID, OPERATION);
    const caps = { ...world.caps, readsOfRound: () => Promise.resolve(reads) };
    const at = world.clock.now().getTime();
    const { decision } = (await assessMigration(caps, ID, 'routine'))!;
    expect(Date.parse(decision.nextCheckAt ?? '') - at).toBe(seconds * 1000);
  },
);
