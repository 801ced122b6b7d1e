import fc from 'fast-check';
import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import type { CreationIntent } from '../../shared/core/migration/control';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { createMigration } from '../../shared/use-cases/register/create-migration';
import { CREATE, forgetfulLedger, ID, MortalLedger, TARGET, toCreate, World } from '../support/world';

const creations = (world: World): number => world.engine.count('create');
const creationOf = async (world: World): Promise<CreationIntent | undefined> =>
  (await world.control()).creation;
const RESET: ChangeAnswer = { kind: 'unknown', reason: 'reset' };

function refusal(httpStatus: number, code: string): ChangeAnswer {
  return { kind: 'refused', httpStatus, code, message: 'Said so.' };
}

/** One turn of the watch, up to what it may do before the adoption. */
async function turn(world: World, seconds = 15): Promise<string> {
  world.clock.forward(seconds);
  const [command] = (await world.assess()).decision.commands;
  if (command?.kind === 'create') await createMigration(world.caps, ID);
  if (command?.kind === 'adopt') await adoptMigration(world.caps, ID, command.operationId);
  return command?.kind ?? 'none';
}

async function turns(world: World, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await turn(world);
}

async function expectAdopted(world: World): Promise<void> {
  const { operationId, manualOnly } = await world.control();
  expect(operationId).toBeDefined();
  expect(manualOnly).toBeUndefined();
}

describe('creating', () => {
  test('once; it is adopted when the service has started it', async () => {
    const world = await toCreate();
    expect(await turn(world)).toBe('create');
    await createMigration(world.caps, ID);
    expect(creations(world)).toBe(1);
    world.engine.settle();
    expect(await turn(world)).toBe('adopt');
    expect((await world.control()).operationId).toBeDefined();
    expect(await world.journal()).toEqual(
      expect.arrayContaining(['Creating the migration at the service', 'The service accepted the creation']),
    );
    expect(JSON.stringify(await world.journal())).not.toContain('marked-secret');
  });

  test('a missing setting is named, and nothing is sent', async () => {
    const world = await toCreate();
    delete world.secrets.CutoverSecret_ShopKey;
    await turn(world);
    expect(await creationOf(world)).toMatchObject({
      state: 'refused',
      reason: expect.stringMatching(/CutoverSecret_ShopKey is not set/),
    });
    await turns(world, 50);
    expect(creations(world)).toBe(0);
  });

  test('G5: a setting that is none for secrets is not read, whenever it was registered', async () => {
    const world = new World();
    await world.register({ start: 'create', create: { ...CREATE, accountKeySetting: 'LedgerStorage' } });
    world.secrets.LedgerStorage = 'marked-secret';
    await turn(world);
    expect(await creationOf(world)).toMatchObject({
      state: 'refused',
      reason: expect.stringMatching(
        /LedgerStorage is not a setting for secrets: their names begin with CutoverSecret_/,
      ),
    });
    await turns(world, 50);
    expect(creations(world)).toBe(0);
  });

  test('what another run has created meanwhile is not created again', async () => {
    const world = await toCreate();
    await world.assess();
    world.runs();
    await createMigration(world.caps, ID);
    expect(creations(world)).toBe(0);
    expect(await creationOf(world)).toBeUndefined();
  });

  test('a service that cannot be read is not asked', async () => {
    const world = await toCreate();
    world.engine.scriptReadings({ kind: 'trouble', code: 'unreachable', message: 'no answer' });
    await createMigration(world.caps, ID);
    expect(creations(world)).toBe(0);
    expect(await creationOf(world)).toBeUndefined();
  });
});

describe('G2: a creation whose answer is unclear', () => {
  test('is sent again once readings over five minutes prove that it is lost', async () => {
    const world = await toCreate();
    world.engine.scriptAnswers('create', { answer: RESET });
    await turn(world);
    // 30 s until the sender's deadline, 60 s more, then five minutes: 390 s.
    await turns(world, 26);
    expect(creations(world)).toBe(1);
    expect((await world.assess()).decision.blocked).toBeUndefined();
    await turn(world);
    expect(creations(world)).toBe(2);
    expect(await creationOf(world)).toMatchObject({
      state: 'sent',
      number: 2,
      tries: 2,
      mayHaveArrived: true,
    });
    expect(await world.journal()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^Try 1 to create the migration is lost: 5 readings from .* say that the service knows no such/,
        ),
        'Creating the migration at the service (try 2)',
      ]),
    );
    world.engine.settle();
    await turn(world);
    await expectAdopted(world);
  });

  test('is not sent again when it was carried out', async () => {
    const world = await toCreate();
    world.engine.scriptAnswers('create', { answer: RESET, carriedOut: true });
    await turns(world, 30);
    world.engine.settle();
    await turn(world);
    expect(creations(world)).toBe(1);
    await expectAdopted(world);
  });

  test('is given up after three tries, for a person', async () => {
    const world = await toCreate();
    world.engine.scriptAnswers('create', ...Array.from({ length: 9 }, () => ({ answer: RESET })));
    await turns(world, 100);
    expect(creations(world)).toBe(3);
    expect(await creationOf(world)).toMatchObject({ state: 'notReceived', number: 3 });
    const { decision } = await world.assess();
    expect(decision.blocked?.what).toMatch(
      /^no request to create the migration had an effect, and none is sent by itself any more: Try 3/,
    );
    expect(decision.commands).toMatchObject([{ kind: 'wait' }]);
  });

  test('a run that was paused between claim and request sends nothing after its deadline', async () => {
    const world = await toCreate();
    const create = world.engine.create.bind(world.engine);
    world.engine.create = async (target, spec, deadline) => {
      world.clock.forward(31);
      return create(target, spec, deadline);
    };
    await turn(world);
    expect(creations(world)).toBe(0);
    expect(await creationOf(world)).toMatchObject({
      state: 'intended',
      number: 2,
      reason: expect.stringMatching(/was not sent: its deadline had passed/),
    });
  });

  test('a clock that goes back between claim and request sends nothing', async () => {
    const world = await toCreate();
    Object.defineProperty(world.secrets, 'CutoverSecret_ShopKey', {
      get: () => {
        world.clock.forward(-5);
        return 'marked-secret';
      },
    });
    await createMigration(world.caps, ID);
    expect(creations(world)).toBe(0);
    expect(await creationOf(world)).toMatchObject({
      state: 'intended',
      reason: expect.stringMatching(/the clock went back/),
    });
  });

  test('a claim whose own write was answered with a conflict counts as done', async () => {
    const world = await toCreate({ ledger: forgetfulLedger });
    await createMigration(world.caps, ID);
    expect(creations(world)).toBe(1);
    expect(await creationOf(world)).toMatchObject({ state: 'sent' });
  });

  test('the late answer of the run that sent it says more than that it was given up', async () => {
    const world = await toCreate();
    world.engine.create = async () => {
      await world.change({ creation: { ...(await creationOf(world))!, state: 'unknown' } });
      return { kind: 'accepted' };
    };
    await createMigration(world.caps, ID);
    expect(await creationOf(world)).toMatchObject({ state: 'sent' });
  });

  test('the late answer of an earlier try does not settle the next one', async () => {
    const world = await toCreate();
    world.engine.create = async () => {
      const before = await creationOf(world);
      await world.change({
        creation: {
          ...before!,
          number: 2,
          sender: { token: 'another', notAfter: world.clock.now().toISOString() },
        },
      });
      return { kind: 'accepted' };
    };
    await createMigration(world.caps, ID);
    expect(await creationOf(world)).toMatchObject({
      state: 'sending',
      number: 2,
      sender: { token: 'another' },
    });
  });
});

describe('a creation that is refused', () => {
  test.each([
    ['throttled', refusal(429, 'TooManyRequests')],
    ['busy', refusal(409, 'OperationInProgress')],
  ])('for a while (%s) is sent again by itself, at most three times', async (_name, answer) => {
    const world = await toCreate();
    world.engine.scriptAnswers('create', { answer }, { answer }, { answer });
    await turn(world);
    await turns(world, 3);
    expect(creations(world)).toBe(1);
    await turn(world);
    expect(creations(world)).toBe(2);
    await turns(world, 60);
    expect(creations(world)).toBe(3);
    expect((await world.assess()).decision.blocked?.what).toMatch(/refused to create the migration/);
  });

  test.each([
    ['exists', refusal(409, 'ResourceAlreadyExists')],
    ['in progress', refusal(409, 'OperationInProgress')],
  ])('because the first one was taken up late (409 %s) is adopted, not blocked', async (_name, answer) => {
    const world = await toCreate();
    world.engine.scriptAnswers('create', { answer: RESET }, { answer });
    const create = world.engine.create.bind(world.engine);
    world.engine.create = async (target, spec, deadline) => {
      if (creations(world) === 1) world.runs();
      return create(target, spec, deadline);
    };
    for (let n = 0; n < 40 && creations(world) < 2; n++) await turn(world);
    expect(creations(world)).toBe(2);
    expect(await turn(world)).toBe('adopt');
    expect((await world.assess()).decision.blocked).toBeUndefined();
    await expectAdopted(world);
  });

  test('at the first try, over one that somebody else started: it is adopted', async () => {
    const world = await toCreate();
    const create = world.engine.create.bind(world.engine);
    world.engine.create = async (target, spec, deadline) => {
      world.runs();
      return create(target, spec, deadline);
    };
    world.engine.scriptAnswers('create', { answer: refusal(409, 'ResourceAlreadyExists') });
    expect(await turn(world)).toBe('create');
    expect(await turn(world)).toBe('adopt');
  });
});

describe('a process that dies', () => {
  test.each(['before', 'after'] as const)(
    '%s any call: the migration is created once all the same',
    async (when) => {
      for (let call = 1; call <= 8; call++) {
        let mortal: MortalLedger | undefined;
        const world = await toCreate({ ledger: (inner) => (mortal = new MortalLedger(inner)).ledger });
        mortal!.dieAt({ call, when });
        await createMigration(world.caps, ID).catch(() => undefined);
        mortal!.revive();
        await turns(world, 32);
        expect(creations(world)).toBe(1);
        world.engine.settle();
        await turn(world);
        expect((await world.control()).operationId).toBeDefined();
      }
    },
  );
});

/** What becomes of a request. */
type Fate = 'done' | 'lost' | 'answerLost' | 'busy' | 'late';

test('property: no two creations are taken, whatever dies, is lost or late; three tries at most', async () => {
  const step = fc.record({
    seconds: fc.constantFrom(1, 15, 15, 30, 60, 200, -20),
    answer: fc.constantFrom<Fate>('done', 'lost', 'answerLost', 'busy', 'late'),
    deathAt: fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 5, 6),
    when: fc.constantFrom<'before' | 'after'>('before', 'after'),
    blind: fc.constantFrom(false, false, false, true),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      let mortal: MortalLedger | undefined;
      const world = await toCreate({ ledger: (inner) => (mortal = new MortalLedger(inner)).ledger });
      const create = world.engine.create.bind(world.engine);
      let taken = 0;
      let answer: Fate = 'done';
      world.engine.create = async (target, spec, deadline) => {
        if (answer === 'late') world.clock.forward(31);
        if (answer === 'busy')
          world.engine.scriptAnswers('create', { answer: refusal(409, 'OperationInProgress') });
        if (answer === 'lost') world.engine.scriptAnswers('create', { answer: RESET });
        if (answer === 'answerLost')
          world.engine.scriptAnswers('create', { answer: RESET, carriedOut: true });
        const before = (await world.engine.read(TARGET)).kind;
        const told = await create(target, spec, deadline);
        if (before === 'absent' && (await world.engine.read(TARGET)).kind === 'read') taken += 1;
        return told;
      };
      for (const one of steps) {
        answer = one.answer;
        if (one.blind)
          world.engine.scriptReadings({ kind: 'trouble', code: 'unreachable', message: 'no answer' });
        if (one.deathAt > 0) mortal!.dieAt({ call: one.deathAt, when: one.when });
        await turn(world, one.seconds).catch(() => undefined);
        mortal!.revive();
      }
      answer = 'done';
      await turns(world, 130);
      world.engine.settle();
      await turn(world);
      const { decision } = await world.assess();
      expect(decision.blocked !== undefined || (await world.control()).operationId !== undefined).toBe(true);
      expect(taken).toBeLessThanOrEqual(1);
      expect(creations(world)).toBeLessThanOrEqual(3);
      expect((await creationOf(world))?.number ?? 1).toBeLessThanOrEqual(3);
    }),
    { numRuns: 80 },
  );
}, 60_000);

test('what this ledger may have created is not under way before it', async () => {
  const world = new World();
  await world.register({ start: 'create', create: CREATE });
  const at = world.clock.now().toISOString();
  await world.change({ creation: { by: 'ada', at, state: 'intended', number: 2, mayHaveArrived: true } });
  world.runs('log1.trn', { startedOn: undefined });
  await adoptMigration(world.caps, ID, '1');
  expect((await world.control()).manualOnly).toBeUndefined();
});
