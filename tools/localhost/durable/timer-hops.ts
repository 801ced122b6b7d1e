const second = 1000;
const day = 24 * 60 * 60 * second;

/** Timers longer than this hop; told to the library as `maximumShortTimerDuration`. */
const maximumShortTimer = 6 * day;

/** The length of one hop; told to the library as `longRunningTimerIntervalDuration`. */
const longTimerInterval = 3 * day;

/** When the next timer of a wait from `now` until `fireAt` goes off, all in milliseconds (functions-host facts, timers). */
export function timerHop(now: number, fireAt: number): number {
  return fireAt - now > maximumShortTimer ? now + longTimerInterval : fireAt;
}

/**
 * Milliseconds until the queue gives a timer back that is due in `left`: it counts in whole seconds, cut off, so a timer
 * goes off up to a second early (Azure/durabletask `TaskHubQueue`). One of less than a second goes off at once there; here
 * it waits, because no network slows a loop of them down.
 */
export function timerWait(left: number): number {
  return left < second ? left : left - (left % second);
}

/** The same lengths as .NET TimeSpan text, for the orchestrator's payload. */
export const timerHopPayload = {
  longRunningTimerIntervalDuration: '3.00:00:00',
  maximumShortTimerDuration: '6.00:00:00',
} as const;
