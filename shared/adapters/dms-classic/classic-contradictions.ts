/** Statements of the classic service that exclude each other and that the engine-neutral reading does not show. */
import type { EngineContradiction } from '../../core/engine/engine-status';
import { contradictoryFile, contradictorySet, someOf } from '../engine-text/contradictions';
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
    fullOf(row),
    lastOf(row),
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

/** Another full that came later concerns nobody: the flag may be true while that one waits. */
function fullOf({
  isFullBackupRestored: told,
  fullBackupSetInfo: full,
}: WireRow): EngineContradiction | undefined {
  const restored = full && toEngineSet(full).restored;
  if (told === undefined || restored === undefined || told === restored) return undefined;
  const set = restored ? 'is restored' : 'is not restored';
  return {
    about: 'full',
    statements: [`isFullBackupRestored is ${String(told)}`, `fullBackupSetInfo ${set}`],
  };
}

function lastOf({ lastRestoredBackupSetInfo: last }: WireRow): EngineContradiction | undefined {
  const set = last && toEngineSet(last);
  if (set?.restored !== false) return undefined;
  return {
    about: 'lastRestored',
    statements: [
      `the set restored last is that of ${contradictoryFile(set.files)}`,
      'this set is not restored',
    ],
  };
}
