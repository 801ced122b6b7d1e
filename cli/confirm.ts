/** Steps that cannot be undone are confirmed by typing a name. */
import { UnconfirmedError } from './api-client';
import type { StatusView } from './documents';
import { CliError } from './exit-codes';
import { printable } from './render/paint';
import type { Terminal } from './terminal';

/** What is to be confirmed. */
export interface Confirmation {
  /** Verb and object, for the sentence `Cannot <action>: …`. */
  readonly action: string;
  /** The value of --confirm. */
  readonly given: string | undefined;
  /** The target as `<instance>/<database>`, when it is known here; the app compares in any case. */
  readonly target: string | undefined;
}

/**
 * The confirmed name: the option's, else what is typed on the terminal.
 *
 * @throws {CliError} Without a terminal to ask on, when nothing is typed, or when it is another name.
 */
export async function confirmedName(
  terminal: Terminal,
  { action, given, target }: Confirmation,
): Promise<string> {
  if (given !== undefined) return given;
  if (!terminal.inIsTty)
    throw new CliError(
      `Cannot ${action}: confirm it with --confirm <instance>/<database>, or run it on a terminal to be asked`,
    );
  const typed =
    (await terminal.ask(`Type the target, ${target ?? '<instance>/<database>'}, to ${action}: `))?.trim() ??
    '';
  if (typed === '') throw new CliError(`Cannot ${action}: it was not confirmed`);
  if (target !== undefined && typed !== target)
    throw new CliError(`Cannot ${action}: "${typed}" is not ${target}; nothing was sent`);
  return typed;
}

/**
 * Sends what only the app can say whether it wants something typed: where it does, and nothing was given, a terminal asks.
 *
 * @param send gets the words, sends once, and throws `UnconfirmedError` where they lack
 * @throws {CliError} As `send` does without a terminal, or when nothing is typed.
 */
export async function sendConfirmed<T>(
  terminal: Terminal,
  { action, given }: Pick<Confirmation, 'action' | 'given'>,
  send: (confirm: string | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await send(given);
  } catch (error) {
    if (!(error instanceof UnconfirmedError) || given !== undefined || !terminal.inIsTty) throw error;
    terminal.err(`${printable(error.what)}\n`);
    const typed = (await terminal.ask(`Type it to ${action}: `))?.trim() ?? '';
    if (typed === '') throw new CliError(`Cannot ${action}: it was not confirmed; nothing was changed`);
    return send(typed);
  }
}

/** The target of a status as it is typed; undefined when an older app does not report it. @example targetOf(status) // 'prod-mi/Sales' */
export function targetOf({ target }: Pick<StatusView, 'target'>): string | undefined {
  return target ? `${target.instance}/${target.database}` : undefined;
}
