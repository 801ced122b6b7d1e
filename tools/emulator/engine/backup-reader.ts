/** The port through which the emulated engine sees storage. */
import type { BackupFileReading } from '../../../shared/core/backup-header';

/** A blob as listed. */
export interface BlobEntry {
  /** Whole blob name. */
  readonly name: string;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds, where storage tells. */
  readonly lastModified?: number;
}

/** What a look into a container gives. */
export type BlobListing =
  { readonly kind: 'listed'; readonly blobs: readonly BlobEntry[] } | { readonly kind: 'noContainer' };

/** Reads one storage account. */
export interface BackupReader {
  /**
   * Names of the containers.
   *
   * @throws {Error} When storage cannot be asked.
   */
  containers(): Promise<readonly string[]>;
  /**
   * Lists the committed blobs of one level: the container's root (folder ''), or a folder, without its sub-folders.
   *
   * @throws {Error} When storage cannot be asked.
   */
  list(container: string, folder: string): Promise<BlobListing>;
  /** Reads a blob's backup header. A blob that is no backup is a reading with an error, not a throw. */
  readHeader(container: string, blob: BlobEntry): Promise<BackupFileReading>;
}
