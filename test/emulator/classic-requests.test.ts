import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { ask, control, type WireReply } from './arm-client';
import { FakeContainers, putChain } from './fake-backups';
import {
  CLASSIC_VERSION,
  completeCommand,
  databasePath,
  LRS_VERSION,
  settle,
  SHARE,
  taskBody,
  taskPath,
} from './other-engines';
import type { Json } from './recorded';

const TASK = taskPath('t');

describe('the emulated classic DMS', () => {
  let emulator: RunningEmulator;
  let containers: FakeContainers;
  const request = (method: string, suffix = '', body?: unknown, query?: string) =>
    ask(emulator, method, `${TASK}${suffix}`, { version: CLASSIC_VERSION, body, query });
  const get = (expand?: string) =>
    request('GET', '', undefined, expand === undefined ? undefined : `$expand=${expand}`);
  const put = (...databases: [string, string][]) => request('PUT', '', taskBody(...databases));
  const command = (name: string) => request('POST', '/command', completeCommand(name));
  const order = (fault: object) => control(emulator, 'POST', 'faults', fault);
  const wait = (ms: number) => control(emulator, 'POST', 'clock', { advanceMs: ms });
  const codeOf = ({ status, body }: WireReply): unknown => [status, body?.error?.code];
  const rows = async (): Promise<Json[]> => (await get('output')).body.properties.output;
  const states = async (): Promise<Json> => {
    const { state, output } = (await get('output')).body.properties;
    const own = output.filter(({ resultType }: Json) => resultType === 'DatabaseLevelOutput');
    return [state, output[0]?.state, ...own.map(({ migrationState }: Json) => migrationState)];
  };

  beforeEach(async () => {
    containers = new FakeContainers();
    putChain(containers, 2);
    emulator = await startEmulator({
      port: 0,
      backupReader: containers,
      scanIntervalMs: 0,
      shares: { [SHARE]: 'share/shop' },
    });
    await control(emulator, 'POST', 'clock', { frozen: true });
  });
  afterEach(() => emulator.close());

  describe('writing a task', () => {
    const changed = (change: (input: Json, body: Json) => void): object => {
      const body: Json = taskBody(['Shop', 'db1']);
      change(body.properties.input, body);
      return body;
    };
    it.each<[string, object | undefined, number, string]>([
      ['no body', undefined, 400, 'EmptyRequiredRequestBody'],
      [
        'another type',
        changed((_input, body) => (body.properties.taskType = 'Migrate.SqlServer.SqlDb')),
        501,
        'NotImplemented',
      ],
      ['no database', changed((input) => (input.selectedDatabases = [])), 400, 'BadRequest'],
      ['no share', changed((input) => delete input.backupFileShare), 400, 'BadRequest'],
      ['an unknown field', changed((input) => (input.surprise = 1)), 400, 'BadRequest'],
      [
        'a share nothing stands for',
        changed((input) => (input.backupFileShare.path = '\\\\other\\share')),
        501,
        'NotImplemented',
      ],
    ])('%s is refused', async (_name, body, status, code) => {
      expect(codeOf(await request('PUT', '', body))).toEqual([status, code]);
      expect((await get()).status).toBe(404);
    });

    it('echoes and keeps no secret', async () => {
      const reply = await put(['Shop', 'db1']);
      expect([reply.status, reply.body.properties.state]).toEqual([201, 'Queued']);
      expect(reply.text + (await get('output')).text).not.toMatch('very-secret');
    });

    it('is refused while the task runs; an ended one is replaced by another run', async () => {
      const first = (await put(['Shop', 'db1'])).body.properties.taskId;
      expect(codeOf(await put(['Shop', 'db1']))).toEqual([409, 'Conflict']);
      await request('POST', '/cancel');
      await settle(emulator);
      const again = await put(['Shop', 'db1']);
      expect(again.status).toBe(200);
      expect(again.body.properties.taskId).not.toBe(first);
    });

    it('a database that is there already fails its own row, with an error row and the task’s errors', async () => {
      await put(['Shop', 'db1']);
      await settle(emulator);
      await command('Shop');
      await settle(emulator);
      await request('DELETE');
      await put(['Shop', 'db1'], ['HR', 'db2']);
      await settle(emulator);
      expect(await states()).toEqual(['Running', 'PENDING', 'FAILED', 'LOG_FILES_UPLOADING']);
      const failed = (await rows()).filter(({ resultType }) => resultType === 'ErrorOutput');
      expect(failed).toMatchObject([
        { id: 'der|Shop|', error: { message: expect.stringMatching('exists') } },
      ]);
      expect((await get()).body.properties.errors).toMatchObject([{ code: 'DatabaseAlreadyExists' }]);
    });
  });

  describe('reading', () => {
    it('a task that is not there is a 404 without a body', async () => {
      const reply = await get('output');
      expect([reply.status, reply.text]).toEqual([404, '']);
    });

    it('tells output and commands only when asked, and refuses to expand anything else', async () => {
      await put(['Shop', 'db1']);
      await settle(emulator);
      await command('Shop');
      expect(Object.keys((await get()).body.properties)).toEqual(['input', 'taskId', 'taskType', 'state']);
      const { output, commands } = (await get('output,command')).body.properties;
      expect([output.length, commands]).toEqual([
        2,
        [
          {
            commandId: expect.any(String),
            input: { sourceDatabaseName: 'Shop' },
            commandType: 'Migrate.SqlServer.AzureDbSqlMi.Complete',
            state: 'Running',
          },
        ],
      ]);
      expect(codeOf(await get('everything'))).toEqual([400, 'BadRequest']);
    });

    it('goes from Queued through uploading to a report', async () => {
      const seen: Json[] = [];
      const look = async () => seen.push((await states()).join(' '));
      await put(['Shop', 'db1']);
      expect((await get('output')).body.properties).toMatchObject({ state: 'Queued', output: [] });
      await wait(500);
      await look();
      await settle(emulator);
      await look();
      await command('Shop');
      await look();
      await settle(emulator);
      await look();
      expect(seen).toEqual([
        'Running PENDING FULL_BACKUP_UPLOAD_START',
        'Running PENDING LOG_FILES_UPLOADING',
        'Running PENDING CUTOVER_IN_PROGRESS',
        'Succeeded COMPLETE COMPLETED',
      ]);
      expect((await rows()).at(-1)).toMatchObject({ resultType: 'MigrationReportResult' });
      const database = await ask(emulator, 'GET', databasePath('db1'), { version: LRS_VERSION });
      expect(database.body.properties.status).toBe('Online');
    });

    it('names files by their UNC path and the container that stands for the share', async () => {
      await put(['Shop', 'db1']);
      await settle(emulator);
      const [, row] = await rows();
      expect(row.containerName).toBe('share/shop');
      expect(row.lastRestoredBackupSetInfo.listOfBackupFiles[0].fileLocation).toBe(`${SHARE}\\log2.trn`);
    });

    it('writes times with an offset that stands for the same moment', async () => {
      await control(emulator, 'POST', 'clock', { now: '2026-03-01T02:03:04.567Z' });
      await put(['Shop', 'db1']);
      await settle(emulator);
      const [, row] = await rows();
      expect(row.startedOn).toBe('2026-02-28T18:03:05.0670000-08:00');
      expect(new Date(row.startedOn).toISOString()).toBe('2026-03-01T02:03:05.067Z');
    });

    it('loses its output when the details are cleaned up', async () => {
      await put(['Shop', 'db1']);
      await settle(emulator);
      await order({ kind: 'cleanupDetails' });
      expect(await rows()).toEqual([]);
    });
  });

  describe('the command', () => {
    it.each<[string, () => Promise<unknown>, unknown]>([
      ['before the full is restored', async () => undefined, [400, 'BadRequest']],
      [
        'a second time',
        async () => {
          await settle(emulator);
          await command('Shop');
        },
        [400, 'BadRequest'],
      ],
      [
        'on a finished database',
        async () => {
          await settle(emulator);
          await command('Shop');
          await settle(emulator);
        },
        [400, 'BadRequest'],
      ],
      [
        'on a cancelled database',
        async () => {
          await settle(emulator);
          await request('POST', '/cancel');
          await settle(emulator);
        },
        [400, 'BadRequest'],
      ],
    ])('%s is refused', async (_name, prepare, expected) => {
      await put(['Shop', 'db1']);
      await prepare();
      expect(codeOf(await command('Shop'))).toEqual(expected);
    });

    it('is refused for a database the task has not, and is not supported in another type', async () => {
      await put(['Shop', 'db1']);
      await settle(emulator);
      expect(codeOf(await command('Other'))).toEqual([400, 'BadRequest']);
      const generic = { commandType: 'Migrate.Sync.Complete.Database', input: { databaseName: 'Shop' } };
      expect(codeOf(await request('POST', '/command', generic))).toEqual([501, 'NotImplemented']);
      expect(codeOf(await request('POST', '/command', { commandType: 1 }))).toEqual([400, 'BadRequest']);
    });

    it.each([
      ['a', 'COMPLETED', 'log2.trn'],
      ['b', 'COMPLETED', 'log1.trn'],
      ['c', 'FAILED', 'log1.trn'],
      ['d', 'CUTOVER_IN_PROGRESS', 'log1.trn'],
    ])('taken too early, variant %s: %s after %s', async (variant, state, file) => {
      await order([
        { kind: 'cutoverVariant', variant },
        { kind: 'holdRestore', file: 'log2.trn' },
      ]);
      await put(['Shop', 'db1']);
      await settle(emulator);
      expect((await command('Shop')).body.state).toBe('Accepted');
      const held = (await control(emulator, 'GET', 'faults')).body.faults.at(-1).id;
      await control(emulator, 'DELETE', `faults/${held}`);
      await settle(emulator);
      const [, row] = await rows();
      expect(row.migrationState).toBe(state);
      expect(row.lastRestoredBackupSetInfo.listOfBackupFiles[0].fileLocation).toBe(`${SHARE}\\${file}`);
    });

    it('cuts over one database and leaves the others of the task running', async () => {
      await put(['Shop', 'db1'], ['HR', 'db2']);
      await settle(emulator);
      await command('hr');
      await settle(emulator);
      expect(await states()).toEqual(['Running', 'PENDING', 'LOG_FILES_UPLOADING', 'COMPLETED']);
      const { requests } = (await control(emulator, 'GET', 'requests?kind=cutover')).body;
      expect(requests).toMatchObject([{ engine: 'dms-classic', database: 'db2', accepted: true }]);
      await command('Shop');
      await settle(emulator);
      expect((await states()).slice(0, 2)).toEqual(['Succeeded', 'COMPLETE']);
    });
  });

  describe('cancelling and deleting', () => {
    it('cancels what runs, and drops it; what was completed stays', async () => {
      await put(['Shop', 'db1'], ['HR', 'db2']);
      await settle(emulator);
      await command('Shop');
      await settle(emulator);
      expect((await request('POST', '/cancel')).status).toBe(200);
      await settle(emulator);
      expect(await states()).toEqual(['Canceled', 'CANCELLED', 'COMPLETED', 'CANCELLED']);
      const found = async (name: string) =>
        (await ask(emulator, 'GET', databasePath(name), { version: LRS_VERSION })).status;
      expect([await found('db1'), await found('db2')]).toEqual([200, 404]);
      expect(codeOf(await request('POST', '/cancel'))).toEqual([400, 'BadRequest']);
    });

    it('a cancel that comes too late completes', async () => {
      await put(['Shop', 'db1']);
      await settle(emulator);
      await order({ kind: 'cancelRace' });
      expect((await request('POST', '/cancel')).status).toBe(200);
      await settle(emulator);
      expect(await states()).toEqual(['Succeeded', 'COMPLETE', 'COMPLETED']);
    });

    it('deletes a running task only when told to, and its databases with it', async () => {
      expect((await request('DELETE')).status).toBe(204);
      await put(['Shop', 'db1']);
      await settle(emulator);
      expect(codeOf(await request('DELETE'))).toEqual([409, 'Conflict']);
      const forced = await request('DELETE', '', undefined, 'deleteRunningTasks=true');
      expect([forced.status, forced.text]).toEqual([200, '']);
      const database = await ask(emulator, 'GET', databasePath('db1'), { version: LRS_VERSION });
      expect([(await get()).status, database.status]).toEqual([404, 404]);
      expect((await control(emulator, 'GET', 'migrations')).body.migrations).toEqual([]);
    });

    it('is no business of the new DMS’s list, and shows in the summary', async () => {
      await put(['Shop', 'db1']);
      const { migrations } = (await control(emulator, 'GET', 'migrations')).body;
      expect(migrations).toMatchObject([
        { engine: 'dms-classic', database: 'db1', source: { kind: 'fileShare', path: SHARE } },
      ]);
      expect(migrations[0].id).toBe(`${TASK}/databases/Shop`);
    });
  });

  it('answers to the versions of the classic API only', async () => {
    const reply = await ask(emulator, 'GET', TASK, { version: '2017-01-01' });
    expect(codeOf(reply)).toEqual([400, 'NoRegisteredProviderFound']);
  });
});
