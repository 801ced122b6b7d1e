/**
 * Whether one reading of the engine says that nothing waits there, and how many in a row do: a zero can be stale, because
 * new files are found by scanning.
 */
import { contradiction, lastSetOf } from '../engine/contradictions';
import type { EngineStatus } from '../engine/engine-status';
import type { Stability } from '../facts/facts';
import { isSameFile } from '../file-names';
import { hasElapsed, LONGEST_READING_GAP } from '../timing';
import { met, unknown, unmet, type Outcome } from './check';

/**
 * Judges one reading: log backups are counted and none is pending, no differential is pending where the engine counts
 * them, no file is being restored, and nothing that it says excludes any of this.
 *
 * A zero alone proves nothing: the service answers `pendingLogBackupsCount: 0` before it has seen any file
 * (recorded in Azure/azure-powershell, Invoke-AzDataMigrationCutoverToSqlManagedInstance).
 *
 * @example judgePending({ ...status, pendingLogs: undefined }).state // 'unknown'
 */
export function judgePending(status: EngineStatus): Outcome {
  const { pendingLogs, pendingDifferentials = 0, restoringFile } = status;
  const contradicted = contradiction(status, ['pending']);
  if (contradicted !== undefined) return unknown(contradicted, 'contradiction');
  if (pendingLogs === undefined)
    return unknown(
      'the service does not report how many log backups are pending; treated as unknown, not zero',
      'pending',
    );
  if (pendingLogs !== 0) return unmet(`${pendingLogs} log backups are pending at the service`);
  if (pendingDifferentials !== 0)
    return unmet(`${pendingDifferentials} differential backups are pending at the service`);
  if (restoringFile !== undefined && !isRestoredLast(status, restoringFile))
    return unmet(`the service is restoring ${restoringFile}`);
  return met('the service reports nothing pending');
}

/** At rest the service keeps naming the file it restored last, or another stripe of its set, as the current one. */
function isRestoredLast(status: EngineStatus, file: string): boolean {
  if (status.lastRestoredFile !== undefined && isSameFile(file, status.lastRestoredFile)) return true;
  return lastSetOf(status)?.files.some((one) => isSameFile(file, one.name)) === true;
}

/**
 * Takes one more engine reading into account.
 *
 * Counting begins anew when the reading says something else, when the clock went back, and when the reading before
 * is so long ago that the two are not in a row.
 *
 * @param before what was counted so far
 * @param status the new reading
 * @param gapSeconds readings closer together than this count once
 * @returns the new count; undefined when this reading does not say "nothing pending"
 * @example nextStability(undefined, quiet, 30)?.count // 1
 */
export function nextStability(
  before: Stability | undefined,
  status: EngineStatus,
  gapSeconds: number,
): Stability | undefined {
  const fingerprint = quietFingerprint(status);
  if (fingerprint === undefined || Number.isNaN(Date.parse(status.asOf))) return undefined;
  const fresh = { fingerprint, count: 1, countedAt: status.asOf };
  if (before?.fingerprint !== fingerprint) return fresh;
  if (!hasElapsed(before.countedAt, status.asOf, 0)) return fresh;
  if (hasElapsed(before.countedAt, status.asOf, LONGEST_READING_GAP)) return fresh;
  if (!hasElapsed(before.countedAt, status.asOf, gapSeconds)) return before;
  return { fingerprint, count: before.count + 1, countedAt: status.asOf };
}

/**
 * What a quiet reading says, as text to compare: the operation and what was restored last.
 *
 * @returns undefined when the reading does not say "nothing pending", not of which operation or after which file, or
 * contradicts itself there
 */
export function quietFingerprint(status: EngineStatus): string | undefined {
  if (judgePending(status).state !== 'met' || status.operationId === undefined) return undefined;
  if (contradiction(status, ['lastRestored']) !== undefined) return undefined;
  const last =
    status.lastRestoredFile ?? status.lastRestoredSet?.backupSetId ?? status.lastRestoredSet?.files[0]?.name;
  return last === undefined ? undefined : `${status.operationId.toLowerCase()}|${last}`;
}
