/**
 * Diagnoses of refused requests: data, one entry for every error code of Microsoft.DataMigration 2025-06-30
 * sqlmigration.json that the other tables do not explain.
 */
import type { FailureEntry } from './failure-entry';

function entry(code: string, cause: string, remedy: string): FailureEntry {
  return { codes: [code], cause, remedy };
}

/** Error codes of requests to databaseMigrations. */
export const REQUEST_FAILURES: readonly FailureEntry[] = [
  entry(
    'InvalidParameterValue',
    'A value of the request is not valid.',
    'Correct the value the message names.',
  ),
  entry('EmptyRequiredRequestBody', 'The request had no body.', 'Report it: the product always sends one.'),
  entry(
    'GenericUser',
    'Another Azure service refused a request of this one, for a reason that the user can fix.',
    'Read the message; check roles, names and networks of storage account and target.',
  ),
  entry(
    'OperationIdNotFound',
    'The operation id is not the current one, or the details were cleaned up.',
    'Read the migration again without the id; somebody may have restarted it.',
  ),
  entry(
    'OperationTypeNotFound',
    'The service does not know the operation.',
    'Check the API version and the id.',
  ),
  entry(
    'InvalidArgument',
    'An argument of the request is not valid.',
    'Correct the argument the message names.',
  ),
  entry(
    'CutoverNotAllowedMigrationCompleteError',
    'The migration is already complete.',
    'Nothing to cut over: check the target database, and find out who completed it.',
  ),
  entry(
    'InvalidStorageAccount',
    'The storage account is of a kind that the service does not support.',
    'Use a general-purpose account, or BlockBlobStorage for premium.',
  ),
  entry(
    'InvalidLocation',
    'The migration service is in another region than the target.',
    'Use a migration service in the region of the target.',
  ),
  entry(
    'MigrationNotReadyForCancelError',
    'The migration cannot be cancelled in its state, for instance while it completes.',
    'Read the migration again; a running cutover cannot be stopped.',
  ),
  entry(
    'RestoreJobCompletedDuringCancel',
    'The restore completed while the cancellation was under way.',
    'Read the migration again: it may have succeeded.',
  ),
  entry('RequestFailed', 'A request to another resource failed.', 'See code and status in the message.'),
  entry(
    'InvalidContainerName',
    'The container is called "backup", which a managed instance does not accept.',
    'Use a container of another name.',
  ),
  entry(
    'DeleteMigrationNotAllowedMigrationInProgress',
    'The migration is running, so its record cannot be deleted.',
    'Cancel it first and wait, or delete with force, which cancels it.',
  ),
  entry(
    'DeleteMigrationNotAllowedCancelInProgress',
    'The migration is being cancelled.',
    'Wait until that has finished.',
  ),
  entry(
    'DeleteMigrationNotAllowedCutoverInProgress',
    'The migration is being cut over.',
    'Wait until that has finished.',
  ),
  entry(
    'DeleteMigrationNotAllowedDeleteInProgress',
    'The migration is being deleted already.',
    'Wait until that has finished.',
  ),
  entry(
    'MigrationStillValidating',
    'The migration has not started yet: it is being validated.',
    'Wait until it is in progress, then try again.',
  ),
  entry(
    'MigrationNotReadyForCutoverError',
    'The service is not ready: the full backup is not restored yet.',
    'Wait until the full backup is restored.',
  ),
  entry(
    'MigrationCancelFailed',
    'The migration was already complete or cancelled.',
    'Read the migration again; there is nothing to cancel.',
  ),
  entry(
    'AccessDenied',
    'The identity is not authorized to do this.',
    'Give it the role that docs/deploy.md names on this resource.',
  ),
  entry(
    'ResourceNotFound',
    'There is no such resource.',
    'Check the id of the target, the database and the service.',
  ),
  entry(
    'SubscriptionDoesNotExist',
    'There is no such subscription for this identity.',
    'Check the id and the tenant.',
  ),
  entry(
    'ResourceDoesNotExist',
    'There is no such resource.',
    'Check the id of the target, the database and the service.',
  ),
  entry(
    'SubscriptionNotReady',
    'The subscription is not ready.',
    'Check its state and that Microsoft.DataMigration is registered.',
  ),
  entry(
    'OperationInProgress',
    'The resource is busy with another operation.',
    'Wait until that has finished, then try again.',
  ),
  entry(
    'OperationCanceled',
    'The operation was cancelled.',
    'Read the migration again before anything else.',
  ),
  entry(
    'ResourceAlreadyExists',
    'The resource exists already.',
    'Adopt the migration instead of creating it.',
  ),
  entry(
    'SubscriptionOperationInProgress',
    'An operation on the whole subscription is under way.',
    'Wait until that has finished, then try again.',
  ),
  entry(
    'UnExpectedErrorOccurred',
    'The service failed.',
    'Read the migration again; if this persists, open a support request.',
  ),
  entry(
    'OperationTimeout',
    'The service timed out.',
    'Read the migration again: the operation may have been done.',
  ),
  entry(
    'GenericSystem',
    'Another Azure service failed.',
    'Read the migration again after a while; if this persists, open a support request.',
  ),
  entry(
    'CancelVmRestoreJobFailed',
    'The restore on the SQL virtual machine could not be stopped.',
    'Stop the restore on the machine.',
  ),
  entry(
    'AdfCleanupFailureAfterMigration',
    'The migration succeeded; only the cleanup after it failed.',
    'Nothing for the database: it is migrated.',
  ),
  entry(
    'CancelMigrationFailed',
    'The cancellation failed.',
    'Read the migration again and see whether it still runs.',
  ),
];
