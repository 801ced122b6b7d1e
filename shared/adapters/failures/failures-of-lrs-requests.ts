/**
 * Diagnoses of refused requests of the Log Replay Service: data, from the error codes of Microsoft.Sql 2023-08-01 for
 * starting, completing and reading a restore.
 */
import type { FailureEntry } from './failure-entry';

/** A code decides whatever its text says. */
const ANY_TEXT = /^/;

/** One diagnosis of a code, and of the sentence that goes with it where that is telling by itself. */
export function lrsEntry(
  code: string,
  text: RegExp | undefined,
  cause: string,
  remedy: string,
): FailureEntry {
  return { codes: [code], ...(text !== undefined && { text }), withCode: ANY_TEXT, cause, remedy };
}

/** Refusals of a completion, and of reading what was completed long ago. */
const COMPLETING: readonly FailureEntry[] = [
  lrsEntry(
    'RequiredBackupIsNotLastRestored',
    /not the name of the last backup file that is restored/i,
    'The file named as last is not the last one restored.',
    'Read the restore again: a newer file was restored, or the tail is not restored yet.',
  ),
  lrsEntry(
    'ExternalBackupRestoreHasNotBeenStarted',
    /only be completed once the restore has started/i,
    'The restore has not started yet.',
    'Wait until it restores, then try again.',
  ),
  lrsEntry(
    'ExternalBackupAlreadySignaledToComplete',
    /already been signaled to complete/i,
    'The restore was already asked to complete.',
    'Read the restore again: it is completing; nothing else is needed.',
  ),
  lrsEntry(
    'ExternalBackupUpgradeInProgress',
    /since upgrade is in progress/i,
    'The instance is being upgraded.',
    'Wait until that has finished, then try again.',
  ),
  lrsEntry(
    'ManagedDatabaseNotInRestoringState',
    /not in restoring state/i,
    'The database is not (or no longer) Restoring.',
    'Check the database, and find out who completed it.',
  ),
  ...['InvalidDatabaseCompleteRestoreRequest', 'InvalidDatabaseCompleteRestoreRequestLastBackupName'].map(
    (code) =>
      lrsEntry(
        code,
        undefined,
        'The request to complete was not valid: it must name the last backup.',
        'Report it: the product always names one.',
      ),
  ),
  lrsEntry(
    'RestoreDetailsNotAvailableOrExpired',
    /restore details are not available, or have expired/i,
    'The details of the restore were cleaned up, or the database was never restored by the Log Replay Service.',
    'Check the state of the database itself.',
  ),
];

/** Refusals of a start. */
const STARTING: readonly FailureEntry[] = [
  lrsEntry(
    'AutoCompleteMissingLastBackupName',
    /auto complete restore request must have lastbackupname/i,
    'A restore that completes by itself must name its last backup.',
    'Name the last backup in the registration.',
  ),
  ...['ManagedDatabaseNameInUse', 'RemoteDatabaseExists'].map((code) =>
    lrsEntry(
      code,
      undefined,
      'The name of the target database is in use.',
      'Choose another target name, or drop the database on the target if nobody needs it.',
    ),
  ),
  ...['MissingCollation', 'InvalidCollation'].map((code) =>
    lrsEntry(
      code,
      undefined,
      'The requested collation is missing or unknown.',
      'Name a collation that SQL Server knows.',
    ),
  ),
  lrsEntry(
    'MissingStorageContainerUri',
    undefined,
    'The request names no container.',
    'Name the container and folder of the backups.',
  ),
  lrsEntry(
    'MissingStorageContainerSasToken',
    undefined,
    'The request carries no SAS token for the container.',
    'Set the SAS token (exactly Read and List), or let the managed identity read the container.',
  ),
  ...[
    'ConflictingDatabaseOperation',
    'ManagementServiceDatabaseBusy',
    'ConflictingSystemOperationInProgress',
  ].map((code) =>
    lrsEntry(
      code,
      undefined,
      'The instance or the database is busy with another operation.',
      'Wait until that has finished, then try again.',
    ),
  ),
  ...['SubscriptionTooManyRequests', 'SubscriptionTooManyCreateUpdateRequests', 'TooManyRequests'].map(
    (code) =>
      lrsEntry(
        code,
        undefined,
        'The subscription sends too many requests to the service; any client may be the cause.',
        'Slow down whatever polls or creates in this subscription, then try again.',
      ),
  ),
  lrsEntry(
    'RequestTimeout',
    undefined,
    'The service timed out.',
    'Read the restore again: the request may have been carried out.',
  ),
];

/** All of them. */
export const LRS_REQUEST_FAILURES: readonly FailureEntry[] = [...COMPLETING, ...STARTING];
