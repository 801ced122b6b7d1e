/** What a preflight judges: a registration, and what it tells about the estate beyond the migration itself. */
import type { EngineStatus } from '../engine/engine-status';
import type { EstateNotes } from '../migration/estate-notes';
import type { Registration } from '../migration/registration';
import type { BackupFacts } from './backup-facts';
import type { Caller } from './caller';
import type { SasFacts } from './sas';

/** The subject of a preflight. */
export interface PreflightPlan {
  readonly migration: Pick<
    Registration,
    'engine' | 'source' | 'target' | 'taskId' | 'backups' | 'start' | 'create'
  >;
  readonly notes: EstateNotes;
  /** Who runs the preflight; absent when that is not known. */
  readonly caller?: Caller;
  /** What the product has read of the backups; absent when it has read nothing. */
  readonly backups?: BackupFacts;
  /** Why backups that were recorded are not those of the registration, and so not judged. */
  readonly otherBackups?: string;
  /** What the setting with the SAS token says, without the token; absent when it has not been read. */
  readonly sas?: SasFacts;
  /** The last reading of a migration that runs. */
  readonly status?: Pick<EngineStatus, 'state' | 'startedOn' | 'expiresAt' | 'progress'>;
  /** Set once the app has asked the service for the migration, or has adopted it; absent where that was refused. */
  readonly begun?: true;
  /** Blob name of the backup that was named as the tail. */
  readonly tailName?: string;
  /** ISO 8601 UTC: the moment that dates are compared with. */
  readonly now: string;
}
