/**
 * What an approval orders without another look at everything.
 *
 * An operator approves on a thorough look, and the sender makes another one before it sends. A third between the two
 * proves nothing, and in a large folder costs seconds.
 */
import { isInFlight, nextAttemptNumber } from '../cutover/attempt';
import type { ControlRow } from '../migration/control';
import { isOffline } from '../migration/offline';
import type { ApprovalFacts } from '../readiness/approvals';
import { cutoverApproval } from '../readiness/cutover-approval';
import { type Timing, addSeconds, hasElapsed } from '../timing';
import type { Command } from './command';
import type { WatchState } from './watch-state';

/**
 * Orders an attempt by what the last assessment found, when the last approval was given since for just that.
 *
 * @returns undefined when everything has to be looked at: not ready then, no approval, or one that was tried already
 * @example promptOrder({ ...watchState, ready: true, readyTail }, { control: approved, registration, at }, AZURE_TIMING)?.[0] // { kind: 'cutOver', attempt: 1 }
 */
export function promptOrder(
  watchState: WatchState,
  { control, registration, at }: Omit<ApprovalFacts, 'newerThanApproved'>,
  timing: Timing,
): readonly Command[] | undefined {
  const { readyTail } = watchState;
  if (!watchState.ready || readyTail === undefined || isSpokenFor(control)) return undefined;
  const { attempt } = control;
  const allowed = cutoverApproval({ at, control, registration }, readyTail);
  const newest = allowed.kind === 'granted' ? allowed.approvals.at(-1) : undefined;
  if (newest === undefined || (attempt !== undefined && !isSince(newest.at, attempt.settledAt)))
    return undefined;
  const seconds = Math.max(control.policy.windowPollSeconds, timing.leastPoll);
  return [
    { kind: 'cutOver', attempt: nextAttemptNumber(control) },
    { kind: 'wait', until: addSeconds(at, seconds) },
  ];
}

/** Something else goes first, or nothing may be sent. */
function isSpokenFor(control: ControlRow): boolean {
  return (
    control.ended !== undefined ||
    control.operationId === undefined ||
    isOffline(control) ||
    control.attempt?.state === 'intended' ||
    isInFlight(control) ||
    OPEN.includes(control.cancel?.state ?? 'withdrawn') ||
    OPEN.includes(control.retry?.state ?? 'withdrawn')
  );
}

const OPEN: readonly string[] = ['intended', 'sending', 'sent', 'unknown', 'confirmed'];

function isSince(at: string, settledAt: string | undefined): boolean {
  return settledAt !== undefined && hasElapsed(settledAt, at, 0) && at !== settledAt;
}
