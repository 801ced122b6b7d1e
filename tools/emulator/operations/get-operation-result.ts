/** GET …/operationTypes/{type}/operationResults/{id}: state of a long-running operation. */
import type { Emulation } from '../emulation';
import type { Answer, OperationCall } from '../http/operation-call';
import { serviceErrors } from '../http/service-errors';
import { formatTime } from '../wire/times';
import { operationStatus } from './long-running';

/** 200 `{name, status, startTime}` (recorded); 403 when the signed query was changed or left out. */
export function getOperationResult(call: OperationCall, emulation: Emulation): Answer {
  const { operation: id = '', type = '' } = call.params;
  const operation = emulation.operations.get(id.toLowerCase());
  if (operation === undefined) throw serviceErrors.operationIdNotFound(id);
  if (operation.type !== type.toLowerCase()) throw serviceErrors.operationTypeNotFound(type);
  if (operation.signature !== undefined && !call.rawQuery.endsWith(operation.signature))
    throw serviceErrors.accessDenied();
  const migration = emulation.find(operation.migrationKey);
  const status = operationStatus(operation, migration);
  const failure =
    migration?.phase.kind === 'failed' && status === 'Failed' ? migration.phase.failure : undefined;
  return {
    status: 200,
    headers: { 'Retry-After': String(emulation.settings.retryAfterSeconds) },
    body: {
      name: operation.id,
      status,
      startTime: formatTime(operation.startedAt),
      error: failure && { code: failure.name, message: failure.message },
    },
  };
}
