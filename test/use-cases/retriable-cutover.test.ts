/** An accepted cutover after which the service waits for a retry: one way out, and it works. */
import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import { observeCutover } from '../../shared/use-cases/cutover/observe-cutover';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { requestRetry } from '../../shared/use-cases/operate/request-retry';
import { ADA, ID, readyWorld, TARGET, type World } from '../support/world';

const RETRIABLE = {
  state: 'retriable',
  rawState: 'Retriable',
  provisioningState: 'Succeeded',
  atRest: true,
} as const;

async function retriable(answer?: ChangeAnswer): Promise<World> {
  const world = await readyWorld();
  await world.assess();
  await recordIntent(world.caps, ID, 1);
  if (answer !== undefined) world.engine.scriptAnswers('cutover', { answer, carriedOut: true });
  await triggerCutover(world.caps, ID, 1);
  world.clock.forward(60);
  world.engine.set(TARGET, RETRIABLE);
  await observeCutover(world.caps, ID, 1);
  return world;
}

test('the status names the retry, the retry is taken and sent once, and the cutover is confirmed', async () => {
  const world = await retriable();
  const status = await world.stored.status(ID);
  expect(status).toMatchObject({
    headline: expect.stringMatching(/^Blocked: the service waits for a retry/),
    next: { action: 'retry' },
  });
  expect((await requestRetry(world.caps, ADA)).kind).toBe('changed');
  world.clock.forward(15);
  await observeCutover(world.caps, ID, 1);
  expect(world.engine.count('retry')).toBe(1);
  world.clock.forward(15);
  await observeCutover(world.caps, ID, 1);
  world.engine.set(TARGET, { state: 'completing', rawState: 'Completing', atRest: false });
  world.engine.settle();
  world.clock.forward(15);
  expect(await observeCutover(world.caps, ID, 1)).toMatchObject({ state: 'confirmed' });
  expect([world.engine.count('retry'), world.sends]).toEqual([1, 1]);
});

test('it is the one way out: a cancel stays refused', async () => {
  expect(await requestCancel((await retriable()).caps, ADA)).toMatchObject({ kind: 'refused' });
});

test('a retry after which the service restores on is given its time, then an operator is asked', async () => {
  const world = await retriable();
  world.clock.forward(3_600);
  await requestRetry(world.caps, ADA);
  await observeCutover(world.caps, ID, 1);
  world.clock.forward(15);
  expect((await observeCutover(world.caps, ID, 1)).state).toBe('sent');
  expect((await world.stored.status(ID))?.blocked).toBeUndefined();
  world.clock.forward(600);
  await observeCutover(world.caps, ID, 1);
  expect((await world.stored.status(ID))?.blocked?.reason).toMatch(
    /was accepted at .*, but the service still restores/,
  );
});

test('an unclear request: what is retried may be the cutover, so it never counts as lost by itself', async () => {
  const world = await retriable({ kind: 'unknown', reason: 'reset' });
  expect((await world.control()).attempt).toMatchObject({
    state: 'unknown',
    retriableAt: expect.any(String),
  });
  expect((await requestRetry(world.caps, ADA)).kind).toBe('changed');
  for (let looks = 0; looks < 60; looks++) {
    world.clock.forward(15);
    expect((await observeCutover(world.caps, ID, 1)).state).toBe('unknown');
  }
  expect([world.engine.count('retry'), world.sends]).toEqual([1, 1]);
  expect((await world.stored.status(ID))?.blocked?.reason).toMatch(/it is unclear whether/);
});

test('while the request is being sent nothing is retried', async () => {
  const world = await retriable();
  const { attempt } = await world.control();
  await world.change({ attempt: { ...attempt!, state: 'sending' } });
  expect(await requestRetry(world.caps, ADA)).toMatchObject({
    kind: 'refused',
    refusal: 'Cannot retry: attempt 1 is sending, the request may have reached the service',
  });
});

test('a service that does not wait for a retry gets none', async () => {
  const world = await retriable();
  world.engine.set(TARGET, { state: 'completing', rawState: 'Completing' });
  expect(await requestRetry(world.caps, ADA)).toMatchObject({
    kind: 'refused',
    refusal: expect.stringMatching(/the service is Completing; only a migration that waits for a retry/),
  });
});
