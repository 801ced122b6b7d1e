/** `evidence archive <id…>`: the evidence of several migrations in one zip, with an index of their heads. */
import type { Command } from 'commander';
import { escapeMarkdown } from '../../shared/core/views/escape-markdown';
import type { EvidenceDocument } from '../../shared/core/views/evidence-document';
import { toEvidenceHtml } from '../../shared/core/views/evidence-html';
import { toEvidenceMarkdown } from '../../shared/core/views/evidence-markdown';
import { summaryItem } from '../documents';
import { CliError, EXIT_ERROR, EXIT_OK } from '../exit-codes';
import { readAllPages } from '../read-pages';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { writeNewZip, ZipFile } from '../zip-file';
import { apiContext, pathOf, printJson, printLines, type ApiContext, type ApiOptions } from './api-command';
import { readEvidence, verify } from './evidence-verify';

interface ArchiveOptions extends ApiOptions {
  readonly all?: true;
  readonly out?: string;
}

/** One migration in the index. */
interface IndexRow {
  readonly id: string;
  readonly outcome: string;
  readonly state: 'intact' | 'altered' | 'unhashed';
  readonly entries: number;
  readonly head?: string;
}

const HELP = `
For each migration the zip has <id>/evidence.json, which evidence verify reads, <id>/evidence.md and <id>/evidence.html, all of one
reading. index.json and index.md list them with the heads of their journals and whether those verify: note the heads, or a hash of the
index, where nobody who can write to the ledger can change it.

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
    const zip = new ZipFile(session.terminal.now());
    const index: IndexRow[] = [];
    for (const id of wanted) index.push(await add(zip, context, id));
    zip.add(
      'index.json',
      `${JSON.stringify({ format: 'sqlmi-cutover/evidence-index', migrations: index }, null, 2)}\n`,
    );
    zip.add('index.md', indexPage(index));
    await writeNewZip(options.out ?? '', zip.end());
    if (options.json) printJson(session.terminal, { migrations: index });
    else printLines(session.terminal, [...index.map(rowText), `Written to ${options.out}`].map(printable));
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

async function add(zip: ZipFile, { client }: ApiContext, id: string): Promise<IndexRow> {
  const answer = await client.get(`print the evidence of migration ${id}`, pathOf(id, 'evidence'), {
    format: 'json',
  });
  const verified = verify(readEvidence(id, answer, client.host), undefined);
  // Of this shape, as far as pages show it, once it has a journal and its chain.
  const document = answer.body as EvidenceDocument;
  zip.add(`${id}/evidence.json`, `${JSON.stringify(answer.body, null, 2)}\n`);
  zip.add(`${id}/evidence.md`, toEvidenceMarkdown(document));
  zip.add(`${id}/evidence.html`, toEvidenceHtml(document));
  const { state, entries, head } = verified;
  return { id, outcome: document.outcome, state, entries, ...(head !== undefined && { head }) };
}

const WORDS = {
  intact: 'as it was written',
  altered: 'NOT as it was written',
  unhashed: 'without a hash',
} as const;

function rowText({ id, outcome, state, entries, head }: IndexRow): string {
  return `${id}: ${outcome}; journal ${WORDS[state]}, ${entries} entries, head ${head ?? 'unknown'}`;
}

function indexPage(index: readonly IndexRow[]): string {
  const rows = index.map(
    ({ id, outcome, state, entries, head }) =>
      `| [${id}](${id}/evidence.md) | ${escapeMarkdown(outcome)} | ${WORDS[state]} | ${entries} | ${head ?? ''} |`,
  );
  return [
    '# Evidence',
    '',
    '| migration | outcome | journal | entries | head |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
