/** What the page says, as tables: addresses, times, amounts, the banner, the filter. */
import { type Reading, afterAnswer, pauseAfter, UNREAD } from '../../ui/api/answer';
import { countRows, groupsOf, needsOperator, selectRows } from '../../ui/list/select';
import { fileSign, searchFiles } from '../../ui/migration/file-search';
import { type Route, hrefOf, NO_FILTER, parseRoute } from '../../ui/route';
import { bannerOf } from '../../ui/shell/banner';
import { amountText, bytesText, paceText } from '../../ui/text/amount';
import { distanceText, localText, momentText, spanText, utcText } from '../../ui/text/time';
import { checkSign, checksText, phaseSign, signOf } from '../../ui/text/words';
import { aBoard } from './support/documents';
import { aRow, theNight } from './support/rows';

const NOW = Date.parse('2026-03-01T22:00:00.000Z');

test.each<[hash: string, route: Route]>([
  ['', { view: 'list', filter: NO_FILTER }],
  ['#/', { view: 'list', filter: NO_FILTER }],
  [
    '#/?show=operator&group=night-3&q=a%26b',
    { view: 'list', filter: { q: 'a&b', group: 'night-3', shown: 'operator' } },
  ],
  ['#/migrations/prod-shop', { view: 'migration', id: 'prod-shop', q: '' }],
  ['#/migrations/prod-shop?q=log_4', { view: 'migration', id: 'prod-shop', q: 'log_4' }],
])('%s is an address, and is written as it is read', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
  if (route.view !== 'unknown') expect(parseRoute(hrefOf(route))).toEqual(route);
});

test.each(['#/migrations/', '#/migrations/../x', '#/migrations/A', '#/nothing', '#/migrations/a%2Fb'])(
  '%s is no address of the page',
  (hash) => expect(parseRoute(hash)).toEqual({ view: 'unknown' }),
);

test('a word for what is shown that there is not shows everything', () => {
  expect(parseRoute('#/?show=nonsense')).toEqual({ view: 'list', filter: NO_FILTER });
});

test.each([
  [-5, '0 s'],
  [89, '89 s'],
  [90, '2 min'],
  [3_540, '59 min'],
  [3_600, '1 h'],
  [7_805, '2 h 10 min'],
  [172_799, '2 d'],
  [187_200, '2 d 4 h'],
])('%i seconds are %s', (seconds, text) => expect(spanText(seconds)).toBe(text));

test('a moment has its date on another day only, and UTC is told as it is', () => {
  expect(momentText('2026-03-01T21:44:00.000Z', NOW, 'UTC')).toBe('21:44:00');
  expect(momentText('2026-02-28T21:44:00.000Z', NOW, 'UTC')).toBe('2026-02-28 21:44:00');
  expect(momentText('2026-03-01T23:44:00.000Z', NOW, 'Europe/Berlin')).toBe('2026-03-02 00:44:00');
  expect(momentText('soon', NOW, 'UTC')).toBe('soon');
  expect(utcText('2026-03-01T21:44:00.240Z')).toBe('2026-03-01 21:44:00 UTC');
  expect(localText('eve held it at 2026-03-01T21:44:00.639Z: 2026 is over', NOW, 'UTC')).toBe(
    'eve held it at 21:44:00: 2026 is over',
  );
  expect(distanceText('2026-03-01T21:00:00.000Z', NOW)).toBe('1 h ago');
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [212_992, '213 kB'],
  [999_600, '1.0 MB'],
  [41.26e9, '41.3 GB'],
  [980e9, '980 GB'],
])('%d bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

test('how much is restored, how fast, and how long it takes', () => {
  const asOf = '2026-03-01T22:00:00.000Z';
  const doneAt = '2026-03-02T00:00:00.000Z';
  const texts = (restore: Parameters<typeof paceText>[0]) => [
    amountText(restore),
    paceText(restore, asOf, NOW),
  ];
  expect(texts({ unit: 'bytes', done: 20e9, total: 40e9, doneAt })).toEqual([
    '20.0 GB of 40.0 GB',
    '10.0 GB/h · 2 h left',
  ]);
  expect(texts({ unit: 'files', done: 2, total: 42, doneAt })[1]).toBe('20 files/h · 2 h left');
  expect(texts({ unit: 'percent', done: 41.7, total: 100 })).toEqual(['41 %', undefined]);
  expect(paceText({ unit: 'files', done: 2, total: 42, doneAt: asOf }, doneAt, NOW + 1_000)).toBe(
    'about done',
  );
});

test('a sign is what deserves a look, else the phase; of a newer API, its word', () => {
  const [unclear] = theNight();
  expect(signOf(unclear!)).toEqual({ word: 'Unclear', tone: 'bad' });
  expect(signOf(aRow('a'))).toEqual({ word: 'Following', tone: 'busy' });
  expect(signOf({ phase: 'completed', attention: { kind: 'ended', since: '' } }).word).toBe('Completed');
  expect(signOf({ phase: 'ready', attention: { kind: 'toString' as 'gap', since: '' } })).toEqual({
    word: 'toString',
    tone: 'warn',
  });
  expect(phaseSign('dreaming')).toEqual({ word: 'dreaming', tone: 'quiet' });
  expect(checkSign('odd' as 'met')).toEqual({ word: 'odd', tone: 'warn' });
});

test.each([
  [true, ['met', 'waived', 'notConfigured', 'notConfigured'], 'all 2 met or waived'],
  [false, ['met', 'unmet', 'unknown', 'notConfigured'], '2 of 3 not met'],
  [false, ['met', 'odd'], '1 of 2 not met'],
] as const)('ready %s, checks %j: %s', (ready, states, text) => {
  const checks = states.map((state) => ({ state: state as 'met' }));
  expect(checksText({ ready, checks })).toBe(text);
});

test('an operator is needed for what waits for one, and for no step of a later night', () => {
  const needed = theNight().filter(needsOperator);
  expect(needed.map(({ id }) => id)).toEqual([
    ...['prod-billing', 'prod-shop', 'prod-orders', 'prod-warehouse', 'prod-payroll', 'prod-hr'],
  ]);
  const stuck = aRow('a', {
    attention: { kind: 'watchStuck', since: '' },
    next: { who: 'service', what: 'x' },
  });
  expect(needsOperator(stuck)).toBe(true);
  expect(needsOperator(aRow('a', { phase: 'failed', attention: { kind: 'failed', since: '' } }))).toBe(true);
});

test('rows are found by id, database, instance and group', () => {
  const rows = theNight();
  const ids = (q: string, group = '') =>
    selectRows(rows, { q, group, shown: 'all' }).map(({ id }) => id.replace('prod-', ''));
  expect(ids(' PAYR ')).toEqual(['payroll']);
  expect(ids('weu/Crm')).toEqual(['crm']);
  expect(ids('night-3')).toEqual(['payroll', 'crm']);
  expect(ids('pay', 'night-3')).toEqual(['payroll']);
  expect(groupsOf(rows)).toEqual(['night-3']);
  expect(countRows(rows)).toEqual({ all: 12, operator: 6, ready: 1, running: 11, ended: 1 });
});

test.each([
  ['', 16],
  ['LOG_9', 1],
  ['awaiting stripes', 2],
  ['differential', 1],
  ['Restored', 7],
  ['34000000020000001', 1],
  ['34000000099900001', 0],
])('a search for %j finds %i files', (q, count) => {
  expect(searchFiles(aBoard(), q)).toHaveLength(count);
});

test('the state of a file is a word; of a newer API as it is', () => {
  expect(fileSign({ state: 'beyondGap' })).toEqual({ word: 'beyond the gap', tone: 'bad' });
  expect(fileSign({ state: 'constructor' })).toEqual({ word: 'constructor', tone: 'warn' });
});

test('what was read stays, whatever fails later, and the pause grows to a minute', () => {
  const read = afterAnswer(UNREAD as Reading<string>, { kind: 'read', body: 'x', at: 5 }, 9);
  expect(read).toEqual({ value: 'x', readAt: 5, failures: 0 });
  const failed = afterAnswer(
    afterAnswer(read, { kind: 'away', detail: 'gone' }, 9),
    { kind: 'away', detail: 'gone' },
    9,
  );
  expect(failed).toEqual({ value: 'x', readAt: 5, failures: 2, trouble: { kind: 'away', detail: 'gone' } });
  expect([0, 1, 2, 3, 99].map((failures) => pauseAfter(10_000, failures))).toEqual([
    10_000, 20_000, 40_000, 60_000, 60_000,
  ]);
});

test.each([
  [
    { kind: 'away', detail: 'the app cannot be reached' },
    undefined,
    /^No answer from the app: the app cannot be reached\. Asking again now\.$/,
  ],
  [
    { kind: 'away', detail: 'the app cannot be reached' },
    NOW - 42_000,
    /What is shown is 42 s old\. Asking again in 8 s\.$/,
  ],
  [
    { kind: 'refused', status: 403, detail: 'Cannot answer: no role' },
    undefined,
    /^Cannot answer: no role\.$/,
  ],
] as const)('the banner: %j, read at %s', (trouble, readAt, text) => {
  const nextAt = readAt === undefined ? undefined : NOW + 8_000;
  const reading = { failures: 1, trouble, ...(readAt !== undefined && { readAt }) };
  expect(bannerOf(reading, { now: NOW, ahead: 0, ...(nextAt !== undefined && { nextAt }) })?.text).toMatch(
    text,
  );
});

test('a clock that is wrong is told while nothing else is', () => {
  expect(bannerOf(UNREAD, { now: NOW, ahead: 59_000 })).toBeUndefined();
  expect(bannerOf(UNREAD, { now: NOW, ahead: -600_000 })?.text).toMatch(/is 10 min behind the app's/);
});
