/** The command without its sub-commands: name, version, help, and how it speaks. Light, so that it starts at once. */
import { Command } from 'commander';
import { OWN_COMMAND } from '../shared/core/command-line';
import { CANNOT_RUN } from './failure';
import { packageVersion } from './package';
import type { Terminal } from './terminal';

const HELP = `
Examples:
  ${OWN_COMMAND} inspect /backups/sales          # the chain of a folder, without Azure and without SQL Server
  ${OWN_COMMAND} register sales.json             # watch a migration
  ${OWN_COMMAND} watch sales                     # follow it
  ${OWN_COMMAND} tail sales sales/log_0142.trn   # name the last log
  ${OWN_COMMAND} cutover sales --tail sales/log_0142.trn --dry-run
  ${OWN_COMMAND} evidence sales --markdown       # for the file

Help on a command: ${OWN_COMMAND} help status

Exit codes:
  0  done, complete, ready
  2  not complete, not ready, refused (the reason is printed)
  1  error: bad arguments, nothing to read, no answer
An error is a sentence on standard error; with --json it is a document there: { "error": { message, exitCode, problem } }.

Environment:
  SQLMI_CUTOVER_URL    address of the app (default: the local stack, http://127.0.0.1:7071)
  SQLMI_CUTOVER_TOKEN  bearer token, where you do not use login; over https, or to this machine, only
  NO_COLOR             no colours
`;

/** Makes it. @param json true where an error is to be a document: commander stays silent */
export function rootCommand(terminal: Terminal, json: boolean): Command {
  return new Command('sqlmi-cutover')
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
}
