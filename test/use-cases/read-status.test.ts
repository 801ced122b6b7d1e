import { parseLsn } from '../../shared/core/lsn';
import { readStatus } from '../../shared/use-cases/read-status';
import { adoptMigration } from '../../shared/use-cases/adopt-migration';
import { hold, release } from '../../shared/use-cases/hold-migration';
import { ADA, ID, OPERATION, someBackups, World } from '../support/world';

async function following(): Promise<World> {
  const world = new World();
  await world.register();
  world.runs();
  world.put('full.bak', someBackups()['full.bak']!);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  await world.assess();
  return world;
}

test('shows what was published, with the next step', async () => {
  const world = await following();
  const { next, held, approval } = (await readStatus(world.caps, ID))!.document;
  expect(next).toEqual({
    who: 'service',
    what: 'has not reported a restored full backup yet; a large one takes hours',
  });
  expect([held, approval]).toEqual([undefined, undefined]);
});

test('a hold shows at once, with its step; a release leaves the step to the next look', async () => {
  const world = await following();
  const read = async () => (await readStatus(world.caps, ID))!.document;
  const expected = { held: { reason: 'not tonight' }, next: { who: 'person', action: 'release' } };
  await hold(world.caps, ADA, 'not tonight');
  expect(await read()).toMatchObject(expected);
  await world.assess();
  expect(await read()).toMatchObject(expected);
  await release(world.caps, ADA);
  expect((await read()).next).toBeUndefined();
});

test('so does an approval, without its operation', async () => {
  const world = await following();
  const at = world.clock.now().toISOString();
  const tail = { blob: 'log3.final.trn', setKey: 'x', lastLsn: parseLsn('5') };
  const expiresAt = '2026-03-01T23:00:00.000Z';
  const approval = { by: 'ada@example.com', at, expiresAt, tail, operationId: OPERATION };
  await world.change({ approval });
  const { document } = (await readStatus(world.caps, ID))!;
  expect(document.next).toMatchObject({ who: 'product', what: expect.stringContaining('sends the request') });
  expect(document.approval).toEqual({
    by: 'ada@example.com',
    at,
    expiresAt,
    tail: 'log3.final.trn',
    state: 'granted',
  });
});

test('nothing is shown of a migration that is not registered', async () => {
  expect(await readStatus(new World().caps, 'none')).toBeUndefined();
});
