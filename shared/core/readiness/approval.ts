/** One operator's approval: what it is bound to, whether it still holds, and what ends it. All together: approvals.ts. */
import { isSameOperation } from '../engine/operation-id';
import { formatLsn } from '../lsn';
import { joinNames } from '../text';
import type { Act, Approval, ControlRow, TailReference } from '../migration/control';
import { hasElapsed, secondsBetween } from '../timing';

/** What an approval is held against. */
export interface ApprovalContext {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly operationId: string | undefined;
  /** `<instance>/<database>`. */
  readonly target: string;
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
 * Judges an approval: ended by somebody, expired, or given for another target, another tail, another operation or an older file than the
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
  { target: named, tail: approved, operationId }: Approval,
  { target, tail, operationId: running, newerFile }: ApprovalContext,
): string | undefined {
  if (named !== target) return `it was for the target ${named}, not for ${target}`;
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
 * Ends approvals for good, so that nothing brings them back; those that have ended or expired stay as they are.
 *
 * @param why what the operator, or the watch, did or saw: a clause
 * @param isMeant which of them
 * @returns the sentence as well, when any was ended
 * @example endApprovals(control, { by: 'bob', at, state: 'void' }, 'bob excluded log9.trn').reason // 'the approval of ada is void: …'
 */
export function endApprovals(
  control: ControlRow,
  { state, ...act }: Act & { readonly state: 'void' | 'revoked' },
  why: string,
  isMeant: (approval: Approval) => boolean = () => true,
): { readonly control: ControlRow; readonly reason?: string } {
  const isOpen = ({ ended, expiresAt }: Approval): boolean =>
    state === 'revoked'
      ? ended?.state !== 'revoked'
      : ended === undefined && !hasElapsed(expiresAt, act.at, 0);
  const { approvals = [] } = control;
  const meant = approvals.filter((approval) => isOpen(approval) && isMeant(approval));
  if (meant.length === 0) return { control };
  const reasonOf = (ended: readonly Approval[]): string => {
    const [whose, verb] = whoseText(ended.map(({ by }) => by));
    return state === 'revoked'
      ? `${whose} ${verb.was} revoked by ${act.by} at ${act.at}: ${why}`
      : `${whose} ${verb.is} void: ${why}`;
  };
  const end = (approval: Approval): Approval =>
    meant.includes(approval)
      ? { ...approval, ended: { ...act, state, reason: reasonOf([approval]) } }
      : approval;
  return { control: { ...control, approvals: approvals.map(end) }, reason: reasonOf(meant) };
}

/** Whose approvals, with the verbs that go with them. */
function whoseText(
  names: readonly string[],
): readonly [string, { readonly is: string; readonly was: string }] {
  return names.length === 1
    ? [`the approval of ${names[0]}`, { is: 'is', was: 'was' }]
    : [`the approvals of ${joinNames(names)}`, { is: 'are', was: 'were' }];
}

/** True for one operator, however the name is capitalized: names of users are compared so by Microsoft Entra. */
export function isSameOperator(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** True when both are one set and one LSN. @example isSameTail(attempt.tail, tail) */
export function isSameTail(one: TailReference, other: TailReference): boolean {
  return one.setKey === other.setKey && one.lastLsn === other.lastLsn;
}

/** A tail in words. @example tailText(tail) // 'log9.final.trn (LSN 37000000129600001)' */
export function tailText(tail: TailReference): string {
  return `${tail.blob} (LSN ${formatLsn(tail.lastLsn)})`;
}
