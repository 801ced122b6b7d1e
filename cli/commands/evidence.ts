/** `evidence <id>`: what was known when the cutover was sent, and how it ended. */
import type { Command } from 'commander';
import { COMMAND_LINES } from '../command-lines';
import { CliError, EXIT_OK } from '../exit-codes';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { writeNewFile } from '../text-file';
import { addEvidenceArchive } from './evidence-archive';
import { addEvidenceVerify } from './evidence-verify';
import { callsApi, pathOf, printJson, printLines, type ApiContext, type ApiOptions } from './api-command';

/** Options of a command that prints a page. */
export interface PageOptions extends ApiOptions {
  readonly markdown?: true;
}

interface EvidenceOptions extends PageOptions {
  readonly html?: string;
}

/** Adds the command. */
export function addEvidence(program: Command, session: Session): void {
  const command = program
    .command('evidence')
    .summary(COMMAND_LINES.evidence.summary)
    .description(
      'Prints the evidence of the cutover as a page in Markdown, or as JSON; or writes it as HTML.',
    )
    .argument('<id>', 'the migration')
    .enablePositionalOptions()
    .option('--markdown', 'as Markdown (what is printed without --json)')
    .option('--html <file>', 'write it as a page that can be kept and printed, into a new file');
  addEvidenceVerify(command, session);
  addEvidenceArchive(command, session);
  callsApi<EvidenceOptions>(command, session, (context, options, [id = '']) =>
    options.html === undefined
      ? printPage(context, options, id, 'evidence')
      : writeHtml(context, options, id, options.html),
  );
}

async function writeHtml(
  { client, terminal }: ApiContext,
  { json, markdown }: EvidenceOptions,
  id: string,
  file: string,
): Promise<number> {
  if (json ?? markdown) throw new CliError('Cannot write the evidence: --html stands alone');
  const { text } = await client.get(`print the evidence of migration ${id}`, pathOf(id, 'evidence'), {
    format: 'html',
  });
  await writeNewFile(file, text);
  printLines(terminal, [printable(`Written to ${file}`)]);
  return EXIT_OK;
}

/** Prints a document of a migration that is a page in Markdown, too. */
export async function printPage(
  { client, terminal }: ApiContext,
  options: PageOptions,
  id: string,
  page: 'evidence' | 'runbook',
): Promise<number> {
  if (options.json && options.markdown)
    throw new CliError(`Cannot print the ${page}: give either --json or --markdown, not both`);
  const action = `print the ${page} of migration ${id}`;
  const format = options.json ? 'json' : 'markdown';
  const { body, text } = await client.get(action, pathOf(id, page), { format });
  if (options.json) printJson(terminal, body);
  else printLines(terminal, text.trimEnd().split('\n').map(printable));
  return EXIT_OK;
}
