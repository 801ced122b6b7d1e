/** The requests of the Log Replay Service that change a database (managedInstances/{mi}/databases/{db}). */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { databaseKey, type Emulation } from '../emulation';
import type { EngineContext } from '../engine/engine-settings';
import type { BackupSource, Migration } from '../engine/migration';
import { lastRestoredFile } from '../engine/restore-walk';
import { beginCanceling, beginCompleting } from '../engine/state-machine';
import { type Answer, type OperationCall, targetNames } from '../http/operation-call';
import { readBody } from '../http/request-body';
import { serviceErrors } from '../http/service-errors';
import { databaseState } from '../operations/managed-databases';
import { managedDatabaseId, scopeId } from '../wire/resource-ids';
import { lrsErrors } from './lrs-errors';
import { acceptOperation } from './restore-operations';

/**
 * PUT managedInstances/{mi}/databases/{db} with createMode RestoreExternalBackup: starts a restore of the Log Replay Service.
 *
 * 202; the database is there a moment later, Restoring, with a creation date of its own (recorded: accepted at
 * 12:06:53.270, created at 12:06:54.363). Nothing but the operation shows it until then.
 */
export function startRestore(call: OperationCall, emulation: Emulation): Answer {
  const properties = parseProperties(call);
  const names = targetNames(call);
  const source = sourceOfUri(properties.storageContainerUri ?? '');
  const id = managedDatabaseId(names);
  const existing = databaseState(emulation, names);
  if (existing?.status === 'Online') throw lrsErrors.nameInUse(names.database);
  if (existing || emulation.find(id)) throw lrsErrors.conflicting(names.database);
  const now = emulation.clock.now();
  const databaseAt = now + emulation.settings.databaseMs;
  const restore: Migration = {
    flavour: { engine: 'lrs', databaseAt },
    id,
    kind: 'SqlMi',
    name: names.database,
    targetServer: names.server,
    scope: scopeId('SqlMi', names),
    sourceDatabaseName: names.database,
    targetDatabaseCollation: properties.collation,
    offline:
      properties.autoCompleteRestore === true
        ? { lastBackupName: properties.lastBackupName ?? '' }
        : undefined,
    source,
    createdAt: now,
    generation: randomUUID(),
    operationId: randomUUID(),
    phase: { kind: 'creating', readyAt: databaseAt + emulation.settings.creatingMs },
    files: [],
    restore: { restored: [], freeAt: now, uploadFreeAt: now },
  };
  emulation.save(restore);
  return acceptOperation('managedDatabaseRestore', restore, call, emulation);
}

function parseProperties(call: OperationCall): RestoreProperties {
  const { properties } = readBody(call, restoreBody, lrsErrors.invalidProperty);
  if (properties.createMode.toLowerCase() !== 'restoreexternalbackup')
    throw serviceErrors.notImplemented(`databases with createMode '${properties.createMode}'`);
  const { storageContainerSasToken: sas, storageContainerIdentity: identity } = properties;
  if ((properties.storageContainerUri ?? '') === '') throw lrsErrors.missingUri();
  if (identity !== 'ManagedIdentity' && (sas ?? '') === '') throw lrsErrors.missingSas();
  if (identity === 'ManagedIdentity' && (sas ?? '') !== '')
    throw lrsErrors.invalidProperty('storageContainerSasToken', 'It is not taken with ManagedIdentity.');
  if (sas?.startsWith('?') === true)
    throw lrsErrors.invalidProperty('storageContainerSasToken', "It must not begin with '?'.");
  if ((properties.collation ?? '') === '') throw lrsErrors.missingCollation();
  if (properties.autoCompleteRestore === true && (properties.lastBackupName ?? '') === '')
    throw lrsErrors.missingLastBackup();
  return properties;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The container and folder of a storageContainerUri: `https://account.blob.core.windows.net/container/folder`, or a storage emulator's
 * `http://127.0.0.1:10000/account/container/folder` (Microsoft Learn, "Naming and referencing containers, blobs, and
 * metadata"); a slash at the end does not matter.
 *
 * @throws {ServiceError} 400 when it is no URL or names no container.
 */
function sourceOfUri(uri: string): BackupSource {
  if (!URL.canParse(uri)) throw lrsErrors.invalidProperty('storageContainerUri', 'It is not a URI.');
  const url = new URL(uri);
  if (url.search !== '') throw lrsErrors.invalidProperty('storageContainerUri', 'It must not carry a query.');
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const [container = '', ...folders] = LOOPBACK.has(url.hostname) ? segments.slice(1) : segments;
  if (container === '') throw lrsErrors.invalidProperty('storageContainerUri', 'It names no container.');
  return { kind: 'azureBlob', container, folder: folders.map(decodeURIComponent).join('/') };
}

/**
 * POST managedInstances/{mi}/databases/{db}/completeRestore: the cutover of the Log Replay Service.
 *
 * 202, whatever is still pending and whichever file is named: recorded on 2020-08-26, the full was named while it was
 * being restored and a log was waiting, and the log was restored all the same.
 */
export function completeRestore(call: OperationCall, emulation: Emulation): Answer {
  const lastBackupName = requestedLastBackup(call);
  const names = targetNames(call);
  if (databaseState(emulation, names) === undefined) throw lrsErrors.notFound(names);
  const restore = emulation.find(managedDatabaseId(names));
  if (restore === undefined || restore.goneAt !== undefined) throw lrsErrors.notRestoring();
  const completing = complete(restore, lastBackupName, emulation.contextFor(restore));
  emulation.save(completing);
  return acceptOperation('managedDatabaseCompleteRestore', restore, call, emulation);
}

/** The restore with its cutover begun. @throws {ServiceError} 400 where it cannot begin. */
export function complete(restore: Migration, lastBackupName: string, context: EngineContext): Migration {
  const { phase } = restore;
  switch (phase.kind) {
    case 'running': {
      if (restore.offline) throw lrsErrors.completesByItself();
      const begun = restore.restore.current !== undefined || restore.restore.restored.length > 0;
      if (!begun) throw lrsErrors.notStarted();
      const last = lastRestoredFile(restore);
      if (context.orders.lastBackupMustMatch === true && last !== lastBackupName)
        throw lrsErrors.notLastRestored();
      return beginCompleting(restore, phase.startedAt, context.now, context);
    }
    case 'creating':
      throw lrsErrors.notStarted();
    case 'completing':
      throw lrsErrors.alreadySignaled();
    default:
      throw lrsErrors.notRestoring();
  }
}

function requestedLastBackup(call: OperationCall): string {
  if (call.body === undefined) throw lrsErrors.emptyCompleteBody();
  const parsed = completeBody.safeParse(call.body);
  if (!parsed.success) throw lrsErrors.missingCompleteName();
  return parsed.data.lastBackupName;
}

/**
 * Schema of the body that starts a restore (Microsoft.Sql 2023-08-01 ManagedDatabases.json): unknown fields are refused by
 * name, what is required is checked one by one, each with its own error.
 */
const restoreBody = z.strictObject({
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
type RestoreProperties = z.output<typeof restoreBody>['properties'];

/** Schema of the body that completes a restore. */
const completeBody = z.strictObject({ lastBackupName: z.string().min(1) });

/**
 * DELETE managedInstances/{mi}/databases/{db}: drops the database, whatever its state.
 *
 * This is how a restore of the Log Replay Service is cancelled, and it is no less ready to drop a database that was
 * completed a moment ago (Microsoft Learn, "Log Replay Service": stopping deletes the restoring database).
 *
 * 202 with an operation, 204 when there is no such database; 409 while it is being made or another service restores it.
 */
export function dropDatabase(call: OperationCall, emulation: Emulation): Answer {
  const names = targetNames(call);
  const id = managedDatabaseId(names);
  const restore = emulation.find(id);
  if (restore === undefined) {
    const state = databaseState(emulation, names);
    if (state === undefined) return { status: 204 };
    if (state.status === 'Restoring') throw lrsErrors.conflicting(names.database);
    emulation.databases.remove(databaseKey(scopeId('SqlMi', names), names.database));
    return acceptOperation('managedDatabase', { id, generation: '' }, call, emulation);
  }
  if (databaseState(emulation, names) === undefined) throw lrsErrors.conflicting(names.database);
  if (restore.goneAt === undefined) {
    const { phase } = restore;
    const goneAt = emulation.clock.now() + emulation.settings.cancelingMs;
    const startedAt = ('startedAt' in phase ? phase.startedAt : undefined) ?? restore.createdAt;
    const ended = phase.kind === 'succeeded';
    emulation.save({
      ...(ended ? restore : beginCanceling(restore, startedAt, emulation.contextFor(restore))),
      goneAt,
    });
  }
  return acceptOperation('managedDatabase', restore, call, emulation);
}
