/** Files with several sets, of system databases or of sources that no service takes: named as what they are. */
import type { Assessed } from '../../shared/use-cases/assess/assess-migration';
import { readFileBoard } from '../../shared/use-cases/read/read-file-board';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import type { BackupSetSpec } from '../../tools/demo/backup-writer/backup-spec';
import { seededGuid } from '../../tools/demo/backup-writer/seeded-guid';
import { writeBackup } from '../../tools/demo/backup-writer/write-backup';
import { ID, OPERATION, World } from '../support/world';

type Taken = ReturnType<BackupHistory['full']>;
const one = (taken: Taken): Uint8Array => taken.files[0]!;
const fileOf = (...sets: readonly BackupSetSpec[]): Uint8Array =>
  writeBackup({ media: { mediaSetGuid: seededGuid(sets[0]!.backupSetGuid) }, sets });

async function restoredTo(tail: string, files: Readonly<Record<string, Uint8Array>>): Promise<World> {
  const world = new World();
  await world.register();
  world.runs();
  for (const [name, content] of Object.entries(files)) world.put(name, content);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  await world.readInTime();
  world.runs(tail);
  return world;
}

async function settle(world: World): Promise<Assessed> {
  await world.assess();
  world.clock.forward(31);
  await world.assess();
  world.clock.forward(16);
  return world.assess();
}

async function reasonOf(world: World, name: string): Promise<string | undefined> {
  const page = await readFileBoard(world.caps, ID, 100, undefined);
  return page?.items.find((item) => item.name === name)?.reason;
}

const source = (): BackupHistory => new BackupHistory({ databaseName: 'Shop', seed: 17 });

test('a second full in the file of the first is said and harms nobody: the service reads the first', async () => {
  const history = source();
  const full = history.full();
  const logs = [history.work().log()];
  const second = history.work().full();
  const tail = history.work().log({ tail: true });
  const world = await restoredTo('tail.final.trn', {
    'golden.bak': fileOf(full.set, second.set),
    'log1.trn': one(logs[0]!),
    'tail.final.trn': one(tail),
  });
  expect((await settle(world)).decision.readiness.ready).toBe(true);
  expect(await reasonOf(world, 'golden.bak')).toBe(
    'set 2 of golden.bak is not read by the service: write each backup to its own file',
  );
  expect(await world.journal()).toContainEqual(
    expect.stringMatching(/^golden\.bak: set 1, full of Shop, .*; set 2 of golden\.bak is not read/),
  );
});

test('every log in one file: the gap says which set is not read', async () => {
  const history = source();
  const full = history.full();
  const sets = [1, 2, 3].map(() => history.work().log().set);
  const world = await restoredTo('device.trn', { 'full.bak': one(full), 'device.trn': fileOf(...sets) });
  const { decision, facts } = await settle(world);
  expect(decision.readiness.ready).toBe(false);
  expect(facts.chain).toMatchObject({
    status: 'gap',
    summary: expect.stringContaining('set 2 of device.trn is not read by the service'),
  });
  expect(await reasonOf(world, 'device.trn')).toContain(
    'sets 2 to 3 of device.trn are not read by the service',
  );
});

test('an appended log that is newer than the tail blocks, with its number', async () => {
  const history = source();
  const full = history.full();
  const tail = history.work().log();
  const newer = history.work().log();
  const world = await restoredTo('tail.final.trn', {
    'full.bak': one(full),
    'tail.final.trn': fileOf(tail.set, newer.set),
  });
  const { decision } = await settle(world);
  expect(decision.readiness.ready).toBe(false);
  expect(decision.readiness.checks.find(({ code }) => code === 'nothing-newer')?.reason).toMatch(
    /^tail\.final\.trn: its set 2 ends at LSN \d+, after the tail at LSN \d+; set 2 of tail\.final\.trn is not read by the service/,
  );
});

test('an appended set of another database is none of ours', async () => {
  const history = source();
  const full = history.full();
  const tail = history.work().log();
  const other = new BackupHistory({ databaseName: 'Payroll', seed: 99 }).work(50).full();
  const world = await restoredTo('tail.final.trn', {
    'full.bak': fileOf(full.set, other.set),
    'tail.final.trn': one(tail),
  });
  expect((await settle(world)).decision.readiness.ready).toBe(true);
});

test.each<[string, Partial<ConstructorParameters<typeof BackupHistory>[0]>, string]>([
  [
    'the system database master',
    { databaseName: 'Master' },
    'it is a backup of the system database Master, which no service migrates: move it away or exclude it',
  ],
  [
    'SQL Server 2005',
    { softwareVersion: '9.0.5000' },
    'it was taken by SQL Server 2005 (version 9.0.5000), and the services accept backups of SQL Server 2008 and later: upgrade the source first',
  ],
])('a backup of %s is unusable, with the reason', async (_, fields, reason) => {
  const world = new World();
  await world.register();
  world.put('odd.bak', one(new BackupHistory({ databaseName: 'Shop', seed: 5, ...fields }).full()));
  await world.assess();
  const page = await readFileBoard(world.caps, ID, 100, undefined);
  expect(page?.items).toMatchObject([{ name: 'odd.bak', state: 'unusable', reason }]);
});

test('a backup of SQL Server 2025 counts, with what the target must be', async () => {
  const world = new World();
  await world.register();
  const history = new BackupHistory({ databaseName: 'Shop', seed: 5, softwareVersion: '17.0.1000' });
  world.put('new.bak', one(history.full()));
  expect((await world.assess()).facts.chain.status).toBe('complete');
  expect(await reasonOf(world, 'new.bak')).toContain(
    'the update policy of the managed instance must support that version',
  );
});
