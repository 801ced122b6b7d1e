/** What the service restored is a version of a blob, not a name: uploads over the tail, and what may be known of them. */
import type { EngineSet } from '../../shared/core/engine/engine-status';
import { readEvidence } from '../../shared/use-cases/cutover/evidence';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { syncContainer } from '../../shared/use-cases/ingest/sync-container';
import { confirmUnchanged } from '../../shared/use-cases/operate/confirm-unchanged';
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { ADA, ID, OPERATION, TARGET, World } from '../support/world';

type Taken = ReturnType<BackupHistory['full']>;
const one = (taken: Taken): Uint8Array => taken.files[0]!;

/** A migration in mode auto that has restored a full and a log; the logs after them are at hand. */
async function following() {
  const world = new World();
  const registration = await world.register();
  world.runs();
  const history = new BackupHistory({ databaseName: 'Shop', seed: 3 });
  const taken = {
    full: history.full(),
    log1: history.work().log(),
    first: history.work().log(),
    second: history.work().log({ tail: true }),
  };
  world.put('full.bak', one(taken.full));
  world.put('log1.trn', one(taken.log1));
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  world.runs('log1.trn');
  const event = () => syncContainer(world.caps, registration, 100);
  return { world, taken, event };
}

/** As many looks as mode auto needs to send, and its orders carried out. */
async function tryToSend(world: World): Promise<string> {
  let headline = '';
  for (let look = 0; look < 4; look++) {
    world.clock.forward(31);
    const { decision } = await world.assess();
    headline = decision.headline;
    const [command] = decision.commands;
    if (command?.kind !== 'cutOver') continue;
    await recordIntent(world.caps, ID, command.attempt);
    await triggerCutover(world.caps, ID, command.attempt);
  }
  return headline;
}

async function checkOf(world: World, code: string) {
  const { decision } = await world.assess();
  return decision.readiness.checks.find((check) => check.code === code);
}

const told = (taken: Taken, type: EngineSet['type'], name: string): EngineSet => ({
  backupSetId: taken.set.backupSetGuid.toLowerCase(),
  type,
  restored: true,
  files: [{ name, state: 'restored', rawState: 'Restored' }],
  ignoreReasons: [],
});

test('uploaded again under its name after the first version was restored: never sent, and what to do is said', async () => {
  const { world, taken, event } = await following();
  world.put('tail.trn', one(taken.first));
  await event();
  await world.readInTime();
  world.runs('tail.trn');
  await world.assess();
  world.clock.forward(600);
  // Writes had not stopped: the tail is taken again into the same file, and the first range kept under another name.
  world.put('tail_1.trn', one(taken.first));
  world.put('tail.trn', one(taken.second));
  await nameTail(world.caps, ADA, 'tail.trn');
  expect(await tryToSend(world)).toMatch(
    /^Blocked: tail\.trn was uploaded more than once \(now the version of .*, before that of .*\), and nothing the service reports shows/,
  );
  expect((await world.stored.status(ID))?.next).toEqual({
    who: 'operator',
    what: expect.stringMatching(/^upload the log that tail\.trn contains now under a name never used before/),
    action: 'tail',
  });
  expect((await checkOf(world, 'tail.restored'))?.state).toBe('unknown');
  expect(world.sends).toBe(0);
});

test('a rehearsed tail, and the real one a day later under the same marked name: never sent', async () => {
  const { world, taken, event } = await following();
  world.put('shop.final.trn', one(taken.first));
  await event();
  await world.readInTime();
  world.runs('shop.final.trn');
  world.clock.forward(86_400);
  world.put('shop.final.trn', one(taken.second));
  world.put('shop_rehearsal.trn', one(taken.first));
  await event();
  await tryToSend(world);
  expect((await checkOf(world, 'tail.restored'))?.reason).toMatch(
    /^shop\.final\.trn was uploaded more than once/,
  );
  expect(world.sends).toBe(0);
});

test('the ids say which version it was: the tail is not restored', async () => {
  const { world, taken, event } = await following();
  world.put('tail.trn', one(taken.first));
  await event();
  const sets = [
    told(taken.full, 'full', 'full.bak'),
    told(taken.log1, 'log', 'log1.trn'),
    told(taken.first, 'log', 'tail.trn'),
  ];
  world.runs('tail.trn', { sets });
  await world.assess();
  world.put('tail_1.trn', one(taken.first));
  world.put('tail.trn', one(taken.second));
  await nameTail(world.caps, ADA, 'tail.trn');
  await tryToSend(world);
  expect(await checkOf(world, 'tail.restored')).toMatchObject({
    state: 'unmet',
    reason: expect.stringMatching(/that of tail\.trn is not among the restored ones/),
  });
  expect(world.sends).toBe(0);

  world.runs('tail.trn', { sets: [...sets, told(taken.second, 'log', 'tail.trn')] });
  await tryToSend(world);
  expect(world.sends).toBe(1);
});

test('restored between two looks, and written over at once: the first version was never read, and nothing is sent', async () => {
  const { world, taken, event } = await following();
  await world.assess();
  world.put('tail.final.trn', one(taken.first));
  world.runs('tail.final.trn');
  world.clock.forward(5);
  world.put('tail.final.trn', one(taken.second));
  world.put('tail_1.trn', one(taken.first));
  await event();
  expect(await tryToSend(world)).toMatch(/^Blocked: the service restored tail\.final\.trn before this app/);
  expect(world.sends).toBe(0);
});

describe('a reading soon after the upload shows nothing: what was restored before it may not be told yet', () => {
  /** Restored in its first version, then taken again into the same file, before this app could read of either. */
  async function overwritten(seconds: { readonly untilSecond: number }) {
    const setup = await following();
    const { world, taken, event } = setup;
    await world.assess();
    world.clock.forward(60);
    world.put('tail.final.trn', one(taken.first));
    const stale = await world.engine.read(TARGET);
    if (stale.kind !== 'read') throw new Error('not read');
    world.clock.forward(seconds.untilSecond);
    world.put('tail.final.trn', one(taken.second));
    world.put('tail_1.trn', one(taken.first));
    world.clock.forward(2);
    await event();
    world.clock.forward(1);
    return { ...setup, stale };
  }

  test('a replica behind answers the look of the event', async () => {
    const { world, stale } = await overwritten({ untilSecond: 25 });
    world.runs('tail.final.trn');
    const asOf = world.clock.now().toISOString();
    world.engine.scriptReadings({ kind: 'read', status: { ...stale.status, asOf } });
    await world.assess();
    expect(await tryToSend(world)).toMatch(/^Blocked: the service restored tail\.final\.trn before this app/);
    expect(world.sends).toBe(0);
  });

  test('the service tells of what it opened half a minute late', async () => {
    const { world } = await overwritten({ untilSecond: 10 });
    await world.assess();
    world.clock.forward(20);
    world.runs('tail.final.trn');
    await tryToSend(world);
    expect(await checkOf(world, 'tail.restored')).toMatchObject({ state: 'unknown' });
    expect(world.sends).toBe(0);
  });

  test('so the watch looks again once the margin is over, though nothing calls the upload the tail', async () => {
    const { world, taken, event } = await following();
    await world.assess();
    const { restPollSeconds } = (await world.control()).policy;
    world.put('log2.trn', one(taken.first));
    const uploaded = world.clock.now().getTime();
    world.clock.forward(5);
    await event();
    const { decision } = await world.assess();
    expect(Date.parse(decision.nextCheckAt ?? '')).toBe(uploaded + 65_000);
    expect(restPollSeconds).toBeGreaterThan(66);
    world.clock.forward(60);
    await world.assess();
    world.runs('log2.trn');
    expect((await world.assess()).decision.nextCheckAt).toBe(
      new Date(world.clock.now().getTime() + restPollSeconds * 950).toISOString(),
    );
    await nameTail(world.caps, ADA, 'log2.trn');
    await tryToSend(world);
    expect(world.sends).toBe(1);
  });
});

test('the log under a name of its own is the way out: restored, and sent once', async () => {
  const { world, taken, event } = await following();
  world.put('tail.trn', one(taken.first));
  await event();
  world.runs('tail.trn');
  await world.assess();
  world.put('tail.trn', one(taken.second));
  await nameTail(world.caps, ADA, 'tail.trn');
  await tryToSend(world);
  world.put('tail_1.trn', one(taken.first));
  world.put('tail_2.trn', one(taken.second));
  await nameTail(world.caps, ADA, 'tail_2.trn');
  await world.readInTime();
  world.runs('tail_2.trn');
  await tryToSend(world);
  expect(world.sends).toBe(1);
});

test('what changes only the metadata is no other version', async () => {
  const { world, taken, event } = await following();
  world.put('tail.trn', one(taken.first));
  await event();
  world.put('tail.trn', one(taken.first), { tail: 'true' });
  await event();
  await world.readInTime();
  world.runs('tail.trn');
  await tryToSend(world);
  expect(world.sends).toBe(1);
});

test('an account with versioning shows what this app never saw', async () => {
  const { world, taken, event } = await following();
  world.container.versioning = 'on';
  world.put('tail.final.trn', one(taken.first));
  world.put('tail.final.trn', one(taken.second));
  world.put('tail_1.trn', one(taken.first));
  await event();
  await world.readInTime();
  world.runs('tail.final.trn');
  expect(await tryToSend(world)).toMatch(/^Blocked: storage keeps an earlier version of tail\.final\.trn/);
  expect(world.sends).toBe(0);

  world.container.versioning = 'denied';
  await tryToSend(world);
  expect(await checkOf(world, 'tail.restored')).toMatchObject({
    state: 'unknown',
    reason: expect.stringMatching(/does not allow this app to list the versions of blobs/),
  });
  expect(world.sends).toBe(0);
});

test('an empty tail stands on the log before it, whose version counts then', async () => {
  const { world, taken, event } = await following();
  const history = new BackupHistory({ databaseName: 'Shop', seed: 3 });
  history.full();
  for (let log = 0; log < 2; log++) history.work().log();
  const empty = history.log();
  world.put('log2.trn', one(taken.first));
  await event();
  await world.readInTime();
  world.runs('log2.trn');
  world.put('tail.final.trn', one(empty));
  await event();
  const { facts } = await world.assess();
  expect(facts.tail).toMatchObject({ kind: 'one', empty: true });
  expect(facts.progress).toMatchObject({ lastIsTail: true, version: { kind: 'proven', by: 'onlyVersion' } });

  world.put('log2.trn', one(taken.first).slice(), { note: 'x' });
  await event();
  expect((await world.assess()).facts.progress.version?.kind).toBe('confirmable');
});

describe('an operator’s word that the tail was uploaded once only', () => {
  /** The service was faster than the reading. */
  async function tooLate() {
    const setup = await following();
    const { world, taken, event } = setup;
    await world.assess();
    world.put('tail.final.trn', one(taken.first));
    world.runs('tail.final.trn');
    await event();
    expect(await tryToSend(world)).toMatch(/^Blocked: the service restored tail\.final\.trn before/);
    const lastLsn = (await world.stored.status(ID))?.tail?.lastLsn ?? '';
    return { ...setup, lastLsn };
  }
  const confirm = (world: World, lastLsn?: string, blob = 'tail.final.trn') =>
    confirmUnchanged(world.caps, ADA, { blob, lastLsn });

  test('lets the cutover go, once, is journaled, and is in the evidence', async () => {
    const { world, lastLsn } = await tooLate();
    expect(world.sends).toBe(0);
    expect((await world.stored.status(ID))?.next?.what).toMatch(
      /^if tail\.final\.trn was uploaded only once, confirm that by its last LSN: npm run cutover -- tail shop tail\.final\.trn --unchanged; otherwise upload/,
    );
    expect(await confirm(world, lastLsn)).toMatchObject({ kind: 'changed' });
    await tryToSend(world);
    expect(world.sends).toBe(1);
    expect((await world.journal()).join('\n')).toMatch(
      /ada@example\.com confirmed that tail\.final\.trn was never overwritten, by its end, LSN \d+/,
    );
    const evidence = await readEvidence(world.stored, ID);
    expect(evidence?.atSending?.checks.find(({ code }) => code === 'tail.restored')?.reason).toMatch(
      /^the service restored tail\.final\.trn last: ada@example\.com confirmed at .* that it was never overwritten$/,
    );
    expect(evidence?.journal.some(({ kind }) => kind === 'tailConfirmed')).toBe(true);
  });

  test.each([
    ['not typed', undefined],
    ['of another log', '34000000012000001'],
  ])('needs the LSN of its end: %s', async (_name, typed) => {
    const { world } = await tooLate();
    expect(await confirm(world, typed)).toEqual({
      kind: 'mistyped',
      field: 'lastLsn',
      reason: 'type the LSN at which tail.final.trn ends, as the file board shows it',
    });
    await tryToSend(world);
    expect(world.sends).toBe(0);
  });

  test('is void after an upload over the tail', async () => {
    const { world, taken, lastLsn, event } = await tooLate();
    await confirm(world, lastLsn);
    world.put('tail.final.trn', one(taken.second));
    world.put('tail_1.trn', one(taken.first));
    await event();
    await tryToSend(world);
    expect((await checkOf(world, 'tail.restored'))?.reason).toMatch(/was uploaded more than once/);
    expect(world.sends).toBe(0);
  });

  test('is refused where more than a reading is missing', async () => {
    const { world, taken, event } = await tooLate();
    world.put('tail.final.trn', one(taken.second));
    world.put('tail_1.trn', one(taken.first));
    await event();
    await world.assess();
    const lastLsn = (await world.stored.status(ID))?.tail?.lastLsn;
    expect(await confirm(world, lastLsn)).toMatchObject({
      kind: 'refused',
      refusal: expect.stringMatching(
        /^Cannot confirm that tail\.final\.trn is unchanged: tail\.final\.trn was uploaded more than once/,
      ),
    });
  });

  test('is not needed before the service has restored it, nor once it is proven', async () => {
    const { world, taken, event } = await following();
    world.put('tail.final.trn', one(taken.first));
    await event();
    await world.readInTime();
    const lastLsn = (await world.stored.status(ID))?.tail?.lastLsn;
    expect(await confirm(world, lastLsn)).toMatchObject({
      kind: 'refused',
      refusal: expect.stringMatching(/the service has not restored it last/),
    });
    world.runs('tail.final.trn');
    expect(await confirm(world, lastLsn)).toMatchObject({ kind: 'changed' });
    expect((await world.control()).unchangedTail).toBeUndefined();
  });

  test('names the tail as well, where nothing does', async () => {
    const { world, taken, event } = await following();
    await world.assess();
    world.put('tail.trn', one(taken.first));
    world.runs('tail.trn');
    await event();
    expect(await confirm(world, undefined, 'tail.trn')).toMatchObject({ kind: 'mistyped' });
    expect(await world.control()).toMatchObject({ namedTail: { blob: 'tail.trn', by: ADA.by } });
    const lastLsn = (await world.stored.status(ID))?.tail?.lastLsn;
    expect(await confirm(world, lastLsn, 'tail.trn')).toMatchObject({
      kind: 'changed',
      control: { unchangedTail: { versions: [{ blob: 'tail.trn' }] } },
    });
  });
});

describe('naming the tail', () => {
  test('binds the set and its end, reading the blob at once', async () => {
    const { world, taken } = await following();
    world.put('tail.trn', one(taken.first));
    await nameTail(world.caps, ADA, 'tail.trn');
    expect((await world.control()).namedTail).toEqual({
      blob: 'tail.trn',
      by: ADA.by,
      at: world.clock.now().toISOString(),
      setKey: taken.first.set.backupSetGuid.toLowerCase(),
      lastLsn: taken.first.set.lastLsn,
    });
    const { facts } = await world.assess();
    expect(facts.tail).toMatchObject({ kind: 'one', proof: 'named' });
  });

  test('an upload over it un-names it, and the status says so', async () => {
    const { world, taken, event } = await following();
    world.put('tail.trn', one(taken.first));
    await nameTail(world.caps, ADA, 'tail.trn');
    world.put('tail_1.trn', one(taken.first));
    world.put('tail.trn', one(taken.second));
    await event();
    const { decision } = await world.assess();
    expect(decision.headline).toMatch(
      /^Blocked: tail\.trn is no longer the tail: another backup was uploaded over it after ada@example\.com named it at .*: name the tail again/,
    );
    await nameTail(world.caps, ADA, 'tail.trn');
    expect((await world.assess()).facts.tail).toMatchObject({ kind: 'one', proof: 'named' });
  });

  test('binds what the ledger holds while storage does not answer', async () => {
    const { world, taken, event } = await following();
    world.put('tail.trn', one(taken.first));
    await event();
    world.container.failNext(1, 'denied');
    expect((await nameTail(world.caps, ADA, 'tail.trn')).kind).toBe('changed');
  });

  test.each<[name: string, blob: string, refusal: RegExp]>([
    ['a blob that is not there', 'tail.trn', /there is no such blob in https:\S+\/backups\/; upload it/],
    ['a name mistyped', 'db\\LOG.trn', /there is no such blob .*; did you mean .*\.trn/],
    ['a full backup', 'full.bak', /it is a full backup; the tail is a log backup/],
    ['a file that is no backup', 'notes.txt', /^Cannot name notes\.txt as the tail: /],
    ['an upload that is not committed', 'open.trn', /it is being uploaded/],
  ])('%s is refused: nothing could be bound', async (_name, blob, refusal) => {
    const { world } = await following();
    world.put('notes.txt', new TextEncoder().encode('<html>'));
    world.container.putUncommitted('open.trn');
    expect(await nameTail(world.caps, ADA, blob)).toMatchObject({
      kind: 'refused',
      refusal: expect.stringMatching(refusal),
    });
    expect((await world.control()).namedTail).toBeUndefined();
  });

  test('a name without its folder is refused with the folder that was looked in', async () => {
    const world = new World();
    const backups = { containerUrl: 'https://acct.blob.core.windows.net/sql-backups', prefix: 'shop/' };
    await world.register({ backups });
    expect(await nameTail(world.caps, ADA, 'tail.trn')).toMatchObject({
      kind: 'refused',
      refusal: expect.stringContaining(
        'there is no such blob in https://acct.blob.core.windows.net/sql-backups/shop/, where every name begins with shop/; upload it',
      ),
    });
  });
});
