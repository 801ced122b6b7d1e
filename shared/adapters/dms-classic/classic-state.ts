/** What the classic service's words for state mean; each word in lower case, the union of swagger and recording. */
import { type EngineFileState, type EngineState, isTerminal } from '../../core/engine/engine-status';
import { meaningOf } from '../engine-text/service-words';

/** How far a database is by its own row alone. */
type DatabaseState = Extract<
  EngineState,
  'creating' | 'running' | 'completing' | 'succeeded' | 'failed' | 'canceled'
>;

/**
 * `migrationState` of a database: DatabaseMigrationState of Microsoft.DataMigration 2018-07-15-preview, and the words
 * seen live in its place (LOG_FILES_UPLOADING, CUTOVER_IN_PROGRESS; Azure/azure-powershell
 * TestMigrateSqlSqlDbMiSync.json).
 */
const DATABASE_STATES: Readonly<Record<string, DatabaseState>> = {
  initial: 'creating',
  full_backup_upload_start: 'running',
  log_shipping_start: 'running',
  upload_log_files_start: 'running',
  log_files_uploading: 'running',
  cutover_start: 'completing',
  cutover_in_progress: 'completing',
  post_cutover_complete: 'completing',
  completed: 'succeeded',
  cancelled: 'canceled',
  canceled: 'canceled',
  failed: 'failed',
};

/** TaskState of Microsoft.DataMigration 2018-07-15-preview; its word Unknown is as good as none. */
const TASK_STATES: Readonly<Record<string, 'queued' | 'running' | 'canceled' | 'succeeded' | 'failed'>> = {
  queued: 'queued',
  running: 'running',
  canceled: 'canceled',
  cancelled: 'canceled',
  succeeded: 'succeeded',
  failed: 'failed',
  failedinputvalidation: 'failed',
  faulted: 'failed',
};

/** MigrationState of the whole task's row, and the words seen live (PENDING, COMPLETE), that speak against nothing. */
const QUIET_MIGRATION_STATES = new Set(['none', 'inprogress', 'pending', 'completed', 'complete']);

const FILE_STATES: Readonly<Record<string, EngineFileState>> = {
  arrived: 'pending',
  queued: 'pending',
  uploading: 'pending',
  uploaded: 'pending',
  restoring: 'restoring',
  restored: 'restored',
  cancelled: 'canceled',
  canceled: 'canceled',
};

/** How a database's row tells its state. */
export type DatabaseWord =
  /** The service gives no rows at all. */
  | { readonly kind: 'noRows' }
  /** It gives rows, but none for this database. */
  | { readonly kind: 'noRow' }
  | { readonly kind: 'row'; readonly migrationState: string | undefined };

/**
 * Joins the task's word with the database's own.
 *
 * One task carries several databases, so an end of the database's own stands whatever became of the task; the task's
 * end takes those along that have none. A word nobody knows, in either place, makes the state unknown.
 */
export function toEngineState(taskState: string | undefined, database: DatabaseWord): EngineState {
  const task = meaningOf(TASK_STATES, taskState);
  if (task === undefined) return 'unknown';
  if (database.kind !== 'row') return withoutRow(task, database.kind);
  const own = meaningOf(DATABASE_STATES, database.migrationState);
  if (own === undefined) return task === 'canceled' || task === 'failed' ? task : 'unknown';
  if (isTerminal(own)) return own;
  switch (task) {
    case 'running':
    case 'canceled':
    case 'failed':
      return task === 'running' ? own : task;
    case 'queued':
      return own === 'creating' ? own : 'unknown';
    case 'succeeded':
      return own === 'completing' ? own : 'unknown';
  }
}

function withoutRow(task: (typeof TASK_STATES)[string], kind: 'noRows' | 'noRow'): EngineState {
  switch (task) {
    case 'queued':
      return 'creating';
    case 'running':
      return kind === 'noRow' ? 'creating' : 'unknown';
    case 'canceled':
    case 'failed':
      return task;
    case 'succeeded':
      return 'unknown';
  }
}

/** True when the database's own row says that nothing more happens to it. */
export function hasEnded(migrationState: string | undefined): boolean {
  const own = meaningOf(DATABASE_STATES, migrationState);
  return own !== undefined && isTerminal(own);
}

/** True when the word of the whole task's row speaks against nothing; one nobody knows does. */
export function isQuietMigrationState(state: string): boolean {
  return QUIET_MIGRATION_STATES.has(state.toLowerCase());
}

/** State of one file; a word this version does not know counts as pending, never as restored. */
export function toFileState(status: string | undefined): EngineFileState {
  return meaningOf(FILE_STATES, status) ?? 'pending';
}

/** State of a command: open while the service works on it; a word this version does not know counts as open. */
export function toCommandState(state: string | undefined): 'open' | 'done' | 'failed' {
  switch (state?.toLowerCase()) {
    case 'succeeded':
      return 'done';
    case 'failed':
      return 'failed';
    default:
      return 'open';
  }
}
