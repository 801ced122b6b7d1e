/** The failures the emulated service reports in `migrationFailureError`, with their names and numbers. */
import type { Failure } from './migration';

/** Error 2009 (Microsoft Learn, "Known issues: Azure SQL migration", MigrationRestoreFailed): backup without CHECKSUM. */
export function missingChecksum(database: string, file: string): Failure {
  return restoreFailed(
    database,
    `Full backup ${file} is missing checksum. Provide full backup with checksum.`,
    'FullBackupMissingChecksum',
  );
}

/** Error 2009: the folder mixes databases. */
export function severalDatabases(database: string): Failure {
  return restoreFailed(
    database,
    'There are backups from multiple databases in the container folder.',
    'BackupsFromMultipleDatabasesDetectedInTheContainerWhileRestoreInProgress',
  );
}

/** Error 2009 as recorded in 2025 when the target cannot read the container. */
export function storageBroken(): Failure {
  return {
    name: 'MigrationRestoreFailed',
    number: '2009',
    lrsName: 'StorageBrokenIssueDetectedAtTheStart',
    message: 'Storage connection is broken. Please verify and try again.',
  };
}

/** Error 2007: the accepted cutover did not end well. */
export function cutoverFailed(database: string): Failure {
  return {
    name: 'CutoverFailedOrCancelled',
    number: '2007',
    message: `Cutover failed or cancelled for database '${database}'. Error details: 'The restore plan is broken: log backups that arrived before the cutover were not restored.'`,
  };
}

/** Error 2007 (Microsoft Learn, "Known issues: Azure SQL migration"): an offline migration restored a newer backup, too. */
export function lastBackupIsNotLast(database: string, given: string, last: string): Failure {
  return {
    name: 'CutoverFailedOrCancelled',
    number: '2007',
    lrsName: 'RequiredBackupIsNotLastRestored',
    message: `Cutover failed or cancelled for database '${database}'. Error details: 'Migration cannot be completed because provided backup file name '${given}' should be the last restore backup file '${last}'.'`,
  };
}

/** Error 0, recorded in Azure/azure-powershell Get-AzDataMigrationSqlServiceMigration.Recording.json. */
export function databaseExists(database: string, server: string): Failure {
  return {
    name: 'DatabaseAlreadyExists',
    number: '0',
    message: `The destination database name '${database}' already exists on the server '${server}'.`,
  };
}

/** Error 2040: eight hours in Retriable. */
export function retryTimedOut(): Failure {
  return {
    name: 'MigrationTimeoutWaitingForRetry',
    number: '2040',
    message: 'Migration was canceled because the retry timeout limit of 8 hours reached.',
  };
}

/** Error 2038 (Microsoft Learn, "Known issues: Azure SQL migration"): the cancel came too late. */
export function completedDuringCancel(database: string): Failure {
  return {
    name: 'MigrationCompletedDuringCancel',
    number: '2038',
    message: `Migration cannot be canceled as it was completed during the cancel process. Target database: '${database}'.`,
  };
}

function restoreFailed(database: string, reason: string, lrsName: string): Failure {
  return {
    name: 'MigrationRestoreFailed',
    number: '2009',
    lrsName,
    message: `Migration for Database ${database} failed with error '${reason}'.`,
  };
}
