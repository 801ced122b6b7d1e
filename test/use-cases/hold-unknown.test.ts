/** A hold while nobody knows whether the cutover request arrived: it forbids the second one, and says what it cannot do. */
import type { AttemptState } from '../../shared/core/migration/control';
import { holdsOf } from '../../shared/core/migration/holds';
import { observeCutover } from '../../shared/use-cases/cutover/observe-cutover';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { hold, release } from '../../shared/use-cases/operate/hold-migration';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { ADA, ID, readyWorld, type World } from '../support/world';

const STOP = 'stop, the source is being opened again';

async function unclear(carriedOut = false): Promise<World> {
  const world = await readyWorld();
  await world.assess();
  await recordIntent(world.caps, ID, 1);
  world.engine.scriptAnswers('cutover', {
    answer: { kind: 'unknown', reason: 'connection reset' },
    carriedOut,
  });
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'unknown' });
  return world;
}

async function observeUntilSettled(world: World): Promise<AttemptState> {
  for (let looks = 0; looks < 40; looks++) {
    const { state, settled } = await observeCutover(world.caps, ID, 1);
    if (settled) return state;
    world.clock.forward(15);
  }
  throw new Error('never settled');
}

test('it is taken at every moment until the attempt is settled, and the second request is not sent', async () => {
  const world = await unclear();
  for (let looks = 0; looks < 15; looks++) {
    expect((await hold(world.caps, ADA, STOP)).kind).toBe('changed');
    const { settled } = await observeCutover(world.caps, ID, 1);
    if (settled) break;
    world.clock.forward(15);
  }
  expect((await world.control()).attempt?.state).toBe('notReceived');
  for (let looks = 0; looks < 20; looks++) {
    world.clock.forward(31);
    expect((await world.assess()).decision.commands.map(({ kind }) => kind)).toEqual(['wait']);
  }
  expect(world.sends).toBe(1);
  expect(await world.journal()).toContain(
    `Held (1): ${STOP}; the request of attempt 1 may still arrive; the hold forbids another`,
  );
});

test('while it stands the status says that the first may still arrive, and no longer once it is settled', async () => {
  const world = await unclear();
  await hold(world.caps, ADA, STOP);
  await world.assess();
  expect((await world.stored.status(ID))?.headline).toBe(
    `Held by ${ADA.by}: ${STOP}; the request of attempt 1 may still arrive; the hold forbids another`,
  );
  expect(await observeUntilSettled(world)).toBe('notReceived');
  await world.assess();
  expect((await world.stored.status(ID))?.headline).toBe(`Held by ${ADA.by}: ${STOP}`);
});

test('without a hold the second request follows by itself', async () => {
  const world = await unclear();
  expect(await observeUntilSettled(world)).toBe('notReceived');
  world.clock.forward(31);
  await world.assess();
  world.clock.forward(31);
  expect((await world.assess()).decision.commands[0]).toMatchObject({ kind: 'cutOver', attempt: 2 });
});

test('the first that did arrive goes on, held or not', async () => {
  const world = await unclear(true);
  expect((await hold(world.caps, ADA, STOP)).kind).toBe('changed');
  world.engine.settle();
  expect(await observeUntilSettled(world)).toBe('confirmed');
});

test('a hold that was taken can be released again, and cancelling stays refused', async () => {
  const world = await unclear();
  await hold(world.caps, ADA, STOP);
  expect((await requestCancel(world.caps, ADA)).kind).toBe('refused');
  expect((await release(world.caps, ADA)).kind).toBe('changed');
  expect(holdsOf(await world.control())).toEqual([]);
});

test.each<[AttemptState, seconds: number, taken: boolean]>([
  ['sending', 0, false],
  ['sending', 29, false],
  // The run that claimed it may no longer send: without an answer by then, nobody knows.
  ['sending', 30, true],
  ['sent', 9_999, false],
  ['confirmed', 9_999, false],
])('while the attempt is %s, %d s after the claim: taken %s', async (state, seconds, taken) => {
  const world = await unclear();
  const { attempt } = await world.control();
  await world.change({ attempt: { ...attempt!, state } });
  world.clock.forward(seconds);
  const outcome = await hold(world.caps, ADA, STOP);
  expect(outcome.kind).toBe(taken ? 'changed' : 'refused');
  if (outcome.kind === 'refused') expect(outcome.refusal).toMatch(new RegExp(`attempt 1 is ${state}`));
});

test('a cutover that the service began by itself is never unclear', async () => {
  const world = await unclear();
  const { attempt } = await world.control();
  await world.change({ attempt: { ...attempt!, requestedBy: 'service' } });
  expect(await hold(world.caps, ADA, STOP)).toMatchObject({ kind: 'refused' });
});

test('an ended migration takes no hold', async () => {
  const world = await unclear();
  await world.change({ ended: { phase: 'canceled', at: world.clock.now().toISOString(), reason: 'x' } });
  expect(await hold(world.caps, ADA, STOP)).toMatchObject({
    kind: 'refused',
    refusal: 'Cannot hold: the migration has ended (canceled)',
  });
});
