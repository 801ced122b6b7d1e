/** PUT databaseMigrations/{db}: creates an online (or offline) migration. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { databaseKey, type Emulation } from '../emulation';
import { databaseExists } from '../engine/failures';
import type { BackupSource, Migration } from '../engine/migration';
import { targetNames, type Answer, type OperationCall } from '../http/operation-call';
import { serviceErrors } from '../http/service-errors';
import { managedDatabaseResource } from '../lrs/lrs-ids';
import { migrationBody } from '../wire/migration-body';
import { firstProblem, putBody } from '../wire/put-body';
import { migrationId, normaliseServiceId, sameResource, scopeId } from '../wire/resource-ids';
import { containerSource, shareSource } from './backup-source';
import { bodyContext } from './migrations';
import { announceOperation } from './long-running';

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
  if (call.body === undefined) throw serviceErrors.emptyBody();
  const parsed = putBody.safeParse(call.body);
  if (!parsed.success) {
    const { path, detail } = firstProblem(parsed.error);
    throw serviceErrors.invalidParameter(path, detail);
  }
  const { properties } = parsed.data;
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
    emulation.find(managedDatabaseResource(names)) !== undefined;
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
