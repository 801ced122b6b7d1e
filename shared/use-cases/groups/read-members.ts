/** The members of a group as they stand: their control rows, and their rows of the list. */
import type { Group } from '../../core/group/group';
import { type MemberFacts, type MemberReadings, memberFacts } from '../../core/group/member';
import type { MigrationSummary } from '../../core/migration/status-document';
import { type Ledger, LedgerRowError } from '../../ports/ledger';
import { type Capabilities, nowIso } from '../capabilities';
import { inParallel } from '../in-parallel';

/** Members whose rows are read or written side by side. */
export const MEMBERS_AT_ONCE = 8;

/** Rows of the list that the store gives at once. */
const BATCH = 999;

/** A member with what it was judged by. */
export interface ReadMember extends MemberReadings {
  readonly id: string;
  readonly facts: MemberFacts;
}

/**
 * Reads every member. The list is read before the control rows, so no look is newer than the row that it is held against.
 *
 * @param listed what `summariesOf` has read before, where several groups are read
 * @param unreadable what becomes of a member whose row this program cannot read: whoever decides must not leave one out
 * @throws {LedgerRowError} Unless it is left out. @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function readMembers(
  { ledger, clock }: Pick<Capabilities, 'ledger' | 'clock'>,
  group: Group,
  {
    listed,
    unreadable = 'fails',
  }: {
    readonly listed?: ReadonlyMap<string, MigrationSummary>;
    readonly unreadable?: 'fails' | 'leftOut';
  } = {},
): Promise<readonly ReadMember[]> {
  const summaries = listed ?? (await summariesOf(ledger, [group]));
  const at = nowIso(clock);
  const read = await inParallel(group.members, MEMBERS_AT_ONCE, async ({ id }) => {
    try {
      const readings = { control: (await ledger.control(id))?.value, summary: summaries.get(id) };
      return { id, ...readings, facts: memberFacts(group.id, id, readings, at) };
    } catch (error) {
      if (unreadable === 'leftOut' && error instanceof LedgerRowError) return undefined;
      throw error;
    }
  });
  return read.filter((member) => member !== undefined);
}

/** Reads the rows of the list of all members of groups. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function summariesOf(
  ledger: Pick<Ledger, 'summaries'>,
  groups: readonly Pick<Group, 'members'>[],
): Promise<ReadonlyMap<string, MigrationSummary>> {
  const ids = new Set(groups.flatMap(({ members }) => members.map(({ id }) => id)));
  const found = new Map<string, MigrationSummary>();
  if (ids.size === 0) return found;
  let continuation: string | undefined;
  do {
    const page = await ledger.summaries({ top: BATCH, continuation });
    for (const summary of page.items) if (ids.has(summary.id)) found.set(summary.id, summary);
    continuation = page.continuation;
  } while (continuation !== undefined);
  return found;
}
