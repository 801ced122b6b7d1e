import type { Facts } from '../../../shared/core/facts/facts';
import { parseLsn } from '../../../shared/core/lsn';
import type { MigrationSummary } from '../../../shared/core/migration/status-document';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { ATTENTION_ORDER, attentionNow, attentionOf, listKey } from '../../../shared/core/views/attention';
import { toSummary } from '../../../shared/core/views/status-view';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import {
  aHold,
  anAttempt,
  aReadyFacts,
  at,
  NOW,
  withChain,
  withControl,
  withStatus,
} from '../../support/facts';

const ready = aReadyFacts();
const notReady = withStatus(ready, { pendingLogs: 1 });
const noTail = aReadyFacts({ tail: { kind: 'none' } });
const gap = withChain(noTail, {
  status: 'gap',
  summary: 'a gap',
  gap: {
    needLsn: parseLsn('37000000090000001'),
    firstAvailableLsn: parseLsn('37000000100000001'),
    lastGoodFile: 'log7.trn',
    nextFile: 'log9.trn',
  },
});
const sender = { token: 't', notAfter: at(0) };
const ended = (phase: 'completed' | 'failed' | 'canceled') => ({ phase, at: at(-5), reason: 'r' });
const hold = aHold({ by: 'ada', at: at(-90), reason: 'not tonight' });

const autoPaused = { by: 'ada', at: at(-60), reason: 'ada released hold 1' };

const CASES: readonly (readonly [string, Facts, string | undefined, string?])[] = [
  ['nothing', notReady, undefined],
  ['seeding', withStatus(noTail, { fullRestored: false }), undefined],
  [
    'the answer to the request is unclear, whatever else there is',
    withControl(withStatus(ready, { blockingReasons: ['x'] }), {
      attempt: anAttempt({ state: 'unknown', sender }),
    }),
    'unclear',
    at(-40),
  ],
  ['blocked, and a gap', withStatus(gap, { blockingReasons: ['x'] }), 'blocked', NOW],
  [
    'the service cancels it soon, and a gap',
    withStatus(gap, { expiresAt: at(3 * 86_400 - 1) }),
    'expires',
    at(-1),
  ],
  ['the service cancels it later', withStatus(notReady, { expiresAt: at(3 * 86_400) }), undefined],
  ['a gap', gap, 'gap', NOW],
  [
    'a log is overdue',
    { ...noTail, newestBackup: { file: 'log8.trn', at: at(-7200), seenAt: at(-7200) } },
    'logOverdue',
    at(-7200),
  ],
  ['ready', ready, 'ready', NOW],
  ['a paused mode auto is all that is missing', withControl(ready, { autoPaused }), 'ready', NOW],
  ['paused, and more is missing', withControl(notReady, { autoPaused }), undefined],
  ['ready, but held', withControl(ready, { holds: [hold] }), 'held', at(-90)],
  ['intended', withControl(ready, { attempt: anAttempt() }), 'cuttingOver', at(-40)],
  [
    'sending',
    withControl(ready, { attempt: anAttempt({ state: 'sending', sender }) }),
    'cuttingOver',
    at(-40),
  ],
  [
    'sent',
    withControl(withStatus(ready, { state: 'completing' }), { attempt: anAttempt({ state: 'sent' }) }),
    'cuttingOver',
    at(-40),
  ],
  ['held', withControl(notReady, { holds: [hold] }), 'held', at(-90)],
  ['failed', withControl(ready, { ended: ended('failed') }), 'failed', at(-5)],
  [
    'confirmed',
    withControl(ready, { ended: ended('completed'), attempt: anAttempt({ state: 'confirmed' }) }),
    'ended',
    at(-5),
  ],
  [
    'completed without proof',
    withControl(ready, { ended: ended('completed'), attempt: anAttempt({ state: 'completedUnproven' }) }),
    'unproven',
    at(-5),
  ],
  ['canceled', withControl(ready, { ended: ended('canceled') }), 'ended', at(-5)],
];

test.each(CASES.map(([name, facts, kind, since]) => ({ name, facts, kind, since })))(
  '$name: $kind',
  ({ facts, kind, since }) => {
    const found = attentionOf(facts, decide(NEW_WATCH, facts, AZURE_TIMING));
    expect(found).toEqual(kind && { kind, since, ...(kind === 'blocked' && { block: 'serviceBlocked' }) });
  },
);

test('each reason has its place in the order', () => {
  const told = new Set([...CASES.map(([, , kind]) => kind), 'watchStuck']);
  told.delete(undefined);
  expect([...ATTENTION_ORDER].sort()).toEqual([...told].sort());
});

const summaryOf = (facts: Facts): MigrationSummary =>
  toSummary(facts, decide(NEW_WATCH, facts, AZURE_TIMING));

describe('as a list shows it, later', () => {
  const quiet = summaryOf(notReady);
  const due = quiet.nextCheckAt ?? '';
  const later = (from: string, seconds: number) => new Date(Date.parse(from) + seconds * 1000).toISOString();

  test('a watch is stuck when it makes no look for a quarter of an hour past its time', () => {
    expect(attentionNow(quiet, later(due, 900))).toBeUndefined();
    expect(attentionNow(quiet, later(due, 901))).toEqual({ kind: 'watchStuck', since: due });
    expect(attentionNow(summaryOf(gap), later(due, 9999))?.kind).toBe('watchStuck');
    const blocked = summaryOf(withStatus(ready, { blockingReasons: ['x'] }));
    expect(attentionNow(blocked, later(due, 9999))?.kind).toBe('blocked');
  });

  test.each([
    ['failed', 7 * 86_400],
    ['completed', 7 * 86_400],
    ['canceled', 86_400],
  ] as const)('an end (%s) is shown for %i seconds, and its watch is not stuck', (phase, seconds) => {
    const over = summaryOf(withControl(ready, { ended: ended(phase) }));
    expect(attentionNow(over, later(at(-5), seconds))).toBeDefined();
    expect(attentionNow(over, later(at(-5), seconds + 1))).toBeUndefined();
  });

  test('rows of 0.1.0 have their conditions', () => {
    const former = { ...quiet, attention: undefined, nextCheckAt: undefined };
    expect(attentionNow({ ...former, blocked: true }, NOW)).toEqual({ kind: 'blocked', since: NOW });
    expect(attentionNow({ ...former, ready: true }, NOW)?.kind).toBe('ready');
    expect(attentionNow({ ...former, ready: true, held: true }, NOW)?.kind).toBe('held');
    expect(attentionNow(former, later(NOW, 4_500))).toBeUndefined();
    expect(attentionNow(former, later(NOW, 4_501))?.kind).toBe('watchStuck');
  });
});

test('the order: the worst, the longest, then what runs, then what is over', () => {
  const row = (id: string, change: Partial<MigrationSummary>): MigrationSummary => ({
    ...summaryOf(notReady),
    id,
    attention: undefined,
    ...change,
  });
  const rows = [
    row('over', { phase: 'completed' }),
    row('b-runs', {}),
    row('a-runs', {}),
    row('held', { attention: { kind: 'held', since: at(0) } }),
    row('gap-late', { attention: { kind: 'gap', since: at(60) } }),
    row('gap-early', { attention: { kind: 'gap', since: at(0) } }),
    row('blocked', { attention: { kind: 'blocked', since: at(99) } }),
  ];
  const sorted = [...rows].sort((a, b) => (listKey(a) < listKey(b) ? -1 : 1));
  expect(sorted.map(({ id }) => id)).toEqual([
    'blocked',
    'gap-early',
    'gap-late',
    'held',
    'a-runs',
    'b-runs',
    'over',
  ]);
});
