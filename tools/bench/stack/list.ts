/** The list of 500 migrations over HTTP. */
import { DEFAULT_POLICY } from '../../../shared/core/migration/policy';
import type { MigrationSummary, StatusDocument } from '../../../shared/core/migration/status-document';
import type { Ledger } from '../../../shared/ports/ledger';
import { inParallel } from '../in-parallel';
import { LocalStack } from '../local-stack';
import { type Row, row, spread } from '../row';

const MIGRATIONS = 500;
const RUNS = 60;
const WARM_UP = 5;
const TARGET_MS = 100;

/** Writes 500 projections into the app's ledger (no watch runs for them) and asks for all of them, one call at a time. */
export function benchList(note: (text: string) => void): Promise<readonly Row[]> {
  return LocalStack.with({}, async (local) => {
    note(`${MIGRATIONS} projections`);
    await local.ledger.prepare();
    await inParallel(MIGRATIONS, 16, (number) => publish(local.ledger, `list-${number}`));
    note(`${RUNS} lists`);
    const times: number[] = [];
    let bytes = 0;
    for (let run = -WARM_UP; run < RUNS; run++) {
      const start = performance.now();
      const page = await local.api<{ items: unknown[] }>('GET', `/migrations?top=${MIGRATIONS}`);
      if (run >= 0) times.push(performance.now() - start);
      if (page.items.length !== MIGRATIONS)
        throw new Error(`Cannot measure the list: it holds ${page.items.length} of ${MIGRATIONS}`);
      bytes = JSON.stringify(page).length;
    }
    return [
      ...spread(`list of ${MIGRATIONS} over HTTP`, times, 'ms', { target: TARGET_MS, places: 1 }),
      row(`list of ${MIGRATIONS}, size`, bytes / 1024, 'KiB', { places: 0 }),
    ];
  });
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
    asOf: '2026-11-21T10:00:00.000Z',
    lastRestoredFile: 'sales/log_008628.trn',
    pendingLogs: 12,
    chainEndLsn: '17126658000004509500001',
  };
  const { engine, phase, headline, asOf } = summary;
  const status: StatusDocument = {
    id,
    engine,
    phase,
    headline,
    asOf,
    policy: DEFAULT_POLICY,
    readiness: { ready: false, checks: [] },
    links: { self: '', backups: '', journal: '', evidence: '' },
  };
  return ledger.publish(id, status, summary);
}
