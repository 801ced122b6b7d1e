/** An end that is told while the service is elsewhere, or of an operation that nobody names. */
import { toEngineStatus } from '../../shared/adapters/dms/dms-status';
import { migrationSchema } from '../../shared/adapters/dms/dms-wire';
import type { EngineStatus } from '../../shared/core/engine/engine-status';
import { endMigration } from '../../shared/use-cases/cutover/end-migration';
import { observeCutover } from '../../shared/use-cases/cutover/observe-cutover';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { ID, readyWorld, TARGET, type World } from '../support/world';

const ENDS = ['canceled', 'failed', 'succeeded'] as const;

async function untold(world: World, state: EngineStatus['state']): Promise<void> {
  const reading = await world.engine.read(TARGET);
  if (reading.kind !== 'read') throw new Error('not read');
  const status = { ...reading.status, state, rawState: state, operationId: undefined };
  world.engine.scriptReadings({ kind: 'read', status });
}

async function send(world: World) {
  await world.assess();
  await recordIntent(world.caps, ID, 1);
  const sent = await triggerCutover(world.caps, ID, 1);
  world.clock.forward(15);
  return sent;
}

const orders = async (world: World) => (await world.assess()).decision.commands.map(({ kind }) => kind);

test.each(ENDS)('before any request, %s of no operation: not believed on one reading', async (state) => {
  const world = await readyWorld({}, { mode: 'manual' });
  await untold(world, state);
  const { decision, facts } = await world.assess();
  expect(facts.engine).toMatchObject({ kind: 'read', status: { state } });
  expect(decision.commands.map(({ kind }) => kind)).toEqual(['wait']);
  // It is looked at as often as in a window, so that three readings do not take longer than they must.
  const wait = Date.parse(decision.nextCheckAt ?? '') - world.clock.now().getTime();
  expect(wait).toBe(facts.control.policy.windowPollSeconds * 1000);
  world.clock.forward(15);
  expect(await orders(world)).toEqual(['wait']);
  expect((await world.assess()).decision.watchState.doubtfulEnd).toBeUndefined();
});

test.each([
  ['canceled', 'canceled', 'cancelled outside of this product'],
  ['failed', 'failed', /without a reason/],
  ['succeeded', 'completed', 'the cutover was made outside of this product'],
] as const)('%s of no operation, said for five minutes, is the end', async (state, phase, reason) => {
  const world = await readyWorld({}, { mode: 'manual' });
  for (let passed = 0; passed < 300; passed += 75) {
    await untold(world, state);
    expect(await orders(world)).toEqual(['wait']);
    world.clock.forward(75);
  }
  await untold(world, state);
  const [end] = (await world.assess()).decision.commands;
  expect(end).toMatchObject({
    kind: 'end',
    phase,
    reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
  });
});

test.each(ENDS)(
  'accepted, then one reading says %s of no operation: observed on, and confirmed',
  async (state) => {
    const world = await readyWorld();
    expect((await send(world)).state).toBe('sent');
    await untold(world, state);
    expect(await observeCutover(world.caps, ID, 1)).toMatchObject({ state: 'sent', settled: false });
    expect(await orders(world)).toEqual(['cutOver', 'wait']);
    world.engine.settle();
    world.clock.forward(15);
    expect(await observeCutover(world.caps, ID, 1)).toMatchObject({ state: 'confirmed', settled: true });
  },
);

test('what the new DMS answers while a resource of that name fails its validation is no end', async () => {
  const world = await readyWorld({}, { mode: 'manual' });
  const body = { properties: { kind: 'SqlMi', provisioningState: 'Failed', sourceDatabaseName: 'Shop' } };
  const status = toEngineStatus(migrationSchema.parse(body), world.clock.now().toISOString());
  expect(status).toMatchObject({ state: 'failed', operationId: undefined });
  world.engine.scriptReadings({ kind: 'read', status });
  expect(await orders(world)).toEqual(['wait']);
});

test('refused as busy because its double was taken: it may be ours, the end says', async () => {
  const world = await readyWorld();
  const answer = { kind: 'refused', httpStatus: 409, code: 'OperationInProgress', message: 'busy' } as const;
  world.engine.scriptAnswers('cutover', { answer, carriedOut: true });
  expect((await send(world)).state).toBe('refused');
  world.engine.settle();
  const [end] = (await world.assess()).decision.commands;
  expect(end).toMatchObject({
    kind: 'end',
    phase: 'completed',
    reason:
      'the service completed the cutover after it had refused attempt 1: it processed the request nevertheless, or somebody else requested the cutover',
  });
});

test('the end that is stored decides about the claims, not the one that a watch had ordered', async () => {
  const world = await readyWorld({}, { mode: 'manual' });
  const at = world.clock.now().toISOString();
  await world.change({ ended: { phase: 'completed', at, reason: 'by an operator’s word' } });
  await endMigration(world.caps, ID, { phase: 'failed', reason: 'as a look before the word saw it' });
  await world.register({ id: 'again' });
  expect(await world.stored.registration('again')).toBeUndefined();

  const failed = await readyWorld({}, { mode: 'manual' });
  await failed.change({ ended: { phase: 'failed', at, reason: 'as seen before' } });
  await endMigration(failed.caps, ID, { phase: 'completed', reason: 'as a later look saw it' });
  await failed.register({ id: 'again' });
  expect((await failed.stored.registration('again'))?.id).toBe('again');
});
