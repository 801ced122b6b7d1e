/** Making a group of registered migrations. */
import {
  type Group,
  type GroupMember,
  type GroupPlan,
  isSamePlan,
  planProblem,
} from '../../core/group/group';
import { canonicalResourceId } from '../../core/engine/resource-id';
import type { ControlRow } from '../../core/migration/control';
import { isOffline } from '../../core/migration/offline';
import type { Ledger } from '../../ports/ledger';
import { nowIso } from '../capabilities';
import { decidedAttempt } from '../operator-actions';
import { type GroupCaps, advanceGroup, groupLine } from './advance-group';
import { inParallel } from '../in-parallel';
import { MEMBERS_AT_ONCE } from './read-members';

/** A member that cannot be one, and why: a clause. */
export interface MemberRefusal {
  readonly field: string;
  readonly message: string;
}

/** What became of it. */
export type MakeOutcome =
  | { readonly kind: 'made' }
  /** The same was made before; what a crash left is finished. */
  | { readonly kind: 'same' }
  /** With `dryRun`: it could be made. */
  | { readonly kind: 'possible' }
  /** Another group has this id. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly problems: readonly MemberRefusal[] };

/**
 * Makes a group. Its row is written first, then its members join one by one, which a repeat of the same plan, or the group's own
 * orchestration, finishes after a crash. Until a member has joined, nothing of it has changed.
 *
 * @param mayBeNamed false for a migration that this caller must not act on, or learn of
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function makeGroup(
  caps: GroupCaps,
  plan: GroupPlan,
  by: string,
  { dryRun, mayBeNamed }: { readonly dryRun: boolean; readonly mayBeNamed: (id: string) => boolean },
): Promise<MakeOutcome> {
  const { ledger, clock } = caps;
  const problem = planProblem(plan);
  if (problem !== undefined) return { kind: 'refused', problems: [problem] };
  const known = await ledger.group(plan.id);
  if (known !== undefined) {
    if (!isSamePlan(known.value, plan)) return { kind: 'taken' };
    if (!dryRun) await advanceGroup(caps, plan.id);
    return { kind: 'same' };
  }
  const looked = await inParallel([...plan.members.entries()], MEMBERS_AT_ONCE, async ([place, member]) =>
    lookAt(ledger, plan, mayBeNamed, { place, member }),
  );
  const problems = looked.flatMap((one) => ('message' in one ? [one] : []));
  if (problems.length > 0) return { kind: 'refused', problems };
  if (dryRun) return { kind: 'possible' };
  const members = looked.flatMap((one) => ('message' in one ? [] : [one]));
  const at = nowIso(clock);
  const group: Group = { ...plan, members, createdBy: by, createdAt: at, going: [], returning: [] };
  const text = `Group ${plan.id} made of ${members.length} migrations, strategy ${plan.strategy}`;
  const outcome = await ledger.changeGroup(undefined, group, [
    groupLine(plan.id, { at, by }, { event: 'groupMade', text }),
  ]);
  if (outcome.kind === 'conflict') {
    const other = await ledger.group(plan.id);
    if (other === undefined || !isSamePlan(other.value, plan)) return { kind: 'taken' };
  }
  await advanceGroup(caps, plan.id);
  return { kind: outcome.kind === 'changed' ? 'made' : 'same' };
}

async function lookAt(
  ledger: Ledger,
  { id: groupId }: GroupPlan,
  mayBeNamed: (id: string) => boolean,
  { place, member }: { readonly place: number; readonly member: GroupPlan['members'][number] },
): Promise<GroupMember | MemberRefusal> {
  const { id } = member;
  const registration = mayBeNamed(id) ? await ledger.registration(id) : undefined;
  const control = registration && (await ledger.control(id))?.value;
  const field = `members.${place}.id`;
  if (registration === undefined || control === undefined)
    return { field, message: `${id} is not registered` };
  const objection = objectionTo(control, groupId);
  return objection === undefined
    ? { ...member, instance: canonicalResourceId(registration.target.managedInstanceId) }
    : { field, message: `${id} ${objection}` };
}

function objectionTo(control: ControlRow, groupId: string): string | undefined {
  if (control.ended !== undefined) return `has ended (${control.ended.phase})`;
  if (isOffline(control)) return 'is offline: the service cuts over by itself, and waits for no group';
  const attempt = decidedAttempt(control);
  if (attempt !== undefined) return `is being cut over: attempt ${attempt.number} is ${attempt.state}`;
  return control.group === undefined || control.group.id === groupId
    ? undefined
    : `is a member of group ${control.group.id}: drop it there first`;
}
