/**
 * A migration engine in memory, for tests and rehearsals: it behaves like the service, unless scripted otherwise.
 *
 * It passes the same contract suite as the real adapters. Readings and answers can be scripted one by one; every
 * request that would have reached the service is counted.
 */
import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import { isTerminal, type EngineKind, type EngineStatus } from '../../shared/core/engine/engine-status';
import { isSameOperation } from '../../shared/core/engine/operation-id';
import type { EngineReading, TargetReading } from '../../shared/core/engine/reading';
import { canonicalResourceId, databaseMigrationId, engineScope } from '../../shared/core/engine/resource-id';
import type {
  CreateSpec,
  CutoverRequest,
  Discovery,
  EngineTarget,
  MigrationEngine,
} from '../../shared/ports/migration-engine';

/** Kinds of request, as the counter names them. */
export type MemoryRequestKind = 'read' | 'create' | 'cutover' | 'cancel' | 'retry' | 'readTargetDatabase';

/** A request that reached the service. */
export interface MemoryRequest {
  readonly kind: MemoryRequestKind;
  readonly target: EngineTarget;
  readonly operationId?: string;
  /** Only with a cutover. */
  readonly lastBackupName?: string;
}

/** An answer instead of the real one; `carriedOut` lets the request do its work all the same (an answer lost on its way). */
export interface ScriptedAnswer {
  readonly answer: ChangeAnswer;
  readonly carriedOut?: boolean;
}

/** How to build one. */
export interface MemoryEngineOptions {
  readonly kind?: EngineKind;
  /** Epoch milliseconds; `Date.now` when absent. */
  readonly now?: () => number;
}

/** What the service knows of a migration: a reading without its moment. */
export type MemoryMigration = Omit<EngineStatus, 'kind' | 'asOf'>;

type MemoryBehaviour = Omit<MemoryRequest, 'kind'> & { readonly deadline?: number };

type ChangeKind = 'create' | 'cutover' | 'cancel' | 'retry';

const ACCEPTED: ChangeAnswer = { kind: 'accepted' };

/** The engine in memory. */
export class MemoryEngine implements MigrationEngine {
  /** Every request that reached the service, in order. */
  readonly requests: MemoryRequest[] = [];
  private readonly kind: EngineKind;
  private readonly now: () => number;
  private readonly migrations = new Map<string, MemoryMigration>();
  private readonly databases = new Map<string, string>();
  private readonly readings: EngineReading[] = [];
  private readonly answers: { readonly kind: ChangeKind; readonly scripted: ScriptedAnswer }[] = [];
  private operations = 0;

  constructor(options: MemoryEngineOptions = {}) {
    this.kind = options.kind ?? 'dms';
    this.now = options.now ?? (() => Date.now());
  }

  /** Puts a migration there, or changes the given fields of one; without state it runs. */
  set(target: EngineTarget, change: Partial<MemoryMigration>): void {
    const before = this.migrations.get(keyOf(target)) ?? { ...RUNNING, operationId: this.newOperationId() };
    this.migrations.set(keyOf(target), { ...before, ...change });
  }

  /** Says what the target database is (Online, Restoring, …), or that there is none. */
  setDatabase(target: EngineTarget, status: string | undefined): void {
    if (status === undefined) this.databases.delete(keyOf(target));
    else this.databases.set(keyOf(target), status);
  }

  /** The next reads give these, in this order; afterwards the truth again. */
  scriptReadings(...readings: readonly EngineReading[]): void {
    this.readings.push(...readings);
  }

  /** The next requests of a kind get these answers; they are not carried out unless it says so. */
  scriptAnswers(kind: ChangeKind, ...scripted: readonly ScriptedAnswer[]): void {
    this.answers.push(...scripted.map((one) => ({ kind, scripted: one })));
  }

  /** Requests of a kind that reached the service. */
  count(kind: MemoryRequestKind): number {
    return this.requests.filter((request) => request.kind === kind).length;
  }

  /** Lets everything under way come to its end: creating, completing, canceling. */
  settle(): void {
    for (const [key, migration] of this.migrations) {
      if (migration.state === 'creating') {
        this.migrations.set(key, { ...migration, ...RUNNING, operationId: this.newOperationId() });
      }
      if (migration.state === 'completing') this.end(key, migration, 'succeeded', 'Succeeded');
      if (migration.state === 'canceling') this.end(key, migration, 'canceled', 'Canceled');
    }
  }

  async read(target: EngineTarget): Promise<EngineReading> {
    this.requests.push({ kind: 'read', target });
    const scripted = this.readings.shift();
    if (scripted !== undefined) return scripted;
    const migration = this.migrations.get(keyOf(target));
    if (migration === undefined) return { kind: 'absent' };
    return {
      kind: 'read',
      status: { ...migration, kind: this.kind, asOf: new Date(this.now()).toISOString() },
    };
  }

  async create(target: EngineTarget, spec: CreateSpec, deadline: number): Promise<ChangeAnswer> {
    return this.change('create', { target, deadline }, (migration) => {
      if (migration !== undefined && !isTerminal(migration.state)) return refused(409, 'OperationInProgress');
      this.migrations.set(keyOf(target), {
        ...CREATING,
        ...(spec.engine === 'dms' && {
          sourceDatabaseName: spec.sourceDatabaseName,
          containerName: spec.containerName,
        }),
      });
      return ACCEPTED;
    });
  }

  async cutover(
    target: EngineTarget,
    { operationId, deadline, lastBackupName }: CutoverRequest,
  ): Promise<ChangeAnswer> {
    return this.change('cutover', { target, operationId, deadline, lastBackupName }, (migration) => {
      const refusal = refuseOperation(migration, operationId);
      if (refusal !== undefined || migration === undefined) return refusal ?? NOT_FOUND;
      if (migration.state === 'succeeded') return refused(400, 'CutoverNotAllowedMigrationCompleteError');
      if (migration.state === 'completing' || migration.state === 'canceling')
        return refused(409, 'OperationInProgress');
      const runs = migration.state === 'running' || migration.state === 'readyForCutover';
      if (!runs || migration.fullRestored !== true) return refused(400, 'MigrationNotReadyForCutoverError');
      this.move(target, 'completing', 'Completing');
      return ACCEPTED;
    });
  }

  async cancel(target: EngineTarget, operationId: string, deadline: number): Promise<ChangeAnswer> {
    return this.change('cancel', { target, operationId, deadline }, (migration) => {
      const refusal = refuseOperation(migration, operationId);
      if (refusal !== undefined || migration === undefined) return refusal ?? NOT_FOUND;
      if (isTerminal(migration.state)) return refused(400, 'MigrationCancelFailed');
      if (migration.state === 'completing' || migration.state === 'canceling') {
        return refused(400, 'MigrationNotReadyForCancelError');
      }
      this.move(target, 'canceling', 'Canceling');
      return ACCEPTED;
    });
  }

  async retry(target: EngineTarget, operationId: string, deadline: number): Promise<ChangeAnswer> {
    return this.change('retry', { target, operationId, deadline }, (migration) => {
      const refusal = refuseOperation(migration, operationId);
      if (refusal !== undefined || migration === undefined) return refusal ?? NOT_FOUND;
      if (migration.state !== 'retriable') return refused(400, 'MigrationRetryNotAllowed');
      this.move(target, 'running', 'InProgress');
      return ACCEPTED;
    });
  }

  async readTargetDatabase(target: EngineTarget): Promise<TargetReading> {
    this.requests.push({ kind: 'readTargetDatabase', target });
    if (engineScope(target.scopeId).kind === 'sqlVm') return { kind: 'notTold' };
    const told = this.databases.get(keyOf(target));
    if (told !== undefined) return { kind: 'found', status: told };
    const state = this.migrations.get(keyOf(target))?.state;
    if (state === undefined || state === 'creating' || state === 'canceled') return { kind: 'absent' };
    return { kind: 'found', status: 'Restoring' };
  }

  async discover(resourceId: string): Promise<Discovery> {
    const migrations = [...this.migrations].filter(([key]) => key === canonicalResourceId(resourceId));
    if (migrations.length === 0) return { kind: 'none', reason: `nothing is migrated at ${resourceId}` };
    const [scopeId = '', databaseName = ''] = resourceId.split(MIGRATION_TYPE);
    return {
      kind: 'found',
      migrations: migrations.map(([, { state, operationId, sourceDatabaseName, containerName, online }]) => ({
        target: { scopeId, databaseName: decodeURIComponent(databaseName) },
        state,
        operationId,
        sourceDatabaseName,
        containerName,
        online,
      })),
    };
  }

  private async change(
    kind: ChangeKind,
    { target, operationId, deadline, lastBackupName }: MemoryBehaviour,
    carryOut: (migration: MemoryMigration | undefined) => ChangeAnswer,
  ): Promise<ChangeAnswer> {
    if (deadline !== undefined && this.now() > deadline) {
      return { kind: 'notSent', reason: 'its deadline had passed before it was written' };
    }
    this.requests.push({
      kind,
      target,
      operationId,
      ...(lastBackupName !== undefined && { lastBackupName }),
    });
    const next = this.answers.findIndex((one) => one.kind === kind);
    const scripted = next < 0 ? undefined : this.answers.splice(next, 1)[0]?.scripted;
    if (scripted !== undefined && scripted.carriedOut !== true) return scripted.answer;
    const answer = carryOut(this.migrations.get(keyOf(target)));
    return scripted?.answer ?? answer;
  }

  private move(target: EngineTarget, state: EngineStatus['state'], word: string): void {
    const atRest = state === 'running';
    this.set(target, { state, rawState: word, provisioningState: atRest ? 'Succeeded' : word, atRest });
  }

  private end(key: string, migration: MemoryMigration, state: 'succeeded' | 'canceled', word: string): void {
    const endedOn = new Date(this.now()).toISOString();
    this.migrations.set(key, {
      ...migration,
      state,
      rawState: word,
      provisioningState: 'Succeeded',
      atRest: true,
      endedOn,
    });
    if (state === 'succeeded') this.databases.set(key, 'Online');
    else this.databases.delete(key);
  }

  private newOperationId(): string {
    this.operations += 1;
    return `00000000-0000-4000-8000-${String(this.operations).padStart(12, '0')}`;
  }
}

const MIGRATION_TYPE = '/providers/Microsoft.DataMigration/databaseMigrations/';
const EMPTY = { online: true, sets: [], invalidFiles: [], blockingReasons: [] };
const RUNNING = {
  ...EMPTY,
  state: 'running',
  rawState: 'InProgress',
  provisioningState: 'Succeeded',
  atRest: true,
} as const;
const CREATING = { ...EMPTY, state: 'creating', provisioningState: 'Creating', atRest: false } as const;
const NOT_FOUND = refused(404, 'ResourceNotFound');

function refuseOperation(
  migration: MemoryMigration | undefined,
  operationId: string,
): ChangeAnswer | undefined {
  if (migration === undefined) return NOT_FOUND;
  if (migration.state === 'creating') return refused(400, 'MigrationStillValidating');
  return isSameOperation(migration.operationId, operationId)
    ? undefined
    : refused(400, 'OperationIdNotFound');
}

function refused(httpStatus: number, code: string): ChangeAnswer {
  return { kind: 'refused', httpStatus, code, message: `The service refused: ${code}.` };
}

function keyOf(target: EngineTarget): string {
  return canonicalResourceId(databaseMigrationId(target.scopeId, target.databaseName));
}
