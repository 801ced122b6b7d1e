/** The approvals of a migration together: how many its policy asks for, whose count, and who is missing. */
import type { Facts } from '../facts/facts';
import type { Approval, ControlRow, TailReference } from '../migration/control';
import type { Policy } from '../migration/policy';
import type { Registration } from '../migration/registration';
import { targetName } from '../migration/target-name';
import { joinNames } from '../text';
import { hasElapsed } from '../timing';
import { type ApprovalContext, type ApprovalState, isSameOperator, judgeApproval } from './approval';

/** Approvals that a policy may ask for. */
export const MOST_APPROVALS = 10;

/** Operators that a policy may name as approvers. */
export const MOST_APPROVERS = 20;

/** What the approvals of a migration are held against at one moment. */
export type ApprovalFacts = Pick<Facts, 'at' | 'control' | 'newerThanApproved'> & {
  readonly registration: Pick<Registration, 'registeredBy' | 'target'>;
};

/** Whose approval does not count, and why: a clause. */
interface Excluded {
  readonly by: string;
  readonly why: string;
}

/** How many approvals are asked for, and whose count. */
export interface ApprovalRule {
  /** At least 1. */
  readonly required: number;
  /** Those whose approval counts; absent: everybody with the role. */
  readonly approvers?: readonly string[];
  readonly excluded: readonly Excluded[];
}

/** An approval with how it stands. */
export interface JudgedApproval {
  readonly approval: Approval;
  readonly judged: ApprovalState;
}

/** The approvals as they stand at one moment. */
export interface ApprovalsNow {
  readonly rule: ApprovalRule;
  /** Oldest first. */
  readonly given: readonly JudgedApproval[];
  /** Those that count: they hold, and nobody else gave two of them. */
  readonly standing: readonly Approval[];
}

/**
 * The rule of a policy: in mode `approve` as many different operators as it says, none of whom registered the migration or
 * named the tail that it cuts over at; in any other mode one operator, whoever it is.
 *
 * @example approvalRule(control, registration).required // 2
 */
export function approvalRule(
  { policy, namedTail }: Pick<ControlRow, 'policy' | 'namedTail'>,
  { registeredBy }: Pick<Registration, 'registeredBy'>,
): ApprovalRule {
  const required = requiredApprovals(policy);
  if (policy.mode !== 'approve') return { required, excluded: [] };
  const approvers = policy.approvals?.approvers;
  return {
    required,
    ...(approvers && { approvers }),
    excluded: excludedBy(registeredBy, namedTail?.by),
  };
}

/** How many operators have to approve, never less than one. @example requiredApprovals({ mode: 'manual' }) // 1 */
export function requiredApprovals({ mode, approvals }: Pick<Policy, 'mode' | 'approvals'>): number {
  const required = mode === 'approve' ? (approvals?.required ?? 1) : 1;
  return required >= 1 ? required : 1;
}

function excludedBy(registrant: string, namer: string | undefined): readonly Excluded[] {
  if (namer !== undefined && isSameOperator(registrant, namer))
    return [{ by: registrant, why: 'registered the migration and named its tail' }];
  const ofNamer = namer === undefined ? [] : [{ by: namer, why: 'named the tail' }];
  return [{ by: registrant, why: 'registered the migration' }, ...ofNamer];
}

/** Why an operator's approval does not count, a clause; undefined when it does. */
export function whyNotCounted({ approvers, excluded }: ApprovalRule, by: string): string | undefined {
  const exclusion = excluded.find((one) => isSameOperator(one.by, by));
  if (exclusion) return `${by} ${exclusion.why}, and another operator has to approve`;
  if (approvers && !approvers.some((one) => isSameOperator(one, by)))
    return `the policy names ${joinNames(approvers)}, not ${by}`;
  return undefined;
}

/** Judges all approvals of a migration. @param tail absent: not known, and not compared */
export function judgeApprovals(facts: ApprovalFacts, tail?: TailReference): ApprovalsNow {
  const { control, registration } = facts;
  const rule = approvalRule(control, registration);
  const context = contextOf(facts, tail);
  const given = (control.approvals ?? []).map((approval) => ({
    approval,
    judged: judgeByRule(rule, approval, context),
  }));
  const standing = given.flatMap(({ approval, judged }) => (judged.state === 'granted' ? [approval] : []));
  return { rule, given, standing: ofDifferent(standing) };
}

function judgeByRule(rule: ApprovalRule, approval: Approval, context: ApprovalContext): ApprovalState {
  const judged = judgeApproval(approval, context);
  const objection = judged.state === 'granted' ? whyNotCounted(rule, approval.by) : undefined;
  return objection === undefined
    ? judged
    : { state: 'void', reason: `the approval of ${approval.by} does not count: ${objection}` };
}

/** The newest of each operator. */
function ofDifferent(approvals: readonly Approval[]): readonly Approval[] {
  return approvals.filter(
    ({ by }, place) => !approvals.slice(place + 1).some((later) => isSameOperator(later.by, by)),
  );
}

function contextOf(
  { at, control, newerThanApproved, registration }: ApprovalFacts,
  tail: TailReference | undefined,
): ApprovalContext {
  const target = targetName(registration.target);
  return { at, operationId: control.operationId, target, tail, newerFile: newerThanApproved };
}

/** How many of the approvals that were just stored count at that moment: those of a clock that is ahead do not, yet. */
export function approvalsAt(approvals: readonly Pick<Approval, 'at'>[], at: string): number {
  return approvals.filter((one) => hasElapsed(one.at, at, 0)).length;
}

/**
 * When fewer approvals than the rule asks for will stand: the end of the n-th longest.
 *
 * @param standing at least `required` of them
 */
export function standingUntil(
  { required }: Pick<ApprovalRule, 'required'>,
  standing: readonly Approval[],
): string | undefined {
  const ends = standing.map(({ expiresAt }) => expiresAt);
  return ends.sort((one, other) => Date.parse(other) - Date.parse(one))[required - 1];
}

/**
 * How many approvals are there, and who is missing: a clause.
 *
 * @param counted those that count
 * @example missingText(rule, [adas]) // '1 of 2 approvals, by ada; bob or carol is missing'
 */
export function missingText(rule: ApprovalRule, counted: readonly Pick<Approval, 'by'>[]): string {
  const { required, approvers, excluded } = rule;
  const names = counted.map(({ by }) => by);
  const there =
    names.length === 0
      ? `none of ${required} ${approvalsWord(required)}`
      : `${names.length} of ${required} ${approvalsWord(required)}, by ${joinNames(names)}`;
  const isFree = (name: string): boolean =>
    !names.some((one) => isSameOperator(one, name)) && whyNotCounted(rule, name) === undefined;
  const count = required - names.length;
  if (approvers) {
    const free = approvers.filter(isFree);
    const whom = free.length === count ? joinNames(free) : `${count} of ${joinNames(free)}`;
    return free.length < count
      ? `${there}; it cannot be complete, for of the approvers named by the policy only ${free.length === 0 ? 'none' : joinNames(free)} may still approve`
      : `${there}; missing: ${whom}`;
  }
  const others = excluded.map(({ by, why }) => `${by}, who ${why}`);
  const beside = others.length === 0 ? '' : `, other than ${joinNames(others)}`;
  return `${there}; missing: ${count} by ${count === 1 ? 'an operator' : 'operators'} with the role Cutover.Approve${beside}`;
}

function approvalsWord(count: number): string {
  return count === 1 ? 'approval' : 'approvals';
}

/**
 * Why a policy asks for approvals that nobody can give, with what to do; undefined when it does not.
 *
 * @example demandProblem({ ...policy, mode: 'auto', approvals: { required: 2 } }, 'ada') // 'only mode approve asks for approvals: …'
 */
export function demandProblem(
  { mode, approvals }: Pick<Policy, 'mode' | 'approvals'>,
  registeredBy: string,
): string | undefined {
  if (approvals === undefined) return undefined;
  if (mode !== 'approve')
    return `only mode approve asks for approvals, and the mode is ${mode}: set the mode to approve, or approvals to null`;
  const { required, approvers } = approvals;
  if (approvers === undefined) return undefined;
  const twice = approvers.find((name, place) =>
    approvers.slice(place + 1).some((other) => isSameOperator(other, name)),
  );
  if (twice !== undefined) return `${twice} is named twice: name each approver once`;
  const able = approvers.filter((name) => !isSameOperator(name, registeredBy));
  if (able.length >= required) return undefined;
  const why =
    able.length < approvers.length
      ? `, as ${registeredBy} registered the migration and may not approve it`
      : '';
  return `${required} ${approvalsWord(required)} cannot come from ${able.length} approvers${why}: name at least ${required}, or ask for fewer`;
}

/**
 * True for a policy that lets fewer operators, or others, allow the cutover than the one before in mode `approve`.
 *
 * @example loosensApprovals({ ...policy, mode: 'approve' }, { ...policy, mode: 'manual' }) // true
 */
export function loosensApprovals(
  before: Pick<Policy, 'mode' | 'approvals'>,
  after: Pick<Policy, 'mode' | 'approvals'>,
): boolean {
  if (before.mode !== 'approve') return false;
  if (after.mode !== 'approve') return true;
  if (requiredApprovals(after) < requiredApprovals(before)) return true;
  const named = before.approvals?.approvers;
  if (named === undefined) return false;
  const names = after.approvals?.approvers;
  return names === undefined || !names.every((name) => named.some((one) => isSameOperator(one, name)));
}
