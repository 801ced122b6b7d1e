/** Whether a cutover may be sent for a tail, and who allowed it. Which approvals count: approvals.ts. */
import { isBusyCode } from '../engine/change-answer';
import { isSameOperation } from '../engine/operation-id';
import type { Facts } from '../facts/facts';
import type { Attempt, Approval, ControlRow, TailReference } from '../migration/control';
import { isOffline, nothingIsSent } from '../migration/offline';
import { judgeWindow } from '../sending/cutover-window';
import type { Opening } from '../sending/window';
import { formatLsn } from '../lsn';
import { joinNames } from '../text';
import { hasElapsed, secondsBetween } from '../timing';
import { isSameTail, tailText } from './approval';
import {
  type ApprovalFacts,
  type ApprovalRule,
  type ApprovalsNow,
  judgeApprovals,
  missingText,
  standingUntil,
} from './approvals';

/** What allows a cutover, or why nothing does. */
export type CutoverApproval =
  /** On `approvals`, which hold `until` then; without any where the policy alone allows it. */
  | {
      readonly kind: 'granted';
      readonly by: string;
      readonly approvals: readonly Approval[];
      readonly until?: string;
    }
  /** Allowed by `by`, but outside the policy's window; `next` is absent when it does not open again. */
  | { readonly kind: 'windowClosed'; readonly by: string; readonly reason: string; readonly next?: Opening }
  /** Allowed by `by` and inside the window, but the group of the migration has not given a go that fits. */
  | { readonly kind: 'groupWaiting'; readonly by: string; readonly reason: string }
  /** Nobody has allowed it yet; `objection` when an earlier attempt is why the policy alone does not suffice. */
  | { readonly kind: 'pending'; readonly reason: string; readonly objection?: true }
  /** Somebody did, but an approval expired or is void. */
  | { readonly kind: 'expired'; readonly reason: string };

/** Lost requests on one tail after which an operator decides about another: the first one is tried again by itself. */
const LOST_WITHOUT_AN_OPERATOR = 1;

/**
 * Tells whether a cutover may be sent for this tail.
 *
 * In mode `offline` never: the service cuts over by itself. In mode `auto` the policy allows it, unless an earlier attempt
 * on this tail needs an operator. In the other modes operators approve it, as many as the policy asks for, each bound to
 * target, tail set, LSN and operation id, from the moment of the approval until it ends. Approvals that are newer than such
 * an attempt open another one. While an attempt is open, and after one that ended the migration, nothing else is allowed
 * (G2). Whatever allows it, it is sent inside the policy's window only, and a member of a group only on a go of the group that fits
 * tail, LSN and operation.
 *
 * @param facts the facts of one moment
 * @param tail the tail to cut over at
 * @example cutoverApproval(facts, tail).kind // 'pending' in mode manual without an approval
 */
export function cutoverApproval(facts: ApprovalFacts, tail: TailReference): CutoverApproval {
  const { control } = facts;
  if (isOffline(control)) return { kind: 'pending', reason: nothingIsSent(tail.blob) };
  const obstacle = attemptInTheWay(control, tail);
  if (obstacle !== undefined) return { kind: 'pending', reason: obstacle };
  const objection = objectionTo(control, tail);
  const now = judgeApprovals(facts, tail);
  const counted = now.standing.filter((one) => objection === undefined || isNewer(one, objection));
  if (counted.length >= now.rule.required) return onConditions(facts, tail, byApprovals(now.rule, counted));
  const isAutomatic = sendsByItself(control);
  const lapsed = now.given.findLast(({ judged }) => judged.state === 'expired' || judged.state === 'void');
  if (lapsed && lapsed.judged.state !== 'granted' && !isAutomatic)
    return { kind: 'expired', reason: withMissing(lapsed.judged.reason, now.rule, counted) };
  if (objection !== undefined) return { kind: 'pending', reason: objection.reason, objection: true };
  if (isAutomatic) return onConditions(facts, tail, BY_POLICY);
  return { kind: 'pending', reason: pendingReason(now, counted) };
}

/** Who allows it, until when, and on which approvals. */
type Allowance = Pick<Extract<CutoverApproval, { kind: 'granted' }>, 'by' | 'approvals' | 'until'>;

const BY_POLICY: Allowance = { by: 'policy:auto', approvals: [] };

function byApprovals(rule: ApprovalRule, approvals: readonly Approval[]): Allowance {
  const by = joinNames(approvals.map((one) => one.by));
  return { by, approvals, until: standingUntil(rule, approvals) };
}

/** The conditions that whatever allows it does not lift: the window, then the group. */
function onConditions(
  { control, at }: ApprovalFacts,
  tail: TailReference,
  allowance: Allowance,
): CutoverApproval {
  const { window } = control.policy;
  const state = window ? judgeWindow(window, at) : undefined;
  if (state?.kind === 'closed')
    return { kind: 'windowClosed', by: allowance.by, reason: state.reason, next: state.next };
  const reason = whyGroupWaits(control, at, tail);
  return reason === undefined
    ? { kind: 'granted', ...allowance }
    : { kind: 'groupWaiting', by: allowance.by, reason };
}

/**
 * Why the group of a migration keeps it waiting; undefined without a group, and on a go that fits.
 *
 * @param tail the tail to cut over at; without one a go fits if operation and clock do
 * @example whyGroupWaits({ group: { id: 'wave-1' } }, at) // 'group wave-1 has not given its go'
 */
export function whyGroupWaits(
  { group, operationId }: Pick<ControlRow, 'group' | 'operationId'>,
  at: string,
  tail?: TailReference,
): string | undefined {
  if (group === undefined) return undefined;
  const { id, go } = group;
  if (go === undefined) return `group ${id} has not given its go`;
  if (!hasElapsed(go.at, at, 0))
    return `the go of group ${id} is dated ${go.at}, but the time here is ${at}: waiting for the clock`;
  if (tail !== undefined && (go.tail.setKey !== tail.setKey || go.tail.lastLsn !== tail.lastLsn))
    return `the go of group ${id} was for LSN ${formatLsn(go.tail.lastLsn)}, the tail is now ${tailText(tail)}`;
  return operationId !== undefined && isSameOperation(go.operationId, operationId)
    ? undefined
    : `the go of group ${id} was for operation ${go.operationId}, which no longer runs`;
}

/** The word on what is missing, where several operators approve. */
function withMissing(reason: string, rule: ApprovalRule, counted: readonly Approval[]): string {
  return rule.required === 1 ? reason : `${reason}; ${missingText(rule, counted)}`;
}

function pendingReason({ rule, given }: ApprovalsNow, counted: readonly Approval[]): string {
  const last = given.at(-1)?.judged;
  if (last !== undefined && last.state !== 'granted') return withMissing(last.reason, rule, counted);
  return rule.excluded.length === 0 ? NOBODY : missingText(rule, counted);
}

/** The tail that the facts know; undefined when they know none. */
export function knownTail({ tail }: Pick<Facts, 'tail'>): TailReference | undefined {
  return tail.kind === 'one' ? tail.tail : undefined;
}

/** True when the policy alone allows a cutover. @example sendsByItself({ policy: { ...policy, mode: 'auto' } }) // true */
export function sendsByItself({
  policy,
  manualOnly,
  autoPaused,
}: Pick<ControlRow, 'policy' | 'manualOnly' | 'autoPaused'>): boolean {
  return policy.mode === 'auto' && manualOnly === undefined && autoPaused === undefined;
}

/**
 * Why mode auto is paused and nothing lets it go on; undefined when it is not, or an approval that stands does.
 *
 * @example pauseOf(facts) // 'mode auto is paused: ada released hold 1 at …'
 */
export function pauseOf(facts: Facts): string | undefined {
  const { policy, autoPaused } = facts.control;
  if (policy.mode !== 'auto' || autoPaused === undefined) return undefined;
  const isApproved = judgeApprovals(facts, knownTail(facts)).standing.length > 0;
  return isApproved ? undefined : `mode auto is paused: ${autoPaused.reason}`;
}

const NOBODY = "waiting for an operator's approval: POST cutover";

/** Why the attempt in the control row leaves no room; an intended one may go on, but only for what it was made for. */
function attemptInTheWay(control: ControlRow, tail: TailReference): string | undefined {
  const { attempt } = control;
  if (attempt === undefined) return undefined;
  switch (attempt.state) {
    case 'withdrawn':
    case 'refused':
    case 'notReceived':
      return undefined;
    case 'intended':
      return isSameTail(attempt.tail, tail) && isSameOperation(attempt.operationId, control.operationId)
        ? undefined
        : `attempt ${attempt.number} was made for ${tailText(attempt.tail)} of operation ${attempt.operationId}`;
    default:
      return `attempt ${attempt.number} is ${attempt.state}`;
  }
}

/** Why another attempt on this tail is an operator's matter, and since when. */
interface Objection {
  readonly reason: string;
  readonly since: string | undefined;
}

/**
 * The newest objection that earlier attempts raise; undefined when they raise none. Lost requests and refusals count on
 * their own tail; one that an operator settled may still be taken up, whatever the next one would be for.
 */
function objectionTo(control: ControlRow, tail: TailReference): Objection | undefined {
  const attempts = control.attempt ? [...control.earlierAttempts, control.attempt] : control.earlierAttempts;
  let lost = 0;
  let newest: Objection | undefined;
  for (const attempt of attempts) {
    if (attempt.tail.setKey !== tail.setKey && attempt.settledBy === undefined) continue;
    if (attempt.state === 'notReceived') lost += 1;
    const reason = reasonOf(attempt, lost);
    if (reason !== undefined) newest = { reason, since: attempt.settledAt };
  }
  return newest;
}

function reasonOf(attempt: Attempt, lost: number): string | undefined {
  if (needsOperator(attempt))
    return `the service refused attempt ${attempt.number}: ${attempt.code ?? ''} ${attempt.reason ?? ''}`.trim();
  if (attempt.settledBy !== undefined)
    return `${attempt.settledBy} settled attempt ${attempt.number} by hand (${attempt.reason ?? attempt.state}); another attempt needs an approval given after that`;
  if (attempt.state === 'notReceived' && lost > LOST_WITHOUT_AN_OPERATOR)
    return `${lost} requests were lost; an operator decides about another one`;
  return undefined;
}

function isNewer(approval: Approval, objection: Objection): boolean {
  return objection.since !== undefined && secondsBetween(objection.since, approval.at) > 0;
}

/** True for an attempt that was refused for a reason that asking again does not remove. */
export function needsOperator(attempt: Attempt): boolean {
  return attempt.state === 'refused' && !isBusyCode(attempt.code ?? '');
}
