/** What all commands that call the API share. */
import type { Command } from 'commander';
import { isLocalName, localToken } from '../../shared/core/access/local-token';
import { isLoopbackUrl } from '../../shared/core/loopback';
import { clip } from '../../shared/core/text';
import { type ApiAddress, readApiAddress } from '../api-address';
import { ApiClient, type SayWaiting } from '../api-client';
import { CliError } from '../exit-codes';
import { proposer, type Propose } from '../propose';
import { printable } from '../render/paint';
import type { Place } from '../render/status-page';
import type { Session } from '../session';
import { type TokenSource, tokenSourceOf } from '../sign-in/token-source';
import type { Terminal } from '../terminal';

/** Options of every such command. */
export interface ApiOptions {
  readonly url?: string;
  readonly json?: true;
  readonly as?: string;
}

/** What a command works with. */
export interface ApiContext {
  readonly client: ApiClient;
  readonly terminal: Terminal;
  readonly propose: Propose;
}

/** Exit codes and environment, for the help of each command. */
export const API_HELP = `
Exit codes:
  0  done
  2  not ready, or refused with the reason
  1  error: bad arguments, unknown migration, no answer

Environment:
  SQLMI_CUTOVER_URL    address of the app (default: the local stack, http://127.0.0.1:7071)
  SQLMI_CUTOVER_TOKEN  bearer token, where you do not use login; over https, or to this machine, only
`;

/**
 * Gives a command the options of the API and its action.
 *
 * @param act gets the arguments before the options; its result is the exit code
 */
export function callsApi<O extends ApiOptions>(
  command: Command,
  session: Session,
  act: (context: ApiContext, options: O, args: readonly string[]) => Promise<number>,
): Command {
  const { terminal } = session;
  return command
    .option('--url <url>', 'address of the app')
    .option('--json', "print the API's document")
    .option('--as <name>', 'on one machine with emulated services: act as another operator')
    .addHelpText('after', API_HELP)
    .action(async () => {
      const options = command.opts<O>();
      session.exitCode = await act(apiContext(terminal, options), options, command.args);
    });
}

/** What a command that calls the API works with. */
export function apiContext(terminal: Terminal, options: ApiOptions): ApiContext {
  const address = readApiAddress(options.url, terminal.env);
  const token =
    options.as === undefined ? tokenSourceOf(address, terminal) : tokenOfOther(address, options.as);
  const client = new ApiClient(address, token, {
    now: () => terminal.now(),
    ...(terminal.errIsTty && options.json !== true && { sayWaiting: waitingLine(terminal) }),
  });
  return { client, terminal, propose: proposer(terminal, options) };
}

const NARROW = 80;

/** A line that is erased once there is an answer; only for people. Of one that is wider than the terminal only the last row could be. */
function waitingLine(terminal: Terminal): SayWaiting {
  return (text) => {
    terminal.err(clip(printable(text), (terminal.size()?.columns ?? NARROW) - 1));
    return () => terminal.err('\r\u001b[K');
  };
}

function tokenOfOther({ base }: ApiAddress, name: string): TokenSource {
  if (!isLoopbackUrl(base))
    throw new CliError(`Cannot act as ${name} at ${base}: --as is for an app on this machine; sign in there`);
  if (!isLocalName(name))
    throw new CliError(`Cannot act as "${name}": a name has letters, digits, dots, hyphens, _ and @ only`);
  return () => Promise.resolve(localToken(name));
}

/**
 * The path of a migration's document or action.
 *
 * @throws {CliError} When the id is none: it would lead elsewhere.
 * @example pathOf('rtc', 'tail') // 'migrations/rtc/tail'
 */
export function pathOf(id: string, part?: string): string {
  if (!/^[a-z0-9-]{1,63}$/i.test(id))
    throw new CliError(`Cannot find migration "${id}": an id has letters, digits and hyphens only`);
  return `migrations/${id}${part === undefined ? '' : `/${part}`}`;
}

/** The path of a group's board or action. @throws {CliError} When the id is none. @example groupPathOf('wave-1', 'hold') // 'groups/wave-1/hold' */
export function groupPathOf(id: string, part?: string): string {
  if (!/^[a-z0-9-]{1,63}$/i.test(id))
    throw new CliError(`Cannot find group "${id}": an id has letters, digits and hyphens only`);
  return `groups/${id}${part === undefined ? '' : `/${part}`}`;
}

/** Where a page is shown. */
export function placeOf({ terminal, propose }: Pick<ApiContext, 'terminal' | 'propose'>): Place {
  return { columns: terminal.size()?.columns, now: terminal.now(), propose };
}

/** Prints lines. */
export function printLines(terminal: Terminal, lines: readonly string[]): void {
  terminal.out(`${lines.join('\n')}\n`);
}

/** Prints a document. */
export function printJson(terminal: Terminal, document: unknown): void {
  terminal.document(`${JSON.stringify(document, null, 2)}\n`);
}
