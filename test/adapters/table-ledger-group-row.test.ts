/** The largest group there can be still fits into its row, with every member dropped: a full row could not even be held. */
import { packRow } from '../../shared/adapters/table-ledger/row-codec';
import {
  type Group,
  keptReason,
  MOST_DEPENDENCIES,
  MOST_MEMBERS,
  planProblem,
} from '../../shared/core/group/group';

const LONGEST_ID = 63;
/** Of a user principal name: 64 characters, @, and 48. */
const LONGEST_NAME = 113;
const PER_MEMBER = MOST_DEPENDENCIES / MOST_MEMBERS;
const at = '2026-12-01T22:00:00.000Z';
/** Resource groups have 90 characters at most, instances 63 (Microsoft Learn, "Naming rules and restrictions for Azure resources"). */
const instance = [
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups',
  'g'.repeat(90),
  'providers/Microsoft.Sql/managedInstances',
  'm'.repeat(LONGEST_ID),
].join('/');

const idOf = (number: number): string => String(number).padStart(LONGEST_ID, 'm');

test('500 members with the longest names, all dropped for long reasons', () => {
  const act = { by: 'n'.repeat(LONGEST_NAME), at, reason: 'r'.repeat(500) };
  const ids = Array.from({ length: MOST_MEMBERS }, (_none, number) => idOf(number));
  const members = ids.map((id, number) => ({
    id,
    instance,
    after: ids.slice(Math.max(0, number - PER_MEMBER), number),
    dropped: { ...act, reason: keptReason(act.reason) },
  }));
  const group: Group = {
    ...{ id: idOf(0), strategy: 'inOrder', limits: { perInstance: 50 }, stopAfter: 1, members },
    ...{ createdBy: act.by, createdAt: at, begunAt: at, endedAt: at, held: act, going: [], returning: [] },
    forgiven: ids,
  };
  expect(planProblem(group)).toBeUndefined();
  expect(() => packRow('change the group', group, 'token')).not.toThrow();
});

test.each([
  ['short', 'its chain is broken', 'its chain is broken'],
  ['long', 'x'.repeat(101), `${'x'.repeat(99)}…`],
])('a %s reason as the row keeps it', (_name, reason, kept) => expect(keptReason(reason)).toBe(kept));
