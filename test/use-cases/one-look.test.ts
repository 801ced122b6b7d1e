/** Between an approval and its request, everything is looked at once: by who sends. */
import { orderWatch } from '../../shared/use-cases/assess/assess-migration';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { approveCutover } from '../../shared/use-cases/operate/approve-cutover';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { ADA, ID, readyWorld, type World } from '../support/world';

function countLooks(world: World): { readonly files: () => number; readonly listings: () => number } {
  const files = jest.spyOn(world.stored, 'currentBackups');
  const listings = jest.spyOn(world.container, 'list');
  return { files: () => files.mock.calls.length, listings: () => listings.mock.calls.length };
}

test('an approval is carried out with one look', async () => {
  const world = await readyWorld({}, { mode: 'manual' });
  const given = await approveCutover(world.caps, ADA, { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' });
  expect(given.kind).toBe('changed');
  const looks = countLooks(world);
  const orders = await orderWatch(world.caps, ID);
  expect(orders?.commands[0]).toEqual({ kind: 'cutOver', attempt: 1 });
  expect(await recordIntent(world.caps, ID, 1)).toEqual({ kind: 'attempt', state: 'intended' });
  expect([looks.files(), looks.listings()]).toEqual([0, 0]);
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'sent' });
  expect([looks.files(), looks.listings(), world.sends]).toEqual([1, 1, 1]);
});

test('what changed since the approval is found by that look, and tried no second time', async () => {
  const world = await readyWorld({}, { mode: 'manual' });
  await approveCutover(world.caps, ADA, { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' });
  world.runs('log2.trn', { pendingLogs: 1 });
  await orderWatch(world.caps, ID);
  await recordIntent(world.caps, ID, 1);
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'withdrawn' });
  world.clock.forward(60);
  const orders = await orderWatch(world.caps, ID);
  expect(orders?.commands.map(({ kind }) => kind)).toEqual(['wait']);
  expect(world.sends).toBe(0);
});

test('in mode auto the decision is followed by one look, too', async () => {
  const world = await readyWorld();
  expect((await orderWatch(world.caps, ID))?.commands[0]).toEqual({ kind: 'cutOver', attempt: 1 });
  const looks = countLooks(world);
  await recordIntent(world.caps, ID, 1);
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'sent' });
  expect([looks.files(), looks.listings()]).toEqual([1, 1]);
});

test('a log that the look itself finds in the container is in its chain', async () => {
  const world = await readyWorld({}, { mode: 'manual' });
  const history = new BackupHistory({ databaseName: 'Shop', seed: 7 });
  history.full();
  for (let log = 1; log <= 3; log += 1) history.work().log();
  world.put('log4.trn', history.work().log().files[0]!);
  const looks = countLooks(world);
  const { facts } = await world.assess('thorough');
  expect(facts.chain.lastFile).toBe('log4.trn');
  expect(looks.files()).toBe(2);
});
