/** Files that the service does not take: told as soon as it says so, where the chain needs them. */
import type { EngineSet } from '../../shared/core/engine/engine-status';
import { syncContainer } from '../../shared/use-cases/ingest/sync-container';
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import type { MemoryMigration } from '../support/memory-engine';
import { ADA, ID, OPERATION, START, World } from '../support/world';

type Taken = ReturnType<BackupHistory['full']>;
const one = (taken: Taken): Uint8Array => taken.files[0]!;

/** A full and a log are restored; then comes another log. */
async function withLog(name: string, isTail = false) {
  const world = new World();
  const registration = await world.register({}, { logCadenceMinutes: 1440 });
  const history = new BackupHistory({ databaseName: 'Shop', seed: 3 });
  world.runs();
  world.put('full.bak', one(history.full()));
  world.put('log1.trn', one(history.work().log()));
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  world.runs('log1.trn');
  await world.assess();
  const content = one(history.work().log({ tail: isTail }));
  world.put(name, content);
  await syncContainer(world.caps, registration, 100);
  if (isTail) await nameTail(world.caps, ADA, name);
  return { world, registration, history, content };
}

async function shown(world: World, said: Partial<MemoryMigration>, last = 'log1.trn') {
  world.runs(last, said);
  world.clock.forward(20);
  await world.assess();
  return world.stored.status(ID);
}

const leftOut = (state: 'ignored' | 'canceled', ...ignoreReasons: readonly string[]): EngineSet => ({
  type: 'log',
  restored: false,
  files: [{ name: 'log2.trn', state, rawState: state }],
  ignoreReasons,
});

test.each<[string, Partial<MemoryMigration>, RegExp]>([
  [
    'called invalid',
    { invalidFiles: ['log2.trn'] },
    /^log2\.trn: the service reports it as an invalid file$/,
  ],
  [
    'left out, with the reason',
    { sets: [leftOut('ignored', 'duplicate of log1.trn')] },
    /^log2\.trn: the service leaves it out: duplicate of log1\.trn$/,
  ],
  ['left out', { sets: [leftOut('ignored')] }, /^log2\.trn: the service leaves it out$/],
  ['cancelled', { sets: [leftOut('canceled')] }, /^log2\.trn: the service has cancelled its restore$/],
])('a log of the chain, weeks before the night: %s', async (_name, said, reason) => {
  const { world } = await withLog('log2.trn');
  const status = await shown(world, said);
  expect(status?.blocked).toMatchObject({ kind: 'fileRefused', reason: expect.stringMatching(reason) });
  expect(status?.next).toMatchObject({
    who: 'operator',
    what: expect.stringMatching(
      /^compare log2\.trn with the file on the source, .*; or upload a differential/,
    ),
  });
});

test('the tail is named as such, and a new name is asked for', async () => {
  const { world, content, registration } = await withLog('tail.trn', true);
  const status = await shown(world, { invalidFiles: ['tail.trn'] });
  expect(status?.blocked?.reason).toBe('tail.trn, the tail: the service reports it as an invalid file');
  expect(status?.next).toMatchObject({
    action: 'tail',
    what: expect.stringContaining('then name it as the tail'),
  });

  world.put('again.trn', content);
  await syncContainer(world.caps, registration, 100);
  await nameTail(world.caps, ADA, 'again.trn');
  expect((await shown(world, { invalidFiles: ['tail.trn'] }))?.blocked).toBeUndefined();
});

test('what the service has restored beyond needs it no more', async () => {
  const { world, history, registration } = await withLog('log2.trn');
  world.put('diff.bak', one(history.work().differential()));
  await syncContainer(world.caps, registration, 100);
  const status = await shown(world, { invalidFiles: ['log2.trn'] }, 'diff.bak');
  expect(status?.blocked).toBeUndefined();
});

test('a file that the chain does not need is nobody’s trouble, nor is an excluded one', async () => {
  const { world } = await withLog('log2.trn');
  expect((await shown(world, { invalidFiles: ['other.trn'] }))?.blocked).toBeUndefined();
  const [record] = await world.stored.backupVersions(ID, 'log2.trn');
  const exclusion = { blob: 'log2.trn', etag: record!.etag, reason: 'of a test', by: 'ada', at: START };
  await world.change({ exclusions: [exclusion] });
  expect((await shown(world, { invalidFiles: ['log2.trn'] }))?.blocked).toBeUndefined();
});
