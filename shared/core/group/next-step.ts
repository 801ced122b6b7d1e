/** What a group as a whole waits for next, and who does it. */
import type { NextStep } from '../migration/status-document';
import { type GroupDecision, namesText } from './decide-group';
import type { MemberStanding } from './member';
import type { MemberConditions } from './member-conditions';

/** As the board shows it. */
export type GroupNextStep = Pick<NextStep, 'who' | 'what'>;

/** What the board shows that it is found from. */
export interface NextFacts {
  readonly decision: Pick<GroupDecision, 'standing' | 'remedy'>;
  readonly members: readonly (Partial<Pick<MemberConditions, 'approvals' | 'window'>> & {
    readonly id: string;
    readonly standing: MemberStanding | 'dropped';
  })[];
  readonly late: readonly string[];
}

/**
 * The next step: what an operator has to do to the group, then to approve what is ready, then to see to what is late; what is left is
 * a matter of time. Undefined once the group has ended.
 *
 * @example nextStepOf({ decision: { standing: 'stopped', remedy: 'release the group' }, members, late }) // { who: 'operator', what: 'release the group' }
 */
export function nextStepOf({ decision, members, late }: NextFacts): GroupNextStep | undefined {
  const { standing, remedy } = decision;
  if (standing === 'ended') return undefined;
  if (remedy !== undefined) return { who: 'operator', what: remedy };
  const failed = idsOf(members, (one) => one.standing === 'failed');
  if (standing === 'waiting' && failed.length > 0)
    return { who: 'operator', what: `look at ${namesText(failed)}, and drop what stays failed` };
  const lacking = idsOf(members, ({ approvals }) => approvals?.missing !== undefined);
  if (lacking.length > 0) return { who: 'operator', what: `approve the set: ${namesText(lacking)}` };
  if (late.length > 0) return { who: 'operator', what: `see to what is late: ${namesText(late)}` };
  const closed = idsOf(members, ({ window }) => window?.state === 'closed');
  if (closed.length > 0) return { who: 'app', what: `waits for the window of ${namesText(closed)}` };
  const flying = idsOf(members, (one) => one.standing === 'inFlight');
  return flying.length > 0
    ? { who: 'service', what: `completes the cutover of ${namesText(flying)}` }
    : { who: 'app', what: 'looks at the members again, gives the go, and sends each request once' };
}

function idsOf<T extends { readonly id: string }>(
  members: readonly T[],
  fits: (member: T) => boolean,
): readonly string[] {
  return members.filter(fits).map(({ id }) => id);
}
