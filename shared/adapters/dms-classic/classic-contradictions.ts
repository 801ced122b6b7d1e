/** Statements of the classic service that exclude each other and that the engine-neutral reading does not show. */
import type { EngineContradiction } from '../../core/engine/engine-status';
import {
  contradictoryFull,
  contradictoryLast,
  contradictorySet,
  someOf,
} from '../engine-text/contradictions';
import type { ClassicDatabase } from './classic-databases';
import { toEngineSet } from './classic-sets';
import type { WireRow } from './classic-wire';

/** Finds them in a database's row, in the service's own words; two rows of one database contradict each other in everything. */
export function toContradictions({
  row,
  otherRow,
}: ClassicDatabase): readonly EngineContradiction[] | undefined {
  if (row === undefined) return undefined;
  if (otherRow !== undefined)
    return EVERYTHING.map((about) => ({
      about,
      statements: [rowText('one', row), rowText('another', otherRow)],
    }));
  return someOf(
    contradictoryFull(row.isFullBackupRestored, row.fullBackupSetInfo && toEngineSet(row.fullBackupSetInfo)),
    contradictoryLast(row.lastRestoredBackupSetInfo && toEngineSet(row.lastRestoredBackupSetInfo)),
    contradictorySet(row.activeBackupSets, (set) => ({
      files: toEngineSet(set).files,
      saysRestored: set.isBackupRestored === true,
    })),
  );
}

const EVERYTHING = ['state', 'full', 'pending', 'lastRestored', 'sets'] as const;

function rowText(which: string, { migrationState, activeBackupSets: sets }: WireRow): string {
  const counted = sets === undefined ? 'no list of backup sets' : `${sets.length} active backup sets`;
  return `${which} row of the database is ${migrationState ?? 'in no state'} with ${counted}`;
}
