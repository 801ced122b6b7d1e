/**
 * Recovery forks (rules K1, K2, K6): the branch of history a backup belongs to.
 *
 * Source: Microsoft Learn, "RESTORE HEADERONLY" (FirstRecoveryForkID, RecoveryForkID, ForkPointLSN) and
 * "Recovery paths"; that readers which look at one of the two fields only never see a fork: dbatools #4431.
 */
import type { BackupSetRow } from '../backup-set-row';
import { normalizeGuid } from './guid';

/** The fork a set begins on; a header that names one fork only means both ends. */
export function startFork(row: BackupSetRow): string | undefined {
  return normalizeGuid(row.firstRecoveryForkId) ?? normalizeGuid(row.recoveryForkId);
}

/** The fork a set ends on. */
export function endFork(row: BackupSetRow): string | undefined {
  return normalizeGuid(row.recoveryForkId) ?? normalizeGuid(row.firstRecoveryForkId);
}

/** Tells whether two forks may be the same: an unknown one matches any (rule K6). */
export function forksMatch(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}
