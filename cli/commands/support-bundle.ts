/** `support-bundle <id…>`: what the app shows of migrations, in one zip, with names masked. */
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { COMMAND_LINES } from '../command-lines';
import { EXIT_OK } from '../exit-codes';
import { createPseudonyms } from '../preflight/pseudonyms';
import { boardItem } from '../documents';
import { readAllPages } from '../read-pages';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { maskSupport } from '../support/mask-support';
import { withNewFile } from '../text-file';
import { writeNewZip, ZipFile } from '../zip-file';
import { apiContext, pathOf, printLines, type ApiContext, type ApiOptions } from './api-command';
import { idsOf } from './evidence-archive';

interface BundleOptions extends ApiOptions {
  readonly all?: true;
  readonly out?: string;
}

const HELP = `
For each migration: status, file board and evidence with its journal; besides, the health of the app. Names of servers, databases, instances,
accounts, files, operators and migrations, and IP addresses of servers, are replaced by pseudonyms, the same one for the same name in one
bundle. Sentences are left out, as they may have any name in them, and so are hashes, at which one could guess by trying names. States, codes, times, sizes and LSNs stay.

What the pseudonyms stand for is written beside the zip, into <file.zip>.names.json: it is for you, do not pass it on.
`;

/** Adds the command. */
export function addSupportBundle(program: Command, session: Session): void {
  const command = program
    .command('support-bundle')
    .summary(COMMAND_LINES['support-bundle'].summary)
    .description(
      'Writes what the app shows of migrations into one zip for people who help, with names masked.',
    )
    .argument('[id...]', 'the migrations')
    .option('--all', 'all migrations that you may read')
    .requiredOption('-o, --out <file.zip>', 'a new file to write to')
    .option('--url <url>', 'address of the app')
    .addHelpText('after', HELP);
  command.action(async (ids: readonly string[]) => {
    const options = command.opts<BundleOptions>();
    const { out = '' } = options;
    const context = apiContext(session.terminal, options);
    const give = createPseudonyms(randomBytes(32));
    const zip = new ZipFile(session.terminal.now());
    const write = (name: string, document: unknown): void => {
      zip.add(name, `${JSON.stringify(maskSupport(document, give), null, 2)}\n`);
    };
    const wanted = await idsOf(context, ids, options);
    write('health.json', (await context.client.get('show the health of the app', 'health', {}, 503)).body);
    for (const id of wanted)
      for (const [name, document] of await documentsOf(context, id))
        write(`${give.name(id, 'migration')}/${name}.json`, document);
    // The names first: without them nobody can read what comes back. They go again if the zip cannot be written.
    await withNewFile(`${out}.names.json`, async (writeText) => {
      writeText(`${JSON.stringify(give.table(), null, 2)}\n`);
      await writeNewZip(out, zip.end());
    });
    printLines(
      session.terminal,
      [`Written to ${out}`, `What the pseudonyms stand for is in ${out}.names.json; do not pass it on`].map(
        printable,
      ),
    );
    session.exitCode = EXIT_OK;
  });
}

async function documentsOf(
  { client }: ApiContext,
  id: string,
): Promise<readonly (readonly [name: string, document: unknown])[]> {
  const action = `read migration ${id}`;
  const status = await client.get(action, pathOf(id));
  const evidence = await client.get(action, pathOf(id, 'evidence'), { format: 'json' });
  const board = await readAllPages(client, action, pathOf(id, 'backups'), boardItem, { top: 500 });
  return [
    ['status', status.body],
    ['evidence', evidence.body],
    ['board', board],
  ];
}
