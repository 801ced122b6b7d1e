/**
 * The rights that each engine needs, by exact action name.
 *
 * What the app itself calls is the same as in infra/engine-actions.bicep (a test compares them); what Microsoft documents for
 * custom roles is more: Microsoft Learn, "Custom roles for SQL Server to Azure SQL Managed Instance migrations".
 *
 * Each name of Microsoft.DataMigration and Microsoft.Sql stands in Microsoft Learn, "Azure permissions for Databases", too; of those of
 * Microsoft.Storage the reads and `listKeys/action` (case does not count) stand in its built-in roles, `blobServices/read` and
 * `blobServices/write` in the custom roles only. No list says which actions a request takes.
 */
import type { EngineKind } from '../engine/engine-status';
import type { Rights } from './grants';

/** Without it the app works, and cannot cancel. */
export const OPTIONAL_ACTION = 'Microsoft.DataMigration/databaseMigrations/cancel/action';

/** What the app needs to follow a migration and to cut it over; `onService` on the classic service. */
export const APP_RIGHTS: Readonly<
  Record<EngineKind, { readonly onInstance: Rights; readonly onService?: Rights }>
> = {
  dms: {
    onInstance: {
      actions: [
        'Microsoft.DataMigration/databaseMigrations/read',
        'Microsoft.DataMigration/databaseMigrations/cutover/action',
        OPTIONAL_ACTION,
        'Microsoft.Sql/managedInstances/databases/read',
      ],
    },
  },
  lrs: {
    onInstance: {
      actions: [
        'Microsoft.Sql/managedInstances/databases/read',
        'Microsoft.Sql/managedInstances/databases/restoreDetails/read',
        'Microsoft.Sql/managedInstances/databases/completeRestore/action',
        'Microsoft.Sql/managedInstances/databases/delete',
      ],
    },
  },
  'dms-classic': {
    onInstance: { actions: ['Microsoft.Sql/managedInstances/databases/read'] },
    onService: { actions: ['Microsoft.DataMigration/services/projects/tasks/*'] },
  },
};

/** What the app needs to list and read the backups. */
export const BACKUP_RIGHTS: Rights = {
  actions: [],
  dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
};

/** What creating a migration needs besides. */
export const CREATE_RIGHTS = {
  dms: {
    actions: [
      'Microsoft.DataMigration/databaseMigrations/write',
      'Microsoft.Sql/managedInstances/read',
      'Microsoft.Sql/managedInstances/databases/write',
    ],
  },
  lrs: {
    actions: ['Microsoft.Sql/managedInstances/read', 'Microsoft.Sql/managedInstances/databases/write'],
  },
  storage: {
    actions: ['Microsoft.Storage/storageAccounts/read', 'Microsoft.Storage/storageAccounts/listkeys/action'],
  },
  documentedOnInstance: {
    actions: [
      'Microsoft.DataMigration/databaseMigrations/write',
      'Microsoft.Sql/managedInstances/read',
      'Microsoft.Sql/managedInstances/write',
      'Microsoft.Sql/managedInstances/databases/read',
      'Microsoft.Sql/managedInstances/databases/write',
      'Microsoft.Sql/managedInstances/databases/delete',
    ],
  },
  documentedOnStorage: {
    actions: [
      'Microsoft.Storage/storageAccounts/read',
      'Microsoft.Storage/storageAccounts/listkeys/action',
      'Microsoft.Storage/storageAccounts/blobServices/read',
      'Microsoft.Storage/storageAccounts/blobServices/write',
      'Microsoft.Storage/storageAccounts/blobServices/containers/read',
    ],
  },
} as const satisfies Readonly<Record<string, Rights>>;
