/** `board <id>`: every backup file, what it is and where it stands on both sides. */
import type { Command } from 'commander';
import { COMMAND_LINES } from '../command-lines';
import { boardItem } from '../documents';
import { EXIT_OK } from '../exit-codes';
import { readAllPages } from '../read-pages';
import { boardTable } from '../render/board-table';
import { paintFor } from '../render/paint';
import type { Session } from '../session';
import { callsApi, pathOf, printJson, printLines } from './api-command';

const PAGE_SIZE = 1000;

/** Adds the command. */
export function addBoard(program: Command, session: Session): void {
  const command = program
    .command('board')
    .summary(COMMAND_LINES.board.summary)
    .description('Shows every backup file of a migration: set, LSNs, stripe, state here and at the engine.')
    .argument('<id>', 'the migration');
  callsApi(command, session, async ({ client, terminal }, { json }, [id = '']) => {
    const action = `show the files of migration ${id}`;
    const items = await readAllPages(client, action, pathOf(id, 'backups'), boardItem, { top: PAGE_SIZE });
    if (json) printJson(terminal, { items });
    else if (items.length === 0) printLines(terminal, ['No file has arrived yet.']);
    else printLines(terminal, boardTable(items, paintFor(terminal), terminal.size()?.columns));
    return EXIT_OK;
  });
}
