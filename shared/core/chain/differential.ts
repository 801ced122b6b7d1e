/**
 * Which full a differential builds on (rules D1, D2, D5).
 *
 * Source: Microsoft Learn, "RESTORE HEADERONLY" and "Differential backups"; that the base is named by the full's
 * CheckpointLSN, not its FirstLSN: dbatools #1014, #2297 and trimble-oss/sql-log-shipping-service #20.
 */
import { NO_LSN } from '../lsn';
import type { BackupSet } from './collect-sets';
import { forksMatch } from './forks';
import { normalizeGuid } from './guid';

/**
 * How a differential relates to a full: `based`, `otherBase`, or why nobody can tell: `multiBase` (rule D5, several
 * bases in one backup) and `unverifiable` (the headers lack the base).
 */
export type BaseRelation = 'based' | 'otherBase' | 'multiBase' | 'unverifiable';

/**
 * Tells how a differential relates to a full (rules D1, D2, D5).
 *
 * The base GUID decides when both sides have it; else every base LSN the header holds must equal the full's
 * CheckpointLSN. A copy-only full is never a base.
 *
 * @example relateToFull(differential, full) === 'based'
 */
export function relateToFull(differential: BackupSet, full: BackupSet): BaseRelation {
  const { head } = differential;
  if (full.head.isCopyOnly === true) return 'otherBase';
  const baseGuid = normalizeGuid(head.differentialBaseGuid);
  const fullGuid = normalizeGuid(full.head.backupSetGuid);
  if (baseGuid !== undefined && fullGuid !== undefined) return baseGuid === fullGuid ? 'based' : 'otherBase';
  if (head.differentialBaseLsn === NO_LSN) return 'multiBase';
  return relateByLsn(differential, full);
}

function relateByLsn(differential: BackupSet, full: BackupSet): BaseRelation {
  const { databaseBackupLsn, differentialBaseLsn } = differential.head;
  const bases = [databaseBackupLsn, differentialBaseLsn].filter((lsn) => lsn !== undefined && lsn !== NO_LSN);
  const { checkpointLsn } = full.head;
  if (bases.length === 0 || checkpointLsn === undefined || checkpointLsn === NO_LSN) return 'unverifiable';
  return bases.every((lsn) => lsn === checkpointLsn) ? 'based' : 'otherBase';
}

/** Tells whether a differential could be restored on this full: its base, and not on another fork. */
export function isOnAnchor(differential: BackupSet, full: BackupSet): boolean {
  return relateToFull(differential, full) === 'based' && forksMatch(full.endFork, differential.startFork);
}
