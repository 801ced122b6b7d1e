/** Backup files of a blob container, read by ranges. */
import { createRequire } from 'node:module';
import type * as AzureContainers from '../../shared/adapters/azure-backup-containers';
import { readContainerUrl } from '../../shared/adapters/container-url';
import { readBackupFile } from '../../shared/adapters/read-backup-file';
import { isLoopback } from '../../shared/core/loopback';
import type { BackupContainer, ListedBlob } from '../../shared/ports/backup-container';
import type { BackupSource } from './backup-source';

/** Well-known name of Azurite's account and key; it opens nothing but an emulator on this machine. */
const EMULATOR = 'UseDevelopmentStorage=true';

/** Loaded for a URL only: it is half of what the command would load, and the command is to start at once. */
const load = createRequire(__filename);

/** True for an argument that is a URL, not a path. */
export function isUrl(argument: string): boolean {
  return /^https?:\/\//i.test(argument);
}

/**
 * Lists the blobs below a prefix. `https` is asked with the identity at hand (`DefaultAzureCredential`), an emulator on
 * this machine with the connection string of `BackupStorage`.
 *
 * @throws {ContainerUrlError} When the URL is refused: a signature in it is a secret.
 * @throws {ContainerUnavailableError} When the container cannot be listed.
 */
export async function containerSources(
  containerUrl: string,
  prefix: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly BackupSource[]> {
  const url = readContainerUrl(containerUrl);
  const container = await openContainer(url, env);
  const sources: BackupSource[] = [];
  for await (const blob of container.list(prefix))
    sources.push({ ...blobSource(container, blob), location: blobUrl(url, blob.name) });
  return sources;
}

async function openContainer(
  url: URL,
  env: Readonly<Record<string, string | undefined>>,
): Promise<BackupContainer> {
  const { AzureBackupContainers } = load(
    '../../shared/adapters/azure-backup-containers',
  ) as typeof AzureContainers;
  if (isLoopback(url)) {
    const setting = env.BackupStorage ?? '';
    const emulatorConnectionString = setting === '' ? EMULATOR : setting;
    const hosts = { patterns: [], loopback: true };
    return new AzureBackupContainers({ hosts, emulatorConnectionString }).at(url.href);
  }
  const { DefaultAzureCredential } = await import('@azure/identity');
  // Whoever typed the URL chose the host, and the identity is theirs.
  const hosts = { patterns: [url.host], loopback: false };
  return new AzureBackupContainers({ hosts, credential: new DefaultAzureCredential() }).at(url.href);
}

/** @example blobUrl(new URL('https://a.blob.core.windows.net/sql'), 'a b/c#1.bak') // 'https://a.blob.core.windows.net/sql/a%20b/c%231.bak' */
function blobUrl(container: URL, name: string): string {
  const path = name.split('/').map(encodeURIComponent).join('/');
  return `${container.href.replace(/\/+$/, '')}/${path}`;
}

function blobSource(container: BackupContainer, blob: ListedBlob): BackupSource {
  return {
    path: blob.name,
    lastModified: blob.lastModified,
    read: async () =>
      blob.committed
        ? readBackupFile(container.open(blob), { fileName: blob.name })
        : {
            name: 'IncompleteBackup',
            message: `Cannot read blob "${blob.name}": it is still being uploaded, its blocks are not committed`,
          },
  };
}
