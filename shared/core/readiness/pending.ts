/** Whether one reading of the engine says that nothing waits there. */
import { contradiction, lastSetOf } from '../engine/contradictions';
import type { EngineStatus } from '../engine/engine-status';
import { met, unknown, unmet, type Outcome } from './check';
import { isSameFile } from '../engine/same-file';

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
