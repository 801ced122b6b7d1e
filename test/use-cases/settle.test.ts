/** An operator's word for what no reading settles. */
import { endMigration } from '../../shared/use-cases/cutover/end-migration';
import { readEvidence } from '../../shared/use-cases/cutover/evidence';
import { observeCutover } from '../../shared/use-cases/cutover/observe-cutover';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { settleOutcome } from '../../shared/use-cases/operate/settle-outcome';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { ADA, ID, readyWorld, TARGET, type World } from '../support/world';

const word = { confirm: 'mi/Shop', reason: 'looked in the portal' };

async function sent(): Promise<World> {
  const world = await readyWorld();
  await world.assess();
  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  world.clock.forward(15);
  return world;
}

function vanish(world: World): void {
  world.engine.read = async () => ({ kind: 'absent' });
  world.engine.readTargetDatabase = async () => ({ kind: 'found', status: 'Restoring' });
}

async function observeFor(world: World, seconds: number): Promise<void> {
  for (let passed = 0; passed <= seconds; passed += 60) {
    await observeCutover(world.caps, ID, 1);
    world.clock.forward(60);
  }
}

test('gone, and its target restores: blocked with that way out, and the word ends it', async () => {
  const world = await sent();
  vanish(world);
  await observeFor(world, 420);
  expect(await world.stored.status(ID)).toMatchObject({
    blocked: {
      reason: expect.stringMatching(
        /no longer at the service, the target database is Restoring \(\d readings/,
      ),
    },
    next: { action: 'settle', what: expect.stringMatching(/settle it as completed or canceled/) },
  });
  expect((await settleOutcome(world.caps, ADA, { ...word, as: 'canceled' })).kind).toBe('changed');
  expect(await observeCutover(world.caps, ID, 1)).toMatchObject({ state: 'overtaken', settled: true });
  const [end] = (await world.assess()).decision.commands;
  expect(end).toMatchObject({
    kind: 'end',
    phase: 'canceled',
    reason: `${ADA.by} settled it as canceled: looked in the portal`,
  });
  if (end?.kind === 'end') await endMigration(world.caps, ID, end);
  await world.register({ id: 'again' });
  expect(await world.stored.registration('again')).toBeDefined();
  expect(await world.journal()).toContain(`${ADA.by} settled it as canceled: looked in the portal`);
});

test('accepted, and the service restores on: the word opens another attempt, for an approval only', async () => {
  const world = await sent();
  world.runs('log3.final.trn', {
    state: 'running',
    rawState: 'InProgress',
    provisioningState: 'Succeeded',
    atRest: true,
  });
  await observeFor(world, 660);
  expect(await world.stored.status(ID)).toMatchObject({
    blocked: { reason: expect.stringMatching(/was accepted at .*, but the service still restores/) },
    next: { action: 'settle' },
  });
  expect((await settleOutcome(world.caps, ADA, { ...word, as: 'notReceived' })).kind).toBe('changed');
  for (let looks = 0; looks < 5; looks++) {
    world.clock.forward(31);
    const { decision } = await world.assess();
    expect(decision.commands.map(({ kind }) => kind)).toEqual(['wait']);
    expect(decision.block).toMatchObject({
      kind: 'attemptObjected',
      reason: expect.stringMatching(/settled attempt 1 by hand/),
    });
  }
  expect(world.sends).toBe(1);

  // The next log of the night is named: the request that was settled may still be taken up, whatever the tail is.
  const history = new BackupHistory({ databaseName: 'Shop', seed: 7 });
  history.full();
  for (let log = 1; log <= 3; log++) history.work().log();
  world.put('log4.trn', history.work().log({ tail: true }).files[0]!);
  await nameTail(world.caps, ADA, 'log4.trn');
  await world.readInTime();
  world.runs('log4.trn');
  for (let looks = 0; looks < 5; looks++) {
    world.clock.forward(31);
    const { decision, facts } = await world.assess();
    expect(facts.tail).toMatchObject({ kind: 'one', tail: { blob: 'log4.trn' } });
    expect(decision.commands.map(({ kind }) => kind)).toEqual(['wait']);
  }
  expect((await world.assess()).decision.block).toMatchObject({ kind: 'attemptObjected' });
});

test('a service that does not report its commands: blocked, stated, ready, with the statement in journal and evidence', async () => {
  const world = await readyWorld();
  world.runs('log3.final.trn', { atRest: undefined });
  for (let passed = 0; passed <= 600; passed += 60) {
    expect((await world.assess()).decision.readiness.ready).toBe(false);
    world.clock.forward(60);
  }
  expect(await world.stored.status(ID)).toMatchObject({
    blocked: { kind: 'checkUnknown', reason: expect.stringMatching(/^engine\.running stays unknown/) },
    next: { action: 'settle', what: expect.stringMatching(/settle it as nothingUnderWay$/) },
  });
  expect((await settleOutcome(world.caps, ADA, { ...word, as: 'nothingUnderWay' })).kind).toBe('changed');
  expect(await world.journal()).toContain(`${ADA.by} settled it as nothingUnderWay: looked in the portal`);
  world.clock.forward(60);
  expect((await world.assess()).decision).toMatchObject({ block: undefined, readiness: { ready: true } });
  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  expect(world.sends).toBe(1);
  expect(JSON.stringify(await readEvidence(world.stored, ID))).toContain(`${ADA.by} stated at`);
});

test('what the service does meanwhile wins: the row is changed by the ETag that was read before', async () => {
  const world = await sent();
  vanish(world);
  await observeFor(world, 420);
  const control = world.stored.changeControl.bind(world.stored);
  world.stored.changeControl = async (id, etag, row, entries) => {
    world.stored.changeControl = control;
    await world.change({ manualOnly: 'somebody was faster' });
    return control(id, etag, row, entries);
  };
  expect(await settleOutcome(world.caps, ADA, { ...word, as: 'canceled' })).toMatchObject({
    kind: 'refused',
    refusal: 'Cannot settle: the migration has changed; check it again',
  });
  expect((await world.control()).attempt?.state).toBe('sent');
});

test('it is confirmed by the target as instance and database', async () => {
  const world = await sent();
  for (const confirm of ['Shop', 'mi/Other', 'other/Shop'])
    expect(await settleOutcome(world.caps, ADA, { ...word, confirm, as: 'canceled' })).toEqual({
      kind: 'mistyped',
      field: 'confirm',
      reason: 'type the target as <instance>/<database>: mi/Shop',
    });
});

test('while nothing blocks nobody settles anything', async () => {
  const world = await sent();
  expect(await settleOutcome(world.caps, ADA, { ...word, as: 'canceled' })).toMatchObject({
    kind: 'refused',
  });
  world.engine.setDatabase(TARGET, 'Online');
  expect(await settleOutcome(world.caps, ADA, { ...word, as: 'completed' })).toMatchObject({
    kind: 'refused',
  });
});

test('completing without end: since when is shown, then what to do, and an online target can be settled', async () => {
  const world = await sent();
  const since = world.clock.now().toISOString();
  await observeFor(world, 3_540);
  expect((await world.stored.status(ID))?.blocked).toBeUndefined();
  expect((await world.stored.status(ID))?.engineStatus).toMatchObject({
    state: 'Completing',
    stateSince: since,
  });
  await observeFor(world, 120);
  expect(await world.stored.status(ID)).toMatchObject({
    blocked: {
      reason: expect.stringMatching(new RegExp(`completing since ${since}.*Business Critical`)),
    },
    next: { action: 'settle' },
  });
  expect(await settleOutcome(world.caps, ADA, { ...word, as: 'completed' })).toMatchObject({
    kind: 'refused',
    refusal: 'Cannot settle: the target database is Restoring',
  });
  world.engine.setDatabase(TARGET, 'Online');
  expect((await settleOutcome(world.caps, ADA, { ...word, as: 'completed' })).kind).toBe('changed');
  expect((await world.control()).attempt).toMatchObject({ state: 'completedUnproven', settledBy: ADA.by });
});
