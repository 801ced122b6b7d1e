import { FakeApi, problem } from './fake-api';
import { runCli } from './fake-terminal';

const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

const cli = (...args: readonly string[]) =>
  runCli(['rehearse', ...args], { env: { SQLMI_CUTOVER_URL: api.url } });

const REHEARSAL = {
  at: '2026-11-21T09:30:00.000Z',
  by: 'ada@example.com',
  wouldSend: true,
  stops: [],
  request: {
    ...{ engine: 'dms', target: 'mi1/SalesMI', tail: 'log_3.trn', lastLsn: '34000000090000001' },
    ...{ operationId: '11111111-2222-3333-4444-555555555555', lastBackupName: 'log_3.trn' },
  },
  steps: [
    { of: 'service', requests: 2, milliseconds: 640 },
    { of: 'container', requests: 3, milliseconds: 410 },
    { of: 'ledger', requests: 14, milliseconds: 230 },
  ],
  milliseconds: 1190,
  allowedMilliseconds: 10_000,
};

test('of one that would have been sent it prints the request, and what took how long', async () => {
  api.on('POST /api/migrations/sales/rehearse', { json: REHEARSAL });
  const { out, exitCode } = await cli('sales');
  expect(exitCode).toBe(0);
  expect(out).toBe(
    [
      'sales: rehearsed 2026-11-21 09:30:00 UTC by ada@example.com; nothing was sent',
      '✓ The request would have been sent.',
      'Request   cut over mi1/SalesMI at log_3.trn',
      '          LSN 34000000090000001, last backup log_3.trn, operation 11111111-2222-3333-4444-555555555555',
      'Took      1.2 s of the 10.0 s that a look may be old',
      '          service 0.6 s, 2 requests',
      '          container 0.4 s, 3 requests',
      '          ledger 0.2 s, 14 requests',
      '',
    ].join('\n'),
  );
  expect(api.received).toMatchObject([{ method: 'POST', body: {} }]);
});

test('of one that would have been stopped it names each reason, and exits with 2', async () => {
  const stops = [
    { what: 'check', code: 'pending.zero', reason: '3 log backups are pending' },
    { what: 'window', reason: 'the window is closed' },
  ];
  api.on('POST /api/migrations/sales/rehearse', {
    json: { ...REHEARSAL, wouldSend: false, stops, request: undefined },
  });
  const { out, exitCode } = await cli('sales');
  expect(exitCode).toBe(2);
  expect(out).toContain('✗ The request would not have been sent.');
  expect(out).toContain('  pending.zero: 3 log backups are pending\n  window: the window is closed\n');
  expect(out).not.toContain('Request ');
});

test('--last reads, and --json prints the document', async () => {
  api.on('GET /api/migrations/sales/rehearsal', { json: REHEARSAL });
  const ran = await cli('sales', '--last', '--json');
  expect(JSON.parse(ran.out)).toEqual(REHEARSAL);
  expect(api.writes).toEqual([]);
});

test('where there was none, and where it is refused, it says so', async () => {
  api.on('GET /api/migrations/sales/rehearsal', problem(404, 'Cannot show the rehearsal: there was none'));
  expect((await cli('sales', '--last')).err).toContain('there was none');
  api.on('POST /api/migrations/sales/rehearse', problem(409, 'Cannot rehearse: the migration has ended'));
  expect(await cli('sales')).toMatchObject({ exitCode: 2, err: expect.stringContaining('has ended') });
});

describe('while the app assesses', () => {
  const WAITING = 'rehearse sales …\r\u001b[K';
  test.each([
    ['a terminal shows what is waited for, and erases it', true, [], WAITING],
    ['nothing is shown to a program that reads the document', true, ['--json'], ''],
    ['nothing is shown where nobody looks', false, [], ''],
    ['a reading does not keep anyone waiting', true, ['--last'], ''],
  ])('%s', async (_name, tty, options, shown) => {
    api.on('POST /api/migrations/sales/rehearse', { json: REHEARSAL });
    api.on('GET /api/migrations/sales/rehearsal', { json: REHEARSAL });
    const { written } = await runCli(['rehearse', 'sales', ...options], {
      env: { SQLMI_CUTOVER_URL: api.url },
      tty,
    });
    expect(written).toBe(shown === '' ? '' : `Waiting for ${api.url}: ${shown}`);
  });

  test('the line is not wider than the terminal, of which a second row could not be erased', async () => {
    api.on('POST /api/migrations/sales/rehearse', { json: REHEARSAL });
    const world = { env: { SQLMI_CUTOVER_URL: api.url }, tty: true, size: { columns: 30, rows: 10 } };
    const { written } = await runCli(['rehearse', 'sales'], world);
    expect(written).toBe(`${`Waiting for ${api.url}`.slice(0, 28)}…\r\u001b[K`);
  });

  test('the line is gone before a refusal is shown', async () => {
    api.on('POST /api/migrations/sales/rehearse', problem(409, 'Cannot rehearse: the migration has ended'));
    const world = { env: { SQLMI_CUTOVER_URL: api.url }, tty: true };
    const { written } = await runCli(['rehearse', 'sales'], world);
    expect(written).toContain(`${WAITING}Cannot rehearse`);
  });
});
