/** The body that creates a migration from a blob container. */
import type { DmsCreateSpec } from '../../ports/migration-engine';

/** What to send, and which values of it must never be seen again. */
export interface CreateBody {
  readonly body: unknown;
  readonly secrets: readonly string[];
}

/** Says what a specification lacks, or nothing when it can be sent. */
export function createSpecProblem(spec: DmsCreateSpec): string | undefined {
  if (spec.authType === 'AccountKey' && (spec.accountKey ?? '') === '') {
    return 'Cannot create the migration: authType is AccountKey, but there is no account key';
  }
  if (spec.containerName.toLowerCase() === 'backup') {
    return 'Cannot create the migration: the service does not take a container called "backup"';
  }
  if (spec.offline?.lastBackupName.trim() === '') {
    return 'Cannot create the migration: an offline migration names its last backup';
  }
  return undefined;
}

/**
 * Builds the PUT body of a migration (Microsoft.DataMigration 2025-06-30 sqlmigration.json).
 *
 * Online means: no offline configuration at all. A blob source needs no target location.
 *
 * @param scopeId ARM id of the target, as the operator wrote it
 */
export function toCreateBody(kind: 'SqlMi' | 'SqlVm', scopeId: string, spec: DmsCreateSpec): CreateBody {
  const properties = {
    kind,
    scope: scopeId,
    sourceDatabaseName: spec.sourceDatabaseName,
    migrationService: spec.migrationServiceId,
    ...(spec.sourceSqlConnection !== undefined && { sourceSqlConnection: spec.sourceSqlConnection }),
    ...(spec.targetCollation !== undefined && { targetDatabaseCollation: spec.targetCollation }),
    backupConfiguration: { sourceLocation: { azureBlob: toAzureBlob(spec) } },
    ...(spec.offline !== undefined && {
      offlineConfiguration: { offline: true, lastBackupName: spec.offline.lastBackupName },
    }),
  };
  const secrets = [spec.accountKey, spec.sourceSqlConnection?.password].filter(
    (value) => value !== undefined,
  );
  return { body: { properties }, secrets };
}

function toAzureBlob(spec: DmsCreateSpec) {
  const identityId = spec.userAssignedIdentityId;
  const identity =
    identityId === undefined
      ? { type: 'SystemAssigned' }
      : { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } };
  return {
    authType: spec.authType,
    ...(spec.authType === 'ManagedIdentity' ? { identity } : { accountKey: spec.accountKey }),
    storageAccountResourceId: spec.storageAccountResourceId,
    blobContainerName: spec.containerName,
  };
}
