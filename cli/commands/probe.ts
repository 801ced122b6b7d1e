/** `probe <id>`: the T-SQL that shows what source and target say of themselves, its result, and what that shows. */
import { Option, type Command } from 'commander';
import { OWN_COMMAND } from '../../shared/core/command-line';
import { PROBE_SIDES, type ProbeSide } from '../../shared/core/migration/probe-reading';
import type { ApiAnswer } from '../api-client';
import { COMMAND_LINES } from '../command-lines';
import { probeDocument, readDocument, storedAlone, type ProbeSideView, type ProbeView } from '../documents';
import { CliError, EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { isFine, markOf } from '../render/check-lines';
import { paintFor, printable, type Paint } from '../render/paint';
import { timeText } from '../render/times';
import type { Session } from '../session';
import { readTextFile } from '../text-file';
import { callsApi, pathOf, printJson, printLines, type ApiContext, type ApiOptions } from './api-command';

interface ProbeOptions extends ApiOptions {
  readonly side?: ProbeSide;
  readonly result?: string;
}

const HELP = `
With --side alone it prints the T-SQL, which only reads; run it on that server, in any client, and give back what it answers:
all rows, with or without headings. Without options it shows the last readings.

The source is probed after its tail; the target after the cutover.

Exit code 2: with --result, something is not as it has to be, or not known.

Examples:
  ${OWN_COMMAND} probe sales --side source > probe.sql
  ${OWN_COMMAND} probe sales --side source --result answer.txt
  ${OWN_COMMAND} probe sales
`;

/** Adds the command. */
export function addProbe(program: Command, session: Session): void {
  const command = program
    .command('probe')
    .summary(COMMAND_LINES.probe.summary)
    .description(
      'Asks the source or the target what it says of itself, by T-SQL that you run, and shows what its answer proves.',
    )
    .argument('<id>', 'the migration')
    .addOption(new Option('--side <side>', 'the server that is probed').choices([...PROBE_SIDES]))
    .option('--result <file>', 'what the T-SQL answered; - for standard input')
    .addHelpText('after', HELP);
  callsApi<ProbeOptions>(command, session, (context, options, [id = '']) => runProbe(context, options, id));
}

async function runProbe(
  { client, terminal }: ApiContext,
  { side, result, json }: ProbeOptions,
  id: string,
): Promise<number> {
  const path = pathOf(id, 'probe');
  if (result === undefined) {
    const answer = await client.get(`show the probe of ${id}`, path);
    const document = readDocument(probeDocument, answer, client.host);
    if (json) printJson(terminal, answer.body);
    else if (side) terminal.document(`${document[side].tSql}\n`);
    else
      printLines(terminal, [
        ...sideLines('source', document, paintFor(terminal)),
        ...sideLines('target', document, paintFor(terminal)),
      ]);
    return EXIT_OK;
  }
  if (side === undefined)
    throw new CliError(`Cannot give the result: state --side ${PROBE_SIDES.join(' or ')}`);
  const text = result === '-' ? await terminal.readInput() : await readTextFile(result);
  const answer = await client.post(
    `give the probe of ${id}`,
    path,
    { side, result: text },
    { result: '--result' },
  );
  return showAnswer({ client, terminal }, answer, { id, side, json });
}

function showAnswer(
  { client, terminal }: Pick<ApiContext, 'client' | 'terminal'>,
  answer: ApiAnswer,
  { id, side, json }: { readonly id: string; readonly side: ProbeSide; readonly json: boolean | undefined },
): number {
  if (json) printJson(terminal, answer.body);
  const alone = storedAlone(answer);
  if (alone !== undefined) {
    if (!json) printLines(terminal, [printable(`${id}: ${alone}`)]);
    return EXIT_OK;
  }
  const document = readDocument(probeDocument, answer, client.host);
  if (!json) printLines(terminal, sideLines(side, document, paintFor(terminal)));
  return document[side].checks.every(isFine) ? EXIT_OK : EXIT_NOT_READY;
}

function sideLines(side: ProbeSide, document: ProbeView, paint: Paint): readonly string[] {
  const { database, servers, reading, checks } = document[side];
  const where = servers.length === 0 ? '' : ` on ${servers.join(' or ')}`;
  const demanded =
    side === 'source' && document.demanded
      ? `; the policy asks for one, at most ${document.demanded.minutes} min old`
      : '';
  return [
    printable(`${side}: ${database}${where}`),
    printable(`  ${reading ? readingText(reading) : `not probed yet${demanded}`}`),
    ...checks.map(
      ({ code, state, reason }) => `  ${markOf(state, paint)} ${printable(`${code}: ${reason ?? state}`)}`,
    ),
  ];
}

function readingText({ by, found }: NonNullable<ProbeSideView['reading']>): string {
  const { at, server, version, state } = found;
  return `probed at ${timeText(at)}, given by ${by}: ${server ?? 'a server without a name'} (version ${version}), ${state ?? 'no such database there'}`;
}
