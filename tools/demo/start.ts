/** `npm start`: the local stack until Ctrl-C, with commands to try. */
import { join, relative, resolve } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { Command, InvalidArgumentError, Option } from 'commander';
import { shellQuoted } from '../../shared/core/command-line';
import { flagsTakenByNpm, takenByNpmText } from '../../shared/core/views/npm-flags';
import { addShare } from '../emulator/share-flag';
import { firstSteps } from './first-steps';
import { findFunc } from './stack/find-func';
import { requirePort } from './stack/free-port';
import { type HostChoice, type HostFlag, chooseHost, describeChoice, HOST_FLAGS } from './stack/host-choice';
import { CONTAINER, PACKAGE, QUICK, startStack } from './stack/stack';
import { type StoragePorts, StackFolder } from './stack/stack-folder';
import { isStorageRunning } from './stack/storage';
import { type StoppedError, endFailed, firstEnd, stopSignal } from './stop-signal';

interface StartOptions {
  readonly host?: HostFlag;
  readonly folder: string;
  readonly clean?: true;
  readonly freePorts?: true;
  readonly port: number;
  readonly log?: true;
  readonly share: Readonly<Record<string, string>>;
}

const STORAGE_PORTS = [10000, 10001, 10002];
const API_PORT = 7075;

const command = new Command('npm start --')
  .usage('[options]')
  .showHelpAfterError('(options go behind --, as in npm start -- --free-ports; --help lists them)')
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
  .option(
    '--free-ports',
    'take free ports instead of 7071, 7075 and 10000 to 10002; the storage of a folder keeps its own',
  )
  .option('--folder <folder>', 'data and logs', relative(process.cwd(), join(PACKAGE, '.local', 'stack')))
  .option('--clean', 'forget what an earlier start left in the folder')
  .option(
    '--share <unc=container>',
    'container that stands for a file share, for tasks of the classic service; may be repeated',
    addShare,
    {},
  )
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

A whole migration without a hand: npm run demo (on the bundled host, unless it is told --host func).`,
  );

async function main(): Promise<number> {
  const options = command.parse().opts<StartOptions>();
  const kept = flagsTakenByNpm(process.env, command.options.map(longName), process.argv.slice(2));
  if (kept.length > 0) throw new Error(`Cannot start: ${takenByNpmText(kept, 'npm start')}`);
  const host = await chooseHost(options.host, process.env.FUNC_PATH, findFunc(process.env.PATH ?? ''));
  const stopped = stopSignal();
  const folder = StackFolder.take(resolve(options.folder), new Date());
  try {
    if (options.clean) folder.clear();
    return await run(options, folder, host, stopped);
  } finally {
    folder.release();
  }
}

async function run(
  options: StartOptions,
  folder: StackFolder,
  host: HostChoice,
  stopped: Promise<StoppedError>,
): Promise<number> {
  const storagePorts = folder.keptPorts();
  await requirePorts(options, folder, storagePorts);
  process.stdout.write(`sqlmi-cutover on this machine (Ctrl-C ends everything)\n\n${introduce(host)}\n`);
  const starting = startStack({
    folder: folder.path,
    ports: options.freePorts ? 'free' : 'usual',
    ...(storagePorts && { storagePorts }),
    timing: QUICK,
    host,
    emulatorArgs: Object.entries(options.share).flatMap(([unc, container]) => [
      '--share',
      `${unc}=${container}`,
    ]),
    hostPort: options.freePorts ? 0 : options.port,
    onStarted: (name, url) => process.stdout.write(`  ${name.padEnd(28)} ${url}\n`),
    ...(options.log ? { onHostLine: (line: string) => process.stdout.write(`  | ${line}\n`) } : {}),
  });
  const stack = await Promise.race([starting, stopped.then(failEarly)]);
  if (stack.storage.service) folder.keepPorts(stack.storage.ports);
  const { hostUrl, emulatorUrl, storage } = stack;
  folder.runs({ hostUrl, emulatorUrl, connectionString: storage.connectionString });
  await BlobServiceClient.fromConnectionString(storage.connectionString)
    .getContainerClient(CONTAINER)
    .createIfNotExists();
  process.stdout.write(firstSteps(stack, folder.path));
  const end = await firstEnd(stopped, stack.broken);
  const reason =
    typeof end === 'string' ? `${end}. What is stored is kept: npm start goes on with it` : end.message;
  process.stdout.write(`\n${reason}; ending\n`);
  await stack.stop();
  return typeof end === 'string' ? 1 : 0;
}

function introduce(host: HostChoice): string {
  const line = `${describeChoice(host)}\n`;
  if (host.kind === 'bundled') return line;
  // Azure/azure-functions-core-tools, StartHostAction.Setup: it listens on 0.0.0.0.
  return `${line}  It listens on every address of this machine, without keys. Uploads are noticed by the sweep, every 15 s.\n`;
}

async function requirePorts(
  options: StartOptions,
  folder: StackFolder,
  storagePorts: StoragePorts | undefined,
): Promise<void> {
  const remedy = 'End it, or take free ports: npm start -- --free-ports';
  if (!options.freePorts) {
    await requirePort(options.port, 'the Functions host', remedy);
    await requirePort(API_PORT, 'the management API emulator', remedy);
  }
  if (storagePorts) {
    const anew = shellQuoted(`${relative(process.cwd(), folder.path)}-2`);
    for (const port of Object.values(storagePorts))
      await requirePort(
        port,
        'storage (Azurite)',
        `The registrations in this folder name it. End that process, or begin anew: npm start -- --free-ports --folder ${anew}`,
      );
    return;
  }
  if (options.freePorts || (await isStorageRunning())) return;
  for (const port of STORAGE_PORTS)
    await requirePort(port, 'storage (Azurite)', `It is used by something that is not Azurite. ${remedy}`);
}

/** Ctrl-C before everything runs; leaving the process ends what was started. */
function failEarly(stopped: StoppedError): never {
  throw stopped;
}

function longName(option: Option): string {
  return option.long?.replace(/^--/, '') ?? '';
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('a port is a whole number up to 65535');
  return port;
}

main().then((code) => process.exit(code), endFailed);
