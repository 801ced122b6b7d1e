/** What `inspect` found: files, and the chain of each database among them. */
import type { BackupFileReading, HeaderError } from '../../shared/core/backup-header';
import { assessChain } from '../../shared/core/chain/assess-chain';
import type { BackupSetRow } from '../../shared/core/chain/backup-set';
import type { ChainEngine } from '../../shared/core/chain/collect-sets';
import { groupByDatabase } from '../../shared/core/chain/databases';
import type { ChainVerdict } from '../../shared/core/chain/verdict';
import { EXIT_ERROR, EXIT_NOT_READY, EXIT_OK } from '../exit-codes';

/** One file. */
export interface InspectedFile {
  /** Relative to the folder given, with `/`; of a container the blob's name. */
  readonly path: string;
  /** Absent when the file could not be opened, or when its header was exported by someone else. */
  readonly reading?: BackupFileReading;
  readonly error?: HeaderError;
  /** What enters the chain; nothing of a file with an error. */
  readonly rows: readonly BackupSetRow[];
}

/** One database and its chain. */
export interface InspectedDatabase {
  readonly databaseName?: string;
  readonly familyGuid?: string;
  readonly verdict: ChainVerdict;
}

/** The whole result. */
export interface Inspection {
  readonly files: readonly InspectedFile[];
  readonly databases: readonly InspectedDatabase[];
}

/**
 * Assesses each database among the files, in order of names.
 *
 * @param engine judges as this engine would: it restores only the first set of a file; without one, all of them count
 */
export function inspect(files: readonly InspectedFile[], engine?: ChainEngine): Inspection {
  const databases = groupByDatabase(files.flatMap((file) => file.rows))
    .map(({ databaseName, familyGuid, rows }) => ({
      databaseName,
      familyGuid,
      verdict: assessChain(rows, { engine }),
    }))
    .sort((a, b) => compareTexts(labelOf(a), labelOf(b)));
  return { files, databases };
}

/**
 * How the command ends: 0 when every chain is complete, 2 when one is not or a backup file cannot be read, 1 when there
 * is no backup at all. A file that certainly is no backup decides nothing.
 */
export function exitCodeOf({ files, databases }: Inspection): number {
  const backups = files.filter((file) => !isNoBackup(file));
  if (backups.length === 0) return EXIT_ERROR;
  const whole = databases.every(({ verdict }) => verdict.status === 'complete');
  return whole && backups.every(({ error }) => error === undefined) ? EXIT_OK : EXIT_NOT_READY;
}

/** True for a file that certainly is no backup. */
export function isNoBackup({ error }: InspectedFile): boolean {
  return error?.name === 'NotABackup' && error.mayHoldBackup !== true;
}

/** Orders texts by code units, whatever the machine's language. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function labelOf({ databaseName, familyGuid, verdict }: InspectedDatabase): string {
  return [databaseName?.toLowerCase() ?? '~', verdict.files[0]?.file ?? '', familyGuid ?? ''].join('\u0000');
}
