/**
 * Diagnoses of restores that fail: data, from Microsoft Learn, "Known issues, limitations, and troubleshooting" of
 * Azure Database Migration Service, and from recorded answers in Azure/azure-powershell.
 */
import type { FailureEntry } from './failure-entry';

const CUTOVER = ['2007', 'CutoverFailedOrCancelled'];
const RESTORE = ['2009', 'MigrationRestoreFailed'];
/** An answer that names no cause: what brings one about, the likeliest first. */
export const WHERE_TO_LOOK =
  'check, in this order: the backups (RESTORE VERIFYONLY of the newest file; the chain here), the instance (is it Ready, does it have space, does its tier support In-Memory OLTP), its connection to the storage account (firewall, role of its identity, private DNS), and the activity log of the instance. Then start again; if it recurs, ask Microsoft support with the operation id.';

const CONNECTION = ['2012', 'TestConnectionFailed'];

/** Failures of the restore, the cutover and the way to the backups. */
export const RESTORE_FAILURES: readonly FailureEntry[] = [
  {
    codes: CUTOVER,
    text: /restore plan is broken|firstlsn .*is not <= ?lastlsn/is,
    cause: 'A log backup is missing between two others, or backups are in the wrong folder.',
    remedy:
      'Upload the missing log (the chain names the LSN needed and the first available), or take a new full or differential backup. With a file share, wait for the network and check again.',
  },
  {
    codes: CUTOVER,
    text: /too many full text catalog files/i,
    cause: 'The database has more full-text catalogs than the target supports.',
    remedy: 'Drop the full-text catalogs on the source, take a new full backup and start again.',
  },
  {
    codes: CUTOVER,
    text: /incompatible physical layout/i,
    cause:
      "The database's files break a layout rule of SQL Managed Instance (number or state of data and log files).",
    remedy:
      'Change the files on the source (one log file, all files online), take a new full backup and start again.',
  },
  {
    codes: CUTOVER,
    text: /should be the last restore backup file/i,
    cause: 'The file named as last is not the last one restored.',
    remedy: 'Name the newest file and try again.',
  },
  {
    codes: [...RESTORE, 'MissingThumbprint'],
    text: /cannot find server certificate with thumbprint/i,
    cause: 'The database is encrypted (TDE) and its certificate is not on the target.',
    remedy: 'Migrate the certificate to the target instance first, then start the migration again.',
  },
  {
    codes: RESTORE,
    text: /backed up on a server running version/i,
    withCode: /\b3169\b/,
    cause: "The source is newer than the target's update policy allows.",
    remedy: 'Choose an instance with the "Always-up-to-date" update policy or a newer target.',
  },
  {
    codes: [...RESTORE, 'ManagedInstanceStorageLimitHit'],
    text: /reached its storage limit/i,
    cause: "The instance's storage is full.",
    remedy: 'Increase the storage of the instance, then start the migration again.',
  },
  {
    codes: RESTORE,
    text: /operating system error .?1450/i,
    withCode: /\b3634\b|\b1450\b/,
    cause:
      'The source hit the limits of sparse files or of a fragmented volume (operating system error 1450).',
    remedy:
      'Follow the guidance for operating system errors 1450 and 665, take a new backup and start again.',
  },
  {
    codes: [...RESTORE, 'FullBackupMissingChecksum'],
    text: /is missing checksum/i,
    cause: 'The backup was taken without CHECKSUM, which this service requires.',
    remedy: 'Take a new full backup WITH CHECKSUM, and the logs after it as well.',
  },
  {
    codes: RESTORE,
    text: /logical file .* is not part of database/i,
    withCode: /\b3234\b/,
    cause: 'A file belongs to another database, or the container is the wrong one.',
    remedy: 'Check the file and the container name; keep one folder for each database.',
  },
  {
    codes: RESTORE,
    text: /failed to connect to storage account|vnet is allowed under the azure storage firewall/i,
    cause: 'The firewall of the storage account blocks the target.',
    remedy:
      "Allow the instance's subnet (service endpoint), or a private endpoint in the instance's network.",
  },
  {
    codes: RESTORE,
    text: /backups from multiple databases in the container folder/i,
    cause: 'The folder holds backups of several databases.',
    remedy: 'Keep one folder for each database, then start the migration again.',
  },
  {
    codes: RESTORE,
    text: /contained database authentication/i,
    withCode: /\b12824\b/,
    cause: 'The database is contained, and the target does not allow contained database authentication.',
    remedy: 'Enable "contained database authentication" on the target, or make the database not contained.',
  },
  {
    codes: RESTORE,
    text: /storage connection is broken/i,
    cause: 'The target lost its access to the storage account: key, identity, firewall or DNS.',
    remedy:
      'Check the storage key or the role of the identity, the firewall and DNS; then start the migration again.',
  },
  {
    codes: ['XtpInitializedDuringRestore', '41915'],
    text: /memory[- ]optimized filegroup must be empty/i,
    withCode: /^/,
    cause: 'The database uses In-Memory OLTP, which the General Purpose tier does not support.',
    remedy:
      'Choose a Business Critical instance, or remove the memory-optimized objects and take new backups.',
  },
  {
    codes: [...RESTORE, ...CUTOVER, '1001', '1010', 'InternalError', 'InternalServerError'],
    text: /internal (?:server )?error(?!.*without checksum)/is,
    cause: 'The service failed and reports no cause.',
    remedy: `To find it, ${WHERE_TO_LOOK}`,
  },
  {
    codes: RESTORE,
    cause: 'The target could not restore a backup.',
    remedy: `If the message contains a SQL Server error, act on that. If not: ${WHERE_TO_LOOK}`,
  },
  {
    codes: CONNECTION,
    withCode: /remote name could not be resolved/i,
    cause: 'The integration runtime cannot resolve a name.',
    remedy: 'Correct DNS on the machine of the integration runtime.',
  },
  {
    codes: CONNECTION,
    withCode: /illegal characters in path/i,
    cause: 'The path of the file share is not valid.',
    remedy: 'Write the share as \\\\host\\share\\folder.',
  },
  {
    codes: CONNECTION,
    withCode: /cannot connect to/i,
    cause: 'The integration runtime cannot reach the file share.',
    remedy: "Check the share's name, its firewall and the account's rights.",
  },
  {
    codes: ['Ext_RestoreSettingsError'],
    withCode:
      /unable to read blobs in storage container|\(403\) forbidden|remote name could ?n.?t be resolved|unable to connect to the remote server/i,
    cause: 'The target cannot reach the storage account: firewall, outbound rule or private DNS.',
    remedy: "Allow traffic from the instance's subnet to the storage account and check its private DNS zone.",
  },
  {
    codes: ['2049', 'FileShareTestConnectionFailed'],
    text: /access to .* is denied.*onpremise/is,
    cause: 'The share is on the same machine as the integration runtime, which newer versions refuse.',
    remedy: 'Put the share and the integration runtime on different machines.',
  },
];
