/** One run of the command line. */
import { createRequire } from 'node:module';
import { EXIT_OK } from './exit-codes';
import { reportFailure, wantsJson } from './failure';
import { refuseTakenByNpm } from './kept-by-npm';
import { isCommand, overview } from './overview';
import type * as Program from './program';
import type { Session } from './session';
import type { Terminal } from './terminal';

/**
 * Runs the command line. What asks for no sub-command loads none.
 *
 * @param args without the names of node and script
 * @returns the exit code; never throws for anything a user can cause
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const session: Session = { terminal, exitCode: EXIT_OK };
  const json = wantsJson(args);
  try {
    const program = needsCommands(args)
      ? load<typeof Program>('./program').buildProgram(session, json)
      : overview(terminal, json);
    refuseTakenByNpm(program, args, terminal.env);
    await program.parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    return reportFailure(error, terminal, json);
  }
}

/** Loads a module now, and not before it is needed. */
function load<T>(module: string): T {
  return createRequire(__filename)(module) as T;
}

/** Before a sub-command's name the command takes options without values only. */
function needsCommands(args: readonly string[]): boolean {
  const [first, second] = args.filter((arg) => !arg.startsWith('-'));
  return isCommand((first === 'help' ? second : first) ?? '');
}
