/** Habits of the services that nobody has recorded: both ways can be had. */
import type { EmulatorOptions } from '../../tools/emulator/options';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { ask, control, create, EXPAND, migrationPath } from './arm-client';
import { FakeContainers, guid, putChain } from './fake-backups';

interface ShownSet {
  readonly backupSetId: string;
  readonly listOfBackupFiles: readonly { readonly fileName: string }[];
}

let emulator: RunningEmulator;
afterEach(() => emulator.close());

/** A full and two logs, restored. */
async function restored(options: Partial<EmulatorOptions>): Promise<FakeContainers> {
  const containers = new FakeContainers();
  putChain(containers, 2);
  emulator = await startEmulator({ port: 0, backupReader: containers, scanIntervalMs: 0, ...options });
  await create(emulator, 'db1', 'backups/folder');
  await later();
  return containers;
}

async function later(): Promise<void> {
  for (let step = 0; step < 2; step++) await control(emulator, 'POST', 'clock', { advanceMs: 600_000 });
}

async function shown(): Promise<{ sets: readonly ShownSet[]; last: string; pending: number }> {
  const { body } = await ask(emulator, 'GET', migrationPath('db1'), { query: EXPAND });
  const details = body.properties.migrationStatusDetails;
  return {
    sets: details.activeBackupSets as readonly ShownSet[],
    last: details.lastRestoredFilename as string,
    pending: details.pendingLogBackupsCount as number,
  };
}

describe('ids of backup sets', () => {
  test('are those of the headers, unless told otherwise', async () => {
    await restored({});
    expect((await shown()).sets.map((set) => set.backupSetId).toSorted()).toEqual([
      guid(1),
      guid(101),
      guid(102),
    ]);
  });

  test('of its own are no header’s, one for each set, and stay', async () => {
    await restored({ setIds: 'own' });
    const ids = (await shown()).sets.map((set) => set.backupSetId);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(ids).not.toContain(guid(102));
    expect((await shown()).sets.map((set) => set.backupSetId)).toEqual(ids);
  });
});

describe('a blob written again under the name of a restored one', () => {
  const again = { guid: guid(500), type: 'log', first: '400000', last: '500000' } as const;
  const truth = async () => {
    const { migrations } = (await control(emulator, 'GET', 'migrations')).body as {
      migrations: readonly { chainEnd: string; sets: readonly { etags: string[] }[] }[];
    };
    return migrations[0]!;
  };

  test('is restored, too', async () => {
    const containers = await restored({});
    containers.put('log2.trn', again);
    await later();
    expect(await shown()).toMatchObject({ last: 'log2.trn', pending: 0 });
    expect(await truth()).toMatchObject({ chainEnd: '500000' });
    expect((await truth()).sets.flatMap((set) => set.etags)).toEqual(['"1"', '"2"', '"3"', '"4"']);
  });

  test('is overlooked, if it is to be: the service names the file, and means the first version', async () => {
    const containers = await restored({ overwritten: 'overlooked' });
    containers.put('log2.trn', again);
    containers.put('log4.trn', { ...again, guid: guid(501), first: '700000', last: '800000' });
    await later();
    expect(await shown()).toMatchObject({ last: 'log2.trn', pending: 1 });
    expect(await truth()).toMatchObject({ chainEnd: '400000' });
    expect((await truth()).sets.flatMap((set) => set.etags)).toEqual(['"1"', '"2"', '"3"', '"5"']);
  });
});
