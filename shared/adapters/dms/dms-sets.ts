/** Backup sets as the new DMS reports them, made engine-neutral. */
import type { EngineFile, EngineSet } from '../../core/engine/engine-status';
import { eachOnce, toSet } from '../engine-text/backup-sets';
import { reasonsIn } from '../engine-text/findings';
import { toFileState } from './dms-state';
import type { WireDetails, WireFile, WireSet } from './dms-wire';

/**
 * All sets of the details, each once: the active ones (in no order, the full stays after its restore; recorded in
 * Azure/azure-powershell Invoke-AzDataMigrationCutoverToSqlManagedInstance.Recording.json), then the full and the
 * last restored one when they are not among them.
 */
export function toEngineSets(details: WireDetails): EngineSet[] {
  const { activeBackupSets = [], fullBackupSetInfo, lastRestoredBackupSetInfo } = details;
  return eachOnce(activeBackupSets, [fullBackupSetInfo, lastRestoredBackupSetInfo], identity).map(
    toEngineSet,
  );
}

/**
 * One set. It counts as restored only when nothing the service says about it contradicts that, and its flag is
 * unknown when the service says nothing. Its LSNs are rounded by the service.
 */
export function toEngineSet(wire: WireSet): EngineSet {
  const files = (wire.listOfBackupFiles ?? []).map(toEngineFile);
  const skipped = wire.restoreStatus?.toLowerCase() === 'skipped' ? ['restoreStatus Skipped'] : [];
  const ignoreReasons = [...reasonsIn(wire.ignoreReasons), ...skipped];
  return toSet(wire, { files, restored: toRestored(wire, files), ignoreReasons });
}

function toEngineFile(wire: WireFile): EngineFile {
  const size = wire.totalSize ?? 0;
  return {
    name: wire.fileName ?? '',
    state: toFileState(wire.status),
    rawState: wire.status ?? '',
    ...(size > 0 && { size }),
  };
}

/** True only when flag, status and files agree; false as soon as one of them denies it. */
function toRestored(wire: WireSet, files: readonly EngineFile[]): boolean | undefined {
  const status = wire.restoreStatus?.toLowerCase() ?? 'none';
  const denied = wire.isBackupRestored === false || (status !== 'none' && status !== 'restored');
  if (denied || files.some((file) => file.state !== 'restored' && file.state !== 'ignored')) return false;
  return wire.isBackupRestored === true || status === 'restored' ? true : undefined;
}

function identity(set: WireSet): string {
  return (
    set.backupSetId?.toLowerCase() ??
    (set.listOfBackupFiles ?? []).map((file) => file.fileName ?? '').join('\n')
  );
}
