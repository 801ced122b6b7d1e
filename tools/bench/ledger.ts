/**
 * How long the ledger takes: the list of 500 migrations, 500 uploads at once, the logs of a month beyond a chain end.
 *
 * Figures to reach: list p95 100 ms; 500 uploads in the ledger within 10 s. Timings are printed, never asserted.
 */
import { connectTableLedger } from '../../shared/adapters/table-ledger/open-table-ledger';
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import { lsnFromParts, lsnSortKey } from '../../shared/core/lsn';
import type { BackupRecord } from '../../shared/core/migration/backup-record';
import { DEFAULT_POLICY } from '../../shared/core/migration/policy';
import type { MigrationSummary, StatusDocument } from '../../shared/core/migration/status-document';
import type { Ledger } from '../../shared/ports/ledger';
import { listMigrations } from '../../shared/use-cases/read/list-migrations';
import { inParallel } from './in-parallel';
import { type Row, spread } from './row';

const MIGRATIONS = 500;
const UPLOADS = 500;
/** A log every five minutes for thirty days. */
const MONTH = 8_640;
const RUNS = 40;
const WORKERS = 32;
const AT = '2026-11-21T10:00:00.000Z';

/**
 * Measures a ledger in tables of its own. The uploads go first: the emulator slows down with the rows of a table, which
 * the service does not.
 */
export async function benchLedger(connectionString: string): Promise<readonly Row[]> {
  const ledger = connectTableLedger(connectionString, { tablePrefix: `Bench${Date.now().toString(36)}` });
  await ledger.prepare();
  return [...(await benchUploads(ledger)), ...(await benchList(ledger)), ...(await benchMonth(ledger))];
}

async function benchUploads(ledger: Ledger): Promise<readonly Row[]> {
  const upload = (what: string, id: (run: number, number: number) => string): Promise<readonly Row[]> =>
    measure(`${UPLOADS} uploads at once, ${what}`, 3, 10_000, (run) =>
      inParallel(UPLOADS, UPLOADS, (number) => record(ledger, id(run, number), number)),
    );
  return [
    ...(await upload('one migration', (run) => `burst-${run}`)),
    ...(await upload('a migration each', (run, number) => `each-${run}-${number}`)),
  ];
}

async function benchList(ledger: Ledger): Promise<readonly Row[]> {
  await inParallel(MIGRATIONS, WORKERS, (number) =>
    publish(ledger, `bench-${String(number).padStart(4, '0')}`),
  );
  const clock = { now: () => new Date() };
  const list = (): Promise<unknown> => listMigrations({ ledger, clock }, { top: MIGRATIONS });
  return measure(`list of ${MIGRATIONS} migrations`, RUNS, 100, list);
}

async function benchMonth(ledger: Ledger): Promise<readonly Row[]> {
  await inParallel(MONTH, WORKERS, (number) => record(ledger, 'month', number));
  const [beginning, end] = [lsnKeyAt(0), lsnKeyAt(MONTH - 5)];
  return [
    ...(await measure(`logs beyond the end, 5 of ${MONTH}`, RUNS, undefined, () =>
      ledger.logsBeyond('month', end),
    )),
    ...(await measure(`logs from nothing, all ${MONTH}`, 3, undefined, () =>
      ledger.logsBeyond('month', beginning),
    )),
    ...(await measure(`index of ${MONTH} for a listing`, 3, undefined, () => ledger.backupIndex('month'))),
  ];
}

async function measure(
  what: string,
  runs: number,
  target: number | undefined,
  work: (run: number) => Promise<unknown>,
): Promise<readonly Row[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await work(run);
    times.push(performance.now() - start);
  }
  return spread(`ledger: ${what}`, times, 'ms', { target, places: 1 });
}

function publish(ledger: Ledger, id: string): Promise<void> {
  const summary: MigrationSummary = {
    id,
    engine: 'dms',
    phase: 'following',
    sourceDatabase: `Sales of ${id}`,
    targetDatabase: `Sales of ${id}`,
    held: false,
    blocked: false,
    ready: false,
    headline: '12 logs behind, last restored log_008628.trn, next needed 17126658000004509500001',
    asOf: AT,
    lastRestoredFile: 'sales/log_008628.trn',
    pendingLogs: 12,
    chainEndLsn: '17126658000004509500001',
  };
  const status: StatusDocument = {
    id,
    engine: 'dms',
    phase: 'following',
    headline: summary.headline,
    asOf: AT,
    policy: DEFAULT_POLICY,
    readiness: { ready: false, checks: [] },
    links: { self: '', backups: '', journal: '', evidence: '' },
  };
  return ledger.publish(id, status, summary);
}

function record(ledger: Ledger, id: string, number: number): Promise<unknown> {
  const name = `sales/log_${String(number).padStart(6, '0')}.trn`;
  const value: BackupRecord = {
    name,
    etag: `"0x8DD${String(number).padStart(12, '0')}"`,
    size: 1_048_576,
    lastModified: AT,
    seenAt: AT,
    state: 'read',
    misplaced: false,
    sets: [logSet(name, number)],
    current: true,
  };
  return ledger.recordBackup(id, value, {
    at: AT,
    kind: 'backupRecorded',
    by: 'ingest',
    text: `Recorded ${name}`,
  });
}

function logSet(file: string, number: number): BackupSetRow {
  return {
    file,
    position: 1,
    type: 'log',
    backupSetGuid: `5d3f3c1e-0000-4000-8000-${String(number).padStart(12, '0')}`,
    mediaSetGuid: `6d3f3c1e-0000-4000-8000-${String(number).padStart(12, '0')}`,
    familyCount: 1,
    familySequenceNumber: 1,
    databaseName: 'Sales',
    familyGuid: '7d3f3c1e-0000-4000-8000-000000000001',
    recoveryForkId: '8d3f3c1e-0000-4000-8000-000000000001',
    recoveryModel: 'full',
    hasBackupChecksums: true,
    firstLsn: lsnFromParts(1_000 + number, 16, 1),
    lastLsn: lsnFromParts(1_001 + number, 16, 1),
  };
}

function lsnKeyAt(number: number): string {
  return lsnSortKey(lsnFromParts(1_000 + number, 16, 1));
}
