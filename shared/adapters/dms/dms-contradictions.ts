/** Statements of the new DMS that exclude each other and that the engine-neutral reading does not show. */
import type { EngineContradiction } from '../../core/engine/engine-status';
import {
  contradictoryFull,
  contradictoryLast,
  contradictorySet,
  someOf,
} from '../engine-text/contradictions';
import { nonEmpty } from '../engine-text/service-words';
import { toCount } from '../engine-text/wire-values';
import { toEngineSet } from './dms-sets';
import type { WireDetails, WireProperties } from './dms-wire';

/** States of the instance's restore that a cutover leads to. */
const BEING_COMPLETED = new Set(['completingmigration', 'completed']);

/** True when the instance says that its restore completes, or has. */
export function isBeingCompleted(details: WireDetails | undefined): boolean {
  return BEING_COMPLETED.has(details?.miRestoreState?.toLowerCase() ?? '');
}

/** Finds them, in the service's own words. */
export function toContradictions(properties: WireProperties): readonly EngineContradiction[] | undefined {
  const details = properties.migrationStatusDetails;
  if (details === undefined) return undefined;
  return someOf(
    stateOf(properties),
    contradictoryFull(
      details.isFullBackupRestored,
      details.fullBackupSetInfo && toEngineSet(details.fullBackupSetInfo),
    ),
    namesOf(details),
    contradictoryLast(details.lastRestoredBackupSetInfo && toEngineSet(details.lastRestoredBackupSetInfo)),
    countsOf(details),
    contradictorySet(details.activeBackupSets, (set) => ({
      files: toEngineSet(set).files,
      saysRestored: set.isBackupRestored === true || set.restoreStatus?.toLowerCase() === 'restored',
      denial: flagDenial(set.isBackupRestored, set.restoreStatus),
    })),
  );
}

function stateOf({
  migrationStatus = '',
  migrationStatusDetails: details,
}: WireProperties): EngineContradiction | undefined {
  return isBeingCompleted(details) && /^(inprogress|readyforcutover|restoring)$/i.test(migrationStatus)
    ? {
        about: 'state',
        statements: [
          `migrationStatus is ${migrationStatus}`,
          `miRestoreState is ${details?.miRestoreState ?? ''}`,
        ],
      }
    : undefined;
}

/** The same fact in two spellings. */
function namesOf(details: WireDetails): EngineContradiction | undefined {
  const [one, other] = [nonEmpty(details.lastRestoredFilename), nonEmpty(details.lastRestoredFileName)];
  if (one === undefined || other === undefined || one === other) return undefined;
  return {
    about: 'lastRestored',
    statements: [`lastRestoredFilename is ${one}`, `lastRestoredFileName is ${other}`],
  };
}

/** Files that wait once the full is restored are logs or differentials, and both are counted. */
function countsOf(details: WireDetails): EngineContradiction | undefined {
  const { pendingLogBackupsCount: logs, isFullBackupRestored: full } = details;
  const underway = (toCount(details.queuedFiles) ?? 0) + (toCount(details.restoringFiles) ?? 0);
  if (logs !== 0 || toCount(details.pendingDiffBackupsCount) !== 0 || full !== true || underway === 0)
    return undefined;
  return {
    about: 'pending',
    statements: [
      'pendingLogBackupsCount and pendingDiffBackupsCount are 0',
      `queuedFiles and restoringFiles are ${underway} together`,
    ],
  };
}

function flagDenial(flag: boolean | undefined, status: string | undefined): string | undefined {
  if (flag === false) return 'isBackupRestored is false';
  const word = status?.toLowerCase() ?? 'none';
  return word === 'none' || word === 'restored' ? undefined : `restoreStatus is ${status ?? ''}`;
}
