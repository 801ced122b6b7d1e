/** `admin export`, `import` and `restore`: the file between two ledgers. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJson } from '../../shared/core/json';
import {
  type ExportDocument,
  EXPORT_FORMAT,
  EXPORT_VERSION,
} from '../../shared/core/migration/export-document';
import { aControl, anAttempt, aRegistration, NOW } from '../support/facts';
import { FakeApi, problem } from './fake-api';
import { runCli, type Ran, type World } from './fake-terminal';
import { withFolder } from './sample-backups';

/** The first run loads the whole command. */
jest.setTimeout(60_000);

const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

const cli = (args: readonly string[], world: World = {}): Promise<Ran> =>
  runCli(args, { ...world, env: { SQLMI_CUTOVER_URL: api.url } });

const VIEW = { home: 'here/SqlMiCutover', inFlight: [], history: [] };
const { registration } = {
  registration: aRegistration({
    target: { managedInstanceId: '/s/managedInstances/mi', databaseName: 'Shop' },
  }),
};
const document = (id: string, change = {}): ExportDocument => ({
  format: EXPORT_FORMAT,
  version: EXPORT_VERSION,
  home: VIEW.home,
  at: NOW,
  registration: { ...registration, id },
  control: aControl({ attempt: anAttempt(), ...change }),
  journal: [{ at: NOW, kind: 'registered', by: 'ada', text: 'Registered', facts: { home: 'x' } }],
  evidence: [],
});
const EXPORTED = {
  exported: { by: 'eve', at: NOW, to: 'there/SqlMiCutover', reason: 'moved' },
  ended: { phase: 'exported' as const, at: NOW, reason: 'moved' },
};

async function backup(ids: readonly string[]): Promise<string> {
  api.on('GET /api/ledger', { json: VIEW });
  const items = ids.map((id) => ({
    ...{ id, engine: 'dms', phase: 'following', headline: 'h' },
  }));
  api.on('GET /api/migrations', { json: { items } });
  for (const id of ids)
    api.on(`GET /api/ledger/migrations/${id}/export`, {
      text: toJson(document(id)),
      type: 'application/json',
    });
  const { out, exitCode } = await cli(['admin', 'export']);
  expect(exitCode).toBe(0);
  return out;
}

const inFile = (text: string | Buffer, use: (file: string) => Promise<void>): Promise<void> =>
  withFolder({}, async (folder) => {
    const file = join(folder, 'ledger.ndjson');
    writeFileSync(file, text);
    await use(file);
  });

test('all migrations are a file that is restored once the whole of it is checked', async () => {
  const text = await backup(['orders', 'sales']);
  expect(text.trimEnd().split('\n')).toHaveLength(4);
  expect(JSON.parse(text.split('\n')[0]!)).toMatchObject({ format: 'sqlmi-cutover/ledger', home: VIEW.home });
  api.reset();
  await inFile(text, async (file) => {
    api.on('POST /api/ledger/import', { json: { id: 'orders', outcome: 'possible' } });
    expect(await cli(['admin', 'restore', file])).toMatchObject({
      exitCode: 0,
      out: 'orders: can be imported\nsales: can be imported\n2 of 2 can be imported, or were before\n',
    });
    api.on('POST /api/ledger/import', { json: { id: 'orders', outcome: 'imported', note: 'as it ended' } });
    expect(await cli(['admin', 'restore', file, '--apply'])).toMatchObject({
      exitCode: 0,
      out: 'orders: imported as it ended\nsales: imported as it ended\n2 of 2 are in the ledger\n',
    });
  });
  const sent = api.received.map(({ body }) => body as { as: string; apply: boolean; document: unknown });
  expect(sent.map(({ as, apply }) => [as, apply])).toEqual([
    ['restore', false],
    ['restore', false],
    ['restore', true],
    ['restore', true],
  ]);
  expect(sent[0]?.document).toEqual(JSON.parse(toJson(document('orders'))));
});

test('what has no hash is accepted by a flag of its own', async () => {
  const text = await backup(['orders']);
  api.reset();
  await inFile(text, async (file) => {
    api.on('POST /api/ledger/import', { json: { id: 'orders', outcome: 'imported' } });
    await cli(['admin', 'import', file, '--apply']);
    await cli(['admin', 'restore', file, '--apply', '--accept-unhashed']);
  });
  const sent = api.received.map(({ body }) => (body as { acceptUnhashed?: boolean }).acceptUnhashed);
  expect(sent).toEqual([undefined, true]);
});

test('a file that Windows PowerShell wrote is read as well', async () => {
  const text = await backup(['orders']);
  api.on('POST /api/ledger/import', { json: { id: 'orders', outcome: 'possible' } });
  const utf16 = Buffer.from(`\uFEFF${text.replaceAll('\n', '\r\n')}`, 'utf16le');
  await inFile(utf16, async (file) => {
    expect(await cli(['admin', 'import', file])).toMatchObject({ exitCode: 0, err: '' });
  });
});

test.each<[string, (text: string) => string, RegExp]>([
  ['cut off', (text) => text.split('\n').slice(0, 2).join('\n'), /the last line is missing/],
  ['changed', (text) => text.replace('"Registered"', '"Registrated"'), /line 3: the sum of the lines/],
  [
    'damaged in a field',
    (text) => text.replace('"intended"', '"intented"'),
    /line 2: control\.attempt\.state: /,
  ],
  [
    'of another version',
    (text) => text.replace('"version":1', '"version":9'),
    /line 1: version: this program/,
  ],
  ['no JSON', () => 'hello', /line 1: it is not JSON/],
  ['longer than its end', (text) => `${text}{}`, /line 4: something follows the last line/],
])('a file that is %s is refused with its line, and nothing is sent', async (_what, damage, reason) => {
  const text = damage(await backup(['orders']));
  api.reset();
  api.on('POST /api/ledger/import', { json: { id: 'orders', outcome: 'possible' } });
  await inFile(text, async (file) => {
    const { exitCode, err } = await cli(['admin', 'restore', file, '--apply']);
    expect([exitCode, err]).toEqual([1, expect.stringMatching(reason)]);
  });
  expect(api.received.filter(({ body }) => (body as { apply?: boolean }).apply)).toEqual([]);
});

test('a refusal is told, ends with 2, and stops neither the rest nor a repeat', async () => {
  const text = await backup(['fin', 'orders', 'sales']);
  api.on('POST /api/ledger/import', ({ body }) => {
    const { id } = (body as { document: ExportDocument }).document.registration;
    if (id === 'orders') return problem(409, 'Cannot import orders: migration x has its target database');
    return { json: { id, outcome: id === 'fin' ? 'importedBefore' : 'imported' } };
  });
  await inFile(text, async (file) => {
    expect(await cli(['admin', 'restore', file, '--apply'])).toMatchObject({
      exitCode: 2,
      out: [
        'fin: was imported before from this file; nothing is overwritten',
        'orders: Cannot import orders: migration x has its target database',
        'sales: imported',
        '2 of 3 are in the ledger; refused: orders',
        '',
      ].join('\n'),
    });
  });
});

test('--out writes a new file as it is, for its owner alone, and replaces none', async () => {
  const text = await backup(['orders']);
  await withFolder({}, async (folder) => {
    const file = join(folder, 'a.ndjson');
    const ran = await cli(['admin', 'export', '--out', file]);
    expect(ran).toMatchObject({ exitCode: 0, out: `Written to ${file}\n`, err: '' });
    expect(readFileSync(file, 'utf8')).toBe(text);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    api.reset();
    const again = await cli(['admin', 'export', 'orders', '--out', file, '--to', 'x', '--reason', 'moved']);
    expect([again.exitCode, again.err]).toEqual([1, expect.stringMatching(/^Cannot write '.*a\.ndjson': /)]);
    expect([api.received, readFileSync(file, 'utf8')]).toEqual([[], text]);
  });
});

test('--out leaves no file where the app does not answer', async () => {
  api.on('GET /api/ledger', problem(503, 'Cannot read the ledger: it does not answer'));
  await withFolder({}, async (folder) => {
    expect(await cli(['admin', 'export', '--out', join(folder, 'a.ndjson')])).toMatchObject({ exitCode: 1 });
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('what has to be typed is said by the app, and asked for on a terminal', async () => {
  api.on('GET /api/ledger', { json: VIEW });
  api.on('POST /api/ledger/migrations/orders/export', ({ body }) =>
    (body as { confirm?: string }).confirm === 'former/SqlMiCutover'
      ? { text: toJson(document('orders', EXPORTED)), type: 'application/json' }
      : problem(400, 'Cannot export the migration', [
          { field: 'confirm', message: 'type former/SqlMiCutover to confirm' },
        ]),
  );
  const args = ['admin', 'export', 'orders', '--to', 'there/SqlMiCutover', '--reason', 'a slip'];
  const { exitCode, err } = await cli(args, { tty: true, answers: ['former/SqlMiCutover'] });
  expect([exitCode, err]).toEqual([0, 'type former/SqlMiCutover to confirm\n']);
});

test('one migration moves with --to, --reason and the typed target', async () => {
  api.on('GET /api/ledger', { json: VIEW });
  api.on('POST /api/ledger/migrations/orders/export', {
    text: toJson(document('orders', EXPORTED)),
    type: 'application/json',
  });
  const to = ['--to', 'there/SqlMiCutover', '--reason', 'moved', '--confirm', 'mi/Shop'];
  const { out, exitCode } = await cli(['admin', 'export', 'orders', ...to]);
  expect([exitCode, out.trimEnd().split('\n').length]).toEqual([0, 3]);
  expect(api.received.at(-1)?.body).toEqual({
    to: 'there/SqlMiCutover',
    reason: 'moved',
    confirm: 'mi/Shop',
  });
  expect((await cli(['admin', 'export', 'orders'])).err).toMatch(/a migration that is exported ends here/);
});
