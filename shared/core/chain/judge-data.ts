/** What became of each full and differential, and why in one sentence (rules F1–F5, D1–D5, S3, S9). */
import { formatLsn, NO_LSN } from '../lsn';
import type { BackupSet } from './collect-sets';
import { type BaseRelation, isOnAnchor, relateToFull } from './differential';
import { exclusionOf } from './exclusions';
import { faultReason, isAwaited } from './faults';
import {
  type ChainContext,
  type SetVerdict,
  awaiting,
  duplicateOf,
  IN_CHAIN,
  isEquivalent,
  isOther,
  otherFork,
} from './judge-logs';
import type { Route } from './route';

/** Judges a full against the route. */
export function judgeFull(full: BackupSet, { anchor }: Route, context: ChainContext): SetVerdict {
  if (full === anchor) return IN_CHAIN;
  if (isOther(full, context)) return otherFork(full, context);
  if (isAwaited(full)) return awaiting(full, context.state);
  if (full.fault) return { state: 'unusable', reason: faultReason(full) };
  if (isEquivalent(full, anchor)) return duplicateOf(anchor);
  return {
    state: 'superseded',
    reason:
      full.lastLsn > anchor.lastLsn
        ? `${full.label} is a newer full than ${anchor.label}, from which the chain starts: it does not break the log chain, it only becomes the base of later differentials.`
        : `${full.label} is not needed: the chain starts from the later full ${anchor.label}.`,
  };
}

/**
 * Judges a differential against the route.
 *
 * @param beside every set of the database, and those an operator excluded: the base may be among them
 */
export function judgeDifferential(
  set: BackupSet,
  route: Route,
  context: ChainContext,
  beside: { readonly sets: readonly BackupSet[]; readonly excluded: readonly BackupSet[] },
): SetVerdict {
  const { anchor, differential } = route;
  if (set === differential) return IN_CHAIN;
  if (isOther(set, context)) return otherFork(set, context);
  if (isAwaited(set)) return awaiting(set, context.state);
  if (set.fault) return { state: 'unusable', reason: faultReason(set) };
  if (differential && isEquivalent(set, differential)) return duplicateOf(differential);
  const relation = relateToFull(set, anchor);
  if (relation === 'based') return offRoute(set, route, context);
  // What ends behind the chain end harms nobody, whatever its base.
  const state = set.lastLsn <= context.state.end ? 'superseded' : 'unusable';
  const fulls = beside.sets.filter((full) => full.type === 'full');
  const base = beside.excluded.filter((full) => full.type === 'full' && relateToFull(set, full) === 'based');
  const reason = [baseReason(set, anchor, relation, fulls), ...exclusionOf(base, 'is its base')].join(' ');
  return { state, reason };
}

function baseReason(
  set: BackupSet,
  anchor: BackupSet,
  relation: Exclude<BaseRelation, 'based'>,
  fulls: readonly BackupSet[],
): string {
  const { label } = set;
  switch (relation) {
    case 'multiBase':
      return `Cannot verify the base of ${label}: it names several bases.`;
    case 'unverifiable':
      return `Cannot verify the base of ${label}: its header, or that of ${anchor.label}, does not name it.`;
    case 'otherBase': {
      const base = fulls.find((full) => full !== anchor && relateToFull(set, full) === 'based');
      return otherBase(label, base?.label ?? missingBase(set), anchor);
    }
  }
}

function offRoute(set: BackupSet, { anchor, differential }: Route, context: ChainContext): SetVerdict {
  if (!isOnAnchor(set, anchor)) return otherFork(set, context);
  const used = differential ?? anchor;
  return {
    state: 'superseded',
    reason: `${set.label} ends at LSN ${formatLsn(set.lastLsn)}, ${used.label} already reaches ${formatLsn(used.lastLsn)} (chain end ${formatLsn(context.state.end)}).`,
  };
}

function otherBase(label: string, base: string, anchor: BackupSet): string {
  return anchor.head.isCopyOnly === true
    ? `${label} is based on ${base}; the chain starts from the copy-only full ${anchor.label}, and a copy-only full can never be the base of a differential.`
    : `${label} is based on ${base}, not on ${anchor.label}, from which the chain starts.`;
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
      set.type === 'differential' && isAwaited(set) && set.lastLsn > walk.end && isOnAnchor(set, anchor),
  );
}
