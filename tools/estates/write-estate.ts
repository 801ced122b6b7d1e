/** Writes an estate as a folder that `preflight --estate` judges, as `preflight --export` writes one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEstateReader } from '../../shared/adapters/estate/arm-estate-reader';
import { keepingSource } from '../../shared/adapters/estate/arm-estate-source';
import { FACTS_FILE, REGISTRATION_FILE } from '../../shared/adapters/estate/recorded-estate';
import type { PreflightPlan } from '../../shared/core/preflight/plan';
import { runPreflight } from '../../shared/use-cases/preflight/run-preflight';
import type { Case } from './cases';
import { estateSource } from './through-wire';

/**
 * Writes what a preflight of the case asks and is answered, what does not exist included, and beside it the registration and what
 * was read of backups and token. How a running migration stands is not kept, as in an export.
 *
 * @returns how many answers were written
 */
export async function writeEstate({ plan, estate }: Case, folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  let count = 0;
  const source = keepingSource(estateSource(estate), (recorded) => {
    count += 1;
    writeJson(join(folder, `${String(count).padStart(3, '0')}.json`), recorded);
  });
  await runPreflight(plan, { reader: createEstateReader(source), readings: new Map() });
  writeJson(join(folder, REGISTRATION_FILE), registrationOf(plan));
  writeJson(join(folder, FACTS_FILE), { sas: plan.sas, backups: plan.backups });
  return count;
}

/** The registration as `preflight` takes it; its `create` is in the words of the engine beside it. */
function registrationOf({ migration, notes }: PreflightPlan): unknown {
  return {
    ...migration,
    ...(migration.create !== undefined && { create: { ...migration.create, engine: undefined } }),
    preflight: notes,
  };
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
