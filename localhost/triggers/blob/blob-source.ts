import { type BlobItem, ContainerClient } from '@azure/storage-blob';

/** One version of a blob, as listed. */
export interface ListedBlob {
  name: string;
  etag: string;
}

/** A blob's content (where asked for) and what Azure tells about it. */
export interface FetchedBlob {
  url: string;
  content: Buffer | undefined;
  properties: Record<string, unknown>;
  metadata: Record<string, string>;
}

/** The container a blob trigger watches. */
export interface BlobSource {
  /** All blobs whose names begin with `prefix`; undefined when there is no such container. */
  list(prefix: string): Promise<ListedBlob[] | undefined>;
  /** The blob as listed, or undefined when it is gone or has been replaced since. */
  fetch(blob: ListedBlob, withContent: boolean): Promise<FetchedBlob | undefined>;
  /** The version there is now, or undefined when there is none. */
  find(name: string): Promise<ListedBlob | undefined>;
}

const requestLimit = 15_000;

/** The container `name` in the storage account of a connection string. */
export function openBlobSource(connectionString: string, name: string): BlobSource {
  const container = new ContainerClient(connectionString, name, {
    retryOptions: { maxTries: 1, tryTimeoutInMs: requestLimit },
  });
  return {
    async list(prefix) {
      const blobs: ListedBlob[] = [];
      try {
        for await (const item of container.listBlobsFlat({ prefix })) blobs.push(listed(item));
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
      return blobs;
    },
    async fetch(blob, withContent) {
      const client = container.getBlobClient(blob.name);
      const conditions = { ifMatch: quoted(blob.etag) };
      try {
        const found = await client.getProperties({ conditions });
        const content = withContent ? await client.downloadToBuffer(0, undefined, { conditions }) : undefined;
        return {
          url: client.url.split('?', 1)[0] ?? client.url,
          content,
          properties: knownProperties(found),
          metadata: found.metadata ?? {},
        };
      } catch (error) {
        const status = statusOf(error);
        if (status === 404 || status === 412) return undefined;
        throw error;
      }
    },
    async find(blobName) {
      const blobs = (await this.list(blobName)) ?? [];
      return blobs.find((blob) => blob.name === blobName);
    },
  };
}

function listed({ name, properties }: BlobItem): ListedBlob {
  return { name, etag: properties.etag.replaceAll('"', '') };
}

function quoted(etag: string): string {
  return `"${etag}"`;
}

function statusOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
}

function knownProperties(all: {
  etag?: string;
  lastModified?: Date;
  createdOn?: Date;
  contentLength?: number;
  contentType?: string;
  contentEncoding?: string;
  contentMD5?: Uint8Array;
  blobType?: string;
}): Record<string, unknown> {
  return {
    ETag: all.etag,
    LastModified: all.lastModified,
    CreatedOn: all.createdOn,
    ContentLength: all.contentLength,
    ContentType: all.contentType,
    ContentEncoding: all.contentEncoding,
    ContentHash: all.contentMD5 === undefined ? undefined : Buffer.from(all.contentMD5).toString('base64'),
    BlobType: all.blobType,
  };
}
