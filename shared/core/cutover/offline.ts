/**
 * Offline migrations: the service cuts over by itself after a named backup. Nothing is ever sent; what the service
 * does is written down as an attempt of its own, so that it is observed, proven and shown like any other.
 */
import type { EngineStatus } from '../engine/engine-status';
import type { Attempt, ControlRow } from '../migration/control';
import { lastBackupOf } from '../migration/last-backup';
import type { ShownAttemptState } from '../migration/status-document';
import type { Facts } from '../facts/facts';
import { knownStatus } from '../engine/known-status';
import { type AttemptOrder, leavesRoom, nextAttemptNumber } from './attempt';

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

/** The last backup of an offline migration: as the service tells it, else as the migration was created with. */
export function lastBackupToTell({ engine, registration: { create } }: Facts): string | undefined {
  return knownStatus(engine)?.lastBackupName ?? (create && lastBackupOf(create));
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

/**
 * The attempt to write down once the service has begun the cutover by itself.
 *
 * @returns undefined while it has not, or while operation or tail cannot be told, and after an attempt that is open
 * or has ended the migration
 */
export function serviceCutover(facts: Facts): AttemptOrder | undefined {
  const { control, engine, tail } = facts;
  const { operationId } = control;
  if (!isOffline(control) || control.ended || operationId === undefined || !leavesRoom(control))
    return undefined;
  if (engine.kind !== 'read' || !isBeyondRestore(engine.status) || tail.kind !== 'one') return undefined;
  if (engine.status.operationId?.toLowerCase() !== operationId.toLowerCase()) return undefined;
  return { number: nextAttemptNumber(control), tail: tail.tail, operationId, requestedBy: THE_SERVICE };
}
