/** `status [id]`: all migrations as a table, or one as a page. */
import { Option, type Command } from 'commander';
import { PHASES } from '../../shared/core/migration/phase';
import { COMMAND_LINES } from '../command-lines';
import { readDocument, statusDocument, summaryItem } from '../documents';
import { EXIT_OK } from '../exit-codes';
import { readAllPages } from '../read-pages';
import { migrationTable } from '../render/migration-table';
import { paintFor } from '../render/paint';
import { statusPage } from '../render/status-page';
import type { Session } from '../session';
import {
  callsApi,
  pathOf,
  placeOf,
  printJson,
  printLines,
  type ApiContext,
  type ApiOptions,
} from './api-command';

interface StatusOptions extends ApiOptions {
  readonly phase?: string;
  readonly attention?: true;
  readonly blocked?: true;
  readonly search?: string;
}

/** Adds the command. */
export function addStatus(program: Command, session: Session): void {
  const command = program
    .command('status')
    .summary(COMMAND_LINES.status.summary)
    .description(
      'Lists all migrations, the worst first, or shows one: phase, chain, engine, readiness checks, cutover.',
    )
    .argument('[id]', 'the migration')
    .addOption(new Option('--phase <phase>', 'list only migrations in this phase').choices(PHASES))
    .option('--attention', 'list only migrations that need attention')
    .option('--blocked', 'list only migrations that need an operator')
    .option('--search <text>', 'list only migrations whose id or database holds this')
    .addHelpText(
      'after',
      '\nMarks: ✓ met, ~ waived, ✗ not met, ? unknown (counts as not met). All times are UTC.',
    );
  callsApi<StatusOptions>(command, session, async (context, options, [id]) => {
    if (id === undefined) await list(context, options);
    else await show(context, options, id);
    return EXIT_OK;
  });
}

async function list(
  { client, terminal }: ApiContext,
  { json, phase, attention, blocked, search }: StatusOptions,
): Promise<void> {
  const query = { phase, attention, blocked, q: search, top: 500 };
  const items = await readAllPages(client, 'list the migrations', 'migrations', summaryItem, query);
  if (json) printJson(terminal, { items });
  else if (items.length === 0) printLines(terminal, ['No migration is registered.']);
  else printLines(terminal, migrationTable(items, paintFor(terminal), terminal.size()?.columns));
}

async function show(context: ApiContext, { json }: StatusOptions, id: string): Promise<void> {
  const { client, terminal } = context;
  const answer = await client.get(`show migration ${id}`, pathOf(id));
  const status = readDocument(statusDocument, answer, client.host);
  if (json) printJson(terminal, answer.body);
  else printLines(terminal, statusPage(status, paintFor(terminal), placeOf(context)));
}
