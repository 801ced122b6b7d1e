/** The list of 500 migrations over HTTP. */
import { inParallel } from '../in-parallel';
import { publishProjection } from '../ledger';
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
    await inParallel(MIGRATIONS, 16, (number) => publishProjection(local.ledger, `list-${number}`));
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
