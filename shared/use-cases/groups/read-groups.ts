/** Groups as the API shows them, to whom they concern. */
import { type Caller, atPlace, placeOf } from '../../core/access/reach';
import { type Role, hasRole } from '../../core/access/roles';
import type { Group } from '../../core/group/group';
import {
  type GroupSummary,
  type GroupView,
  compareGroups,
  toGroupSummary,
  toGroupView,
} from '../../core/group/group-view';
import { isToBeSent } from '../../core/group/member';
import { type MemberConditions, memberConditions } from '../../core/group/member-conditions';
import type { ControlRow } from '../../core/migration/control';
import type { Registration } from '../../core/migration/registration';
import { type WindowState, judgeWindow } from '../../core/sending/cutover-window';
import type { CutoverWindow } from '../../core/sending/window';
import { readySince } from '../../core/watch/watch-state';
import type { Ledger } from '../../ports/ledger';
import { readWatchState } from '../assess/watch-state-store';
import { nowIso } from '../capabilities';
import { inParallel } from '../in-parallel';
import type { GroupCaps } from './advance-group';
import { MEMBERS_AT_ONCE, type ReadMember, readMembers, summariesOf } from './read-members';

/** Registrations that are read each by itself; with more, the register is read whole. */
const READ_ONE_BY_ONE = 16;

/** The board of a group; undefined when there is none. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function readGroup(caps: GroupCaps, id: string): Promise<GroupView | undefined> {
  const stored = await caps.ledger.group(id);
  if (stored === undefined) return undefined;
  const members = await readMembers(caps, stored.value, { unreadable: 'leftOut' });
  const at = nowIso(caps.clock);
  const windows = new SharedWindows(at);
  const registrations = await registrationsOf(
    caps.ledger,
    members.filter(({ facts }) => isToBeSent(facts)),
  );
  const shown = await inParallel(members, MEMBERS_AT_ONCE, async ({ id, facts, control }) => {
    const registration = registrations.get(id);
    const conditions = control && registration && (await conditionsOf(caps, control, registration, windows));
    return { facts, ...(control && { control }), conditions };
  });
  return toGroupView(stored.value, shown, at);
}

/** Those of members that may still be sent. The register is one partition: all of it costs less than many of its rows one by one. */
async function registrationsOf(
  ledger: Pick<Ledger, 'registrations' | 'registration'>,
  members: readonly Pick<ReadMember, 'id'>[],
): Promise<ReadonlyMap<string, Registration>> {
  const ids = new Set(members.map(({ id }) => id));
  const found = new Map<string, Registration>();
  if (ids.size > READ_ONE_BY_ONE) {
    for await (const registration of ledger.registrations())
      if (ids.has(registration.id)) found.set(registration.id, registration);
    return found;
  }
  for (const registration of await inParallel([...ids], MEMBERS_AT_ONCE, (id) => ledger.registration(id)))
    if (registration !== undefined) found.set(registration.id, registration);
  return found;
}

async function conditionsOf(
  { ledger }: GroupCaps,
  control: ControlRow,
  registration: Registration,
  windows: SharedWindows,
): Promise<MemberConditions> {
  const { state } = await readWatchState(ledger, registration.id);
  const readyTail = state.ready ? state.readyTail : undefined;
  const window = windows.of(control.policy.window);
  const readyAt = readySince(state);
  return memberConditions({ control, registration, readyTail, readyAt, window }, windows.at);
}

/** Members mostly share a window: it is judged once. */
class SharedWindows {
  private readonly judged = new Map<string, WindowState>();

  constructor(readonly at: string) {}

  of(window: CutoverWindow | undefined): WindowState | undefined {
    if (window === undefined) return undefined;
    const key = JSON.stringify(window);
    const state = this.judged.get(key) ?? judgeWindow(window, this.at);
    this.judged.set(key, state);
    return state;
  }
}

/**
 * The groups of which the caller may read every member, the worst first. Members are read of those that have not ended.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function listGroups(
  caps: GroupCaps,
  readable: ReadonlySet<string> | undefined,
): Promise<readonly GroupSummary[]> {
  const groups: Group[] = [];
  for await (const group of caps.ledger.groups()) if (isWithin(group, readable)) groups.push(group);
  const open = groups.filter(({ endedAt }) => endedAt === undefined);
  const summaries = await summariesOf(caps.ledger, open);
  const at = nowIso(caps.clock);
  const windows = new SharedWindows(at);
  const found: GroupSummary[] = [];
  for (const group of groups) {
    const members = open.includes(group)
      ? await readMembers(caps, group, { listed: summaries, unreadable: 'leftOut' })
      : [];
    const listed = members.map(({ facts, control }) => {
      const window = windows.of(control?.policy.window);
      return { facts, ...(window && { window }) };
    });
    found.push(toGroupSummary(group, listed, at));
  }
  return found.sort(compareGroups);
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
