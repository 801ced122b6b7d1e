/**
 * How long the ledger takes: the list of 500 migrations, 500 uploads at once, the logs of a month beyond a chain end.
 *
 * Figures to reach: list p95 100 ms; 500 uploads in the ledger within 10 s. Timings are printed, never asserted.
 */
import { connectTableLedger } from '../../shared/adapters/table-ledger/open-table-ledger';
import { lsnFromParts, lsnSortKey } from '../../shared/core/lsn';
import { DEFAULT_POLICY } from '../../shared/core/migration/policy';
import type { MigrationSummary, StatusDocument } from '../../shared/core/migration/status-document';
import type { Ledger } from '../../shared/ports/ledger';
import { listMigrations } from '../../shared/use-cases/read/list-migrations';
import { inParallel } from './in-parallel';
import { AT, backupRecord } from './records';
import { type Row, spread } from './row';

const MIGRATIONS = 500;
const UPLOADS = 500;
/** A log every five minutes for thirty days. */
const MONTH = 8_640;
const RUNS = 40;
const WORKERS = 32;

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
    publishProjection(ledger, `bench-${String(number).padStart(4, '0')}`),
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

/** Writes what the list shows of one migration. */
export function publishProjection(ledger: Ledger, id: string): Promise<void> {
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
  return ledger.recordBackup(id, backupRecord(name, number, 'log'), {
    at: AT,
    kind: 'backupRecorded',
    by: 'ingest',
    text: `Recorded ${name}`,
  });
}

function lsnKeyAt(number: number): string {
  return lsnSortKey(lsnFromParts(1_000 + number, 16, 1));
}
