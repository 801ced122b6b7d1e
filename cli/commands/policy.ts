/** `policy set` and `waive`: changes of the policy, by the ETag of the status that is read first. */
import { Option, type Command } from 'commander';
import { OWN_COMMAND } from '../../shared/core/command-line';
import { WAIVABLE_CHECKS } from '../../shared/core/migration/policy';
import { StaleError, type ApiAnswer, type ApiClient, type FieldFlags } from '../api-client';
import { COMMAND_LINES } from '../command-lines';
import { sendConfirmed } from '../confirm';
import { readDocument, statusDocument, storedAlone, type StatusView } from '../documents';
import { CliError, EXIT_OK } from '../exit-codes';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { readTextFile } from '../text-file';
import { callsApi, pathOf, printJson, printLines, type ApiContext, type ApiOptions } from './api-command';

const ACTION = 'change the policy';
/** How often the status is read anew because the migration changed between reading and writing. */
const TRIES = 3;

interface Field {
  readonly flag: string;
  readonly help: string;
  readonly choices?: readonly string[];
  readonly number?: true;
}

/** The fields of the policy, but for the waivers. */
const FIELDS: Readonly<Record<string, Field>> = {
  mode: {
    flag: '--mode <mode>',
    help: 'who allows the cutover; auto sends once every check is met',
    choices: ['manual', 'approve', 'auto', 'offline'],
  },
  tailProof: {
    flag: '--tail-proof <proof>',
    help: 'what proves the tail',
    choices: ['named', 'marked', 'either'],
  },
  stableReads: {
    flag: '--stable-reads <n>',
    help: 'consecutive readings that must report nothing pending',
    number: true,
  },
  restPollSeconds: {
    flag: '--rest-poll <seconds>',
    help: 'longest pause between assessments without a tail',
    number: true,
  },
  windowPollSeconds: { flag: '--window-poll <seconds>', help: 'pause once a tail is known', number: true },
  logCadenceMinutes: {
    flag: '--log-cadence <minutes>',
    help: 'how often the source takes logs',
    number: true,
  },
  approvalMinutes: {
    flag: '--approval-minutes <minutes>',
    help: 'how long an approval is valid',
    number: true,
  },
};

interface SetOptions extends ApiOptions {
  readonly fresh?: true;
  readonly reason?: string;
  readonly confirm?: string;
  readonly window?: string;
  readonly approvals?: string;
  readonly approvers?: readonly string[];
  readonly probe?: string;
}

interface WaiveOptions extends ApiOptions {
  readonly reason?: string;
  readonly remove?: true;
}

interface PolicyChange {
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly fresh?: { readonly reason: string | undefined };
}

const HELP = `
Examples:
  ${OWN_COMMAND} policy set sales --mode auto --confirm prod-mi/Sales
  ${OWN_COMMAND} policy set sales --window window.json
  ${OWN_COMMAND} policy set sales --mode approve --approvals 2 --approvers ada@example.com bob@example.com eve@example.com
  ${OWN_COMMAND} policy set sales --fresh --reason "registered for the first time" --confirm prod-mi/Sales
`;

/** Adds the commands. */
export function addPolicy(program: Command, session: Session): void {
  addSet(program, session);
  addWaive(program, session);
}

function addSet(program: Command, session: Session): void {
  const policy = program.command('policy').summary(COMMAND_LINES.policy.summary);
  const command = policy
    .command('set')
    .description(
      'Changes the fields you name. Mode auto sends the cutover request by itself, so for a ready or paused migration you type <instance>/<database>, on a terminal or with --confirm.',
    )
    .argument('<id>', 'the migration');
  for (const { flag, help, choices } of Object.values(FIELDS)) {
    const option = new Option(flag, help);
    command.addOption(choices === undefined ? option : option.choices([...choices]));
  }
  command
    .option(
      '--window <file>',
      'when the request may be sent: a JSON file (docs/cutover.md, "The window"), or the word none for at any time',
    )
    .option('--approvals <n>', 'in mode approve: how many operators approve; none: one')
    .option(
      '--approvers <name...>',
      'with --approvals: whose approval counts; without it everybody with the role',
    )
    .option(
      '--probe <minutes>',
      'asks for a probe of the source that is at most that old before the request; none: for none',
    )
    .option(
      '--fresh',
      'states that no earlier registration sent or held anything; lifts the restriction of a migration adopted under way',
    )
    .option('--reason <text>', 'with --fresh: how you know; shown and journaled')
    .option('--confirm <instance/database>', 'the target, if needed; asked for on a terminal')
    .addHelpText('after', HELP);
  callsApi<SetOptions>(command, session, async (context, options, [id = '']) => {
    const fields = withProbe(
      withApprovals(await withWindow(fieldsOf(command), options.window), options),
      options.probe,
    );
    if (fields === undefined && options.fresh === undefined)
      throw new CliError(`Cannot ${ACTION}: state what changes, for instance --mode approve`);
    if ((options.fresh === undefined) !== (options.reason === undefined))
      throw new CliError(`Cannot ${ACTION}: --fresh and --reason go together`);
    const change = {
      ...(fields && { policy: fields }),
      ...(options.fresh && { fresh: { reason: options.reason } }),
    };
    return changeBy(context, options, id, () => change);
  });
}

function addWaive(program: Command, session: Session): void {
  const command = program
    .command('waive')
    .summary(COMMAND_LINES.waive.summary)
    .description(
      `Waives a check that is advice about the source (${WAIVABLE_CHECKS.join(', ')}); the others prove that nothing is pending, and are never waived.`,
    )
    .argument('<id>', 'the migration')
    .argument('<check>', 'the check')
    .option('--reason <text>', 'why; shown and journaled')
    .option('--remove', 'removes the waiver')
    .option('--confirm <instance/database>', 'the target, if needed; asked for on a terminal');
  callsApi<WaiveOptions & SetOptions>(command, session, (context, options, [id = '', check = '']) => {
    if ((options.remove === undefined) === (options.reason === undefined))
      throw new CliError(`Cannot waive ${check}: give --reason, or --remove to remove the waiver`);
    return changeBy(context, options, id, ({ policy }) => {
      const others = (policy?.waive ?? []).filter((one) => one.check !== check);
      const waive = options.remove ? others : [...others, { check, reason: options.reason }];
      return { policy: { waive } };
    });
  });
}

/** The fields given; undefined when none is. What is no number stays text, which the app refuses. */
function fieldsOf(command: Command): Readonly<Record<string, unknown>> | undefined {
  const given = Object.entries(FIELDS).flatMap(([name, { flag, number }]) => {
    const option = command.options.find(({ flags }) => flags === flag);
    const value = option && (command.getOptionValue(option.attributeName()) as string | undefined);
    if (value === undefined) return [];
    return [[name, number && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** The fields with the window of a file; `none` takes it away. */
async function withWindow(
  fields: Readonly<Record<string, unknown>> | undefined,
  given: string | undefined,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (given === undefined) return fields;
  if (given === 'none') return { ...fields, window: null };
  const text = await readTextFile(given);
  try {
    return { ...fields, window: JSON.parse(text) as unknown };
  } catch (error) {
    throw new CliError(`Cannot ${ACTION}: "${given}" is no JSON: ${reasonOf(error)}`);
  }
}

/** The fields with the approvals that are asked for; `none` takes the demand away. */
function withApprovals(
  fields: Readonly<Record<string, unknown>> | undefined,
  { approvals, approvers }: Pick<SetOptions, 'approvals' | 'approvers'>,
): Readonly<Record<string, unknown>> | undefined {
  if (approvals === undefined) {
    if (approvers !== undefined)
      throw new CliError(`Cannot ${ACTION}: --approvers goes with --approvals <n>`);
    return fields;
  }
  if (approvals === 'none') return { ...fields, approvals: null };
  const required = /^\d{1,9}$/.test(approvals) ? Number(approvals) : approvals;
  return { ...fields, approvals: { required, ...(approvers && { approvers }) } };
}

/** The fields with the probe that is asked for; `none` takes the demand away. */
function withProbe(
  fields: Readonly<Record<string, unknown>> | undefined,
  given: string | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (given === undefined) return fields;
  if (given === 'none') return { ...fields, probe: null };
  const minutes = /^\d{1,9}$/.test(given) ? Number(given) : given;
  return { ...fields, probe: { source: 'required', minutes } };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function changeBy(
  { client, terminal }: ApiContext,
  options: SetOptions,
  id: string,
  changeOf: (status: StatusView) => PolicyChange,
): Promise<number> {
  const answer = await sendConfirmed(terminal, { action: ACTION, given: options.confirm }, (confirm) =>
    patch(client, pathOf(id), (status) => ({ ...changeOf(status), confirm })),
  );
  const headline = storedAlone(answer) ?? readDocument(statusDocument, answer, client.host).headline;
  if (options.json) printJson(terminal, answer.body);
  else printLines(terminal, [printable(`Policy changed. ${id}: ${headline}`)]);
  return EXIT_OK;
}

/** Reads the status, changes it by its ETag, and again where somebody else was faster. */
async function patch(
  client: ApiClient,
  path: string,
  bodyOf: (status: StatusView) => unknown,
): Promise<ApiAnswer> {
  for (let attempt = 1; ; attempt++) {
    const read = await client.get(ACTION, path);
    const status = readDocument(statusDocument, read, client.host);
    try {
      return await client.patch(ACTION, path, bodyOf(status), read.etag ?? '', FLAG_OF_FIELD);
    } catch (error) {
      if (!(error instanceof StaleError) || attempt === TRIES) throw error;
    }
  }
}

const FLAG_OF_FIELD: FieldFlags = {
  ...Object.fromEntries(
    Object.entries(FIELDS).map(([name, { flag }]) => [`policy.${name}`, flag.split(' ')[0] ?? flag]),
  ),
  'policy.approvals': '--approvals',
  'policy.approvals.required': '--approvals',
  'policy.approvals.approvers': '--approvers',
  'policy.probe': '--probe',
  'policy.probe.minutes': '--probe',
  'policy.waive.0.check': 'the check',
  'policy.waive.0.reason': '--reason',
  'fresh.reason': '--reason',
  confirm: '--confirm',
};
