/** Steps that cannot be undone are confirmed by typing a name. */
import { CliError } from './exit-codes';
import type { Terminal } from './terminal';

/** What is to be confirmed. */
export interface Confirmation {
  /** Verb and object, for the sentence `Cannot <action>: …`. */
  readonly action: string;
  /** The value of --confirm. */
  readonly given: string | undefined;
  /** The target database, when it is known here; the service compares in any case. */
  readonly database: string | undefined;
}

/**
 * The confirmed name: the option's, else what is typed on the terminal.
 *
 * @throws {CliError} Without a terminal to ask on, when nothing is typed, or when it is another name.
 */
export async function confirmedName(
  terminal: Terminal,
  { action, given, database }: Confirmation,
): Promise<string> {
  if (given !== undefined) return given;
  if (!terminal.inIsTty)
    throw new CliError(
      `Cannot ${action}: confirm it with --confirm <target database>, or run it on a terminal to be asked`,
    );
  const typed = (await terminal.ask(`Type the name of the target database to ${action}: `))?.trim() ?? '';
  if (typed === '') throw new CliError(`Cannot ${action}: it was not confirmed`);
  if (database !== undefined && typed !== database)
    throw new CliError(`Cannot ${action}: "${typed}" is not the target database; nothing was sent`);
  return typed;
}
