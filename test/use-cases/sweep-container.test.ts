/** A sweep finds what events missed (G3), and reads no row of the ledger for a listing that is settled. */
import { ListingDigest } from '../../shared/core/facts/listing-digest';
import type { ListedVersion } from '../../shared/core/facts/listing-facts';
import { sweepContainer } from '../../shared/use-cases/ingest/sweep-container';
import { syncContainer } from '../../shared/use-cases/ingest/sync-container';
import { ID, someBackups, World } from '../support/world';

const files = someBackups();
const UNCHANGED = { kind: 'unchanged' };

async function settledWorld() {
  const world = new World();
  const registration = await world.register();
  for (const name of ['full.bak', 'log1.trn']) world.put(name, files[name]!);
  const sweep = () => sweepContainer(world.caps, registration, 100);
  expect(await sweep()).toEqual({ kind: 'compared', recorded: 2, late: 0, removed: 0, left: 0 });
  expect(await sweep()).toEqual({ kind: 'compared', recorded: 0, late: 0, removed: 0, left: 0 });
  expect(await sweep()).toEqual(UNCHANGED);
  return { world, registration, sweep };
}

/** Hides a blob, as a deletion with soft delete does, and gives the way to undelete it: same name, same ETag. */
function hide(world: World, name: string): () => void {
  const { container } = world;
  const list = container.list.bind(container);
  const find = container.find.bind(container);
  container.list = async function* (prefix) {
    for await (const blob of list(prefix)) if (blob.name !== name) yield blob;
  };
  container.find = async (wanted) => (wanted === name ? undefined : find(wanted));
  return () => Object.assign(container, { list, find });
}

const stateOf = async (world: World, name: string) =>
  (await world.stored.backupVersions(ID, name)).find(({ current }) => current)?.state;

test('a settled listing costs no row of the ledger; a blob whose event was lost is found', async () => {
  const { world, sweep } = await settledWorld();
  const index = jest.spyOn(world.stored, 'backupIndex');
  expect(await sweep()).toEqual(UNCHANGED);
  expect(index).not.toHaveBeenCalled();
  world.put('log2.trn', files['log2.trn']!);
  expect(await sweep()).toMatchObject({ recorded: 1 });
  world.put('log1.trn', files['log1.trn']!);
  expect(await sweep()).toMatchObject({ recorded: 1 });
});

test('late is what an event should have brought: not what is fresh, nor what was there before the registration', async () => {
  const world = new World();
  world.put('full.bak', files['full.bak']!);
  world.clock.forward(1);
  const registration = await world.register();
  const sweep = () => sweepContainer(world.caps, registration, 100);
  world.put('log1.trn', files['log1.trn']!);
  world.clock.forward(119);
  expect(await sweep()).toMatchObject({ recorded: 2, late: 0 });
  world.put('log2.trn', files['log2.trn']!);
  world.clock.forward(120);
  expect(await sweep()).toMatchObject({ recorded: 1, late: 1 });
});

test('a blob that was deleted and undeleted, ETag and all, counts again', async () => {
  const { world, sweep } = await settledWorld();
  const undelete = hide(world, 'log1.trn');
  expect(await sweep()).toMatchObject({ removed: 1 });
  expect(await stateOf(world, 'log1.trn')).toBe('removed');
  undelete();
  expect(await sweep()).toMatchObject({ recorded: 1 });
  expect(await stateOf(world, 'log1.trn')).toBe('read');
});

test('a removal recorded while a sweep compares keeps that sweep from settling its listing', async () => {
  const world = new World();
  const registration = await world.register();
  world.put('log1.trn', files['log1.trn']!);
  await syncContainer(world.caps, registration, 10);
  const backupIndex = world.stored.backupIndex.bind(world.stored);
  let undelete = (): void => undefined;
  jest.spyOn(world.stored, 'backupIndex').mockImplementationOnce(async (id) => {
    const rows = await backupIndex(id);
    // The listing of the sweep shows the blob; only then another look finds it gone.
    await new Promise(setImmediate);
    undelete = hide(world, 'log1.trn');
    await syncContainer(world.caps, registration, 10);
    return rows;
  });
  await sweepContainer(world.caps, registration, 10);
  undelete();
  await sweepContainer(world.caps, registration, 10);
  expect(await stateOf(world, 'log1.trn')).toBe('read');
});

test('once a day the ledger is compared whole, and after the clock went back', async () => {
  const { world, sweep } = await settledWorld();
  world.clock.forward(86_400);
  expect(await sweep()).toMatchObject({ kind: 'compared' });
  expect(await sweep()).toEqual(UNCHANGED);
  world.clock.forward(-10);
  expect(await sweep()).toMatchObject({ kind: 'compared' });
});

test('a limit leaves removals to the next run', async () => {
  const { world, registration } = await settledWorld();
  for (const name of ['full.bak', 'log1.trn']) world.container.remove(name);
  expect(await syncContainer(world.caps, registration, 1)).toMatchObject({ removed: ['full.bak'], left: 1 });
  expect(await syncContainer(world.caps, registration, 1)).toMatchObject({ removed: ['log1.trn'], left: 0 });
});

describe('ListingDigest', () => {
  const digest = (...blobs: readonly ListedVersion[]) => {
    const made = new ListingDigest();
    for (const blob of blobs) made.add(blob);
    return made.text();
  };
  const a = { name: 'a', etag: '"1"', committed: true };
  const b = { name: 'b', etag: '"2"', committed: true };

  it('is the same for the same listing, and another for any other', () => {
    expect(digest(a, b)).toBe(digest(a, b));
    const all = [
      digest(),
      digest(a),
      digest(a, b),
      digest(b, a),
      digest(a, { ...b, etag: '"3"' }),
      digest(a, { ...b, committed: false }),
      digest({ ...a, name: 'a"1"', etag: '' }, b),
      digest({ ...a, etag: '' }, { ...b, name: '"1"b' }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('tells 5,000 listings apart that differ in one digit of one ETag', () => {
    const rest = Array.from({ length: 5 }, (_unused, n) => ({ ...a, name: `log${n}.trn` }));
    const made = Array.from({ length: 5_000 }, (_unused, n) => digest({ ...a, etag: `"0x8D${n}"` }, ...rest));
    expect(new Set(made).size).toBe(5_000);
  });
});
