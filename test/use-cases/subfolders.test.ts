/** Mistake 25: backups in a sub-folder, where the service does not look, are named in the headline by count and place. */
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { CONTAINER_URL, ID, OPERATION, someBackups, World } from '../support/world';

const BACKUPS = someBackups() as Record<string, Uint8Array>;

async function shop(): Promise<World> {
  const world = new World();
  await world.register({ backups: { containerUrl: CONTAINER_URL, prefix: 'shop/' } });
  world.runs(undefined, { containerName: 'backups/shop' });
  return world;
}

test('the full in a sub-folder: not only "upload one"', async () => {
  const world = await shop();
  world.put('shop/full/full.bak', BACKUPS['full.bak']!);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  const { headline } = (await world.assess()).decision;
  expect(headline).toMatch(/; 1 backup is in sub-folders, which the service does not read: shop\/full\/$/);
  expect((await world.stored.status(ID))?.next?.what).toBe(
    'move what is in sub-folders (1: shop/full/) to backups/shop; or upload the full backup with all its stripes',
  );
});

test('logs in sub-folders are counted, look after look, until they are moved', async () => {
  const world = await shop();
  world.put('shop/full.bak', BACKUPS['full.bak']!);
  world.put('shop/log1.trn', BACKUPS['log1.trn']!);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  world.runs('log1.trn', { containerName: 'backups/shop' });
  world.put('shop/2026/log2.trn', BACKUPS['log2.trn']!);
  world.put('shop/old/log1.trn', BACKUPS['log1.trn']!);
  const clause = /; 2 backups are in sub-folders, .*: shop\/2026\/, shop\/old\/$/;
  await world.assess('thorough');
  for (let look = 0; look < 3; look++) {
    world.clock.forward(120);
    expect((await world.assess()).decision.headline).toMatch(clause);
  }
  world.put('shop/log2.trn', BACKUPS['log2.trn']!);
  world.container.remove('shop/2026/log2.trn');
  world.container.remove('shop/old/log1.trn');
  world.clock.forward(120);
  expect((await world.assess('thorough')).decision.headline).not.toMatch(/sub-folders/);
});

test('what is no backup, or is excluded, is not counted', async () => {
  const world = await shop();
  world.put('shop/full.bak', BACKUPS['full.bak']!);
  world.put('shop/notes/readme.txt', new TextEncoder().encode('notes'));
  expect((await world.assess()).decision.headline).not.toMatch(/sub-folders/);
});
