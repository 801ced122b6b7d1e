/** Storage that gives nothing is said in every phase and mode, with account and container (G8). */
import type { StorageReason } from '../../shared/core/migration/storage-trouble';
import { ContainerUnavailableError } from '../../shared/ports/backup-container';
import { hold } from '../../shared/use-cases/operate/hold-migration';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { createMigration } from '../../shared/use-cases/register/create-migration';
import type { MemoryMigration } from '../support/memory-engine';
import { ADA, ID, OPERATION, readyWorld, someBackups, TARGET, toCreate, World } from '../support/world';

const BLOCKED = /^container backups of storage account acct cannot be read: access is denied$/;
const ROLE = /role Storage Blob Data Reader on container backups of storage account acct/;

async function adopted(change: Partial<MemoryMigration> = {}, mode: 'manual' | 'offline' = 'manual') {
  const world = new World();
  await world.register({}, { mode });
  world.runs(undefined, change);
  for (const [name, content] of Object.entries(someBackups()))
    if (name !== 'log3.final.trn') world.put(name, content);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  return world;
}

const WORLDS: Readonly<Record<string, () => Promise<World>>> = {
  'registered, nothing there yet': async () => {
    const world = new World();
    await world.register();
    world.runs();
    return world;
  },
  'registered to be created': () => toCreate(),
  seeding: () => adopted({ fullRestored: false }),
  'following, at rest': async () => {
    const world = await adopted();
    world.runs('log2.trn');
    for (let look = 0; look < 3; look++) {
      await world.assess();
      world.clock.forward(120);
    }
    return world;
  },
  'offline, following': () => adopted({ online: false, lastBackupName: 'log3.trn' }, 'offline'),
  ready: () => readyWorld(),
  'ready, and held': async () => {
    const world = await readyWorld();
    await hold(world.caps, ADA, 'not tonight');
    return world;
  },
  'cut over elsewhere': async () => {
    const world = await adopted();
    world.engine.set(TARGET, { state: 'completing', rawState: 'Completing' });
    return world;
  },
};

test.each(Object.entries(WORLDS))(
  '%s: it is a block, and goes when storage answers again',
  async (_name, make) => {
    const world = await make();
    world.container.failNext(Number.POSITIVE_INFINITY, 'denied');
    const { decision } = await world.assess();

    expect(decision.block?.kind).toBe('storageUnreadable');
    expect(decision.commands.filter(({ kind }) => kind === 'cutOver')).toEqual([]);
    const status = await world.stored.status(ID);
    expect(status?.blocked?.reason).toMatch(BLOCKED);
    // A cutover under way needs no storage of ours, and nobody is to be kept from watching it.
    expect(status?.next?.what).toMatch(status?.phase === 'confirming' ? /change nothing/ : ROLE);
    expect((await world.stored.summaries({ top: 10, blocked: true })).items.map(({ id }) => id)).toEqual([
      ID,
    ]);
    expect(await world.journal()).toContain(`Blocked: ${status?.blocked?.reason ?? ''}`);

    world.container.failNext(0);
    world.clock.forward(120);
    expect((await world.assess()).decision.block?.kind).not.toBe('storageUnreadable');
  },
);

test('since when it is so is kept from look to look', async () => {
  const world = await adopted();
  world.container.failNext(Number.POSITIVE_INFINITY, 'denied');
  const first = (await world.assess()).decision.blocked;
  world.clock.forward(600);
  expect((await world.assess()).decision.blocked).toEqual(first);
});

test.each<StorageReason>(['notAllowed', 'urlRefused'])(
  'G5: a stored registration whose container is refused (%s) is a block, and nothing is sent',
  async (reason) => {
    const world = await toCreate();
    world.containers.at = () => {
      throw new ContainerUnavailableError('open it', reason);
    };
    const { decision } = await world.assess();
    expect(decision.block).toMatchObject({ kind: 'storageUnreadable', trouble: { reason } });
    expect(decision.commands.map(({ kind }) => kind)).toEqual(['wait']);
    await createMigration(world.caps, ID);
    expect(world.engine.count('create')).toBe(0);
    expect((await world.control()).creation).toMatchObject({
      state: 'refused',
      reason: expect.stringMatching(/: Cannot open it: /),
    });
  },
);

describe('mistake 27: the wrong storage account', () => {
  async function wrongAccount(): Promise<World> {
    const world = new World();
    await world.register();
    world.runs('full.bak');
    return world;
  }

  test('the account that has the file is named beside the one that was registered', async () => {
    const world = await wrongAccount();
    const right = world.containers.create('https://acct1.blob.core.windows.net/backups');
    right.put('full.bak', someBackups()['full.bak']!);
    world.containers.create('https://acct3.blob.core.windows.net/backups').failNext(9, 'denied');
    const status = (await world.assess(), await world.stored.status(ID));
    expect(status?.blocked?.reason).toBe(
      'the service restored full.bak last, which is not in container backups of storage account acct, as registered, but in that container of storage account acct1',
    );
    expect(status?.next?.what).toBe(
      'withdraw this registration, and register container backups of storage account acct1',
    );
  });

  test('where nobody has it, it is said so; once it is there, the migration is adopted', async () => {
    const world = await wrongAccount();
    expect((await world.assess()).decision.block).toMatchObject({
      kind: 'restoredElsewhere',
      foundIn: undefined,
    });
    world.put('full.bak', someBackups()['full.bak']!);
    const { decision } = await world.assess();
    expect(decision.block).toBeUndefined();
    expect(decision.commands).toContainEqual({ kind: 'adopt', operationId: OPERATION });
  });
});
