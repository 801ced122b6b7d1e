import { parseLsn } from '../../shared/core/lsn';
import { hold, release } from '../../shared/use-cases/operate/hold-migration';
import { listMigrations } from '../../shared/use-cases/read/list-migrations';
import { readStatus } from '../../shared/use-cases/read/read-status';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
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
  const { next, held, approvals } = (await readStatus(world.caps, ID))!.document;
  expect(next).toEqual({
    who: 'service',
    what: 'has not reported a restored full backup yet; a large one takes hours',
  });
  expect([held, approvals]).toEqual([undefined, undefined]);
});

test('a hold shows at once, with its step; a release leaves the step to the next look', async () => {
  const world = await following();
  const read = async () => (await readStatus(world.caps, ID))!.document;
  const expected = { held: { reason: 'not tonight' }, next: { who: 'operator', action: 'release' } };
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
  const approval = { by: 'ada@example.com', at, expiresAt, target: 'mi/Shop', tail, operationId: OPERATION };
  await world.change({ approvals: [approval] });
  const { document } = (await readStatus(world.caps, ID))!;
  expect(document.next).toMatchObject({ who: 'app', what: expect.stringContaining('sends the request') });
  const given = [{ by: 'ada@example.com', at, expiresAt, tail: 'log3.final.trn', state: 'granted' }];
  expect(document.approvals).toEqual({ required: 1, standing: 1, given });
});

test('nothing is shown of a migration that is not registered', async () => {
  expect(await readStatus(new World().caps, 'none')).toBeUndefined();
});

test('where nobody looks any more, that blocks, as the list has it', async () => {
  const world = await following();
  const read = async () => (await readStatus(world.caps, ID))!.document;
  const listed = async () => {
    const list = await listMigrations(world.caps, { top: 1 });
    return list.kind === 'page' ? list.page.items[0]?.attention : undefined;
  };
  const before = await read();
  const due = before.nextCheckAt!;
  world.clock.forward((Date.parse(due) - world.clock.now().getTime()) / 1000 + 900);
  expect(await read()).toEqual(before);
  world.clock.forward(1);
  const { blocked, headline, next } = await read();
  expect(blocked).toMatchObject({ kind: 'watchStuck', since: due });
  expect(headline).toMatch(/^Blocked: the watch of this migration is stuck: .* as of .*: /);
  expect(next).toMatchObject({ who: 'app', what: expect.stringMatching(/^nudges the watch/) });
  expect(await listed()).toEqual({ kind: 'watchStuck', since: due });
  await world.change({ ended: { phase: 'failed', at: due, reason: 'x' } });
  expect((await read()).blocked).toBeUndefined();
});
