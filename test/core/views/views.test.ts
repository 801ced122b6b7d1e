import { CHECKS } from '../../../shared/core/readiness/checks';
import type { Facts } from '../../../shared/core/facts/facts';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { toEvidenceMarkdown } from '../../../shared/core/views/evidence-markdown';
import { linksOf, toStatusDocument, toSummary } from '../../../shared/core/views/status-view';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import {
  anApproval,
  aReadyFacts,
  aRegistration,
  anAttempt,
  at,
  NOW,
  withControl,
  withStatus,
  TROUBLE,
} from '../../support/facts';

const decided = (facts = aReadyFacts()) => [facts, decide(NEW_WATCH, facts, AZURE_TIMING)] as const;

test('the status document: LSNs as text, every check with its "since", links', () => {
  const document = toStatusDocument(...decided());
  expect(document).toMatchObject({
    id: 'prod-shop',
    phase: 'ready',
    tail: { blob: 'log9.final.trn', proof: 'marked', lastLsn: '37000000129600001' },
    chain: { chainEndLsn: '37000000129600001', path: { files: 3 } },
    engineStatus: { pendingLogs: 0 },
    readiness: { ready: true },
    links: linksOf('prod-shop'),
  });
  expect(document.readiness.checks.map(({ since }) => since)).toEqual(CHECKS.map(() => NOW));
});

test('unknown is absent, never zero', () => {
  const facts = withStatus(aReadyFacts(), { pendingLogs: undefined });
  expect('pendingLogs' in JSON.parse(JSON.stringify(toStatusDocument(...decided(facts)).engineStatus))).toBe(
    false,
  );
  expect('pendingLogs' in JSON.parse(JSON.stringify(toSummary(...decided(facts))))).toBe(false);
  const away = { ...aReadyFacts(), engine: TROUBLE };
  expect(toStatusDocument(...decided(away)).engineStatus).toBeUndefined();
});

test('a row of the list has the next step, the restore and the most urgent clock', () => {
  const progress = { restored: 3, queued: 5, restoring: 1 };
  const expiresAt = at(86_400);
  const facts = withStatus(aReadyFacts(), { pendingLogs: 6, progress, expiresAt });
  const row = toSummary(...decided(facts));
  expect(row.restore).toEqual({ unit: 'files', done: 3, total: 9 });
  expect(row.clock).toEqual({ kind: 'serviceLimit', level: 'urgent', at: expiresAt });
  expect(row.next).toEqual(toStatusDocument(...decided(facts)).next);
});

test('a row of the list shows no long step whole, and nothing of a restore that has ended', () => {
  const blockingReasons = ['x'.repeat(2_000)];
  const facts = withStatus(aReadyFacts(), { state: 'failed', blockingReasons, progress: { percent: 40 } });
  const ended = { phase: 'failed', at: NOW, reason: 'it failed' } as const;
  const rows = [facts, withControl(facts, { ended })].map((one) => toSummary(...decided(one)));
  expect(rows.map(({ next }) => (next?.what.length ?? 0) <= 240)).toEqual([true, true]);
  expect(rows.map(({ restore }) => restore?.done)).toEqual([40, undefined]);
});

test('G5: an attempt is shown without its sender token', () => {
  const attempt = anAttempt({ state: 'sending', sender: { token: 'marked-token', notAfter: NOW } });
  const text = JSON.stringify(toStatusDocument(...decided(withControl(aReadyFacts(), { attempt }))));
  expect(text).toContain('"state":"sending"');
  expect(text).not.toContain('marked-token');
});

test.each<[string, Facts, string | undefined]>([
  ['no tail', { ...aReadyFacts(), tail: { kind: 'none' } }, 'no tail is named'],
  [
    'pending logs',
    withStatus(aReadyFacts(), { pendingLogs: 2 }),
    expect.stringMatching(/^check pending\.zero is not met: /),
  ],
  [
    'an unread service',
    withStatus(aReadyFacts(), { pendingLogs: undefined }),
    expect.stringMatching(/^check pending\.zero is unknown: /),
  ],
  [
    'an approval',
    withControl(aReadyFacts(), {
      policy: { ...aReadyFacts().control.policy, mode: 'approve', approvals: { required: 2 } },
    }),
    expect.stringMatching(/^none of 2 approvals; missing: 2 /),
  ],
  ['a go', aReadyFacts(), 'group wave-1 has not given its go'],
])('a member of a group says what it lacks: %s', (_what, facts, reason) => {
  const member = withControl(facts, { group: { id: 'wave-1' } });
  const row = toSummary(...decided(member));
  expect(row.group?.reason).toEqual(reason);
  expect(toStatusDocument(...decided(member)).group).toEqual(row.group);
});

test('an approval is shown until it is used up', () => {
  const shown = (attempt?: Parameters<typeof anAttempt>[0]) => {
    const control = { approvals: [anApproval()], attempt: attempt && anAttempt(attempt) };
    return toStatusDocument(...decided(withControl(aReadyFacts(), control))).approvals?.given[0]?.by;
  };
  expect([shown(), shown({ state: 'withdrawn' })]).toEqual(['ada@example.com', 'ada@example.com']);
  expect([shown({ state: 'sending' }), shown({ state: 'confirmed' })]).toEqual([undefined, undefined]);
});

test('evidence as Markdown: no name breaks a table', () => {
  const page = toEvidenceMarkdown({
    migration: {
      id: 'm',
      source: 'a|b\nc',
      sourceServers: ['SQL01', 'SQL02'],
      target: 't',
      targetInstance: 'mi|1',
      targetDatabase: 'Shop',
      engine: 'dms',
      account: 'acct',
      container: 'sql',
      containerUrl: 'u',
      prefix: 'shop/',
      mode: 'manual',
    },
    outcome: 'confirmed',
    journal: [{ kind: 'observed', at: NOW, by: 'eve|', text: 'one\ntwo' }],
    chain: { state: 'unhashed', entries: 1, unhashed: 1, findings: [] },
  });
  expect(page).toContain('# Cutover of a\\|b c to mi\\|1/Shop: confirmed');
  for (const row of [
    '| source database | a\\|b c |',
    '| source server | SQL01 or SQL02 |',
    '| target instance | mi\\|1 |',
    '| target database | Shop |',
    '| storage account | acct |',
    '| container | sql/shop/ |',
  ])
    expect(page).toContain(row);
  expect(page).toContain('| eve\\| | one two |  |');
  expect(page).toContain('No cutover was attempted.');
});

test('status document and list tell from where to where', () => {
  const facts = aReadyFacts({
    registration: aRegistration({ source: { databaseName: 'Shop', serverNames: ['A', 'B'] } }),
  });
  const document = toStatusDocument(facts, decide(NEW_WATCH, facts, AZURE_TIMING));
  expect(document).toMatchObject({
    source: { database: 'Shop', servers: ['A', 'B'] },
    backups: { account: 'acct', container: 'backups', prefix: '' },
    target: { instance: 'mi', database: 'Shop' },
  });
  expect(toSummary(facts, decide(NEW_WATCH, facts, AZURE_TIMING))).toMatchObject({
    sourceDatabase: 'Shop',
    targetInstance: 'mi',
    targetDatabase: 'Shop',
    account: 'acct',
    container: 'backups',
    prefix: '',
  });
});
