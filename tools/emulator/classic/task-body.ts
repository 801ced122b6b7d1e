/** The bodies that write and command a task (Microsoft.DataMigration 2018-07-15-preview); unknown fields are refused by name. */
import { z } from 'zod';
import { TASK_TYPE } from './classic-task';

const fileShare = z.strictObject({
  userName: z.string().optional(),
  password: z.string().optional(),
  path: z.string().min(1),
});

const text = z.string();

/** Schema of a task's input. */
const input = z.strictObject({
  selectedDatabases: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        restoreDatabaseName: z.string().min(1),
        backupFileShare: fileShare.optional(),
        backupFilePaths: z.array(text).optional(),
      }),
    )
    .min(1),
  backupFileShare: fileShare.optional(),
  storageResourceId: z.string().min(1),
  sourceConnectionInfo: z.strictObject({
    type: z.literal('SqlConnectionInfo'),
    dataSource: z.string().min(1),
    authentication: text.optional(),
    encryptConnection: z.boolean().optional(),
    trustServerCertificate: z.boolean().optional(),
    additionalSettings: text.optional(),
    platform: text.optional(),
    userName: text.optional(),
    password: text.optional(),
  }),
  targetConnectionInfo: z.strictObject({
    type: z.literal('MiSqlConnectionInfo'),
    managedInstanceResourceId: z.string().min(1),
    userName: text.optional(),
    password: text.optional(),
  }),
  azureApp: z.strictObject({
    applicationId: text,
    appKey: text.optional(),
    tenantId: text,
  }),
});

/** Schema of the body that writes a task. */
export const taskBody = z.strictObject({
  properties: z.strictObject({ taskType: z.literal(TASK_TYPE), input }),
});

/** What a caller asked to migrate. */
export type TaskInput = z.output<typeof input>;

/** The only command of the task type (recorded). */
export const COMPLETE_COMMAND = 'Migrate.SqlServer.AzureDbSqlMi.Complete';

/** Schema of the body that cuts over one database of a task. */
export const commandBody = z.strictObject({
  commandType: z.literal(COMPLETE_COMMAND),
  input: z.strictObject({ sourceDatabaseName: z.string().min(1) }),
});

/** Only the type, to tell an unsupported task or command from a wrong body. */
export const typedBody = z.looseObject({
  commandType: z.string().optional(),
  properties: z.looseObject({ taskType: z.string().optional() }).optional(),
});
