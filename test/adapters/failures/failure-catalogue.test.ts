import { diagnose, FAILURE_CATALOGUE } from '../../../shared/adapters/failures/failure-catalogue';

describe('diagnose', () => {
  test.each<[string, string, string, RegExp]>([
    [
      'a number and its text',
      '2007',
      'the restore plan is broken because firstLsn 5 of log backup x is not <= lastLsn 4 of Full backup y',
      /log backup is missing/,
    ],
    [
      'a name and its text',
      'MigrationRestoreFailed',
      "Migration for Database x failed with error 'cannot find server certificate with thumbprint 0x1'",
      /certificate is not on the target/,
    ],
    [
      'a number in the link',
      'MigrationFailed',
      'Storage … https://aka.ms/dms-issues#error-code-2030---azuresqlmanagedinstancenotready',
      /deployed, updated or is stopped/,
    ],
    [
      'a code in the link with its number',
      '',
      'error 3169 … #error-code-2009---migrationrestorefailed',
      /newer than the target/,
    ],
    [
      'a telling text under an unknown code',
      'Mystery',
      'There are backups from multiple databases in the container folder',
      /several databases/,
    ],
    ['a code alone', '2014', 'whatever', /stopped or not registered/],
    ['a code in another case', 'integrationruntimeisnotonline', 'x', /stopped or not registered/],
    [
      "SQL Server's error under the code of the restore, and under a sentence that means something else elsewhere",
      '2009',
      "Migration for Database 'x' failed with error 'Non retriable error occurred while restoring backup with index 1 - 41915 Memory optimized filegroup must be empty in order to be restored on General Purpose tier of SQL Database managed instance.'",
      /In-Memory OLTP/,
    ],
    [
      "SQL Server's error alone",
      'MigrationRestoreFailed',
      'Msg 41915, Level 16, State 1: something in another language',
      /In-Memory OLTP/,
    ],
    [
      'another error of SQL Server, of which nothing is known',
      '2009',
      'Non retriable error occurred while restoring backup with index 3 - 4711 whatever',
      /could not restore a backup|retrying would not help/,
    ],
    ['an internal error', '2009', 'An internal error occurred. Retry the operation.', /reports no cause/],
    [
      'an internal error, as recorded',
      '1010',
      'Operation failed: HttpStatusCode:InternalServerError, errorCode: InternalError, message: Internal error has occurred..',
      /reports no cause/,
    ],
    [
      'an internal error that names its cause',
      'MigrationRestoreFailed',
      'Operation was aborted because an internal error occurred while processing the backup taken without checksum.',
      /without CHECKSUM/,
    ],
    ['a restore failure of a new kind', '2009', 'something new', /could not restore a backup/],
    [
      'a recorded text of 2025',
      'MigrationRestoreFailed',
      'Storage connection is broken. Please verify and try again.',
      /lost its access/,
    ],
    [
      'a sentence of the Log Replay Service without its code',
      'Failed',
      'The restore plan is broken because DifferentialBaseGuid of diff backup does not match BackupSetGuid of full backup.',
      /another full backup than the one in the folder/,
    ],
    [
      'a code of the Log Replay Service under a sentence that means something else elsewhere',
      'StorageBrokenIssueDetectedWhileInProgress',
      'Storage connection is broken. Retrying automatically...',
      /retries by itself/,
    ],
    [
      'a missing checksum',
      'MigrationRestoreFailed',
      'Full backup f.bak is missing checksum. Provide full backup with checksum.',
      /without CHECKSUM/,
    ],
  ])('%s', (_name, code, message, cause) => {
    expect(diagnose(code, message)).toEqual({
      code,
      message,
      cause: expect.stringMatching(cause),
      remedy: expect.any(String),
    });
  });

  test.each<[string, RegExp]>([
    [
      "Restore Operation failed for operation Id 'x'. Code 'AuthorizationFailed', Message 'The client 'c' with object id 'o' does not have authorization to perform action 'Microsoft.Sql/locations/managedDatabaseRestoreAzureAsyncOperation/read' over scope '/subscriptions/s'.'.",
      /may not follow the restore/,
    ],
    [
      "More than max number '4' objects of 'Databases' has been selected for migration.",
      /carries more databases/,
    ],
    [
      'SQL connection failed. A network-related error occurred. (provider: SQL Network Interfaces, error: 26 - Error Locating Server/Instance Specified)',
      /named instance/,
    ],
    ['Error 53 - SQL connection failed.', /cannot connect to the source/],
    ["Login failed for user 'dms'.", /refuses the user/],
    ['Error 18456 - Login failed.', /refuses the user/],
    ['The certificate chain was issued by an authority that is not trusted.', /does not trust/],
    ["Malformed AccountName value 'x' provided.", /DomainName/],
    ['System Error 53 has occurred. The network path was not found.', /Azure file share/],
    ['System Error 57', /Azure file share/],
  ])('knows the classic service’s “%s”', (message, cause) => {
    expect(diagnose('', message)).toMatchObject({ cause: expect.stringMatching(cause) });
  });

  test.each([
    ['an unknown code', 'Mystery', 'the moon is in the wrong quarter'],
    ['a text that tells nothing without its code', 'Mystery', 'cannot connect to the moon; 3169 of them'],
    ['nothing', '', ''],
  ])('passes %s on with the service’s own text', (_name, code, message) => {
    expect(diagnose(code, message)).toEqual({ code, message });
  });
});

test('a text that names no cause leads to what can be looked at, and never to itself', () => {
  const { remedy } = diagnose('2009', 'Internal error has occurred. Please retry.');
  expect(remedy).toMatch(/RESTORE VERIFYONLY.*In-Memory OLTP.*firewall.*activity log.*operation id/s);
  const saying = FAILURE_CATALOGUE.filter(({ remedy: told }) => /repeats|message (?:says|tells)/i.test(told));
  expect(saying).toEqual([]);
});

test.each([
  '2007',
  '2009',
  '2012',
  '2014',
  '2030',
  '2033',
  '2038',
  '2039',
  '2040',
  '2041',
  '2042',
  '2043',
  '2049',
  '2056',
  'Ext_RestoreSettingsError',
  '0',
  '1001',
  '1009',
  '1010',
  'XtpInitializedDuringRestore',
  'OperationIdNotFound',
  'ExternalBackupAlreadySignaledToComplete',
  'ExternalBackupRestoreHasNotBeenStarted',
  'InvalidDatabaseCompleteRestoreRequest',
  'InvalidDatabaseCompleteRestoreRequestLastBackupName',
  'IncompatiblePhysicalLayoutTooFewDataFiles',
  'IncompatiblePhysicalLayoutNonOnlineDataFilesExist',
  'IncompatiblePhysicalLayoutWrongNumberOfLogFiles',
  'IncompatiblePhysicalLayoutNonOnlineLogFilesExist',
  'IncompatiblePhysicalLayoutTooManyNonDataLogFiles',
  'ManagedDatabaseNameInUse',
  'MissingCollation',
  'InvalidCollation',
  'MissingStorageContainerUri',
  'MissingStorageContainerSasToken',
  'NoMoreSpaceInManagedInstance',
  'DatabaseNumberLimitReached',
  'ManagedInstanceUpdateSloInProgress',
  'CannotFindServerCertificateWithThumbprint',
  'RemoteDatabaseExists',
  'ConflictingDatabaseOperation',
  'ManagementServiceDatabaseBusy',
  'ConflictingSystemOperationInProgress',
  'SubscriptionTooManyRequests',
  'SubscriptionTooManyCreateUpdateRequests',
  'TooManyRequests',
  'DatabaseUnavailable',
  'RequestTimeout',
])('code %s is in the catalogue', (code) =>
  expect(FAILURE_CATALOGUE.some((entry) => entry.codes.includes(code))).toBe(true),
);

test('causes and remedies are sentences', () => {
  for (const entry of FAILURE_CATALOGUE) {
    expect(entry.cause).toMatch(/^[A-Z].*\.$/);
    expect(entry.remedy).toMatch(/^[A-Z].*\.$/);
  }
});
