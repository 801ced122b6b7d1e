/**
 * Why a walk stops, and what it needs to go on (rules L6, L8, L9, K4, S1, S6).
 *
 * The same for a chain assessed from nothing and one continued from a checkpoint.
 */
import type { Lsn } from '../lsn';
import { formatLsn } from '../lsn';
import type { BackupSet } from './collect-sets';
import { isEmptyLog, stripeText } from './collect-sets';
import { forksMatch } from './forks';
import type { ChainGap, ChainStatus, PathStep } from './verdict';
import type { WalkState } from './walk';
import { isApplicable } from './walk';

/** How a chain stands at its end. */
export interface Standing {
  readonly status: ChainStatus;
  readonly summary: string;
  readonly gap?: ChainGap;
}

/** What is needed to judge the end of a chain. */
export interface ChainEnd {
  readonly state: WalkState;
  readonly lastStep: PathStep;
  /** Every set of the database that ends beyond the chain end; others are ignored. */
  readonly sets: readonly BackupSet[];
  /** Differentials that could be restored on the anchor but lack stripes. */
  readonly awaitedDifferentials: readonly BackupSet[];
  /** A header at or after the base of the logs says SIMPLE (rule L9). */
  readonly simple?: BackupSet;
}

/**
 * Says how the chain stands at its end.
 *
 * Precedence: simple recovery; a set that would continue the chain but lacks stripes or is damaged; a gap before a
 * known log; a continuation on another fork only; complete.
 */
export function standingAt(end: ChainEnd): Standing {
  const { state, lastStep } = end;
  const logs = end.sets.filter((set) => set.type === 'log' && !isEmptyLog(set) && set.lastLsn > state.end);
  const applicable = logs.filter((set) => isApplicable(set, state));
  const next = smallestFirst(
    logs.filter((log) => log.firstLsn > state.end && forksMatch(state.fork, log.startFork)),
  );
  if (end.simple) return { ...simpleRecovery(end.simple, state), gap: next && gapBefore(next, end) };
  const awaited = smallestFirst([
    ...applicable.filter((log) => !log.isComplete && log.fault === undefined),
    ...end.awaitedDifferentials,
  ]);
  if (awaited) return incompleteSet(awaited, next ?? awaited, end);
  const faulty = smallestFirst(applicable);
  if (faulty) return unusableSet(faulty, next ?? faulty, end);
  if (next) return gapStanding(next, end);
  const elsewhere = smallestFirst(end.sets.filter((set) => continuesElsewhere(set, state)));
  if (elsewhere) return forked(elsewhere, state, lastStep);
  return {
    status: 'complete',
    summary: `The chain is gapless up to LSN ${formatLsn(state.end)} (${fileOf(lastStep)}).`,
  };
}

/** A set of another fork that goes beyond the end, or lies at it: the source has moved on elsewhere (rules K4, K5). */
function continuesElsewhere(set: BackupSet, state: WalkState): boolean {
  return set.lastLsn > state.end && !forksMatch(state.fork, set.startFork) && set.type !== 'other';
}

function simpleRecovery(set: BackupSet, state: WalkState): Standing {
  return {
    status: 'simple-recovery',
    summary:
      `Cannot continue the chain beyond LSN ${formatLsn(state.end)} with logs: ${set.head.file} was taken in the SIMPLE ` +
      `recovery model. Switch the database to FULL and take a new full or differential backup.`,
  };
}

function incompleteSet(awaited: BackupSet, next: BackupSet, end: ChainEnd): Standing {
  const { state } = end;
  const reason = `${stripeText(awaited)} of the ${awaited.type} backup ${awaited.head.file}: upload the rest.`;
  return {
    status: 'incomplete-set',
    summary: `Cannot continue the chain beyond LSN ${formatLsn(state.end)}: ${reason}`,
    gap: { ...gapBefore(next, end), reason },
  };
}

function unusableSet(faulty: BackupSet, next: BackupSet, end: ChainEnd): Standing {
  const reason = faultReason(faulty);
  return {
    status: faulty.fault === 'damaged' ? 'damaged' : 'gap',
    summary: `Cannot continue the chain beyond LSN ${formatLsn(end.state.end)}: ${reason}`,
    gap: { ...gapBefore(next, end), reason },
  };
}

/** Why a set with a fault cannot be used, and what to do (rules S4, S6, S9). */
export function faultReason(set: BackupSet): string {
  const { file, position } = set.head;
  switch (set.fault) {
    case 'appended':
      return `${file} holds the ${set.type} backup as set ${String(position)}; the service reads only the first set of a file. Write each backup to a file of its own.`;
    case 'damaged':
      return `${file} is marked as damaged (it was written past errors). Take a new full or differential backup.`;
    case 'unsupported':
    case undefined:
      return `${file} is a snapshot, file or partial backup, which Azure SQL Managed Instance does not restore. Take a full, differential or log backup.`;
  }
}

function gapStanding(next: BackupSet, end: ChainEnd): Standing {
  const { state } = end;
  const gap = gapBefore(next, end);
  return {
    status: 'gap',
    summary:
      `Cannot continue the chain beyond LSN ${formatLsn(state.end)}: the next log at hand, ${gap.nextFile}, begins at LSN ` +
      `${formatLsn(gap.firstAvailableLsn)}. ${gap.reason ?? ''}`,
    gap,
  };
}

function gapBefore(next: BackupSet, end: ChainEnd): ChainGap {
  const { state, lastStep } = end;
  return {
    needLsn: state.end,
    firstAvailableLsn: next.firstLsn,
    lastGoodFile: fileOf(lastStep),
    nextFile: next.head.file,
    reason: gapReason(next, state.end),
    lastGoodFinishedAt: lastStep.finishedAt,
    nextStartedAt: next.head.startedAt,
  };
}

function gapReason(next: BackupSet, end: Lsn): string {
  if (next.head.beginsLogChain !== true) {
    return `Upload the log backup that contains LSN ${formatLsn(end)}, or a differential that goes beyond it.`;
  }
  return (
    `${next.head.file} begins a new log chain: the recovery model was switched or the log was truncated in between, so ` +
    `no log can close this gap; a new full or differential backup is needed.`
  );
}

function forked(set: BackupSet, state: WalkState, lastStep: PathStep): Standing {
  const point = set.head.forkPointLsn ?? set.firstLsn;
  return {
    status: 'forked',
    summary:
      `Cannot continue the chain beyond LSN ${formatLsn(state.end)} (${fileOf(lastStep)}): the only continuation, ` +
      `${set.head.file}, is on recovery fork ${set.startFork ?? 'unknown'}, not on ${state.fork ?? 'unknown'}. The source was ` +
      `restored or reverted at or before LSN ${formatLsn(point)}; a new migration from a new full backup is needed.`,
  };
}

/** First file of a step. */
export function fileOf(step: PathStep): string {
  return step.files[0] ?? step.setKey;
}

function smallestFirst(sets: readonly BackupSet[]): BackupSet | undefined {
  return sets.reduce<BackupSet | undefined>(
    (best, set) => (best && best.firstLsn <= set.firstLsn ? best : set),
    undefined,
  );
}
