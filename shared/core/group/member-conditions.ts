/** What an approval of a member would be bound to, and what its cutover waits for besides the go. */
import { formatLsn } from '../lsn';
import type { Approval, ControlRow, TailReference } from '../migration/control';
import type { Registration } from '../migration/registration';
import { targetName } from '../migration/target-name';
import { judgeApprovals } from '../readiness/approvals';
import { cutoverApproval, sendsByItself } from '../readiness/cutover-approval';
import { type MemberMoments, momentsBefore } from './member-moments';
import type { WindowState } from '../sending/cutover-window';
import type { Opening } from '../sending/window';

/** The tail that the member's last look found ready; LSN as decimal text. */
export interface SeenTail {
  readonly blob: string;
  /** Key of its backup set. */
  readonly set: string;
  readonly lastLsn: string;
}

/** The approvals of a member that is ready. */
export interface MemberApprovals {
  /** How many operators have to approve. */
  readonly required: number;
  /** How many approvals count now. */
  readonly standing: number;
  /** What is missing, a clause; absent when nothing is. */
  readonly missing?: string;
}

/** The window of a member at one moment. */
export interface MemberWindow {
  readonly state: 'open' | 'closed';
  /** The one that is open, or the next; absent when there is none. */
  readonly opening?: Opening;
}

/** What is known of a member of which something may still come. */
export interface MemberConditions {
  /** `<instance>/<database>`. */
  readonly target: string;
  /** Of the service's operation; absent before it is adopted or created. */
  readonly operationId?: string;
  /** Absent: its last look did not find it ready, so there is nothing to approve yet. */
  readonly tail?: SeenTail;
  /** Absent without a tail, and where the policy alone allows the cutover. */
  readonly approvals?: MemberApprovals;
  /** Absent without a window in the policy. */
  readonly window?: MemberWindow;
  readonly moments: MemberMoments;
}

/** What that is judged by. */
export interface ConditionReadings {
  readonly control: ControlRow;
  readonly registration: Pick<Registration, 'registeredBy' | 'target'>;
  readonly readyTail: TailReference | undefined;
  /** Since when it has been ready; undefined while it is not. */
  readonly readyAt: string | undefined;
  /** How the window of the policy stands. */
  readonly window: WindowState | undefined;
}

/**
 * Tells what a member's approval would be bound to, and what is missing.
 *
 * @param at ISO 8601 UTC
 * @example memberConditions(readings, at).approvals?.missing // '1 of 2 approvals, by ada; missing: bob'
 */
export function memberConditions(readings: ConditionReadings, at: string): MemberConditions {
  const { control, registration, readyTail, readyAt, window } = readings;
  const { operationId } = control;
  const asked = readyTail && !sendsByItself(control) ? judgedOf(readings, readyTail, at) : undefined;
  return {
    target: targetName(registration.target),
    ...(operationId !== undefined && { operationId }),
    ...(readyTail && { tail: seenTail(readyTail) }),
    ...(asked && { approvals: asked.approvals }),
    ...(window && { window: windowOf(window) }),
    moments: momentsBefore(readyAt, asked?.approvals.required ?? 1, asked?.standing ?? []),
  };
}

/** A tail as the list of an approval has it. */
export function seenTail({ blob, setKey, lastLsn }: TailReference): SeenTail {
  return { blob, set: setKey, lastLsn: formatLsn(lastLsn) };
}

/** Missing is what the sender would say, so that board and sender never differ. */
function judgedOf(
  { control, registration }: ConditionReadings,
  tail: TailReference,
  at: string,
): { readonly approvals: MemberApprovals; readonly standing: readonly Approval[] } {
  const facts = { at, control, registration };
  const { rule, standing } = judgeApprovals(facts, tail);
  const allowed = cutoverApproval(facts, tail);
  const isMissing = allowed.kind === 'pending' || allowed.kind === 'expired';
  const approvals = {
    ...{ required: rule.required, standing: standing.length },
    ...(isMissing && { missing: allowed.reason }),
  };
  return { approvals, standing };
}

/** The window of a member as documents show it. */
export function windowOf(state: WindowState): MemberWindow {
  if (state.kind === 'closed')
    return { state: 'closed', ...(state.next !== undefined && { opening: state.next }) };
  const { opensAt, closesAt, latestStart } = state;
  return { state: 'open', opening: { opensAt, closesAt, latestStart } };
}
