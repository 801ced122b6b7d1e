/** Small, complete values for ledger tests; every function takes what a test wants to be different. */
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import { NO_LSN, parseLsn } from '../../shared/core/lsn';
import type { BackupRecord } from '../../shared/core/migration/backup-record';
import type { ControlRow } from '../../shared/core/migration/control';
import type { JournalEntry } from '../../shared/core/migration/journal';
import { DEFAULT_POLICY } from '../../shared/core/migration/policy';
import type { Registration } from '../../shared/core/migration/registration';
import type { MigrationSummary, StatusDocument } from '../../shared/core/migration/status-document';
import type { BackupLine } from '../../shared/ports/ledger';

const AT = '2026-11-21T10:00:00.000Z';

export function aRegistration(id: string, changes: Partial<Registration> = {}): Registration {
  return {
    id,
    engine: 'dms',
    source: { serverName: 'SQL01', databaseName: `Db ${id}` },
    target: {
      managedInstanceId:
        '/subscriptions/1111/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi-one',
      databaseName: `Db ${id}`,
    },
    backups: { containerUrl: 'https://account.blob.core.windows.net/backups', prefix: `${id}/` },
    start: 'adopt',
    policy: DEFAULT_POLICY,
    registeredBy: 'local:ada',
    registeredAt: AT,
    ...changes,
  };
}

export function aControlRow(changes: Partial<ControlRow> = {}): ControlRow {
  return { policy: DEFAULT_POLICY, exclusions: [], earlierAttempts: [], ...changes };
}

export function anEntry(text: string, changes: Partial<JournalEntry> = {}): JournalEntry {
  return { at: AT, kind: 'observed', by: 'watch', text, ...changes };
}

/** The line about a backup. */
export function aBackupLine(text: string): BackupLine {
  return { ...anEntry(text), kind: 'backupRecorded' };
}

export function aSummary(id: string, changes: Partial<MigrationSummary> = {}): MigrationSummary {
  return {
    id,
    engine: 'dms',
    phase: 'registered',
    sourceDatabase: `Source ${id}`,
    targetDatabase: `Target ${id}`,
    held: false,
    blocked: false,
    ready: false,
    headline: 'Waiting for the first full backup',
    asOf: AT,
    ...changes,
  };
}

export function aStatus(id: string, changes: Partial<StatusDocument> = {}): StatusDocument {
  return {
    id,
    engine: 'dms',
    phase: 'registered',
    headline: 'Waiting for the first full backup',
    asOf: AT,
    policy: DEFAULT_POLICY,
    readiness: { ready: false, checks: [] },
    links: { self: '/s', backups: '/b', journal: '/j', evidence: '/e' },
    ...changes,
  };
}

export function aLogSet(file: string, firstLsn: string, lastLsn: string): BackupSetRow {
  return {
    file,
    position: 1,
    type: 'log',
    backupSetGuid: '5d3f3c1e-0000-4000-8000-000000000001',
    firstLsn: parseLsn(firstLsn),
    lastLsn: parseLsn(lastLsn),
    databaseBackupLsn: NO_LSN,
  };
}

export function aRecord(name: string, etag: string, changes: Partial<BackupRecord> = {}): BackupRecord {
  return {
    name,
    etag,
    size: 4096,
    lastModified: AT,
    seenAt: AT,
    state: 'read',
    misplaced: false,
    sets: [],
    current: true,
    ...changes,
  };
}

/** A record of a log that ends at an LSN (decimal). */
export function aLog(name: string, lastLsn: string, changes: Partial<BackupRecord> = {}): BackupRecord {
  return aRecord(name, `"e-${name.slice(0, 40)}"`, { sets: [aLogSet(name, '1', lastLsn)], ...changes });
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** A generator of numbers below `limit` that is the same in every run. */
export function seededRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % limit;
  };
}
