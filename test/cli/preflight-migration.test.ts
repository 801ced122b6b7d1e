/** `preflight` on a registered migration: what the app answers, as people and programs read it. */
import { join } from 'node:path';
import { FOLLOWING } from './api-documents';
import { FakeApi, problem } from './fake-api';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

const cli = (...args: readonly string[]) => runCli(args, { env: { SQLMI_CUTOVER_URL: api.url } });

const row = (id: string, state: string, more: Record<string, unknown> = {}) => ({
  id,
  ...{ severity: 'blocks', state, demand: 'it is so', why: 'it fails', found: `found of ${id}` },
  sources: ['S1'],
  ...more,
});
const act = { by: 'ada@example.com', at: '2026-11-21T09:30:00.000Z' };
const DOCUMENT = {
  id: 'sales',
  migration: { engine: 'lrs', source: 'Sales', target: 'mi/Sales', start: 'create' },
  asOf: '2026-11-21T09:32:00.000Z',
  ageSeconds: 20,
  counts: { met: 1, unmet: 1, unknown: 1, forYou: 2, information: 0, notApplicable: 0 },
  clear: false,
  rows: [
    row('NET-01', 'met'),
    row('NET-02', 'unmet', { answer: { kind: 'waiver', reason: 'agreed', lapsed: true, ...act } }),
    row('NET-03', 'unknown', { missingAction: 'Microsoft.Network/x/read' }),
    row('BKP-11', 'forYou', { answer: { kind: 'tick', ...act } }),
    row('BKP-12', 'forYou'),
  ],
  more: 'of a newer app',
};

test('runs it anew and shows what was answered', async () => {
  api.on('POST /api/migrations/sales/preflight', { json: DOCUMENT });
  const { out, exitCode } = await cli('preflight', 'sales');
  expect(exitCode).toBe(2);
  expect(api.received.map(({ method, body }) => [method, body])).toEqual([['POST', {}]]);
  expect(out).toContain('2 met, 1 unmet, 1 unknown, 1 for you');
  expect(out).toContain(
    'NET-02  waived by ada@example.com at 2026-11-21 09:30:00 UTC: agreed, lapsed, because something else is found now',
  );
  expect(out).toContain('BKP-11  ticked by ada@example.com');
  expect(out).toContain('judged 2026-11-21 09:32:00 UTC');
});

test('--last shows the last one, and runs none', async () => {
  api.on('GET /api/migrations/sales/preflight', { json: { ...DOCUMENT, clear: true } });
  const ran = await cli('preflight', 'sales', '--last', '--json');
  expect(ran.exitCode).toBe(0);
  expect(ran.json()).toEqual({ ...DOCUMENT, clear: true });
});

test.each(['--estate', '--export', '--svg'])('%s goes with a file only', async (option) => {
  const ran = await cli('preflight', 'sales', option, 'x');
  expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining(`${option} goes with the file`) });
  expect(api.received).toEqual([]);
});

test('a file is a file, whatever it is called; nothing at all is refused', async () => {
  await withFolder({ sales: Buffer.from('{') }, async (folder) => {
    const ran = await cli('preflight', join(folder, 'sales'));
    expect(ran.exitCode).toBe(1);
    expect(api.received).toEqual([]);
  });
  expect((await cli('preflight')).err).toContain('Cannot check: give the file of a registration');
});

test.each([
  ['tick', ['sales', 'BKP-11', 'BKP-12'], { rows: ['BKP-11', 'BKP-12'] }],
  ['tick', ['sales', 'BKP-11', '--undo'], { rows: ['BKP-11'], undo: true }],
  ['waive', ['sales', 'NET-02', '--reason', 'agreed', '--json'], { rows: ['NET-02'], reason: 'agreed' }],
])('preflight %s %j sends its body', async (verb, args, body) => {
  api.on(`POST /api/migrations/sales/preflight/${verb}`, { json: FOLLOWING });
  const ran = await cli('preflight', verb, ...args);
  expect([ran.exitCode, ran.err]).toEqual([0, '']);
  expect(api.received.map((received) => received.body)).toEqual([body]);
});

test('tick says on a terminal what is waited for', async () => {
  api.on('POST /api/migrations/sales/preflight/tick', { json: FOLLOWING });
  const world = { env: { SQLMI_CUTOVER_URL: api.url }, tty: true };
  const { written } = await runCli(['preflight', 'tick', 'sales', 'BKP-11'], world);
  expect(written).toBe(`Waiting for ${api.url}: tick …\r\u001b[K`);
});

test('a refusal is told', async () => {
  api.on('POST /api/migrations/sales/preflight/tick', problem(409, 'Cannot tick: NET-01 is no question'));
  const ran = await cli('preflight', 'tick', 'sales', 'NET-01');
  expect(ran).toMatchObject({ exitCode: 2, err: expect.stringContaining('NET-01 is no question') });
});

test('the status has a line for it', async () => {
  const preflight = { asOf: '2026-11-21T09:02:16.000Z', met: 41, unmet: 2, unknown: 3, forYou: 5 };
  const counts = { ...preflight, ticked: 1, waived: 0, stopping: [] };
  api.on('GET /api/migrations/sales', { json: { ...FOLLOWING, preflight: counts } });
  const { out } = await cli('status', 'sales');
  expect(out).toMatch(/^Preflight 41 met, 2 unmet, 3 unknown, 5 for you, 1 ticked, \d+ min old$/m);
});
