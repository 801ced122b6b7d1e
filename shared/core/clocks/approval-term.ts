/** From when until when the approvals that stand allow a cutover: the one place where a clock looks at approvals. */
import type { Facts } from '../facts/facts';
import { allowsNewAttempt } from '../cutover/attempt';
import { judgeApprovals, standingUntil } from '../readiness/approvals';
import { knownTail } from '../readiness/cutover-approval';

/** ISO 8601 UTC. */
export interface ApprovalTerm {
  readonly from: string;
  readonly until: string;
}

/**
 * The term of the approval whose end leaves fewer than are needed, or fewer than there are while some are missing; undefined
 * while none stands that is still to be used.
 */
export function approvalTerm(facts: Facts): ApprovalTerm | undefined {
  if (!allowsNewAttempt(facts.control)) return undefined;
  const { rule, standing } = judgeApprovals(facts, knownTail(facts));
  const required = Math.min(rule.required, standing.length);
  const until = standingUntil({ required }, standing);
  const ending = standing.findLast(({ expiresAt }) => expiresAt === until);
  return ending && { from: ending.at, until: ending.expiresAt };
}
