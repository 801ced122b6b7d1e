/**
 * Bearer tokens for the management API: fetched once, shared by all requests, sent to one origin only.
 *
 * The library's own policy is not used: it refuses loopback http, and it sends a request a second time when the
 * service challenges it, which a cutover must never be.
 */
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { ArmClock } from './arm-clock';
import { resolveArmUrl, type ArmEndpoint } from './arm-endpoint';
import { redact } from './redact';

const RENEW_BEFORE_MS = 2 * 60_000;
const LONGEST_WAIT_MS = 30_000;

/** No token could be had, or the URL must not get one: the request was certainly not sent. */
export class ArmAuthError extends Error {
  constructor(
    readonly code: 'NoToken' | 'UrlRefused',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ArmAuthError';
  }
}

/** Gives a valid token; simultaneous callers share one fetch. */
export interface TokenSource {
  token(): Promise<string>;
}

/** Caches a credential's token until shortly before its end. */
export function createTokenSource(
  credential: TokenCredential,
  endpoint: ArmEndpoint,
  clock: ArmClock,
): TokenSource {
  let cached: AccessToken | undefined;
  let underway: Promise<AccessToken> | undefined;

  const usable = (token: AccessToken) =>
    clock.now().getTime() < (token.refreshAfterTimestamp ?? token.expiresOnTimestamp - RENEW_BEFORE_MS);

  async function fetchToken(): Promise<AccessToken> {
    try {
      const token = await credential.getToken(endpoint.scope, {
        abortSignal: AbortSignal.timeout(LONGEST_WAIT_MS),
      });
      if (token === null) throw new Error('the credential has none');
      cached = token;
      return token;
    } catch (error) {
      if (cached !== undefined && clock.now().getTime() < cached.expiresOnTimestamp - RENEW_BEFORE_MS)
        return cached;
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'the credential failed';
      throw new ArmAuthError('NoToken', `Cannot get a token for ${endpoint.scope}: ${redact(reason)}`);
    } finally {
      underway = undefined;
    }
  }

  return {
    async token() {
      if (cached !== undefined && usable(cached)) return cached.token;
      underway ??= fetchToken();
      return (await underway).token;
    },
  };
}

/**
 * Puts the token on a request, when and only when the request goes to the endpoint's own origin.
 *
 * It also keeps a loopback request off the machine's proxy and lets it use plain http.
 */
export function armTokenPolicy(endpoint: ArmEndpoint, tokens: TokenSource): PipelinePolicy {
  return {
    name: 'armTokenPolicy',
    async sendRequest(request, next) {
      const target = resolveArmUrl(endpoint, request.url);
      if (target.kind === 'refused') {
        throw new ArmAuthError('UrlRefused', `Cannot send the request: ${target.reason}`);
      }
      request.headers.set('Authorization', `Bearer ${await tokens.token()}`);
      request.allowInsecureConnection = endpoint.loopback;
      return next(request);
    },
  };
}

/** A credential for an emulator on this machine, which checks no token. */
export function loopbackCredential(): TokenCredential {
  return {
    getToken: () => Promise.resolve({ token: 'loopback', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
  };
}
