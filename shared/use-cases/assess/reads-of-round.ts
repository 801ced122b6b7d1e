/** Counting what one look at every migration asks of the management API, for the cadence at rest. */
import { hasEnded } from '../../core/migration/phase';
import type { MigrationSummary } from '../../core/migration/status-document';
import { readsOfOneRound } from '../../core/engine/read-cadence';
import type { Clock } from '../../ports/clock';
import { LedgerUnavailableError, type Ledger } from '../../ports/ledger';

/** Milliseconds for which a count serves: the fleet grows by registrations, one at a time. */
const SERVES_FOR = 300_000;
/** Rows that the store gives at once. */
const BATCH = 999;

/**
 * Makes the count that all looks of a process share. Each process counts for itself and finds the same.
 *
 * @returns the reads of one round; undefined until the ledger has once told them
 */
export function createReadsOfRound(ledger: Ledger, clock: Clock): () => Promise<number | undefined> {
  let reads: number | undefined;
  let asked = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> = Promise.resolve();

  async function ask(): Promise<void> {
    try {
      reads = readsOfOneRound((await runningMigrations(ledger)).map(({ engine }) => engine));
    } catch (error) {
      if (!(error instanceof LedgerUnavailableError)) throw error;
    }
  }

  return async () => {
    const now = clock.now().getTime();
    if (Math.abs(now - asked) >= SERVES_FOR) {
      asked = now;
      asking = ask();
    }
    await asking;
    return reads;
  };
}

async function runningMigrations(ledger: Pick<Ledger, 'summaries'>): Promise<readonly MigrationSummary[]> {
  const running: MigrationSummary[] = [];
  let continuation: string | undefined;
  do {
    const page = await ledger.summaries({ top: BATCH, continuation });
    running.push(...page.items.filter((summary) => !hasEnded(summary)));
    ({ continuation } = page);
  } while (continuation !== undefined);
  return running;
}
