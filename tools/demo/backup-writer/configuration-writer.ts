/** The configuration stream (MQCI): SCIN, SFGI and SFIN records of a set. */
import { NO_LSN } from '../../../shared/core/lsn';
import { SET_FLAG } from '../../../shared/core/mtf/flags';
import {
  DATABASE_STATUS,
  FILE_RECORD,
  FILEGROUP_RECORD,
  RECORD_HEADER,
  SET_RECORD,
  SET_RECORD_2008,
  SET_RECORD_FIXED_SIZE,
} from '../../../shared/core/mtf/layout-configuration';
import type { BackupSetSpec, FileSpec, LsnSpec } from './backup-spec';
import { concatenate } from './block-writer';
import { RecordWriter } from './record-writer';

/** On which side of the data a configuration stands. */
export type Side = 'before' | 'after';

const TYPE_CODES = { full: 'D', differential: 'I', log: 'L' } as const;
const FILE_TYPES = { D: 1, L: 2, S: 3 } as const;
const DEFAULT_VERSION = '16.0.1000';

/** Bytes before the texts, by the first major version (measured from SQL Server 2005 to 2025). */
const FILEGROUP_FIXED_SIZE = [
  { fromMajor: 11, size: 0xe0 },
  { fromMajor: 0, size: 0x30 },
];
const FILE_FIXED_SIZE = [
  { fromMajor: 11, size: 0x404 },
  { fromMajor: 10, size: 0x400 },
  { fromMajor: 0, size: 0x190 },
];

/**
 * Writes the configuration of a set.
 *
 * @param backupSize bytes of the set so far; 0 before the data
 */
export function writeConfiguration(set: BackupSetSpec, side: Side, backupSize: number): Uint8Array {
  const files = set.files ?? defaultFiles(set.databaseName);
  return concatenate([
    writeSetRecord(set, side, backupSize),
    writeFilegroup(set),
    ...files.map((file) => writeFile(set, file, side)),
  ]);
}

/** One rows file and one log file. */
function defaultFiles(databaseName: string): FileSpec[] {
  const folder = 'D:\\Data\\';
  return [
    {
      logicalName: databaseName,
      physicalName: `${folder}${databaseName}.mdf`,
      type: 'D',
      fileId: 1,
      fileGroupId: 1,
      size: 8_388_608n,
    },
    {
      logicalName: `${databaseName}_log`,
      physicalName: `${folder}${databaseName}_log.ldf`,
      type: 'L',
      fileId: 2,
      fileGroupId: 0,
      size: 8_388_608n,
    },
  ];
}

function version(set: BackupSetSpec): { major: number; minor: number; build: number } {
  const [major = 0, minor = 0, build = 0] = (set.softwareVersion ?? DEFAULT_VERSION).split('.').map(Number);
  return { major, minor, build };
}

function fixedSize(sizes: readonly { fromMajor: number; size: number }[], set: BackupSetSpec): number {
  return sizes.find(({ fromMajor }) => version(set).major >= fromMajor)?.size ?? 0;
}

function lsnsOf(set: BackupSetSpec, side: Side): LsnSpec {
  const { firstLsn, lastLsn, checkpointLsn } = side === 'before' ? (set.provisional ?? set) : set;
  return { firstLsn, lastLsn, checkpointLsn };
}

function writeSetRecord(set: BackupSetSpec, side: Side, backupSize: number): Uint8Array {
  const { firstLsn, lastLsn, checkpointLsn } = lsnsOf(set, side);
  const { major, minor, build } = version(set);
  const record = new RecordWriter(fixedSize(SET_RECORD_FIXED_SIZE, set)).write(SET_RECORD, {
    flags: flagsOf(set),
    softwareBuild: build,
    softwareMinor: minor,
    softwareMajor: major,
    firstLsn,
    lastLsn,
    checkpointLsn,
    databaseBackupLsn: set.databaseBackupLsn,
    databaseCreationDate: set.databaseCreationDate ?? set.startDate,
    backupStartDate: set.startDate,
    backupFinishDate: side === 'after' ? set.finishDate : null,
    type: set.typeCode ?? TYPE_CODES[set.type],
    sortOrder: 0,
    compatibilityLevel: set.compatibilityLevel ?? 160,
    databaseId: 5,
    databaseVersion: set.databaseVersion ?? 957,
    backupSize: BigInt(backupSize),
    databaseName: set.databaseName,
    serverName: set.serverName ?? 'SQL01',
    unicodeLocaleId: 1033,
    unicodeComparisonStyle: 196_609,
    ...identities(set),
    databaseStatus: statusOf(set),
    lastLogBackupLsn: set.lastLogBackupLsn,
    logChainStartLsn: set.logChainStartLsn,
  });
  if (major >= 10) record.write(SET_RECORD_2008, { compressedBackupSize: BigInt(backupSize) });
  return finish(record, 'SCIN');
}

function identities(set: BackupSetSpec) {
  const base = set.type === 'differential' ? set.differentialBase : undefined;
  return {
    bindingId: set.familyGuid,
    recoveryForkId: set.recoveryForkId,
    familyGuid: set.familyGuid,
    forkPointLsn: set.forkPoint?.lsn,
    leftForkId: set.forkPoint?.leftForkId,
    lastFullBackupSetGuid: set.lastFullBackupSetGuid,
    differentialBaseLsn: base?.lsn,
    differentialBaseGuid: base?.guid,
  };
}

function flagsOf(set: BackupSetSpec): number {
  const bits = [
    SET_FLAG.always,
    set.checksums === false ? 0 : SET_FLAG.checksums,
    set.type === 'differential' ? SET_FLAG.differential : 0,
    set.damaged ? SET_FLAG.damaged : 0,
    set.bulkLogged ? SET_FLAG.bulkLogged : 0,
    set.tail ? SET_FLAG.tailLog | SET_FLAG.forceOffline : 0,
    set.extraFlags ?? 0,
  ];
  return bits.reduce((flags, bit) => flags | bit, 0);
}

const CHECKSUM_PAGES = 0x1_0000;

function statusOf({ recoveryModel }: BackupSetSpec): number {
  if (recoveryModel === 'simple') return CHECKSUM_PAGES | DATABASE_STATUS.truncateLogOnCheckpoint;
  return recoveryModel === 'bulk-logged' ? CHECKSUM_PAGES | DATABASE_STATUS.bulkLogged : CHECKSUM_PAGES;
}

function writeFilegroup(set: BackupSetSpec): Uint8Array {
  const record = new RecordWriter(fixedSize(FILEGROUP_FIXED_SIZE, set));
  return finish(record.write(FILEGROUP_RECORD, { flags: 0x10, fileGroupId: 1, name: 'PRIMARY' }), 'SFGI');
}

const FILE_FLAG = 4;
const BECAME_BASE = 0x80;

function writeFile(set: BackupSetSpec, file: FileSpec, side: Side): Uint8Array {
  const base = file.type === 'D' ? baseOf(set, side) : undefined;
  const ownBase = base?.guid === set.backupSetGuid;
  const record = new RecordWriter(fixedSize(FILE_FIXED_SIZE, set)).write(FILE_RECORD, {
    flags: FILE_FLAG | (ownBase ? BECAME_BASE : 0),
    pageSize: 8192,
    fileId: file.fileId,
    type: FILE_TYPES[file.type],
    sourceBlockSize: 4096,
    fileGroupId: file.fileGroupId,
    size: file.size,
    logicalName: file.logicalName,
    physicalName: file.physicalName,
    maxSize: 35_184_372_080_640n,
    createLsn: NO_LSN,
    ...lsnsOf(set, side),
    differentialBaseLsn: base?.lsn,
    differentialBaseGuid: base?.guid,
    differentialBaseTime: base && `${set.startDate}Z`,
    backupSizeInBytes: side === 'after' ? BigInt(set.dataBytes ?? 0) : 0n,
  });
  return finish(record, 'SFIN');
}

/** The base that the data files name: a regular full becomes it while it is taken, anything else leaves it. */
function baseOf(set: BackupSetSpec, side: Side): { lsn: LsnSpec['firstLsn']; guid: string } | undefined {
  const becomesBase = set.type === 'full' && set.copyOnly !== true;
  if (becomesBase && side === 'after') return { lsn: set.checkpointLsn, guid: set.backupSetGuid };
  return set.differentialBase;
}

function finish(record: RecordWriter, tag: string): Uint8Array {
  const { length: size } = record.toBytes();
  return record.write(RECORD_HEADER, { tag, size }).toBytes();
}
