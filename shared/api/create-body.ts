/** What a registration asks to create, in the words of its engine; secrets are named settings, never values (G5). */
import { z } from 'zod';
import type { EngineKind } from '../core/engine/engine-status';
import type { CreateRequest } from '../core/migration/registration';
import { fieldProblems } from './field-problems';
import type { FieldProblem } from './problem';
import { backupName, resourceId, settingName } from './registration-fields';

const lastBackup = z.strictObject({ lastBackupName: backupName });
const collation = z.string().min(1).max(128);

const dmsCreate = z
  .strictObject({
    migrationServiceId: resourceId('Microsoft.DataMigration/sqlMigrationServices'),
    storageAccountResourceId: resourceId('Microsoft.Storage/storageAccounts'),
    authType: z.enum(['AccountKey', 'ManagedIdentity'], {
      error: 'engine dms accepts AccountKey or ManagedIdentity',
    }),
    accountKeySetting: settingName.optional(),
    userAssignedIdentityId: resourceId('Microsoft.ManagedIdentity/userAssignedIdentities').optional(),
    targetCollation: collation.optional(),
    sourceSqlConnection: z
      .strictObject({
        dataSource: z.string().min(1).max(256),
        authentication: z.enum(['SqlAuthentication', 'WindowsAuthentication']),
        userName: z.string().min(1).max(256),
        passwordSetting: settingName,
        encryptConnection: z.boolean().default(true),
        trustServerCertificate: z.boolean().default(false),
      })
      .optional(),
    offline: lastBackup.optional(),
  })
  .refine((create) => create.authType !== 'AccountKey' || create.accountKeySetting !== undefined, {
    path: ['accountKeySetting'],
    error: 'authType AccountKey needs the name of the app setting that holds the key',
  });

const lrsCreate = z
  .strictObject({
    authType: z.enum(['Sas', 'ManagedIdentity'], { error: 'engine lrs accepts Sas or ManagedIdentity' }),
    sasTokenSetting: settingName.optional(),
    collation: collation.optional(),
    autoComplete: lastBackup.optional(),
  })
  .refine((create) => create.authType !== 'Sas' || create.sasTokenSetting !== undefined, {
    path: ['sasTokenSetting'],
    error: 'authType Sas needs the name of the app setting that holds the token',
  })
  .refine((create) => create.authType === 'Sas' || create.sasTokenSetting === undefined, {
    path: ['sasTokenSetting'],
    error: 'the service accepts a token or an identity, never both: omit it, or use authType Sas',
  });

const SECRET =
  'a secret is never part of a registration: put it into an app setting, and the name of that setting into';

/** What to write instead of a field that belongs to another engine, or that carries a secret. */
const REMEDIES: Readonly<Record<'dms' | 'lrs', Readonly<Record<string, string>>>> = {
  dms: {
    'create.accountKey': `${SECRET} accountKeySetting`,
    'create.sourceSqlConnection.password': `${SECRET} passwordSetting`,
    'create.sasTokenSetting':
      'belongs to engine lrs; engine dms reads the container with accountKeySetting, or with authType ManagedIdentity',
    'create.collation': 'belongs to engine lrs; engine dms calls it targetCollation',
    'create.autoComplete': 'belongs to engine lrs; engine dms calls it offline',
  },
  lrs: {
    'create.sasToken': `${SECRET} sasTokenSetting`,
    'create.storageContainerSasToken': `${SECRET} sasTokenSetting`,
    'create.migrationServiceId': 'belongs to engine dms; engine lrs needs no migration service',
    'create.storageAccountResourceId':
      'belongs to engine dms; engine lrs uses the container of backups.containerUrl',
    'create.accountKeySetting':
      'belongs to engine dms; engine lrs reads the container with sasTokenSetting, or with authType ManagedIdentity',
    'create.userAssignedIdentityId':
      'belongs to engine dms; engine lrs reads the container with the identity of the managed instance',
    'create.targetCollation': 'belongs to engine dms; engine lrs calls it collation',
    'create.sourceSqlConnection': 'belongs to engine dms; engine lrs does not connect to the source',
    'create.offline': 'belongs to engine dms; engine lrs calls it autoComplete',
  },
};

/** The request, or what is wrong with it by field. */
export type CreateReading =
  | { readonly kind: 'create'; readonly create: CreateRequest }
  | { readonly kind: 'wrong'; readonly errors: readonly FieldProblem[] };

/** Reads `create` of a registration in the words of its engine; the classic service creates nothing any more. */
export function readCreate(engine: EngineKind, given: unknown): CreateReading {
  switch (engine) {
    case 'dms-classic':
      return { kind: 'wrong', errors: [] };
    case 'dms': {
      const schema = z.object({ create: dmsCreate });
      const parsed = schema.safeParse({ create: given });
      return parsed.success
        ? { kind: 'create', create: { engine, ...parsed.data.create } }
        : { kind: 'wrong', errors: fieldProblems(parsed.error, REMEDIES.dms, schema) };
    }
    case 'lrs': {
      const schema = z.object({ create: lrsCreate });
      const parsed = schema.safeParse({ create: given });
      return parsed.success
        ? { kind: 'create', create: { engine, ...parsed.data.create } }
        : { kind: 'wrong', errors: fieldProblems(parsed.error, REMEDIES.lrs, schema) };
    }
  }
}
