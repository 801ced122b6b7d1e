/** Documents of one migration, with a gap, a fork, stripes and files that are not used. */
import type { JournalEntry } from '../../../shared/core/migration/journal';
import { DEFAULT_POLICY } from '../../../shared/core/migration/policy';
import type { StatusDocument } from '../../../shared/core/migration/status-document';
import type { BoardItem } from '../../../shared/core/views/file-board';
import { linksOf } from '../../../shared/core/views/status-view';
import { minutes } from './rows';

/** A file of the board; LSNs are steps of a chain. */
export function aFile(name: string, from: number, to: number, change: Partial<BoardItem> = {}): BoardItem {
  const lsn = (step: number): string => `34000000${String(step).padStart(4, '0')}00001`;
  return {
    name,
    etag: '"0x8DE3A5C5F0B7F00"',
    setType: 'log',
    firstLsn: lsn(from),
    lastLsn: lsn(to),
    size: 1_843_200,
    state: 'inChain',
    arrivedAt: minutes(to - 520),
    ...change,
  };
}

const restored = { engineState: 'Restored' };

/** The board of a chain with a gap behind the seventh log. */
export function aBoard(): readonly BoardItem[] {
  const logs = Array.from({ length: 7 }, (_, n) =>
    aFile(
      `orders_log_${n + 1}.trn`,
      110 + n * 40,
      150 + n * 40,
      n < 2 ? { state: 'covered' } : n < 5 ? restored : {},
    ),
  );
  return [
    aFile('orders_full_1of2.bak', 100, 112, { setType: 'full', stripe: '1/2', size: 41e9, ...restored }),
    aFile('orders_full_2of2.bak', 100, 112, { setType: 'full', stripe: '2/2', size: 41e9, ...restored }),
    aFile('orders_diff.bak', 180, 190, { setType: 'differential', size: 3e9, ...restored }),
    ...logs,
    aFile('orders_log_9.trn', 430, 470, {
      state: 'beyondGap',
      reason: 'no log before it ends where it begins',
    }),
    aFile('orders_log_10_1of3.trn', 470, 510, {
      state: 'awaitingStripes',
      stripe: '1/3',
      reason: 'stripe 2 of 3 is missing',
    }),
    aFile('orders_log_10_3of3.trn', 470, 510, {
      state: 'awaitingStripes',
      stripe: '3/3',
      reason: 'stripe 2 of 3 is missing',
    }),
    aFile('orders_restored_log.trn', 260, 280, {
      state: 'otherFork',
      reason: 'it belongs to another recovery fork',
    }),
    aFile('orders_copy.bak', 150, 160, {
      state: 'superseded',
      setType: 'full',
      reason: 'the chain begins at orders_full_1of2.bak',
    }),
    {
      name: 'readme.txt',
      etag: '"1"',
      size: 12,
      state: 'notABackup',
      mayHoldBackup: false,
      arrivedAt: minutes(-400),
    },
  ];
}

/** The status that goes with it. */
export function aStatusDocument(change: Partial<StatusDocument> = {}): StatusDocument {
  const id = 'prod-orders';
  return {
    id,
    engine: 'dms',
    source: { database: 'Orders', servers: ['SQL01'] },
    backups: { account: 'prodbackups', container: 'sql-backups', prefix: 'orders/' },
    target: { instance: 'mi-prod-weu', database: 'Orders' },
    phase: 'following',
    headline:
      'Gap: a log that contains LSN 34000000039000001 is missing after orders_log_7.trn; orders_log_9.trn starts at LSN 34000000043000001',
    next: {
      who: 'operator',
      what: 'upload the log that contains LSN 34000000039000001, orders_log_8.trn by its number',
      action: 'board',
    },
    asOf: minutes(-0.2),
    nextCheckAt: minutes(1.5),
    policy: { ...DEFAULT_POLICY, mode: 'approve', approvals: { required: 2 } },
    approvals: {
      required: 2,
      standing: 1,
      missing: 'one more approval is missing',
      given: [
        {
          by: 'ada@example.com',
          at: minutes(-20),
          expiresAt: minutes(40),
          tail: 'orders_log_7.trn',
          state: 'granted',
        },
      ],
    },
    clocks: [
      {
        kind: 'serviceLimit',
        what: 'the service cancels the migration and drops the target',
        level: 'soon',
        at: minutes(60 * 24 * 5),
        basis: '30 days after it began',
        remedy: 'cut over before, or begin anew',
      },
      {
        kind: 'caughtUp',
        what: 'the service has restored what has arrived so far',
        level: 'fine',
        at: minutes(9),
        earliest: minutes(7),
        latest: minutes(14),
        basis: '6 of 8 files restored, 14 files an hour',
      },
    ],
    stalls: [
      {
        kind: 'gap',
        what: 'the chain has a gap',
        since: minutes(-12),
        causes: [
          {
            cause: 'another tool took a log backup',
            look: 'find it in the history of the source',
            command: {
              language: 'sql',
              text: "SELECT * FROM msdb.dbo.backupset WHERE database_name = N'Orders'",
              where: 'on the source',
            },
          },
        ],
      },
    ],
    chain: {
      status: 'gap',
      anchor: 'orders_full_1of2.bak',
      chainEndLsn: '34000000039000001',
      path: { files: 8, lastFile: 'orders_log_7.trn' },
      newest: { file: 'orders_log_7.trn', at: minutes(-27), overdue: false },
      gap: {
        needLsn: '34000000039000001',
        firstAvailableLsn: '34000000043000001',
        lastGoodFile: 'orders_log_7.trn',
        nextFile: 'orders_log_9.trn',
        since: minutes(-12),
      },
      counts: { inChain: 8, covered: 2, beyondGap: 1 },
    },
    engineStatus: {
      state: 'InProgress',
      stateSince: minutes(-300),
      operationId: '11111111-2222-3333-4444-555555555555',
      pendingLogs: 2,
      lastRestoredFile: 'orders_log_5.trn',
      restoringFile: 'orders_log_6.trn',
      fullRestored: true,
      blockingReasons: [],
      progress: { restored: 6, queued: 2, restoring: 1 },
      asOf: minutes(-0.3),
    },
    readiness: {
      ready: false,
      checks: [
        {
          code: 'chain.complete',
          state: 'unmet',
          reason: 'a log that contains LSN 34000000039000001 is missing after orders_log_7.trn',
          since: minutes(-12),
        },
        { code: 'tail.proven', state: 'unmet', reason: 'no tail is named or marked', since: minutes(-300) },
        {
          code: 'pending.zero',
          state: 'unknown',
          reason: '2 logs are pending at the service',
          since: minutes(-3),
        },
        {
          code: 'full.restored',
          state: 'met',
          reason: 'the service has restored the full backup',
          since: minutes(-200),
        },
        {
          code: 'backups.checksums',
          state: 'waived',
          reason: 'waived: verified with RESTORE VERIFYONLY',
          since: minutes(-500),
        },
      ],
    },
    links: linksOf(id),
    ...change,
  };
}

/** Lines of its journal, the newest first. */
export function aJournal(): readonly JournalEntry[] {
  return [
    {
      at: minutes(-12),
      kind: 'observed',
      by: 'watch',
      text: 'Gap: a log is missing after orders_log_7.trn',
      facts: { needLsn: '34000000039000001' },
    },
    { at: minutes(-20), kind: 'approved', by: 'ada@example.com', text: 'Approved at orders_log_7.trn' },
    { at: minutes(-600), kind: 'registered', by: 'rita@example.com', text: 'Registered' },
  ];
}

/** A migration that is ready and lacks one of two approvals. */
export function aReadyDocument(change: Partial<StatusDocument> = {}): StatusDocument {
  const { chain, engineStatus, readiness, ...rest } = aStatusDocument();
  return {
    ...rest,
    phase: 'ready',
    headline: 'Ready: every check is met; one more approval is missing',
    next: { who: 'operator', what: 'approve the cutover', action: 'cutover' },
    stalls: [],
    tail: { blob: 'orders_log_7.trn', proof: 'named', lastLsn: '34000000039000001' },
    chain: { ...chain!, status: 'complete', gap: undefined },
    engineStatus: { ...engineStatus!, pendingLogs: 0, lastRestoredFile: 'orders_log_7.trn' },
    readiness: {
      ready: true,
      checks: readiness.checks.map((check) => ({ ...check, state: 'met', reason: 'it is met' })),
    },
    ...change,
  };
}
