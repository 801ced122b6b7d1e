/** Container URLs: what is accepted, before any request is made. */
import { isLoopback } from '../core/loopback';
import { ContainerUnavailableError } from '../ports/backup-container';

/** The URL is not one of a blob container, or carries what must not be stored; the message never repeats its query. */
export class ContainerUrlError extends ContainerUnavailableError {
  override readonly code = 'ContainerUrl';
  constructor(text: string) {
    super('open the backup container', 'urlRefused', { text });
    this.name = 'ContainerUrlError';
  }
}

const SECONDARY =
  'the secondary endpoint of an account, a copy that lags behind; give the primary one, without -secondary';

/** The read-only copy of an account in another region, by its host or, on an emulator, its account's name. */
function isSecondary(url: URL): boolean {
  const account = isLoopback(url) ? url.pathname.split('/')[1] : url.hostname.split('.')[0];
  return account?.endsWith('-secondary') === true;
}

/**
 * Reads a container URL: `https://<account>.blob.core.windows.net/<container>`, or an emulator's
 * `http://127.0.0.1:<port>/<account>/<container>` (Microsoft Learn, "Naming and referencing containers, blobs, and
 * metadata").
 *
 * @throws {ContainerUrlError} When it has a query, fragment or user (they carry secrets), is plain http to another
 *   machine, names the secondary endpoint of an account, whose listing lags behind (Microsoft Learn, "Use geo-redundancy
 *   to design highly available applications"), or does not name exactly one container.
 */
export function readContainerUrl(containerUrl: string): URL {
  if (!URL.canParse(containerUrl)) throw new ContainerUrlError('its URL cannot be read');
  const url = new URL(containerUrl);
  if (url.search !== '' || containerUrl.includes('?'))
    throw new ContainerUrlError(
      'its URL has a query; give the URL without its signature and let the app use its identity',
    );
  if (url.hash !== '' || url.username !== '' || url.password !== '')
    throw new ContainerUrlError('its URL has a fragment, user or password; give the plain URL');
  if (isSecondary(url)) throw new ContainerUrlError(`"${url.host}" is ${SECONDARY}`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    throw new ContainerUrlError(
      `"${url.host}" must be reached by https; plain http is for this machine only`,
    );
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const wanted = isLoopback(url) ? 2 : 1;
  if (segments.length !== wanted)
    throw new ContainerUrlError(
      `the URL of "${url.host}" must end in ${wanted === 2 ? '/<account>/<container>' : '/<container>'}; folders go into prefix`,
    );
  url.pathname = `/${segments.join('/')}`;
  return url;
}
