/** `watch <id>`: live progress until the migration has ended. */
import { InvalidArgumentError, type Command } from 'commander';
import { THE_SERVICE } from '../../shared/core/migration/offline';
import { hasEnded } from '../../shared/core/migration/phase';
import { NoAnswerError } from '../api-client';
import { COMMAND_LINES } from '../command-lines';
import { readDocument, statusDocument, type StatusView } from '../documents';
import { EXIT_NOT_READY, EXIT_OK, EXIT_UNPROVEN } from '../exit-codes';
import { isAsked, isFine } from '../render/check-lines';
import { paintFor, printable } from '../render/paint';
import { statusPage } from '../render/status-page';
import { timeText } from '../render/times';
import type { Session } from '../session';
import type { Terminal } from '../terminal';
import { callsApi, pathOf, placeOf, type ApiContext, type ApiOptions } from './api-command';

interface WatchOptions extends ApiOptions {
  readonly interval: number;
}

const HELP = `
Ends when the migration has ended: exit code 0 when its cutover is confirmed, 3 when it completed without that proof, 2 when it
failed or was canceled.
On a terminal the page is redrawn; otherwise a line is printed for each change (with --json the document, one a line).
`;

/** Readings in a row without an answer before the command gives up; the first must answer. */
const MOST_FAILURES = 30;

/** Adds the command. */
export function addWatch(program: Command, session: Session): void {
  const command = program
    .command('watch')
    .summary(COMMAND_LINES.watch.summary)
    .description('Follows a migration until it ends.')
    .argument('<id>', 'the migration')
    .option('--interval <seconds>', 'time between two readings', readInterval, 2)
    .addHelpText('after', HELP);
  callsApi<WatchOptions>(command, session, watch);
}

async function watch(
  context: ApiContext,
  { json, interval }: WatchOptions,
  [id = '']: readonly string[],
): Promise<number> {
  const { client, terminal } = context;
  const show = json
    ? documentLines(terminal)
    : terminal.outIsTty
      ? redrawnPage(context, id)
      : changeLines(terminal);
  const path = pathOf(id);
  let failures = 0;
  for (let reading = 0; ; reading += 1) {
    try {
      const answer = await client.get(`watch migration ${id}`, path);
      const status = readDocument(statusDocument, answer, client.host);
      failures = 0;
      show(status);
      if (hasEnded(status)) return codeOf(status);
    } catch (error) {
      failures += 1;
      if (!(error instanceof NoAnswerError) || reading === 0 || failures >= MOST_FAILURES) throw error;
      if (failures === 1 && !json) terminal.err(`${printable(error.message)} Retrying.\n`);
    }
    await terminal.sleep(interval * 1000);
  }
}

/** Only a confirmed cutover, of an offline migration that of the service, is one to point an application at. */
function codeOf({ phase, cutover }: StatusView): number {
  if (phase !== 'completed') return EXIT_NOT_READY;
  return cutover?.state === 'confirmed' ? EXIT_OK : EXIT_UNPROVEN;
}

type Show = (status: StatusView) => void;

/** Each line is cleared to its end and the rest of the screen after the last, which flickers less than clearing all. */
function redrawnPage(context: ApiContext, id: string): Show {
  const { terminal, propose } = context;
  const paint = paintFor(terminal);
  let first = true;
  return (status) => {
    const page = shortened(
      statusPage(status, paint, placeOf(context)),
      terminal.size()?.rows,
      propose(['status', id]),
    );
    const lines = page.map((line) => `${line}\u001b[K\n`);
    terminal.out(`${first ? '\u001b[2J' : ''}\u001b[H${lines.join('')}\u001b[J`);
    first = false;
  };
}

/** A page that is higher than the screen would scroll its head away. */
function shortened(page: readonly string[], rows: number | undefined, command: string): readonly string[] {
  if (rows === undefined || page.length < rows || rows < 3) return page;
  const kept = page.slice(0, rows - 2);
  return [...kept, `… ${page.length - kept.length} more lines: use a taller window, or ${command}`];
}

function changeLines(terminal: Terminal): Show {
  return onChange(progressOf, (status) => {
    const { phase, asOf } = status;
    terminal.out(`${printable(`${timeText(asOf)}  ${phase}  ${progressText(status)}`)}\n`);
  });
}

function documentLines(terminal: Terminal): Show {
  return onChange(progressOf, (status) => terminal.document(`${JSON.stringify(status)}\n`));
}

function onChange(keyOf: (status: StatusView) => string, show: Show): Show {
  let last: string | undefined;
  return (status) => {
    const key = keyOf(status);
    if (key !== last) show(status);
    last = key;
  };
}

/** What counts as a change. */
function progressOf({ phase, headline, readiness, engineStatus, cutover, tail }: StatusView): string {
  const { pendingLogs, lastRestoredFile } = engineStatus ?? {};
  const checks = readiness.checks.map(({ code, state }) => [code, state]);
  return JSON.stringify([phase, headline, checks, pendingLogs, lastRestoredFile, cutover?.state, tail?.blob]);
}

function progressText(status: StatusView): string {
  const {
    headline,
    readiness: { checks },
    cutover,
  } = status;
  if (cutover?.requestedBy === THE_SERVICE) return `${headline} (by the service itself, nothing was sent)`;
  if (cutover) return `${headline} (attempt ${cutover.attempt} ${cutover.state})`;
  // The checks ask whether a request may be sent.
  if (hasEnded(status)) return headline;
  const asked = checks.filter(isAsked);
  return `${headline} (${asked.filter(isFine).length} of ${asked.length} checks met or waived)`;
}

function readInterval(value: string): number {
  const seconds = Number(value);
  if (Number.isFinite(seconds) && seconds >= 0.2 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError('expected seconds, from 0.2 to 3600');
}
