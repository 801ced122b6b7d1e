/**
 * Offline migrations: the service cuts over by itself after a named backup. Nothing is ever sent; what the service
 * does is written down as an attempt of its own, so that it is observed, proven and shown like any other.
 */
import { knownStatus } from '../engine/known-status';
import { isSameOperation } from '../engine/operation-id';
import type { Facts } from '../facts/facts';
import { lastBackupOf, THE_SERVICE, isOffline, isBeyondRestore } from '../migration/offline';
import { type AttemptRequest, allowsNewAttempt, nextAttemptNumber } from './attempt';

/** The last backup of an offline migration: as the service tells it, else as the migration was created with. */
export function lastBackupToTell({ engine, registration: { create } }: Facts): string | undefined {
  return knownStatus(engine)?.lastBackupName ?? (create && lastBackupOf(create));
}

/**
 * The attempt to write down once the service has begun the cutover by itself.
 *
 * @returns undefined while it has not, or while operation or tail cannot be told, and after an attempt that is open
 * or has ended the migration
 */
export function serviceCutover(facts: Facts): AttemptRequest | undefined {
  const { control, engine, tail } = facts;
  const { operationId } = control;
  if (!isOffline(control) || control.ended || operationId === undefined || !allowsNewAttempt(control))
    return undefined;
  if (engine.kind !== 'read' || !isBeyondRestore(engine.status) || tail.kind !== 'one') return undefined;
  if (!isSameOperation(engine.status.operationId, operationId)) return undefined;
  return { number: nextAttemptNumber(control), tail: tail.tail, operationId, requestedBy: THE_SERVICE };
}
