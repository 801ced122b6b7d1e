/** From when until when the approvals that stand allow a cutover: the one place where a clock looks at approvals. */
import type { Facts } from '../facts/facts';
import { allowsNewAttempt } from '../cutover/attempt';
import { judgeApproval } from '../readiness/approval';
import { approvalContext } from '../readiness/cutover-approval';

/** ISO 8601 UTC. */
export interface ApprovalTerm {
  readonly from: string;
  readonly until: string;
}

/** The term; undefined while nothing stands that is still to be used. */
export function approvalTerm(facts: Facts): ApprovalTerm | undefined {
  const { approval } = facts.control;
  if (approval === undefined || !allowsNewAttempt(facts.control)) return undefined;
  return judgeApproval(approval, approvalContext(facts)).state === 'granted'
    ? { from: approval.at, until: approval.expiresAt }
    : undefined;
}
