/**
 * Repeats a storage call until it is answered, within bounds.
 *
 * Written here instead of left to the client library, which does not repeat an error inside a transaction's
 * response (the outer status is 202), nor a 429 without Retry-After.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { storageFault, type StorageFault } from '../storage-fault';
import { isPassing } from './errors';

/** How often and how patiently a call is repeated; times in milliseconds. */
export interface RetryBudget {
  readonly attempts: number;
  /** First pause; doubles each time. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** How long one attempt may take before it counts as unanswered. */
  readonly attemptMs: number;
}

/** About ten seconds of refusals, so that a restart of the store passes unnoticed. */
export const DEFAULT_RETRY: RetryBudget = {
  attempts: 8,
  firstDelayMs: 200,
  maxDelayMs: 4_000,
  attemptMs: 15_000,
};

/**
 * Calls `attempt` until it answers; its signal ends an attempt that takes too long.
 *
 * @throws {StorageFault} The last fault, when it is not a passing one or the budget is spent.
 */
export async function withRetries<T>(
  budget: RetryBudget,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt(AbortSignal.timeout(budget.attemptMs));
    } catch (error) {
      const fault = storageFault(error);
      if (!isPassing(fault) || count >= budget.attempts) throw fault;
      await delay(pauseMs(budget, count, fault));
    }
  }
}

/** Half fixed, half random, so that many callers that were refused together do not come back together. */
function pauseMs(budget: RetryBudget, count: number, fault: StorageFault): number {
  const doubled = Math.min(budget.firstDelayMs * 2 ** (count - 1), budget.maxDelayMs);
  const asked = Math.min((fault.retryAfterSeconds ?? 0) * 1000, 30_000);
  return Math.max(asked, doubled * (0.5 + Math.random() / 2));
}

/** How often a writer that lost to another one reads again and decides anew. */
export const CONTENTION_ROUNDS = 60;

/** Waits a random moment, longer with every lost round, so that writers of one row get out of each other's way. */
export async function contentionPause(round: number): Promise<void> {
  await delay(Math.random() * Math.min(10 * round, 200));
}
