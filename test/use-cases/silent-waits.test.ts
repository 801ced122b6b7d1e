/** What waits for what does not come by itself is told, however the service puts it. */
import type { EngineSet } from '../../shared/core/engine/engine-status';
import { cancelMigration } from '../../shared/use-cases/cutover/cancel-and-retry';
import { syncContainer } from '../../shared/use-cases/ingest/sync-container';
import { excludeBlob, includeBlob } from '../../shared/use-cases/operate/exclude-blob';
import { hold, release } from '../../shared/use-cases/operate/hold-migration';
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { listMigrations } from '../../shared/use-cases/read/list-migrations';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import type { MemoryMigration } from '../support/memory-engine';
import { ADA, ID, OPERATION, readyWorld, TARGET, World } from '../support/world';

type Taken = ReturnType<BackupHistory['full']>;
const one = (taken: Taken): Uint8Array => taken.files[0]!;

/** Looks for that many seconds, and what is shown then. */
async function shown(world: World, seconds: number, step = 60) {
  for (let passed = 0; passed < seconds; passed += step) {
    await world.assess();
    world.clock.forward(step);
  }
  await world.assess();
  const status = await world.stored.status(ID);
  const list = await listMigrations(world.caps, { top: 10 });
  const row = list.kind === 'page' ? list.page.items[0] : undefined;
  const { kind, reason } = status?.blocked ?? {};
  return { kind, reason, next: status?.next, attention: row?.attention?.kind };
}

async function following(policy = {}) {
  const world = new World();
  const registration = await world.register({}, { logCadenceMinutes: 1440, ...policy });
  world.runs();
  const history = new BackupHistory({ databaseName: 'Shop', seed: 3 });
  world.put('full.bak', one(history.full()));
  world.put('log1.trn', one(history.work().log()));
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  world.runs('log1.trn');
  await world.assess();
  return { world, registration, history };
}

test('the full was deleted before the registration: told, and to be uploaded again', async () => {
  const world = new World();
  const registration = await world.register({}, { logCadenceMinutes: 1440 });
  const history = new BackupHistory({ databaseName: 'Shop', seed: 3 });
  const full = one(history.full());
  world.put('log1.trn', one(history.work().log()));
  world.runs('log1.trn');
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  const soon = await shown(world, 840);
  expect(soon.kind).toBeUndefined();
  expect(soon.next?.what).toMatch(/^upload the full backup that the service restored again/);
  expect(await shown(world, 60)).toMatchObject({
    kind: 'chainBroken',
    attention: 'blocked',
    next: soon.next,
  });
  world.put('full.bak', full);
  await syncContainer(world.caps, registration, 100);
  expect((await shown(world, 60)).kind).toBeUndefined();
});

describe('a cancel', () => {
  async function canceling(): Promise<World> {
    const { world } = await following();
    await requestCancel(world.caps, ADA);
    await cancelMigration(world.caps, ID);
    return world;
  }

  test('whose migration was started anew: what runs there goes before the cancel', async () => {
    const world = await canceling();
    const change = { operationId: '99999999-2222-3333-4444-555555555555', state: 'running' } as const;
    world.engine.set(TARGET, {
      ...change,
      rawState: 'InProgress',
      provisioningState: 'Succeeded',
      atRest: true,
    });
    expect(await shown(world, 60)).toMatchObject({
      kind: 'anotherOperation',
      next: { who: 'operator', what: expect.stringMatching(/^find out who restarted it/) },
    });
  });

  test('that does not end within an hour is told, and can be settled', async () => {
    const world = await canceling();
    expect((await shown(world, 3_000)).kind).toBeUndefined();
    expect(await shown(world, 660)).toMatchObject({
      kind: 'stateLasts',
      reason: expect.stringMatching(/^the service has said Canceling since .*; ada@/),
      next: { who: 'operator', action: 'settle' },
      attention: 'blocked',
    });
  });
});

test.each<[MemoryMigration['state'], string, RegExp]>([
  ['unknown', 'checkUnknown', /portal/],
  ['canceling', 'stateLasts', /portal/],
  ['creating', 'stateLasts', /portal/],
])('%s for hours without a tail is told, and nothing of the night', async (state, kind, what) => {
  const { world } = await following();
  world.runs('log1.trn', { state, rawState: 'Word', provisioningState: 'Other', atRest: false });
  expect((await shown(world, 60)).next?.what).not.toMatch(/the night/);
  expect(await shown(world, 2 * 3_600, 300)).toMatchObject({
    kind,
    next: { who: 'operator', what: expect.stringMatching(what) },
    attention: 'blocked',
  });
});

test('mode auto is paused by a release, everything else is met: the list shows it, and it blocks in the end', async () => {
  const world = await readyWorld();
  await hold(world.caps, ADA, 'one moment');
  await release(world.caps, ADA);
  expect(await shown(world, 60)).toMatchObject({ kind: undefined, attention: 'ready' });
  expect(await shown(world, 900)).toMatchObject({ kind: 'stalled', attention: 'blocked' });
});

describe('adoption', () => {
  test('takes a set by its id, without a file name', async () => {
    const world = new World();
    await world.register();
    const history = new BackupHistory({ databaseName: 'Shop', seed: 3 });
    const full = history.full();
    world.put('full.bak', one(full));
    const set: EngineSet = {
      backupSetId: full.set.backupSetGuid.toLowerCase(),
      type: 'full',
      restored: true,
      files: [],
      ignoreReasons: [],
    };
    world.runs(undefined, { fullRestored: true, lastRestoredSet: set, sets: [set] });
    await world.assess();
    expect((await world.assess()).decision.commands[0]?.kind).toBe('adopt');
  });

  test.each<[string, Partial<MemoryMigration>, number, RegExp]>([
    ['a file that is not there', { lastRestoredFile: 'gone.trn', fullRestored: true }, 900, /gone\.trn last/],
    ['a migration that is never set up', { state: 'creating', operationId: undefined }, 3_600, /setting/],
  ])('waits for %s: told', async (_name, change, seconds, reason) => {
    const world = new World();
    await world.register();
    world.put('full.bak', one(new BackupHistory({ databaseName: 'Shop', seed: 3 }).full()));
    world.runs(undefined, change);
    expect((await shown(world, seconds - 60)).kind).not.toBe('adoptionWaits');
    const late = await shown(world, 120);
    expect(late).toMatchObject({ reason: expect.stringMatching(reason), attention: 'blocked' });
    expect(late.next?.who).toBe('operator');
  });
});

test('an excluded log is no tail, and says so', async () => {
  const { world, registration, history } = await following();
  const { etag } = world.put('tail.trn', one(history.work().log({ tail: true })));
  await syncContainer(world.caps, registration, 100);
  const confirm = (await world.stored.backup(ID, 'tail.trn', etag))!.sets[0]!.lastLsn.toString();
  await excludeBlob(world.caps, ADA, { blob: 'tail.trn', etag, reason: 'mistake', confirm });
  expect(await nameTail(world.caps, ADA, 'tail.trn')).toEqual({
    kind: 'refused',
    refusal: expect.stringMatching(/^Cannot name tail\.trn as the tail: this version of it is excluded/),
  });
  await includeBlob(world.caps, ADA, { blob: 'tail.trn' });
  expect((await nameTail(world.caps, ADA, 'tail.trn')).kind).toBe('changed');
});

test('the named tail is deleted: told after a quarter of an hour', async () => {
  const { world, registration, history } = await following();
  world.put('tail.trn', one(history.work().log({ tail: true })));
  await syncContainer(world.caps, registration, 100);
  await nameTail(world.caps, ADA, 'tail.trn');
  world.container.remove('tail.trn');
  await syncContainer(world.caps, registration, 100);
  expect(await shown(world, 960)).toMatchObject({
    attention: 'blocked',
    next: { who: 'operator', what: expect.stringMatching(/^correct the tail tail\.trn/) },
  });
});

test('the versions of the tail may not be listed for good: told, with the role that is missing', async () => {
  const { world, registration, history } = await following();
  world.container.versioning = 'denied';
  world.put('tail.final.trn', one(history.work().log({ tail: true })));
  await syncContainer(world.caps, registration, 100);
  await world.readInTime();
  world.runs('tail.final.trn');
  expect(await shown(world, 660)).toMatchObject({
    kind: 'checkUnknown',
    attention: 'blocked',
    reason: expect.stringMatching(/does not allow this app to list the versions/),
    next: { who: 'operator', what: expect.stringMatching(/grant it _Storage Blob Data Reader_/) },
  });
});
