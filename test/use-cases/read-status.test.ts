import { parseLsn } from '../../shared/core/lsn';
import { readStatus } from '../../shared/use-cases/read-status';
import { adoptMigration } from '../../shared/use-cases/adopt-migration';
import { hold } from '../../shared/use-cases/operator-actions';
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
  expect(next).toEqual({ who: 'service', what: 'restores the full backup' });
  expect([held, approval]).toEqual([undefined, undefined]);
});

test('a hold shows at once; the step that was found before it is left out until the next look', async () => {
  const world = await following();
  await hold(world.caps, ADA, 'not tonight');
  const before = (await readStatus(world.caps, ID))!.document;
  expect(before).toMatchObject({ held: { reason: 'not tonight' } });
  expect(before.next).toBeUndefined();
  await world.assess();
  expect((await readStatus(world.caps, ID))!.document.next).toMatchObject({
    who: 'person',
    action: 'release',
  });
});

test('so does a go-ahead, without its operation', async () => {
  const world = await following();
  const at = world.clock.now().toISOString();
  const tail = { blob: 'log3.final.trn', setKey: 'x', lastLsn: parseLsn('5') };
  const approval = { by: 'ada@example.com', at, expiresAt: at, tail, operationId: OPERATION };
  await world.change({ approval });
  const { document } = (await readStatus(world.caps, ID))!;
  expect(document.next).toBeUndefined();
  expect(document.approval).toEqual({ by: 'ada@example.com', at, expiresAt: at, tail: 'log3.final.trn' });
});

test('nothing is shown of a migration that is not registered', async () => {
  expect(await readStatus(new World().caps, 'none')).toBeUndefined();
});
