/** `npm run upload -- <folder>`: puts backup files into the container of the stack that runs. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { Command } from 'commander';
import { shellQuoted } from '../../shared/core/command-line';
import { flagsTakenByNpm, takenByNpmText } from '../../shared/core/views/npm-flags';
import { CONTAINER, PACKAGE } from './stack/stack';
import { runnerIn } from './stack/stack-folder';
import { connectionTo } from './stack/storage';
import { fileReason, roomFor, UploadError, uploadReason, type Room } from './upload-reasons';

interface UploadOptions {
  readonly folder: string;
  readonly storage?: string;
  readonly prefix: string;
  readonly flat: boolean;
}

const command = new Command('npm run upload --')
  .description(
    'Uploads files, or folders with their sub-folders, into the container of the stack that npm start runs, whichever ports it has.',
  )
  .usage('[options] <path...>')
  .argument('<path...>', 'files or folders')
  .option(
    '--folder <folder>',
    'folder of the stack, as npm start has it',
    relative(process.cwd(), join(PACKAGE, '.local', 'stack')),
  )
  .option('--storage <url>', 'blob address of another storage emulator, instead of a stack')
  .option('--prefix <prefix/>', 'put in front of every name', '')
  .option('--flat', 'leave the sub-folders out of the names', false);

async function main(): Promise<void> {
  const options = command.parse().opts<UploadOptions>();
  const flags = command.options.map(({ long }) => long?.replace(/^--/, '') ?? '');
  const kept = flagsTakenByNpm(process.env, flags, process.argv.slice(2));
  if (kept.length > 0) throw new UploadError(takenByNpmText(kept, 'npm run upload'));
  const connection = connectionOf(options);
  const found = await Promise.all(command.args.map((path) => filesOf(path)));
  const container = BlobServiceClient.fromConnectionString(connection, {
    retryOptions: { maxTries: 2 },
  }).getContainerClient(CONTAINER);
  await attempt(() => container.createIfNotExists());
  for (const { file, name } of found.flat()) {
    const blob = `${options.prefix}${options.flat ? basename(name) : name}`;
    await attempt(() => container.getBlockBlobClient(blob).uploadFile(file), {
      blob,
      room: () => (options.storage === undefined ? roomFor(resolve(options.folder), file) : undefined),
    });
    process.stdout.write(`${blob}\n`);
  }
}

/** @throws {UploadError} With the reason, and the file that it is about. */
async function attempt(
  act: () => Promise<unknown>,
  about?: { readonly blob: string; readonly room: () => Promise<Room | undefined> | undefined },
): Promise<void> {
  try {
    await act();
  } catch (error) {
    const reason = uploadReason(error, await about?.room());
    throw new UploadError(about === undefined ? reason : `${about.blob}: ${reason}`, { cause: error });
  }
}

/** The storage of the stack that runs in the folder; an emulator that is not its own is never taken by chance. */
function connectionOf({ folder, storage }: UploadOptions): string {
  if (storage !== undefined) return connectionTo({ BlobEndpoint: storage });
  const running = runnerIn(resolve(folder))?.running;
  if (running === undefined)
    throw new UploadError(
      `no stack runs in ${folder}. Start it in another terminal: npm start${folder === command.getOptionValue('folder') && command.getOptionValueSource('folder') === 'default' ? '' : ` -- --folder ${shellQuoted(folder)}`}; or name a storage emulator: --storage http://127.0.0.1:10000/devstoreaccount1`,
    );
  return running.connectionString;
}

interface FoundFile {
  readonly file: string;
  readonly name: string;
}

async function filesOf(path: string): Promise<readonly FoundFile[]> {
  try {
    const at = resolve(path);
    if (!(await stat(at)).isDirectory()) return [{ file: at, name: basename(at) }];
    const entries = await readdir(at, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    if (files.length === 0) throw new UploadError(`${path} is an empty folder`);
    return files.map((file) => ({ file, name: relative(at, file).replaceAll('\\', '/') }));
  } catch (error) {
    throw error instanceof UploadError ? error : new UploadError(fileReason(path, error), { cause: error });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
