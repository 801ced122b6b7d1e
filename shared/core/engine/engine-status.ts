/**
 * The engine-neutral reading of a management API at one moment.
 *
 * Each engine's quirks (omitted fields, case, unknown states, rounded LSNs) end in its adapter; from here on
 * `undefined` is unknown, and unknown is never zero.
 */
import type { Lsn } from '../lsn';

/** Migration engines the product drives. */
export const ENGINE_KINDS = ['dms', 'dms-classic', 'lrs'] as const;

/** One of them. */
export type EngineKind = (typeof ENGINE_KINDS)[number];

/**
 * Where the service stands: `running` restores what arrives; `readyForCutover` the same, said by newer back ends;
 * `retriable` waits for a retry and is cancelled after 8 hours; `unknown` a word this version does not know.
 */
export type EngineState =
  | 'creating'
  | 'running'
  | 'readyForCutover'
  | 'completing'
  | 'succeeded'
  | 'failed'
  | 'canceling'
  | 'canceled'
  | 'retriable'
  | 'unknown';

const TERMINAL_STATES = ['succeeded', 'failed', 'canceled'] as const satisfies readonly EngineState[];

/** True when the service has come to an end, whichever: it changes nothing any more. @example isTerminal('canceling') // false */
export function isTerminal(state: EngineState): state is (typeof TERMINAL_STATES)[number] {
  return TERMINAL_STATES.some((terminal) => terminal === state);
}

/** State of a file at the engine; a word this version does not know counts as `pending`, never as restored. */
export type EngineFileState = 'pending' | 'restoring' | 'restored' | 'ignored' | 'canceled';

/** A backup file as the engine reports it. */
export interface EngineFile {
  /** As the engine writes it; may be the last segment of the blob name only. */
  readonly name: string;
  readonly state: EngineFileState;
  /** The service's own word. */
  readonly rawState: string;
  /** Bytes, when told; never 0. */
  readonly size?: number;
}

/** A backup set as the engine reports it. */
export interface EngineSet {
  /** BackupSetGUID in lower case, when given. */
  readonly backupSetId?: string;
  readonly type?: 'full' | 'differential' | 'log' | 'other';
  readonly restored?: boolean;
  readonly files: readonly EngineFile[];
  /** Rounded by the service: for display and cross-checks only. */
  readonly firstLsn?: Lsn;
  readonly lastLsn?: Lsn;
  readonly ignoreReasons: readonly string[];
  /** When the backup was taken, as the header has it: local time of the source, `YYYY-MM-DDThh:mm:ss`. */
  readonly backupStartedAt?: string;
  readonly backupFinishedAt?: string;
  /** When the service began to restore it, ISO 8601 UTC. */
  readonly restoreStartedAt?: string;
}

/** Why the service says it failed, with the product's diagnosis when the code is in its catalogue. */
export interface EngineFailure {
  readonly code: string;
  readonly message: string;
  readonly cause?: string;
  readonly remedy?: string;
}

/** Two statements of one reading that exclude each other. */
export interface EngineContradiction {
  /** What they are about; each check rests on some of these (contradictions.ts). */
  readonly about: 'state' | 'full' | 'pending' | 'lastRestored' | 'sets' | 'unrestorable';
  /** Both, as clauses: `a.trn was restored last`. */
  readonly statements: readonly [string, string];
}

/** Facts an engine never reports, whatever the migration: a named substitute stands in (docs/engines.md). */
export type UnreportedField = 'mode' | 'container' | 'sourceDatabase';

/** How far the restore has come, where the service counts it: for people, never for a decision. */
export interface EngineProgress {
  /** Of the restore plan, 0 to 100. */
  readonly percent?: number;
  /** Files the service has found, those that wait, are being restored, are restored, were left out. */
  readonly detected?: number;
  readonly queued?: number;
  readonly restoring?: number;
  readonly restored?: number;
  readonly skipped?: number;
  /** Restored so far, and to be restored in all; bytes. */
  readonly restoredBytes?: number;
  readonly planBytes?: number;
  /** The newest file the service has seen, and since when; ISO 8601 UTC. */
  readonly lastUploadedFile?: string;
  readonly lastUploadedAt?: string;
  readonly lastRestoredAt?: string;
}

/** One reading. */
export interface EngineStatus {
  readonly kind: EngineKind;
  /** When the answer arrived, ISO 8601 UTC. */
  readonly asOf: string;
  readonly state: EngineState;
  /** The service's own words for migration status and provisioning state. */
  readonly rawState?: string;
  readonly provisioningState?: string;
  /**
   * True when no change of the migration is under way at the service; undefined when it does not report that. New DMS:
   * provisioningState is Succeeded; classic: the task runs and no command is open; LRS: the database is Restoring.
   */
  readonly atRest?: boolean;
  /** False for an offline migration (the service cuts over by itself); undefined when it cannot be told. */
  readonly online?: boolean;
  /** The backup after which an offline migration is cut over by the service, when it tells. */
  readonly lastBackupName?: string;
  readonly unreported?: readonly UnreportedField[];
  /** What tells this run of the migration from an earlier one: the operation, the task, or when the database was created. */
  readonly operationId?: string;
  readonly sourceDatabaseName?: string;
  readonly containerName?: string;
  readonly fullRestored?: boolean;
  readonly pendingLogs?: number;
  readonly pendingDifferentials?: number;
  readonly unrestorableFiles?: number;
  readonly sets: readonly EngineSet[];
  readonly invalidFiles: readonly string[];
  readonly lastRestoredFile?: string;
  readonly lastRestoredSet?: EngineSet;
  readonly restoringFile?: string;
  readonly progress?: EngineProgress;
  /** Everything the service says blocks it, in its own words. */
  readonly blockingReasons: readonly string[];
  readonly failure?: EngineFailure;
  /** What the answer says twice and differently, as far as only its own words show it; more: `contradictionsIn`. */
  readonly contradictions?: readonly EngineContradiction[];
  readonly startedOn?: string;
  /** When the service cancels the migration by itself and drops the target database. */
  readonly expiresAt?: string;
  readonly endedOn?: string;
}
