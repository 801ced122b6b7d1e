/** POST databaseMigrations/{db}/retry: takes a migration out of Retriable. No recording shows it: modelled on cutover. */
import type { Emulation } from '../emulation';
import { requestRetry } from '../engine/dms-requests';
import type { Answer, OperationCall } from '../http/operation-call';
import { migrationBody } from '../wire/migration-body';
import { bodyContext } from './body-context';
import { knownMigration, requestedOperationId } from './known-migration';
import { announceOperation } from './long-running';

/** 200 with the resource as it was before; 400 MigrationRetryNotAllowed out of any other state. */
export function retry(call: OperationCall, emulation: Emulation): Answer {
  const operationId = requestedOperationId(call);
  const before = knownMigration(call, emulation);
  const result = requestRetry(before, operationId, emulation.contextFor(before));
  if (result.kind === 'refused') throw result.error;
  const body = migrationBody(before, bodyContext(before, call, emulation));
  emulation.save(result.migration);
  return { status: 200, headers: announceOperation('retry', before, call, emulation), body };
}
