/** The commands of the operator verbs: made from their table; one that asks on the terminal adds how it runs. */
import type { Command } from 'commander';
import { isList, isNeeded, type OperatorVerb } from '../../shared/operator-verbs/verb';
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import type { ApiAnswer } from '../api-client';
import { confirmedName, sendConfirmed, targetOf } from '../confirm';
import { readDocument, statusDocument, storedAlone } from '../documents';
import { EXIT_OK } from '../exit-codes';
import { VERBS_HEADING } from '../overview';
import { nextStep } from '../render/next-text';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { callsApi, pathOf, printJson, printLines, type ApiContext, type ApiOptions } from './api-command';
import { runApproval } from './approval';
import { runCancel } from './cancel';
import { flagsOf } from './verb-flags';

/** Gives the command of a verb its action. */
type Runs = (command: Command, session: Session, verb: OperatorVerb) => unknown;

/** Verbs that do more than to send their body and to show the status. */
const OWN_RUNS: Readonly<Record<string, Runs>> = {
  cutover: runApproval,
  approve: runApproval,
  cancel: runCancel,
};

/** Adds the commands. */
export function addVerbs(program: Command, session: Session): void {
  for (const verb of OPERATOR_VERBS) {
    const [name = '', group] = verb.verb.split('/').reverse();
    const command = parentOf(program, group)
      .command(name)
      .helpGroup(group === undefined ? VERBS_HEADING : 'Commands:')
      .summary(verb.cli.summary)
      .description(verb.cli.description)
      .argument('<id>', 'the migration');
    for (const [field, help] of Object.entries(verb.cli.args ?? {}))
      command.argument(argumentOf(verb, field), help);
    for (const [field, { flag, help, asked }] of Object.entries(verb.cli.options ?? {}))
      if (isNeeded(verb, field) && asked === undefined) command.requiredOption(flag, help);
      else command.option(flag, help);
    (OWN_RUNS[verb.verb] ?? sendsAndShows)(command, session, verb);
  }
}

/** The command that a group's verbs are below; it is there before them. */
function parentOf(program: Command, group: string | undefined): Command {
  return program.commands.find((command) => command.name() === group) ?? program;
}

/** A list takes what follows. */
function argumentOf(verb: OperatorVerb, field: string): string {
  const name = isList(verb, field) ? `${field}...` : field;
  return isNeeded(verb, field) ? `<${name}>` : `[${name}]`;
}

function sendsAndShows(command: Command, session: Session, verb: OperatorVerb): void {
  callsApi(
    command,
    session,
    async ({ client, terminal, propose }, { json }: ApiOptions, [id = '', ...args]) => {
      const path = pathOf(id, verb.verb);
      const given = bodyOf(command, verb, args);
      const { body, answer } = await sendVerb({ client, terminal }, verb, { id, path, given });
      const alone = storedAlone(answer);
      if (alone !== undefined) {
        if (json) printJson(terminal, answer.body);
        else printLines(terminal, [printable(`${id}: ${alone}`)]);
        return EXIT_OK;
      }
      const status = readDocument(statusDocument, answer, client.host);
      const next = nextStep(status, propose);
      // A body that does not fit here is judged by the app: it may be of another version.
      const call = verb.call(body);
      const remark = call.kind === 'fits' ? call.remark(id, status) : undefined;
      const lines = [
        `${id}: ${status.headline}`,
        ...(next === undefined ? [] : [`${next.label.replace(/:$/, '')}: ${next.text}`]),
        ...(next?.command === undefined ? [] : [`  ${next.command}`]),
        ...(remark === undefined ? [] : [remark]),
      ];
      if (json) printJson(terminal, answer.body);
      else printLines(terminal, lines.map(printable));
      return EXIT_OK;
    },
  );
}

interface VerbSending {
  readonly id: string;
  readonly path: string;
  readonly given: Readonly<Record<string, unknown>>;
}

/** Sends a body; what it has to be confirmed with, and lacks, a terminal asks for. */
async function sendVerb(
  { client, terminal }: Pick<ApiContext, 'client' | 'terminal'>,
  verb: OperatorVerb,
  { id, path, given }: VerbSending,
): Promise<{ readonly body: unknown; readonly answer: ApiAnswer }> {
  const action = `${verb.action} ${id}`;
  const typed = typeof given.confirm === 'string' ? given.confirm : undefined;
  const send = async (confirm: string | undefined) => {
    const body = confirm === undefined ? given : { ...given, confirm };
    return { body, answer: await client.post(verb.action, path, body, flagsOf(verb)) };
  };
  if (!isNeeded(verb, 'confirm')) return sendConfirmed(terminal, { action: verb.action, given: typed }, send);
  const target =
    typed === undefined && terminal.inIsTty
      ? targetOf(readDocument(statusDocument, await client.get(action, pathOf(id)), client.host))
      : undefined;
  return send(await confirmedName(terminal, { action, given: typed, target }));
}

/** The body: arguments in their order, and the options that were given. */
function bodyOf(command: Command, verb: OperatorVerb, args: readonly string[]): Record<string, unknown> {
  const { cli } = verb;
  const body: Record<string, unknown> = {};
  for (const [at, field] of Object.keys(cli.args ?? {}).entries())
    if (args[at] !== undefined) body[field] = isList(verb, field) ? args.slice(at) : args[at];
  for (const [field, { flag, read }] of Object.entries(cli.options ?? {})) {
    const given = givenFor(command, flag);
    if (given !== undefined) body[field] = typeof given === 'string' && read ? read(given) : given;
  }
  return body;
}

function givenFor(command: Command, flag: string): unknown {
  const option = command.options.find(({ flags }) => flags === flag);
  return option && command.getOptionValue(option.attributeName());
}
