import { decideGroup } from '../../../shared/core/group/decide-group';
import type { Group, Waiting } from '../../../shared/core/group/group';
import { judgeLateness } from '../../../shared/core/group/lateness';
import { aGroup, aMember } from './samples';

const AT = '2026-03-01T22:00:00.000Z';
const LONG_AGO = '2026-03-01T21:45:00.000Z';
const NOT_YET = '2026-03-01T21:45:01.000Z';
const FUTURE = '2026-03-01T22:00:01.000Z';

describe('who is late', () => {
  test.each<[string, Waiting | undefined, string[], string[], Waiting | undefined, string[]]>([
    ['nobody whom nothing waits for', undefined, [], ['b'], undefined, []],
    ['at first only the time is remembered', undefined, ['b'], ['b'], { since: AT, told: [] }, []],
    ['not before 15 minutes', since(NOT_YET), ['b'], ['b'], since(NOT_YET), []],
    ['after 15 minutes', since(LONG_AGO), ['b'], ['b'], since(LONG_AGO, 'b'), ['b']],
    ['once', since(LONG_AGO, 'b'), ['b'], ['b'], since(LONG_AGO, 'b'), []],
    ['one more, told alone', since(LONG_AGO, 'b'), ['b', 'c'], ['b', 'c'], since(LONG_AGO, 'b', 'c'), ['c']],
    ['again, once it was ready', since(LONG_AGO, 'b'), ['c'], ['c'], since(LONG_AGO, 'c'), ['c']],
    ['not again while nothing waits', since(LONG_AGO, 'b'), [], ['b'], { told: ['b'] }, []],
    ['of which the time begins anew', { told: ['b'] }, ['b'], ['b'], since(AT, 'b'), []],
    ['nothing is remembered of one that is ready', since(LONG_AGO, 'b'), [], [], undefined, []],
    ['a time in the future begins anew', since(FUTURE), ['b'], ['b'], since(AT), []],
  ])('%s', (_name, before, keeping, notReady, waiting, late) => {
    const facts = { before, keeping, notReady: new Set(notReady) };
    expect(judgeLateness(facts, AT)).toEqual({ waiting, late });
  });

  test('the row stays the same object while nothing changes', () => {
    const before = since(LONG_AGO, 'b');
    expect(judgeLateness({ before, keeping: ['b'], notReady: new Set(['b']) }, AT).waiting).toBe(before);
  });
});

function since(time: string, ...told: readonly string[]): Waiting {
  return { since: time, told };
}

describe('whom a group waits for', () => {
  const lateOf = (group: Partial<Group>, ...members: readonly ReturnType<typeof aMember>[]) =>
    decideGroup(aGroup({ stopAfter: 5, waiting: since(LONG_AGO), ...group }), members, AT).group.waiting
      ?.told ?? [];
  const [a, b] = aGroup().members;
  const inOrder = { strategy: 'inOrder' as const, members: [a!, { ...b!, after: ['a'] }] };
  const held = { by: 'ada', at: AT, reason: 'x' };
  const dropped = [a!, { ...b!, dropped: held }];

  test.each<[string, Partial<Group>, Parameters<typeof aMember>[1], Parameters<typeof aMember>[1], string[]]>(
    [
      ['together: one that is not ready, while another is', {}, 'waits', 'notReady', ['b']],
      ['together: one that has not joined', {}, 'waits', 'outside', ['b']],
      ['together: nobody while none is ready', {}, 'notReady', 'notReady', []],
      ['one that has failed is not late', {}, 'waits', 'failed', []],
      ['one that is dropped is not late', { members: dropped }, 'waits', 'notReady', []],
      ['each: nobody keeps another one waiting', { strategy: 'each' }, 'goes', 'notReady', []],
      [
        'each: one that is left when all else is done',
        { strategy: 'each', begunAt: AT },
        'confirmed',
        'notReady',
        ['b'],
      ],
      ['each: not one of which the group has not begun', { strategy: 'each' }, 'confirmed', 'notReady', []],
      ['in order: one that a ready one comes after', inOrder, 'notReady', 'waits', ['a']],
      ['in order: not one that comes after', inOrder, 'inFlight', 'notReady', []],
      ['nobody while the group is held', { held }, 'waits', 'notReady', []],
      ['nobody while it is stopped', { stopped: { at: AT, reason: 'x' } }, 'waits', 'notReady', []],
    ],
  )('%s', (_name, group, first, second, late) => {
    expect(lateOf(group, aMember('a', first), aMember('b', second))).toEqual(late);
  });

  test('one that was not read is late, too, and the line says why and since when', () => {
    expect(decideGroup(aGroup({ waiting: since(LONG_AGO) }), [aMember('a')], AT).lines).toEqual([
      {
        event: 'memberLate',
        text: `Late: b (it was not read): the group has waited for it since ${LONG_AGO}`,
        since: LONG_AGO,
      },
    ]);
  });

  test('a go that is given ends the wait', () => {
    const group = aGroup({ waiting: since(LONG_AGO, 'b') });
    expect(decideGroup(group, [aMember('a'), aMember('b')], AT).group.waiting).toBeUndefined();
  });
});
