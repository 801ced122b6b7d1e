/** The command as its help lists it: a line for each sub-command, none of them loaded. */
import type { Command } from 'commander';
import { VERB_LINES } from '../shared/operator-verbs/verb-lines';
import { COMMAND_LINES, type CommandLine } from './command-lines';
import { rootCommand } from './root-command';
import type { Terminal } from './terminal';

/** The heading of the verbs. */
export const VERBS_HEADING = 'Operator verbs:';

/** True for the name of a sub-command. @example isCommand('status') // true */
export function isCommand(name: string): boolean {
  return Object.hasOwn(COMMAND_LINES, name) || Object.hasOwn(VERB_LINES, name);
}

/** Answers help, version and what is no command. @param json true where an error is to be a document */
export function overview(terminal: Terminal, json: boolean): Command {
  const program = rootCommand(terminal, json);
  const add = (name: string, args: string): Command => program.command(`${name} ${args}`.trim());
  for (const [name, { args, summary }] of Object.entries<CommandLine>(COMMAND_LINES)) {
    const command = add(name, args ?? '').summary(summary);
    // What has sub-commands has no options of its own.
    if (args !== undefined) command.option('--json');
  }
  for (const [name, { args = '', summary }] of Object.entries(VERB_LINES))
    add(name, `<id> ${args}`).summary(summary).helpGroup(VERBS_HEADING).option('--json');
  return program;
}
