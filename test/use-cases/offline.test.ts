import type { Attempt } from '../../shared/core/migration/control';
import { toEvidenceMarkdown } from '../../shared/core/views/evidence-markdown';
import { readEvidence } from '../../shared/use-cases/cutover/evidence';
import { observeCutover } from '../../shared/use-cases/cutover/observe-cutover';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { syncContainer } from '../../shared/use-cases/ingest/sync-container';
import { changePolicy } from '../../shared/use-cases/operate/change-policy';
import { hold } from '../../shared/use-cases/operate/hold-migration';
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import type { MemoryMigration } from '../support/memory-engine';
import { ADA, CONTAINER_URL, ID, OPERATION, someBackups, TARGET, World } from '../support/world';

const { 'log3.final.trn': last, ...EARLIER } = someBackups() as Record<string, Uint8Array>;
const OFFLINE = { online: false, lastBackupName: 'log3.trn' } as const;

/** An adopted offline migration whose full and two logs are restored. */
async function offlineWorld(change: Partial<MemoryMigration> = {}, prefix = ''): Promise<World> {
  const world = new World();
  await world.register({ backups: { containerUrl: CONTAINER_URL, prefix } }, { mode: 'offline' });
  world.runs(undefined, { ...OFFLINE, ...change });
  for (const [name, content] of Object.entries(EARLIER)) world.put(`${prefix}${name}`, content);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  world.runs('log2.trn', { ...OFFLINE, ...change });
  return world;
}

/** The service cuts over by itself and comes to its end. */
function cutsOver(world: World, lastRestoredFile = 'log3.trn'): void {
  world.engine.set(TARGET, {
    state: 'completing',
    rawState: 'Completing',
    provisioningState: 'Completing',
    atRest: false,
    lastRestoredFile,
  });
}

/** Does what the watch and its cutover orchestration do, until there is nothing to do but wait. */
async function follow(world: World): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    const [command] = (await world.assess()).decision.commands;
    if (command?.kind !== 'cutOver') return;
    await recordIntent(world.caps, ID, command.attempt);
    await triggerCutover(world.caps, ID, command.attempt);
    await observeCutover(world.caps, ID, command.attempt);
    world.clock.forward(31);
    world.engine.settle();
  }
  throw new Error('never comes to rest');
}

async function attempt(world: World): Promise<Attempt | undefined> {
  return (await world.control()).attempt;
}

test('adoption binds an offline migration for good and says so', async () => {
  const world = await offlineWorld();
  expect(await world.control()).toMatchObject({ operationId: OPERATION, offline: true });
  expect((await world.control()).manualOnly).toBeUndefined();
  expect((await world.journal()).join('\n')).toMatch(
    /offline: the service cuts over by itself, nothing is sent/,
  );
});

test('the policy’s word counts where the engine never reports the mode, and the journal says so', async () => {
  const world = await offlineWorld({
    online: undefined,
    unreported: ['mode'],
    lastBackupName: undefined,
  });
  expect(await world.control()).toMatchObject({ operationId: OPERATION, offline: true });
  expect((await world.journal()).join('\n')).toMatch(/offline is what the policy says \(offline\)/);
});

test.each([
  ['offline' as const, { online: true }],
  ['auto' as const, { online: false, lastBackupName: 'log3.trn' }],
])('mode %s never adopts %j, even when it was ordered before', async (mode, change) => {
  const world = new World();
  await world.register({}, { mode });
  world.runs(undefined, change);
  world.put('full.bak', EARLIER['full.bak']!);
  const { decision } = await world.assess();
  expect(decision.commands.map(({ kind }) => kind)).toEqual(['wait']);
  expect(decision.blocked?.what).toMatch(/set the mode to/);
  await adoptMigration(world.caps, ID, OPERATION);
  expect((await world.control()).operationId).toBeUndefined();
});

test('the last backup becomes the tail when it arrives, and the window opens', async () => {
  const world = await offlineWorld();
  const before = await world.assess();
  expect((await world.control()).namedTail).toBeUndefined();
  expect(before.decision.nextCheckAt).toBe('2026-03-01T22:01:54.000Z');
  world.put('log3.trn', last!);
  await world.assess('thorough');
  await world.assess();
  expect((await world.control()).namedTail).toEqual({
    blob: 'log3.trn',
    by: 'service',
    at: world.clock.now().toISOString(),
  });
  const { decision, facts } = await world.assess();
  expect(facts.tail).toMatchObject({ kind: 'one', proof: 'named', tail: { blob: 'log3.trn' } });
  expect(decision.nextCheckAt).toBe('2026-03-01T22:00:15.000Z');
  expect(decision.headline).toMatch(
    /mode offline: the service cuts over by itself after log3.trn; nothing is sent/,
  );
});

test('a service that does not report the last backup was told it when the migration was created', async () => {
  const world = new World();
  const create = {
    engine: 'lrs',
    authType: 'ManagedIdentity',
    autoComplete: { lastBackupName: 'log3.trn' },
  } as const;
  await world.register({ start: 'create', create }, { mode: 'offline' });
  await world.change({ creation: { ...ADA, at: world.clock.now().toISOString(), state: 'sent' } });
  world.runs(undefined, { online: undefined, unreported: ['mode'] });
  for (const [name, content] of Object.entries({ ...EARLIER, 'log3.trn': last! })) world.put(name, content);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  await world.assess();
  expect((await world.control()).namedTail).toMatchObject({ blob: 'log3.trn', by: 'service' });
});

test('headline and next step name the last backup that the migration was created with', async () => {
  const world = new World();
  const create = {
    engine: 'lrs',
    authType: 'ManagedIdentity',
    autoComplete: { lastBackupName: 'log3.trn' },
  } as const;
  await world.register({ start: 'create', create }, { mode: 'offline' });
  await world.change({ creation: { ...ADA, at: world.clock.now().toISOString(), state: 'sent' } });
  world.runs('log2.trn', { online: undefined, unreported: ['mode'] });
  for (const [name, content] of Object.entries(EARLIER)) world.put(name, content);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  await world.assess();
  const { headline, next } = (await world.stored.status(ID))!;
  expect(headline).toMatch(/the service cuts over by itself after log3\.trn; nothing is sent/);
  expect(next).toEqual({
    who: 'operator',
    what: 'upload the last backup, log3.trn: the service waits for it',
  });
});

test('the last backup is found in the folder that is read', async () => {
  const world = await offlineWorld({ lastRestoredFile: undefined, fullRestored: false }, 'shop/');
  world.engine.set(TARGET, { containerName: 'backups/shop' });
  world.put('shop/log3.trn', last!);
  await world.assess('thorough');
  await adoptMigration(world.caps, ID, OPERATION);
  await world.assess();
  expect((await world.control()).namedTail?.blob).toBe('shop/log3.trn');
});

test('a cutover by the service is observed and confirmed without any request', async () => {
  const world = await offlineWorld();
  world.put('log3.trn', last!);
  await world.assess('thorough');
  await world.readInTime();
  cutsOver(world);
  await follow(world);
  expect(await attempt(world)).toMatchObject({
    number: 1,
    state: 'confirmed',
    requestedBy: 'service',
    lastRestoredFile: 'log3.trn',
    tail: { blob: 'log3.trn' },
  });
  expect((await attempt(world))?.sentAt).toBeUndefined();
  expect((await world.assess()).decision.commands[0]).toMatchObject({ kind: 'end', phase: 'completed' });
  expect(world.engine.requests.map(({ kind }) => kind).filter((kind) => !kind.startsWith('read'))).toEqual(
    [],
  );
  expect((await world.journal()).join('\n')).toMatch(
    /Attempt 1: the service began the cutover at log3.trn by itself; nothing was sent/,
  );
  const evidence = await readEvidence(world.stored, ID);
  expect(evidence).toMatchObject({ outcome: 'confirmed', attempt: { requestedBy: 'service' } });
  expect(evidence?.atSending).toBeUndefined();
});

test('an action that comes too late is not told of a request that nobody sent', async () => {
  const world = await offlineWorld();
  world.put('log3.trn', last!);
  await world.assess('thorough');
  cutsOver(world);
  await world.assess();
  expect(await hold(world.caps, ADA, 'wait')).toEqual({
    kind: 'refused',
    refusal: 'Cannot hold: the service has begun the cutover by itself',
  });
});

describe('evidence of a cutover by the service', () => {
  const pageOf = async (world: World): Promise<string> => {
    const evidence = await readEvidence(world.stored, ID);
    return evidence ? toEvidenceMarkdown(evidence) : '';
  };

  test('names the files that led to the end, what is proven, and what is only the service’s word', async () => {
    const world = await offlineWorld();
    world.put('log3.trn', last!);
    await world.assess('thorough');
    await world.readInTime();
    cutsOver(world);
    await follow(world);
    expect((await readEvidence(world.stored, ID))?.byService).toEqual({
      attempt: 1,
      assessedAt: '2026-03-01T22:01:01.000Z',
      chainEndLsn: '34000000028000001',
      path: ['full.bak', 'log1.trn', 'log2.trn', 'log3.trn'],
      pathFiles: 4,
      pathSets: { full: 'full.bak', logs: 3 },
      proven: [
        'the backup headers lead without a gap from full.bak to the last backup log3.trn, LSN 34000000028000001',
        'every backup on this path was taken WITH CHECKSUM',
      ],
      saidByService: [
        'it is Completing, read at 2026-03-01T22:01:01.000Z',
        'it cuts over by itself after log3.trn',
        'it restored log3.trn last, as of then',
        expect.stringMatching(
          /^it restored the version that is there now: it is the only version that ever existed/,
        ),
        'what it says it restored leads to the last backup without a gap',
      ],
      notProven: [expect.stringMatching(/writes on the source had stopped/)],
    });
    const page = await pageOf(world);
    expect(page).toContain('# Cutover of Shop to mi/Shop: confirmed');
    expect(page).toContain('## The cutover by the service (nothing was sent)');
    expect(page).toContain('| begun by | the service, by itself |');
    expect(page).toContain('| last backup | log3.trn, LSN 34000000028000001 |');
    expect(page).toContain('Made of the full backup full.bak, 3 logs.\n\n1. full.bak\n1. log1.trn');
    expect(page).not.toMatch(/request|asked for|(?<!nothing (?:was|is) )\bsent\b/i);
  });

  test('is there while it goes on, and calls nothing sent', async () => {
    const world = await offlineWorld();
    world.put('log3.trn', last!);
    await world.assess('thorough');
    cutsOver(world);
    await world.assess();
    expect(await readEvidence(world.stored, ID)).toMatchObject({
      outcome: 'begunByService',
      attempt: { state: 'begunByService' },
      byService: { pathFiles: 4 },
    });
    expect(await pageOf(world)).not.toMatch(/request|asked for|(?<!nothing (?:was|is) )\bsent\b/i);
  });

  test('ends at the last backup though our chain goes on, and says what was not told', async () => {
    const world = await offlineWorld({ lastBackupName: 'log2.trn' });
    world.put('log3.trn', last!);
    await world.assess('thorough');
    cutsOver(world, 'log1.trn');
    await world.assess();
    const { byService } = (await readEvidence(world.stored, ID))!;
    expect(byService).toMatchObject({ path: ['full.bak', 'log1.trn', 'log2.trn'], pathSets: { logs: 2 } });
    expect(byService?.notProven[0]).toBe(
      'that log2.trn was restored: the service had not reported it by then',
    );
  });

  test('without its last backup: as far as the ledger goes, and nothing of the chain is proven', async () => {
    const world = await offlineWorld();
    expect(await pageOf(world)).toContain('the service cuts over by itself, and has not been seen to do so');
    cutsOver(world);
    await world.assess();
    const { byService, attempt: none } = (await readEvidence(world.stored, ID))!;
    expect(none).toBeUndefined();
    expect(byService).toMatchObject({
      path: ['full.bak', 'log1.trn', 'log2.trn'],
      proven: [],
      saidByService: expect.arrayContaining(['it cuts over by itself after log3.trn']),
    });
    expect(byService?.notProven[0]).toBe(
      'which backup was the last: it is not in the ledger; the files below are what the ledger knows',
    );
    expect(await pageOf(world)).toContain('after a backup that the ledger does not identify');
  });
});

test('a success seen late, with a last backup nobody told of, is proven by the target and the id of its set', async () => {
  const world = await offlineWorld();
  const { sets } = await world.caps.readBackup(world.container.open(world.put('log3.trn', last!)));
  cutsOver(world);
  const lastRestoredSet = { backupSetId: sets[0]?.backupSetGuid, files: [], ignoreReasons: [] };
  world.engine.set(TARGET, { lastRestoredSet });
  world.engine.settle();
  world.clock.forward(3 * 3600);
  await follow(world);
  expect(await attempt(world)).toMatchObject({ state: 'confirmed', requestedBy: 'service' });
  expect(world.sends).toBe(0);
});

test('seen late, and told by a name only, it is not proven: another version may have lain there', async () => {
  const world = await offlineWorld();
  world.put('log3.trn', last!);
  cutsOver(world);
  world.engine.settle();
  world.clock.forward(3 * 3600);
  for (let look = 0; look < 4; look++) {
    await follow(world);
    world.clock.forward(200);
  }
  expect(await attempt(world)).toMatchObject({
    state: 'completedUnproven',
    reason: expect.stringMatching(/but the service restored log3.trn before this app could read/),
  });
});

test('a last backup written over after it was restored is not confirmed', async () => {
  const world = await offlineWorld();
  world.put('log3.trn', EARLIER['log2.trn']!);
  await world.assess('thorough');
  await world.readInTime();
  cutsOver(world);
  world.put('log3.trn', last!);
  for (let look = 0; look < 4; look++) {
    await follow(world);
    world.clock.forward(200);
  }
  expect(await attempt(world)).toMatchObject({
    state: 'completedUnproven',
    reason: expect.stringMatching(/log3.trn was uploaded more than once/),
  });
});

test.each<[string, (world: World) => void, Partial<Attempt>]>([
  [
    'a target that is not online',
    (world) => world.engine.setDatabase(TARGET, 'Restoring'),
    {
      state: 'completedUnproven',
      reason: 'the service succeeded, but the target database is Restoring',
    },
  ],
  [
    'another file restored last',
    (world) => world.engine.set(TARGET, { lastRestoredFile: 'log2.trn' }),
    {
      state: 'completedUnproven',
      reason: expect.stringMatching(/^the service succeeded, but log2.trn was restored last/) as string,
    },
  ],
  [
    'a failure',
    (world) => world.engine.set(TARGET, { state: 'failed', failure: { code: '2009', message: 'x' } }),
    {
      state: 'failed',
      reason: '2009 x',
    },
  ],
])('a cutover by the service with %s is not confirmed', async (_name, disturb, expected) => {
  const world = await offlineWorld();
  world.put('log3.trn', last!);
  await world.assess('thorough');
  await world.readInTime();
  cutsOver(world);
  await world.assess();
  world.engine.settle();
  disturb(world);
  world.clock.forward(700);
  await follow(world);
  expect(await attempt(world)).toMatchObject(expected);
});

test('a full backup alone is confirmed, too', async () => {
  const world = new World();
  await world.register({}, { mode: 'offline' });
  const offline = { online: false, lastBackupName: 'full.bak' };
  world.runs(undefined, offline);
  world.put('full.bak', EARLIER['full.bak']!);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  await world.readInTime();
  world.runs('full.bak', offline);
  cutsOver(world, 'full.bak');
  await follow(world);
  expect(await attempt(world)).toMatchObject({ state: 'confirmed', tail: { blob: 'full.bak' } });
});

test('without its last backup in the ledger the end is shown as unproven, after a while', async () => {
  const world = await offlineWorld();
  cutsOver(world);
  world.engine.settle();
  expect((await world.assess()).decision.commands.map(({ kind }) => kind)).toEqual(['wait']);
  world.clock.forward(601);
  expect((await world.assess()).decision.commands).toEqual([
    {
      kind: 'end',
      phase: 'completed',
      reason:
        'completed, but unproven: the service cut over by itself, and its last backup is not in the ledger',
    },
  ]);
  expect(await attempt(world)).toBeUndefined();
});

test('an attempt that is intended all the same is withdrawn, never sent', async () => {
  const world = await offlineWorld();
  world.put('log3.trn', last!);
  world.engine.set(TARGET, { lastRestoredFile: 'log3.trn' });
  await world.assess('thorough');
  const { facts } = await world.assess();
  if (facts.tail.kind !== 'one') throw new Error('no tail');
  const intended: Attempt = {
    number: 1,
    state: 'intended',
    tail: facts.tail.tail,
    operationId: OPERATION,
    requestedBy: 'policy:auto',
    requestedAt: facts.at,
  };
  await world.change({ attempt: intended });
  expect(await triggerCutover(world.caps, ID, 1)).toEqual({
    state: 'withdrawn',
    reason: 'mode offline: the service cuts over by itself after log3.trn; nothing is sent',
  });
  expect(world.sends).toBe(0);
});

test('a policy changed to auto after adoption sends nothing either', async () => {
  const world = await offlineWorld({ online: undefined, unreported: ['mode'], lastBackupName: undefined });
  const control = await world.stored.control(ID);
  await changePolicy(world.caps, ADA, control!.etag, { policy: { mode: 'auto' } });
  world.put('log3.trn', last!);
  await nameTail(world.caps, ADA, 'log3.trn');
  await world.readInTime();
  world.engine.set(TARGET, { lastRestoredFile: 'log3.trn', pendingLogs: 0 });
  for (let poll = 0; poll < 4; poll++) {
    await follow(world);
    world.clock.forward(31);
  }
  const { decision } = await world.assess();
  const open = decision.readiness.checks
    .filter(({ state }) => state !== 'met' && state !== 'notConfigured')
    .map(({ code }) => code);
  expect(open).toEqual(['policy.allows']);
  expect(world.sends).toBe(0);
  expect(await attempt(world)).toBeUndefined();
});

describe('the last backup that the service was told', () => {
  const blockOf = async (world: World) => (await world.assess()).decision.block;

  test('is the newest: nothing to say', async () => {
    const world = await offlineWorld();
    expect(await blockOf(world)).toBeUndefined();
    world.put('log3.trn', last!);
    expect(await blockOf(world)).toBeUndefined();
  });

  test('is an older file: said at each look until the service begins the cutover', async () => {
    const world = await offlineWorld({ lastBackupName: 'log2.trn' });
    world.put('log3.trn', last!);
    for (let look = 0; look < 3; look++)
      expect(await blockOf(world)).toEqual({
        kind: 'lastBackupDoubtful',
        reason:
          'the service is told to cut over after log2.trn, but log3.trn ends after it: the service then fails (error 2007), or ignores newer files',
      });
    cutsOver(world, 'log2.trn');
    expect((await blockOf(world))?.kind).not.toBe('lastBackupDoubtful');
  });

  test.each([
    ['LOG3.trn', '', /LOG3\.trn, but the file is called log3\.trn/],
    ['shop/log3.trn', 'shop/', /shop\/log3\.trn, a name with a folder: .* log3\.trn/],
  ])('is called %s in folder "%s": said at each look', async (lastBackupName, prefix, said) => {
    const world = await offlineWorld({ lastBackupName }, prefix);
    world.put(`${prefix}log3.trn`, last!);
    await syncContainer(world.caps, (await world.stored.registration(ID))!, 10);
    for (let look = 0; look < 3; look++)
      expect(await blockOf(world)).toMatchObject({
        kind: 'lastBackupDoubtful',
        reason: expect.stringMatching(said) as string,
      });
  });
});
