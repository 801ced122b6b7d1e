/** What a preflight judges: a registration, and what it tells about the estate beyond the migration itself. */
import type { EstateNotes } from '../migration/estate-notes';
import type { Registration } from '../migration/registration';

/** The subject of a preflight. */
export interface PreflightPlan {
  readonly migration: Pick<
    Registration,
    'engine' | 'source' | 'target' | 'taskId' | 'backups' | 'start' | 'create'
  >;
  readonly notes: EstateNotes;
  /** ISO 8601 UTC: the moment that dates are compared with. */
  readonly now: string;
}
