/** Sees backups through `@azure/storage-blob`, in Azurite or in a storage account. */
import { BlobServiceClient, RestError, type StoragePipelineOptions } from '@azure/storage-blob';
import { blobRangeSource } from '../../../shared/adapters/blob-range-source';
import { isFolderMarker } from '../../../shared/adapters/folder-marker';
import { readBackupFile } from '../../../shared/adapters/read-backup-file';
import type { BackupReader, BlobEntry } from './backup-reader';

/** Quick to give up: the next scan tries again. */
const PIPELINE: StoragePipelineOptions = {
  retryOptions: { maxTries: 2, tryTimeoutInMs: 10_000, retryDelayInMs: 100 },
};

/**
 * Opens the storage a connection string names.
 *
 * @throws {Error} When it is not a connection string.
 */
export function azureBackupReader(connectionString: string): BackupReader {
  const service = openService(connectionString);
  return {
    async containers() {
      const names: string[] = [];
      try {
        for await (const { name } of service.listContainers()) names.push(name);
      } catch (error) {
        throw new Error(`Cannot list the containers: ${reasonOf(error)}`, { cause: error });
      }
      return names;
    },
    async list(container, folder) {
      const prefix = folder === '' ? '' : `${folder}/`;
      const blobs: BlobEntry[] = [];
      try {
        for await (const item of service
          .getContainerClient(container)
          .listBlobsByHierarchy('/', { prefix, includeMetadata: true })) {
          if (item.kind === 'prefix') continue;
          const { etag, contentLength = 0, lastModified } = item.properties;
          if (isFolderMarker(contentLength, item.metadata)) continue;
          blobs.push({
            name: item.name,
            etag: quoted(etag),
            size: contentLength,
            lastModified: lastModified.getTime(),
          });
        }
      } catch (error) {
        if (error instanceof RestError && error.statusCode === 404) return { kind: 'noContainer' };
        throw new Error(`Cannot list container "${container}": ${reasonOf(error)}`, { cause: error });
      }
      return { kind: 'listed', blobs };
    },
    readHeader(container, blob) {
      return readBackupFile(
        blobRangeSource(service.getContainerClient(container).getBlobClient(blob.name), blob),
      );
    },
  };
}

function openService(connectionString: string): BlobServiceClient {
  try {
    return BlobServiceClient.fromConnectionString(connectionString, PIPELINE);
  } catch {
    // The cause may quote the account key.
    throw new Error(
      'Cannot open the storage: expected a connection string, for example UseDevelopmentStorage=true',
    );
  }
}

/** Listings give the ETag bare, conditions want it quoted. */
function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}

/** Status and code only: messages may quote URLs. */
function reasonOf(error: unknown): string {
  if (error instanceof RestError) return error.code ?? `storage answers ${String(error.statusCode)}`;
  return 'storage does not answer';
}
