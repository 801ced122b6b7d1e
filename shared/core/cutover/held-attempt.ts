/** Holding a migration while nobody knows whether its cutover request arrived. */
import type { Attempt, ControlRow } from '../migration/control';
import { isByService } from '../migration/offline';
import { hasElapsed } from '../timing';

/**
 * Finds the attempt whose request may have arrived, or may arrive yet: its answer is unclear, or its deadline has passed
 * without one. A hold is taken then. It forbids a second attempt, which follows by itself once the first counts as
 * lost; it does not call the first one back.
 *
 * @returns undefined when no request is unclear: then a hold either wins or has come too late
 * @example unclearAttempt({ attempt: { state: 'sent', … }, … }, now) // undefined: it was accepted
 */
export function unclearAttempt({ attempt, ended }: ControlRow, at: string): Attempt | undefined {
  if (attempt === undefined || ended !== undefined || isByService(attempt)) return undefined;
  if (attempt.state === 'unknown') return attempt;
  const deadline = attempt.state === 'sending' ? attempt.sender?.notAfter : undefined;
  return deadline !== undefined && hasElapsed(deadline, at, 0) ? attempt : undefined;
}

/** What a hold cannot do, for whoever takes one. @example mayStillArrive(attempt) // 'the request of attempt 1 may still arrive; the hold forbids another' */
export function mayStillArrive({ number }: Attempt): string {
  return `the request of attempt ${number} may still arrive; the hold forbids another`;
}
