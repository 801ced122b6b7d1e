/** Which differentials a full can carry, found by base instead of by trying every pair. */
import { NO_LSN } from '../lsn';
import { type BackupSet, compareRows, isUsable } from './collect-sets';
import { isOnAnchor, relateToFull } from './differential';
import { forksMatch } from './forks';
import { normalizeGuid } from './guid';

/** A differential that could be restored on a full. */
export interface UsableDifferential {
  readonly set: BackupSet;
  /** False for one of several bases, of which only the full is named (rule D5). */
  readonly isVerified: boolean;
}

/** The usable differentials of a database by the full they build on. */
export class DifferentialIndex {
  private readonly byBase = new Map<string, BackupSet[]>();

  constructor(sets: readonly BackupSet[]) {
    for (const set of sets) {
      if (set.type !== 'differential' || !isUsable(set)) continue;
      for (const base of new Set(basesOf(set))) this.add(base, set);
    }
  }

  /** Those that lead beyond a full, on its fork: the highest LastLSN first (rule D3), then by name. */
  usableOn(full: BackupSet): readonly UsableDifferential[] {
    const found = new Set(namesOf(full).flatMap((name) => this.byBase.get(name) ?? []));
    return [...found]
      .filter((set) => set.lastLsn > full.lastLsn)
      .map((set) => ({ set, isVerified: isOnAnchor(set, full) }))
      .filter(({ set, isVerified }) => isVerified || mayBeOn(set, full))
      .sort((a, b) => compareEnds(a.set, b.set));
  }

  private add(base: string, set: BackupSet): void {
    const known = this.byBase.get(base);
    if (known) known.push(set);
    else this.byBase.set(base, [set]);
  }
}

function compareEnds(a: BackupSet, b: BackupSet): number {
  return a.lastLsn === b.lastLsn ? compareRows(a.head, b.head) : a.lastLsn > b.lastLsn ? -1 : 1;
}

function basesOf({ head }: BackupSet): readonly string[] {
  const guid = normalizeGuid(head.differentialBaseGuid);
  const lsns = [head.databaseBackupLsn, head.differentialBaseLsn].flatMap((lsn) =>
    lsn === undefined || lsn === NO_LSN ? [] : [lsn.toString()],
  );
  return guid === undefined ? lsns : [guid, ...lsns];
}

function namesOf({ head }: BackupSet): readonly string[] {
  const guid = normalizeGuid(head.backupSetGuid);
  const lsn = head.checkpointLsn === undefined ? [] : [head.checkpointLsn.toString()];
  return guid === undefined ? lsn : [guid, ...lsn];
}

/** Several bases; that it was found by the full's CheckpointLSN makes this one likely, but verifies nothing. */
function mayBeOn(differential: BackupSet, full: BackupSet): boolean {
  return relateToFull(differential, full) === 'multiBase' && forksMatch(full.endFork, differential.startFork);
}
