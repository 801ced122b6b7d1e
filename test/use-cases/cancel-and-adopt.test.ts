import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import type { CancelIntent } from '../../shared/core/migration/control';
import { cancelMigration } from '../../shared/use-cases/cutover/cancel-and-retry';
import { endMigration } from '../../shared/use-cases/cutover/end-migration';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { ADA, CREATE, ID, OPERATION, readyWorld, SCOPE, TARGET, World } from '../support/world';
import { testDyingProcesses } from './dying-processes';

const cancels = (world: World): number => world.engine.count('cancel');
const cancelOf = async (world: World): Promise<CancelIntent | undefined> => (await world.control()).cancel;

async function asked(world: World): Promise<World> {
  expect((await requestCancel(world.caps, ADA)).kind).toBe('changed');
  return world;
}

describe('G2: cancelling', () => {
  test('is asked for, ordered, sent once, confirmed by observation, and ends the migration', async () => {
    const world = await asked(await readyWorld());
    expect((await world.assess()).decision.commands[0]).toEqual({ kind: 'cancel' });
    expect(await cancelMigration(world.caps, ID)).toEqual({ acted: true });
    expect(await cancelOf(world)).toMatchObject({ state: 'sent' });
    expect(await cancelMigration(world.caps, ID)).toEqual({ acted: false });
    expect(cancels(world)).toBe(1);
    expect(world.engine.requests.at(-1)).not.toMatchObject({ kind: 'remove' });
    world.engine.settle();
    const { decision } = await world.assess();
    expect(await cancelOf(world)).toMatchObject({ state: 'confirmed' });
    expect(decision.commands[0]).toMatchObject({
      kind: 'end',
      phase: 'canceled',
      reason: 'cancelled by ada@example.com',
    });
  });

  test('asking twice changes nothing', async () => {
    const world = await asked(await readyWorld());
    const before = await world.stored.control(ID);
    await asked(world);
    expect((await world.stored.control(ID))?.etag).toBe(before?.etag);
  });

  test.each(['sending', 'sent', 'unknown', 'confirmed'] as const)(
    'is refused while an attempt is %s, and an intended one is not sent',
    async (state) => {
      const world = await asked(await readyWorld());
      const { cancel, ...rest } = await world.control();
      const attempt = {
        number: 1,
        state,
        tail: { blob: 'log3.final.trn', setKey: 'x', lastLsn: 1n as never },
        operationId: OPERATION,
        requestedBy: 'policy:auto',
        requestedAt: world.clock.now().toISOString(),
      };
      await world.change({ attempt, cancel: undefined });
      expect(await requestCancel(world.caps, ADA)).toMatchObject({ kind: 'refused' });
      await world.change({ ...rest, attempt, cancel });
      await cancelMigration(world.caps, ID);
      expect(cancels(world)).toBe(0);
    },
  );

  test('an attempt that was only intended does not survive it', async () => {
    const world = await readyWorld();
    await recordIntent(world.caps, ID, 1);
    await asked(world);
    expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({
      state: 'withdrawn',
      reason: expect.stringMatching(/requested a cancel/),
    });
    expect(world.sends).toBe(0);
  });

  test.each<[name: string, disturb: (world: World) => void, reason: RegExp]>([
    [
      'the service completes',
      (world) => world.engine.set(TARGET, { state: 'completing', rawState: 'Completing' }),
      /Completing/,
    ],
    ['the database is online', (world) => world.engine.setDatabase(TARGET, 'Online'), /Online/],
    [
      'another operation runs',
      (world) => world.engine.set(TARGET, { operationId: 'other' }),
      /runs operation other/,
    ],
    [
      'no operation is told',
      (world) => world.engine.set(TARGET, { operationId: undefined }),
      /operation unknown/,
    ],
  ])('is withdrawn when %s', async (_name, disturb, reason) => {
    const world = await asked(await readyWorld());
    disturb(world);
    expect(await cancelMigration(world.caps, ID)).toEqual({ acted: true });
    expect(await cancelOf(world)).toMatchObject({
      state: 'withdrawn',
      reason: expect.stringMatching(reason),
    });
    expect(cancels(world)).toBe(0);
  });

  test('waits while the service cannot be read', async () => {
    const world = await asked(await readyWorld());
    world.engine.scriptReadings({ kind: 'trouble', code: 'unreachable', message: 'no answer' });
    expect(await cancelMigration(world.caps, ID)).toEqual({ acted: false });
    expect(await cancelOf(world)).toMatchObject({ state: 'intended' });
  });

  test.each([
    ['dms', /drops the target database$/],
    ['lrs', /deletes the database whatever its state$/],
    ['dms-classic', /cancels the whole task, which ends every database of the task/],
  ] as const)('the journal says what engine %s will do', async (engine, effect) => {
    const world = new World();
    await world.register({ engine });
    await world.change({ operationId: OPERATION });
    await asked(world);
    expect((await world.journal()).at(-1)).toMatch(effect);
  });

  test('a migration that is not adopted has nothing to cancel', async () => {
    const world = new World();
    await world.register();
    expect(await requestCancel(world.caps, ADA)).toMatchObject({
      kind: 'refused',
      refusal: expect.stringMatching(/not adopted/),
    });
  });

  const unclear: ChangeAnswer = { kind: 'unknown', reason: 'reset' };

  test('an unclear one that had no effect is refused after a while, and the migration is held', async () => {
    const world = await asked(await readyWorld());
    world.engine.scriptAnswers('cancel', { answer: unclear });
    await cancelMigration(world.caps, ID);
    await world.assess();
    expect(await cancelOf(world)).toMatchObject({ state: 'unknown' });
    world.clock.forward(10 + 60 + 60);
    await world.assess();
    expect(await cancelOf(world)).toMatchObject({ state: 'refused' });
    expect((await world.control()).holds?.[0]).toMatchObject({ by: 'watch' });
    const { decision } = await world.assess();
    expect(decision.commands).toMatchObject([{ kind: 'wait' }]);
    await asked(world);
  });

  test('an unclear one is not sent again by a run that is delivered twice', async () => {
    const world = await asked(await readyWorld());
    world.engine.scriptAnswers('cancel', { answer: unclear });
    await cancelMigration(world.caps, ID);
    expect(await cancelMigration(world.caps, ID)).toEqual({ acted: false });
    expect(cancels(world)).toBe(1);
    expect(await cancelOf(world)).toMatchObject({ state: 'unknown' });
  });

  test('an unclear one that was carried out ends the migration', async () => {
    const world = await asked(await readyWorld());
    world.engine.scriptAnswers('cancel', { answer: unclear, carriedOut: true });
    await cancelMigration(world.caps, ID);
    world.engine.settle();
    expect((await world.assess()).decision.commands[0]).toMatchObject({ kind: 'end', phase: 'canceled' });
  });

  testDyingProcesses({
    asked: async (options) => asked(await readyWorld(options)),
    carryOut: cancelMigration,
    sends: cancels,
    stateOf: async (world) => (await cancelOf(world))?.state,
  });

  test('a reading that is too old by the time of the claim sends nothing', async () => {
    const world = await asked(await readyWorld());
    const read = world.engine.readTargetDatabase.bind(world.engine);
    world.engine.readTargetDatabase = async (target) => {
      world.clock.forward(11);
      return read(target);
    };
    await cancelMigration(world.caps, ID);
    expect(cancels(world)).toBe(0);
    expect(await cancelOf(world)).toMatchObject({ state: 'withdrawn' });
  });
});

describe('adopting', () => {
  test('G3: a migration under way before the registration is never cut over automatically', async () => {
    const world = new World();
    world.runs('log3.final.trn');
    world.clock.forward(3600);
    await world.register();
    await adoptMigration(world.caps, ID, OPERATION);
    expect((await world.control()).manualOnly).toMatch(/an operator approves the cutover/);
  });

  test.each<[name: string, prepare: (world: World) => Promise<void>]>([
    [
      'one that has restored nothing yet',
      async (world) => {
        world.runs();
        world.clock.forward(60);
        await world.register();
      },
    ],
    [
      'one that started after the registration',
      async (world) => {
        await world.register();
        world.clock.forward(60);
        world.runs('log1.trn');
      },
    ],
    [
      'one this ledger created',
      async (world) => {
        await world.register({ start: 'create', create: CREATE });
        await world.change({
          creation: { by: 'ada', at: world.clock.now().toISOString(), state: 'unknown' },
        });
        world.runs('log1.trn', { startedOn: undefined });
      },
    ],
  ])('%s may be', async (_name, prepare) => {
    const world = new World();
    await prepare(world);
    await adoptMigration(world.caps, ID, OPERATION);
    expect(await world.control()).toMatchObject({ operationId: OPERATION });
    expect((await world.control()).manualOnly).toBeUndefined();
  });

  test('a registration for creation that finds one under way counts as a lost ledger', async () => {
    const world = new World();
    world.runs('log3.final.trn');
    world.clock.forward(60);
    await world.register({ start: 'create', create: CREATE });
    await adoptMigration(world.caps, ID, OPERATION);
    expect((await world.control()).manualOnly).toBeDefined();
  });

  test('twice changes nothing, and a service that does not answer counts as under way', async () => {
    const world = new World();
    await world.register();
    world.engine.scriptReadings({ kind: 'trouble', code: 'unreachable', message: 'no answer' });
    await adoptMigration(world.caps, ID, OPERATION);
    await adoptMigration(world.caps, ID, 'other');
    expect(await world.control()).toMatchObject({ operationId: OPERATION, manualOnly: expect.any(String) });
  });
});

test('the end is written once, and the first one stays', async () => {
  const world = await readyWorld();
  await endMigration(world.caps, ID, { phase: 'completed', reason: 'done' });
  await endMigration(world.caps, ID, { phase: 'failed', reason: 'late' });
  expect((await world.control()).ended).toMatchObject({ phase: 'completed', reason: 'done' });
  expect(await world.stored.status(ID)).toMatchObject({ phase: 'completed' });
  expect(SCOPE).toContain('managedInstances');
});
