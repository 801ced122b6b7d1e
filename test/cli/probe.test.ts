import { FakeApi, problem } from './fake-api';
import { runCli } from './fake-terminal';

const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

const cli = (args: readonly string[], input?: string) =>
  runCli(['probe', ...args], { env: { SQLMI_CUTOVER_URL: api.url }, ...(input !== undefined && { input }) });

const PROBE = {
  id: 'sales',
  demanded: { source: 'required', minutes: 60 },
  source: {
    database: 'Sales',
    servers: ['SQL01', 'SQL02'],
    tSql: 'SET NOCOUNT ON;\nSELECT 1;',
    reading: {
      ...{ by: 'ada@example.com', at: '2026-11-21T09:31:00.000Z', via: 'paste' },
      found: {
        ...{ at: '2026-11-21T09:30:00.000Z', server: 'SQL01', version: '13.0.5026.0', database: 'Sales' },
        ...{ state: 'RESTORING', history: 'read' },
      },
    },
    checks: [
      { code: 'source.closed', state: 'met', reason: 'Sales on SQL01 is restoring' },
      { code: 'source.tail-is-last', state: 'unmet', reason: 'another log was taken' },
    ],
  },
  target: { database: 'SalesMI', servers: ['mi1'], tSql: 'SET NOCOUNT ON;', checks: [] },
};

test('with a side it prints the T-SQL and nothing else', async () => {
  api.on('GET /api/migrations/sales/probe', { json: PROBE });
  const { out, exitCode } = await cli(['sales', '--side', 'source']);
  expect(exitCode).toBe(0);
  expect(out).toBe('SET NOCOUNT ON;\nSELECT 1;\n');
});

test('an answer is sent as it is, and what it shows is printed; what is not met gives exit code 2', async () => {
  api.on('POST /api/migrations/sales/probe', { json: PROBE });
  const { out, exitCode } = await cli(['sales', '--side', 'source', '--result', '-'], 'probe=source-1;\n');
  expect(exitCode).toBe(2);
  expect(api.received).toMatchObject([
    { method: 'POST', body: { side: 'source', result: 'probe=source-1;\n' } },
  ]);
  expect(out).toBe(
    [
      'source: Sales on SQL01 or SQL02',
      '  probed at 2026-11-21 09:30:00 UTC, given by ada@example.com: SQL01 (version 13.0.5026.0), RESTORING',
      '  ✓ source.closed: Sales on SQL01 is restoring',
      '  ✗ source.tail-is-last: another log was taken',
      '',
    ].join('\n'),
  );
});

test('exit code 0 where all is met or was not asked for', async () => {
  const checks = PROBE.source.checks.map((check) => ({ ...check, state: 'notConfigured' }));
  api.on('POST /api/migrations/sales/probe', { json: { ...PROBE, source: { ...PROBE.source, checks } } });
  const { out, exitCode } = await cli(['sales', '--side', 'source', '--result', '-'], 'x');
  expect(exitCode).toBe(0);
  expect(out).toContain('  - source.closed: ');
});

test('without options it shows both sides, and what the policy asks for', async () => {
  api.on('GET /api/migrations/sales/probe', {
    json: { ...PROBE, source: { ...PROBE.source, reading: undefined, checks: [] } },
  });
  const { out } = await cli(['sales']);
  expect(out).toBe(
    [
      'source: Sales on SQL01 or SQL02',
      '  not probed yet; the policy asks for one, at most 60 min old',
      'target: SalesMI on mi1',
      '  not probed yet',
      '',
    ].join('\n'),
  );
});

test('an answer without its side is refused before anything is sent', async () => {
  const { err, exitCode } = await cli(['sales', '--result', '-'], 'x');
  expect(exitCode).toBe(1);
  expect(err).toContain('Cannot give the result: state --side source or target');
  expect(api.received).toEqual([]);
});

test('what the app refuses is told by the name of the option', async () => {
  api.on(
    'POST /api/migrations/sales/probe',
    problem(400, 'Cannot accept the probe: check does not fit', [
      { field: 'result', message: 'check does not fit the rest' },
    ]),
  );
  const { err, exitCode } = await cli(['sales', '--side', 'source', '--result', '-'], 'x');
  expect(exitCode).toBe(1);
  expect(err).toContain('--result');
});

test('what is stored but cannot be shown is told as stored', async () => {
  api.on('POST /api/migrations/sales/probe', {
    status: 202,
    json: { id: 'sales', detail: 'It is stored. What it shows cannot be read now: read it later' },
  });
  const { out, exitCode } = await cli(['sales', '--side', 'source', '--result', '-'], 'x');
  expect(exitCode).toBe(0);
  expect(out).toContain('It is stored.');
});
