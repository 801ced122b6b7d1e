/** The token of a call: the one of the environment, or one that the sign-in of the app gets. */
import type * as Identity from '@azure/identity';
import type { ApiAddress } from '../api-address';
import { CliError } from '../exit-codes';
import { loadPackage } from '../inspect/exports/load-package';
import { type AppSignIn, keptSignIn } from './kept-sign-ins';

/** Gets the token of a call; undefined where the app is called without one. */
export type TokenSource = () => Promise<string | undefined>;

/** What a token source needs of the terminal. */
interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  now(): Date;
  err(text: string): void;
}

/** A token is used until so shortly before its end, milliseconds. */
const MARGIN = 120_000;
const LONGEST_REASON = 300;

/** The source for an app: `SQLMI_CUTOVER_TOKEN`, else what `login` kept, else `SQLMI_CUTOVER_AUDIENCE`, else none. */
export function tokenSourceOf(address: ApiAddress, terminal: Surroundings): TokenSource {
  const { token, base } = address;
  if (token !== undefined) return () => Promise.resolve(token);
  const signIn = keptSignIn(base, terminal.env) ?? signInOfEnvironment(terminal.env);
  return signIn === undefined ? () => Promise.resolve(undefined) : signedInTo(address, signIn, terminal);
}

/**
 * The source of one sign-in.
 *
 * @throws {CliError} (from the source) When there is no token, with the remedy; at once for an address that a token must not
 * be sent to.
 */
export function signedInTo(address: ApiAddress, signIn: AppSignIn, terminal: Surroundings): TokenSource {
  if (!address.safe)
    throw new CliError(
      `Cannot sign in to ${address.base}: the token would be sent over plain http, where others can read it; use https`,
    );
  let kept: Identity.AccessToken | undefined;
  return async () => {
    if (kept === undefined || kept.expiresOnTimestamp - MARGIN < terminal.now().getTime())
      kept = await askToken(signIn, terminal);
    return kept.token;
  };
}

/** The application id URI of an audience. @throws {CliError} For another API's: a token for it must not go to this app. */
export function audienceUri(text: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return `api://${text.toLowerCase()}`;
  if (/^api:\/\/[\w./-]{1,200}$/.test(text)) return text;
  throw new CliError(
    'Cannot sign in: the audience is not that of an app registration; give its client id, as infra/tools/register-app printed it',
  );
}

function signInOfEnvironment(env: Surroundings['env']): AppSignIn | undefined {
  const audience = env.SQLMI_CUTOVER_AUDIENCE;
  return audience === undefined || audience === ''
    ? undefined
    : { audience: audienceUri(audience), with: 'default' };
}

async function askToken(signIn: AppSignIn, terminal: Surroundings): Promise<Identity.AccessToken> {
  try {
    const token = await credentialOf(signIn, terminal).getToken(`${signIn.audience}/.default`);
    if (token !== null) return token;
  } catch (error) {
    throw new CliError(
      `Cannot get a token for ${signIn.audience}: ${reasonOf(error)}\n${REMEDIES[signIn.with]}`,
    );
  }
  throw new CliError(`Cannot get a token for ${signIn.audience}\n${REMEDIES[signIn.with]}`);
}

/** The library takes a while to load: only who needs a token waits for it. */
function credentialOf(
  { with: kind, tenant: tenantId }: AppSignIn,
  terminal: Surroundings,
): Identity.TokenCredential {
  const identity = loadPackage<typeof Identity>('@azure/identity');
  switch (kind) {
    case 'azure-cli':
      return new identity.AzureCliCredential({ tenantId });
    case 'default':
      return new identity.DefaultAzureCredential({ tenantId });
    case 'device-code':
      return new identity.DeviceCodeCredential({
        tenantId,
        userPromptCallback: ({ message }) => terminal.err(`${message}\n`),
      });
    case 'browser':
      return new identity.InteractiveBrowserCredential({ tenantId });
  }
}

const REMEDIES: Readonly<Record<AppSignIn['with'], string>> = {
  'azure-cli':
    'Run az login, with --tenant where you have several; login --with device-code needs no Azure CLI.',
  default: 'Run az login, or give this machine an identity with a role of the app.',
  'device-code': 'Try again, or sign in with the Azure CLI: az login.',
  browser: 'Try again, or use login --with device-code.',
};

function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : '').split(/\r?\n/);
  return line === '' ? 'no reason given' : line.slice(0, LONGEST_REASON);
}
