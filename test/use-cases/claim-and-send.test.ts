/** G2: what every request that changes something keeps, of whatever kind: claimed, sent at most once, settled. */
import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import { cancelMigration, retryMigration } from '../../shared/use-cases/cutover/cancel-and-retry';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { freezeLedger, thawLedger, viewLedger } from '../../shared/use-cases/operate/freeze-ledger';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { requestRetry } from '../../shared/use-cases/operate/request-retry';
import { createMigration } from '../../shared/use-cases/register/create-migration';
import { watchFor } from '../support/watch';
import { ADA, forgetfulLedger, ID, readyWorld, TARGET, toCreate, type World } from '../support/world';

const EVE = { by: 'eve@example.com', reason: 'upgrade' };

const KINDS = [
  {
    verb: 'cutover',
    member: 'attempt',
    deadline: 10,
    run: ({ caps }: World) => triggerCutover(caps, ID, 1),
    asked: async () => {
      const world = await readyWorld();
      await world.assess();
      await recordIntent(world.caps, ID, 1);
      return world;
    },
  },
  {
    verb: 'cancel',
    member: 'cancel',
    deadline: 10,
    run: ({ caps }: World) => cancelMigration(caps, ID),
    asked: async () => {
      const world = await readyWorld();
      await requestCancel(world.caps, ADA);
      return world;
    },
  },
  {
    verb: 'retry',
    member: 'retry',
    deadline: 10,
    run: ({ caps }: World) => retryMigration(caps, ID),
    asked: async () => {
      const world = await readyWorld();
      world.engine.set(TARGET, { state: 'retriable', rawState: 'Retriable' });
      await requestRetry(world.caps, ADA);
      return world;
    },
  },
  {
    verb: 'create',
    member: 'creation',
    deadline: 30,
    run: ({ caps }: World) => createMigration(caps, ID),
    asked: () => toCreate(),
  },
] as const;

describe.each(KINDS)('$verb', ({ verb, member, deadline, run, asked }) => {
  let world: World;
  beforeEach(async () => void (world = await asked()));

  const sends = (): number => world.engine.count(verb);
  const stored = async () => (await world.control())[member];

  /** Changes the stored request behind the back of the run. */
  async function overtake(change: { state: string; sender?: { token: string; notAfter: string } }) {
    const by = { by: 'ada', at: world.clock.now().toISOString() };
    await world.change({ [member]: { ...by, ...(await stored()), ...change } });
  }

  /** Does something right before, or right after, the row is first written with this state. */
  function atWriteOf(state: string, when: 'before' | 'after', act: () => unknown): void {
    const write = world.stored.changeControl.bind(world.stored);
    world.stored.changeControl = async (...args) => {
      if (args[2][member]?.state !== state) return write(...args);
      world.stored.changeControl = write;
      if (when === 'before') await act();
      const outcome = await write(...args);
      if (when === 'after') await act();
      return outcome;
    };
  }

  /** Does something while the service is read. */
  function duringLook(act: () => unknown): void {
    const read = world.engine.read.bind(world.engine);
    world.engine.read = async (...args) => {
      world.engine.read = read;
      await act();
      return read(...args);
    };
  }

  /** Does something when the request is about to be written to the service, or, with an answer, in its stead. */
  function atSend(act: () => unknown, answer?: ChangeAnswer): void {
    const call = world.engine[verb].bind(world.engine) as (...args: unknown[]) => Promise<ChangeAnswer>;
    world.engine[verb] = async (...args: unknown[]) => {
      await act();
      return answer ?? call(...args);
    };
  }

  const another = () => ({ token: 'another', notAfter: world.clock.now().toISOString() });
  const ACCEPTED: ChangeAnswer = { kind: 'accepted' };

  test('leaves once, under a claim with token and deadline, and its answer is stored', async () => {
    let claim: unknown;
    atSend(async () => void (claim = await stored()));
    await run(world);
    await run(world);
    expect(claim).toMatchObject({
      state: 'sending',
      sender: { token: expect.any(String), notAfter: expect.any(String) },
    });
    expect(sends()).toBe(1);
    expect(await stored()).toMatchObject({ state: 'sent' });
  });

  test('whatever is written during the look wins over the claim', async () => {
    duringLook(() => world.change({ lastHold: 7 }));
    await run(world);
    expect(sends()).toBe(0);
    expect((await world.control()).lastHold).toBe(7);
    expect((await stored())?.state).not.toBe('sending');
  });

  test('whatever is written between look and claim wins, too', async () => {
    atWriteOf('sending', 'before', () => world.change({ lastHold: 7 }));
    await run(world);
    expect(sends()).toBe(0);
    expect((await world.control()).lastHold).toBe(7);
  });

  test('so does the claim of another run', async () => {
    atWriteOf('sending', 'before', () => overtake({ state: 'sending', sender: another() }));
    await run(world);
    expect(sends()).toBe(0);
    expect(await stored()).toMatchObject({ state: 'sending', sender: { token: 'another' } });
  });

  test('a claim whose own write was answered with a conflict counts as done', async () => {
    Object.assign(world.caps, { ledger: forgetfulLedger(world.stored) });
    await run(world);
    expect(sends()).toBe(1);
    expect(await stored()).toMatchObject({ state: 'sent' });
  });

  test('what another run left in sending is not sent', async () => {
    await overtake({ state: 'sending', sender: another() });
    await run(world);
    await run(world);
    expect(sends()).toBe(0);
    expect((await stored())?.state).toMatch(/sending|unknown/);
  });

  test('nor is it sent again when the answer was lost', async () => {
    world.engine.scriptAnswers(verb, { answer: { kind: 'unknown', reason: 'reset' } });
    for (let n = 0; n < 3; n++) await run(world);
    expect(sends()).toBe(1);
    expect(await stored()).toMatchObject({ state: 'unknown' });
  });

  test('leaves just before its deadline', async () => {
    atSend(() => world.clock.forward(deadline));
    await run(world);
    expect(sends()).toBe(1);
  });

  test('does not leave after it', async () => {
    atSend(() => world.clock.forward(deadline + 0.001));
    await run(world);
    expect(sends()).toBe(0);
    expect((await stored())?.state).not.toMatch(/sending|sent|unknown/);
  });

  test('does not leave when the clock goes back behind the claim', async () => {
    atWriteOf('sending', 'after', () => world.clock.forward(-0.001));
    await run(world);
    expect(sends()).toBe(0);
    expect(await stored()).toMatchObject({ reason: expect.stringMatching(/the clock went back/) });
  });

  test('is not claimed when the clock goes back behind the look', async () => {
    duringLook(() => world.clock.forward(-5));
    await run(world);
    expect(sends()).toBe(0);
    expect((await stored())?.sender).toBeUndefined();
  });

  test('does not leave while the ledger is frozen, and leaves once after the thaw', async () => {
    await freezeLedger(world.caps, EVE);
    await run(world);
    await run(world);
    expect(sends()).toBe(0);
    expect((await stored())?.state).toMatch(/intended|withdrawn/);
    await thawLedger(world.caps, EVE);
    await watchFor(world, 120);
    expect(sends()).toBe(1);
  });

  test.each([
    ['during the look', () => duringLook(() => freezeLedger(world.caps, EVE))],
    ['between look and claim', () => atWriteOf('sending', 'before', () => freezeLedger(world.caps, EVE))],
    ['right after the claim', () => atWriteOf('sending', 'after', () => freezeLedger(world.caps, EVE))],
  ])('a freeze that is written %s wins', async (_when, arrange) => {
    arrange();
    await run(world);
    expect(sends()).toBe(0);
    expect((await stored())?.state).toMatch(/intended|withdrawn|refused/);
    expect((await viewLedger(world.caps)).inFlight).toEqual([]);
  });

  test('a freeze that is written later does not stop it, and tells so', async () => {
    let view: unknown;
    atSend(async () => void (view = await freezeLedger(world.caps, EVE)));
    await run(world);
    expect(sends()).toBe(1);
    const request = { attempt: 'cutover', creation: 'creation', cancel: 'cancel', retry: 'retry' }[member];
    expect(view).toMatchObject({
      inFlight: [{ migration: ID, request, state: 'sending', notAfter: expect.any(String) }],
    });
  });

  test('does not leave where the freeze cannot be read', async () => {
    atWriteOf('sending', 'after', () => {
      world.stored.state = () => Promise.reject(new Error('the row is damaged'));
    });
    await run(world);
    expect(sends()).toBe(0);
    expect(await stored()).toMatchObject({ reason: expect.stringMatching(/the row is damaged/) });
  });

  test.each([
    ['has no record of its home', undefined],
    ['is a copy', { home: 'elsewhere/SqlMiCutover' }],
  ])('does not leave from a ledger that %s', async (_what, state) => {
    world.stored.state = async () => state && { value: state, etag: 'e' };
    await run(world);
    expect(sends()).toBe(0);
  });

  test('its late answer says more than that it was given up', async () => {
    atSend(() => overtake({ state: 'unknown' }), ACCEPTED);
    await run(world);
    expect(await stored()).toMatchObject({ state: 'sent' });
  });

  test('its answer says nothing of the request of another run', async () => {
    atSend(() => overtake({ state: 'sending', sender: another() }), ACCEPTED);
    await run(world);
    expect(await stored()).toMatchObject({ state: 'sending', sender: { token: 'another' } });
  });

  test('its answer changes nothing once it is settled', async () => {
    atSend(() => overtake({ state: 'refused' }), ACCEPTED);
    await run(world);
    expect(await stored()).toMatchObject({ state: 'refused' });
  });

  test('its answer is stored though another writer was faster, and what that one wrote stays', async () => {
    atWriteOf('sent', 'before', () => world.change({ lastHold: 7 }));
    await run(world);
    expect(await world.control()).toMatchObject({ lastHold: 7, [member]: { state: 'sent' } });
  });
});
