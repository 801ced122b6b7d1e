/** The command with all its sub-commands. */
import { Command, CommanderError } from 'commander';
import { ContainerUnavailableError } from '../shared/ports/backup-container';
import { addBoard } from './commands/board';
import { addEvidence } from './commands/evidence';
import { addInspect } from './commands/inspect';
import { addJournal } from './commands/journal';
import { addPolicy } from './commands/policy';
import { addRegister } from './commands/register';
import { addStatus } from './commands/status';
import { addVerbs } from './commands/verbs';
import { addWatch } from './commands/watch';
import { OWN_COMMAND } from '../shared/core/views/command-line';
import { CliError, EXIT_ERROR, EXIT_OK } from './exit-codes';
import { packageVersion } from './package';
import { printable } from './render/paint';
import type { Session } from './session';
import type { Terminal } from './terminal';

const HELP = `
Examples:
  ${OWN_COMMAND} inspect /backups/sales          # the chain of a folder, without Azure and without SQL Server
  ${OWN_COMMAND} register sales.json             # watch a migration
  ${OWN_COMMAND} watch sales                     # follow it
  ${OWN_COMMAND} tail sales sales/log_0142.trn   # name the last log
  ${OWN_COMMAND} cutover sales --tail sales/log_0142.trn --dry-run
  ${OWN_COMMAND} evidence sales --markdown       # for the file

Each command explains itself: ${OWN_COMMAND} help status

Exit codes:
  0  done, complete, ready
  2  not complete, not ready, refused (the reason is printed)
  1  error: bad arguments, nothing to read, no answer

Environment:
  SQLMI_CUTOVER_URL    address of the app (default: the local stack, http://127.0.0.1:7071)
  SQLMI_CUTOVER_KEY    function key; over https, or to this machine, only
  SQLMI_CUTOVER_TOKEN  bearer token, where the app requires sign-in; same rule
  NO_COLOR             no colours
`;

const STORAGE_REMEDIES: Readonly<Record<ContainerUnavailableError['reason'], string>> = {
  denied:
    'Sign in (az login) as someone with the role Storage Blob Data Reader, and check the firewall of the account.',
  noToken: 'Sign in (az login).',
  notFound: 'Check the URL.',
  accountNotFound: 'Check the URL.',
  notAllowed: 'Check the URL.',
  urlRefused: '',
  unreachable: 'Check the URL and the network; for an emulator, whether it runs and what BackupStorage says.',
};

/**
 * Runs the command line.
 *
 * @param args without the names of node and script
 * @returns the exit code; never throws for anything a user can cause
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const session: Session = { terminal, exitCode: EXIT_OK };
  try {
    await buildProgram(session).parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    return failed(error, terminal);
  }
}

/** The command, to be parsed once. */
export function buildProgram(session: Session): Command {
  const { terminal } = session;
  const program = new Command('sqlmi-cutover')
    .description('Takes online migrations to Azure SQL Managed Instance over the finish line.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'Cannot run the command: ')),
    })
    .showHelpAfterError('(--help shows how)')
    .addHelpText('after', HELP);
  const commands = [
    ...[addInspect, addStatus, addWatch, addBoard, addJournal, addEvidence],
    ...[addRegister, addVerbs, addPolicy],
  ];
  for (const add of commands) add(program, session);
  return program;
}

function failed(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_ERROR;
  if (error instanceof CliError) {
    terminal.err(`${printableLines(error.message)}\n`);
    return error.exitCode;
  }
  if (error instanceof ContainerUnavailableError) {
    const remedy = STORAGE_REMEDIES[error.reason];
    terminal.err(`${printableLines(error.message)}${remedy === '' ? '' : `. ${remedy}`}\n`);
    return EXIT_ERROR;
  }
  terminal.err(
    `Cannot go on: a fault of the program\n${error instanceof Error ? (error.stack ?? '') : ''}\n`,
  );
  return EXIT_ERROR;
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
