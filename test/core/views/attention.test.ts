import type { Facts } from '../../../shared/core/facts/facts';
import type { MigrationSummary } from '../../../shared/core/migration/status-document';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { ATTENTION_ORDER, attentionNow, attentionOf, listKey } from '../../../shared/core/views/attention';
import { toSummary } from '../../../shared/core/views/status-view';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import { ATTENTION_FACTS, ended, gap, notReady } from '../../support/attention-facts';
import { aReadyFacts, at, NOW, withControl, withStatus } from '../../support/facts';

const ready = aReadyFacts();

test.each(ATTENTION_FACTS.map(([name, facts, kind, since]) => ({ name, facts, kind, since })))(
  '$name: $kind',
  ({ facts, kind, since }) => {
    const found = attentionOf(facts, decide(NEW_WATCH, facts, AZURE_TIMING));
    expect(found).toEqual(kind && { kind, since, ...(kind === 'blocked' && { block: 'serviceBlocked' }) });
  },
);

test('each reason has its place in the order', () => {
  const told = new Set([...ATTENTION_FACTS.map(([, , kind]) => kind), 'watchStuck']);
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
