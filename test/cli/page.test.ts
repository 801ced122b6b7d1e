import { statusDocument, type StatusView } from '../../cli/documents';
import { boardTable } from '../../cli/render/board-table';
import { fit, visibleLength } from '../../cli/render/fit';
import { migrationTable } from '../../cli/render/migration-table';
import { paintFor } from '../../cli/render/paint';
import { statusPage, type Place } from '../../cli/render/status-page';
import { spanText } from '../../cli/render/times';
import { COMPLETED, FOLLOWING, LIST, READY } from './api-documents';
import { FakeApi } from './fake-api';
import { runCli } from './fake-terminal';

const PLAIN = paintFor({ env: {}, outIsTty: false });
const COLOURED = paintFor({ env: {}, outIsTty: true });
const linesOf = (document: object, paint = PLAIN, place: Place = {}) =>
  statusPage(statusDocument.parse(document), paint, place);
const pageOf = (document: object, columns?: number) => linesOf(document, PLAIN, { columns }).join('\n');

describe('the next step', () => {
  test('stands below the headline, with the command that does it', () => {
    const next = { who: 'operator', what: 'approve the cutover at log_3.trn', action: 'cutover' } as const;
    expect(linesOf({ ...READY, next }, PLAIN).slice(2, 4)).toEqual([
      'Action required: approve the cutover at log_3.trn',
      '          npm run cutover -- cutover sales --tail log_3.trn',
    ]);
  });

  test.each([
    [{ who: 'service', what: 'restores the full backup' }, 'Next      the service restores the full backup'],
    [{ who: 'app', what: 'adopts it' }, 'Next      the app adopts it'],
    [
      { who: 'operator', what: 'name it', action: 'tail' },
      'Action required: name it\n          npm run cutover -- tail sales BLOB',
    ],
    [
      { who: 'operator', what: 'x', action: 'evidence' },
      'Action required: x\n          npm run cutover -- evidence sales',
    ],
    [{ who: 'moon', what: 'rises', action: 'later' }, 'Next      moon rises'],
  ])('%j', (next, text) => {
    expect(pageOf({ ...READY, next })).toContain(`\n${text}\n`);
  });
});

describe('what a tired reader must not get wrong', () => {
  test('a cutover by the service is nowhere called a request or sent', async () => {
    const cutover = {
      ...COMPLETED.cutover!,
      state: 'begunByService' as const,
      requestedBy: 'service',
      sentAt: undefined,
      settledAt: undefined,
      reason: undefined,
    };
    const status = { ...READY, phase: 'confirming' as const, headline: 'Confirming', cutover };
    expect(pageOf(status)).toContain(
      'Cutover   by the service itself, nothing was sent, first seen 2026-11-21 09:32:16 UTC',
    );
    const confirmed = {
      ...status,
      phase: 'completed' as const,
      cutover: { ...cutover, state: 'confirmed' as const },
    };
    expect(pageOf(confirmed)).toContain('nothing was sent, confirmed, first seen');
    for (const page of [pageOf(status), pageOf(confirmed)])
      expect(page).not.toMatch(/request|(?<!nothing was )\bsent\b/);
    const api = new FakeApi();
    await api.start();
    const answers = [{ json: status }, { json: confirmed }];
    api.on('GET /api/migrations/sales', () => answers.shift()!);
    const { out } = await runCli(['watch', 'sales'], { env: { SQLMI_CUTOVER_URL: api.url } });
    await api.stop();
    expect(out).toMatch(/Confirming \(by the service itself, nothing was sent\)/);
    expect(out).not.toMatch(/request|attempt 1 sent/);
  });

  test.each([
    ['2026-11-21T09:34:31.000Z', undefined],
    ['2026-11-21T09:34:32.000Z', /^OVERDUE: that assessment is 2 min late .* this page may be out of date$/m],
    ['2026-11-21T12:32:31.000Z', /^OVERDUE: that assessment is 3 h late/m],
  ])('a page whose next check was due at 09:32:31 is called old at %s: %p', (now, expected) => {
    const page = linesOf(READY, PLAIN, { now: new Date(now) }).join('\n');
    if (expected) expect(page).toMatch(expected);
    else expect(page).not.toContain('OVERDUE');
  });

  test('an approval shows with its end, and one that has expired says so', () => {
    const given = {
      by: 'local:anna',
      at: '2026-11-21T09:30:00.000Z',
      expiresAt: '2026-11-21T10:30:00.000Z',
      tail: 'log_3.trn',
      state: 'granted',
    };
    const page = pageOf({ ...READY, approvals: { required: 1, standing: 1, given: [given] } });
    expect(page).toContain('Approval  by local:anna for log_3.trn, given 09:30:00, valid until 10:30:00 UTC');
    expect(page).not.toContain('Approvals');
    const over = { ...given, expiresAt: '2026-11-20T10:30:00.000Z', state: 'expired' };
    expect(pageOf({ ...READY, approvals: { required: 1, standing: 0, given: [over] } })).toContain(
      'EXPIRED at 2026-11-20 10:30:00 UTC',
    );
  });

  test('of several approvals it shows how many there are, each of them, and who is missing', () => {
    const given = {
      ...{ by: 'local:anna', at: '2026-11-21T09:30:00.000Z', expiresAt: '2026-11-21T10:30:00.000Z' },
      ...{ tail: 'log_3.trn', state: 'granted' },
    };
    const missing = '1 of 2 approvals, by local:anna; missing: bob';
    const page = pageOf({ ...READY, approvals: { required: 2, standing: 1, missing, given: [given] } });
    expect(page).toContain('Approvals 1 of 2');
    expect(page).toContain('Approval  by local:anna for log_3.trn');
    expect(page).toContain(missing);
  });

  test.each<[string, StatusView['window'], string]>([
    [
      'open',
      {
        state: 'open',
        openings: [
          {
            opensAt: '2026-11-21T09:00:00.000Z',
            closesAt: '2026-11-21T15:00:00.000Z',
            latestStart: '2026-11-21T13:30:00.000Z',
          },
        ],
      },
      'Window    open until 15:00:00 UTC, latest start 13:30:00 UTC',
    ],
    [
      'closed',
      {
        state: 'closed',
        reason: 'the window is closed',
        openings: [
          {
            opensAt: '2026-11-22T21:00:00.000Z',
            closesAt: '2026-11-23T03:00:00.000Z',
            latestStart: '2026-11-23T01:30:00.000Z',
          },
        ],
      },
      'Window    CLOSED, opens 2026-11-22 21:00:00 UTC',
    ],
    [
      'over',
      { state: 'closed', reason: 'the window does not open again', openings: [] },
      'Window    CLOSED, it does not open again',
    ],
  ])('a window that is %s', (_, window, line) => {
    expect(pageOf({ ...READY, window })).toContain(line);
  });

  test('what is missing comes first, and a reason is read once', () => {
    const AT = READY.asOf;
    const check = (code: string, state: 'met' | 'unmet' | 'unknown' | 'waived', reason: string) => ({
      ...{ code, state, reason, since: AT },
    });
    const checks = [
      check('a', 'met', 'fine'),
      check('b', 'unmet', 'no tail'),
      check('c', 'waived', 'x'),
      check('d', 'unmet', 'no tail'),
      check('e', 'unknown', 'no tail'),
    ];
    const page = pageOf({ ...READY, readiness: { ready: false, checks } });
    expect(page.slice(page.indexOf('Readiness')).split('\n').slice(1)).toEqual([
      '  ✗ b  no tail (since 09:32:16)',
      '  ✗ d  as above (since 09:32:16)',
      '  ? e  no tail (since 09:32:16)',
      '  ✓ a  fine',
      '  ~ c  x (since 09:32:16)',
    ]);
  });

  test('an offline migration is not asked for a tail or an approval that nobody needs', () => {
    const AT = READY.asOf;
    const checks = ['tail.proven', 'policy.allows', 'chain.complete', 'pending.zero'].map((code) => ({
      ...{ code, state: code === 'pending.zero' ? 'met' : 'unmet', reason: code, since: AT },
    }));
    const policy = { ...READY.policy, mode: 'offline' };
    const page = pageOf({ ...READY, policy, readiness: { ready: false, checks } });
    expect(page).toContain(
      'Restore   1 of 2 checks met; the checks for a request do not apply, because none is sent',
    );
    expect(page).toMatch(/✗ chain\.complete/);
    expect(page).not.toMatch(/tail\.proven|policy\.allows|Readiness/);
  });

  test('a word of the service that reads like the end is explained', () => {
    const engineStatus = { ...READY.engineStatus, state: 'RestoreCompleted' };
    expect(pageOf({ ...READY, engineStatus })).toContain(
      'Engine    RestoreCompleted (of the files found so far; not cut over)',
    );
  });

  test('only what is confirmed is green', () => {
    const headlineOf = (document: object) => linesOf(document, COLOURED)[1];
    expect(headlineOf(COMPLETED)).toMatch(/^\u001b\[32m/);
    const cutover = { ...COMPLETED.cutover, state: 'completedUnproven' };
    expect(headlineOf({ ...COMPLETED, cutover })).toMatch(/^\u001b\[33m/);
    expect(headlineOf({ ...COMPLETED, cutover: undefined })).toMatch(/^\u001b\[33m/);
  });

  const CLOCK = { kind: 'serviceLimit', what: 'it ends', level: 'fine', at: '2026-12-01T09:32:16.000Z' };

  test.each<[name: string, clocks: object[] | undefined, line: string | undefined]>([
    ['none', [], undefined],
    ['none in a document of an older version', undefined, undefined],
    [
      'the first with a moment',
      [CLOCK, { ...CLOCK, what: 'later' }],
      'it ends at 2026-12-01 09:32:16 UTC (in 9 days)',
    ],
    [
      'not one without a moment',
      [{ ...CLOCK, at: undefined, what: 'unknown' }, CLOCK],
      'it ends at 2026-12-01 09:32:16 UTC (in 9 days)',
    ],
    [
      'not one that has a line of its own',
      [{ ...CLOCK, kind: 'approvalEnds', what: 'the approval ends' }, CLOCK],
      'it ends at 2026-12-01 09:32:16 UTC (in 9 days)',
    ],
    [
      'but that one when it is near',
      [
        {
          ...CLOCK,
          kind: 'approvalEnds',
          what: 'the approval ends',
          level: 'soon',
          at: '2026-11-21T09:42:16.000Z',
        },
        CLOCK,
      ],
      'the approval ends at 2026-11-21 09:42:16 UTC (in 10 min)',
    ],
    [
      'an estimate, with its range',
      [
        {
          ...CLOCK,
          kind: 'caughtUp',
          what: 'all is restored',
          at: '2026-11-21T11:02:16.000Z',
          earliest: '2026-11-21T10:32:16.000Z',
          latest: '2026-11-22T01:32:16.000Z',
        },
      ],
      'all is restored about 2026-11-21 11:02:16 UTC (in 90 min, 10:32:16 to 2026-11-22 01:32:16 UTC)',
    ],
    [
      'a span that is longer than assumed',
      [{ ...CLOCK, kind: 'seeding', what: 'it is seeded', level: 'soon', at: undefined, seconds: 7200 }],
      'it is seeded 2 h after the request',
    ],
    ['what is over', [{ ...CLOCK, level: 'over', at: READY.asOf }], 'it ends at 2026-11-21 09:32:16 UTC'],
  ])('the next clock is one line: %s', (_name, clocks, text) => {
    const lines = linesOf({ ...READY, clocks }).filter((line) => line.startsWith('Clock'));
    expect(lines).toEqual(text === undefined ? [] : [`Clock     ${text}`]);
  });

  test('where to look when something stands still: a line for each, two at most, and nothing twice', () => {
    const stall = (cause: string, look = 'look there') => ({
      kind: 'gap',
      what: 'x',
      since: READY.asOf,
      causes: [{ cause, look }],
    });
    const lookAt = (document: object) =>
      linesOf({ ...READY, ...document }).filter((line) => line.startsWith('Look at'));
    expect(lookAt({ stalls: [stall('a'), stall('b'), stall('c')] })).toEqual([
      'Look at   a: look there',
      'Look at   b: look there',
    ]);
    expect(lookAt({ stalls: [{ ...stall('a'), causes: [] }] })).toEqual([]);
    expect(lookAt({ stalls: [stall('a', 'do it')], next: { who: 'operator', what: 'do it' } })).toEqual([]);
    expect(lookAt({})).toEqual([]);
  });

  test('of an offline migration the last backup is named while it is awaited', () => {
    const offline = { ...READY, policy: { ...READY.policy, mode: 'offline' } };
    const words = 'Offline   the service cuts over by itself after log_3.trn; nothing is sent';
    expect(pageOf(offline)).toContain(words);
    expect(pageOf({ ...offline, engineStatus: undefined })).toContain(words);
    expect(pageOf({ ...offline, phase: 'completed' })).not.toContain('Offline');
  });

  test('what the headline says is not said again', () => {
    const blocked = { reason: 'the service is blocked: x', since: READY.asOf };
    const page = pageOf({ ...READY, headline: `Blocked: ${blocked.reason}`, blocked });
    expect(page.split(blocked.reason)).toHaveLength(2);
    expect(page).toContain('Blocked   an operator is needed since 2026-11-21 09:32:16 UTC\n');
    const { needLsn, firstAvailableLsn } = FOLLOWING.chain!.gap!;
    const gap = pageOf({ ...FOLLOWING, headline: `Gap: ${needLsn} to ${firstAvailableLsn}` });
    expect(gap).toContain('\n          GAP, since 2026-11-21 09:32:16 UTC\n');
    expect(pageOf({ ...FOLLOWING, headline: 'Held' })).toContain(`GAP: LSN ${needLsn} is needed`);
  });

  test('a service that was not read says why; no line is left empty', () => {
    const checks = [
      { code: 'engine.running', state: 'unknown', reason: 'access is denied', since: READY.asOf },
    ];
    const chain = { ...READY.chain!, counts: {} };
    const page = pageOf({ ...READY, engineStatus: undefined, chain, readiness: { ready: false, checks } });
    expect(page).toContain('Engine    not read: access is denied');
    expect(page).not.toMatch(/^ +$/m);
  });

  test.each([
    ['fine', '\u001b[2m'],
    ['soon', '\u001b[33m'],
    ['urgent', '\u001b[31m'],
    ['over', '\u001b[31m'],
  ])('a clock that is %s has its colour', (level, colour) => {
    const line = linesOf({ ...READY, clocks: [{ ...CLOCK, level }] }, COLOURED).find((one) =>
      one.includes('Clock'),
    );
    expect(line?.startsWith(colour)).toBe(true);
  });
});

describe('the width of the terminal', () => {
  test.each([80, 160])('nothing that can be broken is wider than %d, and columns hold', (columns) => {
    for (const status of [READY, FOLLOWING, COMPLETED])
      for (const line of linesOf(status, COLOURED, { columns }))
        expect(visibleLength(line)).toBeLessThanOrEqual(columns);
    const narrow = pageOf(FOLLOWING, 80);
    expect(narrow).toContain('\n          at LSN 34000000080000001, since 2026-11-21 09:32:16 UTC\n');
  });

  test('the same words in the same order, whatever the width', () => {
    const words = (page: string) => page.split(/\s+/);
    expect(words(pageOf(FOLLOWING, 60))).toEqual(words(pageOf(FOLLOWING)));
  });

  test('a word longer than the line stays whole, and colours take no room', () => {
    const long = 'x'.repeat(100);
    expect(fit([{ text: `Tail      ${long}`, indent: 10 }], 60)).toEqual([`Tail      ${long}`]);
    const red = COLOURED.red(`${'y '.repeat(24)}yy`);
    expect(fit([{ text: red, indent: 10 }], 50)).toEqual([red]);
    const without = (lines: readonly string[]) => lines.map((line) => line.replaceAll(/\u001b\[\d+m/g, ''));
    expect(without(linesOf(FOLLOWING, COLOURED, { columns: 70 }))).toEqual(
      linesOf(FOLLOWING, PLAIN, { columns: 70 }),
    );
  });

  test.each([80, 120, 200])('twenty migrations are a line each on %i columns', (width) => {
    const headline = `Following: ${'a sentence of some length '.repeat(6)}`;
    const items = Array.from({ length: 20 }, (_unused, n) => ({
      ...LIST.items[0]!,
      id: `prod-sales-${n}`,
      headline,
    }));
    const lines = migrationTable(items, PLAIN, width);
    expect(lines).toHaveLength(21);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(lines[1]).toMatch(/^prod-sales-0 +ready .*Following: a sentence.*…$/);
    expect(lines[0]).toMatch(width === 80 ? /^ID +PHASE +CONDITION +(PENDING +)?HEADLINE$/ : /TARGET/);
  });

  test('without a terminal nothing of the list is cut', () => {
    const items = [{ ...LIST.items[0]!, headline: 'x '.repeat(200) }];
    expect(migrationTable(items, PLAIN).join('\n')).toContain('x '.repeat(199));
    expect(migrationTable([LIST.items[0]!], PLAIN, 200)).toEqual(migrationTable([LIST.items[0]!], PLAIN));
  });

  test.each<[kind: string | undefined, conditions: object, word: string, code: number]>([
    ['gap', {}, 'gap', 31],
    ['watchStuck', {}, 'watch stuck', 31],
    ['blocked', { blocked: true, held: true }, 'blocked, held', 31],
    ['logOverdue', {}, 'log overdue', 33],
    ['expires', {}, 'expires', 31],
    ['held', { held: true }, 'held', 33],
    ['ready', { ready: true }, 'ready', 32],
    [undefined, { blocked: true }, 'blocked', 31],
    [undefined, { held: true, ready: false }, 'held', 33],
  ])('the condition of %s is coloured', (kind, conditions, word, code) => {
    const none = { held: false, blocked: false, ready: false };
    const attention = kind === undefined ? undefined : { kind, since: '2026-11-21T09:32:16.000Z' };
    const [, line] = migrationTable(
      [{ ...LIST.items[0]!, ...none, attention, ...conditions }],
      COLOURED,
      120,
    );
    expect(line).toMatch(new RegExp(`\u001b\\[${code}m${word} *\u001b\\[39m`));
  });

  test('a table that is too wide has its last column below', () => {
    const board = boardTable([{ name: 'x.trn', state: 'beyondGap', reason: 'a '.repeat(40) }], PLAIN, 60);
    expect(board.length).toBeGreaterThan(3);
  });

  const BOARD = ['full_1of2.bak', 'diff.bak', 'log_0141.trn', 'log_0142.trn'].map((name) => ({
    name: `sales/orders_${name}`,
    etag: '"0x8DD0A1B2C3D4E5F"',
    setType: name.startsWith('log') ? 'log' : 'differential',
    firstLsn: '34000000001600001',
    lastLsn: '34000000004000001',
    stripe: '1/2',
    size: 816_640,
    state: 'inChain',
    engineState: 'Restored',
  }));

  test.each([40, 80, 120, 200])('a file of the board is one line on %i columns', (width) => {
    const lines = boardTable(BOARD, PLAIN, width);
    const files = lines.slice(1, 1 + BOARD.length);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    for (const [at, { name }] of BOARD.entries())
      expect(files[at]).toMatch(new RegExp(`^${name} .*\\binChain\\b`));
    const rest = lines.slice(1 + BOARD.length).join(' ');
    if (width === 200) expect(rest).toBe('');
    else expect(rest).toMatch(/^Not shown: .*ETag\. Use a wider window, a pipe or --json to see them\.$/);
    if (width === 80) expect(lines[0]).toMatch(/LAST LSN +STATE/);
  });

  test('without a terminal nothing of the board is left out', () => {
    expect(boardTable(BOARD, PLAIN)).toHaveLength(1 + BOARD.length);
    expect(boardTable(BOARD, PLAIN)[1]).toContain('0x8DD0A1B2C3D4E5F');
  });

  test.each<[state: object, code: number]>([
    [{ state: 'notABackup' }, 31],
    [{ state: 'notABackup', mayHoldBackup: true }, 31],
    [{ state: 'notABackup', mayHoldBackup: false }, 2],
    [{ state: 'unreadable' }, 31],
    [{ state: 'beyondGap' }, 33],
    [{ state: 'of-tomorrow' }, 33],
    [{ state: 'covered' }, 2],
    [{ state: 'inChain' }, 32],
  ])('%j is coloured as the trouble that it is', (state, code) => {
    const [, line] = boardTable([{ name: 'x', state: '', ...state }], COLOURED);
    expect(line).toContain(`\u001b[${code}m`);
  });

  test('watch keeps the head of a page that is higher than the screen', async () => {
    const api = new FakeApi();
    await api.start();
    api.on('GET /api/migrations/sales', { json: COMPLETED });
    const size = { columns: 80, rows: 6 };
    const { out } = await runCli(['watch', 'sales'], {
      tty: true,
      size,
      env: { SQLMI_CUTOVER_URL: api.url },
    });
    await api.stop();
    expect(out.split('\n')).toHaveLength(6);
    expect(out).toContain('Completed: cutover confirmed');
    expect(out).toMatch(/… \d+ more lines/);
  });
});

test.each([
  [119, '119 s'],
  [120, '2 min'],
  [7_200, '2 h'],
  [172_800, '2 days'],
])('%d seconds: %s', (seconds, text) => expect(spanText(seconds)).toBe(text));
