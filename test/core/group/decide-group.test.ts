import { decideGroup, waitReasons } from '../../../shared/core/group/decide-group';
import type { Group } from '../../../shared/core/group/group';
import { aGroup, aMember, NOW } from './samples';

const decide = (group: Partial<Group>, ...members: readonly ReturnType<typeof aMember>[]) =>
  decideGroup(aGroup(group), members, NOW);

describe('together', () => {
  test.each([
    ['nobody goes while one is not ready', [aMember('a'), aMember('b', 'notReady')], []],
    ['nobody goes while one has not joined', [aMember('a'), aMember('b', 'outside')], []],
    ['nobody goes while one was not read', [aMember('a')], []],
    ['nobody goes while one has failed', [aMember('a'), aMember('b', 'failed')], []],
    ['all go once all are ready', [aMember('a'), aMember('b')], ['a', 'b']],
    ['one that is done already keeps nobody waiting', [aMember('a'), aMember('b', 'confirmed')], ['a']],
  ])('%s', (_name, members, going) => {
    expect(decide({ stopAfter: 5 }, ...members).group.going).toEqual(going);
  });

  test('who keeps the others waiting is named', () => {
    expect(decide({}, aMember('a'), aMember('b', 'notReady')).waitsFor).toBe(
      'b (b is notReady): the others wait for it',
    );
  });

  test('one that is dropped keeps nobody waiting', () => {
    const members = aGroup().members.map((one) =>
      one.id === 'b' ? { ...one, dropped: { by: 'ada', at: NOW, reason: 'broken chain' } } : one,
    );
    expect(decide({ members }, aMember('a'), aMember('b', 'notReady')).group.going).toEqual(['a']);
  });

  test('once begun, the others go as they are ready', () => {
    const begun = { begunAt: NOW };
    expect(decide(begun, aMember('a'), aMember('b', 'notReady')).group.going).toEqual(['a']);
  });

  test('the beginning is remembered', () => {
    const { group, lines } = decide({}, aMember('a'), aMember('b'));
    expect([group.begunAt, lines]).toEqual([NOW, [{ event: 'groupGo', text: 'The go for a and b' }]]);
  });
});

test('each goes as it is ready', () => {
  expect(decide({ strategy: 'each' }, aMember('a', 'notReady'), aMember('b')).group.going).toEqual(['b']);
});

describe('inOrder', () => {
  const members = [aGroup().members[0]!, { ...aGroup().members[1]!, after: ['a'] }];
  test.each([
    ['waits', ['a']],
    ['goes', []],
    ['inFlight', []],
    ['failed', []],
    ['confirmed', ['b']],
  ] as const)('while the first is %s', (standing, going) => {
    const given = decide(
      { strategy: 'inOrder', members, stopAfter: 5 },
      aMember('a', standing),
      aMember('b'),
    );
    expect(given.group.going.filter((id) => id !== 'a' || standing === 'waits')).toEqual(going);
  });

  test('what comes after one that was dropped waits until it is dropped, too', () => {
    const dropped = { by: 'ada', at: NOW, reason: 'x' };
    const after = [{ ...members[0]!, dropped }, members[1]!];
    const decision = decide({ strategy: 'inOrder', members: after }, aMember('a', 'confirmed'), aMember('b'));
    expect([decision.group.going, decision.waitsFor]).toEqual([
      [],
      'drop b: it comes after a, which is dropped',
    ]);
  });
});

describe('limits', () => {
  const other = '/subscriptions/s1/resourcegroups/rg/providers/microsoft.sql/managedinstances/other';
  const three = [...aGroup().members, { id: 'c', instance: other }];
  test.each([
    ['an instance', { perInstance: 1 }, ['a', 'c']],
    ['a subscription', { perSubscription: 2 }, ['a', 'b']],
    ['nothing', {}, ['a', 'b', 'c']],
  ])('of %s', (_name, limits, going) => {
    const decision = decide(
      { strategy: 'each', members: three, limits },
      aMember('a'),
      aMember('b'),
      aMember('c'),
    );
    expect(decision.group.going).toEqual(going);
  });

  test.each([
    ['whose request is on its way', aMember('a', 'inFlight'), {}],
    ['that was given a place', aMember('a'), { going: ['a'] }],
    ['whose go is being taken back', aMember('a', 'notReady'), { returning: ['a'] }],
    ['that has a go nobody decided on', aMember('a', 'goes', true), {}],
  ])('one %s takes a place', (_name, member, row) => {
    const { group } = decide({ strategy: 'each', limits: { perInstance: 1 }, ...row }, member, aMember('b'));
    expect(group.going).not.toContain('b');
  });

  test.each(['confirmed', 'failed'] as const)('a %s one gives its place up', (standing) => {
    const row = { strategy: 'each', limits: { perInstance: 1 }, going: ['a'], stopAfter: 2 } as const;
    expect(decide(row, aMember('a', standing), aMember('b')).group.going).toEqual(['b']);
  });
});

describe('a go is taken back', () => {
  test.each([
    ['from one that is no longer ready', {}, aMember('a', 'notReady', true)],
    ['from one whose tail has changed', {}, aMember('a', 'waits', true)],
    [
      'from all while the group is held',
      { held: { by: 'ada', at: NOW, reason: 'x' } },
      aMember('a', 'goes', true),
    ],
    [
      'from all while the group is stopped',
      { stopped: { at: NOW, reason: 'x' } },
      aMember('a', 'goes', true),
    ],
  ])('%s', (_name, row, member) => {
    const { group } = decide({ strategy: 'each', going: ['a'], ...row }, member, aMember('b', 'notReady'));
    expect([group.going, group.returning]).toEqual([[], ['a']]);
  });

  test('from one that nobody gave it to', () => {
    const { group } = decide({ strategy: 'each' }, aMember('a', 'goes', true), aMember('b', 'notReady'));
    expect(group.returning).toEqual(['a']);
  });

  test('from one that is dropped', () => {
    const [a, b] = aGroup().members;
    const members = [{ ...a!, dropped: { by: 'ada', at: NOW, reason: 'x' } }, b!];
    const { group } = decide({ members, going: ['a'] }, aMember('a', 'goes', true), aMember('b', 'notReady'));
    expect([group.going, group.returning]).toEqual([[], ['a']]);
  });

  test('never while the request is on its way', () => {
    const held = { by: 'ada', at: NOW, reason: 'x' };
    const { group } = decide({ going: ['a'], held }, aMember('a', 'inFlight', true), aMember('b'));
    expect(group.going).toEqual(['a']);
  });
});

describe('the stop rule', () => {
  const failed = [aMember('a', 'failed'), aMember('b')] as const;
  test('so many failures hold the rest, and are journaled', () => {
    const { group, standing, lines } = decide({ strategy: 'each' }, ...failed);
    expect([group.going, standing]).toEqual([[], 'stopped']);
    expect(lines).toEqual([
      { event: 'groupStopped', text: 'Stopped: a failed (a is failed), and the group stops after 1' },
    ]);
  });

  test('fewer do not', () => {
    expect(decide({ strategy: 'each', stopAfter: 2 }, ...failed).group.going).toEqual(['b']);
  });

  test('those that a release has seen do not', () => {
    expect(decide({ strategy: 'each', forgiven: ['a'] }, ...failed).group.going).toEqual(['b']);
  });
});

describe('what the group needs is said by its state', () => {
  const STOPPED = { stopped: { at: NOW, reason: 'a failed (x), and the group stops after 1' } };
  const HELD = { held: { by: 'ada', at: NOW, reason: 'x' } };
  const DROPPED = { dropped: { by: 'ada', at: NOW, reason: 'x' } };
  const [a, b] = aGroup().members;
  const c = { ...a!, id: 'c' };
  const inOrder = {
    strategy: 'inOrder',
    members: [a!, { ...b!, after: ['a'] }, { ...c, after: ['b'] }],
  } as const;
  const failed = aMember('a', 'failed', false, true);
  const refused = aMember('a', 'failed');
  const late = aMember('b', 'notReady');
  test.each<[string, Partial<Group>, ReturnType<typeof aMember>[], string]>([
    [
      'together, before it began',
      STOPPED,
      [failed, late],
      '(x), and the group stops after 1; drop a, and release the group',
    ],
    [
      'together, what failed is dropped',
      { ...STOPPED, members: [{ ...a!, ...DROPPED }, b!] },
      [failed, late],
      '(x), and the group stops after 1; release the group',
    ],
    ['together, once begun', { ...STOPPED, begunAt: NOW }, [failed, late], 'after 1; release the group'],
    [
      'together, released without a drop',
      { forgiven: ['a'] },
      [failed, late],
      'a (a is failed: drop it); b (b is notReady)',
    ],
    [
      'together, released, and refused',
      { forgiven: ['a'] },
      [refused, aMember('b')],
      'a (a is failed: drop it, or approve it again): the others wait for it',
    ],
    [
      'together, held and failed',
      { ...HELD, forgiven: ['a'] },
      [failed, late],
      'x; drop a, and release the group once its reason is gone',
    ],
    ['each', { ...STOPPED, strategy: 'each' }, [failed, late], 'after 1; release the group'],
    [
      'in order',
      { ...STOPPED, ...inOrder },
      [failed, aMember('b'), aMember('c')],
      'after 1; release the group; drop b and c: they come after a, which failed',
    ],
    [
      'in order, what failed and what comes after it is dropped',
      {
        ...STOPPED,
        strategy: 'inOrder',
        members: [{ ...a!, ...DROPPED }, { ...b!, after: ['a'], ...DROPPED }, c],
      },
      [failed, aMember('b'), aMember('c')],
      'after 1; release the group',
    ],
    [
      'in order, released',
      { ...inOrder, forgiven: ['a'] },
      [failed, aMember('b', 'notReady'), aMember('c')],
      'b (b is notReady); drop b and c: they come after a, which failed',
    ],
    [
      'in order, released, all ready',
      { ...inOrder, forgiven: ['a'] },
      [failed, aMember('b'), aMember('c')],
      'drop b and c: they come after a, which failed',
    ],
    [
      'in order, nothing failed',
      { ...inOrder, going: ['a'] },
      [aMember('a', 'inFlight'), aMember('b'), aMember('c')],
      'the cutover of a',
    ],
  ])('%s', (_name, row, members, said) => {
    const { waitsFor } = decide(row, ...members);
    expect(waitsFor.slice(-said.length)).toBe(said);
  });

  test('equal reasons are said once', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const members = ids.map((id) => ({ ...a!, id }));
    const facts = ids.map((id) => ({ ...aMember(id, 'notReady'), reason: id === 'g' ? 'other' : 'same' }));
    expect(decide({ members }, ...facts).waitsFor).toBe('a, b, c, d, e and 1 more (same); g (other)');
  });
});

describe('what one that is ready waits for', () => {
  const [a, b] = aGroup().members;
  const inOrder = [a!, { ...b!, after: ['a'] }];
  const OTHER_INSTANCE = a!.instance.replace(/mi$/, 'other');
  test.each<[string, Partial<Group>, ReturnType<typeof aMember>, string | undefined]>([
    ['in order', { strategy: 'inOrder', members: inOrder }, aMember('a', 'inFlight'), 'after a'],
    ['together', {}, aMember('a', 'notReady'), 'for a'],
    ['together, once begun', { begunAt: NOW }, aMember('a', 'notReady'), undefined],
    ['held', { held: { by: 'ada', at: NOW, reason: 'x' } }, aMember('a', 'notReady'), 'the group is held'],
    ['stopped', { stopped: { at: NOW, reason: 'x' } }, aMember('a', 'failed'), 'the group is stopped'],
    [
      'a full instance',
      { strategy: 'each', limits: { perInstance: 1 } },
      aMember('a', 'inFlight'),
      'the limit of 1 on its instance is full',
    ],
    [
      'a full subscription',
      {
        ...{ strategy: 'each', limits: { perInstance: 1, perSubscription: 1 } },
        members: [{ ...a!, instance: OTHER_INSTANCE }, b!],
      },
      aMember('a', 'inFlight'),
      'the limit of 1 in its subscription is full',
    ],
    [
      'a place that it was given',
      { strategy: 'each', limits: { perInstance: 1 }, going: ['b'] },
      aMember('a', 'notReady'),
      'the next step of the group gives it',
    ],
  ])('%s', (_name, row, first, said) => {
    expect(waitReasons(aGroup(row), [first, aMember('b')]).get('b')).toBe(said);
  });
});

test('a group ends with its last open member', () => {
  const over = [aMember('a', 'confirmed', false, true), aMember('b', 'failed', false, true)];
  const { group, standing, lines } = decide({}, ...over);
  expect([group.endedAt, standing, lines]).toEqual([
    NOW,
    'ended',
    [{ event: 'groupEnded', text: 'Ended: 1 failed, 1 confirmed' }],
  ]);
});

test('a dropped one is counted as dropped at the end, whatever became of it', () => {
  const [a, b] = aGroup().members;
  const members = [a!, { ...b!, dropped: { by: 'ada', at: NOW, reason: 'x' } }];
  const over = [aMember('a', 'confirmed', false, true), aMember('b', 'failed', false, true)];
  expect(decide({ members }, ...over).lines).toEqual([
    { event: 'groupEnded', text: 'Ended: 1 confirmed, 1 dropped', proven: true },
  ]);
});

test.each([
  [
    'all are confirmed',
    {},
    [aMember('a', 'confirmed', false, true), aMember('b', 'confirmed', false, true)],
    true,
  ],
  [
    'one failed',
    {},
    [aMember('a', 'confirmed', false, true), aMember('b', 'failed', false, true)],
    undefined,
  ],
])('an end of which %s', (_, change, members, proven) => {
  expect(decide(change, ...members).lines[0]?.proven).toBe(proven);
});

test('nothing is written where nothing changes', () => {
  const group = aGroup({ waiting: { since: NOW, told: [] } });
  expect(decideGroup(group, [aMember('a'), aMember('b', 'notReady')], NOW).group).toBe(group);
});
