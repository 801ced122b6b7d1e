/** DELETE databaseMigrations/{db}: a running migration only with `force=true`. */
import type { Emulation } from '../emulation';
import { requestDelete } from '../engine/dms-requests';
import { targetNames, type Answer, type OperationCall } from '../http/operation-call';
import { migrationId } from '../wire/resource-ids';
import { announceOperation } from './long-running';

/** 200 with an empty body (recorded 2025), 204 when there is nothing to delete. */
export function deleteMigration(call: OperationCall, emulation: Emulation): Answer {
  const migration = emulation.find(migrationId(call.targetKind, targetNames(call)));
  if (migration === undefined) return { status: 204 };
  const force = call.query.get('force')?.toLowerCase() === 'true';
  const result = requestDelete(migration, force, emulation.contextFor(migration));
  if (result.kind === 'refused') throw result.error;
  emulation.save(result.migration);
  return { status: 200, headers: announceOperation('drop', migration, call, emulation) };
}
