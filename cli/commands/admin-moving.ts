/** `admin export`, `import`, `restore` and `restored`: migrations that are carried from one ledger to another. */
import type { Command } from 'commander';
import type { ApiClient } from '../api-client';
import { sendConfirmed } from '../confirm';
import { deletedView, importedView, ledgerView, readDocument, summaryItem } from '../documents';
import { CliError, EXIT_NOT_READY, EXIT_OK } from '../exit-codes';
import { LedgerFileWriter, readLedgerFile } from '../ledger-file';
import { readAllPages } from '../read-pages';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { withNewFile } from '../text-file';
import { callsApi, pathOf, printJson, printLines, type ApiContext, type ApiOptions } from './api-command';

interface DeleteOptions extends ApiOptions {
  readonly apply?: true;
  readonly confirm?: string;
}

interface ExportOptions extends ApiOptions {
  readonly out?: string;
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
      'Imports the migrations of a backup into a ledger that is frozen, in place of a ledger that is lost. Each is manual only; what was open counts as unclear. Without --apply it tells what would be done. Repeat it after a crash: what was imported stays.',
  });
}

function addExport(admin: Command, session: Session): void {
  const command = admin
    .command('export')
    .description(
      'Prints all migrations as a file: a backup. With an id and --to, ends that migration here and prints it for the one ledger that may import it.',
    )
    .argument('[id]', 'the migration that moves')
    .option('--out <file>', 'a new file to write to; a shell may change what it redirects')
    .option('--to <ledger>', 'the other ledger, as `admin status` there shows it')
    .option('--reason <text>', 'why it moves; journaled')
    .option(
      '--confirm <instance/database>',
      'the target of the migration that moves; asked for on a terminal',
    );
  callsApi<ExportOptions>(command, session, async (context, options, [id]) => {
    if (id === undefined && options.to !== undefined)
      throw new CliError('Cannot export the migrations: --to needs the id of a migration');
    const { out } = options;
    if (out === undefined) {
      await exportTo(
        (text) => {
          context.terminal.document(text);
        },
        context,
        options,
        id,
      );
      return EXIT_OK;
    }
    // Before the app is asked for anything: a migration that moves has ended once it answers.
    await withNewFile(out, (write) => exportTo(write, context, options, id));
    printLines(context.terminal, [printable(`Written to ${out}`)]);
    return EXIT_OK;
  });
}

async function exportTo(
  write: (text: string) => void,
  context: ApiContext,
  options: ExportOptions,
  id: string | undefined,
): Promise<void> {
  const { client, terminal } = context;
  const action = 'export the migrations';
  const { home } = readDocument(ledgerView, await client.get(action, 'ledger'), client.host);
  const writer = new LedgerFileWriter(write);
  const moved = id === undefined ? undefined : await move(context, options, id);
  writer.begin(terminal.now().toISOString(), home);
  if (moved !== undefined) writer.add(moved);
  else
    for (const one of await readAllPages(client, action, 'migrations', summaryItem, { top: 500 }))
      writer.add((await client.get(action, exportPath(one.id))).text);
  writer.end();
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
  return sendConfirmed(
    terminal,
    { action, given: confirm },
    async (typed) => (await client.post(action, exportPath(id), { to, reason, confirm: typed }, FLAGS)).text,
  );
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
  readonly acceptUnhashed?: true;
}

function addImport(admin: Command, session: Session, { name, as, description }: ImportKind): void {
  const command = admin
    .command(name)
    .description(description)
    .argument('<file>', 'what `admin export` printed')
    .option('--apply', 'does it, once the whole file is read; what is refused stops none of the others')
    .option(
      '--accept-unhashed',
      'accepts journals, registrations and control rows without a hash: an older version wrote them, or somebody altered them; journaled',
    );
  callsApi<ImportOptions>(
    command,
    session,
    async (context, { apply = false, acceptUnhashed }, [file = '']) => {
      // The whole file is read before anything is written.
      const ids: string[] = [];
      for await (const { id } of readLedgerFile(file)) ids.push(id);
      const refused = await importAll(context, file, {
        ...{ as, apply },
        ...(acceptUnhashed && { acceptUnhashed }),
      });
      printLines(context.terminal, [printable(summary(ids.length, refused, apply))]);
      return refused.length > 0 ? EXIT_NOT_READY : EXIT_OK;
    },
  );
}

/** Imports or asks, one migration after the other; a refusal stops none of the others. @returns what was refused */
async function importAll(
  { client, terminal }: Pick<ApiContext, 'client' | 'terminal'>,
  file: string,
  order: { readonly as: ImportKind['as']; readonly apply: boolean; readonly acceptUnhashed?: true },
): Promise<readonly string[]> {
  const refused: string[] = [];
  for await (const { id, document } of readLedgerFile(file)) {
    const said = await importOne(client, { ...order, document });
    if (said.refused) refused.push(id);
    printLines(terminal, [printable(`${id}: ${said.text}`)]);
  }
  return refused;
}

const IMPORT_WORDS = {
  possible: 'can be imported',
  imported: 'imported',
  importedBefore: 'was imported before from this file; nothing is overwritten',
} as const;

async function importOne(
  client: ApiClient,
  body: object,
): Promise<{ readonly refused: boolean; readonly text: string }> {
  try {
    const answer = await client.post('import the migration', 'ledger/import', body);
    const { outcome, note } = readDocument(importedView, answer, client.host);
    return { refused: false, text: `${IMPORT_WORDS[outcome]}${note ? ` ${note}` : ''}` };
  } catch (error) {
    if (error instanceof CliError && error.exitCode === EXIT_NOT_READY)
      return { refused: true, text: error.message };
    throw error;
  }
}

function summary(all: number, refused: readonly string[], apply: boolean): string {
  const fine = `${all - refused.length} of ${all} ${apply ? 'are in the ledger' : 'can be imported, or were before'}`;
  return refused.length === 0 ? fine : `${fine}; refused: ${refused.join(', ')}`;
}
