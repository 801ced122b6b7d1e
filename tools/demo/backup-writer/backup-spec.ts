/** What to write into a backup file: the fields of RESTORE HEADERONLY and FILELISTONLY that matter to a chain. */
import type { Lsn } from '../../../shared/core/lsn';

/** The media of a file. Stripes of one set share `mediaSetGuid` and differ in `familySequenceNumber`. */
export interface MediaSpec {
  readonly mediaSetGuid: string;
  /** Stripes; default 1. */
  readonly familyCount?: number;
  /** 1-based; default 1. */
  readonly familySequenceNumber?: number;
  readonly mediaFamilyId?: number;
  readonly mediaName?: string;
  readonly mediaDescription?: string;
  /** Marks the media as protected with a password. */
  readonly passwordProtected?: boolean;
  /** Local time of the source, `YYYY-MM-DDThh:mm:ss`. */
  readonly mediaDate?: string;
  /** BLOCKSIZE: 512 (default), 4096 or 65536 bytes. */
  readonly filemarkBlock?: number;
}

/** A database file as the set lists it. */
export interface FileSpec {
  readonly logicalName: string;
  readonly physicalName: string;
  /** D rows, L log, S FILESTREAM. */
  readonly type: 'D' | 'L' | 'S';
  readonly fileId: number;
  /** 0 for a log file. */
  readonly fileGroupId: number;
  /** Bytes. */
  readonly size: bigint;
}

/** The three LSNs that differ before and after the data of a full or differential from SQL Server 2019 on. */
export interface LsnSpec {
  readonly firstLsn: Lsn;
  readonly lastLsn: Lsn;
  readonly checkpointLsn: Lsn;
}

/** A backup set. */
export interface BackupSetSpec extends LsnSpec {
  readonly type: 'full' | 'differential' | 'log';
  /** Writes another type code, such as P for a partial backup. */
  readonly typeCode?: string;
  readonly databaseName: string;
  readonly backupSetGuid: string;
  readonly familyGuid: string;
  readonly recoveryForkId: string;
  /** The values before the data, where they differ from the final ones. */
  readonly provisional?: LsnSpec;
  readonly databaseBackupLsn: Lsn;
  readonly lastFullBackupSetGuid?: string;
  readonly lastLogBackupLsn?: Lsn;
  readonly logChainStartLsn?: Lsn;
  /** Base of a differential; for a copy-only full the base that stays in force. */
  readonly differentialBase?: { readonly lsn: Lsn; readonly guid: string };
  readonly forkPoint?: { readonly lsn: Lsn; readonly leftForkId: string };
  readonly recoveryModel?: 'full' | 'bulk-logged' | 'simple';
  /** WITH CHECKSUM; default true. */
  readonly checksums?: boolean;
  readonly copyOnly?: boolean;
  /** Tail of the log, WITH NORECOVERY; documented flags that no real sample has confirmed. */
  readonly tail?: boolean;
  readonly damaged?: boolean;
  readonly bulkLogged?: boolean;
  /** Flag bits to set in addition. */
  readonly extraFlags?: number;
  /** Local times of the source, `YYYY-MM-DDThh:mm:ss`. */
  readonly startDate: string;
  readonly finishDate: string;
  readonly databaseCreationDate?: string;
  readonly expirationDate?: string;
  /** Quarter hours east of UTC; default 0. */
  readonly timeZoneQuarterHours?: number;
  readonly backupName?: string;
  readonly backupDescription?: string;
  readonly userName?: string;
  readonly machineName?: string;
  readonly serverName?: string;
  readonly passwordProtected?: boolean;
  /** `major.minor.build`; default SQL Server 2022. */
  readonly softwareVersion?: string;
  readonly databaseVersion?: number;
  readonly compatibilityLevel?: number;
  /** Default: one rows file and one log file named after the database. */
  readonly files?: readonly FileSpec[];
  /** Bytes of invented data between the two records; default 4096. */
  readonly dataBytes?: number;
}

/** WITH COMPRESSION, as SQL Server 2014 and later write it. */
export interface CompressionSpec {
  /** Bytes that move the end of the data, and with it the gap before the filemark; default 0. */
  readonly slackBytes?: number;
  /** False leaves out the index that SQL Server writes before the filemark. */
  readonly index?: boolean;
}

/** A backup file: its media and the sets appended to it. */
export interface BackupSpec {
  readonly media: MediaSpec;
  readonly sets: readonly BackupSetSpec[];
  /** Default: not compressed. */
  readonly compression?: CompressionSpec;
}
