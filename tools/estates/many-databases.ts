/** Many databases of one instance share their readings: counted at the emulator. */
import { createArmClient } from '../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../shared/adapters/arm/arm-token';
import { createEstateReader } from '../../shared/adapters/estate/arm-estate-reader';
import { armEstateSource } from '../../shared/adapters/estate/arm-estate-source';
import type { Reading } from '../../shared/core/preflight/question';
import { runPreflight } from '../../shared/use-cases/preflight/run-preflight';
import type { EstateName } from '../emulator/estates/named-estates';
import { startEmulator } from '../emulator/server';
import { type Case, byReplay, fromContainer, migrate } from './cases';

/** A migration of each of so many databases may ask the management API for no more than this. */
export const MOST_READS = 60;
export const DATABASES = 500;

/** What the emulator was asked. */
export interface Reads {
  readonly engine: string;
  readonly databases: number;
  /** GETs that the emulator has received. */
  readonly reads: number;
  /** Requests that were none. */
  readonly others: number;
  /** Rows that were unmet or unknown, of all databases. */
  readonly wrong: readonly string[];
}

/** Judges as many migrations to one instance, all with their backups in one account, and counts. */
export async function readsOf(databases: number, estate: EstateName = '2a'): Promise<readonly Reads[]> {
  return [await countReads(fromContainer, databases, estate), await countReads(byReplay, databases, estate)];
}

async function countReads(
  make: (estate: EstateName) => Case,
  databases: number,
  estate: EstateName,
): Promise<Reads> {
  const emulator = await startEmulator({ port: 0, scanIntervalMs: 0, estate });
  try {
    const arm = createArmClient({ endpoint: emulator.url, credential: loopbackCredential() });
    const reader = createEstateReader(armEstateSource(arm));
    const readings = new Map<string, Reading>();
    const wrong = new Set<string>();
    const one = make(estate);
    for (let number = 1; number <= databases; number += 1) {
      nameDatabase(one, `Shop${number}`);
      const { findings } = await runPreflight(one.plan, { reader, readings });
      for (const { row, outcome } of findings)
        if (outcome.state === 'unmet' || outcome.state === 'unknown') wrong.add(row.id);
    }
    const requests = emulator.emulation.requests.list();
    const reads = requests.filter(({ method }) => method === 'GET').length;
    const { engine } = one.plan.migration;
    return { engine, databases, reads, others: requests.length - reads, wrong: [...wrong] };
  } finally {
    await emulator.close();
  }
}

/** A database with a name and a folder of its own. */
function nameDatabase(one: Case, databaseName: string): void {
  const { target, backups } = one.plan.migration;
  migrate(one, {
    target: { ...target, databaseName },
    backups: { ...backups, prefix: `${databaseName.toLowerCase()}/` },
  });
}
