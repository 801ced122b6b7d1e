import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { createPseudonyms } from '../../cli/preflight/pseudonyms';
import { maskSupport } from '../../cli/support/mask-support';
import { chainOn } from '../../shared/core/evidence/journal-chain';
import { FakeApi } from './fake-api';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

/** Every name and secret of what the app answers; none of them may be found in the bundle. */
const NAMES = [
  ...['contoso', 'payroll', 'hrsql', 'zurich', 'fabrikam', 'annabelle', 'mi-wingtip', 'tailspin', 'adatum'],
  ...['wingtip', '10.23.45.67', 'dead', 'finance', 'logistics'],
  ...['verysecret', '10fa7c3e-90ab-4cde-8f01-23456789abcd'],
];
const FILE = 'contoso/payroll_log_7.final.trn';
const INSTANCE =
  '/subscriptions/10fa7c3e-90ab-4cde-8f01-23456789abcd/resourceGroups/adatum/providers/Microsoft.Sql/managedInstances/mi-wingtip';
const AT = '2026-03-01T22:00:00.000Z';
const JOURNAL = chainOn('contoso-payroll', undefined, [
  {
    at: AT,
    kind: 'held',
    by: 'annabelle@fabrikam.com',
    text: 'Held: ask tailspin about payroll',
    facts: { hold: 1, reason: 'tailspin' },
  },
  {
    at: AT,
    kind: 'observed',
    by: 'watch',
    text: `restored ${FILE}`,
    facts: { attempt: 1, state: 'sent', blob: FILE },
  },
]);
const STATUS = {
  id: 'contoso-payroll',
  engine: 'dms',
  phase: 'following',
  source: {
    database: 'Payroll',
    servers: [
      'HRSQL.zurich.contoso.com\\PAYROLL,1433',
      'tcp:hrsql.zurich.contoso.com',
      ...['SQL01,wingtip', 'SQL01, TAILSPIN02', 'SQL01,1433;Password=verysecret', 'sql01:payroll'],
      ...['10.23.45.67', '10.23.45.67,1433', 'fe80::dead:beef'],
    ],
  },
  target: { instance: 'mi-wingtip', database: 'Payroll' },
  backups: { account: 'fabrikam', container: 'contoso', prefix: 'finance/logistics/payroll/' },
  headline: 'Held by annabelle@fabrikam.com: ask tailspin',
  holds: [{ number: 1, by: 'annabelle@fabrikam.com', at: AT, reason: 'ask tailspin' }],
  asOf: AT,
  policy: {
    mode: 'manual',
    waive: [{ check: 'backups.checksums', reason: 'tailspin' }],
    window: { timeZone: 'Europe/Zurich' },
  },
  approval: { by: 'annabelle@fabrikam.com', at: AT, tail: FILE, state: 'void', reason: 'tailspin' },
  chain: { status: 'complete', chainEndLsn: '34000000028000001', path: { files: 3, lastFile: FILE } },
  engineStatus: {
    state: 'InProgress',
    operationId: '10fa7c3e-90ab-4cde-8f01-23456789abcd',
    failure: {
      code: 'SomeFailure',
      message: `cannot read https://fabrikam.blob.core.windows.net/?sig=verysecret of HRSQL`,
    },
    restoringFile: FILE,
  },
  readiness: {
    ready: false,
    checks: [{ code: 'engine.running', state: 'met', reason: 'Payroll runs', since: AT }],
  },
  links: { self: '/api/migrations/contoso-payroll' },
  'Tailspin Toys': { x: 1 },
};
const EVIDENCE = {
  migration: {
    id: 'contoso-payroll',
    source: 'Payroll',
    target: `${INSTANCE}/databases/Payroll`,
    containerUrl: 'https://fabrikam.blob.core.windows.net/contoso',
  },
  outcome: 'none',
  atSending: { path: ['contoso/payroll_full.bak', FILE], pathFiles: 2 },
  journal: JOURNAL.lines,
  chain: { state: 'intact', ...JOURNAL.head, unhashed: 0, findings: [] },
};
const BOARD = {
  items: [
    {
      name: FILE,
      state: 'inChain',
      etag: '"tailspin"',
      setType: 'log',
      lastLsn: '34000000028000001',
      stripe: '1/2',
      size: 12,
      reason: 'payroll',
    },
  ],
};
const HEALTH = {
  status: 'up',
  version: '0.1.0',
  parts: [{ part: 'storage', name: 'fabrikam', status: 'up', since: AT, text: 'fabrikam answers' }],
};

function serve(): void {
  api
    .on('GET /api/health', { json: HEALTH })
    .on('GET /api/migrations/contoso-payroll', { json: STATUS })
    .on('GET /api/migrations/contoso-payroll/evidence', { json: EVIDENCE })
    .on('GET /api/migrations/contoso-payroll/backups', { json: BOARD });
}

async function bundle(): Promise<{
  readonly files: Readonly<Record<string, string>>;
  readonly names: Record<string, string>;
}> {
  serve();
  return withFolder({}, async (folder) => {
    const file = join(folder, 'help.zip');
    const ran = await runCli(['support-bundle', 'contoso-payroll', '-o', file], {
      env: { SQLMI_CUTOVER_URL: api.url },
    });
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toBe(
      `Written to ${file}\nWhat the pseudonyms stand for is in ${file}.names.json; do not pass it on\n`,
    );
    for (const written of [file, `${file}.names.json`])
      expect((await stat(written)).mode & 0o777).toBe(0o600);
    const texts = Object.entries(unzipSync(await readFile(file))).map(([name, bytes]) => [
      name,
      Buffer.from(bytes).toString('utf8'),
    ]);
    return {
      files: Object.fromEntries(texts),
      names: JSON.parse(await readFile(`${file}.names.json`, 'utf8')),
    };
  });
}

test('no name, no secret and no sentence is in it, neither in a text nor in the name of a file', async () => {
  const { files } = await bundle();
  const whole = Object.entries(files).flat().join('\n').toLowerCase();
  expect(NAMES.filter((name) => whole.includes(name))).toEqual([]);
  expect(
    [...JOURNAL.lines.map(({ hash }) => hash!), JOURNAL.head.head].filter((hash) => whole.includes(hash)),
  ).toEqual([]);
  expect(Object.keys(files)).toEqual([
    'health.json',
    ...['status', 'evidence', 'board'].map((name) => `migration1/${name}.json`),
  ]);
});

test('states, codes, times, sizes and LSNs stay, and a name has one pseudonym wherever it stands', async () => {
  const { files, names } = await bundle();
  const [status, evidence, board] = ['status', 'evidence', 'board'].map((name) =>
    JSON.parse(files[`migration1/${name}.json`]!),
  );
  expect(status).toMatchObject({
    id: 'migration1',
    engine: 'dms',
    phase: 'following',
    asOf: AT,
    headline: '[44 characters]',
    chain: { status: 'complete', chainEndLsn: '34000000028000001', path: { files: 3 } },
    engineStatus: { state: 'InProgress', failure: { code: 'SomeFailure' } },
    readiness: { ready: false, checks: [{ code: 'engine.running', state: 'met', since: AT }] },
  });
  expect(evidence.journal[1]).toMatchObject({
    at: AT,
    kind: 'observed',
    by: 'watch',
    sequence: 2,
    facts: { attempt: 1, state: 'sent' },
  });
  expect(board[0]).toMatchObject({
    state: 'inChain',
    setType: 'log',
    stripe: '1/2',
    size: 12,
    lastLsn: '34000000028000001',
  });
  expect(board[0].name).toMatch(/\.final\.trn$/);
  expect(
    new Set([
      board[0].name,
      status.chain.path.lastFile,
      status.approval.tail,
      evidence.atSending.path[1],
      evidence.journal[1].facts.blob,
    ]).size,
  ).toBe(1);
  expect(names[board[0].name]).toBe(FILE);
  expect(names[status.target.instance]).toBe('mi-wingtip');
  expect(evidence.migration.target).toContain(`/managedInstances/${status.target.instance}/`);
  expect(new Set([status.holds[0].by, status.approval.by, evidence.journal[0].by])).toEqual(
    new Set(['operator1']),
  );
});

test('where the zip cannot be written, no names are left beside it', async () => {
  serve();
  await withFolder({ 'old.zip': 'old' }, async (folder) => {
    const file = join(folder, 'old.zip');
    const ran = await runCli(['support-bundle', 'contoso-payroll', '-o', file], {
      env: { SQLMI_CUTOVER_URL: api.url },
    });
    expect(ran).toMatchObject({ exitCode: 1, err: expect.stringMatching(/^Cannot write '.*old\.zip'/) });
    await expect(stat(`${file}.names.json`)).rejects.toThrow('ENOENT');
    expect(await readFile(file, 'utf8')).toBe('old');
  });
});

test('where the names cannot be written, there is no zip', async () => {
  serve();
  await withFolder({ 'new.zip.names.json': 'old' }, async (folder) => {
    const file = join(folder, 'new.zip');
    const ran = await runCli(['support-bundle', 'contoso-payroll', '-o', file], {
      env: { SQLMI_CUTOVER_URL: api.url },
    });
    expect(ran).toMatchObject({ exitCode: 1, err: expect.stringMatching(/^Cannot write '.*names\.json'/) });
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });
});

test.each([
  ['mi-wingtip/Payroll', 'managedinstance1/database1'],
  ['mi-wingtip', 'managedinstance1'],
  [INSTANCE, /^\/subscriptions\/0{8}-.*\/managedInstances\/managedinstance1$/],
] as const)('the target %s', (target, masked) => {
  const { target: shown } = maskSupport({ target }, createPseudonyms(Buffer.from('key'))) as {
    target: string;
  };
  expect(shown).toMatch(masked);
});

test.each([
  ['event', ['gapFound', 'ended'], 'adatum'],
  ['outcome', ['none', 'confirmed', 'exported'], 'sig-verysecret'],
  ['status', ['complete', 'no-full', 'degraded'], 'annabelle'],
  ['row', ['NET-01', 'PERM-05'], 'tailspin'],
])('of member %s only words of the product stay', (member, words, name) => {
  const shown = (text: string) => maskSupport({ [member]: text }, createPseudonyms(Buffer.from('key')));
  for (const word of words) expect(shown(word)).toEqual({ [member]: word });
  expect(shown(name)).toEqual({ [member]: `[${name.length} characters]` });
});

test('whatever a member is called, a text that is no word, time or LSN does not stay', () => {
  const member = fc.oneof(
    fc.constantFrom('text', 'reason', 'headline', 'message', 'state', 'code', 'lastLsn', 'asOf', 'hash'),
    fc.stringMatching(/^[a-z][A-Za-z]{0,8}$/),
  );
  fc.assert(
    fc.property(member, fc.stringMatching(/^[A-Za-z0-9 ]{4,12}$/), (name, secret) => {
      const text = `Zq ${secret} qZ`;
      const masked = JSON.stringify(
        maskSupport({ [name]: text, list: [{ [name]: [text] }] }, createPseudonyms(Buffer.from('key'))),
      );
      expect(masked).not.toContain(text);
    }),
  );
});
