import { join } from 'node:path';
import { FakeApi, problem } from './fake-api';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

const BOARD = {
  id: 'wave-1',
  strategy: 'inOrder',
  standing: 'waiting',
  waitsFor: 'orders (held: x)',
  counts: { notReady: 1, waits: 1 },
  members: [
    { id: 'orders', standing: 'notReady', reason: 'held: x', after: ['sales'] },
    { id: 'sales', standing: 'waits', reason: 'it is ready, and waits for the go' },
  ],
};
const SHOWN = [
  'Group wave-1: waiting (inOrder; 1 notReady, 1 waits)',
  'Waits for: orders (held: x)',
  '',
  'MEMBER  STANDING  AFTER  WHY',
  'orders  notReady  sales  held: x',
  'sales   waits            it is ready, and waits for the go',
  '',
].join('\n');
const env = () => ({ env: { SQLMI_CUTOVER_URL: api.url } });

async function create(text: string, ...flags: readonly string[]) {
  return withFolder({ 'wave.txt': new TextEncoder().encode(text) }, (folder) =>
    runCli(['group', 'create', join(folder, 'wave.txt'), ...flags], env()),
  );
}

describe('group create', () => {
  const members = [{ id: 'sales' }, { id: 'orders', after: ['sales', 'stock'] }];

  test.each([
    ['CSV', 'id,after\nsales,\norders,sales stock\n'],
    ['CSV as Excel writes it', '\uFEFFid;after\r\nsales;\r\norders;sales  stock\r\n'],
  ])('%s', async (_name, text) => {
    api.on('POST /api/groups', { json: { outcome: 'made', group: BOARD } });
    const ran = await create(text, '--id', 'wave-1', '--strategy', 'inOrder', '--per-instance', '4');
    expect(api.writes[0]?.body).toEqual({
      id: 'wave-1',
      strategy: 'inOrder',
      limits: { perInstance: 4 },
      members,
    });
    expect([ran.exitCode, ran.out]).toEqual([0, SHOWN]);
  });

  test('JSON, where flags go before what it says', async () => {
    api.on('POST /api/groups', { json: { outcome: 'possible' } });
    const plan = { id: 'wave-0', strategy: 'each', members };
    const ran = await create(JSON.stringify(plan), '--id', 'wave-1', '--dry-run', '--stop-after', '2');
    expect(api.writes[0]?.body).toEqual({ ...plan, id: 'wave-1', stopAfter: 2, dryRun: true });
    expect(ran.out).toBe('It could be made. Nothing was written.\n');
  });

  test.each([
    ['{ "id": ', /not JSON: a group file is JSON such as/],
    ['name,after\nsales,\n', /a line has no id/],
    ['id,after\n"sales', /not CSV/],
  ])('a file that is neither: %j', async (text, message) => {
    const ran = await create(text);
    expect([ran.exitCode, ran.err]).toEqual([1, expect.stringMatching(message)]);
    expect(api.received).toEqual([]);
  });

  test('what is refused is named', async () => {
    const errors = [{ field: 'members.1.id', message: 'orders has ended (canceled)' }];
    api.on('POST /api/groups', problem(400, 'Cannot make the group: the plan is not possible', errors));
    const ran = await create('id\nsales\norders\n');
    expect(ran.exitCode).toBe(1);
    expect(ran.err).toContain('members.1.id: orders has ended (canceled)');
  });
});

test('group status shows a board, and without an id all groups', async () => {
  api.on('GET /api/groups/wave-1', { json: BOARD });
  const items = [
    { id: 'wave-1', strategy: 'each', members: 2, held: true, stopped: false },
    { id: 'wave-2', strategy: 'each', members: 3, held: false, stopped: false, begunAt: 'x' },
  ];
  api.on('GET /api/groups', { json: { items } });
  expect((await runCli(['group', 'status', 'wave-1'], env())).out).toBe(SHOWN);
  expect((await runCli(['group', 'status'], env())).out).toBe(
    'wave-1  2 members, each, held\nwave-2  3 members, each, begun\n',
  );
  expect((await runCli(['group', 'status', '../ledger'], env())).err).toContain('Cannot find group');
});

test.each([
  [['hold', 'wave-1'], {}],
  [['release', 'wave-1'], {}],
  [['drop', 'wave-1', 'sales'], { member: 'sales' }],
])('group %j asks for a reason, and sends it', async ([verb = '', ...args], more) => {
  api.on(`POST /api/groups/wave-1/${verb}`, { json: BOARD });
  expect((await runCli(['group', verb, ...args], env())).exitCode).toBe(1);
  const ran = await runCli(['group', verb, ...args, '--reason', 'not tonight'], env());
  expect(api.writes.map(({ body }) => body)).toEqual([{ reason: 'not tonight', ...more }]);
  expect(ran.out).toBe(SHOWN);
});
