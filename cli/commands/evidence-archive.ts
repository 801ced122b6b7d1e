/** `evidence archive <id…>`: the evidence of several migrations in one zip, with an index of their heads. */
import type { Command } from 'commander';
import { summaryItem } from '../documents';
import { EvidenceZip, rowText } from '../evidence-zip';
import { CliError, EXIT_ERROR, EXIT_OK } from '../exit-codes';
import { readAllPages } from '../read-pages';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { apiContext, pathOf, printJson, printLines, type ApiContext, type ApiOptions } from './api-command';

interface ArchiveOptions extends ApiOptions {
  readonly all?: true;
  readonly out?: string;
}

const HELP = `
For each migration the zip has <id>/evidence.json, which evidence verify reads, <id>/evidence.md and <id>/evidence.html, all of one
reading. index.json and index.md list them with the heads of their journals and whether those verify; index.json has a hash of each file. Its
own hash is printed: note it where nobody who can change the file can change it. evidence verify <file.zip> verifies all of it.

Exit codes:
  0  written, and every journal is as it was written
  1  written, but a journal is not, or nothing proves it; or an error, and nothing is written
`;

/** Adds the command. */
export function addEvidenceArchive(parent: Command, session: Session): void {
  const command = parent
    .command('archive')
    .summary('write the evidence of several migrations into one zip')
    .description('Writes the evidence of several migrations into one zip, with an index of their heads.')
    .argument('[id...]', 'the migrations')
    .option('--all', 'all migrations that you may read')
    .requiredOption('-o, --out <file.zip>', 'a new file to write to')
    .option('--url <url>', 'address of the app')
    .option('--json', 'print the index as one JSON document')
    .addHelpText('after', HELP);
  command.action(async (ids: readonly string[]) => {
    const options = command.optsWithGlobals<ArchiveOptions>();
    const context = apiContext(session.terminal, options);
    const wanted = await idsOf(context, ids, options);
    const zip = new EvidenceZip(session.terminal.now());
    for (const id of wanted) await add(zip, context, id);
    const hash = await zip.write(options.out ?? '');
    const index = zip.rows;
    if (options.json) printJson(session.terminal, { migrations: index, index: hash });
    else
      printLines(
        session.terminal,
        [
          ...index.map(rowText),
          `Written to ${options.out}. Hash of its index, to be noted elsewhere: ${hash}`,
        ].map(printable),
      );
    session.exitCode = index.every(({ state }) => state === 'intact') ? EXIT_OK : EXIT_ERROR;
  });
}

/** The migrations that are named, or all. @throws {CliError} When it is neither or both, or there is none. */
export async function idsOf(
  { client }: ApiContext,
  ids: readonly string[],
  { all }: { readonly all?: true },
): Promise<readonly string[]> {
  if ((ids.length === 0) !== (all === true))
    throw new CliError('Cannot write the zip: give either the ids of migrations or --all');
  if (!all) return [...new Set(ids)];
  const found = await readAllPages(client, 'list the migrations', 'migrations', summaryItem, { top: 500 });
  if (found.length === 0) throw new CliError('Cannot write the zip: no migration is registered');
  return found.map(({ id }) => id).sort();
}

async function add(zip: EvidenceZip, { client }: ApiContext, id: string): Promise<void> {
  const answer = await client.get(`print the evidence of migration ${id}`, pathOf(id, 'evidence'), {
    format: 'json',
  });
  zip.addEvidence(id, answer, client.host);
}
