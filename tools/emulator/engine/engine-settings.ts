/** How fast and how strictly the emulated service works, and what faults make it do differently. */
import type { CutoverVariant, Failure } from './migration';

/** Speeds and habits, fixed for the life of the process. */
export interface EngineSettings {
  /** How long a new migration stays Creating, milliseconds. */
  readonly creatingMs: number;
  /** How long after the start of a log replay its database is there, milliseconds. Recorded: 1.1 s. */
  readonly databaseMs: number;
  /** Restore time of a file: this many milliseconds … */
  readonly restoreMsPerFile: number;
  /** … plus its size at this many bytes a second (0: size does not matter). */
  readonly restoreBytesPerSecond: number;
  /** How long Completing lasts once nothing is left to restore, milliseconds. */
  readonly completingMs: number;
  /** How long Canceling lasts, milliseconds. */
  readonly cancelingMs: number;
  /** How long a deleted resource can still be read, milliseconds. */
  readonly deletingMs: number;
  /** Refuse fulls without CHECKSUM with error 2009, as the service does. */
  readonly requireChecksums: boolean;
  /** Fail with error 2009 when a backup of another database is in the folder; otherwise it counts as invalid file. */
  readonly failOnSeveralDatabases: boolean;
  /** What becomes of an accepted cutover unless a fault says otherwise. */
  readonly cutoverVariant: CutoverVariant;
  /** Whether a blob that is written again under the name of a restored one is looked at again. */
  readonly overwritten: 'readAgain' | 'overlooked';
  /** Report ReadyForCutover once the full is restored, as newer back ends do. */
  readonly readyForCutover: boolean;
}

/** The standing orders of the faults that concern one database, folded into one value. */
export interface Orders {
  readonly cutoverVariant?: CutoverVariant;
  readonly readyForCutover?: boolean;
  readonly restoreBlockingReason?: string;
  readonly failure?: Failure;
  readonly retriable?: Failure;
  readonly operationId?: string;
  readonly detailsCleanedUp?: boolean;
  /** An accepted cancel comes too late: the restore completes (error 2038). */
  readonly cancelLosesRace?: boolean;
  /** The Log Replay Service refuses to complete after another file than the last restored one. */
  readonly lastBackupMustMatch?: boolean;
  /** True for a file before which the restore stops. */
  readonly isHeld: (fileName: string) => boolean;
  /** True for a file the engine does not see. */
  readonly isHidden: (fileName: string) => boolean;
}

/** Everything a transition needs besides the migration. */
export interface EngineContext {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly settings: EngineSettings;
  readonly orders: Orders;
}
