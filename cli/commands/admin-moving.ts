/** `admin export`, `import`, `restore` and `restored`: migrations that are carried from one ledger to another. */
import type { Command } from 'commander';
import { UnconfirmedError, type ApiClient } from '../api-client';
import { confirmedName, sendConfirmed } from '../confirm';
import { deletedView, ledgerView, readDocument, summaryItem } from '../documents';
import { CliError, EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { LedgerFileWriter, readLedgerFile } from '../ledger-file';
import { readAllPages } from '../read-pages';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { callsApi, pathOf, printJson, printLines, type ApiContext, type ApiOptions } from './api-command';

interface DeleteOptions extends ApiOptions {
  readonly apply?: true;
  readonly confirm?: string;
}

interface ExportOptions extends ApiOptions {
  readonly to?: string;
  readonly reason?: string;
  readonly confirm?: string;
}

/** Adds the commands. */
export function addMoving(admin: Command, session: Session): void {
  addExport(admin, session);
  addDelete(admin, session);
  addImport(admin, session, {
    name: 'import',
    as: 'transfer',
    description:
      'Imports migrations that were exported to this ledger. Each is held and manual only; what was open counts as unclear. Without --apply it tells what would be done.',
  });
  addImport(admin, session, {
    name: 'restore',
    as: 'restore',
    description:
      'Imports the migrations of a backup into a ledger that is frozen, in place of a ledger that is lost. Each is manual only; what was open counts as unclear. Without --apply it tells what would be done.',
  });
}

function addExport(admin: Command, session: Session): void {
  const command = admin
    .command('export')
    .description(
      'Prints all migrations as a file: a backup. With an id and --to, ends that migration here and prints it for the one ledger that may import it.',
    )
    .argument('[id]', 'the migration that moves')
    .option('--to <ledger>', 'the other ledger, as `admin status` there shows it')
    .option('--reason <text>', 'why it moves; journaled')
    .option(
      '--confirm <instance/database>',
      'the target of the migration that moves; asked for on a terminal',
    );
  callsApi<ExportOptions>(command, session, async (context, options, [id]) => {
    const { client, terminal } = context;
    const action = 'export the migrations';
    const { home } = readDocument(ledgerView, await client.get(action, 'ledger'), client.host);
    const writer = new LedgerFileWriter((text) => {
      terminal.document(text);
    });
    if (id !== undefined) {
      const moved = await move(context, options, id);
      writer.begin(terminal.now().toISOString(), home);
      writer.add(moved);
    } else {
      if (options.to !== undefined) throw new CliError(`Cannot ${action}: --to needs the id of a migration`);
      writer.begin(terminal.now().toISOString(), home);
      for (const one of await readAllPages(client, action, 'migrations', summaryItem, { top: 500 }))
        writer.add((await client.get(action, exportPath(one.id))).text);
    }
    writer.end();
    return EXIT_OK;
  });
}

function addDelete(admin: Command, session: Session): void {
  const command = admin
    .command('delete')
    .description(
      'Deletes what the ledger has of a migration that has ended: journal and evidence, too. Without --apply it tells what that is.',
    )
    .argument('<id>', 'the migration')
    .option('--apply', 'does it')
    .option('--confirm <instance/database>', 'with --apply: the target; asked for on a terminal');
  callsApi<DeleteOptions>(command, session, async ({ client, terminal }, options, [id = '']) => {
    const { apply = false, confirm: given, json } = options;
    const action = `delete migration ${id}`;
    const path = `ledger/${pathOf(id, 'delete')}`;
    const answer = await sendConfirmed(terminal, { action, given }, (confirm) =>
      client.post(action, path, { apply, confirm }, { confirm: '--confirm' }),
    );
    const { what, deleted } = readDocument(deletedView, answer, client.host);
    if (json) printJson(terminal, answer.body);
    else printLines(terminal, [printable(`${deleted ? 'Deleted' : 'Would be deleted'}: ${what}`)]);
    return EXIT_OK;
  });
}

/** Ends a migration in its ledger; its document on one line. */
async function move(
  { client, terminal }: ApiContext,
  { to, reason, confirm }: ExportOptions,
  id: string,
): Promise<string> {
  const action = `export migration ${id}`;
  if (to === undefined || reason === undefined)
    throw new CliError(`Cannot ${action}: a migration that is exported ends here; state --to and --reason`);
  const send = async (typed: string | undefined) =>
    (await client.post(action, exportPath(id), { to, reason, confirm: typed }, FLAGS)).text;
  try {
    return await send(confirm);
  } catch (error) {
    if (!(error instanceof UnconfirmedError) || confirm !== undefined || !terminal.inIsTty) throw error;
    return send(await confirmedName(terminal, { action, given: undefined, target: undefined }));
  }
}

const FLAGS = { to: '--to', reason: '--reason', confirm: '--confirm' };

function exportPath(id: string): string {
  return `ledger/${pathOf(id, 'export')}`;
}

interface ImportKind {
  readonly name: string;
  readonly as: 'transfer' | 'restore';
  readonly description: string;
}

interface ImportOptions extends ApiOptions {
  readonly apply?: true;
}

function addImport(admin: Command, session: Session, { name, as, description }: ImportKind): void {
  const command = admin
    .command(name)
    .description(description)
    .argument('<file>', 'what `admin export` printed')
    .option('--apply', 'does it, once the whole file is checked');
  callsApi<ImportOptions>(command, session, async (context, { apply = false }, [file = '']) => {
    // The whole file is read, and asked about, before anything is written.
    const refused = await importAll(context, file, { as, apply: false });
    if (refused > 0 || !apply) return refused > 0 ? EXIT_NOT_READY : EXIT_OK;
    return (await importAll(context, file, { as, apply })) > 0 ? EXIT_NOT_READY : EXIT_OK;
  });
}

/** Imports or asks, one migration after the other. @returns how many were refused */
async function importAll(
  { client, terminal }: Pick<ApiContext, 'client' | 'terminal'>,
  file: string,
  { as, apply }: { readonly as: ImportKind['as']; readonly apply: boolean },
): Promise<number> {
  let refused = 0;
  for await (const { id, document } of readLedgerFile(file)) {
    const said = await importOne(client, { as, apply, document });
    if (said !== undefined) refused += 1;
    printLines(terminal, [printable(`${id}: ${said ?? (apply ? 'imported' : 'can be imported')}`)]);
  }
  return refused;
}

/** @returns the refusal; undefined when it was, or could be, imported */
async function importOne(client: ApiClient, body: object): Promise<string | undefined> {
  try {
    await client.post('import the migration', 'ledger/import', body);
    return undefined;
  } catch (error) {
    if (error instanceof CliError && error.exitCode === EXIT_NOT_READY) return error.message;
    throw error;
  }
}
