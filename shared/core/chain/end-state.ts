/**
 * Why a walk stops, and what it needs to go on (rules L1, L6, L9, K4, S1, S6, F6).
 *
 * The same for a chain assessed from nothing and one continued from a checkpoint.
 */
import { type Lsn, formatLsn } from '../lsn';
import { type ChainEnd, type ChainEndState, fileOf } from './chain-end';
import { type BackupSet, isEmptyLog } from './collect-sets';
import { exclusionOf } from './exclusions';
import { awaitedReason, faultReason, isAwaited } from './faults';
import { gapReason } from './gap-reason';
import { serversOf, serverText } from './servers';
import type { ChainGap, UnverifiedBase } from './verdict';
import { isApplicable } from './walk';

/**
 * Says how the chain stands at its end.
 *
 * Precedence: simple recovery; a set that would continue the chain but lacks stripes or is damaged; a gap before a
 * known log; a continuation on another fork only; a base that cannot be verified; complete.
 */
export function stateAt(end: ChainEnd): ChainEndState {
  const judged = judgeEnd(end);
  return end.elsewhere.length === 0 ? judged : { ...judged, wentElsewhere: true };
}

function judgeEnd(end: ChainEnd): ChainEndState {
  const { state } = end;
  const logs = end.sets.filter((set) => set.type === 'log' && set.lastLsn > state.end);
  const applicable = logs.filter((set) => isApplicable(set, state));
  const beyond = logs.filter((log) => log.firstLsn > state.end);
  // An empty log holds nothing, but the logs before it were taken (rule L1).
  const next = smallestFirst(beyond.filter((log) => !isEmptyLog(log))) ?? smallestFirst(beyond);
  if (end.simple) return { ...simpleRecovery(end.simple, end), gap: next && gapBefore(next, end) };
  const awaited = smallestFirst([...applicable.filter(isAwaited), ...end.awaitedDifferentials]);
  if (awaited) return incompleteSet(awaited, next ?? awaited, end);
  // The walk has taken every set that can be restored: what is left is faulty.
  const faulty = smallestFirst(applicable);
  if (faulty) return unusableSet(faulty, next ?? faulty, end);
  if (next) return gapState(next, end);
  const ahead = end.elsewhere.filter((set) => set.lastLsn > state.end);
  const elsewhere = smallestFirst(ahead) ?? smallestFirst(end.elsewhere);
  if (elsewhere) return movedOn(elsewhere, end);
  return end.unverified ? unverified(end.unverified, end) : complete(end);
}

function complete(end: ChainEnd): ChainEndState {
  const { state } = end;
  const reach = `The chain is gapless up to LSN ${formatLsn(state.end)} (${lastFile(end)})`;
  const [first, ...others] = end.sets.filter((set) => set.lastLsn > state.end);
  if (first === undefined) return { status: 'complete', summary: `${reach}.` };
  const more = others.length === 0 ? '' : ` (and ${String(others.length)} more)`;
  return {
    status: 'complete',
    summary: `${reach}, but newer data is known that cannot be restored here: ${first.label}${more} ends at LSN ${formatLsn(first.lastLsn)}.`,
    newer: [first, ...others].flatMap((set) => set.stripes.map((row) => row.file)),
  };
}

function unverified({ differential, anchor }: UnverifiedBase, end: ChainEnd): ChainEndState {
  return {
    status: 'unverified',
    summary:
      `The chain reaches LSN ${formatLsn(end.state.end)} (${lastFile(end)}) through ${differential}, which is unverified: its header ` +
      `names several bases, so that ${anchor} may not be the one it fits. Only a service that has restored it proves it; ` +
      `a new full backup, or the logs in between, need no proof.`,
  };
}

function simpleRecovery(set: BackupSet, end: ChainEnd): ChainEndState {
  return {
    status: 'simple-recovery',
    summary:
      `Cannot continue the chain beyond LSN ${formatLsn(end.state.end)} with logs: ${set.label} was taken in the SIMPLE recovery ` +
      `model. This database can be restored offline, but not migrated online. Switch it to FULL and take a new full or ` +
      `differential backup.`,
  };
}

function incompleteSet(awaited: BackupSet, next: BackupSet, end: ChainEnd): ChainEndState {
  const own = end.excluded.filter((set) => set.key === awaited.key);
  const reason = [awaitedReason(awaited), ...exclusionOf(own, 'belongs to it')].join(' ');
  return {
    status: 'incomplete-set',
    summary: `Cannot continue the chain beyond LSN ${formatLsn(end.state.end)}: ${reason}`,
    gap: { ...gapBefore(next, end), reason, cause: undefined },
  };
}

function unusableSet(faulty: BackupSet, next: BackupSet, end: ChainEnd): ChainEndState {
  const reason = faultReason(faulty);
  return {
    status: faulty.fault === 'damaged' ? 'damaged' : 'gap',
    summary: `Cannot continue the chain beyond LSN ${formatLsn(end.state.end)}: ${reason}`,
    gap: { ...gapBefore(next, end), reason, cause: 'unread' },
  };
}

function gapState(next: BackupSet, end: ChainEnd): ChainEndState {
  const gap = gapBefore(next, end);
  const where = isEmptyLog(next) ? 'is empty and is' : 'begins';
  return {
    status: 'gap',
    summary:
      `Cannot continue the chain beyond LSN ${formatLsn(end.state.end)}: the next log available, ${next.label}, ${where} at LSN ` +
      `${formatLsn(gap.firstAvailableLsn)}. ${gap.reason ?? ''}`,
    gap,
  };
}

function gapBefore(next: BackupSet, end: ChainEnd): ChainGap {
  const last = end.lastSteps.at(-1);
  return {
    needLsn: end.state.end,
    firstAvailableLsn: next.firstLsn,
    lastGoodFile: fileOf(last),
    nextFile: next.head.file,
    ...(next.label !== next.head.file && { nextPosition: next.head.position }),
    ...gapReason(next, end),
    lastGoodFinishedAt: last?.finishedAt,
    nextStartedAt: next.head.startedAt,
  };
}

function movedOn(set: BackupSet, end: ChainEnd): ChainEndState {
  const { state } = end;
  const files = [...new Set(end.elsewhere.flatMap(({ stripes }) => stripes.map((row) => row.file)))];
  const point: Lsn = set.head.forkPointLsn ?? set.firstLsn;
  const which = files.length > MOST_NAMED ? `its ${String(files.length)} files` : files.join(', ');
  const forks = `is on recovery fork ${set.endFork ?? 'unknown'}, not on ${state.fork ?? 'unknown'}`;
  const who = `${set.label}${serverText(serversOf([set]))}`;
  const what =
    set.lastLsn > state.end
      ? `Cannot continue the chain beyond LSN ${formatLsn(state.end)} (${lastFile(end)}): the only continuation, ${who}, ${forks}`
      : `Cannot call LSN ${formatLsn(state.end)} (${lastFile(end)}) the end of the chain: ${who}, up to LSN ${formatLsn(set.lastLsn)}, ` +
        `${forks}, and newer by history, whatever its LSNs`;
  return {
    status: 'forked',
    summary:
      `${what}. The source was ` +
      `restored or reverted at or before LSN ${formatLsn(point)}; a new migration from a new full backup is needed. If that fork is ` +
      `not the source's, exclude ${which}: the chain is then complete up to LSN ${formatLsn(state.end)}.`,
  };
}

/** More files than this are counted, not named. */
const MOST_NAMED = 3;

function lastFile({ lastSteps }: ChainEnd): string {
  return fileOf(lastSteps.at(-1));
}

function smallestFirst(sets: readonly BackupSet[]): BackupSet | undefined {
  return sets.reduce<BackupSet | undefined>(
    (best, set) => (best && best.firstLsn <= set.firstLsn ? best : set),
    undefined,
  );
}
