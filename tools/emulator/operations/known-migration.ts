/** Finds the migration a request names. */
import type { Emulation } from '../emulation';
import type { Migration } from '../engine/migration';
import { targetNames, type OperationCall } from '../http/operation-call';
import { serviceErrors } from '../http/service-errors';
import { firstProblem, operationIdBody } from '../wire/put-body';
import { migrationId } from '../wire/resource-ids';

/** The migration of the request's path. @throws {ServiceError} 404 ResourceNotFound. */
export function knownMigration(call: OperationCall, emulation: Emulation): Migration {
  const migration = emulation.find(migrationId(call.targetKind, targetNames(call)));
  if (migration === undefined) throw serviceErrors.resourceNotFound();
  return migration;
}

/** `migrationOperationId` of the body. @throws {ServiceError} 400 when it is missing or the body holds anything else. */
export function requestedOperationId(call: OperationCall): string {
  if (call.body === undefined) throw serviceErrors.emptyBody();
  const parsed = operationIdBody.safeParse(call.body);
  if (parsed.success) return parsed.data.migrationOperationId;
  const { path, detail } = firstProblem(parsed.error);
  throw serviceErrors.invalidParameter(path, detail);
}
