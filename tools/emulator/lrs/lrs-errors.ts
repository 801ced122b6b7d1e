/**
 * The errors of the Log Replay Service.
 *
 * Codes and texts: Microsoft.Sql 2023-08-01 (Azure/azure-rest-api-specs, ManagedDatabases.json and
 * ManagedDatabaseRestoreDetails.json); which one comes when is our choice where no recording shows it.
 */
import { ServiceError, serviceErrors } from '../http/service-errors';
import type { TargetNames } from '../wire/resource-ids';

const refused = (code: string, message: string, status = 400): ServiceError =>
  new ServiceError(status, code, message);

/** All of them by name. */
export const lrsErrors = {
  /** Recorded. */
  notFound: ({ server, database, resourceGroup }: TargetNames) =>
    serviceErrors.armResourceNotFound(
      `Microsoft.Sql/managedInstances/${server}/databases/${database}`,
      resourceGroup,
    ),
  invalidProperty: (name: string, detail: string) =>
    refused('InvalidParameterValue', `Invalid value for property '${name}'. ${detail}`),
  missingUri: () =>
    refused('MissingStorageContainerUri', 'Missing storageContainerUri argument. Please specify it.'),
  missingSas: () =>
    refused(
      'MissingStorageContainerSasToken',
      'Missing storageContainerSasToken argument. Please specify it.',
    ),
  missingCollation: () => refused('MissingCollation', 'Missing collation argument. Please specify it.'),
  missingLastBackup: () =>
    refused(
      'AutoCompleteMissingLastBackupName',
      'Auto complete restore request must have lastBackupName parameter provided.',
    ),
  nameInUse: (database: string) =>
    refused(
      'ManagedDatabaseNameInUse',
      `The destination database name '${database}' already exists on the server.`,
    ),
  conflicting: (database: string) =>
    refused(
      'ConflictingDatabaseOperation',
      `There is already some operation in progress on database '${database}'. Please try again later.`,
      409,
    ),
  emptyCompleteBody: () =>
    refused(
      'InvalidDatabaseCompleteRestoreRequest',
      'Complete restore request must be specified in the request body.',
    ),
  missingCompleteName: () =>
    refused(
      'InvalidDatabaseCompleteRestoreRequestLastBackupName',
      'Complete restore request must have lastBackupName parameter provided.',
    ),
  completesByItself: () =>
    refused(
      'InvalidDatabaseCompleteRestoreRequest',
      'The restore request was started with auto complete and completes by itself.',
    ),
  notStarted: () =>
    refused(
      'ExternalBackupRestoreHasNotBeenStarted',
      'The restore request can only be completed once the restore has started.',
    ),
  alreadySignaled: () =>
    refused(
      'ExternalBackupAlreadySignaledToComplete',
      'The restore request has already been signaled to complete.',
    ),
  notLastRestored: () =>
    refused(
      'RequiredBackupIsNotLastRestored',
      'Migration cannot be completed because provided backup file name is not the name of the last backup file that is restored.',
    ),
  notRestoring: () =>
    refused('ManagedDatabaseNotInRestoringState', 'Managed database is not in Restoring state.'),
  detailsExpired: () =>
    refused(
      'RestoreDetailsNotAvailableOrExpired',
      'Requested restore details are not available, or have expired.',
    ),
  operationNotFound: (id: string) =>
    refused('OperationIdNotFound', `The operation '${id}' was not found.`, 404),
} as const;
