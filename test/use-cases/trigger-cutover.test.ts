import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import { toJson } from '../../shared/core/json';
import type { AttemptState } from '../../shared/core/migration/control';
import { readEvidence } from '../../shared/use-cases/cutover/evidence';
import { observeCutover } from '../../shared/use-cases/cutover/observe-cutover';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { hold } from '../../shared/use-cases/operate/hold-migration';
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { ADA, ID, MortalLedger, readyWorld, TARGET, type World } from '../support/world';

async function intended(world: World): Promise<void> {
  expect((await world.assess()).decision.commands[0]).toEqual({ kind: 'cutOver', attempt: 1 });
  expect(await recordIntent(world.caps, ID, 1)).toEqual({ kind: 'attempt', state: 'intended' });
}

async function stateOf(world: World): Promise<AttemptState | undefined> {
  return (await world.control()).attempt?.state;
}

/** Observes as the orchestration does, until the attempt is settled. */
async function observeToTheEnd(world: World): Promise<AttemptState> {
  for (let cycle = 0; cycle < 40; cycle++) {
    const seen = await observeCutover(world.caps, ID, (await world.control()).attempt?.number ?? 0);
    if (seen.settled) return seen.state;
    world.clock.forward(31);
    world.engine.settle();
  }
  throw new Error('never settled');
}

test('G1, G2: a ready migration is asked to cut over once, and confirmed', async () => {
  const world = await readyWorld();
  await intended(world);
  expect(await triggerCutover(world.caps, ID, 1)).toEqual({ state: 'sent', reason: undefined });
  expect(world.engine.requests.filter(({ kind }) => kind === 'cutover')).toHaveLength(1);
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'sent' });
  expect(world.sends).toBe(1);
  expect(await observeToTheEnd(world)).toBe('confirmed');
});

test('evidence is there before the request leaves, and only for an attempt that was claimed', async () => {
  const world = await readyWorld();
  await intended(world);
  expect((await readEvidence(world.stored, ID))?.atSending).toBeUndefined();
  await triggerCutover(world.caps, ID, 1);
  expect((await readEvidence(world.stored, ID))?.atSending).toMatchObject({
    attempt: 1,
    path: ['full.bak', 'log1.trn', 'log2.trn', 'log3.final.trn'],
    lastRestoredFile: 'log3.final.trn',
    pendingLogs: 0,
  });
});

describe('what comes between intent and request withdraws the attempt', () => {
  test.each<[name: string, disturb: (world: World) => unknown, reason: RegExp]>([
    ['a hold', (world) => hold(world.caps, ADA, 'not tonight'), /held by ada@example.com/],
    ['another tail', (world) => nameTail(world.caps, ADA, 'log2.trn'), /chain.end-is-tail|no longer/],
    ['a newer log', (world) => void world.put('log4.trn', new Uint8Array(10)), /log4.trn/],
    [
      'a count that is not told any more',
      (world) => world.engine.set(TARGET, { pendingLogs: undefined }),
      /treated as unknown, not zero/,
    ],
    ['an operation started anew', (world) => world.engine.set(TARGET, { operationId: 'x' }), /restarted/],
    ['a service that does not answer', trouble, /does not answer/],
    ['a container that does not answer', (world) => world.container.failNext(99), /storage does not answer/],
  ])('%s', async (_name, disturb, reason) => {
    const world = await readyWorld();
    await intended(world);
    await disturb(world);
    const outcome = await triggerCutover(world.caps, ID, 1);
    expect(outcome.state).toBe('withdrawn');
    expect(outcome.reason).toMatch(reason);
    expect(world.sends).toBe(0);
  });

  function trouble(world: World): void {
    world.engine.scriptReadings({
      kind: 'trouble',
      code: 'unreachable',
      message: 'the service does not answer',
    });
  }
});

describe('a hold that arrives between assessment and claim', () => {
  test('wins by the ETag: the attempt is withdrawn', async () => {
    const world = await readyWorld();
    await intended(world);
    const publish = world.stored.publish.bind(world.stored);
    world.stored.publish = async (...args) => {
      world.stored.publish = publish;
      await publish(...args);
      expect((await hold(world.caps, ADA, 'stop')).kind).toBe('changed');
    };
    expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'withdrawn' });
    expect(world.sends).toBe(0);
  });

  test('after the claim it is refused with the reason', async () => {
    const world = await readyWorld();
    await intended(world);
    await triggerCutover(world.caps, ID, 1);
    expect(await hold(world.caps, ADA, 'stop')).toEqual({
      kind: 'refused',
      refusal: 'Cannot hold: attempt 1 is sent, the request may have reached the service',
    });
  });
});

describe('G1: the request starts at most 10 s after the assessment', () => {
  test.each<[name: string, seconds: number, state: AttemptState, reason: RegExp]>([
    ['a slow assessment', 11, 'withdrawn', /longer than 10 s/],
    ['a clock that went back', -5, 'withdrawn', /clock went back/],
  ])('%s before the claim', async (_name, seconds, state, reason) => {
    const world = await readyWorld();
    await intended(world);
    const save = world.stored.saveWorkingState.bind(world.stored);
    world.stored.saveWorkingState = async (...args) => {
      if (args[1].startsWith('evidence')) world.clock.forward(seconds);
      return save(...args);
    };
    const outcome = await triggerCutover(world.caps, ID, 1);
    expect(outcome.state).toBe(state);
    expect(outcome.reason).toMatch(reason);
    expect(world.sends).toBe(0);
  });

  test.each([11, -5, 31])('a clock that jumps by %d s during the claim sends nothing', async (seconds) => {
    const world = await readyWorld();
    await intended(world);
    const change = world.stored.changeControl.bind(world.stored);
    world.stored.changeControl = async (...args) => {
      const outcome = await change(...args);
      if (args[2].attempt?.state === 'sending') world.clock.forward(seconds);
      return outcome;
    };
    expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'refused' });
    expect((await world.control()).attempt?.code).toBe('NotSent');
    expect(world.sends).toBe(0);
  });
});

test('G1: a clock that went back behind the claim, though not behind the assessment, sends nothing', async () => {
  const world = await readyWorld();
  await intended(world);
  const save = world.stored.saveWorkingState.bind(world.stored);
  world.stored.saveWorkingState = async (...args) => {
    if (args[1].startsWith('evidence')) world.clock.forward(8);
    return save(...args);
  };
  const change = world.stored.changeControl.bind(world.stored);
  world.stored.changeControl = async (...args) => {
    const outcome = await change(...args);
    if (args[2].attempt?.state === 'sending') world.clock.forward(-5);
    return outcome;
  };
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({
    state: 'refused',
    reason: expect.stringMatching(/clock went back/),
  });
  expect(world.sends).toBe(0);
});

describe('an unclear answer is settled by observation', () => {
  const unknown: ChangeAnswer = { kind: 'unknown', reason: 'connection reset' };

  test('that was carried out: confirmed, sent once', async () => {
    const world = await readyWorld();
    await intended(world);
    world.engine.scriptAnswers('cutover', { answer: unknown, carriedOut: true });
    expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'unknown' });
    expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'unknown' });
    expect(await observeToTheEnd(world)).toBe('confirmed');
    expect(world.sends).toBe(1);
  });

  test('that never arrived: not received, and one more attempt by itself', async () => {
    const world = await readyWorld();
    await intended(world);
    world.engine.scriptAnswers('cutover', { answer: unknown });
    await triggerCutover(world.caps, ID, 1);
    expect(await observeToTheEnd(world)).toBe('notReceived');
    world.clock.forward(31);
    expect((await world.assess()).decision.commands[0]).toEqual({ kind: 'cutOver', attempt: 2 });
    expect(await recordIntent(world.caps, ID, 2)).toEqual({ kind: 'attempt', state: 'intended' });
    expect(await triggerCutover(world.caps, ID, 2)).toMatchObject({ state: 'sent' });
    expect(world.sends).toBe(2);
  });

  test.each<[answer: ChangeAnswer, state: AttemptState]>([
    [{ kind: 'refused', httpStatus: 409, code: 'OperationInProgress', message: 'busy' }, 'refused'],
    [{ kind: 'notSent', reason: 'late' }, 'refused'],
    [{ kind: 'accepted' }, 'sent'],
  ])('%j makes it %s', async (answer, state) => {
    const world = await readyWorld();
    await intended(world);
    world.engine.scriptAnswers('cutover', { answer });
    expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state });
  });

  test('G7: an endless error message does not outgrow the control row', async () => {
    const world = await readyWorld();
    await intended(world);
    const message = 'x'.repeat(500_000);
    world.engine.scriptAnswers('cutover', {
      answer: { kind: 'refused', httpStatus: 400, code: 'C', message },
    });
    await triggerCutover(world.caps, ID, 1);
    expect(toJson((await world.control()).attempt).length).toBeLessThan(4_000);
  });
});

describe('recordIntent', () => {
  test('a stale order for the next number while one is intended is none, not a throw', async () => {
    const world = await readyWorld();
    await intended(world);
    expect(await recordIntent(world.caps, ID, 2)).toEqual({
      kind: 'none',
      reason: 'another attempt is under way',
    });
    expect((await world.control()).attempt?.number).toBe(1);
  });

  test.each([1, 2, 3])('order %d while attempt 1 is sent', async (number) => {
    const world = await readyWorld();
    await intended(world);
    await triggerCutover(world.caps, ID, 1);
    expect(await recordIntent(world.caps, ID, number)).toMatchObject(
      number === 1 ? { kind: 'attempt', state: 'sent' } : { kind: 'none' },
    );
  });

  test('is repeatable, and a number further ahead is none', async () => {
    const world = await readyWorld();
    expect(await recordIntent(world.caps, ID, 2)).toMatchObject({ kind: 'none' });
    await intended(world);
    expect(await recordIntent(world.caps, ID, 1)).toEqual({ kind: 'attempt', state: 'intended' });
  });

  test('a hold is none, without a throw; so is a migration that does not exist', async () => {
    const world = await readyWorld({}, { mode: 'manual' });
    expect(await recordIntent(world.caps, ID, 1)).toMatchObject({
      kind: 'none',
      reason: expect.stringMatching(/approval/),
    });
    expect(await recordIntent(world.caps, 'nobody', 1)).toMatchObject({ kind: 'none' });
  });

  test('its own write with the answer lost counts as done', async () => {
    const world = await readyWorld();
    loseNextAnswer(world);
    expect(await recordIntent(world.caps, ID, 1)).toEqual({ kind: 'attempt', state: 'intended' });
  });
});

test('a claim whose answer was lost (412, but our token is stored) is ours: it sends, once', async () => {
  const world = await readyWorld();
  await intended(world);
  loseNextAnswer(world);
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'sent' });
  expect(world.sends).toBe(1);
});

/** The next change of the control row is written, and answered as if somebody else had been faster. */
function loseNextAnswer(world: World): void {
  const change = world.stored.changeControl.bind(world.stored);
  world.stored.changeControl = async (...args) => {
    world.stored.changeControl = change;
    await change(...args);
    return { kind: 'conflict' };
  };
}

describe('G2: a process that dies at any call of the ledger never sends twice', () => {
  /** Intent, trigger, observation, as often as the process dies, until the attempts are settled. */
  async function live(world: World, mortal: MortalLedger): Promise<AttemptState> {
    for (let round = 0; round < 12; round++) {
      try {
        const number = (await world.assess()).decision.commands.find(
          (one) => one.kind === 'cutOver',
        )?.attempt;
        if (number !== undefined) {
          const intent = await recordIntent(world.caps, ID, number);
          if (intent.kind === 'attempt') await triggerCutover(world.caps, ID, number);
          for (let cycle = 0; cycle < 12; cycle++) {
            const seen = await observeCutover(world.caps, ID, number);
            if (seen.settled) break;
            world.clock.forward(31);
            world.engine.settle();
          }
        }
        const { attempt } = await world.control();
        if (attempt?.state === 'confirmed') return 'confirmed';
      } catch (error) {
        if (!mortal.isDead) throw error;
        mortal.revive();
      }
      world.clock.forward(31);
    }
    return (await world.control()).attempt?.state ?? 'intended';
  }

  async function mortalWorld(): Promise<{ world: World; mortal: MortalLedger }> {
    let mortal: MortalLedger | undefined;
    const world = await readyWorld({ ledger: (inner) => (mortal = new MortalLedger(inner)).ledger });
    return { world, mortal: mortal! };
  }

  test.each(['before', 'after'] as const)(
    '%s every call',
    async (when) => {
      const whole = await mortalWorld();
      expect(await live(whole.world, whole.mortal)).toBe('confirmed');
      const calls = whole.mortal.calls;
      expect(calls).toBeGreaterThan(40);
      for (let call = 1; call <= calls; call++) {
        const { world, mortal } = await mortalWorld();
        mortal.dieAt({ call, when });
        const state = await live(world, mortal);
        const { earlierAttempts } = await world.control();
        const lost = earlierAttempts.filter((one) => one.state === 'notReceived').length;
        expect({ call, state, carriedOut: world.sends }).toEqual({ call, state: 'confirmed', carriedOut: 1 });
        expect(lost).toBeLessThanOrEqual(1);
      }
    },
    60_000,
  );

  test.each([true, false])('in the middle of the request (carried out: %s)', async (carriedOut) => {
    const { world, mortal } = await mortalWorld();
    const cutover = world.engine.cutover.bind(world.engine);
    world.engine.cutover = async (...args) => {
      world.engine.cutover = cutover;
      if (carriedOut) await cutover(...args);
      mortal.dieAt({ call: 1, when: 'before' });
      throw new Error('killed');
    };
    await world.assess();
    await recordIntent(world.caps, ID, 1);
    await expect(triggerCutover(world.caps, ID, 1)).rejects.toThrow('killed');
    expect(await stateOf(world)).toBe('sending');
    mortal.revive();
    expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'unknown' });
    expect(await observeToTheEnd(world)).toBe(carriedOut ? 'confirmed' : 'notReceived');
    expect(world.sends).toBe(carriedOut ? 1 : 0);
  });
});

test('two runs of the sender at once: one sends', async () => {
  const world = await readyWorld();
  await intended(world);
  await Promise.all([triggerCutover(world.caps, ID, 1), triggerCutover(world.caps, ID, 1)]);
  expect(world.sends).toBe(1);
  expect(await observeToTheEnd(world)).toBe('confirmed');
});

test('a log that has only arrived at the share stops a cutover, even if the service counts nothing pending', async () => {
  const world = await readyWorld();
  await intended(world);
  const arrived = { name: 'log4.trn', state: 'pending', rawState: 'Arrived' } as const;
  world.engine.set(TARGET, { sets: [{ type: 'log', files: [arrived], ignoreReasons: [] }] });
  expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({
    state: 'withdrawn',
    reason: expect.stringMatching(
      /nothing-newer: log4.trn: the service knows it \(Arrived\), the ledger does not/,
    ),
  });
  expect(world.sends).toBe(0);
});

describe('evidence that somebody else wrote meanwhile', () => {
  /** The first `times` savings of evidence lose to another writer. */
  async function losing(times: number): Promise<World> {
    const world = await readyWorld();
    await intended(world);
    const save = world.stored.saveWorkingState.bind(world.stored);
    let left = times;
    world.stored.saveWorkingState = async (...args) => {
      if (!args[1].startsWith('evidence') || left === 0) return save(...args);
      left -= 1;
      return { kind: 'conflict' };
    };
    return world;
  }

  test('is written over, and what is sent on is stored', async () => {
    const world = await losing(4);
    expect(await triggerCutover(world.caps, ID, 1)).toMatchObject({ state: 'sent' });
    expect((await readEvidence(world.stored, ID))?.atSending).toMatchObject({ attempt: 1 });
  });

  test('again and again: nothing is claimed or sent', async () => {
    const world = await losing(Number.POSITIVE_INFINITY);
    await expect(triggerCutover(world.caps, ID, 1)).rejects.toMatchObject({ code: 'EvidenceNotStored' });
    expect((await world.control()).attempt?.state).toBe('intended');
    expect(world.sends).toBe(0);
  });
});
