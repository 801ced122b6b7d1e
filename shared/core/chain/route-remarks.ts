/** Remarks that need the whole route: what else could have been used, and what forbids to go on. */
import type { ChainEndState } from './chain-end';
import type { BackupSet } from './collect-sets';
import { relateToFull } from './differential';
import { remark } from './findings';
import { forksMatch } from './forks';
import { type SetVerdict, IN_CHAIN } from './judge-logs';
import { type Route, logsAloneFrom } from './route';
import { serversOf, serverText } from './servers';
import type { ChainFileState, ChainFinding } from './verdict';

/** Remarks on the choice of the route (rules D2, D4, F5, F6, L8, L9, K4). */
export function remarksOnRoute(
  sets: readonly BackupSet[],
  route: Route,
  standing: ChainEndState,
  verdicts: ReadonlyMap<BackupSet, SetVerdict>,
): readonly ChainFinding[] {
  const inState = statesOf(sets, verdicts);
  return [
    ...remark('F5', 'info', newerFulls(inState('superseded'), route), NEWER_FULL),
    ...remark(
      'D2',
      'warning',
      onCopyOnlyFull([...inState('unusable'), ...inState('superseded')], route),
      ON_COPY_ONLY,
    ),
    ...remark('D4', 'info', shortcuts(sets, route), 'an optional shortcut: the logs alone reach as far'),
    ...remark('L8', 'error', newLogChains(sets, standing), NEW_LOG_CHAIN),
    ...remark(
      'L9',
      'error',
      simpleSets(sets, route),
      'taken in the SIMPLE recovery model, which allows no log backups',
    ),
    ...otherForks(inState('otherFork')),
    ...remark(
      'F6',
      'warning',
      newerSets(sets, standing),
      'newer than the chain end, and cannot be restored here',
    ),
  ];
}

/** The sets in a state; those on the path, by far the most, are not looked at again. */
function statesOf(sets: readonly BackupSet[], verdicts: ReadonlyMap<BackupSet, SetVerdict>) {
  const beside = sets.filter((set) => verdicts.get(set) !== IN_CHAIN);
  return (state: ChainFileState) => beside.filter((set) => verdicts.get(set)?.state === state);
}

const NEWER_FULL = 'a newer full: it does not break the log chain, it only resets the differential base';
const ON_COPY_ONLY = 'cannot be restored on a copy-only full, which is never a differential base';
const NEW_LOG_CHAIN =
  'begins a new log chain: the recovery model was switched or the log truncated; a new full or differential is needed';

function newerFulls(sets: readonly BackupSet[], { anchor }: Route): readonly BackupSet[] {
  return sets.filter((set) => set.type === 'full' && set.lastLsn > anchor.lastLsn);
}

function onCopyOnlyFull(sets: readonly BackupSet[], { anchor }: Route): readonly BackupSet[] {
  if (anchor.head.isCopyOnly !== true) return [];
  return sets.filter((set) => set.type === 'differential' && relateToFull(set, anchor) === 'otherBase');
}

function otherForks(sets: readonly BackupSet[]): ChainFinding[] {
  const where = `on another recovery fork than the chain${serverText(serversOf(sets))}`;
  return remark('K4', 'warning', sets, where);
}

function newerSets(sets: readonly BackupSet[], { newer = [] }: ChainEndState): readonly BackupSet[] {
  return newer.length === 0 ? [] : sets.filter((set) => newer.includes(set.head.file));
}

function shortcuts(sets: readonly BackupSet[], { anchor, differential, walk }: Route): readonly BackupSet[] {
  if (differential === undefined) return [];
  const alone = logsAloneFrom(anchor, sets, walk.fork);
  return alone !== undefined && alone.end >= walk.end ? [differential] : [];
}

function newLogChains(sets: readonly BackupSet[], { gap }: ChainEndState): readonly BackupSet[] {
  if (gap === undefined) return [];
  return sets.filter(
    (set) =>
      set.head.file === gap.nextFile &&
      set.firstLsn === gap.firstAvailableLsn &&
      set.head.beginsLogChain === true,
  );
}

function simpleSets(sets: readonly BackupSet[], route: Route): readonly BackupSet[] {
  const set = simpleSet(sets, route);
  return set ? [set] : [];
}

/** A header of the SIMPLE recovery model on the base of the logs or after it (rule L9). */
export function simpleSet(
  sets: readonly BackupSet[],
  { anchor, differential, walk }: Route,
): BackupSet | undefined {
  const base = differential ?? anchor;
  return sets.find(
    (set) =>
      set.head.recoveryModel === 'simple' &&
      (set === base || set.lastLsn > base.lastLsn) &&
      forksMatch(walk.fork, set.startFork),
  );
}
