/** `register <file.json|->`: registers a migration, which starts its watch. */
import type { Command } from 'commander';
import { readDocument, registered } from '../documents';
import { CliError, EXIT_OK } from '../exit-codes';
import type { Session } from '../session';
import { readTextFile } from '../text-file';
import { callsApi, printJson, printLines } from './api-command';

const HELP = `
Example of a file:
  { "id": "sales", "engine": "dms", "start": "adopt",
    "source": { "databaseName": "Sales" },
    "target": { "managedInstanceId": "/subscriptions/…/managedInstances/…", "databaseName": "Sales" },
    "backups": { "containerUrl": "https://account.blob.core.windows.net/backups", "prefix": "sales/" } }
The same file again changes nothing. Secrets are not written into it: it names app settings that hold them.
`;

const ACCEPTED = 202;

/** Adds the command. */
export function addRegister(program: Command, session: Session): void {
  const command = program
    .command('register')
    .summary('register a migration')
    .description(
      'Registers a migration from a JSON file; its watch then adopts or creates it at the service.',
    )
    .argument('<file.json>', 'the registration; - is standard input')
    .addHelpText('after', HELP);
  callsApi(command, session, async ({ client, terminal }, { json }, [file = '']) => {
    const text = file === '-' ? await terminal.readInput() : await readTextFile(file);
    const answer = await client.post(`register the migration of "${file}"`, 'migrations', parse(text, file));
    const { id } = readDocument(registered, answer, client.host);
    if (json) printJson(terminal, withoutManagement(answer.body));
    else
      printLines(terminal, [
        answer.status === ACCEPTED
          ? `Registered ${id}.`
          : `${id} is registered already, with the same values.`,
        `Follow it with: sqlmi-cutover watch ${id}`,
      ]);
    return EXIT_OK;
  });
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it is not JSON';
    throw new CliError(`Cannot register the migration of "${file}": ${reason}`);
  }
}

/** The management URLs carry a system key: they do not go where output goes. */
function withoutManagement(body: unknown): unknown {
  return Object.fromEntries(Object.entries(body ?? {}).filter(([name]) => name !== 'management'));
}
