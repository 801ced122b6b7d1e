/**
 * The blob trigger's input without the blob's content.
 *
 * With `sdkBinding` the host sends a reference instead of the bytes; without it the Node worker loads the whole blob
 * into memory (Azure/azure-functions-host issue 1361), which no backup survives.
 */
import { ResourceFactoryResolver } from '@azure/functions-extensions-base';
import { z } from 'zod';

/** Where the blob is. */
export interface BlobReference {
  readonly container: string;
  readonly name: string;
}

const SOURCE = 'AzureStorageBlobs';

const content = z.object({ ContainerName: z.string(), BlobName: z.string() });

/** Registers the factory that turns the host's reference into ours; call once, at start. */
export function registerBlobReferences(): void {
  const resolver = ResourceFactoryResolver.getInstance();
  if (!resolver.hasResourceFactory(SOURCE))
    resolver.registerResourceFactory(SOURCE, (data) => toReference(data));
}

function toReference(data: unknown): BlobReference {
  const first: unknown = Array.isArray(data) ? data[0] : data;
  const { content: bytes } = z.object({ content: z.instanceof(Uint8Array) }).parse(first);
  const { ContainerName, BlobName } = content.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  return { container: ContainerName, name: BlobName };
}
