/** A file to inspect, wherever it lies. */
import type { BackupFileReading, HeaderError } from '../../shared/core/backup-header';

/** Opened and read only when its turn comes. */
export interface BackupSource {
  /** As it is shown: relative to the folder given, with `/`. */
  readonly path: string;
  /** Where RESTORE finds it: a whole path, or a URL without a query. */
  readonly location?: string;
  /** Of a blob: ISO 8601 UTC. */
  readonly lastModified?: string;
  /** A reading, or why the file cannot even be opened. */
  read(): Promise<BackupFileReading | HeaderError>;
}
