/** `group import`: registers what runs at a service or on an instance, and makes a group of it. */
import type { Command } from 'commander';
import { OWN_COMMAND } from '../../shared/core/command-line';
import { NoAnswerError } from '../api-client';
import { readDocument } from '../documents';
import { CliError, EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { madeGroup, runningList } from '../group-documents';
import { type GroupFlags, planOfFlags } from '../group-file';
import { type ImportRow, type Places, importRows, parsePlaces } from '../group-import-rows';
import { groupPage, names } from '../render/group-page';
import { paintFor, printable } from '../render/paint';
import { renderTable } from '../render/table';
import type { Session } from '../session';
import { readTextFile } from '../text-file';
import { callsApi, printJson, printLines, type ApiContext, type ApiOptions } from './api-command';
import { addPlanOptions } from './group-plan-options';

interface ImportOptions extends ApiOptions, GroupFlags {
  readonly service?: string;
  readonly instance?: string;
  readonly container?: string;
  readonly prefix?: string;
  readonly sourceDatabase?: string;
  readonly places?: string;
  readonly except?: readonly string[];
  readonly mode?: string;
  readonly dryRun?: true;
}

/** What became of a row. */
interface RowOutcome {
  readonly id: string;
  readonly outcome: 'registered' | 'stands' | 'refused';
  readonly reason?: string;
}

const HELP = `
It lists what runs: at a service of the new DMS its migrations, on an instance every database that is being restored, by DMS or by the
Log Replay Service. No service reports the account of the backups, so you say where they are. In --container and --prefix,
{database}, {source} and {container} stand for what the service reports. A CSV file may say it for each: columns database, container,
prefix, source and id; what it leaves out is taken from the flags.

What is registered already becomes a member as it is. Where something is missing nothing is written: give it, or leave the database out
with --except. A registration that is refused is named, what was registered stays, and the group is made once all are: repeat the
same command. The same command again changes nothing.

Examples:
  ${OWN_COMMAND} group import --instance /subscriptions/…/managedInstances/prod-mi --container https://acct.blob.core.windows.net/sql-backups --prefix {database}/ --mode approve --id wave-1 --strategy together --dry-run
  ${OWN_COMMAND} group import --service /subscriptions/…/sqlMigrationServices/prod-dms --container https://acct.blob.core.windows.net/{container} --id wave-1 --strategy each

Exit codes:
  0  the group is made; or could be, with --dry-run
  2  something is missing, or was refused
`;

/** Adds the command. */
export function addGroupImport(group: Command, session: Session): void {
  const command = group
    .command('import')
    .description('Registers what runs at a service or on an instance, and makes a group of it.')
    .option('--service <id>', 'resource id of a migration service')
    .option('--instance <id>', 'resource id of a managed instance')
    .option('--container <url>', 'container of the backups')
    .option('--prefix <folder/>', 'folder of a database in the container')
    .option(
      '--source-database <name>',
      'where the service does not report it; {database} if they are the same',
    )
    .option('--places <file.csv>', 'the same for single databases')
    .option('--except <database...>', 'databases to leave out')
    .option(
      '--mode <mode>',
      'who cuts over what is registered now: manual, approve or auto (default: manual)',
    );
  addPlanOptions(command).addHelpText('after', HELP);
  callsApi<ImportOptions>(command, session, runImport);
}

async function runImport(context: ApiContext, options: ImportOptions): Promise<number> {
  const { client, terminal } = context;
  const { id, service, instance } = options;
  const resourceId = service ?? instance;
  if (resourceId === undefined || (service !== undefined && instance !== undefined))
    throw new CliError('Cannot import: give either --service or --instance');
  if (id === undefined) throw new CliError('Cannot import: give the group an id with --id');
  const places: Places =
    options.places === undefined
      ? new Map()
      : parsePlaces(await readTextFile(options.places), options.places);
  const answer = await client.get('list what runs there', 'running', { resourceId });
  const { running, untold } = readDocument(runningList, answer, client.host);
  const rows = importRows(running, places, options);
  const isComplete = rows.length > 0 && rows.every(({ missing }) => missing.length === 0);
  const page = [
    ...(rows.length > 0 ? pageOf(rows, context) : []),
    ...untold.map((one) => printable(`Not told: ${one.databaseName}: ${one.reason}`)),
  ];
  if (!isComplete || options.dryRun) {
    const made = isComplete ? await tryGroup(context, options, rows) : undefined;
    if (options.json) printJson(terminal, { rows, untold, group: made?.answer });
    else printLines(terminal, [...page, '', ...endOf(rows, isComplete, made?.text, id)]);
    return isComplete ? EXIT_OK : EXIT_NOT_READY;
  }
  if (!options.json) printLines(terminal, page);
  return carryOut(context, options, rows);
}

/** Registers row by row, then makes the group. */
async function carryOut(
  context: ApiContext,
  options: ImportOptions,
  rows: readonly ImportRow[],
): Promise<number> {
  const { client, terminal } = context;
  const outcomes: RowOutcome[] = [];
  for (const row of rows) {
    const outcome = await register(context, row);
    outcomes.push(outcome);
    if (!options.json) printLines(terminal, [printable(outcomeText(outcome))]);
  }
  const refused = outcomes.filter(({ outcome }) => outcome === 'refused').map((one) => one.id);
  if (refused.length > 0) {
    if (options.json) printJson(terminal, { outcomes });
    else
      printLines(terminal, [
        printable(
          `The group was not made, for ${names(refused)} could not be registered. What was registered stays. Repeat the same command, or leave them out with --except.`,
        ),
      ]);
    return EXIT_NOT_READY;
  }
  const answer = await client.post('make the group', 'groups', planOf(options, rows));
  const { outcome, group } = readDocument(madeGroup, answer, client.host);
  if (options.json) printJson(terminal, { outcomes, ...{ outcome, group } });
  else if (group)
    printLines(terminal, ['', ...groupPage(group, paintFor(terminal), terminal.size()?.columns)]);
  return EXIT_OK;
}

/** @throws {NoAnswerError} Where the app gives no answer: whatever was done stays, and is found by the same command. */
async function register({ client }: ApiContext, { id, body }: ImportRow): Promise<RowOutcome> {
  if (body === undefined) return { id, outcome: 'stands' };
  try {
    await client.post(`register ${id}`, 'migrations', body);
    return { id, outcome: 'registered' };
  } catch (error) {
    if (!(error instanceof CliError) || error instanceof NoAnswerError) throw error;
    return { id, outcome: 'refused', reason: error.message };
  }
}

function outcomeText({ id, outcome, reason }: RowOutcome): string {
  if (reason !== undefined) return `${id}: refused: ${reason}`;
  return `${id}: ${outcome === 'stands' ? 'registered already' : 'registered'}`;
}

function planOf(options: GroupFlags, rows: readonly ImportRow[]): object {
  return { ...planOfFlags(options), members: rows.map(({ id }) => ({ id })) };
}

/** Whether the group could be made, where all its members are registered: only then the app can tell. */
async function tryGroup({ client }: ApiContext, options: ImportOptions, rows: readonly ImportRow[]) {
  const open = rows.filter(({ body }) => body !== undefined);
  if (open.length > 0)
    return {
      answer: undefined,
      text: `It would register ${open.length} and make group ${options.id} of ${rows.length}.`,
    };
  const answer = await client.post('make the group', 'groups', { ...planOf(options, rows), dryRun: true });
  const { outcome } = readDocument(madeGroup, answer, client.host);
  const text = outcome === 'same' ? 'All of it has been made already.' : `Group ${options.id} could be made.`;
  return { answer: answer.body, text };
}

function endOf(
  rows: readonly ImportRow[],
  isComplete: boolean,
  text: string | undefined,
  id: string,
): readonly string[] {
  if (rows.length === 0) return ['Nothing runs there that could be a member. Nothing was written.'];
  if (!isComplete)
    return [
      `Group ${printable(id)} cannot be made yet: give what is missing, or leave a database out with --except. Nothing was written.`,
    ];
  return [`${printable(text ?? '')} Nothing was written.`];
}

const COLUMNS = [
  { title: 'DATABASE' },
  { title: 'ENGINE' },
  { title: 'STATE' },
  { title: 'MIGRATION' },
  { title: 'BACKUPS' },
  { title: 'WHAT' },
] as const;

function pageOf(rows: readonly ImportRow[], { terminal }: ApiContext): readonly string[] {
  const cells = rows.map(({ running, id, backups, missing, body }) =>
    [
      running.databaseName,
      running.alsoShownAs ? `${running.engine} (shown as ${running.alsoShownAs}, too)` : running.engine,
      running.state,
      id,
      backups ?? '',
      whatText(missing, body !== undefined),
    ].map((text) => ({ text: printable(text) })),
  );
  return renderTable(COLUMNS, cells, paintFor(terminal), terminal.size()?.columns);
}

function whatText(missing: readonly string[], isNew: boolean): string {
  if (missing.length > 0) return `missing: ${missing.join('; ')}`;
  return isNew ? 'to be registered' : 'registered already';
}
