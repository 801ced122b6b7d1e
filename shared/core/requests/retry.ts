/** Whether a retry that was asked for may still take effect. */
import type { EngineStatus } from '../engine/engine-status';
import type { RetryIntent } from '../migration/control';
import { type Timing, addSeconds, hasElapsed } from '../timing';

/** From when on a reading that still says "waits for a retry" shows that this one had no effect; ISO 8601 UTC. */
export function effectKnownFrom(retry: RetryIntent, timing: Timing): string {
  return addSeconds(retry.sender?.notAfter ?? retry.at, timing.notReceivedFirst);
}

/**
 * Tells whether a retry is about to be sent, or was or may have been sent too lately for this reading to show its
 * effect.
 *
 * @param status a reading that says that the service waits for a retry
 * @example mayTakeEffect({ by, at, state: 'intended' }, status, AZURE_TIMING) // true
 */
export function mayTakeEffect(
  retry: RetryIntent | undefined,
  status: Pick<EngineStatus, 'asOf'>,
  timing: Timing,
): retry is RetryIntent {
  switch (retry?.state) {
    case 'intended':
    case 'sending':
      return true;
    case 'sent':
    case 'unknown':
      return !hasElapsed(effectKnownFrom(retry, timing), status.asOf, 0);
    default:
      return false;
  }
}
