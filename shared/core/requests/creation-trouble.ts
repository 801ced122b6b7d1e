/** When a creation is a person's matter. */
import type { CreationIntent } from '../migration/control';
import { isCounted } from '../reading-count';
import { type Timing, addSeconds, hasElapsed } from '../timing';

/**
 * Says why a creation needs a person, while the service knows no such migration: it was refused, its last try is lost,
 * or an answered or unclear one shows nothing for `stuckAfter` (an answered one by every reading that counts).
 *
 * @param at when the service was read, ISO 8601 UTC
 * @returns undefined while it may come right by itself
 * @example creationTrouble({ by, at, state: 'refused', reason: 'InvalidLocation' }, now, AZURE_TIMING)
 */
export function creationTrouble(creation: CreationIntent, at: string, timing: Timing): string | undefined {
  const { state, reason } = creation;
  switch (state) {
    case 'intended':
    case 'sending':
      return undefined;
    case 'refused':
      return `the service refused to create the migration: ${reason ?? 'without a reason'}`;
    case 'notReceived':
      return `no request to create the migration had an effect, and none is sent by itself any more: ${reason ?? 'no answer'}`;
    case 'unknown': {
      const deadline = creation.sender?.notAfter ?? addSeconds(creation.at, timing.senderValid);
      return hasElapsed(deadline, at, timing.stuckAfter)
        ? `it is unclear whether the request to create the migration arrived (${reason ?? 'no answer'}), and the service knows no such migration`
        : undefined;
    }
    case 'sent': {
      const sentAt = creation.sentAt ?? creation.at;
      return hasElapsed(sentAt, at, timing.stuckAfter) && isCounted(creation.absent, timing)
        ? `the service accepted the request to create the migration at ${sentAt}, but knows no such migration`
        : undefined;
    }
  }
}
