/** What ends an approval, and that nothing brings it back. */
import type { ApprovalView } from '../../shared/core/migration/status-document';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { approveCutover } from '../../shared/use-cases/operate/approve-cutover';
import { changePolicy } from '../../shared/use-cases/operate/change-policy';
import { excludeBlob } from '../../shared/use-cases/operate/exclude-blob';
import { hold, release } from '../../shared/use-cases/operate/hold-migration';
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { revokeApproval } from '../../shared/use-cases/operate/revoke-approval';
import { readStatus } from '../../shared/use-cases/read/read-status';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { ADA, forgetfulLedger, ID, readyWorld, type World, type WorldOptions } from '../support/world';

const BOB = { id: ID, by: 'bob@example.com' };

/** A log that follows those of `someBackups`. */
function newerLog(): Uint8Array {
  const history = new BackupHistory({ databaseName: 'Shop', seed: 7 });
  history.full();
  for (let log = 0; log < 3; log++) history.work().log();
  return history.work().log().files[0]!;
}

async function approved(options: WorldOptions = {}): Promise<World> {
  const world = await readyWorld(options, { mode: 'manual' });
  const typed = { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' };
  expect(await approveCutover(world.caps, ADA, typed)).toMatchObject({ kind: 'changed' });
  return world;
}

const shown = async (world: World): Promise<ApprovalView | undefined> =>
  (await readStatus(world.caps, ID))!.document.approvals?.given[0];

async function exclude(world: World, blob: string): Promise<void> {
  const [version] = await world.stored.backupVersions(ID, blob);
  const confirm = version!.sets[0]?.lastLsn.toString();
  const given = { blob, etag: version!.etag, reason: 'looks like junk', confirm };
  expect(await excludeBlob(world.caps, BOB, given)).toMatchObject({ kind: 'changed' });
}

/** However often it is looked at afterwards: nothing is ordered, no attempt begins, nothing is sent. */
async function expectNothingSent(world: World): Promise<void> {
  for (let look = 0; look < 3; look++) {
    world.clock.forward(31);
    const { decision } = await world.assess();
    expect(decision.commands.map(({ kind }) => kind)).not.toContain('cutOver');
  }
  expect(await recordIntent(world.caps, ID, 1)).toMatchObject({ kind: 'none' });
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'withdrawn' });
  expect(world.sends).toBe(0);
}

test('an approval that stands is granted, and sends', async () => {
  const world = await approved();
  expect(await shown(world)).toMatchObject({ state: 'granted', by: ADA.by, tail: 'log3.final.trn' });
  expect((await world.assess()).decision.commands[0]).toMatchObject({ kind: 'cutOver' });
  expect(await recordIntent(world.caps, ID, 1)).toMatchObject({ kind: 'attempt' });
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'sent' });
});

describe('an approval is void for good', () => {
  test('after an exclusion by somebody else, of a log that came after it', async () => {
    const world = await approved();
    world.put('log9.trn', newerLog());
    await world.assess();
    await exclude(world, 'log9.trn');
    expect(await shown(world)).toMatchObject({ state: 'void' });
    await expectNothingSent(world);
  });

  test('after an exclusion that changes nothing for the tail', async () => {
    const world = await approved();
    world.put('notes.txt', new TextEncoder().encode('not a backup, but in the folder'));
    await world.assess();
    await exclude(world, 'notes.txt');
    expect(await shown(world)).toMatchObject({
      state: 'void',
      reason: 'the approval of ada@example.com is void: bob@example.com excluded notes.txt',
    });
    await expectNothingSent(world);
  });

  test('after a hold, though it is released', async () => {
    const world = await approved();
    await hold(world.caps, BOB, 'not tonight');
    expect((await world.assess()).decision.block).toBeUndefined();
    await release(world.caps, BOB);
    expect(await shown(world)).toMatchObject({
      state: 'void',
      reason: 'the approval of ada@example.com is void: bob@example.com held the migration: not tonight',
    });
    expect((await world.assess()).decision.block).toMatchObject({ kind: 'approvalLapsed' });
    await expectNothingSent(world);
  });

  test('after a change of the policy, though it is changed back', async () => {
    const world = await approved();
    for (const stableReads of [3, 2]) {
      const { etag } = (await world.stored.control(ID))!;
      await changePolicy(world.caps, BOB, etag, { policy: { stableReads } });
    }
    expect(await shown(world)).toMatchObject({
      state: 'void',
      reason: expect.stringContaining('changed the policy'),
    });
    await expectNothingSent(world);
  });

  test('after another tail was named, though the first one is named again', async () => {
    const world = await approved();
    await nameTail(world.caps, BOB, 'log2.trn');
    await nameTail(world.caps, BOB, 'log3.final.trn');
    expect(await shown(world)).toMatchObject({
      state: 'void',
      reason: expect.stringContaining('named log2.trn as the tail'),
    });
    await expectNothingSent(world);
  });

  test('after a file beyond the tail, though it is removed again', async () => {
    const world = await approved();
    world.put('log9.trn', newerLog());
    const { decision } = await world.assess();
    expect(decision.commands).toMatchObject([{ kind: 'wait' }]);
    expect((await world.control()).approvals?.[0]?.ended).toMatchObject({ state: 'void', by: 'watch' });
    world.container.remove('log9.trn');
    await expectNothingSent(world);
    expect(await shown(world)).toMatchObject({
      state: 'void',
      reason:
        'the approval of ada@example.com is void: log9.trn, which ends after the approved tail, has arrived',
    });
  });

  test('after a cancel that was asked for', async () => {
    const world = await approved();
    await requestCancel(world.caps, BOB);
    expect((await world.control()).approvals?.[0]?.ended).toMatchObject({ state: 'void', by: BOB.by });
  });

  test('with a line in the journal beside that of the action', async () => {
    const world = await approved();
    await hold(world.caps, BOB, 'not tonight');
    expect((await world.journal()).slice(-2)).toEqual([
      'Held (1): not tonight',
      'The approval of ada@example.com is void: bob@example.com held the migration: not tonight',
    ]);
  });
});

test('a void approval is replaced by a new one', async () => {
  const world = await approved();
  await hold(world.caps, BOB, 'not tonight');
  await release(world.caps, BOB);
  world.clock.forward(1);
  const typed = { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' };
  expect(await approveCutover(world.caps, ADA, typed)).toMatchObject({ kind: 'changed' });
  expect(await shown(world)).toMatchObject({ state: 'granted' });
  expect((await world.assess()).decision.commands[0]).toMatchObject({ kind: 'cutOver' });
});

describe('an approval expires', () => {
  test('and shows so at once, before the next look', async () => {
    const world = await approved();
    world.clock.forward(3_601);
    expect(await shown(world)).toMatchObject({
      state: 'expired',
      reason: expect.stringContaining('expired at'),
    });
    await expectNothingSent(world);
  });

  test('and a hold later leaves it expired', async () => {
    const world = await approved();
    world.clock.forward(3_601);
    await hold(world.caps, BOB, 'not tonight');
    expect(await shown(world)).toMatchObject({ state: 'expired' });
  });

  test('and is not granted before its time', async () => {
    const world = await approved();
    world.clock.forward(-60);
    expect(await shown(world)).toMatchObject({
      state: 'pending',
      reason: expect.stringContaining('waiting for the clock'),
    });
  });
});

describe('revoke', () => {
  test('takes an approval back, anybody’s, and nobody is called to act', async () => {
    const world = await approved();
    expect(await revokeApproval(world.caps, BOB, { reason: 'the application still writes' })).toMatchObject({
      kind: 'changed',
    });
    expect(await shown(world)).toMatchObject({
      state: 'revoked',
      reason: expect.stringMatching(
        /^the approval of ada@.* was revoked by bob@.*: the application still writes$/,
      ),
    });
    expect((await world.journal()).at(-1)).toMatch(/^The approval of ada@.* was revoked by bob@/);
    const { decision } = await world.assess();
    expect(decision.block).toBeUndefined();
    await expectNothingSent(world);
  });

  test('twice is once, and a lost answer is no second line', async () => {
    const world = await approved();
    const caps = { ...world.caps, ledger: forgetfulLedger(world.stored) };
    await revokeApproval(caps, BOB, { reason: 'first' });
    await revokeApproval(world.caps, BOB, { reason: 'second' });
    expect((await world.journal()).filter((line) => line.includes('revoked'))).toHaveLength(1);
  });

  test('of none is refused', async () => {
    const world = await readyWorld({}, { mode: 'manual' });
    expect(await revokeApproval(world.caps, BOB, { reason: 'why not' })).toEqual({
      kind: 'refused',
      refusal: 'Cannot revoke the approval: there is none',
    });
  });

  test('is refused once the request is on its way', async () => {
    const world = await approved();
    await recordIntent(world.caps, ID, 1);
    await triggerCutover(world.caps, ID, 1);
    expect(await revokeApproval(world.caps, BOB, { reason: 'too late' })).toMatchObject({
      kind: 'refused',
      refusal: expect.stringContaining('attempt 1 is sent'),
    });
  });

  test('between intent and request withdraws the attempt', async () => {
    const world = await approved();
    await recordIntent(world.caps, ID, 1);
    await revokeApproval(world.caps, BOB, { reason: 'the application still writes' });
    expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({
      state: 'withdrawn',
      reason: expect.stringContaining('was revoked by'),
    });
    expect(world.sends).toBe(0);
  });
});
