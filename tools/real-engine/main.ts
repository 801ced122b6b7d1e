/** `npm run test:real-engine`: builds the host around Microsoft's Durable extension and runs the suites on it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import type { HostChoice } from '../demo/stack/host-choice';
import { PACKAGE } from '../demo/stack/stack';
import { QUICK_ENGINE, engineEnvironment } from './engine-settings';
import { chooseSdk, listSdks } from './find-dotnet';
import { runParity } from './run-parity';
import { type Suite, chooseSuites, listSuites } from './suites';

interface Options {
  readonly all: boolean;
  readonly buildOnly: boolean;
  readonly test?: string;
  readonly workers: string;
}

const FOLDER = join(PACKAGE, 'tools', 'real-engine');
const FUNC = join(FOLDER, 'func');
const SUITES = listSuites(PACKAGE);

const command = new Command('npm run test:real-engine --')
  .usage('[options] [suite...]')
  .description(
    "Runs suites on Microsoft's Durable extension, in a host that is built here with the .NET SDK 10. Without names: the\n" +
      'end-to-end suites and the parity suite. Without the SDK nothing runs and the exit code is 0; with REQUIRE_E2E=1 it is 1.',
  )
  .argument('[suite...]', SUITES.map(({ name }) => name).join(', '))
  .option('--all', 'the long suites too', false)
  .option('--build-only', 'build the host, run nothing', false)
  .option('-t, --test <name>', 'only tests whose name fits')
  .option('--workers <number>', 'how many suites run side by side', '1');

async function main(): Promise<number> {
  command.parse();
  const options = command.opts<Options>();
  const suites = options.buildOnly ? [] : chooseSuites(SUITES, command.args, options.all);
  const dotnet = chooseSdk(listSdks());
  if ('missing' in dotnet) return skip(dotnet.missing, suites);
  console.log(`Building the host with .NET SDK ${dotnet.version}`);
  build();
  const codes = [runJest(suites, options), await runParityIn(suites, options)];
  return Math.max(...codes);
}

function skip(missing: string, suites: readonly Suite[]): number {
  const names = suites.map(({ name }) => name).join(', ');
  console.log(
    `Skipped: nothing ran on Microsoft's Durable extension, because ${missing}. Not run: ${names === '' ? 'the build' : names}. ` +
      'Install the .NET SDK 10 and put dotnet on PATH.',
  );
  return process.env.REQUIRE_E2E === '1' ? 1 : 0;
}

function build(): void {
  const args = ['build', FOLDER, '--configuration', 'Release', '--nologo', '--verbosity', 'quiet'];
  const { status } = spawnSync('dotnet', [...args, '-p:RestoreLockedMode=true'], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`Cannot build the host: dotnet build ended with code ${String(status)}`);
}

function runJest(suites: readonly Suite[], { test, workers }: Options): number {
  const files = suites.flatMap((suite) => (suite.kind === 'jest' ? [suite.file] : []));
  if (files.length === 0) return 0;
  const jest = require.resolve('jest/bin/jest');
  const args = [
    jest,
    `--maxWorkers=${workers}`,
    '--verbose',
    // What a failed test still awaits must not keep the run from ending.
    '--forceExit',
    ...named(test),
    ...files.map((file) => `--testMatch=**/${file}`),
  ];
  const env = { ...process.env, ...engine(), E2E_HOST: 'func', FUNC_PATH: FUNC };
  return spawnSync(process.execPath, args, { cwd: PACKAGE, env, stdio: 'inherit' }).status ?? 1;
}

async function runParityIn(suites: readonly Suite[], { test }: Options): Promise<number> {
  if (!suites.some(({ kind }) => kind === 'parity')) return 0;
  const host: HostChoice = { kind: 'func', path: FUNC, version: '4.0.0', why: 'it is judged' };
  return runParity(PACKAGE, host, engine(), named(test));
}

function named(test: string | undefined): readonly string[] {
  return test === undefined ? [] : ['-t', test];
}

function engine(): Readonly<Record<string, string>> {
  return { ...engineEnvironment(QUICK_ENGINE), REAL_ENGINE_EVENTS: '1' };
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
