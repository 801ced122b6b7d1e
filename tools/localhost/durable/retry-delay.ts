import type { RetryOptions } from './actions';

/** The extension's default for the longest wait between two tries. */
const longestRetryInterval = 6 * 24 * 60 * 60 * 1000;

/**
 * Milliseconds to wait after failed try number `attempt` (from 0), or undefined when `retryTimeout` has ended the
 * retries (Azure/durabletask `RetryInterceptor.ComputeNextDelay`).
 */
export function retryDelay(
  options: RetryOptions,
  attempt: number,
  millisecondsSinceFirst: number,
): number | undefined {
  const { retryTimeoutInMilliseconds: timeout } = options;
  if (timeout !== undefined && millisecondsSinceFirst >= timeout) return undefined;
  const delay = options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** attempt;
  return Math.min(delay, options.maxRetryIntervalInMilliseconds ?? longestRetryInterval);
}
