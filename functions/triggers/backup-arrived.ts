/** A blob arrived: ingest it and wake its migration's watch. An event is a hint; the ledger decides what is new. */
import type { InvocationContext } from '@azure/functions';
import { ResourceFactoryResolver } from '@azure/functions-extensions-base';
import type { DurableClient } from 'durable-functions';
import { z } from 'zod';
import type { BackupRecord } from '../../shared/core/migration/backup-record';
import { eventLine } from '../../shared/core/migration/events';
import { type Capabilities, nowIso } from '../../shared/use-cases/capabilities';
import { ingestByName } from '../../shared/use-cases/ingest/ingest-blob';
import type { BlobLocation, RegistrationFinder } from '../../shared/use-cases/register/find-by-location';
import { nudge } from '../watch-starter';

const blobReference = z.object({ container: z.string(), name: z.string() });
const eventData = z.object({ url: z.url() });

/** Ingests the blob at a location; blobs of no migration are none of ours. */
export type Ingest = (
  location: BlobLocation,
  client: DurableClient,
  context: InvocationContext,
) => Promise<void>;

/** Makes the common part of both triggers. */
export function makeIngest(caps: Capabilities, finder: RegistrationFinder): Ingest {
  return async (location, client, context) => {
    const registrations = await finder.find(location);
    if (registrations.length === 0)
      context.info(`${location.name}: not in the location of a registered migration`);
    for (const registration of registrations) {
      if ((await caps.ledger.control(registration.id))?.value.ended) continue;
      const outcome = await ingestByName(caps, registration, location.name, 'event');
      if (outcome.kind !== 'recorded') context.info(`${location.name}: ${outcome.kind}`);
      else if (outcome.outcome === 'unchanged') context.info(`${location.name}: unchanged`);
      else {
        tellArrival(caps, registration.id, outcome.record);
        await nudge(client, registration.id);
      }
    }
  };
}

function tellArrival({ events, clock }: Capabilities, migration: string, record: BackupRecord): void {
  const text = `${record.name} arrived: ${record.state}`;
  events.write(eventLine({ event: 'arrived', migration, at: nowIso(clock), by: 'ingest', found: 1, text }));
}

/** The blob trigger's handler; `accountUrl` is the blob service that the trigger's connection names. */
export function makeBackupArrived(takeIn: Ingest, accountUrl: string) {
  return async (input: unknown, client: DurableClient, context: InvocationContext): Promise<void> => {
    const { container, name }: BlobReference = blobReference.parse(input);
    await takeIn({ containerUrl: `${accountUrl.replace(/\/$/, '')}/${container}`, name }, client, context);
  };
}

/** The Event Grid handler for `Microsoft.Storage.BlobCreated`: containers and accounts beside the setting's. */
export function makeBlobCreated(takeIn: Ingest) {
  return async (input: unknown, client: DurableClient, context: InvocationContext): Promise<void> => {
    const event = z.object({ eventType: z.string().optional(), data: eventData }).safeParse(input);
    if (!event.success) {
      context.warn(
        'An Event Grid event without a blob URL was ignored; is the subscription for Microsoft.Storage.BlobCreated?',
      );
      return;
    }
    const location = toLocation(new URL(event.data.data.url));
    if (location === undefined) context.warn('An Event Grid event whose blob URL cannot be read was ignored');
    else await takeIn(location, client, context);
  };
}

/** Splits a blob's URL; emulators carry the account in the path. Undefined when its escapes are broken: the sweep finds the blob. */
function toLocation(url: URL): BlobLocation | undefined {
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const own = url.hostname === '127.0.0.1' || url.hostname === 'localhost' ? 2 : 1;
  try {
    const name = parts.slice(own).map(decodeURIComponent).join('/');
    return { containerUrl: `${url.origin}/${parts.slice(0, own).join('/')}`, name };
  } catch {
    return undefined;
  }
}

/** Where the blob is. */
interface BlobReference {
  readonly container: string;
  readonly name: string;
}

const SOURCE = 'AzureStorageBlobs';

const content = z.object({ ContainerName: z.string(), BlobName: z.string() });

/**
 * Registers the factory that turns the host's reference into ours; call once, at start.
 *
 * With `sdkBinding` the host sends a reference instead of the bytes; without it the Node worker loads the whole blob
 * into memory (Azure/azure-functions-host issue 1361), which no backup survives.
 */
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
