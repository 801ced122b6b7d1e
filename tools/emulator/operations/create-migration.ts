/** PUT databaseMigrations/{db}: creates an online (or offline) migration. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { databaseKey, type Emulation } from '../emulation';
import { databaseExists } from '../engine/failures';
import type { BackupSource, Migration } from '../engine/migration';
import { type Answer, type OperationCall, targetNames } from '../http/operation-call';
import { readBody } from '../http/request-body';
import { serviceErrors } from '../http/service-errors';
import { migrationBody } from '../wire/migration-body';
import {
  managedDatabaseId,
  migrationId,
  normaliseServiceId,
  sameResource,
  scopeId,
} from '../wire/resource-ids';
import { containerSource, shareSource } from './backup-source';
import { announceOperation } from './long-running';
import { bodyContext } from './migrations';

type CreateProperties = z.output<typeof putBody>['properties'];

/** 201 for a new resource, 200 where an ended one is replaced; 409 while the old one runs. */
export function createMigration(call: OperationCall, emulation: Emulation): Answer {
  const properties = parseProperties(call);
  const names = targetNames(call);
  const existing = emulation.find(migrationId(call.targetKind, names));
  const ended = ['succeeded', 'failed', 'canceled'];
  if (existing && (existing.goneAt !== undefined || !ended.includes(existing.phase.kind)))
    throw serviceErrors.operationInProgress();
  const migration = newMigration(properties, call, emulation);
  emulation.save(migration);
  return {
    status: existing ? 200 : 201,
    headers: announceOperation('create', migration, call, emulation),
    body: migrationBody(migration, bodyContext(migration, call, emulation)),
  };
}

function parseProperties(call: OperationCall): CreateProperties {
  const { properties } = readBody(call, putBody, serviceErrors.invalidParameter);
  if (properties.kind !== call.targetKind) {
    if (['SqlMi', 'SqlVm'].includes(properties.kind)) throw serviceErrors.invalidParameter('properties.kind');
    throw serviceErrors.notImplemented(`migrations of kind '${properties.kind}'`);
  }
  if (!sameResource(properties.scope, scopeId(call.targetKind, targetNames(call))))
    throw serviceErrors.invalidParameter('properties.scope', 'It names another resource than the URL.');
  return properties;
}

function newMigration(properties: CreateProperties, call: OperationCall, emulation: Emulation): Migration {
  const names = targetNames(call);
  const { now, settings } = emulation.contextFor({ name: names.database });
  const scope = scopeId(call.targetKind, names);
  const taken =
    emulation.databases.get(databaseKey(scope, names.database)) !== undefined ||
    emulation.find(managedDatabaseId(names)) !== undefined;
  const { offlineConfiguration } = properties;
  return {
    flavour: { engine: 'dms', migrationService: normaliseServiceId(properties.migrationService) },
    id: migrationId(call.targetKind, names),
    kind: call.targetKind,
    name: names.database,
    targetServer: names.server,
    scope,
    sourceDatabaseName: properties.sourceDatabaseName,
    sourceServerName: properties.sourceSqlConnection?.dataSource || undefined,
    targetDatabaseCollation: properties.targetDatabaseCollation,
    offline:
      offlineConfiguration?.offline === true
        ? { lastBackupName: offlineConfiguration.lastBackupName ?? '' }
        : undefined,
    source: sourceOf(properties.backupConfiguration.sourceLocation, emulation),
    createdAt: now,
    generation: randomUUID(),
    operationId: randomUUID(),
    phase: {
      kind: 'creating',
      readyAt: now + settings.creatingMs,
      refusal: taken ? databaseExists(names.database, names.server) : undefined,
    },
    files: [],
    restore: { restored: [], freeAt: now, uploadFreeAt: now },
  };
}

function sourceOf(
  { azureBlob, fileShare }: CreateProperties['backupConfiguration']['sourceLocation'],
  emulation: Emulation,
): BackupSource {
  return azureBlob
    ? containerSource(azureBlob.blobContainerName)
    : shareSource(fileShare?.path ?? '', emulation);
}

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

/**
 * The body of a create request (Microsoft.DataMigration 2025-06-30 sqlmigration.json); unknown fields are refused by name.
 *
 * Schema of the create body.
 */
const putBody = z.strictObject({
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
