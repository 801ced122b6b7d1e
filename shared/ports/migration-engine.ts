/**
 * The migration engine: what the product asks of a management API.
 *
 * Every implementation passes `test/contracts/migration-engine.contract.ts`. Expected trouble is a value; only
 * faults of the program throw. No method logs or returns a secret, a signed URL or a token.
 */
import type { EngineStatus } from '../core/engine/engine-status';

/** The migration's resource at the service. */
export interface EngineTarget {
  /** ARM id of the managed instance, or of the SQL virtual machine, as the operator wrote it. */
  readonly scopeId: string;
  readonly databaseName: string;
}

/** A reading, or why there is none. */
export type EngineReading =
  | { readonly kind: 'read'; readonly status: EngineStatus }
  /** No such migration at the service. */
  | { readonly kind: 'absent' }
  /** The operation id asked for is not (or no longer) known; the migration itself may be there. */
  | { readonly kind: 'operationNotFound' }
  | EngineTrouble;

/** The service could not be asked: nothing is known about the migration's state. */
export interface EngineTrouble {
  readonly kind: 'trouble';
  readonly code: 'unreachable' | 'throttled' | 'denied' | 'serverError' | 'unreadable';
  /** A sentence without secrets. */
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

/** The answer to a request that changes something. */
export type ChangeAnswer =
  /** The service took it (2xx). */
  | { readonly kind: 'accepted' }
  /** The service refused it with an error envelope (4xx): nothing was done. */
  | {
      readonly kind: 'refused';
      readonly httpStatus: number;
      readonly code: string;
      readonly message: string;
      readonly retryAfterSeconds?: number;
    }
  /** No answer, a reset, a 5xx, an unreadable 4xx: it may or may not have been done. Never send again; observe. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** The deadline had passed before the request was written: certainly not sent. */
  | { readonly kind: 'notSent'; readonly reason: string };

/** What to create at the service; secrets are resolved from settings by the adapter's wiring. */
export interface CreateSpec {
  readonly sourceDatabaseName: string;
  readonly sourceServerName?: string;
  /** ARM id of the SQL migration service. */
  readonly migrationServiceId: string;
  readonly storageAccountResourceId: string;
  readonly containerName: string;
  readonly authType: 'AccountKey' | 'ManagedIdentity';
  /** Only with AccountKey. */
  readonly accountKey?: string;
  /** Only with a user-assigned identity. */
  readonly userAssignedIdentityId?: string;
  readonly targetCollation?: string;
  readonly sourceSqlConnection?: {
    readonly dataSource: string;
    readonly authentication: string;
    readonly userName: string;
    readonly password: string;
    readonly encryptConnection: boolean;
    readonly trustServerCertificate: boolean;
  };
}

/** The target database as Azure SQL reports it. */
export type TargetDatabaseReading =
  | { readonly kind: 'found'; /** Online, Restoring, … the service's own word. */ readonly status: string }
  | { readonly kind: 'absent' }
  /** This target kind cannot tell (a SQL virtual machine). */
  | { readonly kind: 'notTold' }
  | EngineTrouble;

/** A migration engine. */
export interface MigrationEngine {
  /** Reads the migration with details; `operationId`, when given, must match at the service. Retries and honours Retry-After within its budget. */
  read(target: EngineTarget, operationId?: string): Promise<EngineReading>;
  /** Creates the migration; waiting for it to start is the caller's, by `read`. Never retried. */
  create(target: EngineTarget, spec: CreateSpec): Promise<ChangeAnswer>;
  /**
   * Asks for the cutover, once: no automatic retry of any kind, and not at all when `deadline` (epoch
   * milliseconds, compared immediately before the request is written) has passed.
   */
  cutover(target: EngineTarget, operationId: string, deadline: number): Promise<ChangeAnswer>;
  /** Asks for cancellation, once; the service drops the target database. */
  cancel(target: EngineTarget, operationId: string, deadline: number): Promise<ChangeAnswer>;
  /** Deletes the migration's resource (not a running one, unless `force`). Never retried. */
  remove(target: EngineTarget, options: { readonly force: boolean }): Promise<ChangeAnswer>;
  /** Reads the target database's own state. */
  readTargetDatabase(target: EngineTarget): Promise<TargetDatabaseReading>;
}
