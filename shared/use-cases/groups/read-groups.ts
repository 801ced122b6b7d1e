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
import { type WindowState, judgeWindow } from '../../core/sending/cutover-window';
import type { CutoverWindow } from '../../core/sending/window';
import { readySince } from '../../core/watch/watch-state';
import type { Ledger } from '../../ports/ledger';
import { readWatchState } from '../assess/watch-state-store';
import { nowIso } from '../capabilities';
import { inParallel } from '../in-parallel';
import type { GroupCaps } from './advance-group';
import { MEMBERS_AT_ONCE, readMembers, summariesOf } from './read-members';

/** The board of a group; undefined when there is none. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function readGroup(caps: GroupCaps, id: string): Promise<GroupView | undefined> {
  const stored = await caps.ledger.group(id);
  if (stored === undefined) return undefined;
  const members = await readMembers(caps, stored.value);
  const at = nowIso(caps.clock);
  const windows = new SharedWindows(at);
  const shown = await inParallel(members, MEMBERS_AT_ONCE, async ({ facts, control }) => ({
    facts,
    ...(control && { control }),
    conditions:
      control && isToBeSent(facts) ? await conditionsOf(caps, facts.id, control, windows) : undefined,
  }));
  return toGroupView(stored.value, shown, at);
}

async function conditionsOf(
  { ledger }: GroupCaps,
  id: string,
  control: ControlRow,
  windows: SharedWindows,
): Promise<MemberConditions | undefined> {
  const registration = await ledger.registration(id);
  if (registration === undefined) return undefined;
  const { state } = await readWatchState(ledger, id);
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
    const members = open.includes(group) ? await readMembers(caps, group, summaries) : [];
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
