/** G3: events are hints; the ledger and the listing are the truth. */
import type { BoardItem } from '../../shared/core/views/file-board';
import { ingestBlob, ingestByName } from '../../shared/use-cases/ingest/ingest-blob';
import { syncContainer } from '../../shared/use-cases/ingest/sync-container';
import { readFileBoard } from '../../shared/use-cases/read/read-file-board';
import { RegistrationFinder } from '../../shared/use-cases/register/find-by-location';
import { CONTAINER_URL, ID, readyWorld, someBackups, World } from '../support/world';

const files = someBackups();

async function board(world: World): Promise<Record<string, string>> {
  const page = await readFileBoard(world.caps, ID, 1000, undefined);
  return Object.fromEntries((page?.items ?? []).map((item: BoardItem) => [item.name, item.state]));
}

test('events lost, doubled, late and in any order: the sweep finds what they missed', async () => {
  const world = new World();
  const registration = await world.register();
  for (const name of ['log3.final.trn', 'log1.trn', 'log1.trn']) {
    world.put(name, files[name]!);
    await ingestByName(world.caps, registration, name);
    expect(await ingestByName(world.caps, registration, name)).toMatchObject({ kind: 'known' });
  }
  for (const name of ['full.bak', 'log2.trn']) world.put(name, files[name]!);
  const first = await syncContainer(world.caps, registration, 100);
  expect([...first.recorded].sort()).toEqual(['full.bak', 'log2.trn']);
  expect(await syncContainer(world.caps, registration, 100)).toMatchObject({
    recorded: [],
    removed: [],
    left: 0,
  });
  expect((await world.assess('whole')).facts.chain).toMatchObject({ status: 'complete', pathFiles: 4 });
});

test('an event for a blob that is gone, or of another folder, is nothing', async () => {
  const world = new World();
  const registration = await world.register({ backups: { containerUrl: CONTAINER_URL, prefix: 'shop/' } });
  expect(await ingestByName(world.caps, registration, 'shop/none.trn')).toEqual({ kind: 'gone' });
  world.put('other/full.bak', files['full.bak']!);
  expect(await ingestByName(world.caps, registration, 'other/full.bak')).toEqual({ kind: 'gone' });
});

test('a limit leaves the rest to the next run', async () => {
  const world = new World();
  const registration = await world.register();
  for (const [name, content] of Object.entries(files)) world.put(name, content);
  expect(await syncContainer(world.caps, registration, 3)).toMatchObject({ left: 1 });
  expect(await syncContainer(world.caps, registration, 3)).toMatchObject({
    left: 0,
    recorded: ['log3.final.trn'],
  });
});

test('a backup overwritten by garbage stays known; excluding the garbage brings it back once restored', async () => {
  const world = await readyWorld();
  const good = (await world.stored.backupVersions(ID, 'log1.trn'))[0]!;
  world.clock.forward(60);
  const garbage = world.put('log1.trn', Buffer.from('overwritten by mistake'));
  expect((await world.assess()).decision.readiness.ready).toBe(false);
  expect((await world.assess()).facts.chain.status).toBe('gap');
  expect(await world.stored.backup(ID, 'log1.trn', good.etag)).toMatchObject({
    state: 'read',
    sets: good.sets,
  });
  await world.change({
    exclusions: [
      { blob: 'log1.trn', etag: garbage.etag, reason: 'garbage', by: 'ada', at: garbage.lastModified },
    ],
  });
  expect((await world.assess()).facts.chain).toMatchObject({ status: 'complete' });
});

test('the latest readable version counts, whatever order the versions were recorded in', async () => {
  const world = await readyWorld();
  const registration = (await world.stored.registration(ID))!;
  const versions: { etag: string }[] = [];
  for (const seed of [31, 32]) {
    world.clock.forward(60);
    versions.push(world.put('log1.trn', someBackups('Shop', seed)['log1.trn']!));
  }
  world.clock.forward(60);
  const original = world.put('log1.trn', files['log1.trn']!);
  await ingestByName(world.caps, registration, 'log1.trn');
  world.clock.forward(60);
  const garbage = world.put('log1.trn', Buffer.from('garbage'));
  await ingestByName(world.caps, registration, 'log1.trn');
  await world.change({
    exclusions: [{ blob: 'log1.trn', etag: garbage.etag, reason: 'x', by: 'ada', at: '' }],
  });
  expect((await world.assess()).facts.chain.status).toBe('complete');
  expect(versions.map(({ etag }) => etag)).not.toContain(original.etag);
});

test('a removed blob is a row with a sentence; what the service has restored still counts', async () => {
  const world = await readyWorld();
  world.container.remove('log1.trn');
  const { facts } = await world.assess();
  expect(facts.chain.status).toBe('complete');
  expect((await board(world))['log1.trn']).toBe('removed');
  world.put('log1.trn', files['log1.trn']!);
  await world.assess();
  expect((await board(world))['log1.trn']).toBe('inChain');
});

test('a blob that an event records while the container is listed is not taken for a removed one', async () => {
  const world = new World();
  const registration = await world.register();
  const { container } = world;
  const list = container.list.bind(container);
  container.list = async function* (prefix) {
    yield* list(prefix);
    world.put('late.trn', files['log1.trn']!);
    await ingestByName(world.caps, registration, 'late.trn');
  };
  expect((await syncContainer(world.caps, registration, 10)).removed).toEqual([]);
  expect(await board(world)).toMatchObject({ 'late.trn': expect.not.stringMatching('removed') });
});

test('every odd blob is a row with state and sentence', async () => {
  const world = new World();
  await world.register({ backups: { containerUrl: CONTAINER_URL, prefix: '' } });
  const full = files['full.bak']!;
  world.put('empty.trn', new Uint8Array());
  world.put('cut.bak', full.subarray(0, full.length - 2_000));
  world.put('notes.txt', Buffer.from('no backup'));
  world.put('LOG/log1.trn', files['log1.trn']!);
  world.put('other.bak', someBackups('payroll', 9)['full.bak']!);
  world.container.putUncommitted('growing.trn');
  for (const [name, content] of Object.entries(files)) world.put(name, content);
  await world.assess();
  const page = await readFileBoard(world.caps, ID, 100, undefined);
  expect(await board(world)).toEqual({
    'empty.trn': 'unreadable',
    'cut.bak': 'growing',
    'notes.txt': 'notABackup',
    'LOG/log1.trn': 'unusable',
    'other.bak': 'foreign',
    'growing.trn': 'growing',
    'full.bak': 'inChain',
    'log1.trn': expect.stringMatching(/inChain|covered/),
    'log2.trn': 'inChain',
    'log3.final.trn': 'inChain',
  });
  for (const item of page?.items ?? [])
    if (item.state !== 'inChain') expect([item.name, item.reason ?? '']).not.toEqual([item.name, '']);
});

test('a reading that failed is tried again, a settled one is not', async () => {
  const world = new World();
  const registration = await world.register();
  const blob = world.put('full.bak', files['full.bak']!);
  world.container.failNext(1);
  expect(await ingestBlob(world.caps, registration, world.container, blob)).toMatchObject({
    record: { state: 'unreadable', errorName: 'ReadFailed' },
  });
  expect(await ingestBlob(world.caps, registration, world.container, blob)).toMatchObject({
    kind: 'recorded',
    record: { state: 'read' },
  });
  expect(await ingestBlob(world.caps, registration, world.container, blob)).toMatchObject({ kind: 'known' });
});

test('the finder asks the ledger once per burst, again after five seconds, and after a failure', async () => {
  const world = new World();
  await world.register({ backups: { containerUrl: CONTAINER_URL, prefix: 'shop/' } });
  let now = 10_000;
  const finder = new RegistrationFinder(world.stored, () => now);
  const find = async (containerUrl: string, name: string): Promise<readonly string[]> =>
    (await finder.find({ containerUrl, name })).map((found) => found.id);
  world.stored.failNext(1);
  await expect(find(CONTAINER_URL, 'shop/a')).rejects.toThrow('does not answer');
  expect(await find(`${CONTAINER_URL}/`, 'shop/a')).toEqual([ID]);
  world.stored.failNext(1);
  expect(await find(CONTAINER_URL.toUpperCase(), 'shop/b')).toEqual([ID]);
  expect(await find(CONTAINER_URL, 'shopping/a')).toEqual([]);
  now += 5_001;
  await expect(find(CONTAINER_URL, 'shop/a')).rejects.toThrow();
});

test('the finder looks again for a blob that fits nothing: its migration may be a moment old', async () => {
  const world = new World();
  let now = 10_000;
  const finder = new RegistrationFinder(world.stored, () => now);
  const find = async (name: string) =>
    (await finder.find({ containerUrl: CONTAINER_URL, name })).map((one) => one.id);
  expect(await find('shop/full.bak')).toEqual([]);
  const { id } = await world.register({ backups: { containerUrl: CONTAINER_URL, prefix: 'shop/' } });
  now += 1;
  expect(await find('shop/full.bak')).toEqual([id]);
});

describe('who brought a backup', () => {
  const foundBy = async (...brought: readonly ('event' | 'sweep')[]): Promise<string | undefined> => {
    const world = new World();
    const registration = await world.register();
    world.put('full.bak', files['full.bak']!);
    for (const who of brought)
      if (who === 'event') await ingestByName(world.caps, registration, 'full.bak', 'event');
      else await syncContainer(world.caps, registration, 10);
    return (await world.stored.backupVersions(ID, 'full.bak'))[0]?.foundBy;
  };

  test.each<[string, readonly ('event' | 'sweep')[], string | undefined]>([
    ['an event', ['event'], 'event'],
    ['the sweep', ['sweep'], undefined],
    ['whoever was first counts', ['event', 'sweep'], 'event'],
    ['an event that comes after the sweep brings nothing', ['sweep', 'event'], undefined],
  ])('%s', async (_name, brought, expected) => {
    expect(await foundBy(...brought)).toBe(expected);
  });

  test('a second reading of a version that was cut off keeps who was first', async () => {
    const world = new World();
    const registration = await world.register();
    world.container.putUncommitted('full.bak');
    await ingestByName(world.caps, registration, 'full.bak', 'event');
    await syncContainer(world.caps, registration, 10);
    expect((await world.stored.backupVersions(ID, 'full.bak'))[0]).toMatchObject({
      state: 'growing',
      foundBy: 'event',
    });
  });
});

test('the file that is not complete is a fact, until it is complete, excluded or gone', async () => {
  const world = new World();
  const full = files['full.bak']!;
  await world.register({ backups: { containerUrl: CONTAINER_URL, prefix: '' } });
  world.runs();
  world.put('full.bak', full.subarray(0, full.length - 2_000));
  const registration = (await world.stored.registration(ID))!;
  const unfinished = async () => {
    await syncContainer(world.caps, registration, 10);
    return (await world.assess()).facts.chain.unfinished;
  };
  const began = world.clock.now().toISOString();
  expect(await unfinished()).toEqual({ count: 1, file: 'full.bak', at: began });
  world.clock.forward(60);
  world.put('log1.trn', files['log1.trn']!.subarray(0, 4_000));
  expect(await unfinished()).toEqual({ count: 2, file: 'full.bak', at: began });
  // Continued from the checkpoint, too.
  expect((await world.assess()).facts.chain.unfinished?.count).toBe(2);
  world.put('full.bak', full);
  world.container.remove('log1.trn');
  expect(await unfinished()).toBeUndefined();
});
