/** Groups as the API shows them, to whom they concern. */
import { type Caller, atPlace, placeOf } from '../../core/access/reach';
import { type Role, hasRole } from '../../core/access/roles';
import type { Group } from '../../core/group/group';
import { type GroupSummary, type GroupView, toGroupSummary, toGroupView } from '../../core/group/group-view';
import type { Ledger } from '../../ports/ledger';
import { nowIso } from '../capabilities';
import type { GroupCaps } from './advance-group';
import { readMembers } from './read-members';

/** The board of a group; undefined when there is none. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function readGroup(caps: GroupCaps, id: string): Promise<GroupView | undefined> {
  const stored = await caps.ledger.group(id);
  if (stored === undefined) return undefined;
  const members = await readMembers(caps, stored.value);
  const shown = members.map(({ facts, control }) => ({
    facts,
    go: facts.hasGo ? control?.group?.go : undefined,
  }));
  return toGroupView(stored.value, shown, nowIso(caps.clock));
}

/** The groups of which the caller may read every member. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function listGroups(
  ledger: Pick<Ledger, 'groups'>,
  readable: ReadonlySet<string> | undefined,
): Promise<readonly GroupSummary[]> {
  const found: GroupSummary[] = [];
  for await (const group of ledger.groups()) if (isWithin(group, readable)) found.push(toGroupSummary(group));
  return found;
}

/** True when all members are among these; undefined stands for all migrations. A member that is deleted keeps its group out of reach. */
export function isWithin(
  { members }: { readonly members: readonly Pick<Group['members'][number], 'id'>[] },
  ids: ReadonlySet<string> | undefined,
): boolean {
  return ids === undefined || members.every(({ id }) => ids.has(id));
}

/**
 * Ids of the migrations at which a caller has one of these roles; undefined: all.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function idsWith(
  ledger: Pick<Ledger, 'registrations'>,
  caller: Caller,
  roles: readonly Role[],
): Promise<ReadonlySet<string> | undefined> {
  if (caller.reach.kind === 'everything') return undefined;
  const ids = new Set<string>();
  for await (const registration of ledger.registrations()) {
    const here = atPlace(caller, placeOf(registration));
    if (roles.some((role) => hasRole(here, role))) ids.add(registration.id);
  }
  return ids;
}
