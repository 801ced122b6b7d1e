/** `npm run make-backups -- <folder>`: writes a small chain of valid backup files to try the product with. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { fileFault } from '../../shared/core/views/file-fault';
import { writeDemoBackups } from './demo-backups';

const command = new Command('make-backups')
  .description(
    'Writes a full backup in two stripes, a differential, log backups and a tail log of a database.',
  )
  .argument('<folder>', 'where to write')
  .option('--database <name>', 'name of the database', 'Orders')
  .option('--logs <number>', 'log backups before the tail', readCount, 6);

async function main(): Promise<void> {
  const { logs, database } = command.parse().opts<{ logs: number; database: string }>();
  const folder = resolve(command.args[0] ?? '.');
  const { files, tail } = await writeDemoBackups(logs, database);
  try {
    await mkdir(folder, { recursive: true });
    for (const file of files) await writeFile(join(folder, file.name), await file.content());
  } catch (error) {
    throw new Error(`${folder}: ${fileFault((error as NodeJS.ErrnoException).code)}`, { cause: error });
  }
  process.stdout.write(`${files.length} files in ${folder}; the tail is ${tail}\n`);
}

function readCount(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('a whole number, up to 9999');
  return Number(text);
}

main().catch((error: unknown) => {
  process.stderr.write(`Cannot make backups: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
