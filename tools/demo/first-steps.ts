/** What `npm start` proposes to try: commands that work as they are printed. */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { commandLine, shellQuoted } from '../../shared/core/command-line';
import type { Stack } from './stack/stack';

/** Writes a registration to begin with beside the data, and returns the commands that use it. */
export function firstSteps(stack: Stack, folder: string): string {
  return commands(stack, writeRegistration(stack, folder), relative(process.cwd(), join(folder, 'backups')));
}

function writeRegistration(stack: Stack, folder: string): string {
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

function commands(stack: Stack, registration: string, backups: string): string {
  const isUsual = stack.hostUrl.endsWith(':7071');
  const cli = (...args: readonly string[]): string =>
    commandLine(isUsual ? args : [...args, '--url', stack.hostUrl]);
  const upload = stack.storage.blobUrl.includes(':10000/')
    ? 'npm run upload --'
    : `npm run upload -- --storage ${stack.storage.blobUrl}`;
  return `
Open the page in a browser: ${stack.hostUrl}/api/ui

Try this, in another terminal, in this folder:

  # register a migration (look into the file first)
  ${cli('register', registration)}

  # no backups at hand? make a small chain; then upload it in any order
  npm run make-backups -- ${shellQuoted(backups)}
  ${upload} ${shellQuoted(backups)}

  # the preflight asks what Azure cannot tell: see what it found, and answer with yes; then the migration is created
  ${cli('preflight', 'orders')}
  ${cli('preflight', 'tick', 'orders', 'BKP-09', 'BKP-10', 'BKP-11', 'BKP-12', 'LIM-04', 'RES-11')}

  # look
  ${cli('status', 'orders')}
  ${cli('board', 'orders')}

  # the last log is there: say so, then cut over
  ${cli('tail', 'orders', 'orders_log_tail.trn')}
  ${cli('cutover', 'orders', '--tail', 'orders_log_tail.trn', '--confirm', 'demo-mi/Orders')}
  ${cli('watch', 'orders')}

What the management API was asked:  ${stack.emulatorUrl}/_control/requests?kind=cutover
What the functions do:              ${relative(process.cwd(), join(stack.logs, 'host.log'))}
`;
}
