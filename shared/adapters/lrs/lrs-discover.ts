/** Finding a restore of the Log Replay Service by the id of its database. */
import { databaseNameProblem, engineScope } from '../../core/engine/resource-id';
import type { Discovery, EngineTarget } from '../../ports/migration-engine';
import type { ArmClient } from '../arm/arm-client';
import { readRestore, type RestoreReading } from './lrs-read';
import { hasStatus, isLogReplay } from './lrs-state';
import { toEngineStatus } from './lrs-status';

const EXPECTED = 'Microsoft.Sql/managedInstances/{name}/databases/{database}';
const DATABASE = /^(.+)\/databases\/([^/]+)\/?$/i;

/**
 * Tells what the service runs under an id: a restore counts when the service tells it and its database is Restoring,
 * or has been completed by it. Every other database is left alone.
 */
export async function discoverRestore(arm: ArmClient, resourceId: string): Promise<Discovery> {
  const target = targetOfId(resourceId.trim());
  if (target === undefined) return { kind: 'otherType', expected: EXPECTED };
  const reading = await readRestore(arm, target.scopeId, target.databaseName);
  switch (reading.kind) {
    case 'trouble':
      return reading;
    case 'absent':
      return { kind: 'none', reason: `there is no database "${target.databaseName}" on the instance` };
    case 'found':
      return judge(reading, target, arm.clock.now().toISOString());
  }
}

function judge(
  { restore, database }: RestoreReading & { kind: 'found' },
  target: EngineTarget,
  asOf: string,
): Discovery {
  const found = `the database "${target.databaseName}" is ${database.status}`;
  if (restore.kind === 'gone')
    return {
      kind: 'unfit',
      reason: `${found}, and the service reports no restore of it by the Log Replay Service (${restore.code})`,
    };
  if (restore.kind === 'error')
    return {
      kind: 'unfit',
      reason: `${found}, and its restore reports an error: ${restore.error.code} ${restore.error.message}`,
    };
  if (!isLogReplay(restore.details))
    return {
      kind: 'unfit',
      reason: `${found}; its restore is of type ${restore.details.type ?? ''}, not of the Log Replay Service`,
    };
  const { state, operationId } = toEngineStatus(restore.details, database, asOf);
  if (!hasStatus(database.status, 'Restoring') && state !== 'succeeded')
    return {
      kind: 'unfit',
      reason: `${found}, and its restore is ${restore.details.status ?? 'not reported'}`,
    };
  return {
    kind: 'found',
    migrations: [{ target, state, ...(operationId !== undefined && { operationId }) }],
  };
}

function targetOfId(id: string): EngineTarget | undefined {
  const [, scopeId = '', segment = ''] = DATABASE.exec(id) ?? [];
  if (engineScope(scopeId).kind !== 'managedInstance') return undefined;
  const databaseName = decode(segment);
  return databaseNameProblem(databaseName) === undefined ? { scopeId, databaseName } : undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
