/** Mode auto: what pauses it, what lets it go on, and what is asked before it sends. */
import type { PolicyChange } from '../../shared/core/migration/policy';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { approveCutover } from '../../shared/use-cases/operate/approve-cutover';
import { changePolicy, type PolicyOutcome } from '../../shared/use-cases/operate/change-policy';
import { hold, release } from '../../shared/use-cases/operate/hold-migration';
import { revokeApproval } from '../../shared/use-cases/operate/revoke-approval';
import { readStatus } from '../../shared/use-cases/read/read-status';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { ADA, ID, OPERATION, readyWorld, someBackups, World } from '../support/world';

const BOB = { id: ID, by: 'bob@example.com' };
const CONFIRM = 'mi/Shop';

async function change(world: World, wanted: PolicyChange): Promise<PolicyOutcome> {
  const { etag } = (await world.stored.control(ID))!;
  return changePolicy(world.caps, ADA, etag, wanted);
}

const ordered = async (world: World): Promise<string | undefined> =>
  (await world.assess()).decision.commands[0]?.kind;

/** A migration in mode auto that is ready, and was held and released. */
async function released(): Promise<World> {
  const world = await readyWorld();
  await hold(world.caps, ADA, 'not tonight');
  await release(world.caps, BOB);
  world.clock.forward(31);
  return world;
}

async function policyCheck(world: World): Promise<unknown> {
  const { decision } = await world.assess();
  return decision.readiness.checks.find(({ code }) => code === 'policy.allows');
}

describe('a release never sends', () => {
  test('mode auto is paused, and the check says how to go on', async () => {
    const world = await released();
    expect(await policyCheck(world)).toMatchObject({
      state: 'unmet',
      reason: expect.stringMatching(
        /^mode auto is paused: bob@example.com released a hold at .*; approve the cutover, or .* mode to auto again \(confirm mi\/Shop\)$/,
      ),
    });
    expect(await ordered(world)).toBe('wait');
    expect(await recordIntent(world.caps, ID, 1)).toMatchObject({ kind: 'none' });
    expect((await readStatus(world.caps, ID))!.document).toMatchObject({
      autoPaused: { by: BOB.by },
      next: { who: 'operator', what: expect.stringContaining('mode auto is paused'), action: 'cutover' },
    });
    expect(await world.journal()).toContainEqual(
      'Released the hold of ada@example.com (1): not tonight; mode auto is paused',
    );
  });

  test('an attempt that was intended before the hold is withdrawn by the pause', async () => {
    const world = await readyWorld();
    await recordIntent(world.caps, ID, 1);
    await hold(world.caps, ADA, 'not tonight');
    await release(world.caps, ADA);
    expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({
      state: 'withdrawn',
      reason: expect.stringContaining('mode auto is paused'),
    });
    expect(world.sends).toBe(0);
  });

  test('an approval lets it go on, and another pause needs another one', async () => {
    const world = await released();
    const typed = { confirm: CONFIRM, expectedTail: 'log3.final.trn' };
    expect(await approveCutover(world.caps, ADA, typed)).toMatchObject({ kind: 'changed' });
    expect(await ordered(world)).toBe('cutOver');
    await revokeApproval(world.caps, BOB, { reason: 'wait' });
    expect(await ordered(world)).toBe('wait');
  });

  test('when the approval expires it is paused again', async () => {
    const world = await released();
    await approveCutover(world.caps, ADA, { confirm: CONFIRM, expectedTail: 'log3.final.trn' });
    world.clock.forward(3_601);
    expect(await policyCheck(world)).toMatchObject({ state: 'unmet' });
    expect(await ordered(world)).toBe('wait');
  });

  test('an approval does not stand for what else is missing', async () => {
    const world = await released();
    world.put('log9.trn', new Uint8Array(10));
    expect(
      await approveCutover(world.caps, ADA, { confirm: CONFIRM, expectedTail: 'log3.final.trn' }),
    ).toMatchObject({ kind: 'refused', refusal: expect.stringMatching(/^Cannot cut over: nothing-newer: /) });
  });

  test.each([undefined, 'Shop', 'other/Shop'])(
    'mode auto again with confirm %j is not enough',
    async (confirm) => {
      const world = await released();
      expect(await change(world, { policy: { mode: 'auto' }, confirm })).toEqual({
        kind: 'mistyped',
        field: 'confirm',
        reason: expect.stringMatching(/^mode auto is paused .*; type mi\/Shop to confirm$/),
      });
      expect(await ordered(world)).toBe('wait');
    },
  );

  test('mode auto again, confirmed, lets it go on', async () => {
    const world = await released();
    expect(await change(world, { policy: { mode: 'auto' }, confirm: CONFIRM })).toMatchObject({
      kind: 'changed',
    });
    expect(await ordered(world)).toBe('cutOver');
    expect((await world.journal()).at(-1)).toContain('mode auto is no longer paused');
  });

  test('another mode in between does not lift the pause', async () => {
    const world = await released();
    await change(world, { policy: { mode: 'manual' } });
    expect(await change(world, { policy: { mode: 'auto' } })).toMatchObject({ kind: 'mistyped' });
  });

  test('any other change of the policy leaves the pause', async () => {
    const world = await released();
    await change(world, { policy: { approvalMinutes: 30 } });
    expect((await world.control()).autoPaused).toBeDefined();
    expect(await ordered(world)).toBe('wait');
  });

  test('in mode manual nothing is paused', async () => {
    const world = await readyWorld({}, { mode: 'manual' });
    await hold(world.caps, ADA, 'not tonight');
    await release(world.caps, ADA);
    expect((await world.control()).autoPaused).toBeUndefined();
  });
});

describe('a change after which the app sends asks for the target', () => {
  test('mode auto of a ready migration', async () => {
    const world = await readyWorld({}, { mode: 'manual' });
    expect(await change(world, { policy: { mode: 'auto' } })).toEqual({
      kind: 'mistyped',
      field: 'confirm',
      reason:
        'the migration is ready, so the app would send the cutover request at its next assessment; type mi/Shop to confirm',
    });
    expect((await world.control()).policy.mode).toBe('manual');
    expect(await change(world, { policy: { mode: 'auto' }, confirm: CONFIRM })).toMatchObject({
      kind: 'changed',
    });
    expect(await ordered(world)).toBe('cutOver');
  });

  test('mode auto of one that was approved before', async () => {
    const world = await readyWorld({}, { mode: 'manual' });
    await approveCutover(world.caps, ADA, { confirm: CONFIRM, expectedTail: 'log3.final.trn' });
    expect(await change(world, { policy: { mode: 'auto' } })).toMatchObject({ kind: 'mistyped' });
  });

  test('any other field that is all that is missing', async () => {
    const world = await readyWorld({}, { tailProof: 'named' });
    expect(await ordered(world)).toBe('wait');
    expect(await change(world, { policy: { tailProof: 'either' } })).toMatchObject({ kind: 'mistyped' });
    expect(await change(world, { policy: { tailProof: 'either' }, confirm: CONFIRM })).toMatchObject({
      kind: 'changed',
    });
  });

  test('not while it is not ready', async () => {
    const world = new World();
    await world.register({}, { mode: 'manual' });
    expect(await change(world, { policy: { mode: 'auto' } })).toMatchObject({ kind: 'changed' });
  });

  test('a wrong name is refused where none is needed', async () => {
    const world = await readyWorld({}, { mode: 'manual' });
    expect(await change(world, { policy: { stableReads: 3 }, confirm: 'other/Shop' })).toEqual({
      kind: 'mistyped',
      field: 'confirm',
      reason: '"other/Shop" is not the target; type mi/Shop, or nothing',
    });
  });

  test('the same again changes nothing and asks nothing', async () => {
    const world = await readyWorld();
    expect(await change(world, { policy: { mode: 'auto' } })).toMatchObject({ kind: 'changed' });
    expect((await world.journal()).filter((line) => line.startsWith('Policy'))).toEqual([]);
  });

  test('a row that changed meanwhile is stale, not overwritten', async () => {
    const world = await readyWorld({}, { mode: 'manual' });
    const { etag } = (await world.stored.control(ID))!;
    await hold(world.caps, BOB, 'not tonight');
    const wanted = { policy: { mode: 'auto' as const }, confirm: CONFIRM };
    expect(await changePolicy(world.caps, ADA, etag, wanted)).toEqual({ kind: 'stale' });
  });
});

/** A migration that ran before it was registered; ready, but for the last readings. */
async function adopted(adopt?: { readonly fresh: true; readonly reason: string }): Promise<World> {
  const world = new World();
  const startedOn = '2026-02-01T00:00:00.000Z';
  world.runs('log2.trn', { startedOn });
  await world.register({ ...(adopt && { adopt }) });
  for (const [name, content] of Object.entries(someBackups())) world.put(name, content);
  await adoptMigration(world.caps, ID, OPERATION);
  await world.assess('thorough');
  await world.readInTime();
  world.runs('log3.final.trn', { startedOn });
  for (let look = 0; look < 2; look++) {
    await world.assess('thorough');
    world.clock.forward(31);
  }
  return world;
}

describe('a migration that ran before its registration', () => {
  test('waits for an approval whatever its mode', async () => {
    const world = await adopted();
    expect(await ordered(world)).toBe('wait');
    expect((await world.control()).manualOnly).toBeDefined();
  });

  test('with the statement at its registration auto is auto', async () => {
    const world = await adopted({ fresh: true, reason: 'our first one' });
    expect(await ordered(world)).toBe('cutOver');
    const lines = (await world.journal()).join('\n');
    expect(lines).toContain(
      'No earlier registration sent or held anything, as rita@example.com states: our first one',
    );
    expect(lines).toContain('an operator stated that nothing was sent or held before');
  });

  test('with the statement later, confirmed, auto is auto again', async () => {
    const world = await adopted();
    const fresh = { reason: 'our first one' };
    for (const confirm of [undefined, 'Shop'])
      expect(await change(world, { fresh, confirm })).toEqual({
        kind: 'mistyped',
        field: 'confirm',
        reason: 'from then on mode auto sends the cutover request by itself; type mi/Shop to confirm',
      });
    expect(await ordered(world)).toBe('wait');
    expect(await change(world, { fresh, confirm: CONFIRM })).toMatchObject({ kind: 'changed' });
    expect((await world.control()).fresh).toMatchObject({ by: ADA.by, reason: 'our first one' });
    expect((await world.journal()).at(-1)).toBe(
      'No earlier registration sent or held anything, as ada@example.com states: our first one',
    );
    expect(await ordered(world)).toBe('cutOver');
  });

  test('the statement twice is one', async () => {
    const world = await adopted();
    for (let time = 0; time < 2; time++)
      expect(await change(world, { fresh: { reason: 'our first one' }, confirm: CONFIRM })).toMatchObject({
        kind: 'changed',
      });
    expect((await world.journal()).filter((line) => line.includes('as ada@example.com states'))).toHaveLength(
      1,
    );
  });

  test('the statement before its adoption counts, too', async () => {
    const world = new World();
    world.runs('log3.final.trn', { startedOn: '2026-02-01T00:00:00.000Z' });
    await world.register();
    await change(world, { fresh: { reason: 'our first one' }, confirm: CONFIRM });
    await adoptMigration(world.caps, ID, OPERATION);
    expect((await world.control()).manualOnly).toBeUndefined();
  });

  test('where nothing restricts auto there is nothing to state', async () => {
    const world = await readyWorld();
    expect(await change(world, { fresh: { reason: 'why not' }, confirm: CONFIRM })).toMatchObject({
      kind: 'refused',
      refusal: expect.stringContaining('nothing restricts mode auto here'),
    });
  });
});
