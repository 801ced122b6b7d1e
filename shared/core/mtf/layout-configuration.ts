/**
 * Where each field of the configuration records lies (stream MQCI of the blocks MSCI and MSLS): offsets in
 * hexadecimal, from the start of the record.
 *
 * Names follow RESTORE HEADERONLY and RESTORE FILELISTONLY (Microsoft Learn); positions were measured on 192 backup
 * sets of SQL Server 2005 to 2025. Unless a field says otherwise its meaning was confirmed by independent
 * cross-checks inside and between files.
 */
import type { Layout } from './fields';

/** Bytes of a record's tag and size. */
export const RECORD_HEADER_SIZE = 8;

/** Every record starts so. */
export const RECORD_HEADER = {
  /** SCIN backup set, SFGI filegroup, SFIN database file. */
  tag: { at: 0, kind: 'tag' },
  /** Bytes, these eight included. */
  size: { at: 4, kind: 'u32' },
} as const satisfies Layout;

/** SCIN, the backup set. */
export const SET_RECORD = {
  /** See `flags.ts`. */
  flags: { at: 0x08, kind: 'u32' },
  softwareBuild: { at: 0x18, kind: 'u16' },
  softwareMinor: { at: 0x1a, kind: 'u8' },
  softwareMajor: { at: 0x1b, kind: 'u8' },
  firstLsn: { at: 0x20, kind: 'lsn' },
  lastLsn: { at: 0x2a, kind: 'lsn' },
  checkpointLsn: { at: 0x34, kind: 'lsn' },
  databaseBackupLsn: { at: 0x3e, kind: 'lsn' },
  databaseCreationDate: { at: 0x48, kind: 'date' },
  backupStartDate: { at: 0x4d, kind: 'date' },
  /** Zero in the record before the data. */
  backupFinishDate: { at: 0x52, kind: 'date' },
  /** msdb's code: D, L, I seen; F, G, P, Q expected. */
  type: { at: 0x57, kind: 'char' },
  sortOrder: { at: 0x58, kind: 'u8' },
  compatibilityLevel: { at: 0x5b, kind: 'u8' },
  databaseId: { at: 0x5c, kind: 'u16' },
  databaseVersion: { at: 0x5e, kind: 'u16' },
  /** Uncompressed bytes of the whole set; final only in the record after the data. */
  backupSize: { at: 0x60, kind: 'u64' },
  databaseName: { at: 0x68, kind: 'text' },
  serverName: { at: 0x6c, kind: 'text' },
  unicodeLocaleId: { at: 0x74, kind: 'u32' },
  unicodeComparisonStyle: { at: 0x78, kind: 'u32' },
  bindingId: { at: 0x7c, kind: 'guid' },
  recoveryForkId: { at: 0x9c, kind: 'guid' },
  /** Where the database left `leftForkId`; 0 if it was never forked. Likely: one sample. */
  forkPointLsn: { at: 0xac, kind: 'lsn' },
  leftForkId: { at: 0xb8, kind: 'guid' },
  /** BackupSetGUID of the full that `databaseBackupLsn` refers to. */
  lastFullBackupSetGuid: { at: 0xc8, kind: 'guid' },
  collationId: { at: 0xd8, kind: 'u32' },
  sortId: { at: 0xdc, kind: 'u32' },
  familyGuid: { at: 0xe0, kind: 'guid' },
  /** Bits of sysdatabases.status; see `DATABASE_STATUS`. */
  databaseStatus: { at: 0xf4, kind: 'u32' },
  /** Where the current log chain begins; 0 in SIMPLE. Likely: 12 of 12 first logs. */
  logChainStartLsn: { at: 0xf8, kind: 'lsn' },
  /** In differentials only. */
  differentialBaseLsn: { at: 0x104, kind: 'lsn' },
  differentialBaseGuid: { at: 0x110, kind: 'guid' },
  /** End of the last log backup before this one. */
  lastLogBackupLsn: { at: 0x14c, kind: 'lsn' },
} as const satisfies Layout;

/** What SCIN has in addition from SQL Server 2008 (10.0) on. */
export const SET_RECORD_2008 = {
  compressedBackupSize: { at: 0x158, kind: 'u64' },
} as const satisfies Layout;

/** Bytes of SCIN before its texts, by the first major version that has them. */
export const SET_RECORD_FIXED_SIZE = [
  { fromMajor: 11, size: 0x190 },
  { fromMajor: 10, size: 0x16c },
  { fromMajor: 0, size: 0x158 },
] as const;

/** Bits of `SET_RECORD.databaseStatus` that tell the recovery model; none is FULL. BULK_LOGGED is documented, not seen. */
export const DATABASE_STATUS = { bulkLogged: 4, truncateLogOnCheckpoint: 8 } as const;

/** SFGI, a filegroup. */
export const FILEGROUP_RECORD = {
  flags: { at: 0x08, kind: 'u32' },
  fileGroupId: { at: 0x0c, kind: 'u32' },
  name: { at: 0x10, kind: 'text' },
} as const satisfies Layout;

/** SFIN, a database file. */
export const FILE_RECORD = {
  flags: { at: 0x08, kind: 'u32' },
  pageSize: { at: 0x10, kind: 'u32' },
  fileId: { at: 0x14, kind: 'u32' },
  /** 1 rows, 2 log; 3 expected for FILESTREAM and memory-optimised. */
  type: { at: 0x1c, kind: 'u32' },
  sourceBlockSize: { at: 0x20, kind: 'u32' },
  /** 0 for a log file. */
  fileGroupId: { at: 0x24, kind: 'u32' },
  size: { at: 0x28, kind: 'u64' },
  logicalName: { at: 0x30, kind: 'text' },
  physicalName: { at: 0x34, kind: 'text' },
  maxSize: { at: 0x56, kind: 'u64' },
  growth: { at: 0x5e, kind: 'u64' },
  createLsn: { at: 0x8a, kind: 'lsn' },
  /** After the data of a full: that full itself, unless it is copy-only. Before the data: the base until then. */
  differentialBaseLsn: { at: 0x9e, kind: 'lsn' },
  differentialBaseGuid: { at: 0xaa, kind: 'guid' },
  uniqueId: { at: 0xba, kind: 'guid' },
  firstLsn: { at: 0xca, kind: 'lsn' },
  lastLsn: { at: 0xda, kind: 'lsn' },
  checkpointLsn: { at: 0xea, kind: 'lsn' },
  /** Final only in the record after the data. */
  backupSizeInBytes: { at: 0xfa, kind: 'u64' },
  differentialBaseTime: { at: 0x106, kind: 'filetime' },
} as const satisfies Layout;
