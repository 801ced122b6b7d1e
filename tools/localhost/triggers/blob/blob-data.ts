import type { FunctionDefinition } from '../../registered/function-definition';
import { textData, type TypedData } from '../../wire/typed-data';
import type { FetchedBlob } from './blob-source';
import { connectionName } from './storage-connection';

/** Whether the function wants a reference to the blob instead of its content. */
export function wantsReference({ trigger }: FunctionDefinition): boolean {
  return trigger['sdkBinding'] === true;
}

/** The trigger's value: the content, or with `sdkBinding` a reference (functions-host facts, blob trigger). */
export function blobInput(
  definition: FunctionDefinition,
  container: string,
  name: string,
  { content }: FetchedBlob,
): TypedData {
  if (content !== undefined) return { bytes: content };
  const reference = { Connection: connectionName(definition), ContainerName: container, BlobName: name };
  return {
    modelBindingData: {
      version: '1.0',
      source: 'AzureStorageBlobs',
      contentType: 'application/json',
      content: Buffer.from(JSON.stringify(reference)),
    },
  };
}

/** What `context.triggerMetadata` holds of the blob at `path`; the library turns first letters to lower case. */
export function blobMetadata(
  path: string,
  parameters: Record<string, string>,
  { url, properties, metadata }: FetchedBlob,
): Record<string, TypedData> {
  return {
    BlobTrigger: { string: path },
    Uri: { json: JSON.stringify(url) },
    Properties: { json: JSON.stringify(properties) },
    Metadata: { json: JSON.stringify(metadata) },
    ...textData(parameters),
  };
}
