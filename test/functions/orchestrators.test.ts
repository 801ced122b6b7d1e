import { makeActivities } from '../../functions/activities/activities';
import { performCutover } from '../../functions/orchestrators/perform-cutover';
import { watchGroup } from '../../functions/orchestrators/watch-group';
import { watchMigration } from '../../functions/orchestrators/watch-migration';
import { AZURE_TIMING } from '../../shared/core/timing';
import type { Command } from '../../shared/core/watch/decide';
import { runOrchestrator, type Fakes, type Run } from '../support/run-orchestrator';
import { readyWorld } from '../support/world';

const NOW = '2026-03-01T22:00:00.000Z';
const UNTIL = '2026-03-01T22:02:00.000Z';
const WAIT: Command = { kind: 'wait', until: UNTIL };

function orders(...commands: readonly Command[]): unknown {
  return {
    kind: 'orders',
    commands,
    phase: 'following',
    headline: 'Following: 3 files in the chain',
    ready: false,
    asOf: NOW,
    nextCheckAt: UNTIL,
  };
}

const fail = (): never => {
  throw new Error('a fault');
};

function watch(fakes: Fakes, input: unknown = { id: 'shop' }): Run {
  return runOrchestrator(watchMigration, input, fakes, NOW);
}

const named = (run: Run): readonly string[] =>
  run.actions.map((action) => ('name' in action ? action.name : action.kind));

describe('watchMigration', () => {
  test('waits for a nudge or the time, then continues as new', () => {
    const run = watch({ activities: { assess: () => orders(WAIT) } });
    expect(named(run)).toEqual(['assess', 'eventOrTimer']);
    expect(run).toMatchObject({
      endedAt: UNTIL,
      continuedAs: { id: 'shop', notBefore: '2026-03-01T22:02:02.000Z' },
    });
    expect(run.customStatus).toEqual({
      phase: 'following',
      headline: 'Following: 3 files in the chain',
      ready: false,
      asOf: NOW,
      nextCheckAt: UNTIL,
    });
  });

  test('a nudge shortens the wait', () => {
    const run = watch({ activities: { assess: () => orders(WAIT) }, eventAfter: () => 5 });
    expect(run.endedAt).toBe('2026-03-01T22:00:05.000Z');
  });

  test('nudges of a burst are taken together', () => {
    const run = watch(
      { activities: { assess: () => orders(WAIT) }, eventAfter: () => 0 },
      { id: 'shop', notBefore: '2026-03-01T22:00:02.000Z' },
    );
    expect(named(run)).toEqual(['assess', 'eventOrTimer', 'timer']);
    expect(run.endedAt).toBe('2026-03-01T22:00:02.000Z');
  });

  test('ends with the migration', () => {
    const ended: unknown[] = [];
    const run = watch({
      activities: {
        assess: () => orders({ kind: 'end', phase: 'completed', reason: 'cutover confirmed' }),
        endMigration: (input) => {
          ended.push(input);
          return null;
        },
      },
    });
    expect(run.result).toBe('completed');
    expect(run.continuedAs).toBeUndefined();
    expect(ended[0]).toEqual({ id: 'shop', phase: 'completed', reason: 'cutover confirmed' });
    expect(run.customStatus).toMatchObject({ phase: 'completed', headline: 'cutover confirmed' });
  });

  test('of a migration nobody registered ends', () => {
    const run = watch({ activities: { assess: () => ({ kind: 'unknownMigration' }) } });
    expect(run).toMatchObject({ result: 'no such migration is registered', continuedAs: undefined });
  });

  test.each<[Command, string]>([
    [{ kind: 'preflight' }, 'preflightForCreation'],
    [{ kind: 'create' }, 'createAtService'],
    [{ kind: 'adopt', operationId: 'op' }, 'adopt'],
  ])('%j is carried out once, without retry, and looked at soon', (command, name) => {
    const run = watch({ activities: { assess: () => orders(command, WAIT), [name]: () => null } });
    expect(run.actions[1]).toMatchObject({ kind: 'activity', name, tries: 1 });
    expect(run.endedAt).toBe('2026-03-01T22:00:01.000Z');
  });

  test.each([
    ['cancel', true],
    ['cancel', false],
    ['retry', true],
    ['retry', false],
  ] as const)('a %s that acted (%s) is looked at soon, one that could not waits', (kind, acted) => {
    const run = watch({
      activities: { assess: () => orders({ kind }, WAIT), [`${kind}AtService`]: () => ({ acted }) },
    });
    expect(run.actions[1]).toMatchObject({ kind: 'activity', name: `${kind}AtService`, tries: 1 });
    expect(run.endedAt).toBe(acted ? '2026-03-01T22:00:01.000Z' : UNTIL);
  });

  test('a cutover is a sub-orchestration of its own, named after the attempt', () => {
    const run = watch({
      activities: { assess: () => orders({ kind: 'cutOver', attempt: 3 }, WAIT) },
      subOrchestrators: { performCutover: () => 'confirmed' },
    });
    expect(run.actions[1]).toEqual({
      kind: 'subOrchestrator',
      name: 'performCutover',
      input: { id: 'shop', attempt: 3, cycle: 0 },
      instanceId: 'shop:cutover:3',
    });
  });

  test.each<[name: string, fakes: Fakes, seconds: number]>([
    ['the assessment', { activities: { assess: fail } }, 60],
    [
      'a creation',
      { activities: { assess: () => orders({ kind: 'create' }, WAIT), createAtService: fail } },
      120,
    ],
    [
      'a cutover',
      {
        activities: { assess: () => orders({ kind: 'cutOver', attempt: 1 }, WAIT) },
        subOrchestrators: { performCutover: fail },
      },
      120,
    ],
    [
      'the end',
      {
        activities: {
          assess: () => orders({ kind: 'end', phase: 'failed', reason: 'x' }),
          endMigration: fail,
        },
      },
      60,
    ],
    ['an answer that is not understood', { activities: { assess: () => ({ kind: 'nonsense' }) } }, 60],
  ])('G3: a fault of %s never ends the watch', (_name, fakes, seconds) => {
    const run = watch(fakes);
    expect(run.failed).toBeUndefined();
    expect(run.continuedAs).toMatchObject({ id: 'shop' });
    expect(Date.parse(run.endedAt) - Date.parse(NOW)).toBeGreaterThanOrEqual(seconds * 1000);
  });

  test('G7: a cycle leaves few rows, even when everything fails', () => {
    expect(watch({ activities: { assess: () => orders(WAIT) } }).historyRows).toBeLessThan(20);
    expect(watch({ activities: { assess: fail } }).historyRows).toBeLessThan(60);
  });
});

interface Observation {
  readonly cycle: number;
}

function cutover(fakes: Fakes['activities'], cycle = 0): Run {
  return runOrchestrator(performCutover, { id: 'shop', attempt: 1, cycle }, { activities: fakes }, NOW);
}

const intent = () => ({ kind: 'attempt', state: 'intended' });
const seen = (state: string, settled: boolean) => ({ state, settled, delaySeconds: 15 });

describe('performCutover', () => {
  test('records, sends once without retry, observes until it is settled', () => {
    const run = cutover({
      recordIntent: intent,
      triggerCutover: () => ({ state: 'sent' }),
      observeCutover: (_input, call) => (call < 3 ? seen('sent', false) : seen('confirmed', true)),
    });
    expect(run.result).toBe('confirmed');
    expect(run.actions).toMatchObject([
      { name: 'recordIntent', tries: 5 },
      { name: 'triggerCutover', tries: 1 },
      { name: 'observeCutover', input: { cycle: 0 } },
      { kind: 'timer', at: '2026-03-01T22:00:15.000Z' },
      { name: 'observeCutover', input: { cycle: 1 } },
      { kind: 'timer' },
      { name: 'observeCutover', input: { cycle: 2 } },
    ]);
  });

  test.each(['withdrawn', 'refused'])('%s needs no observation', (state) => {
    const run = cutover({ recordIntent: intent, triggerCutover: () => ({ state, reason: 'held' }) });
    expect(run.result).toBe(state);
    expect(run.actions).toHaveLength(2);
  });

  test('without an intent nothing is sent', () => {
    const run = cutover({ recordIntent: () => ({ kind: 'none', reason: 'held' }) });
    expect(run).toMatchObject({ result: 'held', actions: [{ name: 'recordIntent' }] });
  });

  test('an attempt that nobody sent is left to the watch', () => {
    const run = cutover({
      recordIntent: intent,
      triggerCutover: () => ({ state: 'intended' }),
      observeCutover: () => seen('intended', false),
    });
    expect(run.result).toBe('intended');
  });

  test('G2: a fault of the sender is never tried again here', () => {
    let sends = 0;
    const run = cutover({
      recordIntent: intent,
      triggerCutover: () => {
        sends += 1;
        throw new Error('killed');
      },
    });
    expect(sends).toBe(1);
    expect(run.failed).toBeInstanceOf(Error);
  });

  test('G7: continues as new every ten observations and never sends from then on', () => {
    const cycles: number[] = [];
    const run = cutover(
      {
        observeCutover: (input: Observation) => {
          cycles.push(input.cycle);
          return seen('sent', false);
        },
      },
      20,
    );
    expect(run.continuedAs).toEqual({ id: 'shop', attempt: 1, cycle: 30 });
    expect(cycles).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    expect(run.historyRows).toBeLessThan(150);
  });

  test('G7: at most 500 rows even when every activity succeeds only at its last try', () => {
    const atLast = (value: unknown) => (_input: never, call: number) => (call % 5 === 0 ? value : fail());
    const run = cutover({
      recordIntent: atLast(intent()),
      triggerCutover: () => ({ state: 'sent' }),
      observeCutover: atLast(seen('sent', false)),
    });
    expect(run.failed).toBeUndefined();
    expect(run.historyRows).toBeLessThanOrEqual(500);
  });
});

describe('activities', () => {
  test('every contract has one, and each checks its input', async () => {
    const world = await readyWorld();
    const activities = makeActivities(world.caps);
    expect(activities.map(({ name }) => name).sort()).toEqual([
      'adopt',
      'advanceGroup',
      'assess',
      'cancelAtService',
      'createAtService',
      'endMigration',
      'observeCutover',
      'preflightForCreation',
      'recordIntent',
      'retryAtService',
      'triggerCutover',
    ]);
    for (const { handler } of activities) await expect(handler('')).rejects.toThrow();
  });

  test('a whole cutover through the real orchestrators and activities', async () => {
    const world = await readyWorld();
    const activities = new Map(makeActivities(world.caps).map(({ name, handler }) => [name, handler]));
    const call = (name: string, input: unknown) => activities.get(name)?.(input);
    expect(await call('assess', { id: 'shop' })).toMatchObject({
      kind: 'orders',
      phase: 'ready',
      ready: true,
    });
    expect(await call('recordIntent', { id: 'shop', attempt: 1 })).toMatchObject({ state: 'intended' });
    expect(await call('triggerCutover', { id: 'shop', attempt: 1 })).toEqual({ state: 'sent' });
    world.engine.settle();
    expect(await call('observeCutover', { id: 'shop', attempt: 1, cycle: 0 })).toMatchObject({
      state: 'confirmed',
      settled: true,
      delaySeconds: AZURE_TIMING.observeFirst,
    });
    expect(await call('assess', { id: 'shop' })).toMatchObject({
      commands: [{ kind: 'end', phase: 'completed' }],
    });
    expect(await call('endMigration', { id: 'shop', phase: 'completed', reason: 'done' })).toBeNull();
    expect(await call('assess', { id: 'shop' })).toMatchObject({ phase: 'completed' });
    expect(world.sends).toBe(1);
  });

  test('a migration that is not registered', async () => {
    const world = await readyWorld();
    const assess = makeActivities(world.caps).find(({ name }) => name === 'assess');
    expect(await assess?.handler({ id: 'nobody' })).toEqual({ kind: 'unknownMigration' });
  });
});

describe('watchGroup', () => {
  const step = (advanceGroup: () => unknown, eventAfter?: () => number): Run =>
    runOrchestrator(
      watchGroup,
      { id: 'wave-1' },
      { activities: { advanceGroup }, ...(eventAfter && { eventAfter }) },
      NOW,
    );
  const advanced = (standing: string) => () => ({ kind: 'advanced', standing, waitsFor: 'a' });

  test.each([
    ['going', '2026-03-01T22:00:15.000Z'],
    ['waiting', '2026-03-01T22:00:30.000Z'],
    ['held', '2026-03-01T22:05:00.000Z'],
    ['stopped', '2026-03-01T22:05:00.000Z'],
  ])('%s: waits, then continues as new', (standing, endedAt) => {
    const run = step(advanced(standing));
    expect(named(run)).toEqual(['advanceGroup', 'eventOrTimer']);
    expect(run).toMatchObject({
      endedAt,
      continuedAs: { id: 'wave-1' },
      customStatus: { standing, waitsFor: 'a' },
    });
  });

  test('a nudge shortens the wait', () => {
    expect(step(advanced('held'), () => 5).endedAt).toBe('2026-03-01T22:00:05.000Z');
  });

  test('is over with the group', () => {
    expect(step(advanced('ended'))).toMatchObject({ result: 'ended', continuedAs: undefined });
    expect(step(() => ({ kind: 'unknownGroup' }))).toMatchObject({ continuedAs: undefined });
  });

  test('trouble, or another step, never ends it', () => {
    expect(step(fail).continuedAs).toEqual({ id: 'wave-1' });
    expect(step(() => ({ kind: 'overtaken' }))).toMatchObject({
      endedAt: '2026-03-01T22:00:02.000Z',
      continuedAs: { id: 'wave-1' },
    });
  });
});
