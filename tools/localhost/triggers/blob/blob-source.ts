import { ContainerClient, RestError } from '@azure/storage-blob';
import type { Chaos } from '../../durable/chaos';
import { blobProperties } from './blob-properties';

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

const requestLimit = 15_000;

/** The container a blob trigger watches; its calls fail now and then as chaos will. */
export class BlobSource {
  private readonly container: ContainerClient;

  constructor(
    connectionString: string,
    name: string,
    readonly chaos: Chaos,
  ) {
    const retryOptions = { maxTries: 1, tryTimeoutInMs: requestLimit };
    this.container = new ContainerClient(connectionString, name, { retryOptions });
  }

  /** All blobs whose names begin with `prefix`; undefined when there is no such container. */
  list(prefix: string): Promise<ListedBlob[] | undefined> {
    return this.unless([404], async () => {
      const blobs: ListedBlob[] = [];
      for await (const { name, properties } of this.container.listBlobsFlat({ prefix }))
        blobs.push({ name, etag: properties.etag.replaceAll('"', '') });
      return blobs;
    });
  }

  /** The blob as listed, or undefined when it is gone or has been replaced since. */
  fetch({ name, etag }: ListedBlob, withContent: boolean): Promise<FetchedBlob | undefined> {
    const client = this.container.getBlobClient(name);
    const conditions = { ifMatch: `"${etag}"` };
    return this.unless([404, 412], async () => {
      const found = await client.getProperties({ conditions });
      const content = withContent ? await client.downloadToBuffer(0, undefined, { conditions }) : undefined;
      const url = client.url.replace(/\?.*/, '');
      return { url, content, properties: blobProperties(found), metadata: found.metadata ?? {} };
    });
  }

  /** What `call` gives, or undefined when storage answers with one of `statuses`. */
  private async unless<Result>(statuses: number[], call: () => Promise<Result>): Promise<Result | undefined> {
    if (this.chaos.storageFails()) throw new Error('connection reset by chaos');
    try {
      return await call();
    } catch (error) {
      if (error instanceof RestError && statuses.includes(error.statusCode ?? 0)) return undefined;
      throw error;
    }
  }
}
