/** 500 migrations as an estate on the night has them: most follow, some seed, some need an operator. */
import { DEFAULT_POLICY } from '../../../shared/core/migration/policy';
import type { MigrationSummary, StatusDocument } from '../../../shared/core/migration/status-document';
import type { Ledger } from '../../../shared/ports/ledger';
import { linksOf } from '../../../shared/core/views/status-view';

/** Writes what the list shows of the migration with this number. */
export function publishRow(ledger: Ledger, number: number): Promise<void> {
  const summary = rowOf(number, Date.now());
  const { id, engine, phase, headline, asOf } = summary;
  const status: StatusDocument = {
    id,
    engine,
    phase,
    headline,
    asOf,
    policy: DEFAULT_POLICY,
    readiness: { ready: false, checks: [] },
    links: linksOf(id),
  };
  return ledger.publish(id, status, summary);
}

function rowOf(number: number, now: number): MigrationSummary {
  const id = `prod-${String(number).padStart(4, '0')}`;
  const at = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();
  return {
    id,
    engine: 'dms',
    phase: 'following',
    sourceDatabase: `Sales of ${id}`,
    targetInstance: `mi-prod-${number % 4}`,
    targetDatabase: `Sales of ${id}`,
    account: 'prodbackups',
    container: 'sql-backups',
    prefix: `${id}/`,
    held: false,
    blocked: false,
    ready: false,
    headline: `Following: 42 files in the chain, the last ${id}_log_41.trn; 0 logs pending at the service`,
    asOf: at(-1),
    nextCheckAt: at(1),
    lastRestoredFile: `${id}_log_41.trn`,
    pendingLogs: number % 7,
    chainEndLsn: '34000000062400001',
    newestBackupAt: at(-(number % 15)),
    ...(number % 5 === 0 && { group: { id: `night-${number % 20}`, state: 'waits' } }),
    ...sortOf(number, at),
  };
}

function sortOf(number: number, at: (minutes: number) => string): Partial<MigrationSummary> {
  if (number % 20 === 1)
    return {
      headline: 'Gap: a log that contains LSN 34000000036800001 is missing',
      attention: { kind: 'gap', since: at(-12) },
      next: {
        who: 'operator',
        what: 'upload the log that contains LSN 34000000036800001; the next log starts at LSN 34000000044000001',
        action: 'board',
      },
    };
  if (number % 4 === 2)
    return {
      restore: { unit: 'bytes', done: 412e9, total: 980e9, doneAt: at(190) },
      clock: { kind: 'caughtUp', level: 'fine', at: at(190) },
      next: { who: 'service', what: 'restores the full backup' },
    };
  return {
    next: {
      who: 'operator',
      what: 'on the cutover night, stop writes on the source, take the last log, upload it, and name it',
      action: 'tail',
    },
    clock: { kind: 'serviceLimit', level: 'fine', at: at(60 * 24 * 21) },
  };
}
