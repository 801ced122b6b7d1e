/**
 * Long-running operations: the URL a change answers with, and its state.
 *
 * Path and headers as recorded in Azure/azure-powershell; since 2025 the URL carries a signed query
 * (`&t=&c=&s=&h=`, about 3.5 KB) that callers must keep whole.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Emulation, LongRunningOperation } from '../emulation';
import type { Migration } from '../engine/migration';
import type { Answer, OperationCall } from '../http/operation-call';
import { serviceErrors } from '../http/service-errors';
import { isFrom2025 } from '../wire/api-version';
import { formatTime } from '../wire/json';

/** What can be long-running. */
type OperationVerb = 'create' | 'cutover' | 'cancel' | 'retry' | 'drop';

/** Registers an operation on a migration and gives the headers that announce it. */
export function announceOperation(
  verb: OperationVerb,
  migration: Migration,
  call: OperationCall,
  emulation: Emulation,
): Readonly<Record<string, string>> {
  const operation: LongRunningOperation = {
    id: randomUUID(),
    type: `${verb}${migration.kind.toLowerCase()}migration`,
    migrationKey: migration.id.toLowerCase(),
    generation: migration.generation,
    startedAt: emulation.clock.now(),
    signature: isFrom2025(call.apiVersion) ? sign(emulation.clock.now()) : undefined,
  };
  emulation.operations.put(operation.id, operation);
  return {
    'Azure-AsyncOperation': operationUrl(operation, call, emulation.settings.location),
    'Retry-After': String(emulation.settings.retryAfterSeconds),
  };
}

/** State of an operation, read from the migration it works on. */
function operationStatus(
  { type, generation }: LongRunningOperation,
  migration: Migration | undefined,
): 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled' {
  const current = migration?.generation === generation ? migration : undefined;
  const phase = current?.phase.kind;
  if (type.startsWith('drop')) return current ? 'InProgress' : 'Succeeded';
  if (phase === undefined) return 'Canceled';
  if (type.startsWith('create')) return phase === 'creating' ? 'InProgress' : creationEnd(current);
  if (type.startsWith('cutover')) return cutoverStatus(phase);
  if (type.startsWith('cancel')) return phase === 'canceling' ? 'InProgress' : 'Succeeded';
  return 'Succeeded';
}

function creationEnd(migration: Migration | undefined): 'Succeeded' | 'Failed' {
  const { phase } = migration ?? {};
  return phase?.kind === 'failed' && phase.startedAt === undefined ? 'Failed' : 'Succeeded';
}

function cutoverStatus(
  phase: Migration['phase']['kind'],
): 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled' {
  if (phase === 'succeeded') return 'Succeeded';
  if (phase === 'failed') return 'Failed';
  return phase === 'canceled' || phase === 'canceling' ? 'Canceled' : 'InProgress';
}

function operationUrl(operation: LongRunningOperation, call: OperationCall, location: string): string {
  const { subscription = '' } = call.params;
  const path = `/subscriptions/${subscription}/providers/Microsoft.DataMigration/locations/${location}/operationTypes/${operation.type}/operationResults/${operation.id}`;
  const signature = operation.signature === undefined ? '' : `&${operation.signature}`;
  return `${call.baseUrl}${path}?api-version=${call.apiVersion}${signature}`;
}

/** As long as the real one: time ticks, certificate, signature, hash. */
function sign(now: number): string {
  const ticks = (BigInt(now) * 10_000n + 621_355_968_000_000_000n).toString();
  const part = (bytes: number): string => randomBytes(bytes).toString('base64url');
  return `t=${ticks}&c=${part(2200)}&s=${part(256)}&h=${part(32)}`;
}

/**
 * GET …/operationTypes/{type}/operationResults/{id}: state of a long-running operation.
 *
 * 200 `{name, status, startTime}` (recorded); 403 when the signed query was changed or left out.
 */
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
