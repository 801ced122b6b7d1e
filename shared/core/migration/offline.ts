/** Offline migrations: the service cuts over by itself after a named backup, and nothing is ever sent. */
import type { EngineStatus } from '../engine/engine-status';
import type { Attempt, ControlRow } from './control';
import type { ShownAttemptState } from './status-document';

/** Who asks for the cutover of an offline migration, as attempts, tails and the journal name it. */
export const THE_SERVICE = 'service';

/** True for an attempt that the service began by itself: nothing was sent. */
export function isByService({ requestedBy }: Pick<Attempt, 'requestedBy'>): boolean {
  return requestedBy === THE_SERVICE;
}

/**
 * An attempt's state for people: nothing that the service began by itself is ever shown as sent.
 *
 * @example shownState({ state: 'sent', requestedBy: THE_SERVICE }) // 'begunByService'
 */
export function shownState(attempt: Pick<Attempt, 'state' | 'requestedBy'>): ShownAttemptState {
  return isByService(attempt) && attempt.state === 'sent' ? 'begunByService' : attempt.state;
}

/**
 * True when the service cuts over by itself. What was so at adoption stays so: a later change of the policy may make
 * a migration offline (then nothing is sent either), never online.
 */
export function isOffline({ offline, policy }: Pick<ControlRow, 'offline' | 'policy'>): boolean {
  return offline === true || policy.mode === 'offline';
}

/** True when the service has begun the cutover, or is through with it. */
export function isBeyondRestore({ state }: Pick<EngineStatus, 'state'>): boolean {
  return state === 'completing' || state === 'succeeded';
}

/** Why nothing may be sent, as a sentence. */
export function nothingIsSent(lastBackupName: string | undefined): string {
  const after = lastBackupName === undefined ? '' : ` after ${lastBackupName}`;
  return `mode offline: the service cuts over by itself${after}; nothing is sent`;
}
