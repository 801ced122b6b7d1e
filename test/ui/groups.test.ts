/** Groups on the page: addresses, filters, what is offered, sent and told, and the timeline as numbers. */
import { createHash } from 'node:crypto';
import { CHECK_DIGITS, approvedList, checkedText } from '../../shared/core/group/approved-list';
import type { GroupView, MemberView } from '../../shared/core/group/group-view';
import { actingOn, lackingOf } from '../../ui/actions/acting';
import { groupChanges } from '../../ui/actions/group-changes';
import { groupOffers } from '../../ui/actions/group-offers';
import type { Offer } from '../../ui/actions/offer';
import { reportOf, trialOf } from '../../ui/actions/report';
import { newsOf } from '../../ui/alerts/news';
import { UNREAD } from '../../ui/api/answer';
import { knownMembers } from '../../ui/groups/known-members';
import { countMembers, selectMembers } from '../../ui/groups/select-members';
import { layOutTimeline, momentsOf } from '../../ui/groups/timeline-layout';
import { lastText, timelineText, trackText } from '../../ui/groups/timeline-text';
import { type ShownMembers, NO_MEMBER_FILTER, hrefOf, parseRoute } from '../../ui/route';
import { aBoardOfGroup, aMemberView, OPERATION } from './support/groups';
import { minutes } from './support/rows';

const board = aBoardOfGroup();
const now = Date.now();

test.each([
  ['#/groups', { view: 'groups' }],
  ['#/groups/wave-1', { view: 'group', id: 'wave-1', filter: NO_MEMBER_FILTER }],
  [
    '#/groups/wave-1?show=notReady&q=db0&as=timeline',
    { view: 'group', id: 'wave-1', filter: { q: 'db0', shown: 'notReady', as: 'timeline' } },
  ],
] as const)('%s is read as it is written', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
  expect(hrefOf(route)).toBe(hash);
});

test.each([
  ['#/groups/Wave_1', 'unknown'],
  ['#/groups/wave-1?show=nothing', 'group'],
])('%s is the view %s', (hash, view) => expect(parseRoute(hash).view).toBe(view));

test.each<[ShownMembers, string, string[]]>([
  ['late', '', ['db11', 'db12']],
  ['unapproved', '', ['db08', 'db09']],
  ['failed', '', ['db07']],
  ['dropped', '', ['db03']],
  ['all', 'WAREHOUSE', ['prod-weu-finance-reporting-warehouse-2019']],
  ['all', 'bob@example', ['db08', 'db09']],
  ['notReady', 'db12', ['db12']],
])('shown are %s, found by "%s"', (shown, q, ids) => {
  expect(selectMembers(board, { shown, q }).map(({ id }) => id)).toEqual(ids);
});

test('sorts without members are not shown', () => {
  const small = { members: [aMemberView('a')], late: [] };
  expect(countMembers(small)).toEqual([
    ['all', 1],
    ['waits', 1],
  ]);
});

test('a member that says the same is the same object', () => {
  const again = { ...board, members: structuredClone(board.members) };
  const changed = {
    ...again,
    members: again.members.map((one) => (one.id === 'db01' ? { ...one, reason: 'new' } : one)),
  };
  const { value } = knownMembers({ value: board, failures: 0 }, { value: changed, failures: 0 });
  const kept = value!.members.filter((member, index) => member === board.members[index]);
  expect(kept).toHaveLength(board.members.length - 1);
});

const offersOf = (change: Partial<GroupView> = {}): readonly Offer[] =>
  groupOffers({ group: { ...board, ...change }, now });

const offer = (key: string, change: Partial<GroupView> = {}): Offer => {
  const found = offersOf(change).find((one) => one.key === key);
  if (found === undefined) throw new Error(`${key} is not offered`);
  return found;
};

const held = { by: 'ada@example.com', at: minutes(-3), reason: 'the application still writes' };

test.each<[string, Partial<GroupView>, string[]]>([
  ['stopped, approvals missing', {}, ['approve', 'release', 'hold', 'drop']],
  ['held', { stopped: undefined, held }, ['approve', 'release', 'drop']],
  ['nothing to approve', { stopped: undefined, members: [aMemberView('a')] }, ['hold', 'drop']],
  ['ended', { standing: 'ended' }, []],
])('what is offered: %s', (_title, change, keys) => {
  expect(offersOf(change).map(({ key }) => key)).toEqual(keys);
});

const seen = (id: string) => {
  const { target, tail } = aMemberView(id);
  return { id, target, tail, operationId: OPERATION };
};

test('the set is approved as it was seen, and tried first', () => {
  const { calls, trial, isTriedAtOnce, facts } = offer('approve');
  const call = { method: 'POST', path: '/api/groups/wave-1/approve', concerns: ['db08', 'db09'] };
  expect(calls({}, 'x')).toEqual([{ ...call, body: { members: [seen('db08'), seen('db09')] } }]);
  expect(trial?.calls({})).toEqual([
    { ...call, body: { members: [seen('db08'), seen('db09')], dryRun: true } },
  ]);
  expect(isTriedAtOnce).toBe(true);
  expect(facts.map(([id, text]) => `${id}: ${text}`)[0]).toBe(
    `db08: mi-prod-weu/Db08 · db08/db08_log_tail.trn · ends at LSN 37000000129600001 · operation ${OPERATION}`,
  );
});

const lacking = (count: number): Partial<GroupView> => ({
  members: Array.from({ length: count }, (_, n) =>
    aMemberView(`db-${String(n).padStart(3, '0')}`, {
      approvals: { required: 1, standing: 0, missing: 'none of 1 approval' },
    }),
  ),
});

test.each([
  [20, [20]],
  [21, [20, 1]],
  [50, [20, 20, 10]],
])('a set of %i is sent in parts, and nobody is left out or asked for twice', (count, sizes) => {
  const parts = offer('approve', lacking(count)).calls({}, undefined);
  expect(parts.map(({ concerns = [] }) => concerns.length)).toEqual(sizes);
  expect(new Set(parts.flatMap(({ concerns = [] }) => concerns)).size).toBe(count);
});

test('what is typed has the check of the command line, and another list has another', () => {
  const checkOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, CHECK_DIGITS);
  const { typed, checked } = offer('approve');
  expect([typed, checkOf(checked!)]).toEqual(['wave-1', checkOf(checkedText(approvedList(board.members)))]);
  expect(checked).not.toBe(offer('approve', lacking(2)).checked);
});

test.each<[string, Record<string, string>, unknown[]]>([
  [
    'a ready one is held first',
    { member: 'db08', before: 'hold', reason: 'late' },
    ['migrations/db08/hold', 'groups/wave-1/drop'],
  ],
  ['unless it is to go on', { member: 'db08', before: 'go', reason: 'late' }, ['groups/wave-1/drop']],
  [
    'what has failed cannot be held',
    { member: 'db07', before: 'hold', reason: 'failed' },
    ['groups/wave-1/drop'],
  ],
])('a member is dropped: %s', (_title, values, paths) => {
  const calls = offer('drop').calls(values, undefined);
  expect(calls.map(({ path }) => path)).toEqual(paths.map((path) => `/api/${String(path)}`));
  expect(calls.at(-1)!.body).toEqual({ member: values.member, reason: values.reason });
});

test.each([
  ['drop', { member: 'db99', reason: 'late' }, '', ['member']],
  ['drop', { member: 'db03', reason: 'late' }, '', ['member']],
  ['drop', { member: ' db12 ', reason: '' }, '', ['reason']],
  ['drop', { member: 'db12', reason: 'late' }, '', []],
  ['release', { reason: 'db07 is out' }, '', ['confirm']],
  ['release', { reason: 'db07 is out' }, 'wave-1', []],
  ['approve', {}, 'wave-2', ['confirm']],
])('%s with %j and "%s" typed lacks %j', (key, values, typed, lacks) => {
  const acting = actingOn(offer(key), { of: 'group', group: board });
  expect(lackingOf({ ...acting, values: { ...acting.values, ...values }, typed })).toEqual(lacks);
});

test('a release tells who may be cut over by it', () => {
  expect(offer('release').consequence).toContain('2 members may get the go at once');
  expect(offer('release', { members: [] }).consequence).toContain('No member waits for the go');
});

test('of members whose part got no answer, or was not sent, nothing is claimed', () => {
  const calls = offer('approve', lacking(50)).calls({}, undefined);
  const first = calls[0]!.concerns!.map((id) => ({ id, outcome: 'approved' }));
  const report = reportOf(
    calls,
    [
      { kind: 'done', body: { members: first } },
      { kind: 'away', detail: 'reset' },
    ],
    'Done.',
  );
  expect(report.kind).toBe('unclear');
  expect(report.lines).toHaveLength(50);
  expect([report.lines[0], report.lines[20], report.lines[49]]).toEqual([
    'db-000: approved',
    'db-020: not known, or not asked for',
    'db-049: not known, or not asked for',
  ]);
});

test('a trial tells each member by name', () => {
  const members = [
    { id: 'db08', outcome: 'possible' },
    { id: 'db09', outcome: 'refused', reason: 'held by eve' },
  ];
  expect(trialOf(offer('approve').trial!.calls({}), [{ kind: 'done', body: { members } }])).toEqual({
    kind: 'refused',
    text: 'Not of every member.',
    lines: ['db08: can be approved', 'db09: refused: held by eve'],
  });
});

const withMember = (id: string, change: Partial<MemberView>): GroupView => ({
  ...board,
  members: board.members.map((one) => (one.id === id ? { ...one, ...change } : one)),
});

test.each<[string, GroupView, string[]]>([
  ['nothing', { ...board, waitsFor: 'other words' }, []],
  [
    'held',
    { ...board, standing: 'held', held },
    ['The group is held, was stopped', 'ada@example.com holds the group: the application still writes'],
  ],
  [
    'a member',
    withMember('db05', { standing: 'inFlight', target: undefined }),
    ['db05: in flight, before: has the go'],
  ],
  [
    'a tail',
    withMember('db08', { tail: { blob: 'new.trn', set: 'x', lastLsn: '38' } }),
    ['The tail of db08 is new.trn to LSN 38, was db08/db08_log_tail.trn to LSN 37000000129600001'],
  ],
  [
    'an approval',
    withMember('db08', { approvals: { required: 2, standing: 2 } }),
    ['db08 has 2 of 2 approvals'],
  ],
])('what has changed meanwhile: %s', (_title, after, lines) => {
  expect(groupChanges(board, after)).toEqual(lines);
});

test.each<[string, GroupView, GroupView, string[]]>([
  ['nothing that anybody waits for', board, { ...board, standing: 'held' }, []],
  ['it has stopped', { ...board, standing: 'going' }, board, ['wave-1: Stopped']],
  ['it has ended', board, { ...board, standing: 'ended' }, ['wave-1: Ended']],
  ['a member is confirmed', board, withMember('db04', { standing: 'confirmed' }), ['db04: Confirmed']],
  ['a member has failed', board, withMember('db05', { standing: 'failed' }), ['db05: Failed']],
  ['another group', { ...board, id: 'wave-2', standing: 'going' }, board, []],
])('what is told to who looks elsewhere: %s', (_title, before, after, told) => {
  const read = (value: GroupView) => ({
    list: UNREAD,
    group: { id: value.id, board: { value, failures: 0 }, journal: UNREAD },
  });
  expect(newsOf(read(before), read(after)).map(({ id, word }) => `${id}: ${word}`)).toEqual(told);
});

test('many changes are cut short, with how many there are', () => {
  const after = { ...board, members: board.members.map((one) => ({ ...one, standing: 'dropped' as const })) };
  const many = { ...board, members: [...board.members, ...lacking(20).members!] };
  const changed = { ...many, members: many.members.map((one) => ({ ...one, standing: 'dropped' as const })) };
  expect(groupChanges(board, after)).toHaveLength(11);
  expect(groupChanges(many, changed)).toHaveLength(13);
  expect(groupChanges(many, changed).at(-1)).toBe('and 19 more changes');
});

describe('the timeline', () => {
  test.each([300, 560, 1200, 2400])(
    'at %i units everything is inside, in the order of time, and the window where it is',
    (width) => {
      const line = layOutTimeline(board.members, { width, now });
      expect(line.tracks.map(({ member }) => member.id)).toEqual(board.members.map(({ id }) => id));
      for (const { marks, waits = [line.left, line.left], runs = [line.left, line.left] } of line.tracks) {
        const xs = marks.map(({ x }) => x);
        expect(xs).toEqual([...xs].sort((a, b) => a - b));
        for (const x of [...xs, ...waits, ...runs]) {
          expect(x).toBeGreaterThanOrEqual(line.left);
          expect(x).toBeLessThanOrEqual(line.right);
        }
      }
      expect(line.ticks.length).toBeGreaterThanOrEqual(2);
      expect(line.bands).toHaveLength(1);
      const [band] = line.bands;
      expect(line.nowX).toBeGreaterThan(band!.x);
      expect(line.nowX).toBeLessThan(band!.x + band!.width);
      const gaps = line.ticks.slice(1).map(({ x }, n) => x - line.ticks[n]!.x);
      expect(Math.min(...gaps)).toBeGreaterThan(50);
    },
  );

  test('what was ready long before stands at the edge, and does not squeeze the night', () => {
    const { tracks, left } = layOutTimeline(board.members, { width: 1200, now });
    const ready = tracks.find(({ member }) => member.id === 'db10')!.marks[0]!;
    expect([ready.kind, ready.isEarlier, ready.x]).toEqual(['ready', true, left]);
  });

  test('a window that is days away is not drawn', () => {
    const opening = { opensAt: minutes(6000), closesAt: minutes(6200), latestStart: minutes(6100) };
    const members = [aMemberView('a', { window: { state: 'closed', opening } })];
    expect(layOutTimeline(members, { width: 1200, now }).bands).toEqual([]);
  });

  test('while time goes on within a step, nothing moves but now', () => {
    const at = Date.parse('2026-03-01T22:09:00.000Z');
    const member = aMemberView('a', {
      window: undefined,
      moments: { readyAt: '2026-03-01T21:50:00.000Z', approvedAt: '2026-03-01T22:00:00.000Z' },
    });
    const [one, other] = [at, at + 15_000].map((moment) =>
      layOutTimeline([member], { width: 1200, now: moment }),
    );
    expect(other!.ticks).toEqual(one!.ticks);
    expect(other!.tracks[0]!.marks).toEqual(one!.tracks[0]!.marks);
    expect(other!.nowX).toBeGreaterThan(one!.nowX!);
  });

  test('the night of a group that has ended stays as it was, days later', () => {
    const at = '2026-03-01T22:0';
    const moments = {
      readyAt: `${at}0:00.000Z`,
      approvedAt: `${at}1:00.000Z`,
      sentAt: `${at}3:00.000Z`,
      settledAt: `${at}8:00.000Z`,
    };
    const members: readonly MemberView[] = [{ id: 'a', standing: 'confirmed', reason: 'confirmed', moments }];
    const days = [1, 5].map((day) => Date.parse(moments.settledAt) + day * 86_400_000);
    const [one, other] = days.map((later) =>
      layOutTimeline(members, { width: 1200, now: later, isEnded: true }),
    );
    expect(other).toEqual(one);
    expect(one!.nowX).toBeUndefined();
    expect(one!.tracks[0]!.marks.at(-1)!.x - one!.tracks[0]!.marks[0]!.x).toBeGreaterThan(300);
  });

  test('only the first ones are drawn, along the axis of all', () => {
    const all = layOutTimeline(board.members, { width: 1200, now });
    const some = layOutTimeline(board.members, { width: 1200, now, drawn: 2 });
    expect(some.tracks).toEqual(all.tracks.slice(0, 2));
  });

  test('a member without moments, and a group of one, are drawn', () => {
    const line = layOutTimeline([aMemberView('a', { moments: {}, window: undefined })], { width: 1200, now });
    expect(line.tracks[0]!.marks).toEqual([]);
    expect(line.ticks.length).toBeGreaterThanOrEqual(2);
  });

  test('each member is told in words, with its last moment', () => {
    const at = Date.parse('2026-03-01T23:00:00.000Z');
    const member: MemberView = {
      ...{ id: 'db01', standing: 'confirmed', reason: 'confirmed' },
      go: { at: '2026-03-01T22:03:00.000Z', lastLsn: '37' },
      moments: {
        ...{ readyAt: '2026-03-01T21:12:00.000Z', approvedAt: '2026-03-01T21:40:00.000Z' },
        ...{ sentAt: '2026-03-01T22:04:10.000Z', settledAt: '2026-03-01T22:11:02.000Z' },
      },
    };
    expect(trackText(member, at, 'UTC')).toBe(
      'db01 · confirmed · ready 21:12:00 · approved 21:40:00 · go given 22:03:00 · sent 22:04:10 · confirmed 22:11:02',
    );
    expect(lastText(member, at, 'UTC')).toBe('confirmed 22:11');
    expect(momentsOf({ ...member, standing: 'failed' }).at(-1)![0]).toBe('failed');
    expect(timelineText([member, aMemberView('a', { window: undefined })], at)).toBe(
      '2 members: 1 waiting for the go, 1 confirmed.',
    );
  });
});
