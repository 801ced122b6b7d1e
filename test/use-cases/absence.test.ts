/** Nothing ends on one absent reading: an accepted cutover, a cancel, a creation. */
import type { EngineReading, TargetReading } from '../../shared/core/engine/reading';
import { cancelMigration, retryMigration } from '../../shared/use-cases/cutover/cancel-and-retry';
import { observeCutover } from '../../shared/use-cases/cutover/observe-cutover';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { requestRetry } from '../../shared/use-cases/operate/request-retry';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { watchFor } from '../support/watch';
import { ADA, ID, OPERATION, readyWorld, someBackups, TARGET, World } from '../support/world';

const NONE: EngineReading = { kind: 'absent' };

/** The service knows no such migration, nor, unless something else is said, its database, until `back`. */
function vanish(world: World, target: TargetReading = { kind: 'absent' }): () => void {
  const read = world.engine.read.bind(world.engine);
  const readTarget = world.engine.readTargetDatabase.bind(world.engine);
  world.engine.read = async () => NONE;
  world.engine.readTargetDatabase = async () => target;
  return () => {
    world.engine.read = read;
    world.engine.readTargetDatabase = readTarget;
  };
}

async function cuttingOver(): Promise<World> {
  const world = await readyWorld();
  await world.assess();
  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  world.clock.forward(15);
  return world;
}

/** Observes every 15 s until it is settled, for at most so many seconds. */
async function observeFor(world: World, seconds: number): Promise<string> {
  let state = '';
  for (let passed = 0; passed <= seconds; passed += 15) {
    const seen = await observeCutover(world.caps, ID, 1);
    state = seen.state;
    if (seen.settled) break;
    world.clock.forward(15);
  }
  return state;
}

const commandsOf = async (world: World) => (await world.assess()).decision.commands;

describe('an accepted cutover', () => {
  test('one 404 of the migration and of its database: it goes on, and is confirmed', async () => {
    const world = await cuttingOver();
    const back = vanish(world);
    expect(await observeCutover(world.caps, ID, 1)).toMatchObject({ state: 'sent', settled: false });
    back();
    expect(await commandsOf(world)).toMatchObject([{ kind: 'cutOver', attempt: 1 }, { kind: 'wait' }]);
    world.clock.forward(15);
    world.engine.settle();
    expect(await observeCutover(world.caps, ID, 1)).toMatchObject({ state: 'confirmed' });
  });

  test('one 404 of the migration alone, ten minutes after it began to complete', async () => {
    const world = await cuttingOver();
    expect(await observeFor(world, 720)).toBe('sent');
    world.engine.scriptReadings(NONE);
    expect(await observeCutover(world.caps, ID, 1)).toMatchObject({ state: 'sent', settled: false });
    expect((await world.control()).attempt?.missing).toMatchObject({ count: 1 });
    await observeCutover(world.caps, ID, 1);
    expect((await world.control()).attempt?.missing).toBeUndefined();
  });

  test('gone with its database for five minutes: overtaken, and the migration ends', async () => {
    const world = await cuttingOver();
    vanish(world);
    expect(await observeFor(world, 285)).toBe('sent');
    expect(await observeFor(world, 60)).toBe('overtaken');
    const [end] = await commandsOf(world);
    expect(end).toMatchObject({
      kind: 'end',
      phase: 'canceled',
      reason: expect.stringMatching(/5 readings from/),
    });
  });

  test.each<[string, TargetReading]>([
    ['restores', { kind: 'found', status: 'Restoring' }],
    ['cannot be read', { kind: 'trouble', code: 'denied', message: 'no right' }],
    ['is of a kind that does not report it', { kind: 'notTold' }],
  ])('gone for hours, and its database %s: no end; the migration may come back', async (_name, target) => {
    const world = await cuttingOver();
    const back = vanish(world, target);
    expect(await observeFor(world, 7_200)).toBe('sent');
    back();
    world.engine.settle();
    expect(await observeFor(world, 60)).toBe('confirmed');
  });
});

describe('a cancel', () => {
  async function asked(): Promise<World> {
    const world = await readyWorld({}, { mode: 'manual' });
    expect((await requestCancel(world.caps, ADA)).kind).toBe('changed');
    return world;
  }

  test.each(['sent', 'unknown'] as const)('that is %s survives one 404', async (state) => {
    const world = await asked();
    if (state === 'unknown')
      world.engine.scriptAnswers('cancel', {
        answer: { kind: 'unknown', reason: 'reset' },
        carriedOut: true,
      });
    await cancelMigration(world.caps, ID);
    expect((await world.control()).cancel?.state).toBe(state);
    world.engine.scriptReadings(NONE);
    for (let looks = 0; looks < 3; looks++)
      expect((await commandsOf(world)).map(({ kind }) => kind)).toEqual(['wait']);
    expect((await world.control()).cancel?.state).toBe(state);
  });

  test.each(['sent', 'unknown'] as const)(
    'that is %s is confirmed once all is gone for five minutes',
    async (state) => {
      const world = await asked();
      if (state === 'unknown')
        world.engine.scriptAnswers('cancel', { answer: { kind: 'unknown', reason: 'reset' } });
      await cancelMigration(world.caps, ID);
      vanish(world);
      for (let seconds = 0; seconds <= 285; seconds += 15) {
        expect((await commandsOf(world)).map(({ kind }) => kind)).toEqual(['wait']);
        world.clock.forward(15);
      }
      await world.assess();
      expect((await world.control()).cancel).toMatchObject({ state: 'confirmed' });
      expect(await commandsOf(world)).toMatchObject([{ kind: 'end', phase: 'canceled' }]);
    },
  );

  test('gone, and the target restores: nobody calls that canceled', async () => {
    const world = await asked();
    await cancelMigration(world.caps, ID);
    vanish(world, { kind: 'found', status: 'Restoring' });
    for (let seconds = 0; seconds <= 3_600; seconds += 60) {
      expect((await commandsOf(world)).map(({ kind }) => kind)).toEqual(['wait']);
      world.clock.forward(60);
    }
  });

  test('that is to be sent stands while one 404 is all that is known, and is sent when the migration is back', async () => {
    const world = await asked();
    world.engine.scriptReadings(NONE);
    expect(await cancelMigration(world.caps, ID)).toEqual({ acted: false });
    expect((await world.control()).cancel).toMatchObject({ state: 'intended', absent: { count: 1 } });
    expect(await cancelMigration(world.caps, ID)).toEqual({ acted: true });
    expect((await world.control()).cancel).toMatchObject({ state: 'sent' });
    expect((await world.control()).cancel?.absent).toBeUndefined();
  });

  test('that the adapter kept back for a 404 of its own is not lost', async () => {
    const world = await asked();
    world.engine.scriptAnswers('cancel', {
      answer: { kind: 'notSent', reason: 'the service says that there is no database "Shop"', absent: true },
    });
    expect(await cancelMigration(world.caps, ID)).toEqual({ acted: false });
    expect((await world.control()).cancel).toMatchObject({ state: 'intended', absent: { count: 1 } });
    expect(await cancelMigration(world.caps, ID)).toEqual({ acted: true });
    expect((await world.control()).cancel).toMatchObject({ state: 'sent' });
  });

  test.each<[TargetReading, 'confirmed' | 'withdrawn', RegExp]>([
    [{ kind: 'absent' }, 'confirmed', /nothing left to cancel: the migration is no longer at the service/],
    [
      { kind: 'found', status: 'Restoring' },
      'withdrawn',
      /no longer at the service, the target database is Restoring/,
    ],
  ])('of what is gone for five minutes, the target %j, is %s', async (target, state, reason) => {
    const world = await asked();
    vanish(world, target);
    for (let seconds = 0; seconds <= 300; seconds += 15) {
      await cancelMigration(world.caps, ID);
      world.clock.forward(15);
    }
    expect((await world.control()).cancel).toMatchObject({ state, reason: expect.stringMatching(reason) });
    expect((await world.control()).holds === undefined).toBe(state === 'confirmed');
    expect(world.engine.count('cancel')).toBe(0);
    if (state === 'confirmed')
      expect(await commandsOf(world)).toMatchObject([{ kind: 'end', phase: 'canceled' }]);
  });
});

test('a retry that is to be sent survives one 404', async () => {
  const world = await readyWorld();
  world.engine.set(TARGET, { state: 'retriable', rawState: 'Retriable' });
  expect((await requestRetry(world.caps, ADA)).kind).toBe('changed');
  world.engine.scriptReadings(NONE);
  expect(await retryMigration(world.caps, ID)).toEqual({ acted: false });
  expect((await world.control()).retry).toMatchObject({ state: 'intended' });
  expect(await retryMigration(world.caps, ID)).toEqual({ acted: true });
  expect(world.engine.count('retry')).toBe(1);
});

test.each([120, 1_200, 3_600])(
  'a migration that was deleted is counted whatever the cadence at rest (%i s)',
  async (restPollSeconds) => {
    const world = new World();
    await world.register({}, { mode: 'manual', restPollSeconds, logCadenceMinutes: 1_440 });
    world.runs();
    world.put('full.bak', someBackups()['full.bak']!);
    await world.assess();
    await adoptMigration(world.caps, ID, OPERATION);
    await world.assess();
    await watchFor(world, 1);
    vanish(world);
    expect((await world.assess()).decision.headline).toContain(
      'the service answers that it knows no such migration',
    );
    world.clock.forward(restPollSeconds);
    await watchFor(world, 600);
    expect((await world.stored.status(ID))?.blocked?.kind).toBe('migrationGone');
  },
);
