/** Backup sets as the classic service reports them, made engine-neutral. */
import type { EngineFile, EngineSet } from '../../core/engine/engine-status';
import { eachOnce, toSet } from '../engine-text/backup-sets';
import { toFileState } from './classic-state';
import type { WireRow, WireSet } from './classic-wire';

/**
 * All sets of a database's row, each once: the active ones (in no order; they stay after their restore, recorded in
 * Azure/azure-powershell TestMigrateSqlSqlDbMiSync.json), then the full and the last restored one when they are not
 * among them.
 */
export function toEngineSets(row: WireRow): EngineSet[] {
  const { activeBackupSets = [], fullBackupSetInfo, lastRestoredBackupSetInfo } = row;
  return eachOnce(activeBackupSets, [fullBackupSetInfo, lastRestoredBackupSetInfo], identity).map(
    toEngineSet,
  );
}

/** One set. It counts as restored only when its flag says so and none of its files denies it. Its LSNs are exact. */
export function toEngineSet(wire: WireSet): EngineSet {
  const files = (wire.listOfBackupFiles ?? []).map(toEngineFile);
  return toSet(wire, { files, restored: toRestored(wire.isBackupRestored, files), ignoreReasons: [] });
}

/**
 * What waits to be restored, counted from the active sets, for the service has no such field (its tutorial's "pending
 * changes" belongs to tasks of another kind).
 *
 * Without the list nothing is known. A set that is not certainly restored counts, and one that does not report that it
 * is a full or a differential counts as a log.
 */
export function countPending(row: WireRow | undefined): { logs?: number; differentials?: number } {
  if (row?.activeBackupSets === undefined) return {};
  const waiting = row.activeBackupSets.map(toEngineSet).filter((set) => set.restored !== true);
  return {
    logs: waiting.filter((set) => set.type !== 'full' && set.type !== 'differential').length,
    differentials: waiting.filter((set) => set.type === 'differential').length,
  };
}

/** The service's own flag, unless the full set denies it. Another full that came later concerns nobody. */
export function toFullRestored(row: WireRow | undefined): boolean | undefined {
  const full = row?.fullBackupSetInfo;
  const denied = full !== undefined && toEngineSet(full).restored === false;
  return row?.isFullBackupRestored === true ? !denied : row?.isFullBackupRestored;
}

/** The set restored last, when the service names one and does not deny in the same breath that it is restored. */
export function toLastRestoredSet(row: WireRow | undefined): EngineSet | undefined {
  if (row?.lastRestoredBackupSetInfo === undefined) return undefined;
  const set = toEngineSet(row.lastRestoredBackupSetInfo);
  return set.restored === false ? undefined : set;
}

function toEngineFile(wire: { readonly fileLocation?: string; readonly status?: string }): EngineFile {
  return {
    name: toFileName(wire.fileLocation ?? ''),
    state: toFileState(wire.status),
    rawState: wire.status ?? '',
  };
}

/** The service writes whole UNC paths (`\\host\share\log1.trn`); what lies in the container is the last segment. */
function toFileName(location: string): string {
  return location.slice(Math.max(location.lastIndexOf('\\'), location.lastIndexOf('/')) + 1);
}

function toRestored(flag: boolean | undefined, files: readonly EngineFile[]): boolean | undefined {
  return files.some((file) => file.state !== 'restored') ? false : flag;
}

function identity(set: WireSet): string {
  return (
    set.backupSetId?.toLowerCase() ??
    (set.listOfBackupFiles ?? []).map((file) => file.fileLocation ?? '').join('\n')
  );
}
