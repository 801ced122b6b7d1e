/** The container and folder that a storageContainerUri names. */
import type { BackupSource } from '../engine/migration';
import { lrsErrors } from './lrs-errors';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Reads `https://account.blob.core.windows.net/container/folder`, or a storage emulator's
 * `http://127.0.0.1:10000/account/container/folder` (Microsoft Learn, "Naming and referencing containers, blobs, and
 * metadata"); a slash at the end does not matter.
 *
 * @throws {ServiceError} 400 when it is no URL or names no container.
 */
export function sourceOfUri(uri: string): BackupSource {
  if (!URL.canParse(uri)) throw lrsErrors.invalidProperty('storageContainerUri', 'It is not a URI.');
  const url = new URL(uri);
  if (url.search !== '') throw lrsErrors.invalidProperty('storageContainerUri', 'It must not carry a query.');
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const [container = '', ...folders] = LOOPBACK.has(url.hostname) ? segments.slice(1) : segments;
  if (container === '') throw lrsErrors.invalidProperty('storageContainerUri', 'It names no container.');
  return { kind: 'azureBlob', container, folder: folders.map(decodeURIComponent).join('/') };
}
