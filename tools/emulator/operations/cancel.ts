/** POST databaseMigrations/{db}/cancel: ends a migration and drops its target database. */
import type { Emulation } from '../emulation';
import { requestCancel } from '../engine/dms-requests';
import { targetNames, type Answer, type OperationCall } from '../http/operation-call';
import { cancelStub } from '../wire/migration-body';
import { knownMigration, requestedOperationId } from './known-migration';
import { announceOperation } from './long-running';

/** 200 with a stub of the resource (recorded). */
export function cancel(call: OperationCall, emulation: Emulation): Answer {
  const operationId = requestedOperationId(call);
  const migration = knownMigration(call, emulation);
  const result = requestCancel(migration, operationId, emulation.contextFor(migration));
  if (result.kind === 'refused') throw result.error;
  emulation.save(result.migration);
  return {
    status: 200,
    headers: announceOperation('cancel', migration, call, emulation),
    body: cancelStub(migration, targetNames(call)),
  };
}
