/**
 * Sign-in at Microsoft Entra ID: authorization code with PKCE, by redirects of the whole page. Loaded only where the app asks for a
 * sign-in.
 *
 * Tokens are renewed with the refresh token alone, which lasts a day (Microsoft Learn, "Refresh tokens in the Microsoft identity
 * platform"), and never in a hidden frame: browsers keep the cookies of the sign-in service from it, and the page allows no frames.
 */
import {
  type AccountInfo,
  AuthError,
  BrowserAuthErrorCodes,
  BrowserCacheLocation,
  CacheLookupPolicy,
  ClientAuthErrorCodes,
  PublicClientApplication,
} from '@azure/msal-browser';
import type { SignInOffer } from '../../shared/core/access/sign-in-offer';
import type { Token } from '../api/client';

type EntraOffer = Extract<SignInOffer, { kind: 'entra' }>;

/** Where the sign-in service sends the browser back to; registered as such. */
const PAGE = `${location.origin}/api/ui`;

/** The sign-in service was not reached; it has not refused. */
const AWAY: readonly string[] = [
  BrowserAuthErrorCodes.noNetworkConnectivity,
  BrowserAuthErrorCodes.getRequestFailed,
  BrowserAuthErrorCodes.postRequestFailed,
  BrowserAuthErrorCodes.failedToParseResponse,
  BrowserAuthErrorCodes.timedOut,
  ClientAuthErrorCodes.endpointResolutionError,
  ClientAuthErrorCodes.networkError,
  ClientAuthErrorCodes.openIdConfigError,
  'server_error',
  'temporarily_unavailable',
];

/** What Entra ID says, up to the identifiers behind it. */
const SENTENCE = /AADSTS\d+: [^\r\n]*?(?=[\s-]*(?:Trace ID|Correlation ID|Timestamp|[\r\n]|$))/;

/** A sign-in that has been begun, is kept in this tab, or is still to come. */
export class Entra {
  /** Why the sign-in that the page came back from led nowhere. */
  refusal: string | undefined;
  private account: AccountInfo | undefined;

  private constructor(
    private readonly app: PublicClientApplication,
    private readonly scopes: string[],
  ) {}

  /** Takes up what the sign-in service sent the browser back with, or what this tab keeps. */
  static async open({ authority, clientId, scope }: EntraOffer): Promise<Entra> {
    const app = new PublicClientApplication({
      auth: {
        clientId,
        authority,
        // Otherwise it asks another origin whether this one is to be trusted.
        knownAuthorities: [new URL(authority).host],
        redirectUri: PAGE,
        postLogoutRedirectUri: PAGE,
      },
      cache: { cacheLocation: BrowserCacheLocation.SessionStorage },
      system: { loggerOptions: { loggerCallback: () => undefined } },
    });
    await app.initialize();
    const entra = new Entra(app, [scope]);
    try {
      const result = await app.handleRedirectPromise();
      entra.account = result?.account ?? app.getAllAccounts()[0];
    } catch (error) {
      entra.refusal = `Cannot sign in: ${reasonOf(error)}`;
    }
    return entra;
  }

  get isSignedIn(): boolean {
    return this.account !== undefined;
  }

  /** The token of a request: the one that is kept, or a renewed one. */
  async token(): Promise<Token> {
    const { account } = this;
    if (account === undefined) return lost('nobody is signed in');
    try {
      const { accessToken } = await this.app.acquireTokenSilent({
        scopes: this.scopes,
        account,
        redirectUri: PAGE,
        cacheLookupPolicy: CacheLookupPolicy.AccessTokenAndRefreshToken,
      });
      return { kind: 'bearer', token: accessToken };
    } catch (error) {
      return isAway(error)
        ? { kind: 'away', detail: 'the sign-in service cannot be reached' }
        : lost(`the sign-in of ${account.username} cannot be renewed: ${reasonOf(error)}`);
    }
  }

  /** Goes to the sign-in service; it sends the browser back to where it is now. */
  async enter(): Promise<void> {
    const loginHint = this.account?.username;
    await this.app.loginRedirect({ scopes: this.scopes, ...(loginHint !== undefined && { loginHint }) });
  }

  /** Forgets the tokens, and signs out at the sign-in service. */
  async leave(): Promise<void> {
    await this.app.logoutRedirect({ account: this.account ?? null });
  }
}

function lost(reason: string): Token {
  return { kind: 'refused', status: 401, detail: `Cannot ask the app: ${reason}` };
}

function isAway(error: unknown): boolean {
  return error instanceof AuthError && AWAY.includes(error.errorCode);
}

/** The sentence of the sign-in service (`AADSTS65004: …`) without the identifiers behind it; otherwise the code. */
function reasonOf(error: unknown): string {
  if (isAway(error)) return 'the sign-in service cannot be reached';
  if (!(error instanceof AuthError)) return 'the sign-in service gave an answer that is not understood';
  const [sentence] = SENTENCE.exec(error.errorMessage) ?? [];
  return sentence?.replace(/\.$/, '') ?? `the sign-in service refused (${error.errorCode})`;
}
