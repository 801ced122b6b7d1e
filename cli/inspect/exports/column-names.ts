/**
 * The columns of an export that are read, and every name each of them may have: RESTORE HEADERONLY and LABELONLY first,
 * then msdb (backupset, backupmediaset, backupmediafamily), then dbatools. Case and underscores do not count.
 */

/** Names by what they hold; of several that are there, the first that has a value counts. */
export const COLUMN_NAMES = {
  file: ['BackupPath', 'PhysicalDeviceName', 'FullName'],
  position: ['Position'],
  type: ['BackupTypeDescription', 'Type', 'BackupType'],
  backupSetGuid: ['BackupSetGUID', 'BackupSetUUID', 'BackupSetId'],
  mediaSetGuid: ['MediaSetGUID', 'MediaSetId', 'MediaUUID'],
  familyCount: ['FamilyCount', 'MediaFamilyCount'],
  familySequenceNumber: ['FamilySequenceNumber'],
  serverName: ['ServerName', 'SqlInstance'],
  databaseName: ['DatabaseName', 'Database'],
  softwareMajor: ['SoftwareVersionMajor', 'SoftwareMajorVersion'],
  softwareMinor: ['SoftwareVersionMinor', 'SoftwareMinorVersion'],
  softwareBuild: ['SoftwareVersionBuild', 'SoftwareBuildVersion'],
  familyGuid: ['FamilyGUID'],
  firstLsn: ['FirstLSN'],
  lastLsn: ['LastLSN'],
  checkpointLsn: ['CheckpointLSN'],
  databaseBackupLsn: ['DatabaseBackupLSN'],
  differentialBaseLsn: ['DifferentialBaseLSN'],
  differentialBaseGuid: ['DifferentialBaseGUID'],
  beginsLogChain: ['BeginsLogChain'],
  firstRecoveryForkId: ['FirstRecoveryForkID', 'FirstRecoveryForkGUID'],
  recoveryForkId: ['RecoveryForkID', 'LastRecoveryForkGUID'],
  forkPointLsn: ['ForkPointLSN'],
  recoveryModel: ['RecoveryModel'],
  hasBackupChecksums: ['HasBackupChecksums'],
  isCopyOnly: ['IsCopyOnly'],
  isDamaged: ['IsDamaged'],
  isSnapshot: ['IsSnapshot'],
  hasBulkLoggedData: ['HasBulkLoggedData'],
  isForceOffline: ['IsForceOffline'],
  hasIncompleteMetadata: ['HasIncompleteMetaData'],
  keyAlgorithm: ['KeyAlgorithm'],
  startedAt: ['BackupStartDate', 'Start'],
  finishedAt: ['BackupFinishDate', 'End'],
} as const satisfies Readonly<Record<string, readonly [string, ...string[]]>>;

/** What a column holds. */
export type ColumnKey = keyof typeof COLUMN_NAMES;

/** Names of which a row must have one. */
export const NEEDED_COLUMNS: readonly ColumnKey[] = ['type', 'firstLsn', 'lastLsn'];

/** The columns as the help lists them, wrapped. @example columnHelp() // '  BackupTypeDescription or Type or BackupType (needed), …' */
export function columnHelp(width = 118): string {
  const words = Object.entries(COLUMN_NAMES).map(([key, names]) => {
    const needed = NEEDED_COLUMNS.some((one) => one === key) ? ' (needed)' : '';
    return `${names.join(' or ')}${needed}`;
  });
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1) ?? ''}, ${word}`;
    if (lines.length > 0 && longer.length < width) lines[lines.length - 1] = longer;
    else lines.push(`  ${word}`);
  }
  return lines.join(',\n');
}
