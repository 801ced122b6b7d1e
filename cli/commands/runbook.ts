/** `runbook <id>`: the steps of a migration's cutover night. */
import type { Command } from 'commander';
import { COMMAND_LINES } from '../command-lines';
import type { Session } from '../session';
import { callsApi } from './api-command';
import { type PageOptions, printPage } from './evidence';

/** Adds the command. */
export function addRunbook(program: Command, session: Session): void {
  const command = program
    .command('runbook')
    .summary(COMMAND_LINES.runbook.summary)
    .description(
      'Prints the steps of the cutover night with the names of the migration, the T-SQL of each, and the way back, as a page in Markdown, or as JSON. It only reads.',
    )
    .argument('<id>', 'the migration')
    .option('--markdown', 'as Markdown (what is printed without --json)');
  callsApi<PageOptions>(command, session, (context, options, [id = '']) =>
    printPage(context, options, id, 'runbook'),
  );
}
