/** Migrations that run at the services before the product hears of them, as somebody started them by hand. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CONTAINER } from '../../tools/demo/stack/stack';
import { type LocalStack, INSTANCE, PROVIDERS } from './local-stack';

const DMS_VERSION = '2025-06-30';
const SQL_VERSION = '2023-08-01';
const CLASSIC_VERSION = '2018-07-15-preview';
const CLASSIC_SERVICE = `${PROVIDERS}/Microsoft.DataMigration/services/old-dms/projects/p/tasks`;

/** A migration as the emulator itself knows it. */
interface Summary {
  readonly database: string;
  readonly sets: readonly { readonly files: readonly string[]; readonly role: string }[];
}

/** Resource ids of what runs for a database, by its type. */
export const idOf = {
  migration: (database: string) =>
    `${INSTANCE}/providers/Microsoft.DataMigration/databaseMigrations/${database}`,
  database: (database: string) => `${INSTANCE}/databases/${database}`,
  task: (name: string) => `${CLASSIC_SERVICE}/${name}`,
};

/** A share that the container's folder stands for. */
export function shareOf(folder: string): string {
  return `\\\\source1\\${folder}`;
}

/** Arguments of an emulator whose classic service reads folders of the container as shares. */
export function shareArgs(...folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => ['--share', `${shareOf(folder)}=${CONTAINER}/${folder}`]);
}

/** The services behind a stack. */
export class RunningServices {
  constructor(private readonly local: LocalStack) {}

  /** A migration of the new DMS that reads the database's folder; offline when the last backup is named. */
  async startDms(database: string, lastBackupName?: string): Promise<string> {
    const id = idOf.migration(database);
    await this.put(id, DMS_VERSION, {
      properties: {
        kind: 'SqlMi',
        scope: INSTANCE,
        sourceDatabaseName: database,
        migrationService: `${PROVIDERS}/Microsoft.DataMigration/sqlMigrationServices/dms`,
        backupConfiguration: {
          sourceLocation: {
            azureBlob: {
              authType: 'ManagedIdentity',
              storageAccountResourceId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`,
              blobContainerName: `${CONTAINER}/${database}`,
            },
          },
        },
        ...(lastBackupName !== undefined && { offlineConfiguration: { offline: true, lastBackupName } }),
      },
    });
    return id;
  }

  /** A log replay of the database's folder. */
  async startLogReplay(database: string): Promise<string> {
    const id = idOf.database(database);
    await this.put(id, SQL_VERSION, {
      location: 'westeurope',
      properties: {
        createMode: 'RestoreExternalBackup',
        collation: 'SQL_Latin1_General_CP1_CI_AS',
        storageContainerIdentity: 'ManagedIdentity',
        storageContainerUri: `https://acct.blob.core.windows.net/${CONTAINER}/${database}`,
      },
    });
    return id;
  }

  /** A task of the classic service with a share for each database. */
  async startTask(name: string, ...databases: readonly string[]): Promise<string> {
    const id = idOf.task(name);
    await this.put(id, CLASSIC_VERSION, {
      properties: {
        taskType: 'Migrate.SqlServer.AzureSqlDbMI.Sync.LRS',
        input: {
          selectedDatabases: databases.map((database) => ({
            name: database,
            restoreDatabaseName: database,
            backupFileShare: { path: shareOf(database) },
          })),
          storageResourceId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`,
          sourceConnectionInfo: { type: 'SqlConnectionInfo', dataSource: 'source1' },
          targetConnectionInfo: { type: 'MiSqlConnectionInfo', managedInstanceResourceId: INSTANCE },
          azureApp: { applicationId: 'a', tenantId: 't' },
        },
      },
    });
    return id;
  }

  /** Waits until the service has restored a file of the database, so that the migration is well under way. */
  async untilRestored(database: string, file: string): Promise<void> {
    const limit = Date.now() + 30_000;
    let seen: unknown;
    while (Date.now() < limit) {
      const { migrations } = await this.local.control<{ migrations: Summary[] }>('GET', '/migrations');
      const sets = migrations.filter((one) => one.database === database).flatMap((one) => one.sets);
      if (sets.some(({ files, role }) => role === 'restored' && files.some((name) => name.endsWith(file))))
        return;
      seen = sets;
      await sleep(200);
    }
    throw new Error(
      `the restore of ${file} to ${database} was awaited for 30 s; last seen: ${JSON.stringify(seen)}`,
    );
  }

  private async put(id: string, version: string, body: unknown): Promise<void> {
    const answer = await fetch(`${this.local.stack.emulatorUrl}${id}?api-version=${version}`, {
      method: 'PUT',
      headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`Cannot start ${id}: ${answer.status} ${await answer.text()}`);
  }
}
