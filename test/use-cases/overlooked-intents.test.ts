/** Cancels and retries that meet something in between: what a person asked for is neither forgotten nor mistaken. */
import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import type { MigrationEngine } from '../../shared/ports/migration-engine';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { cancelMigration, retryMigration } from '../../shared/use-cases/cutover/cancel-and-retry';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { requestRetry } from '../../shared/use-cases/operate/request-retry';
import { createMigration } from '../../shared/use-cases/register/create-migration';
import { withdrawRegistration } from '../../shared/use-cases/register/withdraw-registration';
import { aHold } from '../support/facts';
import { ADA, ID, readyWorld, START, toCreate, type World } from '../support/world';

/** The world's engine with one member replaced. */
function withEngine(world: World, replaced: Partial<MigrationEngine>): Capabilities {
  const engine = new Proxy<MigrationEngine>(world.engine, {
    get(target, member) {
      const value: unknown = Reflect.get(member in replaced ? replaced : target, member);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...world.caps, engine: () => engine };
}

describe('a cancel that was not carried out holds the migration: no mode cuts over what somebody wants cancelled', () => {
  test.each<[string, ChangeAnswer]>([
    ['it was not sent', { kind: 'notSent', reason: 'the deadline had passed' }],
    ['the service was busy', { kind: 'refused', httpStatus: 429, code: 'TooManyRequests', message: 'm' }],
  ])('%s', async (_name, answer) => {
    const world = await readyWorld();
    await requestCancel(world.caps, ADA);
    world.engine.scriptAnswers('cancel', { answer });
    await cancelMigration(world.caps, ID);
    expect((await world.control()).holds?.[0]?.reason).toMatch(
      /^the cancel requested by .* was not carried out: .*; cancel again, or release to continue$/,
    );
    const { decision } = await world.assess();
    expect(decision.commands.map(({ kind }) => kind)).not.toContain('cutOver');
  });

  test('the service said an odd word for a moment', async () => {
    const world = await readyWorld();
    await requestCancel(world.caps, ADA);
    world.runs('log3.final.trn', { state: 'unknown', rawState: 'Pausing' });
    await cancelMigration(world.caps, ID);
    expect(await world.control()).toMatchObject({ cancel: { state: 'withdrawn' }, holds: [{ by: 'watch' }] });
  });

  test('a hold that stands stays', async () => {
    const world = await readyWorld();
    await requestCancel(world.caps, ADA);
    await world.change({ holds: [aHold({ by: 'bob', reason: 'freeze' })], lastHold: 1 });
    world.engine.scriptAnswers('cancel', { answer: { kind: 'notSent', reason: 'x' } });
    await cancelMigration(world.caps, ID);
    expect((await world.control()).holds).toMatchObject([{ by: 'bob', reason: 'freeze' }, { by: 'watch' }]);
  });
});

test('nothing is cancelled that ended between the look and the claim', async () => {
  const world = await readyWorld();
  await requestCancel(world.caps, ADA);
  const caps = withEngine(world, {
    async readTargetDatabase() {
      await world.change({ ended: { phase: 'failed', at: world.clock.now().toISOString(), reason: 'x' } });
      return { kind: 'found', status: 'Restoring' };
    },
  });
  await cancelMigration(caps, ID);
  expect(world.engine.count('cancel')).toBe(0);
});

test('the late answer of one run says nothing of the request of another', async () => {
  const world = await readyWorld();
  world.runs('log2.trn', { state: 'retriable', rawState: 'Retriable' });
  const answers: ((answer: ChangeAnswer) => void)[] = [];
  const caps = withEngine(world, {
    retry: () => new Promise<ChangeAnswer>((answer) => answers.push(answer)),
  });
  const sent = async (count: number) => {
    while (answers.length < count) await new Promise(setImmediate);
  };
  await requestRetry(caps, ADA);
  const first = retryMigration(caps, ID);
  await sent(1);
  await retryMigration(caps, ID);
  world.clock.forward(75);
  await requestRetry(caps, ADA);
  const second = retryMigration(caps, ID);
  await sent(2);
  answers[0]!({ kind: 'notSent', reason: 'the deadline had passed' });
  await first;
  expect((await world.control()).retry?.state).toBe('sending');
  answers[1]!({ kind: 'accepted' });
  await second;
  expect((await world.control()).retry?.state).toBe('sent');
});

test('a retry does not forget that an earlier creation was accepted and may still appear', async () => {
  const world = await toCreate();
  world.engine.scriptAnswers('create', { answer: { kind: 'accepted' } });
  world.engine.scriptReadings({ kind: 'absent' });
  await createMigration(world.caps, ID);
  await world.change({
    creation: {
      ...(await world.control()).creation!,
      state: 'sent',
      mayHaveArrived: undefined,
      absent: { what: 'absent', count: 4, firstAt: START, lastAt: START, seconds: 300 },
    },
  });
  world.clock.forward(700);
  world.engine.scriptReadings({ kind: 'absent' });
  expect((await requestRetry(world.caps, ADA)).kind).toBe('changed');
  expect((await world.control()).creation).toMatchObject({ state: 'intended', mayHaveArrived: true });
  expect((await withdrawRegistration(world.caps, ADA, 'typo')).kind).toBe('refused');
});
