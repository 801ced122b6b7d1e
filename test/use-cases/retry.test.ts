import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import type { ControlRow, RetryIntent } from '../../shared/core/migration/control';
import { retryMigration } from '../../shared/use-cases/cutover/cancel-and-retry';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { requestRetry } from '../../shared/use-cases/operate/request-retry';
import { createMigration } from '../../shared/use-cases/register/create-migration';
import {
  ADA,
  forgetfulLedger,
  ID,
  OPERATION,
  readyWorld,
  TARGET,
  toCreate,
  World,
  type WorldOptions,
} from '../support/world';
import { testDyingProcesses } from './dying-processes';

const BOB = { id: ID, by: 'bob@example.com' };
const UNCLEAR: ChangeAnswer = { kind: 'unknown', reason: 'reset' };
const retries = (world: World): number => world.engine.count('retry');
const retryOf = async (world: World): Promise<RetryIntent | undefined> => (await world.control()).retry;

/** A migration that waits for a retry at the service. */
async function waiting(options: WorldOptions = {}): Promise<World> {
  const world = await readyWorld(options);
  world.runs('log2.trn', { state: 'retriable', rawState: 'Retriable' });
  return world;
}

async function asked(world: World): Promise<World> {
  expect((await requestRetry(world.caps, ADA)).kind).toBe('changed');
  return world;
}

async function refusalOf(world: World): Promise<string> {
  const before = await world.stored.control(ID);
  const outcome = await requestRetry(world.caps, ADA);
  expect((await world.stored.control(ID))?.etag).toBe(before?.etag);
  return outcome.kind === 'refused' ? outcome.refusal : outcome.kind;
}

describe('a retry of what waits at the service', () => {
  test('is asked for, ordered, sent once; the migration goes on', async () => {
    const world = await asked(await waiting());
    expect((await world.journal()).at(-1)).toBe('Retry requested: the service retries what waits for it');
    expect((await world.assess()).decision.commands[0]).toEqual({ kind: 'retry' });
    expect(await retryMigration(world.caps, ID)).toEqual({ acted: true });
    expect(await retryOf(world)).toMatchObject({ state: 'sent', by: ADA.by });
    expect(await retryMigration(world.caps, ID)).toEqual({ acted: false });
    expect(retries(world)).toBe(1);
    const { decision } = await world.assess();
    expect(decision.blocked).toBeUndefined();
    expect(decision.commands.map(({ kind }) => kind)).not.toContain('retry');
  });

  test('asking twice changes nothing', async () => {
    const world = await asked(await waiting());
    const before = await world.stored.control(ID);
    await asked(world);
    expect((await requestRetry(world.caps, BOB)).kind).toBe('changed');
    expect((await world.stored.control(ID))?.etag).toBe(before?.etag);
  });

  test.each<[name: string, change: Partial<ControlRow>]>([
    ['held', { holds: [{ number: 1, by: 'ada', at: '2026-03-01T22:00:00.000Z', reason: 'not tonight' }] }],
    ['offline', { offline: true }],
  ])('is possible while it is %s', async (_name, change) => {
    const world = await waiting();
    await world.change(change);
    await asked(world);
    await retryMigration(world.caps, ID);
    expect(retries(world)).toBe(1);
  });

  const attempt = {
    number: 1,
    tail: { blob: 'log3.final.trn', setKey: 'x', lastLsn: 1n as never },
    operationId: OPERATION,
    requestedBy: 'policy:auto',
    requestedAt: '2026-03-01T22:00:00.000Z',
  };

  test.each<[name: string, disturb: (world: World) => unknown, reason: RegExp]>([
    [
      'it runs',
      (world) => world.runs('log2.trn', { state: 'running', rawState: 'InProgress' }),
      /is InProgress; only a migration that waits/,
    ],
    [
      'it completes',
      (world) => world.runs('log2.trn', { state: 'completing' }),
      /only a migration that waits/,
    ],
    [
      'another operation waits',
      (world) => world.runs('x', { operationId: 'other' }),
      /runs operation other, but/,
    ],
    [
      'the service cannot be read',
      (world) => world.engine.scriptReadings({ kind: 'trouble', code: 'unreachable', message: 'no answer' }),
      /^Cannot retry: no answer; retry when/,
    ],
    [
      'it is gone',
      (world) => world.engine.scriptReadings({ kind: 'absent' }),
      /answers that it knows no such migration; retry later/,
    ],
    [
      'a cutover is being sent',
      (world) => world.change({ attempt: { ...attempt, state: 'sending' } }),
      /attempt 1 is sending/,
    ],
    [
      'a cancel was asked for',
      (world) => requestCancel(world.caps, BOB),
      /bob@example.com requested a cancel at .* \(intended\)/,
    ],
    [
      'it has ended',
      (world) => world.change({ ended: { phase: 'failed', at: '2026-03-01T22:00:00.000Z', reason: 'x' } }),
      /the migration has ended/,
    ],
  ])('is refused when %s', async (_name, disturb, reason) => {
    const world = await waiting();
    await disturb(world);
    expect(await refusalOf(world)).toMatch(reason);
    expect(retries(world)).toBe(0);
  });

  test('nobody is asked about a migration that is not registered', async () => {
    expect(await requestRetry(new World().caps, ADA)).toEqual({ kind: 'unknownMigration' });
  });

  test.each<[name: string, disturb: (world: World) => unknown, reason: RegExp]>([
    [
      'the service goes on by itself',
      (world) => world.engine.set(TARGET, { state: 'running', rawState: 'InProgress' }),
      /InProgress/,
    ],
    [
      'another operation waits',
      (world) => world.engine.set(TARGET, { operationId: 'other' }),
      /runs operation other/,
    ],
    ['a cancel was asked for meanwhile', (world) => requestCancel(world.caps, BOB), /requested a cancel/],
  ])('is withdrawn when %s', async (_name, disturb, reason) => {
    const world = await asked(await waiting());
    await disturb(world);
    expect(await retryMigration(world.caps, ID)).toEqual({ acted: true });
    expect(await retryOf(world)).toMatchObject({ state: 'withdrawn', reason: expect.stringMatching(reason) });
    expect(retries(world)).toBe(0);
  });

  test('waits while the service cannot be read', async () => {
    const world = await asked(await waiting());
    world.engine.scriptReadings({ kind: 'trouble', code: 'unreachable', message: 'no answer' });
    expect(await retryMigration(world.caps, ID)).toEqual({ acted: false });
    expect(await retryOf(world)).toMatchObject({ state: 'intended' });
  });

  test('a refusal of the service is shown, and another may be asked for', async () => {
    const world = await asked(await waiting());
    const answer: ChangeAnswer = { kind: 'refused', httpStatus: 400, code: 'Nope', message: 'Said so.' };
    world.engine.scriptAnswers('retry', { answer });
    await retryMigration(world.caps, ID);
    expect(await retryOf(world)).toMatchObject({ state: 'refused', reason: 'Nope Said so.' });
    await asked(world);
  });

  test('G2: an unclear one is not sent again; once a later reading shows no effect, a person may ask anew', async () => {
    const world = await asked(await waiting());
    world.engine.scriptAnswers('retry', { answer: UNCLEAR });
    await retryMigration(world.caps, ID);
    expect(await retryOf(world)).toMatchObject({ state: 'unknown' });
    expect(await retryMigration(world.caps, ID)).toEqual({ acted: false });
    expect(retries(world)).toBe(1);
    expect((await world.assess()).decision.commands).toMatchObject([{ kind: 'wait' }]);
    expect(await refusalOf(world)).toMatch(
      /may have reached the service \(reset\); if the service still waits/,
    );
    world.clock.forward(10 + 60);
    await asked(world);
    await retryMigration(world.caps, ID);
    expect(retries(world)).toBe(2);
  });

  testDyingProcesses({
    asked: async (options) => asked(await waiting(options)),
    carryOut: retryMigration,
    sends: retries,
    stateOf: async (world) => (await retryOf(world))?.state,
  });

  test('a claim whose own write was answered with a conflict counts as done', async () => {
    const world = await waiting();
    await asked(world);
    await retryMigration({ ...world.caps, ledger: forgetfulLedger(world.stored) }, ID);
    expect(retries(world)).toBe(1);
    expect(await retryOf(world)).toMatchObject({ state: 'sent' });
  });

  test('a run that another one overtook between look and claim sends nothing', async () => {
    const world = await asked(await waiting());
    const read = world.engine.read.bind(world.engine);
    world.engine.read = async (target) => {
      const sender = { token: 'another', notAfter: world.clock.now().toISOString() };
      await world.change({ retry: { ...(await retryOf(world))!, state: 'sending', sender } });
      return read(target);
    };
    await retryMigration(world.caps, ID);
    expect(retries(world)).toBe(0);
    expect(await retryOf(world)).toMatchObject({ state: 'sending', sender: { token: 'another' } });
  });

  test('the late answer of the run that sent it says more than that it was given up', async () => {
    const world = await asked(await waiting());
    world.engine.retry = async () => {
      await world.change({ retry: { ...(await retryOf(world))!, state: 'unknown' } });
      return { kind: 'accepted' };
    };
    await retryMigration(world.caps, ID);
    expect(await retryOf(world)).toMatchObject({ state: 'sent' });
  });

  test('a run that is paused before the request sends nothing after its deadline', async () => {
    const world = await asked(await waiting());
    const retry = world.engine.retry.bind(world.engine);
    world.engine.retry = async (target, operationId, deadline) => {
      world.clock.forward(11);
      return retry(target, operationId, deadline);
    };
    await retryMigration(world.caps, ID);
    expect(retries(world)).toBe(0);
    expect(await retryOf(world)).toMatchObject({ state: 'withdrawn' });
  });
});

describe('a retry of a creation', () => {
  const refused: ChangeAnswer = { kind: 'refused', httpStatus: 400, code: 'InvalidLocation', message: 'No.' };

  async function couldNotCreate(answer: ChangeAnswer = refused): Promise<World> {
    const world = await toCreate();
    world.engine.scriptAnswers('create', { answer });
    await createMigration(world.caps, ID);
    return world;
  }

  test('that was refused is sent anew, for the person who asked', async () => {
    const world = await couldNotCreate();
    const { decision } = await world.assess();
    expect(decision.blocked?.what).toMatch(
      /InvalidLocation No\.; once the cause is gone: npm run cutover -- retry shop/,
    );
    expect((await requestRetry(world.caps, BOB)).kind).toBe('changed');
    expect(await world.control()).toMatchObject({
      creation: { by: BOB.by, state: 'intended', number: 2, tries: 1 },
    });
    expect((await world.journal()).at(-1)).toMatch(
      /^Retry requested: try 2 to create the migration; before: the service refused/,
    );
    const after = await world.assess();
    expect(after.decision.blocked).toBeUndefined();
    expect(after.decision.commands[0]).toEqual({ kind: 'create' });
    await createMigration(world.caps, ID);
    expect(world.engine.count('create')).toBe(2);
    world.engine.settle();
    expect((await world.assess()).decision.commands[0]).toMatchObject({ kind: 'adopt' });
  });

  test('asking twice changes nothing; a second person is told that it goes on by itself', async () => {
    const world = await couldNotCreate();
    await requestRetry(world.caps, BOB);
    const before = await world.stored.control(ID);
    expect((await requestRetry(world.caps, BOB)).kind).toBe('changed');
    expect((await world.stored.control(ID))?.etag).toBe(before?.etag);
    expect(await refusalOf(world)).toMatch(/the creation is intended and continues by itself/);
  });

  test('that was lost three times gets three tries more', async () => {
    const world = await toCreate();
    world.engine.scriptAnswers('create', ...Array.from({ length: 9 }, () => ({ answer: UNCLEAR })));
    const turns = async (): Promise<void> => {
      for (let n = 0; n < 100; n++) {
        world.clock.forward(15);
        const [command] = (await world.assess()).decision.commands;
        if (command?.kind === 'create') await createMigration(world.caps, ID);
      }
    };
    await turns();
    expect(world.engine.count('create')).toBe(3);
    await asked(world);
    expect((await world.control()).creation).toMatchObject({ tries: 1, mayHaveArrived: true });
    await turns();
    expect(world.engine.count('create')).toBe(6);
    expect((await world.control()).creation).toMatchObject({
      state: 'notReceived',
      number: 6,
      mayHaveArrived: true,
    });
  });

  test.each<[name: string, prepare: () => Promise<World>, reason: RegExp]>([
    ['was not tried yet', () => toCreate(), /the creation is about to be sent and continues by itself/],
    ['is unclear', () => couldNotCreate(UNCLEAR), /the creation is unknown and continues by itself/],
    [
      'waits for a busy service',
      () => couldNotCreate({ kind: 'refused', httpStatus: 429, code: 'TooManyRequests', message: 'Later.' }),
      /the creation is intended and continues by itself/,
    ],
    [
      'was made: the service has it',
      async () => {
        const world = await couldNotCreate();
        world.runs();
        return world;
      },
      /the service already has the migration \(InProgress\)/,
    ],
    [
      'cannot be looked for',
      async () => {
        const world = await couldNotCreate();
        world.engine.scriptReadings({ kind: 'trouble', code: 'unreachable', message: 'no answer' });
        return world;
      },
      /^Cannot retry: no answer/,
    ],
    [
      'was never to be made',
      async () => {
        const world = new World();
        await world.register();
        return world;
      },
      /this registration creates nothing/,
    ],
  ])('that %s is refused', async (_name, prepare, reason) => {
    expect(await refusalOf(await prepare())).toMatch(reason);
  });
});
