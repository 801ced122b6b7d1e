/** What is missing in a gap, why where it can be seen, and what to do (rules L6, L8). */
import { formatLsn } from '../lsn';
import type { ChainEnd } from './chain-end';
import type { BackupSet } from './collect-sets';
import { exclusionOf } from './exclusions';
import { localTime } from './local-time';
import type { ChainGap, PathStep } from './verdict';
import { isApplicable } from './walk';

/**
 * Says what a gap needs.
 *
 * @param next the first log beyond it
 */
export function gapReason(next: BackupSet, end: ChainEnd): Pick<ChainGap, 'reason' | 'cause'> {
  const { state, excluded } = end;
  const lsn = formatLsn(state.end);
  if (next.head.beginsLogChain === true) return { reason: switched(next), cause: 'switched' };
  const own = excluded.filter((set) => set.type === 'log' && isApplicable(set, state));
  if (own.length > 0) return { reason: exclusionOf(own, `contains LSN ${lsn}`).join(' '), cause: 'excluded' };
  const reason = `Upload the log backup that contains LSN ${lsn}, or a differential that goes beyond it.`;
  return isOffSchedule(next, end.lastSteps)
    ? { reason: `${reason} ${otherTool(end)}`, cause: 'otherTool' }
    : { reason };
}

function switched(next: BackupSet): string {
  return (
    `${next.label} begins a new log chain: the recovery model was switched or the log was truncated in between, so ` +
    `no log can close this gap; a new full or differential backup is needed.`
  );
}

function otherTool({ state }: ChainEnd): string {
  return (
    `By the times in the headers, no scheduled log is missing: another tool, job or operator took a log backup in ` +
    `between without COPY_ONLY. msdb.dbo.backupset on the source shows where it is (type 'L', first_lsn ${formatLsn(state.end)}).`
  );
}

/** Tells whether the log after the gap came when the next one was due: then the missing one is none of the schedule. */
function isOffSchedule({ head }: BackupSet, lastSteps: readonly PathStep[]): boolean {
  const finished = lastSteps.filter(({ type }) => type === 'log').map((step) => localTime(step.finishedAt));
  const intervals = finished.slice(1).map((time, index) => minus(time, finished[index]));
  const wait = minus(localTime(head.finishedAt), finished.at(-1));
  const [first, ...others] = intervals;
  if (first === undefined || wait === undefined || wait <= 0) return false;
  return [first, ...others].every(
    (interval) => interval !== undefined && interval > 0 && wait < 1.5 * interval,
  );
}

function minus(time: number | undefined, before: number | undefined): number | undefined {
  return time === undefined || before === undefined ? undefined : time - before;
}
