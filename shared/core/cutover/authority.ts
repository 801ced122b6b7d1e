/** Who has given the word for a cutover, and whether that word still holds. */
import { formatLsn } from '../lsn';
import type { Attempt, ControlRow, TailReference } from '../migration/control';
import type { Facts } from '../readiness/facts';

/** The word for a cutover, or why there is none. */
export type Authority =
  | { readonly kind: 'given'; readonly by: string }
  /** Nobody has said so yet. */
  | { readonly kind: 'awaited'; readonly reason: string }
  /** Somebody did, but it no longer holds. */
  | { readonly kind: 'lapsed'; readonly reason: string };

/** Refusals after which a new attempt may be made without a person: the service was busy, nothing was done. */
const BUSY_CODES: readonly string[] = ['OperationInProgress', 'TooManyRequests', 'NotSent'];

/**
 * Tells whether a cutover may be sent for this tail.
 *
 * In mode `auto` the policy gives the word, unless an earlier attempt on this tail needs a person; in the other modes
 * a person does, bound to tail set, LSN and operation id, until it expires. A person's word also opens a new attempt
 * after one that failed.
 *
 * @param facts the facts of one moment
 * @param tail the tail to cut over at
 * @example authorityFor(facts, tail).kind // 'awaited' in mode manual without a go-ahead
 */
export function authorityFor(facts: Facts, tail: TailReference): Authority {
  const { control } = facts;
  const objection = personNeeded(control, tail);
  if (control.approval) {
    const lapse = approvalLapse(control, tail, facts.at);
    if (lapse === undefined && (objection === undefined || isNewerThanAttempt(control)))
      return { kind: 'given', by: control.approval.by };
    if (lapse !== undefined && control.policy.mode !== 'auto') return { kind: 'lapsed', reason: lapse };
  }
  if (objection !== undefined) return { kind: 'awaited', reason: objection };
  if (control.policy.mode === 'auto' && control.manualOnly === undefined)
    return { kind: 'given', by: 'policy:auto' };
  return { kind: 'awaited', reason: 'waiting for a person: POST cutover' };
}

function approvalLapse(control: ControlRow, tail: TailReference, now: string): string | undefined {
  const approval = control.approval;
  if (!approval) return undefined;
  if (approval.expiresAt <= now) return `the go-ahead of ${approval.by} expired at ${approval.expiresAt}`;
  if (approval.tail.setKey !== tail.setKey || approval.tail.lastLsn !== tail.lastLsn)
    return `the go-ahead of ${approval.by} was for ${approval.tail.blob} (LSN ${formatLsn(approval.tail.lastLsn)}), the tail is now ${tail.blob}`;
  if (approval.operationId !== control.operationId)
    return `the go-ahead of ${approval.by} was for operation ${approval.operationId}, which is no longer the one that runs`;
  return undefined;
}

function isNewerThanAttempt(control: ControlRow): boolean {
  return (
    control.approval !== undefined &&
    control.attempt?.settledAt !== undefined &&
    control.approval.at > control.attempt.settledAt
  );
}

/** Why a new attempt on this tail is a person's matter; undefined when it is not. */
function personNeeded(control: ControlRow, tail: TailReference): string | undefined {
  const attempt = control.attempt;
  if (attempt === undefined || attempt.tail.setKey !== tail.setKey) return undefined;
  if (attempt.state === 'refused' && !BUSY_CODES.includes(attempt.code ?? ''))
    return `the service refused attempt ${attempt.number}: ${attempt.code ?? ''} ${attempt.reason ?? ''}`.trim();
  if (attempt.state === 'notReceived' && lostOn(control, tail) > 1)
    return `${lostOn(control, tail)} requests were lost on the way; a person decides about another`;
  return undefined;
}

function lostOn(control: ControlRow, tail: TailReference): number {
  const attempts: readonly Attempt[] = control.attempt
    ? [...control.earlierAttempts, control.attempt]
    : control.earlierAttempts;
  return attempts.filter((one) => one.state === 'notReceived' && one.tail.setKey === tail.setKey).length;
}
