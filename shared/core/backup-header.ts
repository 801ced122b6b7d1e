/**
 * What a SQL Server backup file says about itself: the result of the header reader.
 *
 * Field names follow RESTORE HEADERONLY, RESTORE FILELISTONLY and RESTORE LABELONLY (Microsoft Learn) in camel
 * case. `undefined` means unknown, `null` means known to be absent; neither is ever replaced by 0, false or "".
 */
import type { Lsn } from './lsn';

/** Kinds of backup set; `other` are file, partial and their differential forms, which no online migration takes. */
export type BackupType = 'full' | 'differential' | 'log' | 'other';

/** Recovery model of the database at the time of the backup. */
export type RecoveryModel = 'full' | 'bulk-logged' | 'simple';

/** Names of everything that can be wrong with a backup file. */
export type HeaderErrorName =
  | 'EmptyFile'
  | 'NotABackup'
  | 'UnknownFormat'
  | 'UnsupportedContainer'
  | 'CannotInspect'
  | 'IncompleteBackup'
  | 'CorruptHeader'
  | 'MissingFinalRecord'
  | 'UnknownBackupType'
  | 'LimitExceeded'
  | 'ChangedWhileReading'
  | 'ReadFailed';

/** Why a file could not be read completely: a name to branch on, a sentence, and where it was seen. */
export interface HeaderError {
  readonly name: HeaderErrorName;
  /** A sentence of the form `Cannot <verb> <object>: <reason>`. */
  readonly message: string;
  /** Byte offset in the file, where one can be named. */
  readonly offset?: number;
  /** Of `NotABackup`: whether a backup may be in the file all the same, as in an archive. */
  readonly mayHoldBackup?: boolean;
}

/** A database file as the backup set lists it (RESTORE FILELISTONLY). */
export interface BackedUpFile {
  readonly logicalName: string;
  readonly physicalName: string;
  /** D rows, L log, S FILESTREAM or memory-optimised; `?` for a type code never seen. */
  readonly type: 'D' | 'L' | 'S' | '?';
  readonly fileId: number;
  readonly fileGroupId: number;
  /** Bytes. */
  readonly size: bigint;
  readonly maxSize: bigint;
  readonly sourceBlockSize: number;
  readonly createLsn: Lsn;
  readonly differentialBaseLsn?: Lsn;
  readonly differentialBaseGuid?: string;
  /** UTC, ISO 8601 with milliseconds. */
  readonly differentialBaseTime?: string;
  /** Bytes; known only from the final record. */
  readonly backupSizeInBytes?: bigint;
}

/** Tail-log and other flag bits with how sure their meaning is: documented positions no sample has confirmed are `documented`. */
export interface HeaderFlag {
  readonly value: boolean;
  readonly confidence: 'verified' | 'documented' | 'guessed';
}

/** One backup set of a file (RESTORE HEADERONLY, one row). */
export interface BackupSetHeader {
  /** 1-based position within the file. */
  readonly position: number;
  /** `final` values come from the record after the data; `provisional` ones from the record before it, never to decide upon. */
  readonly origin: 'final' | 'provisional';
  readonly type: BackupType;
  /** RESTORE HEADERONLY's numeric code: 1 full, 2 log, 5 differential, 4, 6, 7, 8 others; undefined when the code is unknown. */
  readonly backupTypeId?: number;
  readonly backupSetGuid?: string;
  readonly backupName: string | null;
  readonly backupDescription: string | null;
  readonly userName: string | null;
  /** Local time of the source server, `YYYY-MM-DDThh:mm:ss`, or null. Never order backups by time. */
  readonly expirationDate: string | null;
  readonly backupStartDate?: string | null;
  readonly backupFinishDate?: string | null;
  readonly databaseCreationDate?: string | null;
  /** Offset of the source's clock, quarter hours east of UTC; undefined when the backup does not report it. */
  readonly timeZoneQuarterHours?: number;
  readonly machineName: string | null;
  /** Null when the source server has no name of its own. */
  readonly serverName: string | null;
  readonly databaseName: string;
  /** `major.minor.build`. */
  readonly softwareVersion: string;
  readonly databaseVersion: number;
  readonly compatibilityLevel: number;
  readonly sortOrder: number;
  readonly unicodeLocaleId: number;
  readonly unicodeComparisonStyle: number;
  /** Inclusive. */
  readonly firstLsn: Lsn;
  /** Exclusive: the LSN of the next log record after the set. */
  readonly lastLsn: Lsn;
  readonly checkpointLsn: Lsn;
  readonly databaseBackupLsn: Lsn;
  /** End of the last log backup before this set; 0 when there was none. */
  readonly lastLogBackupLsn: Lsn;
  /** BackupSetGUID of the full that `databaseBackupLsn` refers to. */
  readonly lastFullBackupSetGuid?: string;
  readonly differentialBaseLsn?: Lsn;
  readonly differentialBaseGuid?: string;
  readonly recoveryForkId?: string;
  /** The fork on which the set begins, where it differs from `recoveryForkId`. */
  readonly firstRecoveryForkId?: string;
  readonly forkPointLsn?: Lsn;
  readonly familyGuid?: string;
  readonly bindingId?: string;
  readonly recoveryModel: RecoveryModel;
  readonly hasBackupChecksums: boolean;
  readonly isDamaged: HeaderFlag;
  readonly isCopyOnly: HeaderFlag;
  readonly isSnapshot: HeaderFlag;
  readonly hasBulkLoggedData: HeaderFlag;
  readonly isReadOnly: HeaderFlag;
  readonly isSingleUser: HeaderFlag;
  /** Tail-log backup (documented flag 0x40). */
  readonly isTailLog: HeaderFlag;
  /** Taken WITH NORECOVERY, so the source is left restoring (documented flag 0x100). */
  readonly isForceOffline: HeaderFlag;
  readonly hasIncompleteMetadata: HeaderFlag;
  readonly beginsLogChain?: boolean;
  readonly passwordProtected: boolean;
  /** Flag bits with no known meaning, 0 when none. */
  readonly unknownFlagBits: number;
  /** Bytes. */
  readonly backupSize: bigint;
  readonly compressedBackupSize?: bigint;
  readonly filegroups: readonly { readonly id: number; readonly name: string }[];
  readonly files: readonly BackedUpFile[];
}

/** The media a file belongs to (RESTORE LABELONLY). */
export interface MediaHeader {
  readonly mediaSetGuid?: string;
  /** Stripes of the media set. */
  readonly familyCount?: number;
  /** 1-based number of this stripe. */
  readonly familySequenceNumber?: number;
  readonly mediaFamilyId: number;
  readonly mediaSequenceNumber: number;
  /** Bytes: 512, 4096 or 65536. */
  readonly filemarkBlock: number;
  readonly formatLogicalBlock: number;
  readonly mediaName: string | null;
  readonly mediaDescription: string | null;
  readonly mediaPasswordProtected: boolean;
  readonly softwareName: string | null;
  readonly softwareVendorId: number;
  /** Local time of the source server, or null. */
  readonly mediaDate: string | null;
}

/** Everything read from one file; `error` set means that not all of it could be read, and what could is still here. */
export interface BackupFileReading {
  /** Bytes. */
  readonly size: number;
  readonly container?: 'MTF' | 'MSSQLBAK';
  readonly compressed?: boolean;
  /** True when the closing filemark is there; false when it is not; undefined when that could not be looked for. */
  readonly complete?: boolean;
  readonly media?: MediaHeader;
  readonly sets: readonly BackupSetHeader[];
  readonly warnings: readonly string[];
  readonly error?: HeaderError;
  /** What it cost: range reads and bytes asked for. */
  readonly cost: { readonly reads: number; readonly bytes: number };
}

/** A request of the header walk: that many bytes from that offset (fewer only at the end of the file). */
export interface RangeRequest {
  readonly offset: number;
  readonly length: number;
}
