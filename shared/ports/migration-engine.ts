/**
 * The migration engine: what the product asks of a management API.
 *
 * Every implementation passes `test/contracts/migration-engine.contract.ts`. Expected trouble is a value; only
 * faults of the program throw. No method logs or returns a secret, a signed URL or a token.
 */
import type { ChangeAnswer } from '../core/engine/change-answer';
import type { EngineState } from '../core/engine/engine-status';
import type { EngineReading, EngineTrouble, TargetReading } from '../core/engine/reading';

/** The migration's resource at the service. */
export interface EngineTarget {
  /** ARM id of the managed instance, or of the SQL virtual machine, as the operator wrote it. */
  readonly scopeId: string;
  readonly databaseName: string;
  /** ARM id of the classic DMS's task; the other engines' resources follow from the target. */
  readonly taskId?: string;
  /** The database meant, where one resource carries several (classic DMS). */
  readonly sourceDatabaseName?: string;
}

/** What to create at the service; secrets are values here, resolved from the settings that the registration names. */
export type CreateSpec = DmsCreateSpec | LrsCreateSpec;

/** A migration of the new DMS from a blob container. */
export interface DmsCreateSpec {
  readonly engine: 'dms';
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
  /** Present for an offline migration: the service cuts over by itself after this file. */
  readonly offline?: { readonly lastBackupName: string };
}

/** A restore of the Log Replay Service. */
export interface LrsCreateSpec {
  readonly engine: 'lrs';
  /** Container and folder, `https://account.blob.core.windows.net/container/folder`, without query. */
  readonly containerUri: string;
  /** Without the leading `?`; absent: the instance's managed identity reads the container. */
  readonly sasToken?: string;
  readonly collation?: string;
  /** Present for a restore that completes by itself after this file. */
  readonly autoComplete?: { readonly lastBackupName: string };
}

/** The one request that cannot be undone. */
export interface CutoverRequest {
  readonly operationId: string;
  /** Last segment of the tail's name, as the proof found it restored last: engines that take it refuse another. */
  readonly lastBackupName: string;
  /** Epoch milliseconds, compared immediately before the request is written. */
  readonly deadline: number;
}

/** A migration that an id led to. */
export interface DiscoveredMigration {
  readonly target: EngineTarget;
  readonly state: EngineState;
  readonly operationId?: string;
  /** Absent where the engine does not report it. */
  readonly sourceDatabaseName?: string;
  readonly containerName?: string;
  readonly online?: boolean;
}

/** What an engine knows of a resource id. */
export type Discovery =
  /** The id is not of a type this engine runs. */
  | { readonly kind: 'otherType'; readonly expected: string }
  /** The type fits, but the engine runs nothing there. */
  | { readonly kind: 'none'; readonly reason: string }
  /** Something is there that the product does not drive: a task of another type, a database of another mode. */
  | { readonly kind: 'unfit'; readonly reason: string }
  /** One or more; several where one task carries several databases. */
  | { readonly kind: 'found'; readonly migrations: readonly DiscoveredMigration[] }
  | EngineTrouble;

/** A migration engine. */
export interface MigrationEngine {
  /** Reads the migration with details; which run it is in, the reading says. Retries and honours Retry-After within its budget. */
  read(target: EngineTarget): Promise<EngineReading>;
  /** Creates the migration; waiting for it to start is the caller's, by `read`. Never retried, nor sent after the deadline. */
  create(target: EngineTarget, spec: CreateSpec, deadline: number): Promise<ChangeAnswer>;
  /**
   * Asks for the cutover, once: no automatic retry of any kind, and not at all when the order's deadline has passed.
   */
  cutover(target: EngineTarget, order: CutoverRequest): Promise<ChangeAnswer>;
  /** Asks for cancellation, once; the service drops the target database. */
  cancel(target: EngineTarget, operationId: string, deadline: number): Promise<ChangeAnswer>;
  /** Asks the service to try again what waits for a retry, once; `notSent` where the engine knows no retry. */
  retry(target: EngineTarget, operationId: string, deadline: number): Promise<ChangeAnswer>;
  /** Reads the target database's own state. */
  readTargetDatabase(target: EngineTarget): Promise<TargetReading>;
  /** Finds what runs under a resource id, whatever its type; for registrations that name nothing else. */
  discover(resourceId: string): Promise<Discovery>;
}
