/**
 * The greedy walk over the logs (rules L3, L4, K2, K3): the same from a full, a differential or a checkpoint.
 *
 * FirstLSN is inclusive, LastLSN exclusive, so a log that starts at the LSN reached continues the chain
 * (Microsoft Learn, "RESTORE HEADERONLY"; error 4305 otherwise). That comparisons are `<=` and `>`, never `>=`:
 * dbatools #2167, trimble-oss/sql-log-shipping-service #40.
 */
import type { Lsn } from '../lsn';
import type { BackupSet } from './collect-sets';
import { compareRows, isEmptyLog, isUsable } from './collect-sets';
import { forksMatch } from './forks';

/** Where a walk stands. */
export interface WalkState {
  readonly end: Lsn;
  /** Fork reached; undefined when no header told it. */
  readonly fork?: string;
  /** A fork on the way was unknown (rule K6). */
  readonly forkUnverified: boolean;
}

/** Where a walk ended, and by which logs. */
export interface Walk extends WalkState {
  readonly steps: readonly BackupSet[];
}

/**
 * The logs a walk can use, in the order it needs them: usable, not empty, by FirstLSN.
 *
 * @example walkLogs(state, inWalkOrder(sets))
 */
export function inWalkOrder(sets: readonly BackupSet[]): readonly BackupSet[] {
  return sets
    .filter((set) => set.type === 'log' && isUsable(set) && !isEmptyLog(set))
    .sort((a, b) => (a.firstLsn === b.firstLsn ? 0 : a.firstLsn < b.firstLsn ? -1 : 1));
}

/**
 * Walks as far as the logs lead: among the applicable ones always takes that with the greatest LastLSN.
 *
 * Applicable: FirstLSN ≤ end, LastLSN > end, starting on the fork reached. O(n) for logs in walk order; one
 * candidate for each fork suffices, because taking the furthest covers all others of its fork.
 *
 * @param logs in walk order
 * @example walkLogs({ end: full.lastLsn, forkUnverified: false }, inWalkOrder(sets)).end
 */
export function walkLogs(start: WalkState, logs: readonly BackupSet[]): Walk {
  const furthest = new Map<string | undefined, BackupSet>();
  const steps: BackupSet[] = [];
  let state = start;
  let next = 0;
  for (;;) {
    for (let log = logs[next]; log !== undefined && log.firstLsn <= state.end; log = logs[++next]) {
      offer(furthest, log);
    }
    const step = chooseNext(furthest, state);
    if (step === undefined) return { ...state, steps };
    steps.push(step);
    state = advance(state, step);
  }
}

function offer(furthest: Map<string | undefined, BackupSet>, log: BackupSet): void {
  const known = furthest.get(log.startFork);
  if (known === undefined || comparePreference(log, known) < 0) furthest.set(log.startFork, log);
}

function chooseNext(
  furthest: ReadonlyMap<string | undefined, BackupSet>,
  state: WalkState,
): BackupSet | undefined {
  return candidates(furthest, state.fork)
    .filter((log) => log !== undefined && log.lastLsn > state.end)
    .reduce((best, log) => (best && (!log || comparePreference(best, log) < 0) ? best : log), undefined);
}

function candidates(
  furthest: ReadonlyMap<string | undefined, BackupSet>,
  fork: string | undefined,
): (BackupSet | undefined)[] {
  return fork === undefined ? [...furthest.values()] : [furthest.get(fork), furthest.get(undefined)];
}

/** The state after one more log (rules K3, K6). */
export function advance(state: WalkState, log: BackupSet): WalkState {
  return {
    end: log.lastLsn,
    fork: log.endFork ?? state.fork,
    forkUnverified: state.forkUnverified || state.fork === undefined || log.startFork === undefined,
  };
}

/** Tells whether a log could be applied in a state, whatever its stripes and faults (rules L3, K2). */
export function isApplicable(log: BackupSet, state: WalkState): boolean {
  return log.firstLsn <= state.end && log.lastLsn > state.end && forksMatch(state.fork, log.startFork);
}

/** Furthest first; then regular before copy-only (L11), known before unknown fork, staying before crossing, name. */
function comparePreference(a: BackupSet, b: BackupSet): number {
  if (a.lastLsn !== b.lastLsn) return a.lastLsn > b.lastLsn ? -1 : 1;
  return (
    Number(a.head.isCopyOnly === true) - Number(b.head.isCopyOnly === true) ||
    Number(a.startFork === undefined) - Number(b.startFork === undefined) ||
    Number(a.startFork !== a.endFork) - Number(b.startFork !== b.endFork) ||
    compareRows(a.head, b.head)
  );
}
