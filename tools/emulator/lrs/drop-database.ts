/**
 * DELETE managedInstances/{mi}/databases/{db}: drops the database, whatever its state.
 *
 * This is how a restore of the Log Replay Service is cancelled, and it is no less ready to drop a database that was
 * completed a moment ago (Microsoft Learn, "Log Replay Service": stopping deletes the restoring database).
 */
import { databaseKey, type Emulation } from '../emulation';
import { beginCanceling } from '../engine/state-machine';
import { targetNames, type Answer, type OperationCall } from '../http/operation-call';
import { databaseState } from '../operations/database-state';
import { scopeId } from '../wire/resource-ids';
import { lrsErrors } from './lrs-errors';
import { managedDatabaseResource } from './lrs-ids';
import { acceptOperation } from './restore-operations';

/** 202 with an operation, 204 when there is no such database; 409 while it is being made or another service restores it. */
export function dropDatabase(call: OperationCall, emulation: Emulation): Answer {
  const names = targetNames(call);
  const id = managedDatabaseResource(names);
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
