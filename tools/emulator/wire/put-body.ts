/** The body of a create request (Microsoft.DataMigration 2025-06-30 sqlmigration.json); unknown fields are refused by name. */
import { z } from 'zod';

const azureBlob = z
  .strictObject({
    authType: z.enum(['AccountKey', 'ManagedIdentity']).default('AccountKey'),
    identity: z
      .strictObject({
        type: z.string(),
        userAssignedIdentities: z.record(z.string(), z.unknown()).optional(),
        principalId: z.string().optional(),
        tenantId: z.string().optional(),
      })
      .optional(),
    storageAccountResourceId: z.string().min(1),
    accountKey: z.string().optional(),
    blobContainerName: z.string().min(1),
  })
  .refine((blob) => blob.authType !== 'AccountKey' || (blob.accountKey ?? '') !== '', {
    path: ['accountKey'],
    message: 'It is required with authType AccountKey.',
  });

const fileShare = z.strictObject({
  path: z.string().min(1),
  username: z.string(),
  password: z.string(),
});

const sourceLocation = z
  .strictObject({
    azureBlob: azureBlob.optional(),
    fileShare: fileShare.optional(),
    fileStorageType: z.string().optional(),
  })
  .refine((location) => (location.azureBlob === undefined) !== (location.fileShare === undefined), {
    message: 'Exactly one of azureBlob and fileShare is required.',
  });

/** Schema of the create body. */
export const putBody = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  properties: z.strictObject({
    kind: z.string(),
    scope: z.string().min(1),
    sourceDatabaseName: z.string().min(1),
    migrationService: z.string().min(1),
    migrationOperationId: z.string().optional(),
    provisioningError: z.string().optional(),
    sourceSqlConnection: z
      .strictObject({
        dataSource: z.string().optional(),
        authentication: z.string().optional(),
        userName: z.string().optional(),
        password: z.string().optional(),
        encryptConnection: z.boolean().optional(),
        trustServerCertificate: z.boolean().optional(),
      })
      .optional(),
    targetDatabaseCollation: z.string().optional(),
    backupConfiguration: z.strictObject({
      sourceLocation,
      targetLocation: z
        .strictObject({ storageAccountResourceId: z.string(), accountKey: z.string().optional() })
        .optional(),
    }),
    offlineConfiguration: z
      .strictObject({ offline: z.boolean(), lastBackupName: z.string().optional() })
      .refine((offline) => !offline.offline || (offline.lastBackupName ?? '') !== '', {
        path: ['lastBackupName'],
        message: 'It is required when offline is true.',
      })
      .optional(),
  }),
});

/** Schema of the bodies of cutover, cancel and retry. */
export const operationIdBody = z.strictObject({ migrationOperationId: z.string().min(1) });

/** The first thing wrong with a body: the field's dotted path and a sentence. */
export function firstProblem(error: z.ZodError): { readonly path: string; readonly detail: string } {
  const [issue] = error.issues;
  if (issue === undefined) return { path: 'body', detail: error.message };
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return { path: [...path, issue.keys[0] ?? ''].join('.'), detail: 'The field is not known.' };
  return {
    path: path.join('.') || 'body',
    detail: `${issue.message}${issue.message.endsWith('.') ? '' : '.'}`,
  };
}
