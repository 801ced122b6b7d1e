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
    const shown = members.map((one) => ({ ...one, target: `mi/${one.id}`, engine: 'dms', mode: 'approve' }));
    const limits = { perInstance: 4 };
    const answer = {
      outcome: 'possible',
      plan: { ...{ id: 'wave-1', strategy: 'inOrder', limits, stopAfter: 2 }, members: shown },
    };
    api.on('POST /api/groups', { json: answer });
    const plan = { id: 'wave-0', strategy: 'each', members };
    const ran = await create(JSON.stringify(plan), '--id', 'wave-1', '--dry-run', '--stop-after', '2');
    expect(api.writes[0]?.body).toEqual({ ...plan, id: 'wave-1', stopAfter: 2, dryRun: true });
    expect(ran.out).toBe(
      [
        'Group wave-1 of 2: inOrder, at most 4 on an instance, 2 failures hold the rest',
        '',
        'MEMBER  AFTER        ENGINE  TARGET     MODE',
        'sales                dms     mi/sales   approve',
        'orders  sales stock  dms     mi/orders  approve',
        '',
        'It could be made. Nothing was written.',
        '',
      ].join('\n'),
    );
    expect((await create(JSON.stringify(plan), '--dry-run', '--json')).json<unknown>()).toEqual(answer);
  });

  test('a dry run of what is there already says so, below the board', async () => {
    api.on('POST /api/groups', { json: { outcome: 'same', group: BOARD } });
    const { out } = await create('id\nsales\n', '--dry-run');
    expect(out).toBe(`${SHOWN}\nIt has been made already. Nothing was written.\n`);
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

describe('group revoke', () => {
  const answer = (...members: readonly (readonly [id: string, outcome: string, reason?: string])[]) => ({
    ...{ id: 'wave-1', of: 'ada' },
    members: members.map(([id, outcome, reason]) => ({ id, outcome, reason })),
  });
  const revoke = (...args: readonly string[]) => runCli(['group', 'revoke', 'wave-1', ...args], env());

  test.each([
    [[['sales', 'revoked']], 0, 'sales: revoked\n'],
    [
      [
        ['sales', 'revoked'],
        ['orders', 'none'],
        ['stock', 'none'],
      ],
      0,
      'sales: revoked\nNo approval of ada: orders, stock\n',
    ],
    [
      [
        ['sales', 'revoked'],
        ['orders', 'refused', 'attempt 1 is sent'],
      ],
      2,
      'sales: revoked\norders: refused: attempt 1 is sent\n',
    ],
    [[['sales', 'none']], 2, 'No approval of ada: sales\nThere is nothing to revoke.\n'],
  ] as const)('%j: %i', async (members, exitCode, out) => {
    api.on('POST /api/groups/wave-1/revoke', { json: answer(...members) });
    expect(await revoke('--reason', 'not tonight')).toMatchObject({ exitCode, out });
    expect(api.writes.map(({ body }) => body)).toEqual([{ reason: 'not tonight' }]);
  });

  test('of another operator, as a dry run and as a document', async () => {
    const document = answer(['sales', 'possible']);
    api.on('POST /api/groups/wave-1/revoke', { json: document });
    const ran = await revoke('--reason', 'not tonight', '--of', 'bob', '--dry-run');
    expect(ran).toMatchObject({ exitCode: 0, out: 'sales: can be revoked\nNothing was revoked.\n' });
    expect(api.writes[0]?.body).toEqual({ reason: 'not tonight', of: 'bob', dryRun: true });
    expect((await revoke('--reason', 'not tonight', '--json')).json<unknown>()).toEqual(
      JSON.parse(JSON.stringify(document)),
    );
  });

  test('asks for a reason', async () => {
    expect(await revoke()).toMatchObject({ exitCode: 1, err: expect.stringContaining('--reason') });
    expect(api.received).toEqual([]);
  });
});

describe('group approve', () => {
  const tail = (id: string) => ({ blob: `${id}/tail.trn`, set: `set-${id}`, lastLsn: '37000000129600001' });
  const ready = (id: string, missing?: string) => ({
    ...{
      id,
      standing: 'notReady',
      reason: 'Ready',
      target: `mi/${id}`,
      operationId: `op-${id}`,
      tail: tail(id),
    },
    approvals: { required: 2, standing: 1, ...(missing !== undefined && { missing }) },
  });
  const MISSING = '1 of 2 approvals, by ada; missing: bob';
  const board = (...members: readonly { readonly id: string }[]) => ({ ...BOARD, late: ['orders'], members });
  const late = { id: 'orders', standing: 'notReady', reason: 'Following' };
  const seen = (id: string) => ({ id, target: `mi/${id}`, tail: tail(id), operationId: `op-${id}` });
  const approved = (id: string) => ({
    id,
    outcome: 'approved',
    expiresAt: '2026-03-01T23:00:00.000Z',
    given: 2,
    required: 2,
  });

  async function wordsOf(...members: readonly { readonly id: string }[]): Promise<string> {
    api.on('GET /api/groups/wave-1', { json: board(...members) });
    api.on('POST /api/groups/wave-1/approve', { json: { members: [] } });
    const { confirm } = (await runCli(['group', 'approve', 'wave-1', '--dry-run', '--json'], env())).json<{
      confirm: string;
    }>();
    api.reset();
    api.on('GET /api/groups/wave-1', { json: board(...members) });
    return confirm;
  }

  test('a dry run shows target, tail, LSN and operation, who is late, and what to confirm', async () => {
    api.on('GET /api/groups/wave-1', {
      json: board(late, ready('stock', MISSING), ready('sales', MISSING), ready('done')),
    });
    const refused = { id: 'stock', outcome: 'refused', reason: 'held' };
    api.on('POST /api/groups/wave-1/approve', {
      json: { members: [{ ...approved('sales'), outcome: 'possible' }, refused] },
    });
    const ran = await runCli(['group', 'approve', 'wave-1', '--dry-run'], env());
    expect(api.writes[0]?.body).toEqual({ members: [seen('sales'), seen('stock')], dryRun: true });
    expect(ran.exitCode).toBe(2);
    expect(ran.out.split('\n')).toEqual([
      'MEMBER  TARGET    TAIL            LSN                OPERATION',
      'sales   mi/sales  sales/tail.trn  37000000129600001  op-sales',
      'stock   mi/stock  stock/tail.trn  37000000129600001  op-stock',
      'Late: orders',
      '',
      'sales: can be approved (2 of 2), until 2026-03-01 23:00:00 UTC',
      'stock: refused: held',
      expect.stringMatching(
        /^Nothing was approved\. To approve exactly these: --confirm wave-1\/[0-9a-f]{8}$/,
      ),
      '',
    ]);
  });

  test('a dry run by whom nothing can be approved offers no words to confirm with', async () => {
    api.on('GET /api/groups/wave-1', { json: board(ready('sales', MISSING)) });
    const refused = { id: 'sales', outcome: 'refused', reason: 'ada registered it' };
    api.on('POST /api/groups/wave-1/approve', { json: { members: [refused] } });
    const { out, exitCode } = await runCli(['group', 'approve', 'wave-1', '--dry-run'], env());
    expect([exitCode, out.split('\n').slice(-3)]).toEqual([
      2,
      [
        'sales: refused: ada registered it',
        'Nothing was approved, and nothing can be approved by you now.',
        '',
      ],
    ]);
  });

  test('on a terminal the list is shown, and its words are typed', async () => {
    const words = await wordsOf(late, ready('sales', MISSING));
    api.on('POST /api/groups/wave-1/approve', { json: { members: [approved('sales')] } });
    const ran = await runCli(['group', 'approve', 'wave-1'], { ...env(), tty: true, answers: [words] });
    expect(ran.err).toContain('sales/tail.trn  37000000129600001');
    expect(ran.asked).toEqual([`Type ${words} to approve group wave-1: `]);
    expect(api.writes.map(({ body }) => body)).toEqual([{ members: [seen('sales')] }]);
    expect([ran.exitCode, ran.out]).toEqual([
      0,
      'sales: approved (2 of 2), until 2026-03-01 23:00:00 UTC\nLate: orders\n',
    ]);
  });

  test.each([
    ['nothing is typed', {}, [], /it was not confirmed/, 1],
    ['another word is typed', {}, ['wave-1'], /"wave-1" is not wave-1\//, 1],
    ['there is no terminal', { tty: false }, [], /confirm it with --confirm, as --dry-run says/, 1],
  ] as const)('nothing is sent when %s', async (_name, world, answers, message, code) => {
    await wordsOf(ready('sales', MISSING));
    const ran = await runCli(['group', 'approve', 'wave-1'], { ...env(), tty: true, answers, ...world });
    expect([ran.exitCode, ran.err]).toEqual([code, expect.stringMatching(message)]);
    expect(api.writes).toEqual([]);
  });

  test('what was confirmed is refused once a member of the list is another', async () => {
    const words = await wordsOf(ready('sales', MISSING));
    const other = { ...ready('sales', MISSING), tail: { ...tail('sales'), lastLsn: '38' } };
    api.on('GET /api/groups/wave-1', { json: board(other) });
    const ran = await runCli(['group', 'approve', 'wave-1', '--confirm', words], env());
    expect([ran.exitCode, ran.err]).toEqual([
      2,
      expect.stringContaining('it has changed, or was never shown'),
    ]);
    expect(api.writes).toEqual([]);
  });

  test('the words do not depend on the order of the board', async () => {
    const one = await wordsOf(ready('sales', MISSING), ready('stock', MISSING));
    expect(await wordsOf(ready('stock', MISSING), ready('sales', MISSING))).toBe(one);
  });

  test('many are sent in several calls; where one fails, what is known is said', async () => {
    const ids = Array.from({ length: 25 }, (_, n) => `m${String(n).padStart(2, '0')}`);
    const words = await wordsOf(...ids.map((id) => ready(id, MISSING)));
    let calls = 0;
    api.on('POST /api/groups/wave-1/approve', ({ body }) => {
      const { members } = body as { members: readonly { id: string }[] };
      calls += 1;
      return calls === 1
        ? { json: { members: members.map(({ id }) => approved(id)) } }
        : problem(503, 'Cannot approve the group: the ledger does not answer');
    });
    const ran = await runCli(['group', 'approve', 'wave-1', '--confirm', words], env());
    expect(api.writes.map(({ body }) => (body as { members: unknown[] }).members.length)).toEqual([20, 5]);
    expect(ran.exitCode).toBe(1);
    expect(ran.err).toContain('m19: approved (2 of 2)');
    expect(ran.err).toContain('Not known, or not asked for: m20, m21, m22, m23, m24. Repeat the command');
  });

  test.each([['yet, when all are late', [late], 'There is nothing to approve yet.\nLate: orders\n', 2]])(
    'nothing to approve %s',
    async (_name, members, out, code) => {
      api.on('GET /api/groups/wave-1', { json: board(...members) });
      const ran = await runCli(['group', 'approve', 'wave-1'], env());
      expect([ran.exitCode, ran.out]).toEqual([code, out]);
    },
  );

  test('nothing to approve, for all approvals are there', async () => {
    api.on('GET /api/groups/wave-1', { json: { ...board(ready('done')), late: [] } });
    const ran = await runCli(['group', 'approve', 'wave-1'], env());
    expect([ran.exitCode, ran.out]).toEqual([
      0,
      'There is nothing to approve: all that is needed is there.\n',
    ]);
  });
});

test('group status says who is late, which approvals are missing, and when windows open, a line each', async () => {
  const opening = { opensAt: '2026-03-02T22:00:00.000Z', closesAt: '2026-03-03T00:00:00.000Z' };
  const closed = { state: 'closed', opening };
  const approvals = { required: 2, standing: 0, missing: 'none of 2 approvals' };
  const members = [
    { ...BOARD.members[0], window: { state: 'closed' } },
    { ...BOARD.members[1], approvals, window: closed },
    { id: 'stock', standing: 'waits', reason: 'ready', approvals, window: closed },
    { id: 'rest', standing: 'waits', reason: 'ready', window: { state: 'open', opening } },
  ];
  api.on('GET /api/groups/wave-1', { json: { ...BOARD, late: ['orders'], members } });
  expect((await runCli(['group', 'status', 'wave-1'], env())).out.split('\n').slice(2, 7)).toEqual([
    'Late: orders',
    'Approval missing: sales, stock: none of 2 approvals',
    'Window: orders: closed, and it does not open again',
    'Window: sales, stock: closed, opens 2026-03-02 22:00:00 UTC',
    'Window: rest: open until 2026-03-03 00:00:00 UTC',
  ]);
});
