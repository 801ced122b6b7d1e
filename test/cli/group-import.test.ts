import { join } from 'node:path';
import { FakeApi, problem } from './fake-api';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

const MI = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi';
const HOST = 'https://acct.blob.core.windows.net';
const PLACE = ['--container', `${HOST}/backups`, '--prefix', '{database}/'];

const running = (databaseName: string, more: object = {}) => ({
  resourceId: `${MI}/databases/${databaseName}`,
  ...{ engine: 'dms', databaseName, state: 'running', sourceDatabaseName: databaseName },
  ...{ containerName: `c-${databaseName.toLowerCase()}`, proposedId: `mi-${databaseName.toLowerCase()}` },
  ...more,
});
const lists = (...rows: readonly object[]) =>
  api.on('GET /api/running', { json: { running: rows, untold: [] } });
const body = (databaseName: string, more: object = {}) => ({
  ...{ id: `mi-${databaseName.toLowerCase()}`, resourceId: `${MI}/databases/${databaseName}`, engine: 'dms' },
  source: { databaseName },
  backups: { containerUrl: `${HOST}/backups`, prefix: `${databaseName}/` },
  start: 'adopt',
  ...more,
});
const GROUP = { outcome: 'made', group: undefined };

const imports = (...args: readonly string[]) =>
  runCli(['group', 'import', '--instance', MI, '--id', 'wave-1', '--strategy', 'each', ...args], {
    env: { SQLMI_CUTOVER_URL: api.url },
  });
const writes = () => api.writes.map(({ url, body: sent }) => [url.replace('/api/', ''), sent]);
const plan = (ids: readonly string[], more: object = {}) => ({
  ...{ id: 'wave-1', strategy: 'each', members: ids.map((id) => ({ id })) },
  ...more,
});

test('registers what is not registered yet, then makes the group of all', async () => {
  lists(running('Shop'), running('Stock', { registeredAs: 'stock' }));
  api.on('POST /api/migrations', { status: 202, json: { id: 'mi-shop' } });
  api.on('POST /api/groups', { json: GROUP });
  const ran = await imports(...PLACE, '--mode', 'approve');
  expect(api.received[0]?.url).toBe(`/api/running?resourceId=${encodeURIComponent(MI)}`);
  expect(writes()).toEqual([
    ['migrations', body('Shop', { policy: { mode: 'approve' } })],
    ['groups', plan(['mi-shop', 'stock'])],
  ]);
  expect(ran.exitCode).toBe(0);
  expect(ran.out).toContain('mi-shop: registered\nstock: registered already\n');
});

test('a dry run says what would be registered from where, and writes nothing', async () => {
  lists(running('Shop'), running('Stock', { registeredAs: 'stock' }));
  const ran = await imports(...PLACE, '--dry-run');
  expect([writes(), ran.exitCode, ran.out.split('\n')]).toEqual([
    [],
    0,
    [
      'DATABASE  ENGINE  STATE    MIGRATION  BACKUPS                                           WHAT',
      `Shop      dms     running  mi-shop    ${HOST}/backups/Shop/  to be registered`,
      'Stock     dms     running  stock                                                        registered already',
      '',
      'It would register 1 and make group wave-1 of 2. Nothing was written.',
      '',
    ],
  ]);
});

test('where all is registered, a dry run asks whether the group could be made', async () => {
  lists(running('Stock', { registeredAs: 'stock' }));
  api.on('POST /api/groups', { json: { outcome: 'same' } });
  const ran = await imports('--dry-run');
  expect(writes()).toEqual([['groups', plan(['stock'], { dryRun: true })]]);
  expect(ran.out).toContain('All of it has been made already. Nothing was written.');
});

describe('what is missing is named, and nothing is written', () => {
  const lrs = running('Shop', { engine: 'lrs', sourceDatabaseName: undefined, containerName: undefined });
  test.each<[string, object, readonly string[], string]>([
    ['no container', running('Shop'), [], 'missing: --container'],
    ['no source', lrs, PLACE, 'missing: --source-database, for the service does not report it'],
    [
      'a container that is not reported',
      lrs,
      ['--container', `${HOST}/{container}`, '--source-database', '{database}'],
      'missing: the service does not report {container}: name it in --places',
    ],
    [
      'another placeholder',
      running('Shop'),
      ['--container', `${HOST}/{name}`],
      'missing: {name} is no placeholder: use {database}, {source} or {container}',
    ],
    ['one that is offline', running('Shop', { unfit: 'it is offline' }), PLACE, 'missing: it is offline'],
  ])('%s', async (_name, row, flags, expected) => {
    lists(row);
    const ran = await imports(...flags);
    expect([writes(), ran.exitCode]).toEqual([[], 2]);
    expect(ran.out).toContain(expected);
    expect(ran.out).toContain('Group wave-1 cannot be made yet');
  });

  test('no folder, where several share the container', async () => {
    lists(running('Shop'), running('Stock'));
    const ran = await imports('--container', `${HOST}/backups`);
    expect([writes(), ran.exitCode]).toEqual([[], 2]);
    expect(ran.out).toContain('missing: --prefix, such as {database}/, for several share the container');
  });

  test('of what can be left out, the rest is imported', async () => {
    lists(running('Shop', { unfit: 'it is offline' }), running('Stock'));
    api.on('POST /api/migrations', { status: 202, json: { id: 'mi-stock' } });
    api.on('POST /api/groups', { json: GROUP });
    const ran = await imports(...PLACE, '--except', 'SHOP');
    expect([writes(), ran.exitCode]).toEqual([
      [
        ['migrations', body('Stock')],
        ['groups', plan(['mi-stock'])],
      ],
      0,
    ]);
  });
});

describe('a file says it for single databases', () => {
  const withPlaces = (text: string, ...flags: readonly string[]) =>
    withFolder({ 'places.csv': new TextEncoder().encode(text) }, (folder) =>
      imports('--places', join(folder, 'places.csv'), ...flags),
    );

  test('before the flags, and with an id', async () => {
    lists(running('Shop'), running('Stock', { sourceDatabaseName: undefined }));
    api.on('POST /api/migrations', { status: 202, json: { id: 'x' } });
    api.on('POST /api/groups', { json: GROUP });
    const csv = `database;container;prefix;source;id\r\nSTOCK;${HOST}/other;;StockSource;stock\r\n`;
    await withPlaces(csv, ...PLACE);
    expect(writes().map(([, sent]) => sent)).toEqual([
      body('Shop'),
      body('Stock', {
        id: 'stock',
        source: { databaseName: 'StockSource' },
        backups: { containerUrl: `${HOST}/other`, prefix: 'Stock/' },
      }),
      plan(['mi-shop', 'stock']),
    ]);
  });

  test.each([
    ['database,folder\nShop,x\n', /it has the column folder: it is CSV with the columns database/],
    ['database,prefix\n,x\n', /a line has no database/],
    ['database,prefix\nShop,x\nshop,y\n', /shop stands in it twice/],
    ['database,prefix\nNope,x\n', /nothing that runs there has the target database nope; names: shop/],
  ])('%j is refused', async (text, message) => {
    lists(running('Shop'));
    const ran = await withPlaces(text);
    expect([ran.exitCode, ran.err, writes()]).toEqual([1, expect.stringMatching(message), []]);
  });
});

test('a registration that is refused is named; the others are made, and the group is not', async () => {
  lists(running('Shop'), running('Stock'));
  api.on('POST /api/migrations', ({ body: sent }) =>
    (sent as { id: string }).id === 'mi-shop'
      ? problem(409, 'Cannot register mi-shop: the id is taken; choose another one')
      : { status: 202, json: { id: 'mi-stock' } },
  );
  const ran = await imports(...PLACE);
  expect(writes().map(([url]) => url)).toEqual(['migrations', 'migrations']);
  expect(ran.exitCode).toBe(2);
  expect(ran.out).toContain('mi-shop: refused: Cannot register mi-shop: the id is taken');
  expect(ran.out).toContain(
    'mi-stock: registered\nThe group was not made, for mi-shop could not be registered.',
  );
});

test('without an answer it stops at once: what was done stays', async () => {
  lists(running('Shop'), running('Stock'));
  api.on('POST /api/migrations', problem(503, 'Cannot register: the ledger does not answer'));
  const ran = await imports(...PLACE);
  expect([writes().length, ran.exitCode, ran.err]).toEqual([
    1,
    1,
    expect.stringContaining('does not answer'),
  ]);
});

test.each([
  [['group', 'import', '--id', 'x'], /give either --service or --instance/],
  [['group', 'import', '--id', 'x', '--service', 'a', '--instance', 'b'], /give either/],
  [['group', 'import', '--instance', MI], /give the group an id with --id/],
])('%j is refused', async (args, message) => {
  const ran = await runCli(args, { env: { SQLMI_CUTOVER_URL: api.url } });
  expect([ran.exitCode, ran.err]).toEqual([1, expect.stringMatching(message)]);
  expect(api.received).toEqual([]);
});

test('nothing runs there', async () => {
  api.on('GET /api/running', {
    json: { running: [], untold: [{ databaseName: 'Other', reason: 'no engine' }] },
  });
  const ran = await imports(...PLACE);
  expect([ran.exitCode, ran.out]).toEqual([
    2,
    'Not told: Other: no engine\n\nNothing runs there that could be a member. Nothing was written.\n',
  ]);
});
