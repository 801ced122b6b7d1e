/** Withdrawing a registration: ending a migration of which nothing can run at the service on this ledger's account. */
import type { ControlRow } from '../migration/control';
import { mayHaveCreated } from './creation';

/**
 * Says why a registration can no longer be withdrawn, and what to do instead: it is bound to what runs, or the service
 * may have been asked for something that would go on unwatched.
 *
 * @returns undefined when it can be; an end and an attempt in flight are the caller's to refuse
 * @example withdrawalObjection({ policy, exclusions: [], earlierAttempts: [] }) // undefined: nothing is adopted or created
 */
export function withdrawalObjection(control: ControlRow): string | undefined {
  const { operationId, attempt, earlierAttempts, cancel } = control;
  if (operationId !== undefined)
    return `operation ${operationId} is adopted and continues at the service; to give it up, cancel it`;
  const last = attempt ?? earlierAttempts.at(-1);
  if (last !== undefined)
    return `attempt ${last.number} to cut it over exists (${last.state}); to give it up, cancel it`;
  if (cancel !== undefined)
    return `${cancel.by} requested a cancel at ${cancel.at} (${cancel.state}); wait until the status shows its outcome`;
  return mayHaveCreated(control) ? creationObjection(control) : undefined;
}

function creationObjection({ creation }: ControlRow): string {
  switch (creation?.state) {
    case 'sending':
      return 'the request to create the migration is being sent; wait until the status shows its outcome, then cancel it, or withdraw if it was refused';
    case 'sent':
      return 'the service accepted the request to create the migration; wait until it is adopted, then cancel it; if it is never adopted, settle it as canceled';
    default:
      return 'a request to create the migration may have reached the service; wait until the status shows its outcome, then cancel what was created, or retry; to give it up, settle it as canceled';
  }
}

/** True for a migration that ended by a withdrawal: every other end has an adopted operation, or a creation that may have arrived. */
export function isWithdrawn(control: Pick<ControlRow, 'ended' | 'operationId' | 'creation'>): boolean {
  return control.ended !== undefined && control.operationId === undefined && !mayHaveCreated(control);
}

/**
 * Says how a withdrawn migration ended.
 *
 * @example withdrawalReason('ada', 'wrong folder', control) // 'withdrawn by ada: wrong folder; nothing was sent to the service'
 */
export function withdrawalReason(by: string, reason: string, { creation }: ControlRow): string {
  const asked = creation === undefined ? 'nothing was sent to the service' : 'the service created nothing';
  return `withdrawn by ${by}: ${reason}; ${asked}`;
}
