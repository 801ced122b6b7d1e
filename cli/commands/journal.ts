/** `journal <id>`: what was seen, decided and sent, and by whom. */
import { InvalidArgumentError, type Command } from 'commander';
import { COMMAND_LINES } from '../command-lines';
import { journalItem, pageOf, readDocument, type JournalView } from '../documents';
import { EXIT_OK } from '../exit-codes';
import { readAllPages } from '../read-pages';
import { fit } from '../render/fit';
import { paintFor, printable, type Paint } from '../render/paint';
import { timeText } from '../render/times';
import type { Session } from '../session';
import { callsApi, pathOf, printJson, printLines, type ApiOptions } from './api-command';

interface JournalOptions extends ApiOptions {
  readonly top: number;
  readonly all?: true;
}

const MOST_AT_ONCE = 1000;

/** Adds the command. */
export function addJournal(program: Command, session: Session): void {
  const command = program
    .command('journal')
    .summary(COMMAND_LINES.journal.summary)
    .description('Shows the newest lines of a migration’s journal, oldest first.')
    .argument('<id>', 'the migration')
    .option('--top <number>', 'how many lines', readTop, 50)
    .option('--all', 'all of it');
  callsApi<JournalOptions>(command, session, async ({ client, terminal }, { json, top, all }, [id = '']) => {
    const action = `show the journal of migration ${id}`;
    const path = pathOf(id, 'journal');
    if (all) {
      const items = await readAllPages(client, action, path, journalItem, { top: MOST_AT_ONCE });
      if (json) printJson(terminal, { items });
      else printLines(terminal, journalLines(items, paintFor(terminal), terminal.size()?.columns));
      return EXIT_OK;
    }
    const answer = await client.get(action, path, { top, order: 'newest' });
    const { items } = readDocument(pageOf(journalItem), answer, client.host);
    if (json) printJson(terminal, answer.body);
    else
      printLines(terminal, journalLines([...items].reverse(), paintFor(terminal), terminal.size()?.columns));
    return EXIT_OK;
  });
}

/** Lines of the journal for people. */
export function journalLines(
  items: readonly JournalView[],
  paint: Paint,
  columns?: number,
): readonly string[] {
  const width = Math.max(0, ...items.map(({ by }) => by.length));
  const lines = items.map(({ at, by, text }) => {
    const time = printable(timeText(at));
    return {
      text: `${paint.dim(time)}  ${printable(by).padEnd(width)}  ${printable(text)}`,
      indent: time.length + width + 4,
    };
  });
  return fit(lines, columns);
}

function readTop(value: string): number {
  const top = Number(value);
  if (Number.isInteger(top) && top >= 1 && top <= MOST_AT_ONCE) return top;
  throw new InvalidArgumentError(`expected a number from 1 to ${MOST_AT_ONCE}`);
}
