/**
 * Diagnoses of restores of the Log Replay Service: data, one entry for every error code of Microsoft.Sql 2023-08-01. A
 * block reason may carry the sentence without its code, so what is telling in a sentence counts alone, too.
 */
import type { FailureEntry } from './failure-entry';
import { LRS_REQUEST_FAILURES, lrsEntry as entry } from './failures-of-lrs-requests';

const START_AGAIN = 'cancel the restore and start it again';

/** The order of the backups. */
const CHAIN: readonly FailureEntry[] = [
  entry(
    'BrokenRestorePlanNoFullBackup',
    /there is no full backup/i,
    'The folder holds no full backup to start from.',
    'Upload the full backup that the logs belong to.',
  ),
  entry(
    'BrokenRestorePlanGapInLogBackups',
    /firstlsn of current log backup is not equal to lastlsn/i,
    'A log backup is missing between two others.',
    'Upload the missing log (the chain names the LSN needed and the first available), or take a differential or full backup after the gap.',
  ),
  entry(
    'BrokenRestorePlanWrongLogBackupLSN',
    /firstlsn of current log backup is not <= lastlsn/i,
    'A log backup does not follow the one before it: one is missing, or it belongs to another chain.',
    'Compare with the chain, upload what is missing and remove files of other databases from the folder.',
  ),
  entry(
    'BrokenRestorePlanWrongDiffBackupLSN',
    /firstlsn of diff backup is not >= firstlsn of full/i,
    'The differential backup is older than the full backup.',
    'Remove the differential from the folder, or upload the full backup it was taken from.',
  ),
  entry(
    'BrokenRestorePlanWrongDiffBaseGUID',
    /differentialbaseguid of diff backup/i,
    'The differential backup was taken from another full backup than the one in the folder.',
    'Upload the full backup it belongs to, or take a new differential.',
  ),
  entry(
    'BackupSetNotFound',
    /no backups were found to restore/i,
    'The service found no backups in the folder.',
    'Check the address of container and folder, and that the backups are in it.',
  ),
  entry(
    'FullBackupNotFound',
    /full backup can ?not be found/i,
    'The full backup is not (or no longer) in the folder.',
    'Upload the full backup and leave it there until the cutover has completed.',
  ),
];

/** The backups themselves. */
const FILES: readonly FailureEntry[] = [
  entry(
    'FullBackupMissingChecksum',
    undefined,
    'The full backup was taken without CHECKSUM.',
    `Take a new full backup WITH CHECKSUM, and the logs after it as well; then ${START_AGAIN}.`,
  ),
  entry(
    'FullBackupDamaged',
    /full backup is damaged/i,
    'The full backup is damaged, at the source or in transit.',
    `Compare the file with the original and upload it again, or take a new one; then ${START_AGAIN}.`,
  ),
  entry(
    'BackupSetBroken',
    /backup set is broken/i,
    'A backup set cannot be read.',
    'Compare its files with the originals and upload them again, or take a new backup.',
  ),
  entry(
    'MissingStripeInBackupSet',
    /missing stripes?\b/i,
    'A backup was written to several files, and not all of them are in the folder.',
    'Upload the missing files of the set.',
  ),
  entry(
    'RestoreFromStripedBackupsNotEnabled',
    /restoring from striped backups is not supported/i,
    'The backup was written to several files, which the service does not support here.',
    `Take the backup to one file; then ${START_AGAIN}.`,
  ),
  entry(
    'CorruptedPagesInBackupSet',
    /corrupted pages in the backup set/i,
    'A backup holds corrupted pages.',
    `Run DBCC CHECKDB at the source, repair the database, take a new full backup; then ${START_AGAIN}.`,
  ),
  entry(
    'CorruptedPagesListMaintenance',
    /backup taken without checksum/i,
    'A backup without CHECKSUM could not be processed.',
    `Take new backups WITH CHECKSUM; then ${START_AGAIN}.`,
  ),
  entry(
    'PartiallyContainedDatabaseUnsupported',
    /partially contained database/i,
    'The database is partially contained, which the service does not support.',
    `Set CONTAINMENT = NONE at the source, take a new full backup; then ${START_AGAIN}.`,
  ),
  entry(
    'XtpInitializedDuringRestore',
    undefined,
    'The database uses In-Memory OLTP, which the General Purpose tier does not support.',
    'Choose a Business Critical instance, or remove the memory-optimized objects.',
  ),
  ...[
    'IncompatiblePhysicalLayoutTooFewDataFiles',
    'IncompatiblePhysicalLayoutNonOnlineDataFilesExist',
    'IncompatiblePhysicalLayoutWrongNumberOfLogFiles',
    'IncompatiblePhysicalLayoutNonOnlineLogFilesExist',
    'IncompatiblePhysicalLayoutTooManyNonDataLogFiles',
  ].map((code) =>
    entry(
      code,
      undefined,
      "The database's files break a layout rule of SQL Managed Instance (number or state of data and log files).",
      'Change the files on the source (one log file, all files online, no FILESTREAM), take a new full backup and start again.',
    ),
  ),
];

/** Where the backups are, and the way to them. */
const PLACE: readonly FailureEntry[] = [
  ...[
    'BackupsFromMultipleDatabasesDetectedInTheContainerFromTheStart',
    'BackupsFromMultipleDatabasesDetectedInTheContainerWhileRestoreInProgress',
  ].map((code) =>
    entry(
      code,
      undefined,
      'The folder holds backups of several databases.',
      'Keep one folder for each database: remove the files of other databases, then check whether the restore continues.',
    ),
  ),
  entry(
    'StorageBrokenIssueDetectedWhileInProgress',
    /storage connection is broken\. retrying automatically/i,
    'The instance lost its access to the storage account and retries by itself.',
    'Check the SAS (rights, end) or the role of the identity, the firewall and DNS; you do not need to start anything.',
  ),
  ...['StorageBrokenIssueDetectedAtTheStart', 'StorageBrokenIssueDetectedTerminateRetries'].map((code) =>
    entry(
      code,
      /storage connection is still broken/i,
      'The instance has no access to the storage account: SAS, identity, firewall or DNS.',
      `Check the SAS (exactly Read and List, not expired) or the role of the identity, the firewall and DNS; then ${START_AGAIN}.`,
    ),
  ),
  ...['ManagedIdentityIssueDetectedFromTheStart', 'ManagedIdentityIssueDetectedWhileRestoreInProgress'].map(
    (code) =>
      entry(
        code,
        /managed identity is not set up properly/i,
        "The instance's managed identity is missing or may not read the container.",
        'Grant the identity of the instance the role Storage Blob Data Reader on the storage account.',
      ),
  ),
  ...['BlobStorageFailure', 'BlobStorageServerFailure'].map((code) =>
    entry(
      code,
      /blob storage (server )?failure/i,
      'The storage account failed.',
      'Check the health of the storage account and wait; the product reads the restore again.',
    ),
  ),
  entry(
    'TimeoutDuringRestore',
    /timeout was encountered while trying to connect to the restore target/i,
    'The service timed out on its way to the target.',
    'Wait: the product reads the restore again; if this persists, check the state of the instance.',
  ),
];

/** The instance. */
const TARGET: readonly FailureEntry[] = [
  ...['MissingThumbprint', 'CannotFindServerCertificateWithThumbprint'].map((code) =>
    entry(
      code,
      /can ?not find server certificate/i,
      'The database is encrypted (TDE) and its certificate is not on the target.',
      `Migrate the certificate to the target instance first; then ${START_AGAIN}.`,
    ),
  ),
  ...['ManagedInstanceStorageLimitHit', 'NoMoreSpaceInManagedInstance'].map((code) =>
    entry(
      code,
      undefined,
      "The instance's storage is full.",
      `Increase the storage of the instance; then ${START_AGAIN}.`,
    ),
  ),
  entry(
    'TargetServerDoesNotExist',
    /target server .*does not exist or is not ready/i,
    'The instance does not exist or is not ready yet.',
    'Check its id, and wait until its state is Ready.',
  ),
  entry(
    'TargetServerRestoreNotAllowed',
    /not in a state that allows a restore/i,
    'The instance is in a state that allows no restore, for instance while it is being updated.',
    'Wait until its state is Ready, then start again.',
  ),
  entry(
    'SqlRestoreError',
    /non retriable error occurred while restoring/i,
    'The instance could not restore a backup, and retrying would not help.',
    'Restore the backups on a SQL Server of the same version to see the error of the restore itself, repair them and start again.',
  ),
  entry(
    'DatabaseNumberLimitReached',
    undefined,
    'The instance has reached its limit of databases.',
    'Drop a database that nobody needs, or use another instance.',
  ),
  entry(
    'ManagedInstanceUpdateSloInProgress',
    undefined,
    'The instance is being resized.',
    'Wait until that has finished, then start again; do not resize an instance during a migration.',
  ),
  entry(
    'DatabaseUnavailable',
    undefined,
    'The database is not available at the moment.',
    'Wait, then read it again.',
  ),
];

/** All of them. */
export const LRS_FAILURES: readonly FailureEntry[] = [
  ...CHAIN,
  ...FILES,
  ...PLACE,
  ...TARGET,
  ...LRS_REQUEST_FAILURES,
];

const CODES: ReadonlyMap<string, string> = new Map(
  LRS_FAILURES.flatMap(({ codes }) => codes.map((code) => [code.toLowerCase(), code])),
);

/** True for an error code of this service. */
export function isLrsCode(code: string): boolean {
  return CODES.has(code.toLowerCase());
}

/** The first error code of this service that stands as a word in a text. */
export function lrsCodeIn(text: string): string | undefined {
  return text
    .split(/[^A-Za-z]+/)
    .map((word) => CODES.get(word.toLowerCase()))
    .find((code) => code !== undefined);
}
