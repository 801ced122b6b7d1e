/** Rows of the list in every state that the page shows; they fit the contract (`test/ui/answers.test.ts`). */
import type { MigrationSummary } from '../../../shared/core/migration/status-document';

/** A moment so many minutes from now, as the API writes it. */
export function minutes(from: number): string {
  return new Date(Date.now() + from * 60_000).toISOString();
}

/** A migration that follows, and nothing is wrong. */
export function aRow(id: string, change: Partial<MigrationSummary> = {}): MigrationSummary {
  const database = id.replace(/^prod-/, '').replace(/^./, (first) => first.toUpperCase());
  return {
    id,
    engine: 'dms',
    phase: 'following',
    sourceDatabase: database,
    targetInstance: 'mi-prod-weu',
    targetDatabase: database,
    account: 'prodbackups',
    container: 'sql-backups',
    prefix: `${id}/`,
    held: false,
    blocked: false,
    ready: false,
    headline: `Following: 42 files in the chain, the last ${id}_log_41.trn; 0 logs pending at the service`,
    asOf: minutes(-0.3),
    nextCheckAt: minutes(2),
    lastRestoredFile: `${id}_log_41.trn`,
    pendingLogs: 0,
    chainEndLsn: '34000000062400001',
    newestBackupAt: minutes(-4),
    next: {
      who: 'operator',
      what: 'on the cutover night, stop writes on the source, take the last log, upload it, and name it',
      action: 'tail',
    },
    clock: { kind: 'serviceLimit', level: 'fine', at: minutes(60 * 24 * 21) },
    ...change,
  };
}

/** The night, the worst first. */
export function theNight(): readonly MigrationSummary[] {
  return [
    aRow('prod-billing', {
      phase: 'confirming',
      headline: 'Unclear: it is not known whether the request of attempt 1 reached the service',
      attention: { kind: 'unclear', since: minutes(-6) },
      next: {
        who: 'operator',
        what: 'look at the target in the portal, and say what happened: settle',
        action: 'settle',
      },
      clock: undefined,
    }),
    aRow('prod-shop', {
      blocked: true,
      headline: 'Blocked: the service reports shop_log_17.trn as Invalid',
      attention: { kind: 'blocked', since: minutes(-31), block: 'invalidFile' },
      next: {
        who: 'operator',
        what: 'upload shop_log_17.trn again from the source: the service cannot read it, and nothing goes on without it',
        action: 'board',
      },
      pendingLogs: 3,
      clock: { kind: 'serviceLimit', level: 'soon', at: minutes(60 * 24 * 5) },
    }),
    aRow('prod-orders', {
      headline: 'Gap: a log that contains LSN 34000000036800001 is missing after orders_log_3.trn',
      attention: { kind: 'gap', since: minutes(-12) },
      next: {
        who: 'operator',
        what: 'upload the log that contains LSN 34000000036800001; orders_log_5.trn starts at LSN 34000000044000001',
        action: 'board',
      },
      newestBackupAt: minutes(-27),
      pendingLogs: 0,
    }),
    aRow('prod-warehouse', {
      headline: 'Log overdue: none has come for 41 min, one every 15 min is expected',
      attention: { kind: 'logOverdue', since: minutes(-11) },
      newestBackupAt: minutes(-41),
      next: { who: 'operator', what: 'look at the backup job of the source: no log has come for 41 min' },
    }),
    aRow('prod-payroll', {
      phase: 'ready',
      ready: true,
      headline: 'Ready: every check is met; the cutover waits for approvals',
      attention: { kind: 'ready', since: minutes(-3) },
      group: { id: 'night-3', state: 'waits' },
      next: {
        who: 'operator',
        what: 'approve the cutover at payroll_log_tail.trn: 1 of 2 approvals is missing',
        action: 'cutover',
      },
      clock: { kind: 'approvalEnds', level: 'soon', at: minutes(23) },
    }),
    aRow('prod-crm', {
      phase: 'cuttingOver',
      headline: 'Cutting over: the request was sent, the service is completing',
      attention: { kind: 'cuttingOver', since: minutes(-2) },
      group: { id: 'night-3', state: 'go' },
      next: { who: 'service', what: 'completes the cutover' },
      clock: { kind: 'seeding', level: 'fine', at: minutes(48) },
    }),
    aRow('prod-hr', {
      held: true,
      headline: 'Held by ada@example.com: waiting for the application team',
      attention: { kind: 'held', since: minutes(-90) },
      next: {
        who: 'operator',
        what: 'release it: held by ada@example.com, waiting for the application team',
        action: 'release',
      },
    }),
    aRow('prod-analytics', {
      phase: 'seeding',
      headline: 'Seeding: the full backup is being restored',
      restore: { unit: 'bytes', done: 412e9, total: 980e9, doneAt: minutes(190) },
      next: { who: 'service', what: 'restores analytics_full.bak' },
      pendingLogs: 12,
      clock: { kind: 'caughtUp', level: 'fine', at: minutes(190) },
    }),
    aRow('prod-catalog', {
      restore: { unit: 'files', done: 38, total: 42, doneAt: minutes(7) },
      next: { who: 'service', what: 'restores catalog_log_39.trn' },
      pendingLogs: 4,
      clock: { kind: 'caughtUp', level: 'fine', at: minutes(7) },
    }),
    aRow('prod-fleet', { engine: 'lrs', pendingLogs: undefined }),
    aRow('prod-content', {
      phase: 'registered',
      newestBackupAt: undefined,
      pendingLogs: undefined,
      clock: undefined,
      lastRestoredFile: undefined,
      next: { who: 'operator', what: 'upload the full backup and the logs since' },
      headline: 'Registered: no backup has come yet',
    }),
    aRow('prod-mail', {
      phase: 'completed',
      headline: 'Completed: confirmed at mail_log_tail.trn',
      attention: { kind: 'ended', since: minutes(-55) },
      next: {
        who: 'operator',
        what: 'point the application at Mail, and keep the evidence',
        action: 'evidence',
      },
      pendingLogs: 0,
      clock: undefined,
      nextCheckAt: undefined,
    }),
  ];
}
