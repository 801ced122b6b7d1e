/** `npm start`: the local stack until Ctrl-C, with commands to try. */
import { mkdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { Command, InvalidArgumentError, Option } from 'commander';
import { firstSteps } from './first-steps';
import { findFunc } from './stack/find-func';
import { requirePort } from './stack/free-port';
import type { HostChoice, HostFlag } from './stack/host-choice';
import { chooseHost, describeChoice, HOST_FLAGS } from './stack/host-choice';
import { isStorageRunning } from './stack/storage';
import { CONTAINER, PACKAGE, QUICK, startStack } from './stack/stack';

interface StartOptions {
  readonly host?: HostFlag;
  readonly folder: string;
  readonly clean?: true;
  readonly freePorts?: true;
  readonly port: number;
  readonly log?: true;
}

const STORAGE_PORTS = [10000, 10001, 10002];
const API_PORT = 7075;

const command = new Command('npm start --')
  .usage('[options]')
  .description(
    'Runs the product on this machine until Ctrl-C: storage (Azurite, or one that is already running), an emulated\n' +
      'management API, and the Functions app on a Functions host. Then it prints commands to try. No Azure is touched.\n' +
      'Data stay under .local/stack and are there again next time.',
  )
  .addOption(
    new Option(
      '--host <which>',
      "func: Microsoft's host (Azure Functions Core Tools); local: the bundled one",
    ).choices(HOST_FLAGS),
  )
  .option('--port <number>', 'port of the Functions host', readPort, 7071)
  .option('--free-ports', 'take free ports instead of 7071, 7075 and 10000 to 10002')
  .option('--folder <folder>', 'data and logs', relative(process.cwd(), join(PACKAGE, '.local', 'stack')))
  .option('--clean', 'forget what an earlier start left in the folder')
  .option('--log', "show the host's log here as well")
  .addHelpText(
    'after',
    `
Which host: --host, then FUNC_PATH (the path of a func executable), then a func on PATH of version 4 or newer, then
the bundled host. The first line it prints says which was taken and why. --host=func without a usable func is an
error. The app is the same on both; running orchestrations stay with the host that started them.

Examples:
  npm start                          the usual ports
  npm start -- --clean --log         from nothing, and watch the functions run
  npm start -- --free-ports          beside something that uses the ports
  npm start -- --host=local          the bundled host, whatever is installed
  FUNC_PATH=~/tools/func npm start   Microsoft's host from a folder of yours

A whole migration without a hand: npm run demo (always on the bundled host).`,
  );

async function main(): Promise<number> {
  const options = command.parse().opts<StartOptions>();
  const host = await chooseHost(options.host, process.env.FUNC_PATH, findFunc(process.env.PATH ?? ''));
  const folder = resolve(options.folder);
  if (!options.freePorts) await requirePorts(options);
  if (options.clean) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  process.stdout.write(`sqlmi-cutover on this machine (Ctrl-C ends everything)\n\n${introduce(host)}\n`);
  const signaled = signal();
  const starting = startStack({
    folder,
    ports: options.freePorts ? 'free' : 'usual',
    timing: QUICK,
    host,
    hostPort: options.freePorts ? 0 : options.port,
    onStarted: (name, url) => process.stdout.write(`  ${name.padEnd(28)} ${url}\n`),
    ...(options.log ? { onHostLine: (line: string) => process.stdout.write(`  | ${line}\n`) } : {}),
  });
  const stack = await Promise.race([starting, signaled.then(failEarly)]);
  await BlobServiceClient.fromConnectionString(stack.storage.connectionString)
    .getContainerClient(CONTAINER)
    .createIfNotExists();
  process.stdout.write(firstSteps(stack, folder));
  const end = await Promise.race([signaled, stack.broken.then((reason) => ({ reason, code: 1 }))]);
  process.stdout.write(`\n${end.reason}; ending\n`);
  await stack.stop();
  return end.code;
}

function introduce(host: HostChoice): string {
  const line = `${describeChoice(host)}\n`;
  if (host.kind === 'bundled') return line;
  // Azure/azure-functions-core-tools, StartHostAction.Setup: it listens on 0.0.0.0.
  return `${line}  It listens on every address of this machine, without keys. Uploads are noticed by the sweep, every 15 s.\n`;
}

async function requirePorts(options: StartOptions): Promise<void> {
  await requirePort(
    options.port,
    'the Functions host',
    `End what uses it, or choose another: npm start -- --port ${options.port + 1}`,
  );
  await requirePort(
    API_PORT,
    'the management API emulator',
    'End what uses it, or take free ports: npm start -- --free-ports',
  );
  if (await isStorageRunning()) return;
  for (const port of STORAGE_PORTS)
    await requirePort(
      port,
      'storage (Azurite)',
      'It is used by something that is not Azurite; end it, or take free ports: npm start -- --free-ports',
    );
}

/** Ctrl-C before everything runs; leaving the process ends what was started. */
function failEarly({ reason }: { readonly reason: string }): never {
  throw new Error(`Cannot finish the start: ended by ${reason}`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('a port is a whole number up to 65535');
  return port;
}

function signal(): Promise<{ reason: string; code: number }> {
  return new Promise((done) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(name, () => done({ reason: name, code: 0 }));
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
