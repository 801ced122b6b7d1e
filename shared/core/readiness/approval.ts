/** An operator's approval: what it is bound to, whether it still holds, and what ends it. */
import { isSameOperation } from '../engine/operation-id';
import { formatLsn } from '../lsn';
import type { Act, Approval, ControlRow, TailReference } from '../migration/control';
import { hasElapsed, secondsBetween } from '../timing';

/** What an approval is held against. */
export interface ApprovalContext {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly operationId: string | undefined;
  /** Absent: not known, and not compared. */
  readonly tail?: TailReference;
  /** A file that ends after the approved tail. */
  readonly newerFile?: string;
}

/** Whether an approval holds, with the reason as a sentence when it does not. */
export type ApprovalState =
  | { readonly state: 'granted' }
  /** `pending`: it is dated in the future. `void`: what it was given for is no longer so. */
  | { readonly state: 'pending' | 'expired' | 'revoked' | 'void'; readonly reason: string };

/**
 * Judges an approval: ended by somebody, expired, or given for another tail, another operation or an older file than the
 * newest. A time that cannot be read has expired.
 *
 * @example judgeApproval(approval, { at, operationId, tail }).state // 'granted'
 */
export function judgeApproval(approval: Approval, context: ApprovalContext): ApprovalState {
  const { by, ended, expiresAt } = approval;
  if (ended) return { state: ended.state, reason: ended.reason };
  if (!hasElapsed(approval.at, context.at, 0))
    // The clocks of two machines differ, or one went back.
    return {
      state: 'pending',
      reason: `the approval of ${by} is dated ${approval.at}, but the time here is ${context.at}: waiting for the clock`,
    };
  if (!(secondsBetween(context.at, expiresAt) > 0))
    return { state: 'expired', reason: `the approval of ${by} expired at ${expiresAt}` };
  const objection = objectionTo(approval, context);
  return objection === undefined
    ? { state: 'granted' }
    : { state: 'void', reason: `the approval of ${by} is void: ${objection}` };
}

function objectionTo(
  { tail: approved, operationId }: Approval,
  { tail, operationId: running, newerFile }: ApprovalContext,
): string | undefined {
  if (tail !== undefined && !isSameTail(approved, tail))
    return `it was for ${tailText(approved)}, the tail is now ${tailText(tail)}`;
  if (!isSameOperation(operationId, running))
    return `it was for operation ${operationId}, which no longer runs`;
  return newerFile === undefined ? undefined : newerText(newerFile);
}

/** Why a newer file ends an approval. @example newerText('log9.trn') // 'log9.trn, which ends after the approved tail, has arrived' */
export function newerText(file: string): string {
  return `${file}, which ends after the approved tail, has arrived`;
}

/**
 * Ends an approval for good, so that nothing brings it back; one that has ended or expired stays as it is.
 *
 * @param why what the operator, or the watch, did or saw: a clause
 * @returns the sentence as well, when an approval was ended
 * @example endApproval(control, { by: 'bob', at, state: 'void' }, 'bob excluded log9.trn').control.approval?.ended?.state // 'void'
 */
export function endApproval(
  control: ControlRow,
  { state, ...act }: Act & { readonly state: 'void' | 'revoked' },
  why: string,
): { readonly control: ControlRow; readonly reason?: string } {
  const { approval } = control;
  if (approval === undefined || approval.ended?.state === 'revoked') return { control };
  const isOver = approval.ended !== undefined || hasElapsed(approval.expiresAt, act.at, 0);
  if (isOver && state === 'void') return { control };
  const reason =
    state === 'revoked'
      ? `the approval of ${approval.by} was revoked by ${act.by} at ${act.at}: ${why}`
      : `the approval of ${approval.by} is void: ${why}`;
  return { control: { ...control, approval: { ...approval, ended: { ...act, state, reason } } }, reason };
}

/** True when both are one set and one LSN. @example isSameTail(attempt.tail, tail) */
export function isSameTail(one: TailReference, other: TailReference): boolean {
  return one.setKey === other.setKey && one.lastLsn === other.lastLsn;
}

/** A tail in words. @example tailText(tail) // 'log9.final.trn (LSN 37000000129600001)' */
export function tailText(tail: TailReference): string {
  return `${tail.blob} (LSN ${formatLsn(tail.lastLsn)})`;
}
