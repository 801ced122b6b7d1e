/** `health`: whether the app can work, and which part does not. */
import type { Command } from 'commander';
import { COMMAND_LINES } from '../command-lines';
import { healthDocument, readDocument, type HealthView } from '../documents';
import { EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { type Paint, paintFor, printable } from '../render/paint';
import { timeText } from '../render/times';
import type { Session } from '../session';
import { callsApi, printJson, printLines, type ApiOptions } from './api-command';

/** Adds the command. */
export function addHealth(program: Command, session: Session): void {
  const command = program
    .command('health')
    .summary(COMMAND_LINES.health.summary)
    .description(
      'Shows whether the app can work: the ledger, each storage account, the management API, the identity, the last sweep, the receivers of notifications.',
    );
  callsApi<ApiOptions>(command, session, async ({ client, terminal }, { json }) => {
    const answer = await client.get('read the health of the app', 'health', {}, DOWN);
    const health = readDocument(healthDocument, answer, client.host);
    if (json) printJson(terminal, answer.body);
    else printLines(terminal, healthLines(health, paintFor(terminal)));
    return health.status === 'up' ? EXIT_OK : EXIT_NOT_READY;
  });
}

/** An app that is down says so with the same document. */
const DOWN = 503;

const NAMES: Readonly<Record<string, string>> = {
  ledger: 'ledger',
  storage: 'storage account',
  managementApi: 'management API',
  identity: 'identity',
  sweep: 'sweep',
  receiver: 'receiver',
};
const MARKS: Readonly<Record<string, string>> = { up: '✓', down: '✗' };

function healthLines({ status, version, parts }: HealthView, paint: Paint): readonly string[] {
  const colour = status === 'up' ? paint.green : paint.red;
  const head = `${colour(printable(status))}${version ? `  version ${printable(version)}` : ''}`;
  if (!parts) return [head, 'The parts are for who has the role Cutover.Read.'];
  const lines = parts.map((part) => {
    const mark = MARKS[part.status] ?? '?';
    const name = [NAMES[part.part] ?? part.part, part.name ?? ''].join(' ').trim();
    const text = part.text ? `: ${part.text}` : '';
    return printable(`${mark} ${name} ${part.status} since ${timeText(part.since)}${text}`);
  });
  return [head, ...lines];
}
