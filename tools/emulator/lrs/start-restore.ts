/** PUT managedInstances/{mi}/databases/{db} with createMode RestoreExternalBackup: starts a restore of the Log Replay Service. */
import { randomUUID } from 'node:crypto';
import type { Emulation } from '../emulation';
import type { Migration } from '../engine/migration';
import { targetNames, type Answer, type OperationCall } from '../http/operation-call';
import { serviceErrors } from '../http/service-errors';
import { databaseState } from '../operations/database-state';
import { firstProblem } from '../wire/put-body';
import { scopeId } from '../wire/resource-ids';
import { sourceOfUri } from './container-uri';
import { lrsErrors } from './lrs-errors';
import { managedDatabaseResource } from './lrs-ids';
import { restoreBody, type RestoreProperties } from './restore-body';
import { acceptOperation } from './restore-operations';

/**
 * 202; the database is there a moment later, Restoring, with a creation date of its own (recorded: accepted at
 * 12:06:53.270, created at 12:06:54.363). Nothing but the operation shows it until then.
 */
export function startRestore(call: OperationCall, emulation: Emulation): Answer {
  const properties = parseProperties(call);
  const names = targetNames(call);
  const source = sourceOfUri(properties.storageContainerUri ?? '');
  const id = managedDatabaseResource(names);
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
  if (call.body === undefined) throw serviceErrors.emptyBody();
  const parsed = restoreBody.safeParse(call.body);
  if (!parsed.success) {
    const { path, detail } = firstProblem(parsed.error);
    throw lrsErrors.invalidProperty(path, detail);
  }
  const { properties } = parsed.data;
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
