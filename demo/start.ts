/** `npm start`: the local stack until Ctrl-C, with commands to try. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { Command, InvalidArgumentError } from 'commander';
import { requirePort } from './stack/free-port';
import { isStorageRunning } from './stack/storage';
import type { Stack } from './stack/stack';
import { CONTAINER, PACKAGE, QUICK, startStack } from './stack/stack';

interface StartOptions {
  readonly folder: string;
  readonly clean: boolean;
  readonly freePorts: boolean;
  readonly port: number;
}

const STORAGE_PORTS = [10000, 10001, 10002];
const API_PORT = 7075;

const command = new Command('start')
  .description(
    'Runs the product on this machine: storage (Azurite, or one that is already running), an emulated\nmanagement API and the Functions app on the bundled host. Data stay under .local/ and are there again next time.',
  )
  .option('--folder <folder>', 'data and logs', join(PACKAGE, '.local', 'stack'))
  .option('--port <number>', 'port of the Functions host', readPort, 7071)
  .option('--clean', 'forget what an earlier start left', false)
  .option('--free-ports', 'take free ports instead of the usual ones', false);

async function main(): Promise<void> {
  const options = command.parse().opts<StartOptions>();
  const folder = resolve(options.folder);
  if (options.clean) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (!options.freePorts) await requirePorts(options);
  process.stdout.write('sqlmi-cutover on this machine (Ctrl-C ends everything)\n\n');
  const stack = await startStack({
    folder,
    ports: options.freePorts ? 'free' : 'usual',
    timing: QUICK,
    hostPort: options.freePorts ? 0 : options.port,
    onStarted: (name, url) => process.stdout.write(`  ${name.padEnd(28)} ${url}\n`),
  });
  await BlobServiceClient.fromConnectionString(stack.storage.connectionString)
    .getContainerClient(CONTAINER)
    .createIfNotExists();
  process.stdout.write(tryThis(stack, writeSample(stack, folder)));
  const reason = await Promise.race([signal(), stack.broken]);
  process.stdout.write(`\n${reason}; ending\n`);
  await stack.stop();
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

/** A registration to begin with, written beside the data. */
function writeSample(stack: Stack, folder: string): string {
  const providers = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/demo/providers';
  const body = {
    id: 'orders',
    engine: 'dms',
    source: { databaseName: 'Orders' },
    target: {
      managedInstanceId: `${providers}/Microsoft.Sql/managedInstances/demo-mi`,
      databaseName: 'Orders',
    },
    backups: { containerUrl: stack.containerUrl },
    start: 'create',
    create: {
      migrationServiceId: `${providers}/Microsoft.DataMigration/sqlMigrationServices/demo-dms`,
      storageAccountResourceId: `${providers}/Microsoft.Storage/storageAccounts/demo`,
      authType: 'ManagedIdentity',
    },
    policy: { restPollSeconds: 2, windowPollSeconds: 1 },
  };
  const file = join(folder, 'orders.json');
  writeFileSync(file, `${JSON.stringify(body, undefined, 2)}\n`);
  return relative(process.cwd(), file);
}

function tryThis(stack: Stack, sample: string): string {
  const cli = stack.hostUrl.endsWith(':7071')
    ? 'npx sqlmi-cutover'
    : `SQLMI_CUTOVER_URL=${stack.hostUrl} npx sqlmi-cutover`;
  const upload = stack.storage.blobUrl.includes(':10000/')
    ? 'npm run upload --'
    : `npm run upload -- --connection '${stack.storage.connectionString}'`;
  return `
Try this, in another terminal:

  # register a migration (look into the file first)
  curl -X POST ${stack.hostUrl}/api/migrations -H 'content-type: application/json' -d @${sample}

  # no backups at hand? make a small chain; then upload it in any order
  npm run make-backups -- .local/my-backups
  ${upload} .local/my-backups

  # look
  ${cli} status orders
  ${cli} board orders

  # the last log is there: say so, then cut over
  ${cli} tail orders orders_log_tail.trn
  ${cli} cutover orders --tail orders_log_tail.trn --confirm Orders
  ${cli} watch orders

  # what the management API was asked
  curl '${stack.emulatorUrl}/_control/requests?kind=cutover'
`;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is a whole number up to 65535');
  return port;
}

function signal(): Promise<string> {
  return new Promise((done) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => done(name));
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
