/** `cutover <id>` and `approve <id>`: an operator's approval, on checks that operator has seen. */
import type { Command } from 'commander';
import { OWN_COMMAND } from '../../shared/core/command-line';
import type { OperatorVerb } from '../../shared/operator-verbs/verb';
import { confirmedName, targetOf } from '../confirm';
import { approved, readDocument, statusDocument, type StatusView } from '../documents';
import { EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { isFine } from '../render/check-lines';
import { paintFor, printable, type Paint } from '../render/paint';
import { statusPage } from '../render/status-page';
import { timeText } from '../render/times';
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
import { flagsOf } from './verb-flags';

interface ApprovalOptions extends ApiOptions {
  readonly tail: string;
  readonly confirm?: string;
  readonly dryRun?: true;
}

const helpOf = (verb: string) => `
The app assesses the migration again and refuses when a check is not met. It sends the request to the service itself,
once, and only on an assessment made at that moment. This command gives the approval, which expires.${
  verb === 'approve'
    ? `
Who is missing: ${OWN_COMMAND} status <id>. On one machine, --as <name> tries the approvals of several operators.`
    : ''
}

Examples:
  ${OWN_COMMAND} ${verb} sales --tail sales/log_0142.final.trn --dry-run
  ${OWN_COMMAND} ${verb} sales --tail sales/log_0142.final.trn
  ${OWN_COMMAND} watch sales
`;

/** Shows the checks, asks for the target's name, and sends the approval; `--dry-run` sends nothing. */
export function runApproval(command: Command, session: Session, verb: OperatorVerb): void {
  command
    .option('--dry-run', 'show the checks and what would be sent; send nothing')
    .addHelpText('after', helpOf(verb.verb));
  callsApi<ApprovalOptions>(command, session, (context, options, [id = '']) =>
    options.dryRun ? dryRun(context, options, id, verb) : approve(context, options, id, verb),
  );
}

async function dryRun(
  context: ApiContext,
  options: ApprovalOptions,
  id: string,
  { verb }: OperatorVerb,
): Promise<number> {
  const { client, terminal } = context;
  const action = `check the cutover of ${id}`;
  const answer = await client.get(action, pathOf(id));
  const status = readDocument(statusDocument, answer, client.host);
  const target = options.confirm ?? targetOf(status);
  const request = {
    method: 'POST',
    path: `/api/${pathOf(id, verb)}`,
    body: { confirm: target ?? '<instance>/<database>', expectedTail: options.tail },
  };
  const objections = objectionsTo(status, options.tail, verb);
  if (options.json) printJson(terminal, { status: answer.body, wouldSend: request, objections });
  else
    printLines(terminal, [
      ...statusPage(status, paintFor(terminal), placeOf(context)),
      '',
      ...dryRunLines(objections, request, paintFor(terminal)),
    ]);
  return objections.length === 0 ? EXIT_OK : EXIT_NOT_READY;
}

function objectionsTo(status: StatusView, expected: string, verb: string): readonly string[] {
  const { tail } = status;
  return [
    ...(isReadyToApprove(status) ? [] : ['the migration is not ready']),
    ...(tail && tail.blob !== expected ? [`the tail is ${tail.blob}, not ${expected}`] : []),
    ...(tail ? [] : ['no tail is known']),
    ...(verb === 'cutover' && status.policy?.mode === 'approve'
      ? ['mode approve: give your approval with approve']
      : []),
  ];
}

/** A paused mode auto is what an approval lets go on. */
function isReadyToApprove({ readiness, autoPaused }: StatusView): boolean {
  const unmet = readiness.checks.filter((check) => !isFine(check));
  return readiness.ready || (Boolean(autoPaused) && unmet.every(({ code }) => code === 'policy.allows'));
}

function dryRunLines(
  objections: readonly string[],
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: unknown },
  paint: Paint,
): readonly string[] {
  return [
    objections.length === 0
      ? paint.green('✓ The approval would be accepted now.')
      : paint.red(printable(`✗ The approval would be refused now: ${objections.join('; ')}.`)),
    `${objections.length === 0 ? 'Would send' : 'Once that is met, it would send'}: ${method} ${path} ${printable(JSON.stringify(body))}`,
    'Nothing was sent.',
  ];
}

async function approve(
  context: ApiContext,
  options: ApprovalOptions,
  id: string,
  verb: OperatorVerb,
): Promise<number> {
  const { client, terminal, propose } = context;
  const action = `${verb.action} ${id}`;
  const path = pathOf(id, verb.verb);
  const target = options.confirm ?? (await showBeforeAsking(context, action, id));
  const confirm = await confirmedName(terminal, { action, given: options.confirm, target });
  const answer = await client.post(action, path, { confirm, expectedTail: options.tail }, flagsOf(verb));
  const { approvedBy, expiresAt, required, given } = readDocument(approved, answer, client.host);
  if (options.json) printJson(terminal, answer.body);
  else
    printLines(terminal, [
      printable(
        `Cutover approved${countText(given, required)}${approvedBy ? ` by ${approvedBy}` : ''} at ${options.tail}${expiresAt ? `, valid until ${timeText(expiresAt)}` : ''}.`,
      ),
      `Follow it with: ${propose(['watch', id])}`,
    ]);
  return EXIT_OK;
}

function countText(given: number | null | undefined, required: number | null | undefined): string {
  return given && required && required > 1 ? ` (${given} of ${required})` : '';
}

/** Whoever is asked to type the name sees the checks first; on standard error, which is the terminal's. */
async function showBeforeAsking(
  context: ApiContext,
  action: string,
  id: string,
): Promise<string | undefined> {
  const { client, terminal } = context;
  if (!terminal.inIsTty) return undefined;
  const answer = await client.get(action, pathOf(id));
  const status = readDocument(statusDocument, answer, client.host);
  const paint = paintFor({ env: terminal.env, outIsTty: terminal.errIsTty });
  terminal.err(`${statusPage(status, paint, placeOf(context)).join('\n')}\n\n`);
  return targetOf(status);
}
