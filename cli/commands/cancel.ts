/** `cancel <id>`: gives the migration up; the service drops the target database. */
import type { Command } from 'commander';
import { confirmedName } from '../confirm';
import { readDocument, statusDocument } from '../documents';
import { printable } from '../render/paint';
import { EXIT_OK } from '../exit-codes';
import type { Session } from '../session';
import { targetDatabaseOf } from '../target-database';
import { callsApi, pathOf, printJson, printLines, type ApiOptions } from './api-command';

interface CancelOptions extends ApiOptions {
  readonly confirm?: string;
}

/** Adds the command. */
export function addCancel(program: Command, session: Session): void {
  const command = program
    .command('cancel')
    .summary('give a migration up; the service drops the target database')
    .description(
      'Gives a migration up. The service DROPS the target database, with everything restored so far. Refused once a cutover was sent.',
    )
    .argument('<id>', 'the migration')
    .option('--confirm <database>', 'name of the target database; asked for on a terminal');
  callsApi<CancelOptions>(command, session, async ({ client, terminal }, { json, confirm }, [id = '']) => {
    const action = `cancel ${id}`;
    const path = pathOf(id, 'cancel');
    const database = confirm ?? (await targetDatabaseOf(client, action, id));
    const named = database === undefined ? 'the target database' : `target database ${database}`;
    terminal.err(
      printable(`The service drops ${named} when ${id} is canceled; that cannot be undone.`) + '\n',
    );
    const name = await confirmedName(terminal, { action, given: confirm, database });
    const answer = await client.post(action, path, { confirm: name });
    const { headline } = readDocument(statusDocument, answer, client.host);
    if (json) printJson(terminal, answer.body);
    else printLines(terminal, [printable(`Cancellation requested. ${id}: ${headline}`)]);
    return EXIT_OK;
  });
}
