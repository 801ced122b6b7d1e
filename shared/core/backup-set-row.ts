/**
 * The chain's input: one row for each backup set that a file holds.
 *
 * Rows come from the header reader, from the ledger or from exported RESTORE HEADERONLY rows; the chain treats
 * them alike. `undefined` is unknown and never counts as false or zero.
 */
import type { BackupType, RecoveryModel } from './backup-header';
import type { Lsn } from './lsn';

/** A backup set as seen in one file (one stripe of it, when striped). */
export interface BackupSetRow {
  /** Blob name or path; unique together with `position`. */
  readonly file: string;
  /** 1-based position of the set within the file. */
  readonly position: number;
  readonly type: BackupType;
  readonly backupSetGuid?: string;
  readonly mediaSetGuid?: string;
  /** Stripes of the media set; undefined counts as one, unverified. */
  readonly familyCount?: number;
  readonly familySequenceNumber?: number;
  /** Server that wrote the backup, as its header names it; an availability group has several. */
  readonly serverName?: string;
  readonly databaseName?: string;
  readonly familyGuid?: string;
  readonly firstLsn: Lsn;
  readonly lastLsn: Lsn;
  readonly checkpointLsn?: Lsn;
  readonly databaseBackupLsn?: Lsn;
  readonly differentialBaseLsn?: Lsn;
  readonly differentialBaseGuid?: string;
  readonly recoveryForkId?: string;
  readonly firstRecoveryForkId?: string;
  readonly forkPointLsn?: Lsn;
  readonly recoveryModel?: RecoveryModel;
  readonly hasBackupChecksums?: boolean;
  readonly isCopyOnly?: boolean;
  readonly isDamaged?: boolean;
  readonly isSnapshot?: boolean;
  readonly hasBulkLoggedData?: boolean;
  readonly beginsLogChain?: boolean;
  /** Header flag 0x40, documented meaning, never confirmed by a sample. */
  readonly isTailLog?: boolean;
  /** Header flag 0x100, documented meaning, never confirmed by a sample. */
  readonly isForceOffline?: boolean;
  readonly hasIncompleteMetadata?: boolean;
  /** Backup encryption, or a database under TDE: the target needs the certificate. */
  readonly isEncrypted?: boolean;
  /** Local time of the source; shown to people, never used for ordering. */
  readonly startedAt?: string;
  readonly finishedAt?: string;
}
