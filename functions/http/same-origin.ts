/**
 * Requests that a web page of somebody else makes in an operator's browser. The browser sends them with the operator's
 * sign-in, or on the operator's machine, where none is needed; so they are told apart by `Host` (a name that was bound to
 * this machine), `Origin` (another page's) and the type of the body (a form's).
 */
import type { HttpRequest } from '@azure/functions';
import { refuse } from '../../shared/api/problem';
import type { Config } from '../../shared/config';

/** What the guard looks at. */
export type OwnHosts = Pick<Config, 'local' | 'apiHosts'>;

const JSON_TYPE = /^application\/json *(?:;|$)/i;

/**
 * Refuses a request that no client of this API makes.
 *
 * @throws {ProblemError} `forbidden` for a foreign `Host` or `Origin`, `unsupportedMediaType` for a write that is not
 * `application/json`.
 */
export function refuseForeign(request: HttpRequest, hosts: OwnHosts): void {
  const host = (request.headers.get('host') ?? new URL(request.url).host).toLowerCase();
  if (!isOwnHost(host, hosts))
    return refuse(
      'forbidden',
      `Cannot answer: the request is for host ${host}, which is not a host name of this app; use its own name, or add that one to the setting ApiHosts`,
    );
  const origin = request.headers.get('origin');
  if (origin !== null && !isOwnOrigin(origin, host, hosts))
    return refuse(
      'forbidden',
      'Cannot answer: the request comes from a web page of another site; add its host to the setting ApiHosts if it is yours',
    );
  if (request.method === 'GET' || request.method === 'HEAD') return;
  if (!JSON_TYPE.test(request.headers.get('content-type') ?? ''))
    refuse(
      'unsupportedMediaType',
      'Cannot read the body: send it with the header Content-Type: application/json',
    );
}

/** In Azure the front end knows only the app's names; where the platform tells none, there is nothing to compare with. */
function isOwnHost(host: string, { local, apiHosts }: OwnHosts): boolean {
  if (apiHosts.includes(host)) return true;
  return local ? isThisMachine(host) : apiHosts.length === 0;
}

/** The page of an origin is ours when this app served it, or when it is listed; over https, except on this machine. */
function isOwnOrigin(origin: string, host: string, { apiHosts }: OwnHosts): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: from } = new URL(origin);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isThisMachine(from));
  return isSafe && (from === host || apiHosts.includes(from));
}

function isThisMachine(host: string): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/.test(host);
}
