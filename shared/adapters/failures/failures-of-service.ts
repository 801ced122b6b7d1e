/**
 * Diagnoses of the service's own states and codes while a migration runs: data, from Microsoft Learn, "Known issues,
 * limitations, and troubleshooting" of Azure Database Migration Service, and from answers recorded in
 * Azure/azure-powershell Get-AzDataMigrationSqlServiceMigration.Recording.json (codes 0, 1001, 1009, 1010).
 */
import type { FailureEntry } from './failure-entry';
import { WHERE_TO_LOOK } from './failures-of-restores';

/** Failures reported in `migrationFailureError` that are not a backup's fault. */
export const SERVICE_FAILURES: readonly FailureEntry[] = [
  {
    codes: ['0'],
    text: /destination database name .* already exists/i,
    cause: 'The name of the target database is in use.',
    remedy: 'Choose another target name, or drop the database on the target if nobody needs it.',
  },
  {
    codes: ['1001', '1010'],
    cause: 'The service itself failed.',
    remedy: `Start the migration again after a while. If it fails again: ${WHERE_TO_LOOK}`,
  },
  {
    codes: ['1009', 'TooManyPipelineRunQueryRequests'],
    cause: "The migration service's status was read too often; any client may be the cause.",
    remedy: 'Slow down everything that polls this migration service, then start the migration again.',
  },
  {
    codes: ['2007', 'CutoverFailedOrCancelled'],
    cause: 'The cutover failed or was cancelled.',
    remedy: 'Check the chain and the backups first; if the message contains a SQL Server error, act on that.',
  },
  {
    codes: ['2012', 'TestConnectionFailed'],
    cause: 'The service could not reach the source or the backups.',
    remedy: 'Check names, firewalls and rights on the connection that the message names.',
  },
  {
    codes: ['2014', 'IntegrationRuntimeIsNotOnline'],
    cause: 'The self-hosted integration runtime is stopped or not registered.',
    remedy: 'Start it, or register the node with one of the authentication keys of the migration service.',
  },
  {
    codes: ['2030', 'AzureSQLManagedInstanceNotReady'],
    cause: 'The managed instance is being deployed, updated or is stopped.',
    remedy: "Wait until the instance's state is Ready, then try again.",
  },
  {
    codes: ['2033', 'SqlDataCopyFailed'],
    cause:
      'Copying data to Azure SQL Database failed; this is not an online migration to a managed instance.',
    remedy: 'Read the details of the migration in the portal.',
  },
  {
    codes: ['2038', 'MigrationCompletedDuringCancel'],
    cause: 'The cancellation came too late: the migration had completed.',
    remedy: 'Nothing: the migration succeeded.',
  },
  {
    codes: ['2039', 'MigrationRetryNotAllowed'],
    cause: 'A retry was requested in a state that does not allow one.',
    remedy: 'Read the migration again; nothing else is needed.',
  },
  {
    codes: ['2040', 'MigrationTimeoutWaitingForRetry'],
    cause: 'The migration waited 8 hours for a retry and was cancelled by the service.',
    remedy: 'Start the migration again, and act on the state Retriable at once.',
  },
  {
    codes: ['2041', 'DataCopyCompletedDuringCancel', '2042', 'PreCopyStepsCompletedDuringCancel'],
    cause: 'A cancellation met the end of a copy step of Azure SQL Database.',
    remedy: 'Run the rollback rows of dbo.__migration_status on the target.',
  },
  {
    codes: ['2043', 'CreateContainerFailed'],
    cause: 'The service could not create its container: network, DNS, TLS or a timeout.',
    remedy: 'Check the endpoint of the storage account and the connection to it.',
  },
  {
    codes: ['2049', 'FileShareTestConnectionFailed'],
    cause: 'The file share cannot be read.',
    remedy:
      "Check the share's name and the account's rights; share and integration runtime need different machines.",
  },
  {
    codes: ['2056', 'SqlInfoValidationFailed'],
    cause: 'The source does not pass a check (collation, size, tables or version).',
    remedy: 'See the sub-code in the message and correct what it names.',
  },
  {
    codes: ['Ext_RestoreSettingsError'],
    cause: 'The settings of the restore do not work.',
    remedy:
      'Check the connection from the target to the storage account: firewall, outbound rule, private DNS.',
  },
  {
    codes: [],
    text: /\bSystem Error (53|57)\b/i,
    cause: 'The service cannot reach the Azure file share.',
    remedy: "Allow the service's network on the storage account.",
  },
];
