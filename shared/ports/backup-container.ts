/** The blob container that backups land in. Every implementation passes `test/contracts/backup-container.contract.ts`. */
import type { EarlierVersions } from '../core/migration/earlier-versions';
import { type StorageReason, describeStorageReason } from '../core/migration/storage-trouble';
import type { RangeSource } from './range-source';

/** A blob as a listing shows it. */
export interface ListedBlob {
  readonly name: string;
  /** Empty for an uncommitted blob. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601 UTC. */
  readonly lastModified: string;
  /** True when the metadata say `tail=true`. */
  readonly markedTail: boolean;
  /** False while blocks are uploaded but not committed: the content cannot be read yet. */
  readonly committed: boolean;
  /**
   * Of an uncommitted blob: which upload it is, by the blocks that have arrived and since when; opaque. Another text
   * means that somebody uploads under this name again, or goes on.
   */
  readonly upload?: string;
}

/** What else is known of a failure. */
export interface UnavailableOptions {
  readonly cause?: unknown;
  readonly serviceCode?: string;
  /** Says more than the reason does. */
  readonly text?: string;
}

/** Storage could not be asked. */
export class ContainerUnavailableError extends Error {
  readonly code: string = 'ContainerUnavailable';
  /** The storage service's own error code. */
  readonly serviceCode: string | undefined;
  constructor(
    action: string,
    readonly reason: StorageReason,
    options: UnavailableOptions = {},
  ) {
    super(`Cannot ${action}: ${options.text ?? describeStorageReason(reason)}`, options);
    this.serviceCode = options.serviceCode;
    this.name = 'ContainerUnavailableError';
  }
}

/** The container of one migration. */
export interface BackupContainer {
  /**
   * Lists all blobs below the prefix, uncommitted ones included, strongly consistent. Directories of a hierarchical
   * namespace are no blobs. @throws {ContainerUnavailableError}
   */
  list(prefix: string): AsyncIterable<ListedBlob>;
  /** Asks for as little as storage answers, and at most ten seconds: whether `list` would work now. @throws {ContainerUnavailableError} */
  probe(prefix: string): Promise<void>;
  /** Looks one blob up; undefined when it is gone. @throws {ContainerUnavailableError} */
  find(name: string): Promise<ListedBlob | undefined>;
  /**
   * Earlier states of one blob that storage still keeps: versions, and what soft delete kept of overwritten ones. Other
   * states than the one there now only. Never throws: what cannot be told is a value.
   */
  earlierVersions(name: string): Promise<EarlierVersions>;
  /** Opens a version of a blob for range reads; every read is conditional on its ETag. */
  open(blob: ListedBlob): RangeSource;
}

/** Opens the container behind a URL. */
export interface BackupContainers {
  /** @throws {ContainerUnavailableError} Before any request: `notAllowed` when the deployment does not list the account, `urlRefused`. */
  at(containerUrl: string): BackupContainer;
  /** URLs of the container of the same name in the other accounts that the deployment lists by name. */
  elsewhere(containerUrl: string): readonly string[];
}
