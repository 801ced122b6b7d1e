/** `login`, `logout`, `whoami`: signing in to an app. */
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { type ApiAddress, readApiAddress } from '../api-address';
import { ApiClient } from '../api-client';
import { COMMAND_LINES } from '../command-lines';
import { readDocument } from '../documents';
import { CliError, EXIT_OK } from '../exit-codes';
import { printable } from '../render/paint';
import type { Session } from '../session';
import { type AppSignIn, keepSignIn, TOKEN_SOURCES } from '../sign-in/kept-sign-ins';
import { audienceUri, signedInTo } from '../sign-in/token-source';
import type { Terminal } from '../terminal';
import { callsApi, printJson, printLines } from './api-command';

interface LoginOptions {
  readonly url?: string;
  readonly audience?: string;
  readonly tenant?: string;
  readonly with: AppSignIn['with'];
  readonly json?: true;
}

const me = z.looseObject({
  name: z.string(),
  roles: z.array(z.string()),
  reach: z
    .array(
      z.looseObject({
        roles: z.array(z.string()),
        instances: z.array(z.string()).optional(),
        ids: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

const LOGIN_HELP = `
The commands then get a token by themselves, for this address and no other; tokens are not kept and not printed.
  azure-cli    the user of az login (default)
  default      the identity of this machine, of the environment, or of az login: for automation
  device-code  shows a code to type on another device, at every command
  browser      opens a browser, at every command

Example:
  npm run cutover -- login --url https://app.azurewebsites.net --audience 00000000-0000-0000-0000-000000000000

Environment, without a login:
  SQLMI_CUTOVER_AUDIENCE  the client id; signs in as --with default does
  SQLMI_CUTOVER_TOKEN     a token that you got yourself; goes before everything else
`;

/** Adds the commands. */
export function addLogin(program: Command, session: Session): void {
  const { terminal } = session;
  const login = program
    .command('login')
    .summary(COMMAND_LINES.login.summary)
    .description('Signs in to the app at an address, shows your roles, and keeps how it was done.')
    .option('--url <url>', 'address of the app')
    .option('--audience <client id>', 'of its app registration; infra/tools/register-app prints it')
    .option('--tenant <id>', 'tenant, where you have several')
    .addOption(
      new Option('--with <source>', 'what gets the token').choices(TOKEN_SOURCES).default('azure-cli'),
    )
    .option('--json', "print the app's document")
    .addHelpText('after', LOGIN_HELP);
  login.action(async () => {
    await signIn(terminal, login.opts<LoginOptions>());
    session.exitCode = EXIT_OK;
  });
  addLogout(program, session);
  const whoami = program
    .command('whoami')
    .summary(COMMAND_LINES.whoami.summary)
    .description('Shows who the app takes you for, and the roles that it sees.');
  callsApi(whoami, session, async ({ client, terminal: shown }, { json }) => {
    await showMe(client, shown, json);
    return EXIT_OK;
  });
}

async function signIn(terminal: Terminal, options: LoginOptions): Promise<void> {
  const address = appAddress(options.url, terminal);
  const audience = options.audience ?? terminal.env.SQLMI_CUTOVER_AUDIENCE ?? '';
  if (audience === '')
    throw new CliError('Cannot sign in: give the client id of the app registration in --audience');
  const chosen: AppSignIn = {
    audience: audienceUri(audience),
    ...(options.tenant !== undefined && { tenant: options.tenant }),
    with: options.with,
  };
  const client = new ApiClient(address, signedInTo(address, chosen, terminal), {
    now: () => terminal.now(),
  });
  await showMe(client, terminal, options.json);
  keepSignIn(address.base, chosen, terminal.env);
}

function addLogout(program: Command, { terminal }: Session): void {
  const logout = program
    .command('logout')
    .summary(COMMAND_LINES.logout.summary)
    .description('Forgets how to sign in to the app. The Azure CLI stays signed in: az logout ends that.')
    .option('--url <url>', 'address of the app')
    .option('--json', 'print a document');
  logout.action(() => {
    const { url, json } = logout.opts<{ readonly url?: string; readonly json?: true }>();
    const { base } = readApiAddress(url, terminal.env);
    const forgotten = keepSignIn(base, undefined, terminal.env);
    if (json) printJson(terminal, { url: base, forgotten });
    else printLines(terminal, [forgotten ? `Signed out of ${base}.` : `There was no sign-in to ${base}.`]);
  });
}

/** A token of the environment would go before the one that is asked for. */
function appAddress(url: string | undefined, terminal: Terminal): ApiAddress {
  const { token, ...address } = readApiAddress(url, terminal.env);
  if (token !== undefined)
    throw new CliError('Cannot sign in: SQLMI_CUTOVER_TOKEN is set, and goes before any sign-in; unset it');
  return address;
}

async function showMe(client: ApiClient, terminal: Terminal, json: true | undefined): Promise<void> {
  const answer = await client.get('sign in', 'me');
  const { name, roles, reach } = readDocument(me, answer, client.host);
  if (json) {
    printJson(terminal, answer.body);
    return;
  }
  const shown =
    roles.length === 0 ? 'no role yet: have one assigned on the enterprise application' : roles.join(', ');
  printLines(terminal, [
    `Signed in to ${client.host} as ${name}`,
    `Roles: ${shown}`,
    ...(reach === undefined ? [] : reachLines(reach).map(printable)),
  ]);
}

function reachLines(reach: NonNullable<z.infer<typeof me>['reach']>): readonly string[] {
  if (reach.length === 0)
    return ['Limited: they count for no migration; have yourself added to a group of SignInReach'];
  return reach.map(({ roles, instances, ids }) => {
    const where = [
      ...(instances === undefined ? [] : [`on ${instances.join(', ')}`]),
      ...(ids === undefined ? [] : [`for ${ids.join(', ')}`]),
    ];
    return `Limited: ${roles.join(', ')} ${where.join(' ')}`;
  });
}
