import fc from 'fast-check';
import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import type { ControlRow } from '../../shared/core/migration/control';
import type { Ledger } from '../../shared/ports/ledger';
import { cancelMigration, retryMigration } from '../../shared/use-cases/cutover/cancel-and-retry';
import { endMigration } from '../../shared/use-cases/cutover/end-migration';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { hold } from '../../shared/use-cases/operate/hold-migration';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { requestRetry } from '../../shared/use-cases/operate/request-retry';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { createMigration } from '../../shared/use-cases/register/create-migration';
import { withdrawRegistration } from '../../shared/use-cases/register/withdraw-registration';
import {
  ADA,
  forgetfulLedger,
  ID,
  MortalLedger,
  OPERATION,
  readyWorld,
  someBackups,
  toCreate,
  World,
} from '../support/world';

const BOB = { id: ID, by: 'bob@example.com' };
const WHY = 'the folder of another database';
const UNCLEAR: ChangeAnswer = { kind: 'unknown', reason: 'reset' };
const REFUSED: ChangeAnswer = { kind: 'refused', httpStatus: 400, code: 'InvalidLocation', message: 'No.' };

const withdraw = (world: World) => withdrawRegistration(world.caps, ADA, WHY);
/** What was asked of the service, of any kind that changes something. */
const changes = (world: World): number =>
  world.engine.requests.filter(({ kind }) => !['read', 'readTargetDatabase'].includes(kind)).length;

async function registered(): Promise<World> {
  const world = new World();
  await world.register();
  return world;
}

/** The claims are free: another id can have them. */
async function expectFree(world: World): Promise<void> {
  expect(await registerAnew(world)).toEqual({ kind: 'registered' });
}

async function registerAnew(world: World): Promise<unknown> {
  const registration = (await world.stored.registration(ID))!;
  const control: ControlRow = { policy: registration.policy, exclusions: [], earlierAttempts: [] };
  const { registeredAt: at, registeredBy: by } = registration;
  return world.stored.register(
    { ...registration, id: 'anew', source: { databaseName: 'Other' } },
    control,
    { at, kind: 'registered', by, text: 'Registered' },
    (await world.stored.summaries({ top: 1 })).items[0]!,
  );
}

describe('withdrawing', () => {
  test('ends the registration, says by whom and why, and asks nothing of the service', async () => {
    const world = await registered();
    expect((await withdraw(world)).kind).toBe('changed');
    const reason = `withdrawn by ada@example.com: ${WHY}; nothing was sent to the service`;
    expect((await world.control()).ended).toEqual({
      phase: 'canceled',
      at: world.clock.now().toISOString(),
      reason,
    });
    const { items } = await world.stored.journal(ID, { top: 500 });
    expect(items.at(-1)).toMatchObject({ kind: 'ended', by: ADA.by, text: `Ended canceled: ${reason}` });
    const { decision } = await world.assess();
    expect(decision).toMatchObject({
      commands: [{ kind: 'end', phase: 'canceled', reason }],
      phase: 'canceled',
      blocked: undefined,
      headline: `Withdrawn by ada@example.com: ${WHY}; nothing was sent to the service`,
    });
    expect((await world.stored.status(ID))?.next).toBeUndefined();
    expect(changes(world)).toBe(0);
  });

  test('gives up target and location for another id; its own stays what it was', async () => {
    const world = await registered();
    expect(await registerAnew(world)).toMatchObject({ kind: 'targetClaimed', by: ID });
    await withdraw(world);
    await expectFree(world);
    expect(await world.stored.registration(ID)).toMatchObject({ source: { databaseName: 'Shop' } });
  });

  test('a second time is refused like any action after the end, whoever asks', async () => {
    const world = await registered();
    await withdraw(world);
    const before = await world.stored.control(ID);
    world.clock.forward(1);
    for (const again of [
      withdraw(world),
      withdrawRegistration(world.caps, BOB, 'me too'),
      hold(world.caps, BOB, 'not tonight'),
    ])
      expect(await again).toMatchObject({
        kind: 'refused',
        refusal: expect.stringMatching(/^Cannot \w+: the migration has ended \(canceled\)$/),
      });
    expect((await world.stored.control(ID))?.etag).toBe(before?.etag);
  });

  test('one whose answer the ledger lost is not refused', async () => {
    const world = new World({ ledger: forgetfulLedger });
    await world.register();
    expect((await withdraw(world)).kind).toBe('changed');
    expect((await world.journal()).filter((text) => text.startsWith('Ended'))).toHaveLength(1);
    await expectFree(world);
  });

  test('two at once: one ends it, the other is refused', async () => {
    const world = await registered();
    const kinds = (await Promise.all([withdraw(world), withdrawRegistration(world.caps, BOB, 'me too')])).map(
      ({ kind }) => kind,
    );
    expect(kinds.sort()).toEqual(['changed', 'refused']);
  });

  test('one that nobody registered is unknown', async () => {
    expect(await withdraw(new World())).toEqual({ kind: 'unknownMigration' });
  });

  test('what runs at the service is left alone, and never adopted', async () => {
    const world = await registered();
    world.runs('log1.trn', { containerName: 'other' });
    expect((await world.assess()).decision.blocked?.what).toContain('reads container other');
    await withdraw(world);
    world.runs('log1.trn');
    expect((await world.assess()).decision.commands).toMatchObject([{ kind: 'end' }]);
    await adoptMigration(world.caps, ID, OPERATION);
    expect((await world.control()).operationId).toBeUndefined();
    expect(changes(world)).toBe(0);
  });

  test('a creation that was refused does not stand in its way', async () => {
    const world = await toCreate();
    world.engine.scriptAnswers('create', { answer: REFUSED });
    await createMigration(world.caps, ID);
    expect((await withdraw(world)).kind).toBe('changed');
    expect((await world.assess()).decision.headline).toBe(
      `Withdrawn by ada@example.com: ${WHY}; the service created nothing`,
    );
    expect(await requestRetry(world.caps, BOB)).toMatchObject({ kind: 'refused' });
    await createMigration(world.caps, ID);
    expect(world.engine.count('create')).toBe(1);
    await expectFree(world);
  });

  test.each<[name: string, prepare: () => Promise<World>, reason: RegExp]>([
    ['adopted', () => readyWorld(), /^Cannot withdraw: operation 1111.* cancel it$/],
    [
      'created',
      async () => {
        const world = await toCreate();
        await createMigration(world.caps, ID);
        return world;
      },
      /^Cannot withdraw: the service accepted/,
    ],
    [
      'perhaps created',
      async () => {
        const world = await toCreate();
        world.engine.scriptAnswers('create', { answer: UNCLEAR });
        await createMigration(world.caps, ID);
        return world;
      },
      /^Cannot withdraw: a request to create .* may have reached/,
    ],
  ])('one that is %s is refused and keeps its claims', async (_name, prepare, reason) => {
    const world = await prepare();
    const [before, asked] = [await world.stored.control(ID), changes(world)];
    const outcome = await withdraw(world);
    expect(outcome.kind === 'refused' ? outcome.refusal : outcome.kind).toMatch(reason);
    expect((await world.stored.control(ID))?.etag).toBe(before?.etag);
    expect(await registerAnew(world)).toMatchObject({ kind: 'targetClaimed' });
    expect(changes(world)).toBe(asked);
  });
});

describe('a process that dies while it withdraws', () => {
  test.each(
    [1, 2, 3].flatMap((call) => [
      { call, when: 'before' as const },
      { call, when: 'after' as const },
    ]),
  )('$when call $call of the ledger: the watch gives up the claims of what has ended', async (death) => {
    const world = await registered();
    const mortal = new MortalLedger(world.stored);
    mortal.dieAt(death);
    await withdrawRegistration({ ...world.caps, ledger: mortal.ledger }, ADA, WHY).catch(() => undefined);
    expect(mortal.isDead).toBe(true);
    const { ended } = await world.control();
    const [command] = (await world.assess()).decision.commands;
    if (ended === undefined) {
      expect(command?.kind).toBe('wait');
      expect(await registerAnew(world)).toMatchObject({ kind: 'targetClaimed' });
      return;
    }
    if (command?.kind !== 'end') throw new Error(`ordered was ${command?.kind}`);
    await endMigration(world.caps, ID, command);
    expect((await world.control()).ended).toEqual(ended);
    await expectFree(world);
  });
});

/** Runs `disturb` right before the n-th call of the ledger. */
function disturbedAt(inner: Ledger, call: number, disturb: () => Promise<unknown>): Ledger {
  let calls = 0;
  return new Proxy(inner, {
    get(target, name: string) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      const work = method.bind(target) as (...args: readonly unknown[]) => Promise<unknown>;
      if (name === 'registrations' || name === 'currentBackups') return work;
      return async (...args: readonly unknown[]) => {
        if ((calls += 1) === call) await disturb();
        return work(...args);
      };
    },
  });
}

/** Either it is withdrawn and the service was asked for nothing, or it goes on and keeps its claims. */
async function expectOneWinner(world: World): Promise<void> {
  const { ended, operationId } = await world.control();
  if (ended === undefined) {
    expect(operationId !== undefined || changes(world) > 0).toBe(true);
    expect(await registerAnew(world)).toMatchObject({ kind: 'targetClaimed' });
    return;
  }
  expect(operationId).toBeUndefined();
  expect(changes(world)).toBe(0);
  await expectFree(world);
}

describe('a withdrawal in between', () => {
  const CALLS = [1, 2, 3, 4, 5];

  test.each(CALLS)('call %i of a creation: created or withdrawn, never both', async (call) => {
    const world = await toCreate();
    const ledger = disturbedAt(world.stored, call, () => withdraw(world));
    await createMigration({ ...world.caps, ledger }, ID);
    await expectOneWinner(world);
  });

  test.each(CALLS)('call %i of an adoption: adopted or withdrawn, never both', async (call) => {
    const world = await registered();
    world.runs();
    const ledger = disturbedAt(world.stored, call, () => withdraw(world));
    await adoptMigration({ ...world.caps, ledger }, ID, OPERATION);
    await expectOneWinner(world);
  });

  test.each(CALLS)('and the other way round, before call %i', async (call) => {
    const created = await toCreate();
    const adopted = await registered();
    adopted.runs();
    const against = (world: World, disturb: () => Promise<unknown>) =>
      withdrawRegistration({ ...world.caps, ledger: disturbedAt(world.stored, call, disturb) }, ADA, WHY);
    await against(created, () => createMigration(created.caps, ID));
    await against(adopted, () => adoptMigration(adopted.caps, ID, OPERATION));
    for (const world of [created, adopted]) await expectOneWinner(world);
  });
});

const BACKUPS = someBackups();

/** Everything that anybody may do, the withdrawal among it. */
const MOVES: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  withdraw,
  look: (world) => world.assess(),
  create: (world) => createMigration(world.caps, ID),
  adopt: (world) => adoptMigration(world.caps, ID, OPERATION),
  askToCancel: (world) => requestCancel(world.caps, BOB),
  cancel: (world) => cancelMigration(world.caps, ID),
  askToRetry: (world) => requestRetry(world.caps, BOB),
  retry: (world) => retryMigration(world.caps, ID),
  cutOver: async (world) => {
    await recordIntent(world.caps, ID, 1);
    await triggerCutover(world.caps, ID, 1);
  },
  time: async (world) => world.clock.forward(61),
  service: async (world) => world.engine.settle(),
  unclear: async (world) => world.engine.scriptAnswers('create', { answer: UNCLEAR, carriedOut: true }),
  refused: async (world) => world.engine.scriptAnswers('create', { answer: REFUSED }),
  runs: async (world) => world.runs('log3.final.trn'),
};

test('in whatever order: nothing is asked of the service for what is withdrawn, and nothing of it can be there', async () => {
  let withdrawals = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('adopt' as const, 'create' as const),
      fc.array(fc.constantFrom(...Object.keys(MOVES)), { minLength: 2, maxLength: 14 }),
      async (start, moves) => {
        const world = start === 'create' ? await toCreate() : await registered();
        for (const [name, content] of Object.entries(BACKUPS)) world.put(name, content);
        let asked: number | undefined;
        for (const move of moves) {
          await MOVES[move]!(world);
          const { ended, operationId, creation, cancel, attempt } = await world.control();
          if (ended?.reason.startsWith('withdrawn') !== true) continue;
          asked ??= changes(world);
          expect(changes(world)).toBe(asked);
          expect({ operationId, cancel, attempt }).toEqual({});
          expect(creation?.state ?? 'refused').toMatch(/^(?:intended|refused)$/);
        }
        if (asked === undefined) return;
        withdrawals += 1;
        expect(world.engine.count('cancel')).toBe(0);
        await expectFree(world);
      },
    ),
    { numRuns: 400, seed: 20261121 },
  );
  expect(withdrawals).toBeGreaterThan(50);
});
