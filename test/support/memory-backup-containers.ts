/** Backup containers in memory, for tests: listings, ETags and ranges behave like storage; outages are scripted. */
import { readContainerUrl } from '../../shared/adapters/container-url';
import { isFolderMarker } from '../../shared/adapters/folder-marker';
import { isMarkedTailMetadata } from '../../shared/core/chain/tail';
import { containerOf } from '../../shared/core/migration/backup-place';
import type { EarlierVersion, EarlierVersions } from '../../shared/core/migration/earlier-versions';
import type { StorageReason } from '../../shared/core/migration/storage-trouble';
import {
  ContainerUnavailableError,
  type BackupContainer,
  type BackupContainers,
  type ListedBlob,
} from '../../shared/ports/backup-container';
import { RangeReadError, type RangeSource } from '../../shared/ports/range-source';

/** How a blob is put. */
export interface PutOptions {
  readonly metadata?: Readonly<Record<string, string>>;
  /** Default: now, in whole seconds as storage keeps it. */
  readonly lastModified?: Date;
}

interface MemoryBlob {
  readonly listed: ListedBlob;
  /** A directory of a hierarchical namespace: no blob of anybody's. */
  readonly isFolder: boolean;
  readonly content: Uint8Array;
}

/** One container, with what a test does to it. */
export class MemoryBackupContainer implements BackupContainer {
  private static version = 0;
  private readonly blobs = new Map<string, MemoryBlob>();
  private readonly past = new Map<string, readonly EarlierVersion[]>();
  private failures: { left: number; reason: StorageReason } = {
    left: 0,
    reason: 'unreachable',
  };

  /** The account keeps what is overwritten or removed, as one with versioning does; `denied`: and does not list it. */
  versioning: 'off' | 'on' | 'denied' = 'off';

  /** Uploads a blob, or overwrites it under a new ETag. */
  put(name: string, content: Uint8Array, options: PutOptions = {}): ListedBlob {
    MemoryBackupContainer.version += 1;
    const isFolder = isFolderMarker(content.length, options.metadata);
    return this.keep(content, isFolder, {
      name,
      etag: `"0x8D${MemoryBackupContainer.version.toString(16).toUpperCase().padStart(13, '0')}"`,
      size: content.length,
      lastModified: wholeSeconds(options.lastModified),
      markedTail: isMarkedTailMetadata(options.metadata),
      committed: true,
    });
  }

  /** Leaves blocks behind that are not committed: listed, without ETag, not readable. */
  putUncommitted(name: string, options: Pick<PutOptions, 'lastModified'> = {}): ListedBlob {
    MemoryBackupContainer.version += 1;
    return this.keep(new Uint8Array(), false, {
      name,
      etag: '',
      size: 0,
      lastModified: wholeSeconds(options.lastModified),
      markedTail: false,
      committed: false,
      upload: `upload ${MemoryBackupContainer.version}`,
    });
  }

  remove(name: string): void {
    this.keepPast(name);
    this.blobs.delete(name);
  }

  /** Makes the next `n` listings, look-ups and range reads fail. */
  failNext(n: number, reason: StorageReason = 'unreachable'): void {
    this.failures = { left: n, reason };
  }

  async *list(prefix: string): AsyncIterable<ListedBlob> {
    this.answer('list the backups');
    const names = [...this.blobs.keys()].filter((name) => name.startsWith(prefix)).sort();
    for (const name of names) {
      const blob = this.blobs.get(name);
      if (blob?.isFolder === false) yield blob.listed;
    }
  }

  async probe(): Promise<void> {
    this.answer('list the backups');
  }

  async find(name: string): Promise<ListedBlob | undefined> {
    this.answer(`look up blob "${name}"`);
    const blob = this.blobs.get(name);
    return blob?.isFolder === false ? blob.listed : undefined;
  }

  async earlierVersions(name: string): Promise<EarlierVersions> {
    try {
      this.answer(`list the versions of blob "${name}"`);
    } catch {
      return { kind: 'untold', reason: 'storage does not answer when asked for versions' };
    }
    switch (this.versioning) {
      case 'off':
        return { kind: 'told', versions: [] };
      case 'on':
        return { kind: 'told', versions: this.past.get(name) ?? [] };
      case 'denied':
        return { kind: 'untold', reason: 'storage does not allow this app to list the versions of blobs' };
    }
  }

  open(blob: ListedBlob): RangeSource {
    return { size: blob.size, read: async (offset, length) => this.read(blob, offset, length) };
  }

  private read(blob: ListedBlob, offset: number, length: number): Uint8Array {
    const fail = (code: RangeReadError['code'], reason: string, cause?: unknown): RangeReadError =>
      new RangeReadError(code, `Cannot read blob "${blob.name}": ${reason}`, { cause });
    try {
      this.answer(`read blob "${blob.name}"`);
    } catch (cause) {
      throw fail('ReadFailed', 'storage does not answer', cause);
    }
    const stored = this.blobs.get(blob.name);
    if (stored === undefined || !stored.listed.committed)
      throw fail('ReadFailed', 'storage answers 404 BlobNotFound');
    if (stored.listed.etag !== blob.etag) throw fail('ChangedWhileReading', 'it was overwritten meanwhile');
    return stored.content.slice(offset, offset + length);
  }

  private keepPast(name: string): void {
    const { listed } = this.blobs.get(name) ?? {};
    if (listed === undefined || !listed.committed || listed.size === 0) return;
    const { etag, size, lastModified } = listed;
    this.past.set(name, [...(this.past.get(name) ?? []), { etag, size, lastModified }]);
  }

  private keep(content: Uint8Array, isFolder: boolean, listed: ListedBlob): ListedBlob {
    this.keepPast(listed.name);
    this.blobs.set(listed.name, { listed, isFolder, content: content.slice() });
    return listed;
  }

  private answer(action: string): void {
    if (this.failures.left === 0) return;
    this.failures.left -= 1;
    throw new ContainerUnavailableError(action, this.failures.reason, {
      cause: new Error('scripted failure'),
    });
  }
}

/** Containers by URL. */
export class MemoryBackupContainers implements BackupContainers {
  private readonly containers = new Map<string, MemoryBackupContainer>();

  /** Creates the container, or gives the one that is there. */
  create(containerUrl: string): MemoryBackupContainer {
    const { href } = readContainerUrl(containerUrl);
    const container = this.containers.get(href) ?? new MemoryBackupContainer();
    this.containers.set(href, container);
    return container;
  }

  elsewhere(containerUrl: string): readonly string[] {
    const own = readContainerUrl(containerUrl).href;
    return [...this.containers.keys()].filter(
      (href) => href !== own && containerOf(href) === containerOf(own),
    );
  }

  /** A container never created answers `notFound`. @throws {ContainerUrlError} As the Azure adapter does. */
  at(containerUrl: string): BackupContainer {
    return this.containers.get(readContainerUrl(containerUrl).href) ?? missingContainer();
  }
}

function missingContainer(): MemoryBackupContainer {
  const container = new MemoryBackupContainer();
  container.failNext(Number.POSITIVE_INFINITY, 'notFound');
  return container;
}

function wholeSeconds(moment = new Date()): string {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000).toISOString();
}
