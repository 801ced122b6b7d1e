/**
 * Where the management API is, and which URLs a token may go to.
 *
 * One rule for everything that leaves: only the configured endpoint's own origin, over https, or over http when
 * the host is a loopback address. URLs the service hands out (operations, next pages) pass the same gate.
 */
import { isLoopback } from '../../core/loopback';

/** A checked endpoint. */
export interface ArmEndpoint {
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string;
  /** True for 127.0.0.1, ::1 and localhost: an emulator on this machine. */
  readonly loopback: boolean;
  /** OAuth scope of tokens for it. */
  readonly scope: string;
}

/** A URL to ask, or why it is not asked. */
export type ArmUrl =
  { readonly kind: 'url'; readonly url: URL } | { readonly kind: 'refused'; readonly reason: string };

/** The public cloud's endpoint. */
export const PUBLIC_ARM_ENDPOINT = 'https://management.azure.com';

/** The setting names no endpoint a token may be sent to. */
export class InvalidArmEndpointError extends Error {
  readonly code = 'InvalidArmEndpoint';
  constructor(reason: string, options?: ErrorOptions) {
    super(`Cannot use the ARM endpoint: ${reason}`, options);
    this.name = 'InvalidArmEndpointError';
  }
}

/**
 * Checks the setting that names the management API.
 *
 * @param text origin, for instance `https://management.azure.com` or `http://127.0.0.1:7130`
 * @param scope OAuth scope, when it is not `<origin>/.default`
 * @throws {InvalidArmEndpointError} When it is no URL, has a path, a query or a user, or is plain http to another
 *   machine.
 */
export function parseArmEndpoint(text: string, scope?: string): ArmEndpoint {
  if (!URL.canParse(text)) throw new InvalidArmEndpointError('it is not a URL');
  const url = new URL(text);
  const loopback = isLoopback(url);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    throw new InvalidArmEndpointError(
      `"${url.protocol}//${url.host}" would carry tokens in the clear; use https (http only to 127.0.0.1, [::1] or localhost)`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new InvalidArmEndpointError(
      'it has a user, a query or a fragment; give scheme, host and port only',
    );
  }
  if (url.pathname !== '/') {
    throw new InvalidArmEndpointError(`it has the path "${url.pathname}"; give scheme, host and port only`);
  }
  const audience = loopback ? PUBLIC_ARM_ENDPOINT : url.origin;
  return { origin: url.origin, loopback, scope: scope ?? `${audience}/.default` };
}

/**
 * Makes the URL of a request: a path of our own, or a whole URL that the service handed out.
 *
 * @returns `refused`, naming the host only, when the URL is on another origin: no token may go there.
 */
export function resolveArmUrl(endpoint: ArmEndpoint, pathOrUrl: string): ArmUrl {
  const whole =
    pathOrUrl.startsWith('/') && !pathOrUrl.startsWith('//') ? endpoint.origin + pathOrUrl : pathOrUrl;
  if (!URL.canParse(whole))
    return { kind: 'refused', reason: 'the service returned something that is not a URL' };
  const url = new URL(whole);
  if (url.origin !== endpoint.origin || url.username !== '' || url.password !== '') {
    return {
      kind: 'refused',
      reason: `the URL is on ${url.protocol}//${url.host}, not on the ARM endpoint ${endpoint.origin}; no token is sent there`,
    };
  }
  return { kind: 'url', url };
}
