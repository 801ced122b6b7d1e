/** `register <file.json|->` or `register --resource-id …`: registers a migration, which starts its watch. */
import { Option, type Command } from 'commander';
import { OWN_COMMAND } from '../../shared/core/command-line';
import { ENGINE_KINDS } from '../../shared/core/engine/engine-status';
import { hasEnded } from '../../shared/core/migration/phase';
import type { FieldFlags } from '../api-client';
import { COMMAND_LINES } from '../command-lines';
import { readDocument, registered } from '../documents';
import { CliError, EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { parseRegistration } from '../registration-file';
import { paintFor, printable } from '../render/paint';
import type { Session } from '../session';
import { summaryOf } from '../target-database';
import type { Terminal } from '../terminal';
import { readTextFile } from '../text-file';
import { callsApi, printJson, printLines, type ApiContext, type ApiOptions } from './api-command';

interface RegisterOptions extends ApiOptions {
  readonly resourceId?: string;
  readonly container?: string;
  readonly prefix?: string;
  readonly engine?: string;
  readonly sourceDatabase?: string;
  readonly sourceServer?: readonly string[];
  readonly mode?: string;
  readonly fresh?: string;
  readonly id?: string;
}

const HELP = `
Example of a file:
  { "id": "sales", "engine": "dms", "start": "adopt",
    "source": { "databaseName": "Sales" },
    "target": { "managedInstanceId": "/subscriptions/…/managedInstances/…", "databaseName": "Sales" },
    "backups": { "containerUrl": "https://account.blob.core.windows.net/sql-backups", "prefix": "sales/" } }
Comments are ignored; UTF-8 and UTF-16 are read. The same file again changes nothing. It contains no secrets: it names the app settings that hold them.

A running migration needs no file: the app finds the engine that runs it.
  ${OWN_COMMAND} register --resource-id /subscriptions/…/databaseMigrations/Sales --container https://account.blob.core.windows.net/sql-backups --prefix sales/
The id is that of a migration (…/Microsoft.DataMigration/databaseMigrations/…), of its target database
(…/managedInstances/…/databases/…), or of a task of the classic service (…/services/…/projects/…/tasks/…).
`;

const ACCEPTED = 202;
const FLAGS = [
  'container',
  'prefix',
  'engine',
  'sourceDatabase',
  'sourceServer',
  'mode',
  'fresh',
  'id',
] as const;

/** A refusal names fields of the body; who wrote flags is told the flags. */
const FLAG_OF_FIELD: FieldFlags = {
  resourceId: '--resource-id',
  'backups.containerUrl': '--container',
  'backups.prefix': '--prefix',
  engine: '--engine',
  'source.databaseName': '--source-database',
  'source.serverNames': '--source-server',
  'policy.mode': '--mode',
  'adopt.reason': '--fresh',
  id: '--id',
};

/** Adds the command. */
export function addRegister(program: Command, session: Session): void {
  callsApi<RegisterOptions>(declare(program), session, register);
}

function declare(program: Command): Command {
  return program
    .command('register')
    .summary(COMMAND_LINES.register.summary)
    .description(
      'Registers a migration from a JSON file, or by the id of a running one; its watch then adopts or creates it at the service.',
    )
    .argument('[file.json]', 'the registration; - is standard input')
    .option('--resource-id <id>', 'instead of a file: finds and adopts what runs there')
    .option('--container <url>', 'with --resource-id: container of the backups')
    .option('--prefix <folder/>', 'with --resource-id: folder of this database in the container')
    .addOption(
      new Option('--engine <engine>', 'with --resource-id: ask this engine only').choices(ENGINE_KINDS),
    )
    .option(
      '--source-database <name>',
      'with --resource-id: if the engine does not report it, or runs several',
    )
    .option(
      '--source-server <name...>',
      'with --resource-id: servers whose backups count, as their headers name them (default: any)',
    )
    .addOption(
      new Option('--mode <mode>', 'with --resource-id: who cuts over (default: manual)').choices([
        ...['manual', 'approve', 'auto', 'offline'],
      ]),
    )
    .option(
      '--fresh <reason>',
      'with --resource-id: states that no earlier registration sent or held anything, so that mode auto may send',
    )
    .option('--id <id>', 'with --resource-id: id of the migration here (default: <instance>-<database>)')
    .addHelpText('after', HELP);
}

async function register(
  { client, terminal, propose }: ApiContext,
  options: RegisterOptions,
  [file]: readonly string[],
): Promise<number> {
  const { what, body, flags } = await bodyOf(terminal, options, file);
  const answer = await client.post(`register the migration of ${what}`, 'migrations', body, flags);
  const { id, engine, warnings } = readDocument(registered, answer, client.host);
  if (options.json) printJson(terminal, withoutManagement(answer.body));
  const stored = answer.status === ACCEPTED ? undefined : await summaryOf(client, `look at ${id}`, id);
  if (stored !== undefined && hasEnded(stored))
    throw new CliError(
      `Cannot register ${id}: it is registered already and has ended (${stored.phase}), so nothing watches it; register under another id ("id" in the file, --id with --resource-id)`,
      EXIT_NOT_READY,
    );
  if (!options.json)
    printLines(terminal, [
      answer.status === ACCEPTED
        ? `Registered ${id}${engine ? ` (engine ${printable(engine)})` : ''}.`
        : `${id} is registered already, with the same values.`,
      ...(warnings ?? []).map((warning) => paintFor(terminal).yellow(`Warning: ${printable(warning)}`)),
      `Follow it with: ${propose(['watch', id])}`,
    ]);
  return EXIT_OK;
}

async function bodyOf(
  terminal: Terminal,
  options: RegisterOptions,
  file: string | undefined,
): Promise<{ readonly what: string; readonly body: unknown; readonly flags?: FieldFlags }> {
  if (options.resourceId !== undefined) {
    if (file !== undefined)
      throw new CliError('Cannot register the migration: give a file or --resource-id, not both');
    return { what: `"${options.resourceId}"`, body: resourceBody(options), flags: FLAG_OF_FIELD };
  }
  const stray = FLAGS.find((flag) => options[flag] !== undefined);
  if (stray !== undefined)
    throw new CliError(
      `Cannot register the migration: ${flagOf(stray)} is for --resource-id; in a file it is a field`,
    );
  if (file === undefined)
    throw new CliError('Cannot register the migration: give a file, - for standard input, or --resource-id');
  const text = file === '-' ? await terminal.readInput() : await readTextFile(file);
  return { what: `"${file}"`, body: parseRegistration(text, file, 'register') };
}

function resourceBody(options: RegisterOptions): unknown {
  const { resourceId, container, prefix, engine, sourceDatabase, sourceServer, mode, fresh, id } = options;
  if (container === undefined)
    throw new CliError(
      'Cannot register the migration: give --container, the URL of the container of the backups (no engine reports its account)',
    );
  return {
    ...{ id, resourceId, engine },
    ...((sourceDatabase ?? sourceServer) !== undefined && {
      source: { databaseName: sourceDatabase, serverNames: sourceServer },
    }),
    backups: { containerUrl: container, prefix },
    start: 'adopt',
    ...(fresh !== undefined && { adopt: { fresh: true, reason: fresh } }),
    ...(mode !== undefined && { policy: { mode } }),
  };
}

function flagOf(name: (typeof FLAGS)[number]): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The management URLs carry a system key: they do not go where output goes. */
function withoutManagement(body: unknown): unknown {
  return Object.fromEntries(Object.entries(body ?? {}).filter(([name]) => name !== 'management'));
}
