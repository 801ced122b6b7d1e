/** POST cutover, cancel and retry of a migration. */
import type { Emulation } from '../emulation';
import { requestCancel, requestCutover, requestRetry } from '../engine/dms-requests';
import { type Answer, type OperationCall, targetNames } from '../http/operation-call';
import { cancelStub, migrationBody } from '../wire/migration-body';
import { announceOperation } from './long-running';
import { bodyContext, knownMigration, requestedOperationId } from './migrations';

/**
 * POST databaseMigrations/{db}/cutover: like the recorded service, it does not ask whether logs are pending.
 *
 * 200 with the resource as it was before (recorded); the next GET says Completing.
 */
export function cutover(call: OperationCall, emulation: Emulation): Answer {
  const operationId = requestedOperationId(call);
  const before = knownMigration(call, emulation);
  const result = requestCutover(before, operationId, emulation.contextFor(before));
  if (result.kind === 'refused') throw result.error;
  const body = migrationBody(before, bodyContext(before, call, emulation));
  emulation.save(result.migration);
  return { status: 200, headers: announceOperation('cutover', before, call, emulation), body };
}

/**
 * POST databaseMigrations/{db}/cancel: ends a migration and drops its target database.
 *
 * 200 with a stub of the resource (recorded).
 */
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

/**
 * POST databaseMigrations/{db}/retry: takes a migration out of Retriable. No recording shows it: modelled on cutover.
 *
 * 200 with the resource as it was before; 400 MigrationRetryNotAllowed out of any other state.
 */
export function retry(call: OperationCall, emulation: Emulation): Answer {
  const operationId = requestedOperationId(call);
  const before = knownMigration(call, emulation);
  const result = requestRetry(before, operationId, emulation.contextFor(before));
  if (result.kind === 'refused') throw result.error;
  const body = migrationBody(before, bodyContext(before, call, emulation));
  emulation.save(result.migration);
  return { status: 200, headers: announceOperation('retry', before, call, emulation), body };
}
