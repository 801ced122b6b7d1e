/** What became of each full and differential, and why in one sentence (rules F1–F5, D1–D5, S3, S9). */
import { formatLsn, NO_LSN } from '../lsn';
import type { BackupSet } from './collect-sets';
import { isUsable } from './collect-sets';
import type { BaseRelation } from './differential';
import { isOnAnchor, relateToFull } from './differential';
import { forksMatch } from './forks';
import type { SetVerdict } from './judge-logs';
import { awaiting, duplicateOf, IN_CHAIN, isEquivalent } from './judge-logs';
import type { Route } from './route';
import { faultReason } from './standing';

/** Judges a full against the route. */
export function judgeFull(full: BackupSet, { anchor, walk }: Route): SetVerdict {
  if (full === anchor) return IN_CHAIN;
  if (full.fault) return { state: 'unusable', reason: faultReason(full) };
  if (!full.isComplete) return awaiting(full, { chainEnd: walk.end });
  if (isEquivalent(full, anchor)) return duplicateOf(anchor);
  if (full.lastLsn > anchor.lastLsn && !forksMatch(walk.fork, full.startFork))
    return otherForkData(full, walk.fork);
  const newer = full.lastLsn > anchor.lastLsn;
  return {
    state: 'superseded',
    reason: newer
      ? `The chain starts from ${anchor.head.file}; this newer full does not break the log chain, it only becomes the base of later differentials.`
      : `The chain starts from the later full ${anchor.head.file}.`,
  };
}

/** Judges a differential against the route. */
export function judgeDifferential(set: BackupSet, route: Route, fulls: readonly BackupSet[]): SetVerdict {
  const { anchor, differential, walk } = route;
  if (set === differential) return IN_CHAIN;
  if (set.fault) return { state: 'unusable', reason: faultReason(set) };
  if (!set.isComplete) return awaiting(set, { chainEnd: walk.end });
  if (differential && isEquivalent(set, differential)) return duplicateOf(differential);
  const relation = relateToFull(set, anchor);
  if (relation === 'based') return offRoute(set, route);
  // What ends behind the chain end harms nobody, whatever its base.
  const state = set.lastLsn <= walk.end ? 'superseded' : 'unusable';
  return { state, reason: baseReason(set, anchor, relation, fulls) };
}

function baseReason(
  set: BackupSet,
  anchor: BackupSet,
  relation: Exclude<BaseRelation, 'based'>,
  fulls: readonly BackupSet[],
): string {
  const { file } = set.head;
  switch (relation) {
    case 'multiBase':
      return `Cannot verify the base of ${file}: it names several bases.`;
    case 'unverifiable':
      return `Cannot verify the base of ${file}: its header, or that of ${anchor.head.file}, does not name it.`;
    case 'otherBase': {
      const base = fulls.find((full) => full !== anchor && relateToFull(set, full) === 'based');
      return otherBase(file, base?.head.file ?? missingBase(set), anchor);
    }
  }
}

function offRoute(set: BackupSet, { anchor, differential, walk }: Route): SetVerdict {
  if (!isOnAnchor(set, anchor)) return otherForkData(set, anchor.endFork);
  const used = differential ?? anchor;
  return {
    state: 'superseded',
    reason: `${used.head.file} already reaches LSN ${formatLsn(used.lastLsn)}; this differential ends at ${formatLsn(set.lastLsn)} (chain end ${formatLsn(walk.end)}).`,
  };
}

function otherBase(file: string, base: string, anchor: BackupSet): string {
  return anchor.head.isCopyOnly === true
    ? `${file} is based on ${base}; the chain starts from the copy-only full ${anchor.head.file}, and a copy-only full can never be the base of a differential.`
    : `${file} is based on ${base}, not on ${anchor.head.file}, from which the chain starts.`;
}

function otherForkData(set: BackupSet, fork: string | undefined): SetVerdict {
  return {
    state: 'otherFork',
    reason: `${set.head.file} is on recovery fork ${set.startFork ?? 'unknown'}, the chain on ${fork ?? 'unknown'}: the source was restored or reverted in between.`,
  };
}

/** Names the base a differential needs, as its header does: by CheckpointLSN and GUID. */
export function missingBase(set: BackupSet): string {
  const { databaseBackupLsn, differentialBaseLsn, differentialBaseGuid } = set.head;
  const lsn = [databaseBackupLsn, differentialBaseLsn].find(
    (value) => value !== undefined && value !== NO_LSN,
  );
  const guid = differentialBaseGuid === undefined ? '' : ` (backup set ${differentialBaseGuid})`;
  return lsn === undefined
    ? `a full its header does not name${guid}`
    : `the full with CheckpointLSN ${formatLsn(lsn)}${guid}`;
}

/** Differentials that fit the anchor and go beyond the end, but lack stripes. */
export function awaitedDifferentials(
  sets: readonly BackupSet[],
  { anchor, walk }: Route,
): readonly BackupSet[] {
  return sets.filter(
    (set) =>
      set.type === 'differential' &&
      !isUsable(set) &&
      set.fault === undefined &&
      set.lastLsn > walk.end &&
      isOnAnchor(set, anchor),
  );
}
