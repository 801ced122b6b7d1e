/** The meaning of a backup set's records: one row of RESTORE HEADERONLY with its RESTORE FILELISTONLY. */
import type { BackedUpFile, BackupSetHeader, BackupType, HeaderFlag, RecoveryModel } from '../backup-header';
import { NO_LSN, type Lsn } from '../lsn';
import type { Block } from './block';
import type { Configuration, SetRecord } from './configuration';
import { corrupt, type Place } from './fault';
import { readFields, type Values } from './fields';
import { documentedFlag, SET_FLAG, unknownFlagBits } from './flags';
import { SET_OS_DATA, START_OF_SET, UNKNOWN_TIME_ZONE, VOLUME } from './layout';
import { DATABASE_STATUS, type FILE_RECORD } from './layout-configuration';

/** What the blocks before the configuration say of a set. */
export type SetStart = Pick<
  BackupSetHeader,
  | 'position'
  | 'backupSetGuid'
  | 'backupName'
  | 'backupDescription'
  | 'userName'
  | 'expirationDate'
  | 'timeZoneQuarterHours'
  | 'machineName'
  | 'passwordProtected'
>;

/**
 * Reads SSET and, where present, VOLB.
 *
 * @throws {HeaderFault} `CorruptHeader` when SSET is missing or does not hold its fields.
 */
export function toSetStart(blocks: ReadonlyMap<string, Block>): SetStart {
  const block = blocks.get('SSET');
  if (!block) throw corrupt({ what: 'the backup set', offset: 0 }, 'its block SSET is missing');
  const sset = readFields(START_OF_SET, block.body, block.place);
  const os = readOsData(block);
  return {
    position: sset.position,
    backupSetGuid: os.backupSetGuid ?? undefined,
    backupName: sset.backupName,
    backupDescription: sset.backupDescription,
    userName: sset.userName,
    expirationDate: os.expirationDate,
    timeZoneQuarterHours: sset.timeZone === UNKNOWN_TIME_ZONE ? undefined : sset.timeZone,
    machineName: readMachineName(blocks.get('VOLB')),
    passwordProtected: sset.setPassword.length > 0,
  };
}

function readOsData({ header, body, place }: Block): Values<typeof SET_OS_DATA> {
  const { offset, length } = header.osData;
  const data = body.subarray(offset, offset + length);
  return readFields(SET_OS_DATA, data, { what: 'the identity of the backup set', offset: place.offset });
}

function readMachineName(block: Block | undefined): string | null {
  return block ? readFields(VOLUME, block.body, block.place).machineName : null;
}

/** What msdb's type codes stand for, with RESTORE HEADERONLY's numbers; D, L and I seen, the rest documented. */
export const BACKUP_TYPES: Readonly<Record<string, { readonly type: BackupType; readonly id: number }>> = {
  D: { type: 'full', id: 1 },
  L: { type: 'log', id: 2 },
  F: { type: 'other', id: 4 },
  I: { type: 'differential', id: 5 },
  G: { type: 'other', id: 6 },
  P: { type: 'other', id: 7 },
  Q: { type: 'other', id: 8 },
};

/**
 * Joins what was read of a set.
 *
 * @param origin from which side of the data the configuration comes
 * @throws {HeaderFault} `CorruptHeader` when the database, a filegroup or a file has no name, or database or server a
 * longer one than SQL Server has.
 */
export function toBackupSetHeader(
  start: SetStart,
  configuration: Configuration,
  origin: BackupSetHeader['origin'],
): BackupSetHeader {
  const { set, place } = configuration;
  const kind = BACKUP_TYPES[set.type];
  const type = kind?.type ?? 'other';
  const files = configuration.files.map((file) => toBackedUpFile(file, origin, place));
  return {
    ...start,
    origin,
    type,
    backupTypeId: kind?.id,
    ...namesAndDates(set, origin, place),
    ...versions(set),
    ...sequenceNumbers(set, type),
    ...identities(set),
    ...states(set),
    isCopyOnly: copyOnly(set, type, origin, start.backupSetGuid, files),
    backupSize: set.backupSize,
    compressedBackupSize: set.compressedBackupSize,
    filegroups: configuration.filegroups.map(({ fileGroupId, name }) => ({
      id: fileGroupId,
      name: named(name, 'a filegroup', place),
    })),
    files,
  };
}

function named(name: string | null, what: string, place: Place): string {
  if (name === null) throw corrupt(place, `it leaves ${what} without a name`);
  return name;
}

/** `sysname`, the type of names of databases and servers, is nvarchar(128) (Microsoft Learn, "nchar and nvarchar"). */
const LONGEST_NAME = 128;

function withinName<T extends string | null>(name: T, what: string, place: Place): T {
  if (name !== null && name.length > LONGEST_NAME)
    throw corrupt(
      place,
      `the name of its ${what} has ${name.length} characters, ${LONGEST_NAME} are possible`,
    );
  return name;
}

function namesAndDates(set: SetRecord, origin: BackupSetHeader['origin'], place: Place) {
  return {
    databaseName: withinName(named(set.databaseName, 'the database', place), 'database', place),
    serverName: withinName(set.serverName, 'server', place),
    databaseCreationDate: set.databaseCreationDate,
    backupStartDate: set.backupStartDate,
    backupFinishDate: origin === 'final' ? set.backupFinishDate : undefined,
  };
}

function versions(set: SetRecord) {
  return {
    softwareVersion: [set.softwareMajor, set.softwareMinor, set.softwareBuild].join('.'),
    databaseVersion: set.databaseVersion,
    compatibilityLevel: set.compatibilityLevel,
    sortOrder: set.sortOrder,
    unicodeLocaleId: set.unicodeLocaleId,
    unicodeComparisonStyle: set.unicodeComparisonStyle,
  };
}

function sequenceNumbers(set: SetRecord, type: BackupType) {
  const { firstLsn, lastLsn, checkpointLsn, databaseBackupLsn, logChainStartLsn } = set;
  return {
    firstLsn,
    lastLsn,
    checkpointLsn,
    databaseBackupLsn,
    differentialBaseLsn: present(set.differentialBaseLsn),
    differentialBaseGuid: set.differentialBaseGuid ?? undefined,
    lastFullBackupSetGuid: set.lastFullBackupSetGuid ?? undefined,
    lastLogBackupLsn: set.lastLogBackupLsn,
    ...(type === 'log' && {
      beginsLogChain: logChainStartLsn !== NO_LSN && logChainStartLsn === firstLsn,
      ...firstFork(set),
    }),
  };
}

function present(lsn: Lsn): Lsn | undefined {
  return lsn === NO_LSN ? undefined : lsn;
}

/** A log that begins before the fork point begins on the fork that was left there. No sample spans a fork. */
function firstFork({ firstLsn, forkPointLsn, leftForkId }: SetRecord) {
  if (leftForkId === null || firstLsn >= forkPointLsn) return undefined;
  return { firstRecoveryForkId: leftForkId, forkPointLsn };
}

function identities(set: SetRecord) {
  return {
    recoveryForkId: set.recoveryForkId ?? undefined,
    familyGuid: set.familyGuid ?? undefined,
    bindingId: set.bindingId ?? undefined,
  };
}

function states({ flags, databaseStatus }: SetRecord) {
  return {
    recoveryModel: recoveryModel(databaseStatus),
    hasBackupChecksums: (flags & SET_FLAG.checksums) !== 0,
    isDamaged: documentedFlag(flags, 'damaged'),
    isSnapshot: documentedFlag(flags, 'snapshot'),
    hasBulkLoggedData: documentedFlag(flags, 'bulkLogged'),
    isReadOnly: documentedFlag(flags, 'readOnly'),
    isSingleUser: documentedFlag(flags, 'singleUser'),
    isTailLog: documentedFlag(flags, 'tailLog'),
    isForceOffline: documentedFlag(flags, 'forceOffline'),
    hasIncompleteMetadata: documentedFlag(flags, 'incompleteMetadata'),
    unknownFlagBits: unknownFlagBits(flags),
  };
}

function recoveryModel(status: number): RecoveryModel {
  if ((status & DATABASE_STATUS.truncateLogOnCheckpoint) !== 0) return 'simple';
  return (status & DATABASE_STATUS.bulkLogged) !== 0 ? 'bulk-logged' : 'full';
}

/**
 * A full that became the differential base names itself as base in its data files; a copy-only one does not.
 *
 * 108 of 108 real fulls name themselves; that a copy-only full does not follows from Microsoft Learn, "Copy-only
 * backups", and was not seen. For other types, and before the data, only a guessed flag bit is there.
 */
function copyOnly(
  set: SetRecord,
  type: BackupType,
  origin: BackupSetHeader['origin'],
  setGuid: string | undefined,
  files: readonly BackedUpFile[],
): HeaderFlag {
  const dataFiles = files.filter((file) => file.type === 'D');
  if (type !== 'full' || origin !== 'final' || setGuid === undefined || dataFiles.length === 0) {
    return { value: (set.flags & SET_FLAG.copyOnly) !== 0, confidence: 'guessed' };
  }
  const becameBase = dataFiles.some((file) => file.differentialBaseGuid === setGuid);
  return becameBase ? { value: false, confidence: 'verified' } : { value: true, confidence: 'documented' };
}

const FILE_TYPES: Readonly<Record<number, BackedUpFile['type']>> = { 1: 'D', 2: 'L', 3: 'S' };

function toBackedUpFile(
  file: Values<typeof FILE_RECORD>,
  origin: BackupSetHeader['origin'],
  place: Place,
): BackedUpFile {
  return {
    logicalName: named(file.logicalName, 'a file', place),
    physicalName: named(file.physicalName, 'a file', place),
    type: FILE_TYPES[file.type] ?? '?',
    fileId: file.fileId,
    fileGroupId: file.fileGroupId,
    size: file.size,
    maxSize: file.maxSize,
    sourceBlockSize: file.sourceBlockSize,
    createLsn: file.createLsn,
    differentialBaseLsn: present(file.differentialBaseLsn),
    differentialBaseGuid: file.differentialBaseGuid ?? undefined,
    differentialBaseTime: file.differentialBaseTime ?? undefined,
    backupSizeInBytes: origin === 'final' ? file.backupSizeInBytes : undefined,
  };
}
