import { join } from 'node:path';
import { COMPLETED, FOLLOWING, LIST, READY } from './api-documents';
import { FakeApi, problem } from './fake-api';
import { runCli, type Ran, type World } from './fake-terminal';
import { withFolder } from './sample-backups';

const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

const cli = (args: string, world: World = {}): Promise<Ran> =>
  runCli(args.split(' '), { ...world, env: { SQLMI_CUTOVER_URL: api.url, ...world.env } });

describe('status', () => {
  test('lists all pages; an unknown number of pending logs is a question mark', async () => {
    const pages = [
      { ...LIST, continuation: 'next' },
      { items: [{ ...LIST.items[0], id: 'orders', phase: 'following', pendingLogs: 3, blocked: true }] },
    ];
    api.on('GET /api/migrations', () => ({ json: pages.shift() }));
    const { out, exitCode } = await cli('status --phase ready --search sal');
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^sales +ready +ready +Sales +mi1\/SalesMI +acct\/sql\/sales\/ +\? +log_3\.trn +Ready to cut over/m,
    );
    expect(out).toMatch(/^orders +following +blocked .* 3 /m);
    expect(api.received.map(({ url }) => url)).toEqual([
      '/api/migrations?phase=ready&q=sal&top=500',
      '/api/migrations?phase=ready&q=sal&top=500&continuation=next',
    ]);
  });

  test('says that there is none', async () => {
    api.on('GET /api/migrations', { json: { items: [] } });
    expect((await cli('status')).out).toBe('No migration is registered.\n');
  });

  test('shows one that is ready', async () => {
    api.on('GET /api/migrations/sales', { json: READY });
    const { out, exitCode } = await cli('status sales');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^sales {2}ready {2}\(engine dms, mode manual\)\nReady to cut over at log_3\.trn$/m);
    expect(out).toContain('as of 2026-11-21 09:32:16 UTC, next assessment 09:32:31');
    expect(out).toContain('Tail      log_3.trn, named, LSN 34000000090000001');
    expect(out).toContain('Chain     complete, 4 files, end LSN 34000000090000001, last log_3.trn');
    expect(out).toContain('Engine    ReadyForCutover, pending logs 0, restored last log_3.trn');
    expect(out).toContain('Readiness ready, 3 of 3 checks met or waived');
    expect(out).toMatch(/✓ engine\.running +the migration is running$/m);
    expect(out).toMatch(/~ backups\.checksums +taken without CHECKSUM \(since 09:32:16\)$/m);
  });

  test('shows one that is not: hold, blocked, gap, failure with remedy, unknown is unknown', async () => {
    api.on('GET /api/migrations/sales', { json: FOLLOWING });
    const { out } = await cli('status sales');
    expect(out).toContain('Held      by local:anna since 2026-11-21 09:32:16 UTC: waiting for the release');
    expect(out).toContain(
      'Blocked   an operator is needed since 2026-11-21 09:32:16 UTC: the gap is older than 30 minutes',
    );
    expect(out).toContain('Tail      not known');
    expect(out).toContain(
      'GAP: LSN 34000000060000001 is needed after log_1.trn; log_3.trn begins at LSN 34000000080000001',
    );
    expect(out).toContain('Engine    InProgress, pending logs unknown');
    expect(out).toContain('2007: a log is missing');
    expect(out).toContain('remedy: upload the log');
    expect(out).toMatch(/✗ chain\.complete +there is a gap/);
    expect(out).toMatch(/\? pending\.zero +the service does not say/);
    expect(out).toContain('not ready, 0 of 2 checks met or waived');
  });

  test('shows how far an offline migration is, who cuts over, and when the service gives up', async () => {
    const engineStatus = {
      ...READY.engineStatus,
      progress: {
        percent: 41.6,
        restoredBytes: 1024 ** 3,
        planBytes: 3 * 1024 ** 3,
        restored: 3,
        queued: 2,
        restoring: 1,
        skipped: 0,
        detected: 6,
      },
      lastBackupName: 'log_9.trn',
    };
    const clocks = [
      {
        kind: 'serviceLimit',
        what: 'the service cancels the migration',
        level: 'fine',
        at: '2026-12-21T09:00:00.000Z',
        basis: '30 days from the start',
      },
    ];
    api.on('GET /api/migrations/sales', {
      json: { ...READY, policy: { ...READY.policy, mode: 'offline' }, engineStatus, clocks },
    });
    const { out } = await cli('status sales');
    expect(out).toContain('(engine dms, mode offline)');
    expect(out).toContain(
      'Progress  42 % of the plan so far, 1.0 GiB of 3.0 GiB, 3 files restored, 1 being restored, 2 waiting, 6 found',
    );
    expect(out).toContain('Offline   the service cuts over by itself after log_9.trn; nothing is sent');
    expect(out).toContain(
      'Clock     the service cancels the migration at 2026-12-21 09:00:00 UTC (in 29 days)',
    );
  });

  test('shows none of that where it is not told, and no notice about an engine that is not retired', async () => {
    api.on('GET /api/migrations/sales', { json: READY });
    expect((await cli('status sales')).out).not.toMatch(
      /Progress|Offline|Clock|Notice|Next|Action|Approval|OVERDUE/,
    );
  });

  test('says that the classic service is retired, until the migration has ended', async () => {
    api.on('GET /api/migrations/sales', { json: { ...READY, engine: 'dms-classic' } });
    expect((await cli('status sales')).out).toMatch(/^Notice +.*retired .* since 2026-03-15/m);
    api.on('GET /api/migrations/sales', { json: { ...COMPLETED, engine: 'dms-classic' } });
    expect((await cli('status sales')).out).not.toContain('Notice');
    api.on('GET /api/migrations/sales', { json: { ...READY, engine: 'of-tomorrow' } });
    expect((await cli('status sales')).exitCode).toBe(0);
  });

  test('shows the cutover once there is one', async () => {
    api.on('GET /api/migrations/sales', { json: COMPLETED });
    const { out } = await cli('status sales');
    expect(out).toContain(
      'Cutover   attempt 1: confirmed, requested 2026-11-21 09:32:16 UTC by local:anna, sent 09:32:16',
    );
    expect(out).not.toContain('Readiness');
  });

  test('--json prints the document as it came, members unknown here included', async () => {
    const document = { ...READY, later: { version: 2 } };
    api.on('GET /api/migrations/sales', { json: document });
    expect((await cli('status sales --json')).json()).toEqual(JSON.parse(JSON.stringify(document)));
  });

  test('control characters of the answer do not reach the terminal', async () => {
    api.on('GET /api/migrations/sales', { json: { ...READY, headline: 'x\u001b[2Jy' } });
    expect((await cli('status sales')).out).not.toContain('\u001b');
  });
});

describe('watch', () => {
  const follow = (...documents: unknown[]) =>
    api.on('GET /api/migrations/sales', () => ({ json: documents.shift() }));

  test('a line for each change, exit 0 when it is confirmed', async () => {
    const slept: number[] = [];
    follow(FOLLOWING, FOLLOWING, READY, COMPLETED);
    const { out, exitCode } = await cli('watch sales --interval 5', { onSleep: (time) => slept.push(time) });
    expect(exitCode).toBe(0);
    expect(out.trimEnd().split('\n')).toEqual([
      '2026-11-21 09:32:16 UTC  following  Gap: a log that contains LSN 34000000060000001 is missing (0 of 2 checks met or waived)',
      '2026-11-21 09:32:16 UTC  ready  Ready to cut over at log_3.trn (3 of 3 checks met or waived)',
      '2026-11-21 09:32:16 UTC  completed  Completed: cutover confirmed (attempt 1 confirmed)',
    ]);
    expect(slept).toEqual([5000, 5000, 5000]);
  });

  test.each(['completedUnproven', undefined])(
    'exit 3 when nothing proves the cutover (%s)',
    async (state) => {
      follow({ ...COMPLETED, cutover: state && { ...COMPLETED.cutover, state } });
      expect((await cli('watch sales')).exitCode).toBe(3);
    },
  );

  test.each(['failed', 'canceled'])('exit 2 when it %s', async (phase) => {
    follow({ ...READY, phase });
    expect((await cli('watch sales')).exitCode).toBe(2);
  });

  test('the page is redrawn on a terminal', async () => {
    follow(READY, COMPLETED);
    const { out } = await cli('watch sales', { tty: true });
    expect(out.match(/\u001b\[H/g)).toHaveLength(2);
    expect(out.match(/\u001b\[2J/g)).toHaveLength(1);
  });

  test('--json prints a document a line', async () => {
    follow(READY, COMPLETED);
    const { out } = await cli('watch sales --json');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).phase),
    ).toEqual(['ready', 'completed']);
  });

  test('goes on when the app is away for a while', async () => {
    const answers = [
      { json: READY },
      problem(503, 'Cannot read: storage is away'),
      { status: 502, text: '' },
    ];
    api.on('GET /api/migrations/sales', () => answers.shift() ?? { json: COMPLETED });
    const { err, exitCode } = await cli('watch sales');
    expect(exitCode).toBe(0);
    expect(err).toBe('Cannot read: storage is away Retrying.\n');
  });

  test('gives up when it does not come back, and at once when there is no such migration', async () => {
    const answers = [{ json: READY }];
    api.on('GET /api/migrations/sales', () => answers.shift() ?? { status: 503, text: '' });
    expect((await cli('watch sales')).exitCode).toBe(1);
    expect(api.received).toHaveLength(31);
    api.on('GET /api/migrations/none', problem(404, 'Cannot find migration none'));
    expect(await cli('watch none')).toMatchObject({ exitCode: 1, err: 'Cannot find migration none\n' });
  });

  test('a bad interval is refused', async () => {
    expect((await cli('watch sales --interval 0')).err).toContain('expected seconds, from 0.2 to 3600');
  });
});

describe('health', () => {
  const part = { part: 'ledger', status: 'up', since: '2026-11-21T09:00:00.000Z' };
  const denied = { ...part, part: 'storage', name: 'acct', status: 'down', text: 'access is denied' };

  test('up', async () => {
    api.on('GET /api/health', { json: { status: 'up', version: '1.2.3', at: part.since, parts: [part] } });
    expect(await cli('health')).toMatchObject({
      exitCode: 0,
      out: 'up  version 1.2.3\n✓ ledger up since 2026-11-21 09:00:00 UTC\n',
    });
  });

  test('degraded, and which part', async () => {
    const json = { status: 'degraded', version: '1.2.3', parts: [part, denied] };
    api.on('GET /api/health', { json });
    const { out, exitCode } = await cli('health');
    expect([out.split('\n')[2], exitCode]).toEqual([
      '✗ storage account acct down since 2026-11-21 09:00:00 UTC: access is denied',
      2,
    ]);
    expect(JSON.parse((await cli('health --json')).out)).toEqual(json);
  });

  test('down is an answer, though its status is 503', async () => {
    api.on('GET /api/health', { status: 503, json: { status: 'down' } });
    expect(await cli('health')).toMatchObject({
      exitCode: 2,
      out: 'down\nThe parts are for who has the role Cutover.Read.\n',
    });
    api.on('GET /api/health', { status: 503, text: 'the platform' });
    expect((await cli('health')).exitCode).toBe(1);
  });
});

describe('board, journal, evidence', () => {
  test('the board shows all files', async () => {
    const full = {
      name: 'full.bak',
      etag: '"0x8D"',
      setType: 'full',
      firstLsn: '1',
      lastLsn: '5',
      stripe: '1/1',
      size: 2048,
      state: 'inChain',
      engineState: 'Restored',
    };
    const log = { name: 'log_9.trn', size: 100, state: 'beyondGap', reason: 'log_9.trn begins at LSN 8' };
    const pages = [{ items: [full], continuation: 'full.bak' }, { items: [log] }];
    api.on('GET /api/migrations/sales/backups', () => ({ json: pages.shift() }));
    const { out } = await cli('board sales');
    expect(out).toMatch(/^full\.bak +full +1 +5 +1\/1 +2\.0 KiB +inChain +Restored +0x8D$/m);
    expect(out).toMatch(/^log_9\.trn +100 B +beyondGap +log_9\.trn begins at LSN 8$/m);
  });

  test('the journal shows the newest lines, oldest first', async () => {
    const items = [
      { at: '2026-11-21T09:32:17.000Z', kind: 'held', by: 'anna', text: 'Held: why' },
      { at: '2026-11-21T09:32:16.000Z', kind: 'registered', by: 'watch', text: 'Registered' },
    ];
    api.on('GET /api/migrations/sales/journal', { json: { items } });
    const { out } = await cli('journal sales --top 2');
    expect(out).toBe(
      '2026-11-21 09:32:16 UTC  watch  Registered\n2026-11-21 09:32:17 UTC  anna   Held: why\n',
    );
    expect(api.received[0]?.url).toBe('/api/migrations/sales/journal?top=2&order=newest');
    expect((await cli('journal sales --all --json')).json<unknown>()).toEqual({ items });
  });

  test('the evidence is Markdown, or JSON', async () => {
    api.on('GET /api/migrations/sales/evidence', () => {
      const markdown = api.received.at(-1)?.url.includes('format=markdown');
      return markdown
        ? { text: '# Cutover of Sales: confirmed\n', type: 'text/markdown' }
        : { json: { outcome: 'confirmed' } };
    });
    expect((await cli('evidence sales --markdown')).out).toBe('# Cutover of Sales: confirmed\n');
    expect((await cli('evidence sales --json')).json<unknown>()).toEqual({ outcome: 'confirmed' });
    expect((await cli('evidence sales --json --markdown')).exitCode).toBe(1);
  });

  test('so is the runbook, whose commands begin as the reader types them', async () => {
    api.on('GET /api/migrations/sales/runbook', () => {
      const markdown = api.received.at(-1)?.url.includes('format=markdown');
      return markdown
        ? { text: '```sh\nnpm run cutover -- board sales\n```\n', type: 'text/markdown' }
        : { json: { current: 'freeze' } };
    });
    expect((await cli('runbook sales')).out).toBe('```sh\nnpm run cutover -- board sales\n```\n');
    expect((await cli('runbook sales --json')).json<unknown>()).toEqual({ current: 'freeze' });
    expect((await cli('runbook sales --json --markdown')).exitCode).toBe(1);
  });
});

describe('register', () => {
  const body = { id: 'sales', engine: 'dms' };
  const answer = {
    id: 'sales',
    links: { self: '/api/migrations/sales' },
    management: { purge: 'x?code=topsecret' },
  };

  test('sends the file and says what happened', async () => {
    api.on('POST /api/migrations', { status: 202, json: answer });
    await withFolder({ 'sales.json': JSON.stringify(body) }, async (folder) => {
      const { out, exitCode } = await cli(`register ${folder}/sales.json`);
      expect(exitCode).toBe(0);
      expect(out).toContain('Registered sales.');
      expect(api.writes).toMatchObject([{ url: '/api/migrations', body }]);
    });
  });

  test('a repetition of what has ended is no registration', async () => {
    api.on('POST /api/migrations', { json: answer });
    api.on('GET /api/migrations', { json: { items: [{ ...LIST.items[0], phase: 'canceled' }] } });
    const ran = await cli('register -', { input: JSON.stringify(body) });
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toMatch(/sales: it is registered already and has ended \(canceled\).*another id/);
  });

  test('from standard input; the management URLs, which carry a key, are not printed', async () => {
    api.on('GET /api/migrations', { json: LIST });
    api.on('POST /api/migrations', { json: answer });
    const input = JSON.stringify(body);
    expect((await cli('register -', { input })).out).toContain('sales is registered already');
    const ran = await cli('register - --json', { input });
    expect(ran.json<unknown>()).toEqual({ id: 'sales', links: answer.links });
    expect(ran.out).not.toContain('topsecret');
  });

  test('a body that is refused: the sentence, and a line for each field', async () => {
    api.on(
      'POST /api/migrations',
      problem(400, 'Cannot register the migration: the body is not valid', [
        { field: 'target.managedInstanceId', message: 'expected a resource id' },
        { field: 'colour', message: 'unknown field' },
      ]),
    );
    expect(await cli('register -', { input: '{}' })).toMatchObject({
      exitCode: 1,
      out: '',
      err: 'Cannot register the migration: the body is not valid\n  target.managedInstanceId: expected a resource id\n  colour: unknown field\n',
    });
  });

  test('the retirement of the classic service is printed', async () => {
    const warnings = ['the classic service is retired'];
    api.on('POST /api/migrations', { status: 202, json: { ...answer, engine: 'dms-classic', warnings } });
    const { out } = await cli('register -', { input: JSON.stringify(body) });
    expect(out).toBe(
      'Registered sales (engine dms-classic).\nWarning: the classic service is retired\nFollow it with: npm run cutover -- watch sales\n',
    );
  });

  describe('by resource id', () => {
    const container = 'https://account.blob.core.windows.net/backups';

    test('sends what was said, and says which engine runs it', async () => {
      api.on('POST /api/migrations', { status: 202, json: { ...answer, engine: 'lrs' } });
      const { out } = await cli(`register --resource-id /subscriptions/s/x --container ${container}`);
      expect(out).toContain('Registered sales (engine lrs).');
      expect(api.writes[0]?.body).toEqual({
        resourceId: '/subscriptions/s/x',
        backups: { containerUrl: container },
        start: 'adopt',
      });
      await cli(
        `register --resource-id /s/x --container ${container} --prefix sales/ --engine lrs --source-database Sales --mode offline --id sales`,
      );
      expect(api.writes[1]?.body).toEqual({
        id: 'sales',
        resourceId: '/s/x',
        engine: 'lrs',
        source: { databaseName: 'Sales' },
        backups: { containerUrl: container, prefix: 'sales/' },
        start: 'adopt',
        policy: { mode: 'offline' },
      });
      await cli(`register --resource-id /s/x --container ${container} --mode auto --fresh first-one`);
      expect(api.writes[2]?.body).toMatchObject({
        adopt: { fresh: true, reason: 'first-one' },
        policy: { mode: 'auto' },
      });
    });

    test('two engines there: exit 2, and both are named', async () => {
      api.on(
        'POST /api/migrations',
        problem(409, 'Cannot register the migration: more than one engine', [
          { field: 'engine', message: 'dms: database Sales, running' },
          { field: 'engine', message: 'lrs: database Sales, running' },
        ]),
      );
      expect(await cli(`register --resource-id /s/x --container ${container}`)).toMatchObject({
        exitCode: 2,
        err: 'Cannot register the migration: more than one engine\n  --engine: dms: database Sales, running\n  --engine: lrs: database Sales, running\n',
      });
    });

    test.each([
      ['register', 'give a file, - for standard input, or --resource-id'],
      ['register - --resource-id /s/x', 'a file or --resource-id, not both'],
      ['register --resource-id /s/x', 'give --container'],
      ['register - --source-database Sales', '--source-database is for --resource-id'],
      ['register - --mode yolo', "argument 'yolo' is invalid"],
    ])('%s: refused, and nothing is sent', async (args, reason) => {
      const ran = await cli(args, { input: '{}' });
      expect(ran.exitCode).toBe(1);
      expect(ran.err).toContain(reason);
      expect(api.received).toEqual([]);
    });
  });

  test('a file that is no JSON is not sent', async () => {
    const ran = await cli('register -', { input: 'id: sales' });
    expect(ran.err).toContain("not JSON (line 1, column 1: JSON value expected but got 'i')");
    expect(ran.exitCode).toBe(1);
    expect(ran.err).toContain('Cannot register the migration of "-": ');
    expect(api.received).toEqual([]);
  });
});

describe('actions', () => {
  test.each([
    ['tail sales log_3.trn', 'tail', { blob: 'log_3.trn' }],
    ['hold sales --reason waiting', 'hold', { reason: 'waiting' }],
    ['release sales', 'release', {}],
    ['retry sales', 'retry', {}],
    [
      'exclude sales x.trn --etag 0x8D --reason junk',
      'exclude',
      { blob: 'x.trn', etag: '0x8D', reason: 'junk' },
    ],
    [
      'exclude sales x.trn --etag "0x8D" --reason junk',
      'exclude',
      { blob: 'x.trn', etag: '"0x8D"', reason: 'junk' },
    ],
  ])('%s', async (args, part, body) => {
    api.on(`POST /api/migrations/sales/${part}`, { json: READY });
    expect(await cli(args)).toMatchObject({ exitCode: 0, out: 'sales: Ready to cut over at log_3.trn\n' });
    expect(api.writes).toMatchObject([{ body }]);
    expect((await cli(`${args} --json`)).json<typeof READY>().phase).toBe('ready');
  });

  test('a tail that no blob bears yet is taken, with a remark', async () => {
    api.on('POST /api/migrations/sales/tail', { json: { ...READY, tail: undefined } });
    expect((await cli('tail sales log_4.trn')).out).toContain(
      'No readable log_4.trn is known yet: compare the name with npm run cutover -- board sales',
    );
  });

  test('a registration is withdrawn: what is free then is told', async () => {
    const headline = 'Withdrawn by local:anna: a typo; nothing was sent to the service';
    const json = { ...READY, phase: 'canceled', headline, next: undefined };
    api.on('POST /api/migrations/sales/withdraw', { json });
    expect(await cli('withdraw sales --reason typo')).toMatchObject({
      exitCode: 0,
      out: `sales: ${headline}\nIts target and folder can be registered again, under another id\n`,
    });
    expect(api.writes).toMatchObject([{ body: { reason: 'typo' } }]);
    expect((await cli('withdraw sales --reason typo --json')).json<typeof READY>().phase).toBe('canceled');
  });

  test('a withdrawal that is refused ends with 2 and says what to do instead', async () => {
    const detail =
      'Cannot withdraw: operation 1 is adopted and goes on at the service; to give it up, cancel it';
    api.on('POST /api/migrations/sales/withdraw', problem(409, detail));
    expect(await cli('withdraw sales --reason typo')).toMatchObject({ exitCode: 2, err: `${detail}\n` });
  });

  test('a refusal ends with 2 and says why', async () => {
    api.on(
      'POST /api/migrations/sales/hold',
      problem(409, 'Cannot hold sales: the cutover request is on its way'),
    );
    expect(await cli('hold sales --reason stop')).toMatchObject({
      exitCode: 2,
      err: 'Cannot hold sales: the cutover request is on its way\n',
    });
  });

  test.each([
    'hold sales',
    'exclude sales x.trn --reason y',
    'tail sales',
    'release',
    'retry',
    'withdraw sales',
    'cutover sales',
  ])('%s lacks something: nothing is sent', async (args) => {
    expect((await cli(args)).exitCode).toBe(1);
    expect(api.received).toEqual([]);
  });
});

describe('cutover', () => {
  const SENT = {
    ...{ id: 'sales', approvedBy: 'local:anna', expiresAt: '2026-11-21T10:32:16.000Z' },
    ...{ given: 1, required: 1 },
  };
  beforeEach(() => {
    api.on('GET /api/migrations/sales', { json: READY }).on('GET /api/migrations', { json: LIST });
    api.on('POST /api/migrations/sales/cutover', { status: 202, json: SENT });
  });

  test('with --confirm: one request, with what was named', async () => {
    const { out, exitCode } = await cli('cutover sales --tail log_3.trn --confirm mi1/SalesMI');
    expect(exitCode).toBe(0);
    expect(out).toContain(
      'Cutover approved by local:anna at log_3.trn, valid until 2026-11-21 10:32:16 UTC.',
    );
    expect(api.received).toMatchObject([{ body: { confirm: 'mi1/SalesMI', expectedTail: 'log_3.trn' } }]);
  });

  test('approve says how many of the approvals there are, and goes by its own path', async () => {
    api.on('POST /api/migrations/sales/approve', { status: 202, json: { ...SENT, required: 2 } });
    const { out } = await cli('approve sales --tail log_3.trn --confirm mi1/SalesMI');
    expect(out).toContain('Cutover approved (1 of 2) by local:anna at log_3.trn');
    expect(api.received).toMatchObject([
      { url: '/api/migrations/sales/approve', body: { confirm: 'mi1/SalesMI', expectedTail: 'log_3.trn' } },
    ]);
  });

  test('in mode approve the next step is to approve, and a dry run of cutover is refused', async () => {
    api.on('GET /api/migrations/sales', { json: { ...READY, policy: { ...READY.policy, mode: 'approve' } } });
    const ran = await cli('cutover sales --tail log_3.trn --dry-run');
    expect(ran).toMatchObject({
      exitCode: 2,
      out: expect.stringContaining('mode approve: give your approval'),
    });
    expect((await cli('approve sales --tail log_3.trn --dry-run')).exitCode).toBe(0);
    expect(api.writes).toEqual([]);
  });

  test('--as acts as another operator, with a token that proves nothing', async () => {
    api.on('POST /api/migrations/sales/approve', { status: 202, json: SENT });
    await cli('approve sales --tail log_3.trn --confirm mi1/SalesMI --as bob');
    expect(api.received[0]?.headers.authorization).toBe('Bearer as:bob');
    const ran = await cli('approve sales --tail log_3.trn --confirm mi1/SalesMI --as bob/smith');
    expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining('a name has letters') });
    const away = await cli('status --as bob --url https://app.example.net');
    expect(away).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('--as is for an app on this machine'),
    });
  });

  test('without it, and without a terminal: an error, nothing is sent', async () => {
    const ran = await cli('cutover sales --tail log_3.trn');
    expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining('confirm it with --confirm') });
    expect(api.writes).toEqual([]);
  });

  test('on a terminal: the checks first, then the name is asked for', async () => {
    const ran = await cli('cutover sales --tail log_3.trn', { tty: true, answers: ['mi1/SalesMI'] });
    expect(ran.exitCode).toBe(0);
    expect(ran.err).toContain('pending.zero');
    expect(ran.asked).toEqual(['Type the target, mi1/SalesMI, to cut over sales: ']);
    expect(api.writes).toMatchObject([{ body: { confirm: 'mi1/SalesMI' } }]);
  });

  test.each([['SalesMI'], ['mi2/SalesMI'], [''], [undefined]])(
    'on a terminal, %j typed: nothing is sent',
    async (answer) => {
      const answers = answer === undefined ? [] : [answer];
      const ran = await cli('cutover sales --tail log_3.trn', { tty: true, answers });
      expect(ran.exitCode).toBe(1);
      expect(api.writes).toEqual([]);
    },
  );

  test('what is mistyped is said once, with the flag', async () => {
    const reason = '"SalesMI" is not the target; type mi1/SalesMI';
    const errors = [{ field: 'confirm', message: reason }];
    api.on('POST /api/migrations/sales/cutover', problem(400, `Cannot cut over: ${reason}`, errors));
    expect(await cli('cutover sales --tail log_3.trn --confirm SalesMI')).toMatchObject({
      exitCode: 1,
      err: 'Cannot cut over: "SalesMI" is not the target; type mi1/SalesMI (--confirm)\n',
    });
  });

  test('a paused mode auto is no objection to an approval', async () => {
    const unmet = { code: 'policy.allows', state: 'unmet', reason: 'mode auto is paused', since: 'x' };
    const paused = {
      ...READY,
      autoPaused: { by: 'anna', at: 'x', reason: 'anna released a hold' },
      readiness: { ready: false, checks: [...READY.readiness.checks, unmet] },
    };
    api.on('GET /api/migrations/sales', { json: paused });
    expect((await cli('cutover sales --tail log_3.trn --dry-run')).exitCode).toBe(0);
    api.on('GET /api/migrations/sales', { json: { ...paused, autoPaused: undefined } });
    expect((await cli('cutover sales --tail log_3.trn --dry-run')).exitCode).toBe(2);
  });

  test('a refusal for several checks has a line for each', async () => {
    const detail =
      'Cannot cut over: pending.zero: 3 logs pending; chain.complete: a gap; upload it; tail.proven: no tail';
    api.on('POST /api/migrations/sales/cutover', problem(409, detail));
    expect((await cli('cutover sales --tail log_3.trn --confirm mi1/SalesMI')).err).toBe(
      'Cannot cut over:\n  pending.zero: 3 logs pending\n  chain.complete: a gap; upload it\n  tail.proven: no tail\n',
    );
  });

  test('a refusal lists what is not met, exit 2', async () => {
    api.on(
      'POST /api/migrations/sales/cutover',
      problem(409, 'Cannot cut over: pending.zero: 3 logs pending'),
    );
    expect(await cli('cutover sales --tail log_3.trn --confirm mi1/SalesMI')).toMatchObject({
      exitCode: 2,
      err: 'Cannot cut over: pending.zero: 3 logs pending\n',
    });
  });

  test('--dry-run shows the checks and the request, and sends nothing', async () => {
    const { out, exitCode } = await cli('cutover sales --tail log_3.trn --dry-run');
    expect(exitCode).toBe(0);
    expect(out).toContain('✓ engine.running');
    expect(out).toContain('✓ The approval would be accepted now.');
    expect(out).toContain(
      'Would send: POST /api/migrations/sales/cutover {"confirm":"mi1/SalesMI","expectedTail":"log_3.trn"}',
    );
    expect(out).toContain('Nothing was sent.');
    expect(api.writes).toEqual([]);
  });

  test.each([
    [FOLLOWING, 'log_3.trn', 'the migration is not ready; no tail is known'],
    [READY, 'log_2.trn', 'the tail is log_3.trn, not log_2.trn'],
  ])('--dry-run says what is in the way, exit 2', async (status, tail, objections) => {
    api.on('GET /api/migrations/sales', { json: status });
    const ran = await cli(`cutover sales --tail ${tail} --dry-run`);
    expect(ran.exitCode).toBe(2);
    expect(ran.out).toContain(`✗ The approval would be refused now: ${objections}.`);
    expect(ran.out).toContain('Once that is met, it would send: POST');
    expect(ran.out).not.toContain('Would send');
    const json = await cli(`cutover sales --tail ${tail} --dry-run --json`);
    expect(json.json<{ objections: string[] }>().objections.join('; ')).toBe(objections);
    expect(api.writes).toEqual([]);
  });
});

describe('verbs that want something typed', () => {
  const why =
    'log_9.trn is a log of this database that ends after the tail: it may be the newest one; type its last LSN, 34000000099000001, to exclude it all the same';
  const exclude = 'exclude sales log_9.trn --etag 0x1 --reason copy';

  test('exclude of a log beyond the tail asks for its LSN on a terminal', async () => {
    let calls = 0;
    const unconfirmed = problem(400, `Cannot exclude the blob: ${why}`, [{ field: 'confirm', message: why }]);
    api.on('POST /api/migrations/sales/exclude', () => (calls++ === 0 ? unconfirmed : { json: READY }));
    const ran = await cli(exclude, { tty: true, answers: ['34000000099000001'] });
    expect(ran).toMatchObject({ exitCode: 0, err: `${why}\n`, asked: ['Type it to exclude the blob: '] });
    expect(api.writes[1]?.body).toEqual({
      blob: 'log_9.trn',
      etag: '0x1',
      reason: 'copy',
      confirm: '34000000099000001',
    });
  });

  test('exclude of anything else asks nothing', async () => {
    api.on('POST /api/migrations/sales/exclude', { json: READY });
    expect(await cli(exclude, { tty: true })).toMatchObject({ exitCode: 0, asked: [] });
  });

  test('settle asks for the target on a terminal, and without one wants --confirm', async () => {
    api.on('GET /api/migrations/sales', { json: READY });
    api.on('POST /api/migrations/sales/settle', { json: READY });
    const settle = 'settle sales --outcome canceled --reason support';
    expect((await cli(settle)).err).toContain('confirm it with --confirm <instance>/<database>');
    expect(api.writes).toEqual([]);
    const ran = await cli(settle, { tty: true, answers: ['mi1/SalesMI'] });
    expect(ran).toMatchObject({ exitCode: 0, asked: ['Type the target, mi1/SalesMI, to settle sales: '] });
    expect(api.writes).toMatchObject([
      { body: { as: 'canceled', reason: 'support', confirm: 'mi1/SalesMI' } },
    ]);
  });
});

describe('cancel', () => {
  beforeEach(() => {
    api.on('GET /api/migrations/sales', { json: READY });
    api.on('POST /api/migrations/sales/cancel', { json: { ...READY, headline: 'Canceling' } });
  });

  test('says what the service does, asks for the name, sends it', async () => {
    const ran = await cli('cancel sales', { tty: true, answers: ['mi1/SalesMI'] });
    expect(ran.exitCode).toBe(0);
    expect(ran.err).toContain(
      'To cancel sales means: the service drops the target database. Target database: SalesMI on instance mi1. That cannot be undone.',
    );
    expect(ran.out).toBe('Cancellation requested. sales: Canceling\n');
    expect(api.writes).toMatchObject([{ body: { confirm: 'mi1/SalesMI' } }]);
  });

  test.each([
    ['lrs', 'the service deletes the database whatever its state.'],
    ['dms-classic', 'the service cancels the whole task, which ends every database of the task'],
    ['of-tomorrow', 'the service drops or deletes the target database.'],
  ])('engine %s: what is lost, also when the name is given', async (engine, effect) => {
    api.on('GET /api/migrations/sales', { json: { ...READY, engine } });
    expect((await cli('cancel sales --confirm mi1/SalesMI')).err).toContain(effect);
    expect((await cli('cancel sales', { tty: true, answers: ['mi1/Sales'] })).exitCode).toBe(1);
    expect(api.writes).toHaveLength(1);
  });

  test('names the database that would be lost, whatever was typed; of an ended migration, none', async () => {
    expect((await cli('cancel sales --confirm mi1/Orders')).err).toContain(
      'Target database: SalesMI on instance mi1.',
    );
    api.on('GET /api/migrations/sales', { json: { ...READY, phase: 'completed' } });
    expect((await cli('cancel sales --confirm mi1/SalesMI')).err).not.toContain('database');
  });

  test('without a terminal it wants --confirm', async () => {
    expect((await cli('cancel sales')).exitCode).toBe(1);
    expect(api.writes).toEqual([]);
    expect((await cli('cancel sales --confirm mi1/SalesMI')).exitCode).toBe(0);
  });
});

describe('policy', () => {
  beforeEach(() => {
    api.on('GET /api/migrations/sales', { json: READY, headers: { etag: '"7"' } });
    api.on('PATCH /api/migrations/sales', { json: READY });
  });

  test('set sends the fields by the ETag of the status', async () => {
    const ran = await cli('policy set sales --mode auto --stable-reads 3 --confirm mi1/SalesMI');
    expect(ran).toMatchObject({
      exitCode: 0,
      out: 'Policy changed. sales: Ready to cut over at log_3.trn\n',
    });
    expect(api.writes).toMatchObject([
      {
        headers: { 'if-match': '"7"' },
        body: { policy: { mode: 'auto', stableReads: 3 }, confirm: 'mi1/SalesMI' },
      },
    ]);
  });

  test('set --window sends what a file says, and none takes it away', async () => {
    const example = join(__dirname, '../../docs/examples/window.json');
    await cli(`policy set sales --window ${example}`);
    await cli('policy set sales --window none');
    expect(api.writes).toMatchObject([
      { body: { policy: { window: { timeZone: 'Europe/Berlin', assumeMinutes: 90 } } } },
      { body: { policy: { window: null } } },
    ]);
  });

  test.each([
    ['a file that is not there', 'nowhere.json', /Cannot read "nowhere.json"/],
    ['a file that is no JSON', join(__dirname, '../../README.md'), /is no JSON/],
  ])('set --window refuses %s', async (_, file, message) => {
    const ran = await cli(`policy set sales --window ${file}`);
    expect(ran.exitCode).not.toBe(0);
    expect(ran.err).toMatch(message);
    expect(api.writes).toEqual([]);
  });

  test('set --fresh sends the statement', async () => {
    await cli('policy set sales --fresh --reason first-one --confirm mi1/SalesMI');
    expect(api.writes).toMatchObject([{ body: { fresh: { reason: 'first-one' }, confirm: 'mi1/SalesMI' } }]);
  });

  test('waive keeps the other waivers, and takes its own back', async () => {
    await cli('waive sales backups.checksums --reason verified');
    await cli('waive sales backups.checksums --remove');
    expect(api.writes).toMatchObject([
      { body: { policy: { waive: [{ check: 'backups.checksums', reason: 'verified' }] } } },
      { body: { policy: { waive: [] } } },
    ]);
  });

  describe('what has to be confirmed', () => {
    const why =
      'the migration is ready, so the app would send the cutover request at its next assessment; type mi1/SalesMI to confirm';
    const unconfirmed = problem(400, `Cannot change the policy: ${why}`, [
      { field: 'confirm', message: why },
    ]);

    test('is asked for on a terminal, in the words of the app, and sent with the same change', async () => {
      let calls = 0;
      api.on('PATCH /api/migrations/sales', () => (calls++ === 0 ? unconfirmed : { json: READY }));
      const ran = await cli('policy set sales --mode auto', { tty: true, answers: [' mi1/SalesMI '] });
      expect(ran).toMatchObject({
        exitCode: 0,
        err: `${why}\n`,
        asked: ['Type it to change the policy: '],
      });
      expect(api.writes.map(({ body }) => body)).toEqual([
        { policy: { mode: 'auto' } },
        { policy: { mode: 'auto' }, confirm: 'mi1/SalesMI' },
      ]);
    });

    test.each<[answers: readonly string[], err: RegExp, writes: number]>([
      [[], /was not confirmed; nothing was changed\n$/, 1],
      [[''], /was not confirmed; nothing was changed\n$/, 1],
      [['sales'], /\nCannot change the policy: .* type mi1\/SalesMI to confirm \(--confirm\)\n$/, 2],
    ])('typed is %j: once, and no further', async (answers, err, writes) => {
      api.on('PATCH /api/migrations/sales', unconfirmed);
      const ran = await cli('policy set sales --mode auto', { tty: true, answers });
      expect(ran.exitCode).toBe(1);
      expect(ran.err).toMatch(err);
      expect(ran.asked).toHaveLength(1);
      expect(api.writes).toHaveLength(writes);
    });

    test.each([
      ['without a terminal', {}, 'policy set sales --mode auto'],
      ['with a wrong --confirm', { tty: true }, 'policy set sales --mode auto --confirm x'],
    ])('%s nothing is asked', async (_name, world, args) => {
      api.on('PATCH /api/migrations/sales', unconfirmed);
      const ran = await cli(args, world);
      expect(ran).toMatchObject({
        exitCode: 1,
        err: `Cannot change the policy: ${why} (--confirm)\n`,
        asked: [],
      });
      expect(api.writes).toHaveLength(1);
    });
  });

  test.each(['policy set sales', 'policy set sales --fresh', 'waive sales backups.checksums'])(
    '%s lacks something: nothing is sent',
    async (args) => {
      expect((await cli(args)).exitCode).toBe(1);
      expect(api.writes).toEqual([]);
    },
  );

  test('a migration that keeps changing is given up after three tries', async () => {
    api.on('PATCH /api/migrations/sales', problem(412, 'Cannot change the policy: the migration changed'));
    expect((await cli('policy set sales --mode manual')).exitCode).toBe(2);
    expect(api.writes).toHaveLength(3);
  });
});

describe('admin', () => {
  const view = {
    home: 'acct.table.core.windows.net/SqlMiCutover',
    frozen: { at: '2026-11-21T09:32:16.000Z', by: 'eve', reason: 'upgrade' },
    inFlight: [
      { migration: 'sales', request: 'cutover', state: 'sending', notAfter: '2026-11-21T09:33:00.000Z' },
      { migration: 'orders', request: 'cancel', state: 'sent' },
    ],
    history: [{ at: '2026-11-21T09:32:16.000Z', kind: 'frozen', by: 'eve', text: 'Frozen: upgrade' }],
  };

  test('freeze sends the reason and tells what it does not stop', async () => {
    api.on('POST /api/ledger/freeze', { json: view });
    const { out, exitCode } = await runCli(['admin', 'freeze', '--reason', 'the upgrade'], {
      env: { SQLMI_CUTOVER_URL: api.url },
    });
    expect([exitCode, api.received[0]?.body]).toEqual([0, { reason: 'the upgrade' }]);
    expect(out.split('\n')).toEqual([
      'Ledger acct.table.core.windows.net/SqlMiCutover',
      'Frozen since 2026-11-21 09:32:16 UTC by eve: upgrade',
      'In flight, which the freeze does not stop:',
      '  cutover of sales: sending, may leave until 2026-11-21 09:33:00 UTC',
      '  cancel of orders: sent',
      '2026-11-21 09:32:16 UTC  eve  Frozen: upgrade',
      '',
    ]);
  });

  test('notify-test says that the message was taken', async () => {
    api.on('POST /api/notifications/test', { json: { receiver: 'ops', id: 'test:1', delivered: true } });
    const { out, exitCode } = await cli('admin notify-test ops');
    expect([exitCode, out, api.received[0]?.body]).toEqual([
      0,
      'ops took the message test:1\n',
      { receiver: 'ops' },
    ]);
  });

  test('notify-test says why it was not, and ends with 2', async () => {
    const json = {
      receiver: 'ops',
      id: 'test:1',
      delivered: false,
      code: 'Http403',
      text: 'it answered 403',
    };
    api.on('POST /api/notifications/test', { json });
    const { out, exitCode } = await cli('admin notify-test ops');
    expect([exitCode, out]).toEqual([2, 'ops did not take the message test:1: it answered 403 (Http403)\n']);
  });

  test('notify-status says how receivers stand, and ends with 2 if one is behind or fails', async () => {
    const at = '2026-11-21T09:30:00.000Z';
    const failure = { code: 'Http500', text: 'it answered 500', migration: 'shop' };
    const ops = { name: 'ops', kind: 'webhook', lastTaken: { id: 'shop:11:0', at }, since: at };
    const team = {
      ...{ name: 'team', kind: 'teams', behind: { since: at, waiting: 3 }, failingSince: at, failure },
      ...{ lastFailure: { ...failure, at }, nextAt: at },
    };
    api.on('GET /api/notifications', { json: { items: [ops, team] } });
    const { out, exitCode } = await cli('admin notify-status');
    expect([exitCode, out.split('\n')]).toEqual([
      2,
      [
        'ops (webhook)',
        '  took shop:11:0 at 2026-11-21 09:30:00 UTC',
        'team (teams)',
        '  took no message of a migration or a group yet',
        '  behind since 2026-11-21 09:30:00 UTC: 3 migrations or groups wait',
        '  fails since 2026-11-21 09:30:00 UTC; last failure at 2026-11-21 09:30:00 UTC, of shop: it answered 500 (Http500)',
        '  tried again at 2026-11-21 09:30:00 UTC',
        '',
      ],
    ]);
    expect((await cli('admin notify-status --json')).json()).toEqual({ items: [ops, team] });
  });

  test('notify-status is content with receivers that take what there is, and with none', async () => {
    api.on('GET /api/notifications', { json: { items: [{ name: 'ops', kind: 'slack' }] } });
    expect((await cli('admin notify-status')).exitCode).toBe(0);
    api.on('GET /api/notifications', { json: { items: [] } });
    expect(await cli('admin notify-status')).toMatchObject({ exitCode: 0, out: 'There are no receivers\n' });
  });

  test('thaw and status: not frozen, nothing in flight', async () => {
    const thawed = { ...view, frozen: undefined, inFlight: [], history: [] };
    api.on('POST /api/ledger/thaw', { json: thawed }).on('GET /api/ledger', { json: thawed });
    for (const command of ['admin thaw', 'admin status'])
      expect((await cli(command)).out).toMatch(/\nNot frozen\nNo request is in flight\n$/);
    expect(api.received.map(({ body }) => body)).toEqual([{}, undefined]);
    expect((await cli('admin status --json')).json()).toEqual(JSON.parse(JSON.stringify(thawed)));
  });

  test('a refusal is told with its reason, and ends with 2', async () => {
    api.on('POST /api/ledger/thaw', problem(409, 'Cannot thaw the ledger: this ledger is a copy'));
    expect(await cli('admin thaw')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('Cannot thaw the ledger: this ledger is a copy'),
    });
  });
});
