/** An operator's `revoke`: an approval is taken back before the request is sent. */
import { unclearAttempt } from '../../core/cutover/held-attempt';
import type { Approval, ControlRow } from '../../core/migration/control';
import { endApprovals, isSameOperator } from '../../core/readiness/approval';
import type { Capabilities } from '../capabilities';
import type { ControlChange } from '../change-control';
import {
  type ActionOutcome,
  type Operator,
  type Refusal,
  act,
  done,
  entry,
  inTheWay,
  KEEP,
  pauseAuto,
  refuse,
  sentence,
} from '../operator-actions';

/** Whose approvals, and why; `of` absent: everybody's. */
interface Revocation {
  readonly reason: string;
  readonly of?: string | undefined;
}

/**
 * Revokes approvals, anybody's; refused where there is none, and once the request is on its way, unless nobody knows whether
 * it is (`unclearAttempt`).
 */
export function revokeApproval(
  caps: Capabilities,
  operator: Operator,
  what: Revocation,
): Promise<ActionOutcome> {
  return act(caps, operator, (control, at) => revocation(control, operator, at, what));
}

/** True for an approval of this operator that was not revoked yet; undefined stands for everybody. */
export function isRevocable({ by, ended }: Approval, of: string | undefined): boolean {
  return ended?.state !== 'revoked' && (of === undefined || isSameOperator(by, of));
}

/** The change of the control row that `revokeApproval` makes. */
export function revocation(
  control: ControlRow,
  operator: Operator,
  at: string,
  { reason, of }: Revocation,
): ControlChange<Refusal> {
  // As a hold does, it forbids the second attempt that follows a lost request by itself.
  const isUnclear = unclearAttempt(control, at) !== undefined;
  const busy = isUnclear ? undefined : inTheWay(control, 'revoke the approval');
  if (busy !== undefined) return refuse(busy);
  const isMeant = ({ by }: Approval): boolean => of === undefined || isSameOperator(by, of);
  if (!control.approvals?.some(isMeant))
    return refuse(`Cannot revoke the approval: there is none${of === undefined ? '' : ` of ${of}`}`);
  const ended = endApprovals(control, { by: operator.by, at, state: 'revoked' }, reason, isMeant);
  if (ended.reason === undefined) return KEEP;
  const text = sentence(ended.reason);
  const { control: next, note } = pauseAuto(
    ended.control,
    operator,
    at,
    `${operator.by} revoked an approval`,
  );
  return done(next, entry(at, 'approvalEnded', operator, `${text}${note}`));
}
