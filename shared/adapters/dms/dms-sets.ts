/** Backup sets as the new DMS reports them, made engine-neutral. */
import type { EngineFile, EngineSet } from '../../core/engine/engine-status';
import { NO_LSN, parseLsn, type Lsn } from '../../core/lsn';
import { toFileState } from './dms-state';
import type { WireDetails, WireFile, WireSet } from './dms-wire';
import { toReasons } from './dms-reasons';

const TYPES: Readonly<Record<string, EngineSet['type']>> = {
  database: 'full',
  differentialdatabase: 'differential',
  transactionlog: 'log',
  file: 'other',
  differentialfile: 'other',
  partial: 'other',
  differentialpartial: 'other',
};

/**
 * All sets of the details, each once: the active ones (in no order, the full stays after its restore; recorded in
 * Azure/azure-powershell Invoke-AzDataMigrationCutoverToSqlManagedInstance.Recording.json), then the full and the
 * last restored one when they are not among them.
 */
export function toEngineSets(details: WireDetails): EngineSet[] {
  const wire = [...(details.activeBackupSets ?? [])];
  for (const extra of [details.fullBackupSetInfo, details.lastRestoredBackupSetInfo]) {
    if (extra !== undefined && !wire.some((known) => identity(known) === identity(extra))) wire.push(extra);
  }
  return wire.map(toEngineSet);
}

/**
 * One set. It counts as restored only when nothing the service says about it contradicts that, and its flag is
 * unknown when the service says nothing.
 */
export function toEngineSet(wire: WireSet): EngineSet {
  const files = (wire.listOfBackupFiles ?? []).map(toEngineFile);
  const type = wire.backupType === undefined ? undefined : (TYPES[wire.backupType.toLowerCase()] ?? 'other');
  const restored = toRestored(wire, files);
  const firstLsn = toLsn(wire.firstLSN);
  const lastLsn = toLsn(wire.lastLSN);
  const skipped = wire.restoreStatus?.toLowerCase() === 'skipped' ? ['restoreStatus Skipped'] : [];
  return {
    ...(wire.backupSetId !== undefined && { backupSetId: wire.backupSetId.toLowerCase() }),
    ...(type !== undefined && { type }),
    ...(restored !== undefined && { restored }),
    files,
    ...(firstLsn !== undefined && { firstLsn }),
    ...(lastLsn !== undefined && { lastLsn }),
    ignoreReasons: [...toReasons(wire.ignoreReasons), ...skipped],
  };
}

function toEngineFile(wire: WireFile): EngineFile {
  return { name: wire.fileName ?? '', state: toFileState(wire.status), rawState: wire.status ?? '' };
}

/** True only when flag, status and files agree; false as soon as one of them denies it. */
function toRestored(wire: WireSet, files: readonly EngineFile[]): boolean | undefined {
  const status = wire.restoreStatus?.toLowerCase() ?? 'none';
  const denied = wire.isBackupRestored === false || (status !== 'none' && status !== 'restored');
  if (denied || files.some((file) => file.state !== 'restored' && file.state !== 'ignored')) return false;
  return wire.isBackupRestored === true || status === 'restored' ? true : undefined;
}

/** The service rounds LSNs but writes them as decimal text; 0 and anything else is none. */
function toLsn(text: string | undefined): Lsn | undefined {
  if (text === undefined || !/^\d{1,25}$/.test(text)) return undefined;
  const lsn = parseLsn(text);
  return lsn === NO_LSN ? undefined : lsn;
}

function identity(set: WireSet): string {
  if (set.backupSetId !== undefined) return set.backupSetId.toLowerCase();
  return (set.listOfBackupFiles ?? []).map((file) => file.fileName ?? '').join('\n');
}
