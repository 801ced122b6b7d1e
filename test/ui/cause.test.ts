/** What stands behind the headline of a migration. */
import { brokenChain, stoppingPreflight } from '../../ui/migration/cause';
import { aStatusDocument } from './support/documents';

const CAUSE = 'a log that contains LSN 34000000039000001 is missing after orders_log_7.trn';

test.each([
  ['the headline speaks of something else', { headline: 'Blocked: the preflight stops it' }, [CAUSE]],
  ['the headline says it', { headline: `Blocked: ${CAUSE}` }, []],
  ['the headline is the gap', {}, []],
  ['the migration has ended', { headline: 'Canceled', phase: 'canceled' as const }, []],
  ['the chain is complete', { headline: 'Held', readiness: { ready: false, checks: [] } }, []],
])('what the chain lacks: %s', (_title, change, causes) => {
  expect(brokenChain(aStatusDocument(change))).toEqual(causes);
});

test('a creation that the preflight stops leads to the rows that stop it, and nothing else does', () => {
  const asOf = '2026-03-01T22:00:00.000Z';
  const counts = { met: 1, unmet: 2, unknown: 0, forYou: 0, ticked: 0, waived: 0 };
  const preflight = { asOf, ...counts, stopping: ['NET-01', 'BKP-06'] };
  const blocked = (kind: string) => ({ kind, reason: 'x', since: asOf });
  expect(stoppingPreflight(aStatusDocument({ preflight, blocked: blocked('preflightStops') }))).toEqual({
    title: 'What NET-01, BKP-06 of the preflight demand, and what was found',
    path: '/api/migrations/prod-orders/preflight',
    name: 'prod-orders-preflight.json',
  });
  expect(stoppingPreflight(aStatusDocument({ preflight, blocked: blocked('fileRefused') }))).toBeUndefined();
});
