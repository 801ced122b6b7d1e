/** A sweep that runs out of time starves no migration; what it does not reach for long is swept by its own watch. */
import type { Timer } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { makeSweep } from '../../functions/triggers/sweep';
import { orderWatch } from '../../shared/use-cases/assess/assess-migration';
import { CONTAINER_URL, ID, SCOPE, someBackups, World } from '../support/world';

const client = {
  // Watches that look in time: one that stands still would be assessed by the sweep.
  getStatus: async () => ({
    runtimeStatus: 'Running',
    customStatus: { nextCheckAt: '2099-01-01T00:00:00.000Z' },
  }),
  raiseEvent: async () => undefined,
} as unknown as DurableClient;

async function sweep(world: World): Promise<readonly string[]> {
  const before = world.lines.length;
  await makeSweep(world.caps)({} as Timer, client);
  return world.lines.slice(before).flatMap(({ level, text }) => (level === 'warning' ? [text] : []));
}

const names = Array.from({ length: 20 }, (_unused, n) => `m${String(n).padStart(2, '0')}`);

/** Twenty migrations in one container; listing a folder takes 40 s. */
async function slowWorld() {
  const world = new World();
  for (const id of names)
    await world.register({
      id,
      target: { managedInstanceId: SCOPE, databaseName: id },
      backups: { containerUrl: CONTAINER_URL, prefix: `${id}/` },
    });
  const list = world.container.list.bind(world.container);
  const listed: string[] = [];
  world.container.list = async function* (prefix) {
    listed.push(prefix.slice(0, -1));
    world.clock.forward(40);
    yield* list(prefix);
  };
  return { world, take: () => listed.splice(0) };
}

test('each sweep begins where the one before ran out of time', async () => {
  const { world, take } = await slowWorld();
  expect(await sweep(world)).toEqual([
    'The sweep ran out of time: 12 migrations are left to the next sweep, which begins with m08',
  ]);
  expect(take()).toEqual(names.slice(0, 8));
  await sweep(world);
  expect(take()).toEqual(names.slice(8, 16));
  await sweep(world);
  expect(take()).toEqual([...names.slice(16), ...names.slice(0, 4)]);
});

test('a watch sweeps what no sweep has reached for a quarter of an hour, and only that', async () => {
  const world = new World();
  await world.register();
  world.runs('full.bak');
  await orderWatch(world.caps, ID);
  const seen = async () => (await world.stored.backupIndex(ID)).map(({ name }) => name);
  const before = await seen();
  world.put('late.trn', someBackups()['log1.trn']!);
  world.clock.forward(899);
  await sweep(world);
  expect(await seen()).toEqual(['late.trn']);
  expect(before).toEqual([]);
  world.put('later.trn', someBackups()['log2.trn']!);
  world.clock.forward(899);
  const list = jest.spyOn(world.container, 'list');
  await world.change({ operationId: 'adopted' });
  await orderWatch(world.caps, ID);
  expect(list).not.toHaveBeenCalled();
  world.clock.forward(1);
  await orderWatch(world.caps, ID);
  expect(await seen()).toEqual(['late.trn', 'later.trn']);
});

test('a container that cannot be listed does not stop the watch', async () => {
  const world = new World();
  await world.register();
  await orderWatch(world.caps, ID);
  world.clock.forward(1_000);
  world.container.failNext(9, 'denied');
  expect((await orderWatch(world.caps, ID))?.commands.at(-1)?.kind).toBe('wait');
});
