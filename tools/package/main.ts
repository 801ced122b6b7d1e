/** `npm run package`: the app as it is deployed, in a folder and a zip. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { APP } from './bundle';
import { measureLoads } from './load-time';
import { type MadePackage, makePackage } from './make-package';

const LOADS = 5;

interface Options {
  readonly out: string;
  readonly durableBackend: string;
  readonly json: boolean;
}

/** What is printed under --json. */
interface Result extends MadePackage {
  readonly loadMs: readonly number[];
}

const ROOT = rootOf(__dirname);

const command = new Command('package')
  .description(
    'Makes the package that is deployed: the app in one file, with its documents and a manifest, as a folder and as a\n' +
      'zip. The same commit gives the same bytes. Then it loads the app, and fails if it does not load.',
  )
  .option('--out <folder>', 'gets the folder app and the file app.zip', join(ROOT, '.local', 'package'))
  .addOption(
    new Option('--durable-backend <name>', 'where Durable Functions keeps its state: storage or scheduler')
      .env('DURABLE_BACKEND')
      .default('storage'),
  )
  .option('--json', 'print one result object', false);

async function main(): Promise<void> {
  const { out, durableBackend, json } = command.parse().opts<Options>();
  const made = await makePackage({
    root: ROOT,
    out: resolve(out),
    durableBackend: durableBackend === '' ? 'storage' : durableBackend,
  });
  const loadMs = measureLoads(join(made.folder, APP), LOADS).map(({ ms }) => Math.round(ms));
  process.stdout.write(
    json ? `${JSON.stringify({ ...made, loadMs }, undefined, 2)}\n` : forPeople({ ...made, loadMs }),
  );
}

function forPeople({ folder, zip, bytes, zipBytes, manifest, loadMs }: Result): string {
  const { name, version, commit, modified, files, packages } = manifest;
  const revision = commit === undefined ? 'commit unknown' : `commit ${commit}`;
  return [
    `${name} ${version}, ${revision}${modified === true ? ' with uncommitted changes' : ''}`,
    `${folder}: ${files.length + 1} files, ${kiB(bytes)}, from ${packages.length} packages and the app`,
    `${zip}: ${kiB(zipBytes)}`,
    `loads in ${loadMs[LOADS >> 1] ?? 0} ms (${loadMs.join(', ')}; Node ${process.version})`,
    '',
  ].join('\n');
}

function kiB(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}

function rootOf(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootOf(dirname(folder));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
