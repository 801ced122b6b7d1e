/**
 * A migration as the emulator keeps it: plain JSON, so that the state folder holds exactly this.
 *
 * Times are epoch milliseconds of the emulator's clock; LSNs are decimal text.
 */

/** Target kinds the emulator has: SQL Managed Instance and SQL Server on an Azure virtual machine. */
export type TargetKind = 'SqlMi' | 'SqlVm';

/** What a backup header says, as far as a restore needs it. */
export interface BackupHeader {
  readonly backupSetId: string;
  readonly type: 'full' | 'differential' | 'log' | 'other';
  readonly firstLsn: string;
  readonly lastLsn: string;
  readonly checkpointLsn: string;
  readonly databaseBackupLsn: string;
  readonly differentialBaseGuid?: string;
  readonly firstFork?: string;
  readonly lastFork?: string;
  readonly familyGuid?: string;
  readonly hasChecksums: boolean;
  readonly familyCount: number;
  /** 1-based number of this stripe. */
  readonly familySequenceNumber: number;
  /** Local time of the source as the header gives it, `YYYY-MM-DDThh:mm:ss`. */
  readonly startDate?: string;
  readonly finishDate?: string;
}

/** Whether a file can be restored from: files of a share have to be copied to storage first. */
export type Arrival =
  | { readonly kind: 'inStorage' }
  | { readonly kind: 'onShare' }
  | { readonly kind: 'copied'; readonly startedAt: number; readonly endsAt: number };

/** A blob the engine has looked at. */
export interface SeenFile {
  /** Last segment of the blob's name: what the service shows. */
  readonly name: string;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  readonly seenAt: number;
  /** When the blob was last written, where storage tells. */
  readonly uploadedAt?: number;
  readonly content:
    | { readonly kind: 'backup'; readonly header: BackupHeader }
    | { readonly kind: 'invalid'; readonly reason: string };
  readonly arrival: Arrival;
}

/** Where the backups come from. */
export type BackupSource =
  | { readonly kind: 'azureBlob'; readonly container: string; readonly folder: string }
  /** A share, stood for by a container that the emulated integration runtime copies from. */
  | {
      readonly kind: 'fileShare';
      readonly path: string;
      readonly container: string;
      readonly folder: string;
    };

/** A set that the target database has taken. */
interface RestoredSet {
  readonly setId: string;
  readonly startedAt: number;
  /** When it was restored. */
  readonly at: number;
}

/** How far the restore has come. */
export interface RestoreProgress {
  readonly restored: readonly RestoredSet[];
  readonly current?: { readonly setId: string; readonly startedAt: number; readonly endsAt: number };
  /** The restore (and, for shares, the copy) of the next set begins no earlier. */
  readonly freeAt: number;
  readonly uploadFreeAt: number;
  /** Absent until a full is restored. */
  readonly chainEnd?: string;
  readonly fork?: string;
  /** The restored full. */
  readonly anchor?: { readonly setId: string; readonly checkpointLsn: string };
}

/** Why a migration failed: name (2025 and later) and number (before) of the service's catalogue. */
export interface Failure {
  readonly name: string;
  readonly number: string;
  /** The Log Replay Service's own name for it, where that differs. */
  readonly lrsName?: string;
  readonly message: string;
}

/** What becomes of logs that are pending when a cutover is accepted; the real service's answer is not known. */
export type CutoverVariant = 'restoreRest' | 'completeWithout' | 'fail' | 'stayCompleting';

/** Where the migration stands. */
export type Phase =
  | { readonly kind: 'creating'; readonly readyAt: number; readonly refusal?: Failure }
  | { readonly kind: 'running'; readonly startedAt: number }
  | {
      readonly kind: 'retriable';
      readonly startedAt: number;
      readonly since: number;
      readonly failure: Failure;
    }
  | {
      readonly kind: 'completing';
      readonly startedAt: number;
      readonly since: number;
      readonly variant: CutoverVariant;
    }
  | {
      readonly kind: 'canceling';
      readonly startedAt: number;
      readonly since: number;
      readonly endsAt: number;
      /** The restore completes before the cancel takes effect. */
      readonly losesRace?: boolean;
    }
  | {
      readonly kind: 'succeeded';
      readonly startedAt: number;
      readonly endedAt: number;
      /** What is told all the same: a cancel that came too late (2038). */
      readonly failure?: Failure;
    }
  | {
      readonly kind: 'failed';
      readonly startedAt?: number;
      readonly endedAt: number;
      readonly failure: Failure;
      readonly duringCutover: boolean;
    }
  | {
      readonly kind: 'canceled';
      readonly startedAt: number;
      readonly endedAt: number;
      readonly failure?: Failure;
    };

/** The service that runs a migration, with what only that service knows of it. */
export type Flavour =
  | {
      readonly engine: 'dms';
      /** Id of the SQL migration service. */
      readonly migrationService: string;
    }
  | {
      readonly engine: 'lrs';
      /** From when on the database is there; its creation date. */
      readonly databaseAt: number;
    }
  | {
      readonly engine: 'dms-classic';
      /** Key of the task that carries it. */
      readonly taskKey: string;
    };

/** One migration of one target database, by whichever service. */
export interface Migration {
  readonly flavour: Flavour;
  /**
   * Resource id as first written, with a leading slash: the databaseMigrations resource, the database that the Log
   * Replay Service restores, or the classic task's id with `/databases/{name}` behind it.
   */
  readonly id: string;
  readonly kind: TargetKind;
  /** Target database. */
  readonly name: string;
  /** Name of the managed instance or virtual machine. */
  readonly targetServer: string;
  /** Id of the managed instance or virtual machine. */
  readonly scope: string;
  readonly sourceDatabaseName: string;
  readonly sourceServerName?: string;
  readonly targetDatabaseCollation?: string;
  readonly offline?: { readonly lastBackupName: string };
  readonly source: BackupSource;
  readonly createdAt: number;
  /** Told from an earlier migration of the same name by this; never shown. */
  readonly generation: string;
  /** New DMS: migrationOperationId; classic: taskId; the Log Replay Service has none and shows none. */
  readonly operationId: string;
  readonly phase: Phase;
  readonly files: readonly SeenFile[];
  readonly restore: RestoreProgress;
  /** Set while a DELETE is under way: the resource can still be read until then. */
  readonly goneAt?: number;
}

/** Tells one version of a blob from every other in the same folder. */
export function versionKey(file: { readonly name: string; readonly etag: string }): string {
  return `${file.name.slice(file.name.lastIndexOf('/') + 1)}\n${file.etag}`;
}
