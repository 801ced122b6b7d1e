/** POST databaseMigrations/{db}/cutover: like the recorded service, it does not ask whether logs are pending. */
import type { Emulation } from '../emulation';
import { requestCutover } from '../engine/dms-requests';
import type { Answer, OperationCall } from '../http/operation-call';
import { migrationBody } from '../wire/migration-body';
import { bodyContext } from './body-context';
import { knownMigration, requestedOperationId } from './known-migration';
import { announceOperation } from './long-running';

/** 200 with the resource as it was before (recorded); the next GET says Completing. */
export function cutover(call: OperationCall, emulation: Emulation): Answer {
  const operationId = requestedOperationId(call);
  const before = knownMigration(call, emulation);
  const result = requestCutover(before, operationId, emulation.contextFor(before));
  if (result.kind === 'refused') throw result.error;
  const body = migrationBody(before, bodyContext(before, call, emulation));
  emulation.save(result.migration);
  return { status: 200, headers: announceOperation('cutover', before, call, emulation), body };
}
