/** Registration by resource id alone: the product finds which engine runs it, adopts it, and takes it to its cutover. */
import { runCommand, type Ran } from './command-line';
import { endToEnd } from './end-to-end';
import { EMULATOR_ARGS, LocalStack, takeBackups } from './local-stack';
import { idOf, RunningServices, shareArgs } from './running-services';

const SHARED = ['old', 'left', 'right'] as const;

endToEnd('a registration by resource id alone', () => {
  let local: LocalStack;
  let services: RunningServices;
  let seed = 700;

  beforeAll(async () => {
    local = await LocalStack.start({ emulatorArgs: [...EMULATOR_ARGS, ...shareArgs(...SHARED)] });
    services = new RunningServices(local);
  }, 60_000);
  afterAll(() => local.stop());

  const cli = (...args: readonly string[]): Promise<Ran> => runCommand(local.stack.hostUrl, ...args);

  /** What an operator types who knows the resource and the place of its backups. */
  const register = (resourceId: string, database: string, ...more: readonly string[]): Promise<Ran> =>
    cli(
      ...['register', '--resource-id', resourceId, '--container', local.stack.containerUrl],
      ...['--prefix', `${database}/`, '--id', database, ...more],
    );

  async function uploadAll(database: string): Promise<string> {
    const { files, names, tail } = takeBackups(database, seed++);
    for (const name of names) await local.upload(database, name, files[name]!);
    return `${database}/${tail}`;
  }

  async function endOf(database: string, file: string): Promise<string> {
    const { items } = (
      await local.api<{ items: { name: string; lastLsn: string }[] }>(
        'GET',
        `/migrations/${database}/backups`,
      )
    ).body;
    return items.find(({ name }) => name === file)?.lastLsn ?? `no ${file} on the board`;
  }

  async function expectNothingStored(database: string): Promise<void> {
    expect((await local.api('GET', `/migrations/${database}`)).status).toBe(404);
    const { items } = (await local.api<{ items: { id: string }[] }>('GET', '/migrations?top=100')).body;
    expect(items.map(({ id }) => id)).not.toContain(database);
  }

  test.concurrent.each<
    [engine: string, database: string, start: () => Promise<string>, more: readonly string[]]
  >([
    ['dms', 'now', () => services.startDms('now'), []],
    ['dms-classic', 'old', () => services.startTask('t1', 'old'), []],
    ['lrs', 'replay', () => services.startLogReplay('replay'), ['--source-database', 'replay']],
  ])(
    '%s: found, adopted, cut over once and confirmed',
    async (engine, database, start, more) => {
      const resourceId = await start();
      const tail = await uploadAll(database);
      await services.untilRestored(database, 'tail.trn');

      const registered = await register(resourceId, database, ...more);
      expect(registered).toMatchObject({ exitCode: 0, err: '' });
      expect(registered.out).toContain(`Registered ${database} (engine ${engine}).`);
      expect((await register(resourceId, database, ...more)).out).toContain('is registered already');
      const adopted = await local.until(database, 'adoption', ({ phase }) => phase === 'following');
      expect(adopted).toMatchObject({ engine, policy: { mode: 'manual' } });

      // It was restored before anybody read: where its version is not told, the operator confirms it.
      const lsn = await endOf(database, tail);
      expect((await cli('tail', database, tail, '--unchanged', '--lsn', lsn)).exitCode).toBe(0);
      await local.until(database, 'readiness', ({ readiness }) => readiness.ready, 60);
      expect(await local.cutovers(database)).toEqual([]);
      const go = await cli('cutover', database, '--tail', tail, '--confirm', `mi1/${database}`);
      expect(go).toMatchObject({ exitCode: 0, err: '' });
      await local.until(database, 'the end', ({ phase }) => phase === 'completed', 60);
      expect((await cli('watch', database)).exitCode).toBe(0);

      const { outcome } = (await local.api<{ outcome: string }>('GET', `/migrations/${database}/evidence`))
        .body;
      expect(outcome).toBe('confirmed');
      expect(await local.cutovers(database)).toMatchObject([
        { engine, accepted: true, ...(engine === 'lrs' && { lastBackupName: 'tail.trn' }) },
      ]);
    },
    150_000,
  );

  test.each<[what: string, id: string, said: readonly string[]]>([
    [
      'a migration',
      idOf.migration('nobody'),
      [
        'engine dms: the Database Migration Service runs no migration of database nobody there',
        'engine dms-classic: not asked, it expects Microsoft.DataMigration/services/projects/tasks',
        'engine lrs: not asked, it expects Microsoft.Sql/managedInstances/{name}/databases/{database}',
      ],
    ],
    [
      'a task',
      idOf.task('nothing'),
      [
        'engine dms: not asked, it expects Microsoft.Sql/managedInstances',
        'engine dms-classic: the classic service has no task nothing there',
        'engine lrs: not asked, it expects',
      ],
    ],
    [
      'a database',
      idOf.database('nobody'),
      [
        'engine dms: the Database Migration Service runs no migration of database nobody there',
        'engine dms-classic: not asked, it expects',
        'engine lrs: there is no database "nobody" on the instance',
      ],
    ],
  ])(
    'nothing runs under the id of %s: what each engine was asked, and nothing is stored',
    async (_, id, said) => {
      const ran = await register(id, 'nobody', '--source-database', 'nobody');
      expect(ran).toMatchObject({ exitCode: 2, out: '' });
      expect(ran.err).toMatch(
        /^Cannot register the migration: nothing runs there that can be adopted; start it first, or give the id of a running one\n/,
      );
      for (const sentence of said) expect(ran.err).toContain(`  --resource-id: ${sentence}`);
      await expectNothingStored('nobody');
    },
  );

  test('what has ended is nothing to adopt: its state is named', async () => {
    const id = await services.startDms('gone');
    await uploadAll('gone');
    await services.untilRestored('gone', 'full.bak');
    await local.control('POST', '/faults', {
      kind: 'fail',
      match: { database: 'gone' },
      code: 'X',
      message: 'Broken.',
    });
    const ran = await register(id, 'gone');
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain('engine dms: the migration of gone (failed) has ended');
    await expectNothingStored('gone');
  });

  test('two engines run something there: both are named, and --engine decides', async () => {
    await services.startDms('twin');
    const id = await services.startLogReplay('twin');
    const ran = await register(id, 'twin', '--source-database', 'twin');
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toMatch(
      /^Cannot register the migration: engines dms and lrs run something there; name the one you mean\n/,
    );
    for (const engine of ['dms', 'lrs'])
      expect(ran.err).toMatch(new RegExp(`--engine: ${engine} runs database twin \\(`));
    expect(ran.err).toContain('use dms, unless somebody started the log replay by hand');
    await expectNothingStored('twin');
    const chosen = await register(id, 'twin', '--source-database', 'twin', '--engine', 'lrs');
    expect(chosen).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('Registered twin (engine lrs).'),
    });
  });

  test('a task of two databases: both are named, and --source-database decides', async () => {
    const id = await services.startTask('pair', 'left', 'right');
    const ran = await register(id, 'left');
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain(
      'engine dms-classic runs several databases there (left, right); name the one you mean',
    );
    expect(ran.err).toContain('  --source-database: one of left, right');
    await expectNothingStored('left');
    const chosen = await register(id, 'left', '--source-database', 'left');
    expect(chosen).toMatchObject({ exitCode: 0, out: expect.stringContaining('(engine dms-classic)') });
  });

  test('the Log Replay Service does not report the source: it is asked for', async () => {
    const id = await services.startLogReplay('untold');
    const ran = await register(id, 'untold');
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain('engine lrs does not report which source database it restores; name it');
    expect(ran.err).toContain('  --source-database: needed');
    await expectNothingStored('untold');
  });

  test('an engine that cannot be asked: nothing is chosen, and nothing is stored', async () => {
    const id = await services.startDms('away');
    await local.control('POST', '/faults', {
      kind: 'refuse',
      times: 'forever',
      status: 403,
      code: 'AuthorizationFailed',
      match: { database: 'away' },
    });
    const ran = await register(id, 'away');
    await local.control('DELETE', '/faults');
    expect(ran.exitCode).toBe(1);
    expect(ran.err).toMatch(
      /engine dms could not be asked \(.*AuthorizationFailed.*\); nothing was stored: give the app's/,
    );
    await expectNothingStored('away');
    expect((await register(id, 'away')).exitCode).toBe(0);
  });
});
