/** Excluding an upload that is not committed: that upload alone, not the next one of the name. */
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { excludeBlob } from '../../shared/use-cases/operate/exclude-blob';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { ADA, ID, OPERATION, someBackups, World } from '../support/world';

const EXCLUSION = { blob: 'log9.trn', etag: '', reason: 'broken upload of yesterday' };

/** Everything is restored; an upload that nobody finished lies beside it. */
async function worldWithUpload(): Promise<World> {
  const world = new World();
  await world.register();
  world.runs();
  for (const [name, content] of Object.entries(someBackups())) world.put(name, content);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  world.runs('log3.final.trn');
  world.container.putUncommitted('log9.trn', { lastModified: world.clock.now() });
  await world.assess();
  world.clock.forward(31);
  return world;
}

const newer = async (world: World) =>
  (await world.assess()).decision.readiness.checks.find((check) => check.code === 'nothing-newer');

test('the upload that was excluded no longer stands in the way', async () => {
  const world = await worldWithUpload();
  expect(await newer(world)).toMatchObject({ state: 'unmet', reason: 'log9.trn: it is being uploaded' });
  expect((await excludeBlob(world.caps, ADA, EXCLUSION)).kind).toBe('changed');
  expect(await newer(world)).toMatchObject({ state: 'met' });
});

test.each([
  ['after the first was removed', (world: World) => world.container.remove('log9.trn')],
  ['on top of the first', () => undefined],
])('the next upload of the name counts, %s', async (_name, between) => {
  const world = await worldWithUpload();
  await excludeBlob(world.caps, ADA, EXCLUSION);
  await world.assess();
  between(world);
  await world.assess();
  world.clock.forward(3600);
  world.container.putUncommitted('log9.trn', { lastModified: world.clock.now() });
  expect(await newer(world)).toMatchObject({ state: 'unmet', reason: 'log9.trn: it is being uploaded' });
  world.clock.forward(31);
  expect((await world.assess()).decision.commands.map(({ kind }) => kind)).toEqual(['wait']);
  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  expect(world.sends).toBe(0);
});

test('an exclusion that does not say which upload covers none: rows of 0.1.0', async () => {
  const world = await worldWithUpload();
  const stored = { ...EXCLUSION, by: 'ada@example.com', at: world.clock.now().toISOString() };
  await world.change({ exclusions: [stored] });
  expect(await newer(world)).toMatchObject({ state: 'unmet' });
});

test('what was committed meanwhile, or is gone, is not excluded as an upload', async () => {
  const world = await worldWithUpload();
  await world.assess();
  world.container.remove('log9.trn');
  expect(await excludeBlob(world.caps, ADA, EXCLUSION)).toEqual({
    kind: 'refused',
    refusal: 'Cannot exclude log9.trn: its upload is no longer open',
  });
  world.put('log9.trn', new Uint8Array(512));
  expect((await excludeBlob(world.caps, ADA, EXCLUSION)).kind).toBe('refused');
});
