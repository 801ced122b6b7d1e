/**
 * Repeats a read within its bounds: three retries, thirty seconds, and what the subscription's budget allows.
 *
 * Longer waits belong to the caller, who has durable timers; it is told how long the service asked for.
 */
import type { ArmAnswer, NoResponse } from './arm-answer';
import type { ArmClock } from './arm-clock';
import type { ReadBudget } from './read-budget';

const MOST_RETRIES = 3;
const LONGEST_CALL_MS = 30_000;
const FIRST_BACKOFF_MS = 500;
/** A 429 without Retry-After: the service's usual word is 15 s (recorded Retry-After of Microsoft.DataMigration). */
const PAUSE_WITHOUT_WORD_SECONDS = 15;
const WORTH_REPEATING = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Reads until there is an answer worth having, or the bounds are reached.
 *
 * A 429 stops the whole subscription until its Retry-After; a wait that does not fit into the call is not begun.
 *
 * @returns The last answer, or why there is none; `paused` when the subscription rests longer than the call may take.
 */
export async function readWithRetries(
  send: () => Promise<ArmAnswer | NoResponse>,
  budget: ReadBudget,
  clock: ArmClock,
  random: () => number,
): Promise<ArmAnswer | NoResponse> {
  const end = clock.now().getTime() + LONGEST_CALL_MS;
  const fits = (waitMs: number) => clock.now().getTime() + waitMs < end;
  const spread = (waitMs: number) => waitMs + random() * Math.min(1000, waitMs * 0.2);

  for (let retries = 0; ; retries += 1) {
    const restMs = budget.restMs(clock.now().getTime());
    if (restMs > 0) {
      if (!fits(restMs)) return paused(restMs);
      await clock.sleep(spread(restMs));
    }
    const result = await send();
    const waitMs = waitBeforeRetry(result, retries);
    if (result.kind === 'answer' && result.status === 429)
      budget.pause(clock.now().getTime() + (waitMs ?? 0));
    if (waitMs === undefined || retries >= MOST_RETRIES || !fits(waitMs)) return result;
    if (!budget.takeRetry(clock.now().getTime())) return result;
    await clock.sleep(spread(waitMs));
  }
}

/** How long to wait before the read is worth repeating; undefined when it is not. */
function waitBeforeRetry(result: ArmAnswer | NoResponse, retries: number): number | undefined {
  const backoff = FIRST_BACKOFF_MS * 2 ** retries;
  if (result.kind === 'noResponse') {
    return result.code === 'unreachable' || result.code === 'timeout' ? backoff : undefined;
  }
  if (!WORTH_REPEATING.has(result.status)) return undefined;
  if (result.retryAfterSeconds !== undefined) return result.retryAfterSeconds * 1000;
  return result.status === 429 ? PAUSE_WITHOUT_WORD_SECONDS * 1000 : backoff;
}

function paused(restMs: number): NoResponse {
  const retryAfterSeconds = Math.ceil(restMs / 1000);
  return {
    kind: 'noResponse',
    code: 'paused',
    certainlyNotSent: true,
    reason: `the reads of the subscription pause for ${retryAfterSeconds} s after a 429`,
    retryAfterSeconds,
  };
}
