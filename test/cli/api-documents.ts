import type { StatusDocument } from '../../shared/core/migration/status-document';

const AT = '2026-11-21T09:32:16.240Z';

/** A migration that is ready. */
export const READY: StatusDocument = {
  id: 'sales',
  engine: 'dms',
  target: { instance: 'mi1', database: 'SalesMI' },
  phase: 'ready',
  headline: 'Ready to cut over at log_3.trn',
  asOf: AT,
  nextCheckAt: '2026-11-21T09:32:31.000Z',
  policy: {
    mode: 'manual',
    tailProof: 'either',
    stableReads: 2,
    restPollSeconds: 120,
    windowPollSeconds: 15,
    logCadenceMinutes: 15,
    approvalMinutes: 60,
    waive: [],
  },
  tail: { blob: 'log_3.trn', proof: 'named', lastLsn: '34000000090000001' },
  chain: {
    status: 'complete',
    anchor: 'full.bak',
    chainEndLsn: '34000000090000001',
    path: { files: 4, lastFile: 'log_3.trn' },
    counts: { inChain: 4, covered: 1 },
  },
  engineStatus: {
    state: 'ReadyForCutover',
    operationId: 'c0ffee00-0000-4000-8000-000000000000',
    pendingLogs: 0,
    lastRestoredFile: 'log_3.trn',
    restoringFile: 'log_3.trn',
    fullRestored: true,
    blockingReasons: [],
    asOf: AT,
  },
  readiness: {
    ready: true,
    checks: [
      { code: 'engine.running', state: 'met', reason: 'the migration is running', since: AT },
      { code: 'pending.zero', state: 'met', reason: 'the service reports nothing pending', since: AT },
      { code: 'backups.checksums', state: 'waived', reason: 'taken without CHECKSUM', since: AT },
    ],
  },
  links: { self: '', backups: '', journal: '', evidence: '' },
};

/** The same, still on its way: a gap, unknown pending logs, a hold. */
export const FOLLOWING: StatusDocument = {
  ...READY,
  phase: 'following',
  headline: 'Gap: a log that contains LSN 34000000060000001 is missing',
  tail: undefined,
  held: { by: 'local:anna', at: AT, reason: 'waiting for the release' },
  blocked: { reason: 'the gap is older than 30 minutes', since: AT },
  chain: {
    status: 'gap',
    anchor: 'full.bak',
    chainEndLsn: '34000000060000001',
    path: { files: 3, lastFile: 'log_1.trn' },
    gap: {
      needLsn: '34000000060000001',
      firstAvailableLsn: '34000000080000001',
      lastGoodFile: 'log_1.trn',
      nextFile: 'log_3.trn',
      since: AT,
    },
    counts: { inChain: 3, beyondGap: 1 },
  },
  engineStatus: {
    state: 'InProgress',
    blockingReasons: ['the service waits for log_2.trn'],
    failure: { code: '2007', message: 'a log is missing', cause: 'a gap', remedy: 'upload the log' },
    asOf: AT,
  },
  readiness: {
    ready: false,
    checks: [
      { code: 'chain.complete', state: 'unmet', reason: 'there is a gap', since: AT },
      { code: 'pending.zero', state: 'unknown', reason: 'the service does not say', since: AT },
    ],
  },
};

/** The end of it. */
export const COMPLETED: StatusDocument = {
  ...READY,
  phase: 'completed',
  headline: 'Completed: cutover confirmed',
  cutover: {
    attempt: 1,
    state: 'confirmed',
    requestedBy: 'local:anna',
    requestedAt: AT,
    sentAt: AT,
    settledAt: AT,
    reason: 'proven',
  },
};

/** The list with one migration. */
export const LIST = {
  items: [
    {
      id: 'sales',
      engine: 'dms',
      phase: 'ready',
      sourceDatabase: 'Sales',
      targetInstance: 'mi1',
      targetDatabase: 'SalesMI',
      account: 'acct',
      container: 'sql',
      prefix: 'sales/',
      held: false,
      blocked: false,
      ready: true,
      headline: READY.headline,
      asOf: AT,
      lastRestoredFile: 'log_3.trn',
    },
  ],
};
