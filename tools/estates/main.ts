/** `npm run estates`: proves the preflight catalogue on healthy estates and on mutants of them, and prints one table. */
import { join } from 'node:path';
import { Command } from 'commander';
import { HEALTHY } from './cases';
import { proveAll } from './proofs';
import { proofTable } from './table';
import { writeEstate } from './write-estate';

const command = new Command('estates')
  .description(
    'Judges a healthy estate for each network topology and storage scenario, one mutant for each rule, and each estate ' +
      'without any one of its readings, all through the JSON of the management API. Exits with 1 when anything is off.',
  )
  .option(
    '--write <folder>',
    'write the healthy estates instead, each as a folder with a registration for preflight --estate',
  );

async function main(): Promise<void> {
  const { write } = command.parse().opts<{ readonly write?: string }>();
  if (write !== undefined) return writeAll(write);
  const proofs = await proveAll();
  process.stdout.write(`${proofTable(proofs).join('\n')}\n`);
  if (proofs.faults.length > 0) process.exitCode = 1;
}

async function writeAll(folder: string): Promise<void> {
  for (const [name, make] of Object.entries(HEALTHY)) {
    const own = join(folder, name.replaceAll(/[^\w]+/g, '-'));
    const answers = await writeEstate(make(), own);
    console.log(`${own}: ${answers} answers`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
