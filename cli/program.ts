/** The command with all its sub-commands. */
import { Command } from 'commander';
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
import { EXIT_OK } from './exit-codes';
import { CANNOT_RUN, reportFailure, wantsJson } from './failure';
import { packageVersion } from './package';
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
An error is a sentence on standard error; with --json it is a document there: { "error": { message, exitCode, problem } }.

Environment:
  SQLMI_CUTOVER_URL    address of the app (default: the local stack, http://127.0.0.1:7071)
  SQLMI_CUTOVER_KEY    function key; over https, or to this machine, only
  SQLMI_CUTOVER_TOKEN  bearer token, where the app requires sign-in; same rule
  NO_COLOR             no colours
`;

/**
 * Runs the command line.
 *
 * @param args without the names of node and script
 * @returns the exit code; never throws for anything a user can cause
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const session: Session = { terminal, exitCode: EXIT_OK };
  const json = wantsJson(args);
  try {
    await buildProgram(session, json).parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    return reportFailure(error, terminal, json);
  }
}

/** The command, to be parsed once. @param json true where an error is to be a document: commander stays silent */
export function buildProgram(session: Session, json = false): Command {
  const { terminal } = session;
  const program = new Command('sqlmi-cutover')
    .description('Takes online migrations to Azure SQL Managed Instance over the finish line.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => {
        if (!json) terminal.err(text);
      },
      outputError: (text, write) => write(text.replace(/^error: /, CANNOT_RUN)),
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
