/** GET databaseMigrations/{db}: the resource, with details on `$expand=MigrationStatusDetails`. */
import type { Emulation } from '../emulation';
import type { Answer, OperationCall } from '../http/operation-call';
import { serviceErrors } from '../http/service-errors';
import { migrationBody } from '../wire/migration-body';
import { bodyContext } from './body-context';
import { knownMigration } from './known-migration';

/** 200; 400 OperationIdNotFound when `migrationOperationId` is another one or its details are cleaned up. */
export function getMigration(call: OperationCall, emulation: Emulation): Answer {
  const migration = knownMigration(call, emulation);
  const context = bodyContext(migration, call, emulation, { expand: expandsDetails(call) });
  const operationId = call.query.get('migrationOperationId');
  const unknown =
    operationId !== null &&
    (operationId.toLowerCase() !== migration.operationId || context.orders.detailsCleanedUp === true);
  if (unknown) throw serviceErrors.operationIdNotFound(operationId);
  return { status: 200, body: migrationBody(migration, context) };
}

function expandsDetails(call: OperationCall): boolean {
  const expand = call.query.get('$expand');
  if (expand === null || expand === '') return false;
  if (expand.toLowerCase() !== 'migrationstatusdetails') throw serviceErrors.invalidParameter('$expand');
  return true;
}
