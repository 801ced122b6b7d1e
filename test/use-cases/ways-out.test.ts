/** Every block has a way out: of the verbs that its next step advises, one is taken when it is followed to the letter. */
import type { Block } from '../../shared/core/watch/block';
import { SETTLEMENTS } from '../../shared/core/watch/settlement';
import { readEvidence } from '../../shared/use-cases/cutover/evidence';
import { ingestByName } from '../../shared/use-cases/ingest/ingest-blob';
import { acceptSource } from '../../shared/use-cases/operate/accept-source';
import { approveCutover } from '../../shared/use-cases/operate/approve-cutover';
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { requestRetry } from '../../shared/use-cases/operate/request-retry';
import { settleOutcome } from '../../shared/use-cases/operate/settle-outcome';
import type { ActionOutcome } from '../../shared/use-cases/operator-actions';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { withdrawRegistration } from '../../shared/use-cases/register/withdraw-registration';
import type { MemoryMigration } from '../support/memory-engine';
import { watchFor } from '../support/watch';
import {
  ADA,
  CONTAINER_URL,
  CREATE,
  ID,
  OPERATION,
  readyWorld,
  someBackups,
  TARGET,
  toCreate,
  World,
} from '../support/world';

const OTHER = '99999999-2222-3333-4444-555555555555';
const BACKUPS = someBackups();
const TAIL = 'log3.final.trn';
const RUNNING = {
  state: 'running',
  rawState: 'InProgress',
  provisioningState: 'Succeeded',
  atRest: true,
} as const;
const HOUR = 3_600;

/** Adopted, full and two logs restored, no tail. */
async function adopted(mode: 'auto' | 'manual' = 'manual'): Promise<World> {
  const world = new World();
  await world.register({}, { mode });
  world.runs();
  for (const name of ['full.bak', 'log1.trn', 'log2.trn']) world.put(name, BACKUPS[name]!);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  await world.readInTime();
  world.runs('log2.trn');
  await world.assess();
  return world;
}

async function sent(): Promise<World> {
  const world = await readyWorld();
  await watchFor(world, 60);
  expect((await world.control()).attempt?.state).toBe('sent');
  return world;
}

/** The service creates it, and runs it so from then on. */
async function created(change: Partial<MemoryMigration>, prefix = ''): Promise<World> {
  const world = new World();
  world.secrets.CutoverSecret_ShopKey = 'marked-secret';
  await world.register(
    { start: 'create', create: CREATE, backups: { containerUrl: CONTAINER_URL, prefix } },
    { mode: 'manual' },
  );
  await watchFor(world, 60);
  world.runs(undefined, { ...RUNNING, ...change });
  return world;
}

function vanish(world: World, target?: string): void {
  world.engine.read = async () => ({ kind: 'absent' });
  world.engine.readTargetDatabase = async () =>
    target === undefined ? { kind: 'absent' } : { kind: 'found', status: target };
}

function unreadable(world: World): void {
  const trouble = { kind: 'trouble', code: 'unreadable', message: 'ParentResourceNotFound' } as const;
  world.engine.read = async () => trouble;
  world.engine.readTargetDatabase = async () => trouble;
}

const another = (change: Partial<MemoryMigration>, target?: string) => async (): Promise<World> => {
  const world = await adopted();
  world.runs('log2.trn', { operationId: OTHER, ...change });
  if (target !== undefined) world.engine.setDatabase(TARGET, target);
  return world;
};

interface Stuck {
  readonly name: string;
  readonly world: () => Promise<World>;
  /** Seconds until it is blocked, an hour when nothing is said. */
  readonly after?: number;
  /** The verb that is taken. */
  readonly takes: RegExp;
}

/** Where no verb of this app is the way out: what its next step asks for lies elsewhere. */
type Elsewhere = string;

const WAYS: Readonly<Record<Block['kind'], readonly Stuck[] | Elsewhere>> = {
  windowOver: 'another window, or none: window.test.ts',
  frozen: 'an administrator thaws the ledger, for all migrations: freeze.test.ts',
  preflightStops: 'a tick, a waiver or a remedy, then another preflight: preflight-stop.test.ts',
  anotherOperation: [
    { name: 'it runs', world: another({}), takes: /settle canceled/ },
    {
      name: 'it was finished by hand',
      world: another({ state: 'succeeded', rawState: 'Succeeded' }, 'Online'),
      takes: /settle completed/,
    },
    {
      name: 'it failed',
      world: another({ state: 'failed', rawState: 'Failed', failure: { code: 'X', message: 'boom' } }),
      takes: /settle canceled/,
    },
    {
      name: 'it waits for a retry',
      world: another({ state: 'retriable', rawState: 'Retriable' }),
      takes: /settle canceled/,
    },
  ],
  cutoverStuck: [
    {
      name: 'the service restores on, and reports a failure',
      world: async () => {
        const world = await sent();
        world.runs(TAIL, { ...RUNNING, failure: { code: 'X', message: 'boom' } });
        return world;
      },
      takes: /settle notReceived/,
    },
    {
      name: 'the service cancels for ever',
      world: async () => {
        const world = await sent();
        world.runs(TAIL, { state: 'canceling', rawState: 'Canceling', atRest: false });
        return world;
      },
      takes: /settle canceled/,
    },
    {
      name: 'offline: the service began, and restores on',
      world: async () => begunByService(),
      takes: /settle notReceived/,
    },
  ],
  engineUnreadable: [
    {
      name: 'adopted',
      world: async () => {
        const world = await adopted();
        unreadable(world);
        return world;
      },
      takes: /settle completed/,
    },
    {
      name: 'created, never adopted',
      world: async () => {
        const world = await created({});
        unreadable(world);
        return world;
      },
      takes: /settle completed/,
    },
    {
      name: 'to be adopted',
      world: async () => {
        const world = new World();
        await world.register();
        unreadable(world);
        return world;
      },
      takes: /withdraw/,
    },
  ],
  migrationGone: [
    {
      name: 'with its target',
      world: async () => {
        const world = await adopted();
        vanish(world);
        return world;
      },
      takes: /settle canceled/,
    },
    {
      name: 'with a target that is online',
      world: async () => {
        const world = await adopted();
        vanish(world, 'Online');
        return world;
      },
      takes: /settle completed/,
    },
  ],
  adoptionWaits: [
    {
      name: 'to be adopted, its last file is not told',
      world: async () => {
        const world = new World();
        await world.register();
        world.put('full.bak', BACKUPS['full.bak']!);
        world.runs(undefined, { ...RUNNING, fullRestored: true });
        return world;
      },
      takes: /withdraw/,
    },
    {
      name: 'created, and its last file is not told',
      world: () => created({ fullRestored: true }),
      takes: /settle canceled/,
    },
  ],
  stateLasts: [
    {
      name: 'it cancels for ever',
      world: async () => {
        const world = await adopted();
        world.runs('log2.trn', { state: 'canceling', rawState: 'Canceling', atRest: false });
        return world;
      },
      after: 2 * HOUR,
      takes: /settle canceled/,
    },
  ],
  nothingToAdopt: [
    {
      name: 'nothing runs',
      world: async () => {
        const world = new World();
        await world.register();
        vanish(world);
        return world;
      },
      takes: /withdraw/,
    },
  ],
  adoptionRefused: [
    {
      name: 'another container',
      world: async () => {
        const world = new World();
        await world.register();
        world.runs(undefined, { containerName: 'other' });
        return world;
      },
      takes: /withdraw/,
    },
    {
      name: 'created, and it reads another container',
      world: () => created({ containerName: 'other' }),
      takes: /settle canceled/,
    },
  ],
  creationFailed: [
    {
      name: 'refused',
      world: async () => {
        const world = await toCreate();
        world.engine.scriptAnswers('create', {
          answer: { kind: 'refused', httpStatus: 400, code: 'InvalidLocation', message: 'no' },
        });
        return world;
      },
      takes: /retry/,
    },
    {
      name: 'accepted, and nothing is there',
      world: async () => {
        const world = await created({});
        vanish(world);
        return world;
      },
      takes: /retry/,
    },
  ],
  restoredElsewhere: [
    {
      name: 'to be adopted',
      world: async () => {
        const world = new World();
        await world.register();
        for (const name of ['full.bak', 'log1.trn']) world.put(name, BACKUPS[name]!);
        world.runs('log9.trn');
        return world;
      },
      takes: /withdraw/,
    },
    {
      name: 'created',
      world: async () => {
        const world = await created({ lastRestoredFile: 'log9.trn', fullRestored: true });
        for (const name of ['full.bak', 'log1.trn']) world.put(name, BACKUPS[name]!);
        return world;
      },
      takes: /settle canceled/,
    },
  ],
  awaitsRetry: [
    {
      name: 'adopted',
      world: async () => {
        const world = await adopted();
        world.runs('log2.trn', { state: 'retriable', rawState: 'Retriable' });
        return world;
      },
      takes: /retry/,
    },
  ],
  completingLong: [
    {
      name: 'the target is online',
      world: async () => {
        const world = await sent();
        world.engine.setDatabase(TARGET, 'Online');
        return world;
      },
      after: 2 * HOUR,
      takes: /settle completed/,
    },
  ],
  checkUnknown: [
    {
      name: 'a service that does not report its commands',
      world: async () => {
        const world = await readyWorld();
        world.runs(TAIL, { atRest: undefined });
        return world;
      },
      takes: /settle nothingUnderWay/,
    },
  ],
  otherSource: [
    {
      name: 'another server',
      world: async () => {
        const world = new World();
        await world.register(
          { source: { databaseName: 'Shop', serverNames: ['SQL99'] } },
          { mode: 'manual' },
        );
        world.put('full.bak', BACKUPS['full.bak']!);
        world.runs();
        return world;
      },
      takes: /accept/,
    },
  ],
  attemptObjected: [
    {
      name: 'refused',
      world: async () => {
        const world = await readyWorld();
        world.engine.scriptAnswers('cutover', {
          answer: { kind: 'refused', httpStatus: 403, code: 'AuthorizationFailed', message: 'no right' },
        });
        return world;
      },
      takes: /approve/,
    },
  ],
  approvalLapsed: [
    {
      name: 'expired',
      world: async () => {
        const world = await readyWorld({}, { mode: 'manual', approvalMinutes: 5 });
        await world.assess();
        expect((await approveCutover(world.caps, ADA, { confirm: 'mi/Shop', expectedTail: TAIL })).kind).toBe(
          'changed',
        );
        world.clock.forward(HOUR);
        return world;
      },
      takes: /approve/,
    },
  ],
  tailAmbiguous: [
    {
      name: 'two are marked',
      world: async () => {
        const world = await readyWorld({}, { mode: 'manual' });
        world.put('copy.final.trn', BACKUPS['log2.trn']!);
        await ingestByName(world.caps, (await world.stored.registration(ID))!, 'copy.final.trn');
        return world;
      },
      takes: /name/,
    },
  ],
  tailUnnamed: 'the tail is named again, once what lies there has been compared: overwritten-tail.test.ts',
  tailVersionUnproven: 'the log goes under a new name, or is confirmed: overwritten-tail.test.ts',
  offlineTailDiffers: 'the tail is named as the service has it: offline.test.ts',
  lastBackupDoubtful: 'cancel, as long as the service has not begun: offline.test.ts',
  attemptsFail: 'the cause that the reason names; attempts go on, and a hold stops them',
  fileRefused: 'the file that the reason names',
  stalled: 'the step of the check that it names: stalled.test.ts',
  watchStuck: 'the product does it, or a restart of the app',
  serviceFailed: 'the service has failed; its end follows with the next reading',
  serviceBlocked: 'what the reason names, at the service',
  storageUnreadable: 'rights and network of the container',
  chainError: 'the files that the reason names',
  chainBroken: 'the log or the stripe that is missing',
};

/** Offline, and the service had begun the cutover by itself. */
async function begunByService(): Promise<World> {
  const world = new World();
  await world.register({}, { mode: 'offline' });
  const offline = { online: false, lastBackupName: 'log3.trn' } as const;
  world.runs(undefined, offline);
  for (const name of ['full.bak', 'log1.trn', 'log2.trn']) world.put(name, BACKUPS[name]!);
  world.put('log3.trn', BACKUPS[TAIL]!);
  await watchFor(world, 120);
  world.runs('log3.trn', { ...offline, state: 'completing', rawState: 'Completing', atRest: false });
  await watchFor(world, 60);
  world.runs('log3.trn', { ...offline, ...RUNNING });
  return world;
}

/** What an operator does who follows the next step to the letter; the first verb that is taken. */
async function follow(world: World): Promise<string | undefined> {
  const { what = '', action } = (await world.stored.status(ID))?.next ?? {};
  const word = { confirm: 'mi/Shop', reason: 'looked in the portal' };
  const verbs: Record<string, () => Promise<ActionOutcome>> = {};
  if (action === 'retry') verbs.retry = () => requestRetry(world.caps, ADA);
  if (action === 'cutover')
    verbs.approve = () => approveCutover(world.caps, ADA, { confirm: 'mi/Shop', expectedTail: TAIL });
  if (action === 'tail') verbs.name = () => nameTail(world.caps, ADA, TAIL);
  if (action === 'acceptSource')
    verbs.accept = () => acceptSource(world.caps, ADA, { database: 'Shop', server: 'SQL01' });
  const settled = /settle(?:d)? (?:it|this registration)?(.*)/.exec(what)?.[1] ?? '';
  for (const as of SETTLEMENTS.filter((one) => settled.includes(one)))
    verbs[`settle ${as}`] = () => settleOutcome(world.caps, ADA, { ...word, as });
  if (what.includes('withdraw this registration'))
    verbs.withdraw = () => withdrawRegistration(world.caps, ADA, 'a mistake');
  for (const [name, run] of Object.entries(verbs)) if ((await run()).kind === 'changed') return name;
  return undefined;
}

const CASES = Object.entries(WAYS).flatMap(([kind, ways]) =>
  typeof ways === 'string' ? [] : ways.map((way) => ({ kind, ...way })),
);

test.each(CASES)('$kind, $name: what is advised is taken', async ({ kind, world: make, after, takes }) => {
  const world = await make();
  await watchFor(world, after ?? HOUR);
  const status = await world.stored.status(ID);
  expect(status?.blocked?.kind).toBe(kind);
  expect({ [status?.next?.what ?? '']: await follow(world) }).toEqual({
    [status?.next?.what ?? '']: expect.stringMatching(takes),
  });
});

test('created in the wrong folder: nothing is restored, and it is given up, with target and folder', async () => {
  const world = await created({}, 'shpo/');
  await watchFor(world, 300);
  const canceled = { as: 'canceled', confirm: 'mi/Shop', reason: 'cancelled in the portal' } as const;
  expect(await settleOutcome(world.caps, ADA, canceled)).toMatchObject({
    kind: 'refused',
    refusal: expect.stringMatching(/may still process the request .*settle it after/),
  });
  await watchFor(world, HOUR);
  expect(await requestCancel(world.caps, ADA)).toMatchObject({
    refusal: expect.stringMatching(/settle it as canceled$/),
  });
  expect(await withdrawRegistration(world.caps, ADA, 'a mistake')).toMatchObject({
    refusal: expect.stringMatching(/settle it as canceled$/),
  });
  expect((await settleOutcome(world.caps, ADA, canceled)).kind).toBe('changed');
  await watchFor(world, 60);
  expect((await world.stored.status(ID))?.headline).toMatch(
    /^Canceled: ada@example\.com settled it as canceled: cancelled in the portal; .* continues unless it was ended there/,
  );
  await world.register({ id: 'again', backups: { containerUrl: CONTAINER_URL, prefix: 'shop/' } });
  expect(await world.stored.registration('again')).toBeDefined();
});

test('another operation that was finished ends here as completed, unproven, by whose word', async () => {
  const world = await another({ state: 'succeeded', rawState: 'Succeeded' }, 'Online')();
  await watchFor(world, 600);
  expect(
    (await settleOutcome(world.caps, ADA, { as: 'completed', confirm: 'mi/Shop', reason: 'seen' })).kind,
  ).toBe('changed');
  await watchFor(world, 60);
  const evidence = await readEvidence(world.stored, ID);
  expect(evidence?.ended).toMatchObject({
    phase: 'completed',
    reason: 'completed, but unproven: ada@example.com settled it as completed: seen',
  });
  expect(await world.journal()).toContain('ada@example.com settled it as completed: seen');
});

test('offline: settled as notReceived, it is watched on, not blocked, and followed when the service begins again', async () => {
  const world = await begunByService();
  await watchFor(world, HOUR);
  expect((await world.stored.status(ID))?.blocked?.reason).toMatch(
    /^the service began the cutover by itself/,
  );
  await settleOutcome(world.caps, ADA, { as: 'notReceived', confirm: 'mi/Shop', reason: 'it restores on' });
  await watchFor(world, HOUR);
  const status = await world.stored.status(ID);
  expect([status?.blocked, status?.phase]).toEqual([undefined, 'following']);
  world.runs('log3.trn', {
    online: false,
    lastBackupName: 'log3.trn',
    state: 'completing',
    rawState: 'Completing',
  });
  await watchFor(world, 60);
  expect((await world.control()).attempt).toMatchObject({ number: 2, requestedBy: 'service', state: 'sent' });
  expect(world.sends).toBe(0);
});

test('a service that cancels for ever is told as that', async () => {
  const world = await sent();
  world.runs(TAIL, { state: 'canceling', rawState: 'Canceling', atRest: false });
  await watchFor(world, HOUR);
  const { headline } = (await world.stored.status(ID)) ?? {};
  expect(headline).toMatch(
    /^Blocked: the cutover request was accepted at .*, but the service says Canceling/,
  );
});
