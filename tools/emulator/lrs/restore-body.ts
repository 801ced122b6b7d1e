/** The bodies of start and complete (Microsoft.Sql 2023-08-01 ManagedDatabases.json); unknown fields are refused by name. */
import { z } from 'zod';

/** Schema of the body that starts a restore; what is required of it is checked one by one, each with its own error. */
export const restoreBody = z.strictObject({
  location: z.string().min(1),
  tags: z.record(z.string(), z.string()).optional(),
  properties: z.strictObject({
    createMode: z.string().default('Default'),
    collation: z.string().optional(),
    storageContainerUri: z.string().optional(),
    storageContainerSasToken: z.string().optional(),
    storageContainerIdentity: z.enum(['SharedAccessSignature', 'ManagedIdentity']).optional(),
    autoCompleteRestore: z.boolean().optional(),
    lastBackupName: z.string().optional(),
  }),
});

/** What a caller asked to restore. */
export type RestoreProperties = z.output<typeof restoreBody>['properties'];

/** Schema of the body that completes a restore. */
export const completeBody = z.strictObject({ lastBackupName: z.string().min(1) });
