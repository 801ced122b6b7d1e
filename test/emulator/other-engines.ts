/** Requests of the Log Replay Service and the classic DMS, for tests of the emulated wire. */
import type { RunningEmulator } from '../../tools/emulator/server';
import { ask, control, INSTANCE, SUBSCRIPTION, type WireReply } from './arm-client';

export const LRS_VERSION = '2023-08-01';
export const CLASSIC_VERSION = '2018-07-15-preview';
export const SHARE = '\\\\host.example\\share';

/** Id of a database on the test instance. */
export const databasePath = (database: string): string => `${INSTANCE}/databases/${database}`;

/** Id of a task. */
export const taskPath = (task: string): string =>
  `/subscriptions/${SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.DataMigration/services/s/projects/p/tasks/${task}`;

/** Body that starts a restore. */
export function restoreBody(more: Record<string, unknown> = {}): object {
  return {
    location: 'eastus',
    properties: {
      createMode: 'RestoreExternalBackup',
      collation: 'SQL_Latin1_General_CP1_CI_AS',
      storageContainerUri: 'https://acct.blob.core.windows.net/backups/shop',
      storageContainerSasToken: 'sv=2022-11-02&sig=very-secret',
      autoCompleteRestore: false,
      ...more,
    },
  };
}

/** Body that writes a task with databases, each as source and target name. */
export function taskBody(...databases: readonly (readonly [string, string])[]): object {
  return {
    properties: {
      taskType: 'Migrate.SqlServer.AzureSqlDbMI.Sync.LRS',
      input: {
        selectedDatabases: databases.map(([name, restoreDatabaseName]) => ({ name, restoreDatabaseName })),
        backupFileShare: { userName: 'u', password: 'very-secret', path: SHARE },
        storageResourceId: '/subscriptions/x/storageAccounts/acct',
        sourceConnectionInfo: {
          type: 'SqlConnectionInfo',
          dataSource: 'sql1.contoso.example,1433',
          password: 'very-secret',
        },
        targetConnectionInfo: { type: 'MiSqlConnectionInfo', managedInstanceResourceId: INSTANCE },
        azureApp: { applicationId: 'a', appKey: 'very-secret', tenantId: 't' },
      },
    },
  };
}

/** Body of the command that cuts over a database. */
export const completeCommand = (sourceDatabaseName: string): object => ({
  commandType: 'Migrate.SqlServer.AzureDbSqlMi.Complete',
  input: { sourceDatabaseName },
});

/** How one engine is started, read and cut over: for tests that hold for all of them. */
export interface EngineRequests {
  start(emulator: RunningEmulator): Promise<WireReply>;
  read(emulator: RunningEmulator): Promise<WireReply>;
  cutover(emulator: RunningEmulator): Promise<WireReply>;
  /** The word for its state. */
  stateOf(reply: WireReply): string;
  readonly completing: string;
  /** A member of its status. */
  readonly member: string;
  memberOf(reply: WireReply): unknown;
}

/** The Log Replay Service, database db1. */
export const LRS_REQUESTS: EngineRequests = {
  start: (emulator) =>
    ask(emulator, 'PUT', databasePath('db1'), { version: LRS_VERSION, body: restoreBody() }),
  read: (emulator) =>
    ask(emulator, 'GET', `${databasePath('db1')}/restoreDetails/Default`, { version: LRS_VERSION }),
  cutover: (emulator) =>
    ask(emulator, 'POST', `${databasePath('db1')}/completeRestore`, {
      version: LRS_VERSION,
      body: { lastBackupName: 'log2.trn' },
    }),
  stateOf: ({ body }) => body.properties.status,
  completing: 'CompletingMigration',
  member: 'numberOfFilesRestored',
  memberOf: ({ body }) => body.properties.numberOfFilesRestored,
};

/** The classic DMS, source database Shop restored as db1. */
export const CLASSIC_REQUESTS: EngineRequests = {
  start: (emulator) =>
    ask(emulator, 'PUT', taskPath('t'), { version: CLASSIC_VERSION, body: taskBody(['Shop', 'db1']) }),
  read: (emulator) =>
    ask(emulator, 'GET', taskPath('t'), { version: CLASSIC_VERSION, query: '$expand=output' }),
  cutover: (emulator) =>
    ask(emulator, 'POST', `${taskPath('t')}/command`, {
      version: CLASSIC_VERSION,
      body: completeCommand('Shop'),
    }),
  stateOf: ({ body }) => body.properties.output[1].migrationState,
  completing: 'CUTOVER_IN_PROGRESS',
  member: 'isFullBackupRestored',
  memberOf: ({ body }) => body.properties.output[1].isFullBackupRestored,
};

/** Lets ten minutes pass, twice: what is copied first can be restored then. */
export async function settle(emulator: RunningEmulator): Promise<void> {
  await control(emulator, 'POST', 'clock', { advanceMs: 600_000 });
  await control(emulator, 'POST', 'clock', { advanceMs: 600_000 });
}
