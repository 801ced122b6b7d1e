/**
 * What became of each log, and why in one sentence (rules L1, L2, S1, S3, K4).
 *
 * Needs only the end of the chain and the sets on the way, so that logs beyond a checkpoint are judged like all others.
 */
import type { Lsn } from '../lsn';
import { formatLsn } from '../lsn';
import type { BackupSet } from './collect-sets';
import { isEmptyLog, stripeText } from './collect-sets';
import { forksMatch } from './forks';
import { faultReason } from './standing';
import type { ChainFileState } from './verdict';
import type { WalkState } from './walk';

/** State and reason of a set. */
export interface SetVerdict {
  readonly state: ChainFileState;
  readonly reason?: string;
}

/** A set on the path needs no reason. */
export const IN_CHAIN: SetVerdict = { state: 'inChain' };

/** The chain as a log sees it. */
export interface LogContext {
  /** LastLSN of the anchor: whatever ends before it was never needed. */
  readonly anchorEnd: Lsn;
  readonly chainEnd: Lsn;
  /** Fork at the chain end. */
  readonly fork?: string;
  /** Every known fork on the path. */
  readonly forks: ReadonlySet<string>;
  /** Sets on the path, in order of restore and so of LastLSN. */
  readonly path: readonly BackupSet[];
  /** The same, to look up. */
  readonly onPath: ReadonlySet<BackupSet>;
}

/**
 * The chain as its logs see it.
 *
 * @param path sets on the way to the end; the new ones only when a chain is continued, which stays on one fork
 */
export function logContext(anchorEnd: Lsn, { end, fork }: WalkState, path: readonly BackupSet[]): LogContext {
  const seen = new Set<string>();
  for (const { startFork, endFork } of path) {
    if (startFork !== undefined) seen.add(startFork);
    if (endFork !== undefined) seen.add(endFork);
  }
  return { anchorEnd, chainEnd: end, fork, forks: seen, path, onPath: new Set(path) };
}

/** Judges a log against the chain. */
export function judgeLog(log: BackupSet, context: LogContext): SetVerdict {
  if (context.onPath.has(log)) return IN_CHAIN;
  if (log.fault && !isEmptyLog(log)) return { state: 'unusable', reason: faultReason(log) };
  if (!log.isComplete && !isEmptyLog(log)) return awaiting(log, context);
  if (log.lastLsn > context.anchorEnd && isOtherFork(log, context)) return otherFork(log, context);
  if (isEmptyLog(log)) return emptyLog(log, context);
  const twin = stepEndingAt(context.path, log.lastLsn);
  if (twin && isEquivalent(log, twin)) return duplicateOf(twin);
  return log.lastLsn <= context.chainEnd ? covered(log, context) : beyondGap(log, context);
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

/** A set whose stripes have not all arrived (rule S1). */
export function awaiting(set: BackupSet, { chainEnd }: Pick<LogContext, 'chainEnd'>): SetVerdict {
  const passed = set.lastLsn <= chainEnd;
  const rest = passed
    ? `the chain has passed its end (LSN ${formatLsn(set.lastLsn)}), nothing waits for it`
    : 'upload the rest';
  return { state: 'awaitingStripes', reason: `${stripeText(set)} of ${set.head.file}: ${rest}.` };
}

/** Another backup holds exactly the same (rule S3). */
export function duplicateOf(twin: BackupSet): SetVerdict {
  return { state: 'duplicate', reason: `${twin.head.file} holds the same range and is used instead.` };
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

/** A log behind the end may lie on any fork of the path; one beyond it must begin on the fork reached. */
function isOtherFork(log: BackupSet, context: LogContext): boolean {
  if (log.lastLsn > context.chainEnd) return !forksMatch(context.fork, log.startFork);
  if (context.forks.size === 0) return false;
  return [log.startFork, log.endFork].some((fork) => fork !== undefined && !context.forks.has(fork));
}

function otherFork(log: BackupSet, context: LogContext): SetVerdict {
  const forks = [...context.forks].sort().join(', ');
  return {
    state: 'otherFork',
    reason:
      `${log.head.file} is on recovery fork ${log.startFork ?? log.endFork ?? 'unknown'}; the chain is on ${forks}. ` +
      `Its LSNs may fit, its changes do not belong to this history.`,
  };
}

function emptyLog(log: BackupSet, context: LogContext): SetVerdict {
  const lsn = formatLsn(log.lastLsn);
  if (log.lastLsn <= context.chainEnd) {
    return {
      state: 'covered',
      reason: `${log.head.file} is empty (FirstLSN = LastLSN = ${lsn}): nothing to restore.`,
    };
  }
  return {
    state: 'beyondGap',
    reason: `${log.head.file} is empty, but lies at LSN ${lsn}, beyond the chain end ${formatLsn(context.chainEnd)}: an earlier log has not arrived.`,
  };
}

function covered(log: BackupSet, context: LogContext): SetVerdict {
  return {
    state: 'covered',
    reason: `${log.head.file} ends at LSN ${formatLsn(log.lastLsn)}, which the chain (end ${formatLsn(context.chainEnd)}) has passed without it.`,
  };
}

function beyondGap(log: BackupSet, context: LogContext): SetVerdict {
  return {
    state: 'beyondGap',
    reason: `${log.head.file} begins at LSN ${formatLsn(log.firstLsn)}; the backup that contains LSN ${formatLsn(context.chainEnd)} must come first.`,
  };
}
