/** Making a group of registered migrations. */
import {
  type Group,
  type GroupMember,
  type GroupPlan,
  type PlannedMember,
  isSamePlan,
  planProblem,
} from '../../core/group/group';
import type { EngineKind } from '../../core/engine/engine-status';
import { canonicalResourceId } from '../../core/engine/resource-id';
import type { ControlRow } from '../../core/migration/control';
import { isOffline } from '../../core/migration/offline';
import type { PolicyMode } from '../../core/migration/policy';
import { targetName } from '../../core/migration/target-name';
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

/** A member as a dry run shows it. */
export interface PossibleMember extends PlannedMember {
  /** `<instance>/<database>`. */
  readonly target: string;
  readonly engine: EngineKind;
  /** Who cuts it over, by its own policy. */
  readonly mode: PolicyMode;
}

/** What became of it. */
export type MakeOutcome =
  | { readonly kind: 'made' }
  /** The same was made before; what a crash left is finished. */
  | { readonly kind: 'same' }
  /** With `dryRun`: it could be made, of these. */
  | { readonly kind: 'possible'; readonly members: readonly PossibleMember[] }
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
  const found = looked.flatMap((one) => ('message' in one ? [] : [one]));
  if (dryRun) return { kind: 'possible', members: found.map(({ possible }) => possible) };
  const members = found.map(({ member }) => member);
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
): Promise<MemberRefusal | { readonly member: GroupMember; readonly possible: PossibleMember }> {
  const { id } = member;
  const registration = mayBeNamed(id) ? await ledger.registration(id) : undefined;
  const control = registration && (await ledger.control(id))?.value;
  const field = `members.${place}.id`;
  if (registration === undefined || control === undefined)
    return { field, message: `${id} is not registered` };
  const objection = objectionTo(control, groupId);
  if (objection !== undefined) return { field, message: `${id} ${objection}` };
  const { target, engine } = registration;
  return {
    member: { ...member, instance: canonicalResourceId(target.managedInstanceId) },
    possible: { ...member, target: targetName(target), engine, mode: control.policy.mode },
  };
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
