/** What the engine contract asks of a harness: an engine, a service it can put trouble into, and what differs. */
import type { EngineState } from '../../shared/core/engine/engine-status';
import type { CreateSpec, EngineTarget, MigrationEngine } from '../../shared/ports/migration-engine';

/** Requests the service counts. */
export type CountedRequest = 'read' | 'create' | 'cutover' | 'cancel' | 'retry' | 'operation';

/** Trouble for the next request of a kind. */
export type ServiceFault =
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string }
  | { readonly kind: 'throttle'; readonly retryAfterSeconds: number }
  | { readonly kind: 'serverError' }
  /** The connection breaks; `carriedOut`: after the service did what it was asked. */
  | { readonly kind: 'lost'; readonly carriedOut: boolean };

/** An answer that changes nothing: the service's refusal, or the adapter's own, before anything is written. */
export type Refusal =
  | { readonly kind: 'refused'; readonly httpStatus: number; readonly code: string }
  | { readonly kind: 'notSent' };

/** What one engine does otherwise than the others. Every difference is an expectation; none skips a test. */
export interface EngineTraits {
  /** Whether it starts migrations; `never`: every creation is `notSent`. */
  readonly creates: 'yes' | 'never';
  /** What is read right after a creation. */
  readonly firstSeen: readonly ('creating' | 'absent')[];
  /** Creating over one that runs. */
  readonly createsOver: Refusal;
  /** Whether the migration tells that it is online; `never`: `unreported` names the mode. */
  readonly mode: 'told' | 'never';
  /** Whether a log that waits is counted; false: how many wait is unknown then. */
  readonly countsWaitingLogs: boolean;
  /** An order for another run of the migration. */
  readonly otherRun: Refusal;
  /** An order for a migration that is not there. */
  readonly noMigration: Refusal;
  /** A cutover before any file is restored. */
  readonly cutoverBeforeFull: Refusal;
  /** A request after a completed cutover. */
  readonly afterTheEnd: { readonly cutover: Refusal; readonly cancel: Refusal };
  /** A second cutover while the first completes. */
  readonly secondCutover: Refusal;
  /** A cancel while a cutover completes. */
  readonly lateCancel: Refusal;
  /** A cancel that is taken, and loses against a completion (2038). */
  readonly cancelRace: 'completes' | 'dropsTheDatabase';
  /** What it tells between a cancel and its end. */
  readonly canceling: EngineState;
  /** What is left of a cancelled migration. */
  readonly canceled: 'canceled' | 'absent';
  /** Retrying one that waits for no retry. */
  readonly retries: Refusal;
  /** What it tells once its details are cleaned up after the end. */
  readonly cleanedUp: EngineState;
  /** Whether the request to cut over carries the last backup's name. */
  readonly carriesLastBackup: boolean;
  /** Whether a migration that is not found can leave its database to be found: a restore is its database. */
  readonly vanishes: 'alone' | 'withDatabase';
}

/** A migration and the run it is in. */
export interface RunningMigration {
  readonly target: EngineTarget;
  readonly operationId: string;
}

/** An engine and the service behind it. */
export interface MigrationEngineHarness {
  readonly engine: MigrationEngine;
  readonly traits: EngineTraits;
  /** Nothing is there; `spec` can create it. */
  readonly absentTarget: EngineTarget;
  readonly spec: CreateSpec;
  /** The clock deadlines are compared with, epoch milliseconds. */
  now(): number;
  /** Makes a migration that runs, with full.bak, log1.trn and log2.trn restored. */
  running(): Promise<RunningMigration>;
  /** The same with log2.trn seen and not restored. */
  pending(): Promise<RunningMigration>;
  /** One that runs and has seen no file yet. */
  empty(): Promise<RunningMigration>;
  /** Ends the migration and starts another in its place, under the same name. */
  renewed(): Promise<RunningMigration>;
  /** Lets the service come to the end of what it is doing. */
  settle(): Promise<void>;
  received(kind: CountedRequest): Promise<number>;
  /** `lastBackupName` of each cutover the service received; undefined where one carried none. */
  cutoverNames(): Promise<readonly (string | undefined)[]>;
  fault(kind: CountedRequest, fault: ServiceFault): Promise<void>;
  /** From now on every question about a long-running operation is throttled. */
  throttleOperations(): Promise<void>;
  /** From now on the service does not report what is pending. */
  silencePending(): Promise<void>;
  /** From now on the service says this of itself, whatever is so; names as on its wire. */
  claim(values: Readonly<Record<string, unknown>>): Promise<void>;
  /** From now on the details of ended migrations are gone. */
  cleanUp(): Promise<void>;
  /** From now on the service answers that it knows no such migration. */
  vanish(): Promise<void>;
  /** From now on the service answers 404 with this code, about something above the migration. */
  loseParent(code: string): Promise<void>;
  /** Everything is there again. */
  reappear(): Promise<void>;
  /** From now on a cutover that is accepted completes without end. */
  neverComplete(): Promise<void>;
  /** The next cancel is taken, and comes too late. */
  loseCancelRace(): Promise<void>;
  close(): Promise<void>;
}
