/** Writes an estate as a folder of answers, as `preflight --export` writes what the management API answered. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEstateReader } from '../../shared/adapters/estate/arm-estate-reader';
import { keepingSource } from '../../shared/adapters/estate/arm-estate-source';
import { runPreflight } from '../../shared/use-cases/preflight/run-preflight';
import type { Case } from './cases';
import { estateSource } from './through-wire';

/**
 * Writes what a preflight of the case asks and is answered, what does not exist included.
 *
 * @returns how many files were written
 */
export async function writeEstate({ plan, estate }: Case, folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  let count = 0;
  const source = keepingSource(estateSource(estate), (recorded) => {
    count += 1;
    const file = join(folder, `${String(count).padStart(3, '0')}.json`);
    writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
  });
  await runPreflight(plan, { reader: createEstateReader(source), readings: new Map() });
  return count;
}
