/** What the words of the Log Replay Service mean, alone and beside the state of its database. */
import type { EngineState } from '../../core/engine/engine-status';
import { meaningOf } from '../engine-text/service-words';
import type { WireDetails } from './lrs-wire';

/**
 * `restoreDetails.status`, in lower case: the words Microsoft's own client knows (microsoft/azuredatastudio,
 * extensions/sql-migration); Initializing, Restoring and Completed were recorded.
 */
const RESTORE_STATES: Readonly<Record<string, EngineState>> = {
  none: 'creating',
  initializing: 'creating',
  notstarted: 'creating',
  searchingbackups: 'running',
  restoring: 'running',
  restorepaused: 'running',
  restorecompleted: 'running',
  waiting: 'running',
  blocked: 'running',
  completingmigration: 'completing',
  completed: 'succeeded',
  cancelled: 'canceled',
  canceled: 'canceled',
  failed: 'failed',
};

/** State of the restore by its own word; `unknown` for a word nobody has seen and for none. */
export function toRestoreState(status: string | undefined): EngineState {
  return meaningOf(RESTORE_STATES, status) ?? 'unknown';
}

/**
 * Joins the restore's word with the database's.
 *
 * A restore runs only while its database is Restoring, and has succeeded only when the database has left that state
 * (recorded: Online is seen before Completed). A pair that contradicts itself is `unknown`, never running.
 *
 * @example toLrsState('Waiting', 'Online') // 'unknown'
 */
export function toLrsState(restoreStatus: string | undefined, databaseStatus: string): EngineState {
  const state = toRestoreState(restoreStatus);
  const isRestoring = hasStatus(databaseStatus, 'Restoring');
  const isBeingMade = hasStatus(databaseStatus, 'Creating');
  switch (state) {
    case 'creating':
      return isRestoring || isBeingMade ? state : 'unknown';
    case 'running':
      if (isBeingMade) return 'creating';
      return isRestoring ? state : 'unknown';
    case 'succeeded':
      return isRestoring || isBeingMade ? 'completing' : state;
    case 'canceled':
      // A cancelled restore is gone with its database: one that is still there is being cancelled, at most.
      if (isRestoring || isBeingMade) return 'canceling';
      return hasStatus(databaseStatus, 'Online') ? 'unknown' : state;
    case 'failed':
      return hasStatus(databaseStatus, 'Online') ? 'unknown' : state;
    default:
      return state;
  }
}

/** Compares a database's status without regard to case. */
export function hasStatus(status: string, word: 'Restoring' | 'Creating' | 'Online'): boolean {
  return status.toLowerCase() === word.toLowerCase();
}

/**
 * False when the details name another kind of restore. Old versions name none and answer for log replay only
 * (Azure/azure-powershell AzureSqlManagedDatabaseAdapter, isLRSRestore).
 */
export function isLogReplay({ type }: WireDetails): boolean {
  return type === undefined || type.toLowerCase() === 'lrsrestore';
}
