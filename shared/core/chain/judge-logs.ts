/**
 * What became of each log, and why in one sentence (rules L1, L2, S1, S3, K4).
 *
 * Needs only the end of the chain and the sets on the way, so that logs beyond a checkpoint are judged like all others.
 */
import { type Lsn, formatLsn } from '../lsn';
import { type BackupSet, isEmptyLog, stripeText } from './collect-sets';
import { awaitedReason, faultReason, isAwaited } from './faults';
import { type Lineage, isOfOtherHistory } from './lineage';
import { serversOf, serverText } from './servers';
import type { ChainFileState } from './verdict';
import type { WalkState } from './walk';

/** State and reason of a set. */
export interface SetVerdict {
  readonly state: ChainFileState;
  readonly reason?: string;
}

/** A set on the path needs no reason. */
export const IN_CHAIN: SetVerdict = { state: 'inChain' };

/** The chain as its sets see it. */
export interface ChainContext {
  readonly state: WalkState;
  readonly lineage: Lineage;
  /** Sets on the path, in order of restore and so of LastLSN. */
  readonly path: readonly BackupSet[];
  /** The same, to look up. */
  readonly onPath: ReadonlySet<BackupSet>;
}

/**
 * The chain as its sets see it.
 *
 * @param path sets on the way to the end; the new ones only when a chain is continued, which stays on one fork
 */
export function chainContext(state: WalkState, lineage: Lineage, path: readonly BackupSet[]): ChainContext {
  return { state, lineage, path, onPath: new Set(path) };
}

/** Judges a log against the chain: its history comes before its faults, as nothing helps a log of another one. */
export function judgeLog(log: BackupSet, context: ChainContext): SetVerdict {
  if (context.onPath.has(log)) return IN_CHAIN;
  if (isOther(log, context)) return otherFork(log, context);
  if (isEmptyLog(log)) return emptyLog(log, context.state);
  if (isAwaited(log)) return awaiting(log, context.state);
  if (log.fault) return { state: 'unusable', reason: faultReason(log) };
  const twin = stepEndingAt(context.path, log.lastLsn);
  if (twin && isEquivalent(log, twin)) return duplicateOf(twin);
  return log.lastLsn <= context.state.end ? covered(log, context.state) : beyondGap(log, context.state);
}

/** Tells whether a set belongs to another history than the chain (rules K2, K4). */
export function isOther(set: BackupSet, { lineage, state }: ChainContext): boolean {
  return isOfOtherHistory(set, lineage, state);
}

/** Binary search: LastLSN grows along the path. */
function stepEndingAt(path: readonly BackupSet[], lastLsn: Lsn): BackupSet | undefined {
  let low = 0;
  let high = path.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const step = path[middle];
    if (step === undefined || step.lastLsn >= lastLsn) high = middle;
    else low = middle + 1;
  }
  const found = path[low];
  return found?.lastLsn === lastLsn ? found : undefined;
}

/** A set of which stripes are missing, or may be (rule S1). */
export function awaiting(set: BackupSet, { end }: Pick<WalkState, 'end'>): SetVerdict {
  if (set.lastLsn > end) return { state: 'awaitingStripes', reason: awaitedReason(set) };
  const passed = `the chain has passed its end (LSN ${formatLsn(set.lastLsn)}), nothing needs it`;
  return { state: 'awaitingStripes', reason: `${stripeText(set)} of ${set.label}: ${passed}.` };
}

/** Another backup holds exactly the same (rule S3). */
export function duplicateOf(twin: BackupSet): SetVerdict {
  return { state: 'duplicate', reason: `${twin.label} holds the same range and is used instead.` };
}

/** Same type, LSNs and forks under another identity (rule S3). */
export function isEquivalent(one: BackupSet, other: BackupSet): boolean {
  return (
    one.type === other.type &&
    one.firstLsn === other.firstLsn &&
    one.lastLsn === other.lastLsn &&
    one.startFork === other.startFork &&
    one.endFork === other.endFork
  );
}

/** A set of another history (rule K4). */
export function otherFork(set: BackupSet, { lineage, path }: ChainContext): SetVerdict {
  const forks = [...lineage.keys()].sort().join(', ');
  const fork = set.startFork === set.endFork ? '' : `, left for ${set.endFork ?? 'unknown'}`;
  return {
    state: 'otherFork',
    reason:
      `${set.label}${serverText(serversOf([set]))} is on recovery fork ${set.startFork ?? 'unknown'}${fork}; the chain` +
      `${serverText(serversOf(path))} is on ${forks === '' ? 'an unknown one' : forks}. Its LSNs may fit, but its changes do not ` +
      `belong to this history.`,
  };
}

function emptyLog(log: BackupSet, { end }: WalkState): SetVerdict {
  const lsn = formatLsn(log.lastLsn);
  if (log.lastLsn <= end) {
    return {
      state: 'covered',
      reason: `${log.label} is empty (FirstLSN = LastLSN = ${lsn}): nothing to restore.`,
    };
  }
  return {
    state: 'beyondGap',
    reason: `${log.label} is empty, but is at LSN ${lsn}, beyond the chain end ${formatLsn(end)}: an earlier log has not arrived.`,
  };
}

function covered(log: BackupSet, { end }: WalkState): SetVerdict {
  return {
    state: 'covered',
    reason: `${log.label} ends at LSN ${formatLsn(log.lastLsn)}, which the chain (end ${formatLsn(end)}) has passed without it.`,
  };
}

function beyondGap(log: BackupSet, { end }: WalkState): SetVerdict {
  return {
    state: 'beyondGap',
    reason: `${log.label} begins at LSN ${formatLsn(log.firstLsn)}; the backup that contains LSN ${formatLsn(end)} must come first.`,
  };
}
