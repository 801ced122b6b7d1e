/** `rehearse <id>`: everything up to the request, and what would have been sent. */
import type { Command } from 'commander';
import { OWN_COMMAND } from '../../shared/core/command-line';
import { COMMAND_LINES } from '../command-lines';
import { readDocument, rehearsalDocument, type RehearsalView } from '../documents';
import { EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { labelled } from '../render/labelled';
import { paintFor, printable, type Paint } from '../render/paint';
import { timeText } from '../render/times';
import type { Session } from '../session';
import { callsApi, pathOf, printJson, printLines, type ApiOptions } from './api-command';

interface RehearseOptions extends ApiOptions {
  readonly last?: true;
}

const HELP = `
Run it at the hour at which you plan to cut over, some days before. The app looks as closely as before a request, by the same
rules, and sends nothing: no attempt begins, and what is under way is not disturbed. The last rehearsal is kept, and the
evidence of the night shows it beside what was sent.

Exit code 2: something would have stopped the request.

Examples:
  ${OWN_COMMAND} rehearse sales
  ${OWN_COMMAND} rehearse sales --last --json
`;

/** Adds the command. */
export function addRehearse(program: Command, session: Session): void {
  const command = program
    .command('rehearse')
    .summary(COMMAND_LINES.rehearse.summary)
    .description('Does everything of a cutover but the request, and says what would have been sent.')
    .argument('<id>', 'the migration')
    .option('--last', 'show the last rehearsal instead')
    .addHelpText('after', HELP);
  callsApi<RehearseOptions>(command, session, async ({ client, terminal }, { json, last }, [id = '']) => {
    const answer = last
      ? await client.get(`show the rehearsal of ${id}`, pathOf(id, 'rehearsal'))
      : await client.post(`rehearse ${id}`, pathOf(id, 'rehearse'), {});
    const rehearsal = readDocument(rehearsalDocument, answer, client.host);
    if (json) printJson(terminal, answer.body);
    else printLines(terminal, rehearsalLines(id, rehearsal, paintFor(terminal)));
    return rehearsal.wouldSend ? EXIT_OK : EXIT_NOT_READY;
  });
}

function rehearsalLines(
  id: string,
  { at, by, wouldSend, stops, request, steps, milliseconds, allowedMilliseconds }: RehearsalView,
  paint: Paint,
): readonly string[] {
  const verdict = wouldSend
    ? paint.green('✓ The request would have been sent.')
    : paint.red('✗ The request would not have been sent.');
  return [
    printable(`${id}: rehearsed ${timeText(at)} by ${by}; nothing was sent`),
    verdict,
    ...stops.map(({ what, code, reason }) => printable(`  ${code ?? what}: ${reason}`)),
    ...(request
      ? [
          labelled('Request', `cut over ${printable(request.target)} at ${printable(request.tail)}`),
          labelled(
            '',
            `LSN ${request.lastLsn}`,
            `last backup ${printable(request.lastBackupName)}`,
            `operation ${request.operationId}`,
          ),
        ]
      : []),
    labelled(
      'Took',
      `${secondsText(milliseconds)} of the ${secondsText(allowedMilliseconds)} that a look may be old`,
    ),
    ...steps.map((step) =>
      labelled('', `${step.of} ${secondsText(step.milliseconds)}`, `${step.requests} requests`),
    ),
  ];
}

function secondsText(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
