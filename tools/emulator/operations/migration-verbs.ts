/** POST cutover, cancel and retry of a migration. */
import { z } from 'zod';
import type { Emulation } from '../emulation';
import { requestCancel, requestCutover, requestRetry } from '../engine/dms-requests';
import type { EngineContext } from '../engine/engine-settings';
import type { Migration } from '../engine/migration';
import { type Answer, type OperationCall, targetNames } from '../http/operation-call';
import { readBody } from '../http/request-body';
import { serviceErrors } from '../http/service-errors';
import { cancelStub, migrationBody } from '../wire/migration-body';
import { announceOperation } from './long-running';
import { bodyContext, knownMigration } from './migrations';

const operationIdBody = z.strictObject({ migrationOperationId: z.string().min(1) });

/**
 * POST databaseMigrations/{db}/cutover: like the recorded service, it does not ask whether logs are pending.
 *
 * 200 with the resource as it was before (recorded); the next GET says Completing.
 */
export function cutover(call: OperationCall, emulation: Emulation): Answer {
  return carryOut('cutover', requestCutover, call, emulation);
}

/**
 * POST databaseMigrations/{db}/cancel: ends a migration and drops its target database.
 *
 * 200 with a stub of the resource (recorded).
 */
export function cancel(call: OperationCall, emulation: Emulation): Answer {
  return carryOut('cancel', requestCancel, call, emulation);
}

/**
 * POST databaseMigrations/{db}/retry: takes a migration out of Retriable. No recording shows it: modelled on cutover.
 *
 * 200 with the resource as it was before; 400 MigrationRetryNotAllowed out of any other state.
 */
export function retry(call: OperationCall, emulation: Emulation): Answer {
  return carryOut('retry', requestRetry, call, emulation);
}

function carryOut(
  verb: 'cutover' | 'cancel' | 'retry',
  change: (migration: Migration, operationId: string, context: EngineContext) => Migration,
  call: OperationCall,
  emulation: Emulation,
): Answer {
  const { migrationOperationId } = readBody(call, operationIdBody, serviceErrors.invalidParameter);
  const before = knownMigration(call, emulation);
  emulation.save(change(before, migrationOperationId, emulation.contextFor(before)));
  return {
    status: 200,
    headers: announceOperation(verb, before, call, emulation),
    body:
      verb === 'cancel'
        ? cancelStub(before, targetNames(call))
        : migrationBody(before, bodyContext(before, call, emulation)),
  };
}
