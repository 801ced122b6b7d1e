/** `inspect`: reads headers and prints the chain, without Azure and without SQL Server. */
import { type Command, Option } from 'commander';
import { OWN_COMMAND } from '../../shared/core/command-line';
import { ENGINE_KINDS, type EngineKind } from '../../shared/core/engine/engine-status';
import { COMMAND_LINES } from '../command-lines';
import { CliError } from '../exit-codes';
import { columnHelp } from '../inspect/exports/column-names';
import { findSources } from '../inspect/find-sources';
import { readHeaderRows } from '../inspect/header-rows';
import {
  type InspectChoice,
  type InspectedDatabase,
  type InspectedFile,
  exitCodeOf,
  inspect,
} from '../inspect/inspection';
import { inspectionDocument } from '../inspect/inspection-document';
import { readSources } from '../inspect/read-sources';
import { restoreScript } from '../inspect/restore-script';
import { parseUntil } from '../inspect/until';
import { inspectionPage } from '../render/inspection-page';
import { paintFor } from '../render/paint';
import type { Session } from '../session';
import { readTextFile } from '../text-file';

interface InspectOptions {
  readonly json?: true;
  readonly all?: true;
  readonly headers?: string;
  readonly engine?: EngineKind;
  readonly allSets?: true;
  readonly fork?: string;
  readonly anchor?: string;
  readonly server?: readonly string[];
  readonly until?: string;
  readonly restoreScript?: true;
  readonly prefix: string;
}

const HELP = `
Examples:
  ${OWN_COMMAND} inspect /backups/sales          # a folder with its sub-folders
  ${OWN_COMMAND} inspect full.bak log_1.trn log_2.trn
  ${OWN_COMMAND} inspect https://account.blob.core.windows.net/sql-backups --prefix sales/
  ${OWN_COMMAND} inspect --headers rows.json     # exported rows of RESTORE HEADERONLY, msdb or dbatools
  ${OWN_COMMAND.replace('run', 'run --silent')} inspect /backups --json | jq '.databases[].chain.gap'

Reads about 80 KiB of each file, whatever its size; nothing is restored, written or sent.
A container is read with your identity (az login, managed identity, …), an emulator on this machine with its
well-known key. A URL with a signature (SAS) is refused.

Exported rows (--headers) are what ConvertTo-Json -Depth 3, Export-Csv or Export-Clixml made of RESTORE HEADERONLY and
LABELONLY, of msdb's backupset with backupmediaset and backupmediafamily, or of dbatools. LSNs are read to their last
digit; rounded numbers are refused. Columns, in any case and with or without underscores; or: another name
of the same:
${columnHelp()}

Assessed is what a service could restore: the first set of each file, unless --all-sets. Of several recovery branches
none is chosen by its LSNs: choose one with --server, --fork or --anchor.

Exit codes:
  0  a service could restore every chain to its end
  2  it could not: a chain is not complete, newer data are known that cannot be restored, no service takes a system
     database or SQL Server 2005, the engine refuses a backup, or a backup file cannot be read (a file that is no backup
     does not count)
  1  bad arguments, or no backup among the files

Environment:
  BackupStorage  connection string of an emulator on this machine, when not UseDevelopmentStorage=true
  NO_COLOR       no colours
`;

/** Adds the command. */
export function addInspect(program: Command, session: Session): void {
  program
    .command('inspect')
    .summary(COMMAND_LINES.inspect.summary)
    .description('Reads the headers of backup files and prints the chain of each database among them.')
    .argument('[path...]', 'files, folders, or URLs of blob containers')
    .option(
      '--headers <file>',
      'read exported header rows (JSON, CSV, CLIXML) instead of backup files; - is standard input',
    )
    .option('--prefix <folder/>', 'of a container: only blobs whose names begin with this', '')
    .addOption(new Option('--engine <engine>', 'assess as this engine would').choices(ENGINE_KINDS))
    .option(
      '--all-sets',
      'count every set of a file, as RESTORE … WITH FILE = n does; services read only the first',
    )
    .option(
      '--server <name...>',
      'servers of the source: of several recovery branches, the one that they wrote',
    )
    .option('--fork <guid>', 'the branch to follow, by its recovery fork or the first digits of it')
    .option('--anchor <file>', 'the full backup to start from, by its file or the GUID of its set')
    .option('--until <LSN or time>', 'only up to an LSN (exclusive), or a local time of the source')
    .option('--restore-script', 'print the RESTORE statements of the path, in T-SQL, instead of the page')
    .option('--all', 'show every step and every file')
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (paths: readonly string[], options: InspectOptions) => {
      session.exitCode = await runInspect(paths, options, session);
    });
}

async function runInspect(
  paths: readonly string[],
  options: InspectOptions,
  { terminal }: Session,
): Promise<number> {
  const choice = choiceOf(options);
  const inspection = inspect(await readFiles(paths, options, terminal), choice);
  const scriptOf = (database: InspectedDatabase) => restoreScript(database, inspection.files, choice.until);
  if (options.json) {
    const document = inspectionDocument(inspection, options.restoreScript && scriptOf);
    terminal.document(`${JSON.stringify(document, null, 2)}\n`);
  } else if (options.restoreScript) {
    terminal.document(`${inspection.databases.map((one) => scriptOf(one).join('\n')).join('\n\n')}\n`);
  } else {
    const columns = terminal.size()?.columns;
    const page = inspectionPage(inspection, {
      paint: paintFor(terminal),
      all: options.all === true,
      columns,
    });
    terminal.out(`${page.join('\n')}\n`);
  }
  return exitCodeOf(inspection);
}

function choiceOf(options: InspectOptions): InspectChoice {
  const { engine, allSets, fork, anchor, server: servers, until } = options;
  if (allSets && engine !== undefined)
    throw new CliError(
      `Cannot inspect: --all-sets and --engine ${engine} exclude each other, because the engine reads only the first set of a file`,
    );
  return {
    engine,
    allSets,
    fork,
    anchor,
    servers,
    until: until === undefined ? undefined : parseUntil(until),
  };
}

async function readFiles(
  paths: readonly string[],
  { headers, prefix }: InspectOptions,
  terminal: Session['terminal'],
): Promise<readonly InspectedFile[]> {
  if (headers !== undefined) {
    if (paths.length > 0) throw new CliError('Cannot inspect: give either paths or --headers, not both');
    return readHeaderRows(
      headers === '-' ? await terminal.readInput() : await readTextFile(headers),
      headers,
    );
  }
  if (paths.length === 0)
    throw new CliError('Cannot inspect: give files, folders or the URL of a container (see --help)');
  const sources = await findSources(paths, prefix, terminal.env);
  if (sources.length === 0) throw new CliError(`Cannot inspect ${paths.join(', ')}: it contains no file`);
  const report = progressReport(terminal, sources.length);
  return readSources(sources, report);
}

/** A line that is written over itself; only for people, only for many files. */
function progressReport(terminal: Session['terminal'], total: number): (done: number) => void {
  if (!terminal.errIsTty || total < 20) return () => undefined;
  return (done) => terminal.err(done === total ? '\r\u001b[K' : `\rReading ${done} of ${total} files …`);
}
