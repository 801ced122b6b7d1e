/** What a verb that approves answers. */
import type { ControlRow } from '../core/migration/control';
import { approvalsAt, requiredApprovals } from '../core/readiness/approvals';

/** The approval that was just given, and how many there are of those that are asked for. */
export function lastApproval({ approvals = [], policy }: ControlRow): Readonly<Record<string, unknown>> {
  const { by: approvedBy, at = '', expiresAt } = approvals.at(-1) ?? {};
  const given = approvalsAt(approvals, at);
  return { approvedBy, expiresAt, given, required: requiredApprovals(policy) };
}
