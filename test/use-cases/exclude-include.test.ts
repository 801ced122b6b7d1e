/** Excluding a log that may be needed asks for its LSN; including takes it back. */
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { approveCutover } from '../../shared/use-cases/operate/approve-cutover';
import { excludeBlob, includeBlob } from '../../shared/use-cases/operate/exclude-blob';
import type { ActionOutcome } from '../../shared/use-cases/operator-actions';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { watchFor } from '../support/watch';
import { ADA, forgetfulLedger, ID, readyWorld, type World } from '../support/world';

/** Ready, and then a log arrived that ends after the tail. */
async function withNewerLog(): Promise<World> {
  const world = await readyWorld();
  const history = new BackupHistory({ databaseName: 'Shop', seed: 7 });
  history.full();
  for (let log = 0; log < 3; log++) history.work().log();
  world.put('log9.trn', history.work().log().files[0]!);
  await world.assess();
  return world;
}

async function exclude(world: World, blob: string, confirm?: string): Promise<ActionOutcome> {
  const [version] = await world.stored.backupVersions(ID, blob);
  return excludeBlob(world.caps, ADA, { blob, etag: version!.etag, reason: 'junk', confirm });
}

const lsnOf = async (world: World, blob: string): Promise<string> =>
  (await world.stored.backupVersions(ID, blob))[0]!.sets[0]!.lastLsn.toString();

test.each([undefined, '1'])('a log beyond the tail is not excluded with confirm %j', async (confirm) => {
  const world = await withNewerLog();
  const lsn = await lsnOf(world, 'log9.trn');
  expect(await exclude(world, 'log9.trn', confirm)).toEqual({
    kind: 'mistyped',
    field: 'confirm',
    reason: `log9.trn is a log of this database that ends after the tail: it may be the newest one; type its last LSN, ${lsn}, to exclude it anyway`,
  });
  expect((await world.control()).exclusions).toEqual([]);
});

test('with its LSN it is, twice as once', async () => {
  const world = await withNewerLog();
  const lsn = await lsnOf(world, 'log9.trn');
  for (let time = 0; time < 2; time++)
    expect(await exclude(world, 'log9.trn', lsn)).toMatchObject({ kind: 'changed' });
  expect((await world.control()).exclusions).toMatchObject([{ blob: 'log9.trn', by: ADA.by }]);
});

test('a log that the chain needs asks, restored or not; afterwards the gap says who excluded it', async () => {
  const world = await readyWorld();
  expect(await exclude(world, 'log2.trn')).toMatchObject({
    kind: 'mistyped',
    reason: expect.stringContaining('that the chain needs; type its last LSN'),
  });
  await exclude(world, 'log2.trn', await lsnOf(world, 'log2.trn'));
  expect((await world.assess()).decision.headline).toContain('excluded log2.trn');
});

test('what is no log of this database is excluded without asking', async () => {
  const world = await readyWorld();
  world.put('notes.trn', new Uint8Array(600));
  await world.assess();
  expect(await exclude(world, 'notes.trn')).toMatchObject({ kind: 'changed' });
});

test('a request on its way is named before anything is asked', async () => {
  const world = await readyWorld();
  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  expect(await exclude(world, 'log2.trn')).toMatchObject({ kind: 'refused' });
});

describe('a log beyond the tail that was deleted', () => {
  const newer = async (world: World) =>
    (await world.assess()).decision.readiness.checks.find(({ code }) => code === 'nothing-newer');

  async function deleted(): Promise<{ readonly world: World; readonly lsn: string }> {
    const world = await withNewerLog();
    const lsn = await lsnOf(world, 'log9.trn');
    world.container.remove('log9.trn');
    return { world, lsn };
  }

  test('stays in the way of mode auto, and what to do is said', async () => {
    const { world, lsn } = await deleted();
    for (let looks = 0; looks < 5; looks++) {
      world.clock.forward(31);
      expect((await world.assess()).decision.commands.map(({ kind }) => kind)).toEqual(['wait']);
    }
    const check = await newer(world);
    expect(check?.state).toBe('unmet');
    expect(check?.reason).toMatch(
      new RegExp(
        `^log9\\.trn: it ended at LSN ${lsn}, after the tail at LSN \\d+, and was deleted \\(it was in the container and has been missing since 2026-.*\\): exclude it with that LSN if it is not needed, otherwise upload it again`,
      ),
    );
    expect((await world.stored.status(ID))?.next?.what).toMatch(/^check log9\.trn: it ended at LSN/);
    expect(world.sends).toBe(0);
  });

  test.each([undefined, '1'])('is not excluded with confirm %j', async (confirm) => {
    const { world, lsn } = await deleted();
    await world.assess();
    expect(await exclude(world, 'log9.trn', confirm)).toEqual({
      kind: 'mistyped',
      field: 'confirm',
      reason: `log9.trn is a log that was deleted, and ended after the tail: it may be the newest one; type its last LSN, ${lsn}, to exclude it anyway`,
    });
    expect((await newer(world))?.state).toBe('unmet');
  });

  test('is out of the way once it is excluded with its LSN, and in it again when that is taken back', async () => {
    const { world, lsn } = await deleted();
    await world.assess();
    expect(await exclude(world, 'log9.trn', lsn)).toMatchObject({ kind: 'changed' });
    expect((await newer(world))?.state).toBe('met');
    await includeBlob(world.caps, ADA, { blob: 'log9.trn' });
    expect((await newer(world))?.state).toBe('unmet');
  });

  test('is judged under its other name, where it was renamed', async () => {
    const { world, lsn } = await deleted();
    const history = new BackupHistory({ databaseName: 'Shop', seed: 7 });
    history.full();
    for (let log = 0; log < 3; log++) history.work().log();
    world.put('renamed.trn', history.work().log().files[0]!);
    await world.assess();
    expect((await newer(world))?.reason).toMatch(/^renamed\.trn: it ends at LSN \d+, after the tail/);
    expect(await exclude(world, 'renamed.trn', lsn)).toMatchObject({ kind: 'changed' });
    expect((await newer(world))?.state).toBe('met');
  });

  test('is no log of another database, no full, and nothing before the tail', async () => {
    const world = await readyWorld();
    const other = new BackupHistory({ databaseName: 'Other', seed: 9 });
    other.full();
    world.put('other.trn', other.work(500).log().files[0]!);
    const history = new BackupHistory({ databaseName: 'Shop', seed: 7 });
    world.put('copy.bak', history.work(500).full().files[0]!);
    await world.assess();
    expect((await newer(world))?.state).toBe('unmet');
    for (const name of ['other.trn', 'copy.bak', 'log1.trn']) world.container.remove(name);
    await world.assess();
    expect((await newer(world))?.state).toBe('met');
  });
});

describe('include', () => {
  test('takes the exclusion back, with a line in the journal', async () => {
    const world = await readyWorld();
    await exclude(world, 'log2.trn', await lsnOf(world, 'log2.trn'));
    expect((await world.assess()).facts.chain.status).toBe('gap');
    expect(await includeBlob(world.caps, ADA, { blob: 'log2.trn' })).toMatchObject({ kind: 'changed' });
    expect((await world.journal()).at(-1)).toBe('Included again: log2.trn; mode auto is paused');
    expect((await world.assess()).facts.chain.status).toBe('complete');
  });

  test('of one version leaves the others excluded', async () => {
    const world = await readyWorld();
    const exclusion = { by: 'bob', at: 'x', blob: 'log2.trn', reason: 'junk' };
    await world.change({
      exclusions: [
        { ...exclusion, etag: '"one"' },
        { ...exclusion, etag: '"two"' },
      ],
    });
    await includeBlob(world.caps, ADA, { blob: 'log2.trn', etag: 'one' });
    expect((await world.control()).exclusions).toMatchObject([{ etag: '"two"' }]);
  });

  test('makes an approval void, and a log beyond the tail block again', async () => {
    const world = await withNewerLog();
    await exclude(world, 'log9.trn', await lsnOf(world, 'log9.trn'));
    world.clock.forward(31);
    await world.assess();
    const typed = { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' };
    expect(await approveCutover(world.caps, ADA, typed)).toMatchObject({ kind: 'changed' });
    await includeBlob(world.caps, ADA, { blob: 'log9.trn' });
    expect((await world.control()).approvals?.[0]?.ended).toMatchObject({ state: 'void' });
    expect((await world.assess()).decision.readiness.ready).toBe(false);
  });

  test('twice is once, and so is a lost answer', async () => {
    const world = await readyWorld();
    await exclude(world, 'log2.trn', await lsnOf(world, 'log2.trn'));
    await includeBlob({ ...world.caps, ledger: forgetfulLedger(world.stored) }, ADA, { blob: 'log2.trn' });
    expect(await includeBlob(world.caps, ADA, { blob: 'log2.trn' })).toMatchObject({ kind: 'changed' });
    expect((await world.journal()).filter((line) => line.startsWith('Included'))).toHaveLength(1);
  });

  test('of a name that the ledger does not know is refused', async () => {
    const world = await readyWorld();
    expect(await includeBlob(world.caps, ADA, { blob: 'log02.trn' })).toEqual({
      kind: 'refused',
      refusal: 'Cannot include log02.trn: the ledger knows no such blob; did you mean log2.trn or log1.trn?',
    });
  });
});

test('an exclusion that is taken back never sends: mode auto is paused', async () => {
  const world = await readyWorld();
  await exclude(world, 'log3.final.trn', await lsnOf(world, 'log3.final.trn'));
  await watchFor(world, 300);
  expect(world.sends).toBe(0);
  expect((await includeBlob(world.caps, ADA, { blob: 'log3.final.trn' })).kind).toBe('changed');
  await watchFor(world, 600);
  expect(world.sends).toBe(0);
  expect((await world.stored.status(ID))?.next).toMatchObject({
    who: 'operator',
    what: expect.stringMatching(/^mode auto is paused: ada@example\.com included log3\.final\.trn/),
    action: 'cutover',
  });
  expect(await world.journal()).toContain('Included again: log3.final.trn; mode auto is paused');
  const approval = { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' };
  expect((await approveCutover(world.caps, ADA, approval)).kind).toBe('changed');
  await watchFor(world, 120);
  expect(world.sends).toBe(1);
});
