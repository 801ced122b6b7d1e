/**
 * Long-running operations of the Log Replay Service: what announces them, and their state.
 *
 * Paths and headers as recorded in Azure/azure-powershell TestCompleteManagedDatabaseLogReplayService.json. The
 * operation of the PUT stays InProgress until the restore was completed: who awaits it never cuts over.
 */
import { randomUUID } from 'node:crypto';
import type { Emulation, LongRunningOperation } from '../emulation';
import type { Migration } from '../engine/migration';
import type { Answer, OperationCall } from '../http/operation-call';
import { formatTime } from '../wire/json';
import { lrsErrors } from './lrs-errors';

/** Kinds of operation, by the first part of their URL's last but one segment, with the words of the 202 body. */
const OPERATIONS = {
  managedDatabaseRestore: 'CreateExternalManagedBackupRestoreV2Request',
  managedDatabaseCompleteRestore: 'ManagedDatabaseCompleteExternalRestore',
  managedDatabase: 'DropManagedDatabase',
} as const;

/** A kind of operation of the Log Replay Service. */
type RestoreOperationType = keyof typeof OPERATIONS;

/** All kinds. */
export const RESTORE_OPERATION_TYPES = Object.keys(OPERATIONS) as readonly RestoreOperationType[];

/** 202 with the operation's two URLs (recorded for start and complete; the same for the drop). */
export function acceptOperation(
  type: RestoreOperationType,
  migration: Pick<Migration, 'id' | 'generation'>,
  call: OperationCall,
  emulation: Emulation,
): Answer {
  const operation: LongRunningOperation = {
    id: randomUUID(),
    type,
    migrationKey: migration.id.toLowerCase(),
    generation: migration.generation,
    startedAt: emulation.clock.now(),
  };
  emulation.operations.put(operation.id, operation);
  const { subscription = '' } = call.params;
  const place = `${call.baseUrl}/subscriptions/${subscription}/providers/Microsoft.Sql/locations/${emulation.settings.location}`;
  const url = (suffix: string): string =>
    `${place}/${type}${suffix}/${operation.id}?api-version=${call.apiVersion}`;
  return {
    status: 202,
    headers: {
      Location: url('OperationResults'),
      'Azure-AsyncOperation': url('AzureAsyncOperation'),
      'Retry-After': String(emulation.settings.retryAfterSeconds),
    },
    body: { operation: OPERATIONS[type], startTime: formatTime(operation.startedAt) },
  };
}

/** GET …AzureAsyncOperation/{id}: 200 `{name, status, startTime}` (recorded), with an error when it failed. */
export function getAsyncOperation(call: OperationCall, emulation: Emulation): Answer {
  const operation = knownOperation(call, emulation);
  const { status, migration } = stateOf(operation, emulation);
  const phase = migration?.phase;
  const failure = status === 'Failed' && phase?.kind === 'failed' ? phase.failure : undefined;
  return {
    status: 200,
    headers: retryAfter(emulation),
    body: {
      name: operation.id,
      status,
      startTime: formatTime(operation.startedAt),
      error: failure && { code: failure.lrsName ?? failure.name, message: failure.message },
    },
  };
}

/** GET …OperationResults/{id}: 202 while it is in progress, then 200 (204 after a drop), both without a body. */
export function getOperationResults(call: OperationCall, emulation: Emulation): Answer {
  const operation = knownOperation(call, emulation);
  if (stateOf(operation, emulation).status === 'InProgress')
    return { status: 202, headers: retryAfter(emulation) };
  return { status: operation.type === 'managedDatabase' ? 204 : 200 };
}

function knownOperation(call: OperationCall, emulation: Emulation): LongRunningOperation {
  const { operation: id = '' } = call.params;
  const operation = emulation.operations.get(id.toLowerCase());
  const asked = call.path
    .split('/')
    .at(-2)
    ?.replace(/(AzureAsyncOperation|OperationResults)$/i, '');
  if (operation === undefined || operation.type.toLowerCase() !== asked?.toLowerCase())
    throw lrsErrors.operationNotFound(id);
  return operation;
}

function stateOf(
  operation: LongRunningOperation,
  emulation: Emulation,
): { readonly status: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled'; readonly migration?: Migration } {
  const found = emulation.find(operation.migrationKey);
  const migration = found?.generation === operation.generation ? found : undefined;
  if (operation.type === 'managedDatabase') return { status: migration ? 'InProgress' : 'Succeeded' };
  switch (migration?.phase.kind) {
    case undefined:
    case 'canceling':
    case 'canceled':
      return { status: 'Canceled' };
    case 'succeeded':
      return { status: 'Succeeded' };
    case 'failed':
      return { status: 'Failed', migration };
    default:
      return { status: 'InProgress' };
  }
}

function retryAfter({ settings }: Emulation): Readonly<Record<string, string>> {
  return { 'Retry-After': String(settings.retryAfterSeconds) };
}
