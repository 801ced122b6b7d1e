/** The list of an instance's databases, whichever service restores or restored them. */
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { ask, control, create, INSTANCE, migrationPath, send } from './arm-client';
import { FakeContainers, putChain } from './fake-backups';
import {
  CLASSIC_VERSION,
  databasePath,
  LRS_VERSION,
  restoreBody,
  settle,
  SHARE,
  taskBody,
  taskPath,
} from './other-engines';

const LIST = `${INSTANCE}/databases`;

describe('the list of databases of an instance', () => {
  let emulator: RunningEmulator;
  beforeEach(async () => {
    const backupReader = new FakeContainers();
    putChain(backupReader, 1);
    emulator = await startEmulator({
      port: 0,
      backupReader,
      scanIntervalMs: 0,
      pageSize: 2,
      databaseMs: 1000,
      shares: { [SHARE]: 'share' },
    });
  });
  afterEach(() => emulator.close());

  const list = async (path = LIST) => (await ask(emulator, 'GET', path, { version: LRS_VERSION })).body;
  const single = async (name: string) =>
    (await ask(emulator, 'GET', databasePath(name), { version: LRS_VERSION })).body;
  const restore = (name: string, path = databasePath(name)) =>
    ask(emulator, 'PUT', path, { version: LRS_VERSION, body: restoreBody() });
  const names = ({ value }: { value: { name: string }[] }) => value.map(({ name }) => name);

  it('is empty where nothing was restored', async () => {
    const reply = await ask(emulator, 'GET', LIST, { version: LRS_VERSION });
    expect([reply.status, reply.body]).toEqual([200, { value: [] }]);
  });

  it('has those of all services, page by page, each as a single GET answers it', async () => {
    await create(emulator, 'a', 'backups');
    await restore('b');
    await ask(emulator, 'PUT', taskPath('t'), { version: CLASSIC_VERSION, body: taskBody(['Shop', 'c']) });
    await settle(emulator);
    const first = await list();
    expect(names(first)).toEqual(['a', 'b']);
    const second = (await send(first.nextLink, 'GET', 'any')).body;
    expect(names(second)).toEqual(['c']);
    expect(second).not.toHaveProperty('nextLink');
    expect([...first.value, ...second.value]).toEqual([
      await single('a'),
      await single('b'),
      await single('c'),
    ]);
  });

  it('has a database from a moment after its start on, and as long as it is there', async () => {
    await control(emulator, 'POST', 'clock', { frozen: true });
    await restore('b');
    expect(names(await list())).toEqual([]);
    await control(emulator, 'POST', 'clock', { advanceMs: 1000 });
    expect(names(await list())).toEqual(['b']);
    await settle(emulator);
    expect((await list()).value[0].properties.status).toBe('Restoring');
    await ask(emulator, 'POST', `${databasePath('b')}/completeRestore`, {
      version: LRS_VERSION,
      body: { lastBackupName: 'log1.trn' },
    });
    await settle(emulator);
    expect((await list()).value).toEqual([await single('b')]);
    expect((await list()).value[0].properties.status).toBe('Online');
    await ask(emulator, 'DELETE', databasePath('b'), { version: LRS_VERSION });
    await settle(emulator);
    expect(names(await list())).toEqual([]);
  });

  it('keeps a database whose migration was deleted after its end', async () => {
    const migrationOperationId = await create(emulator, 'a', 'backups');
    await settle(emulator);
    await ask(emulator, 'POST', `${migrationPath('a')}/cutover`, { body: { migrationOperationId } });
    await settle(emulator);
    await ask(emulator, 'DELETE', migrationPath('a'));
    await settle(emulator);
    expect((await ask(emulator, 'GET', migrationPath('a'))).status).toBe(404);
    expect((await list()).value).toEqual([await single('a')]);
  });

  it('has those of this instance only, whatever the case of its id', async () => {
    await restore('a');
    await restore('b', databasePath('b').replace('/managedInstances/', '/managedInstances/other-'));
    await settle(emulator);
    expect(names(await list(LIST.toLowerCase()))).toEqual(['a']);
  });

  it('refuses a page that is none', async () => {
    const reply = await ask(emulator, 'GET', LIST, { version: LRS_VERSION, query: '$skiptoken=x' });
    expect(reply.status).toBe(400);
  });

  it('is logged, and can be put in trouble, by its name', async () => {
    await control(emulator, 'POST', 'faults', { kind: 'throttle', match: { operation: 'listDatabases' } });
    expect((await ask(emulator, 'GET', LIST, { version: LRS_VERSION })).status).toBe(429);
    const { requests } = (await control(emulator, 'GET', 'requests?kind=listDatabases')).body;
    expect(requests).toMatchObject([{ kind: 'listDatabases', path: LIST, status: 429, accepted: false }]);
  });
});
