/** Where the API is, and what opens it. */
import { isLoopback } from '../shared/core/loopback';
import { CliError } from './exit-codes';

/** Address and credentials of the API. */
export interface ApiAddress {
  /** Without `/api` and without a final slash. */
  readonly base: string;
  /** True where a token may be sent: over https, or to this machine. */
  readonly safe: boolean;
  /** The bearer token of the environment; never printed. */
  readonly token?: string;
}

/** Where the local stack listens. */
export const DEFAULT_URL = 'http://127.0.0.1:7071';

const HEADER_VALUE = /^[\x21-\x7e]+$/;

/**
 * Reads the address: the option, else `SQLMI_CUTOVER_URL`, else the local stack; a bearer token from
 * `SQLMI_CUTOVER_TOKEN`.
 *
 * @throws {CliError} When the URL cannot be used, carries a secret, or a secret would travel in plain sight.
 */
export function readApiAddress(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ApiAddress {
  const url = readUrl(option ?? nonEmpty(env.SQLMI_CUTOVER_URL) ?? DEFAULT_URL);
  const token = readSecret('SQLMI_CUTOVER_TOKEN', env);
  const safe = url.protocol === 'https:' || isLoopback(url);
  if (token !== undefined && !safe)
    throw new CliError(
      `Cannot call ${url.origin}: the token would be sent over plain http, where others can read it; use https`,
    );
  return {
    base: `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/api$/, '')}`,
    safe,
    ...(token !== undefined && { token }),
  };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CliError(
      'Cannot call the API: its address is not a URL; expected https://<app>.azurewebsites.net in --url or SQLMI_CUTOVER_URL',
    );
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
    throw new CliError(
      `Cannot call ${url.origin}: its URL carries a query, user or fragment; leave them out`,
    );
  return url;
}

/** A value that is no header value is refused here: the message of the HTTP client would show it. */
function readSecret(name: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const value = nonEmpty(env[name]?.trim());
  if (value !== undefined && !HEADER_VALUE.test(value))
    throw new CliError(`Cannot use ${name}: it contains blanks or characters that no token has`);
  return value;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
