/** The command with all its sub-commands. */
import { Command, CommanderError } from 'commander';
import { ContainerUrlError } from '../shared/adapters/container-url';
import { ContainerUnavailableError } from '../shared/ports/backup-container';
import { addInspect } from './commands/inspect';
import { CliError, EXIT_ERROR, EXIT_OK } from './exit-codes';
import { printable } from './render/paint';
import type { Session } from './session';
import type { Terminal } from './terminal';

const HELP = `
Exit codes:
  0  done, complete, ready
  2  not complete, not ready, refused (the reason is printed)
  1  error: bad arguments, nothing to read, no answer

Environment:
  NO_COLOR  no colours
`;

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
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'Cannot run the command: ')),
    })
    .showHelpAfterError('(--help shows how)')
    .addHelpText('after', HELP);
  addInspect(program, session);
  return program;
}

function failed(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_ERROR;
  if (error instanceof CliError) {
    terminal.err(`${printableLines(error.message)}\n`);
    return error.exitCode;
  }
  if (error instanceof ContainerUrlError || error instanceof ContainerUnavailableError) {
    terminal.err(`${printableLines(error.message)}\n`);
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
