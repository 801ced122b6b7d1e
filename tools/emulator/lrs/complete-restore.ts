/** POST managedInstances/{mi}/databases/{db}/completeRestore: the cutover of the Log Replay Service. */
import type { Emulation } from '../emulation';
import type { EngineContext } from '../engine/engine-settings';
import type { Migration } from '../engine/migration';
import { lastRestoredFile } from '../engine/restore-walk';
import { beginCompleting } from '../engine/state-machine';
import { targetNames, type Answer, type OperationCall } from '../http/operation-call';
import { databaseState } from '../operations/database-state';
import { lrsErrors } from './lrs-errors';
import { managedDatabaseResource } from './lrs-ids';
import { completeBody } from './restore-body';
import { acceptOperation } from './restore-operations';

/**
 * 202, whatever is still pending and whichever file is named: recorded on 2020-08-26, the full was named while it was
 * being restored and a log was waiting, and the log was restored all the same.
 */
export function completeRestore(call: OperationCall, emulation: Emulation): Answer {
  const lastBackupName = requestedLastBackup(call);
  const names = targetNames(call);
  if (databaseState(emulation, names) === undefined) throw lrsErrors.notFound(names);
  const restore = emulation.find(managedDatabaseResource(names));
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
