/** What both generations of the Database Migration Service write of a backup set, read alike. */
import type { EngineSet } from '../../core/engine/engine-status';
import { NO_LSN, parseLsn, type Lsn } from '../../core/lsn';
import { meaningOf } from './service-words';

/** `backupType` in lower case (Microsoft.DataMigration 2018-07-15-preview and 2025-06-30); files and parts are others. */
const TYPES: Readonly<Record<string, EngineSet['type']>> = {
  database: 'full',
  differentialdatabase: 'differential',
  transactionlog: 'log',
};

/** What both write of a set beside its files and flags. */
interface WireSet {
  readonly backupSetId?: string;
  readonly firstLSN?: string;
  readonly lastLSN?: string;
  readonly backupType?: string;
  readonly backupStartDate?: string;
  readonly backupFinishDate?: string;
}

/** One set made engine-neutral; its files, and whether it is restored, are read by each generation's own rules. */
export function toSet(
  wire: WireSet,
  { files, restored, ignoreReasons }: Pick<EngineSet, 'files' | 'restored' | 'ignoreReasons'>,
): EngineSet {
  const type = toSetType(wire.backupType);
  const firstLsn = toSetLsn(wire.firstLSN);
  const lastLsn = toSetLsn(wire.lastLSN);
  return {
    ...(wire.backupSetId !== undefined && { backupSetId: wire.backupSetId.toLowerCase() }),
    ...(type !== undefined && { type }),
    ...(restored !== undefined && { restored }),
    files,
    ...(firstLsn !== undefined && { firstLsn }),
    ...(lastLsn !== undefined && { lastLsn }),
    ignoreReasons,
    ...toBackupTimes(wire),
  };
}

/** The set's type; `other` for any other word, undefined when it is not told. */
export function toSetType(backupType: string | undefined): EngineSet['type'] {
  return backupType === undefined ? undefined : (meaningOf(TYPES, backupType) ?? 'other');
}

/** An LSN written as decimal text; 0 and anything else is none. */
export function toSetLsn(digits: string | undefined): Lsn | undefined {
  if (digits === undefined || !/^\d{1,25}$/.test(digits)) return undefined;
  const lsn = parseLsn(digits);
  return lsn === NO_LSN ? undefined : lsn;
}

const LOCAL_TIME = /^(?!0001-)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/**
 * When a backup was taken, to the second. The services show the header's local time of the source, without a zone or as
 * if it were UTC (recorded in Azure/azure-powershell); what else they may show makes no time equal, and proves nothing.
 */
export function toBackupTimes(wire: {
  readonly backupStartDate?: string;
  readonly backupFinishDate?: string;
}): Pick<EngineSet, 'backupStartedAt' | 'backupFinishedAt'> {
  const [started, finished] = [wire.backupStartDate, wire.backupFinishDate].map(
    (text) => LOCAL_TIME.exec(text ?? '')?.[0],
  );
  return {
    ...(started !== undefined && { backupStartedAt: started }),
    ...(finished !== undefined && { backupFinishedAt: finished }),
  };
}

/**
 * The active sets, then those of the others that are not among them.
 *
 * @param identity what tells a set from another; empty when nothing does, and then it is none of the others
 */
export function eachOnce<T>(
  active: readonly T[],
  others: readonly (T | undefined)[],
  identity: (set: T) => string,
): readonly T[] {
  const sets = [...active];
  for (const other of others) {
    if (other === undefined) continue;
    const own = identity(other);
    if (own === '' || !sets.some((known) => identity(known) === own)) sets.push(other);
  }
  return sets;
}
