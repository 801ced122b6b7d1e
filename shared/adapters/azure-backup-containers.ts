/** Backup containers of Azure Blob Storage, or of its emulator on this machine. */
import { createHash } from 'node:crypto';
import type { TokenCredential } from '@azure/core-auth';
import { BlobServiceClient, ContainerClient, type StoragePipelineOptions } from '@azure/storage-blob';
import { isMarkedTailMetadata } from '../core/chain/tail';
import { isLoopback } from '../core/loopback';
import { type BackupHosts, isAllowedHost } from '../core/migration/backup-hosts';
import { accountOf, containerOf } from '../core/migration/backup-place';
import type { EarlierVersions } from '../core/migration/earlier-versions';
import {
  ContainerUnavailableError,
  type BackupContainer,
  type BackupContainers,
  type ListedBlob,
} from '../ports/backup-container';
import { RangeReadError, type RangeSource } from '../ports/range-source';
import { BlobLister } from './blob-lister';
import { blobRangeSource } from './blob-range-source';
import { earlierVersionsOf } from './blob-versions';
import { ContainerUrlError, readContainerUrl } from './container-url';
import { isFolderMarker } from './folder-marker';
import type { PageBlob } from './list-page';
import { storageFault, storageReason } from './storage-fault';

/** Who asks storage: the app's identity in Azure, the emulator's shared key on this machine. */
export interface ContainerAccess {
  /** Nothing is sent to any other host. */
  readonly hosts: BackupHosts;
  readonly credential?: TokenCredential;
  /** Used for loopback URLs only; `UseDevelopmentStorage=true` or a full one. */
  readonly emulatorConnectionString?: string;
  /** Storage's page size is 5,000 (Microsoft Learn, "List Blobs"); smaller ones are for tests. */
  readonly pageSize?: number;
  readonly retry?: StoragePipelineOptions['retryOptions'];
}

/** Five tries within about six seconds: a sweep comes again, an engine poll must not hang. */
const DEFAULT_RETRY: StoragePipelineOptions['retryOptions'] = {
  maxTries: 5,
  retryDelayInMs: 200,
  maxRetryDelayInMs: 4_000,
};
const CALL_MS = 60_000;
const PROBE_MS = 10_000;
const PAGE_SIZE = 5_000;

/** Opens containers by URL. */
export class AzureBackupContainers implements BackupContainers {
  constructor(private readonly access: ContainerAccess) {}

  /**
   * @throws {ContainerUrlError} When the URL is refused or there is no credential for it.
   * @throws {ContainerUnavailableError} `notAllowed` when its host is not one of the access.
   */
  at(containerUrl: string): BackupContainer {
    const url = readContainerUrl(containerUrl);
    if (!isAllowedHost(url.href, this.access.hosts))
      throw new ContainerUnavailableError(`open a container of "${url.host}"`, 'notAllowed');
    const options = { retryOptions: this.access.retry ?? DEFAULT_RETRY };
    const credential = this.credentialFor(url);
    const client = new ContainerClient(url.href, credential, options);
    const lister = new BlobLister(url.href, credential, options.retryOptions);
    return new AzureBackupContainer(client, lister, this.access.pageSize ?? PAGE_SIZE);
  }

  elsewhere(containerUrl: string): readonly string[] {
    const { host } = new URL(containerUrl);
    const named = this.access.hosts.patterns.filter((pattern) => !pattern.includes('*') && pattern !== host);
    return named.map((other) => `https://${other}/${containerOf(containerUrl)}`);
  }

  /** A token goes over https only; the shared key never leaves this machine. */
  private credentialFor(url: URL): TokenCredential | BlobServiceClient['credential'] {
    const { credential, emulatorConnectionString } = this.access;
    if (isLoopback(url) && emulatorConnectionString !== undefined)
      return emulatorCredential(emulatorConnectionString);
    if (url.protocol === 'https:' && credential !== undefined) return credential;
    throw new ContainerUrlError(`there is no credential for "${url.host}"`);
  }
}

class AzureBackupContainer implements BackupContainer {
  /** For messages. */
  private readonly place: string;

  constructor(
    private readonly client: ContainerClient,
    private readonly lister: BlobLister,
    private readonly maxPageSize: number,
  ) {
    this.place = `container "${client.containerName}" of storage account "${accountOf(client.url)}"`;
  }

  async *list(prefix: string): AsyncIterable<ListedBlob> {
    const action = `list the backups below "${prefix}" of ${this.place}`;
    const pages = this.lister.pages({ prefix, maxPageSize: this.maxPageSize, pageTimeoutMs: CALL_MS });
    const iterator = pages[Symbol.asyncIterator]();
    for (;;) {
      const page = await this.ask(action, () => iterator.next());
      if (page.done === true) return;
      for (const shown of page.value.blobs) {
        const blob = shown.size > 0 ? committedBlob(shown) : await this.ask(action, () => this.empty(shown));
        if (blob !== undefined) yield blob;
      }
    }
  }

  async probe(prefix: string): Promise<void> {
    await this.ask(`list the backups below "${prefix}" of ${this.place}`, async () => {
      const pages = this.lister.pages({ prefix, maxPageSize: 1, pageTimeoutMs: PROBE_MS });
      await pages[Symbol.asyncIterator]().next();
    });
  }

  async find(name: string): Promise<ListedBlob | undefined> {
    return this.ask(`look up blob "${name}" of ${this.place}`, async () => {
      const committed = await this.committed(name);
      if (committed !== undefined) return committed;
      const shown = await this.first(name);
      if (shown?.name !== name) return undefined;
      return shown.size > 0 ? committedBlob(shown) : this.empty(shown);
    });
  }

  earlierVersions(name: string): Promise<EarlierVersions> {
    return earlierVersionsOf(this.client, name);
  }

  open(blob: ListedBlob): RangeSource {
    const source = blobRangeSource(this.client.getBlobClient(blob.name), blob);
    const read = (offset: number, length: number): Promise<Uint8Array> =>
      source.read(offset, length).catch((error: unknown) => {
        throw withSafeCause(error);
      });
    return { size: source.size, read };
  }

  /** The first page that a name leads to: the name itself sorts first among the names that begin with it. */
  private async first(name: string): Promise<PageBlob | undefined> {
    const pages = this.lister.pages({ prefix: name, maxPageSize: 1, pageTimeoutMs: CALL_MS });
    for await (const { blobs } of pages) return blobs[0];
    return undefined;
  }

  /**
   * A listing does not say what is uncommitted, only that it is empty: storage is asked again for these. Undefined for a
   * directory, and for what has gone meanwhile.
   */
  private async empty(shown: PageBlob): Promise<ListedBlob | undefined> {
    if (isFolderMarker(shown.size, shown.metadata)) return undefined;
    const { name, lastModified } = shown;
    const committed = await this.committed(name);
    if (committed !== undefined) return committed;
    const upload = await this.uploadOf(name, lastModified);
    return upload === undefined
      ? undefined
      : { name, lastModified, etag: '', size: 0, markedTail: false, committed: false, upload };
  }

  /** What tells this upload from another of the name; undefined when it has gone meanwhile. */
  private async uploadOf(name: string, lastModified: string): Promise<string | undefined> {
    try {
      const { uncommittedBlocks = [] } = await this.client
        .getBlockBlobClient(name)
        .getBlockList('uncommitted', { abortSignal: AbortSignal.timeout(CALL_MS) });
      const blocks = uncommittedBlocks.map((block) => `${block.name} ${String(block.size)}`);
      const digest = createHash('sha256').update(blocks.join('\n')).digest('hex').slice(0, 32);
      return `${lastModified} ${String(blocks.length)} ${digest}`;
    } catch (error) {
      const fault = storageFault(error);
      if (fault.statusCode === 404 && fault.code !== 'ContainerNotFound') return undefined;
      throw fault;
    }
  }

  /** The committed version; undefined when there is none, or it is a directory. A missing container is an error. */
  private async committed(name: string): Promise<ListedBlob | undefined> {
    try {
      const found = await this.client
        .getBlobClient(name)
        .getProperties({ abortSignal: AbortSignal.timeout(CALL_MS) });
      if (isFolderMarker(found.contentLength ?? 0, found.metadata)) return undefined;
      return {
        name,
        etag: quoted(found.etag ?? ''),
        size: found.contentLength ?? 0,
        lastModified: (found.lastModified ?? new Date(0)).toISOString(),
        markedTail: isMarkedTailMetadata(found.metadata),
        committed: true,
      };
    } catch (error) {
      const fault = storageFault(error);
      if (fault.statusCode === 404 && fault.code !== 'ContainerNotFound') return undefined;
      throw fault;
    }
  }

  private async ask<T>(action: string, question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      const fault = storageFault(error);
      throw new ContainerUnavailableError(action, storageReason(fault), {
        cause: fault,
        ...(fault.reason === 'answered' && { serviceCode: fault.code }),
      });
    }
  }
}

function committedBlob({ name, etag, size, lastModified, metadata }: PageBlob): ListedBlob {
  return {
    name,
    etag: quoted(etag),
    size,
    lastModified,
    markedTail: isMarkedTailMetadata(metadata),
    committed: true,
  };
}

/** The client's error holds the request with its credentials; only what it says is kept. */
function withSafeCause(error: unknown): unknown {
  if (!(error instanceof RangeReadError)) return error;
  return new RangeReadError(error.code, error.message, { cause: storageFault(error.cause) });
}

/** Listings show ETags bare, headers quoted: one form, the quoted one of If-Match, is used everywhere. */
function quoted(etag: string): string {
  return `"${etag.replace(/^W\//, '').replace(/"/g, '')}"`;
}

function emulatorCredential(connectionString: string): BlobServiceClient['credential'] {
  try {
    return BlobServiceClient.fromConnectionString(connectionString).credential;
  } catch {
    throw new ContainerUrlError('the storage connection string cannot be used; check the setting');
  }
}
