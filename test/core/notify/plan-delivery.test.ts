/** Which messages go now, which wait, and in which order. */
import { isUrgent, planDelivery } from '../../../shared/core/notify/plan-delivery';
import type { NotifyRule } from '../../../shared/core/notify/receivers';
import { heldMessage } from './messages';

const NIGHT = '2026-12-04T23:00:00.000Z';
const DAY = '2026-12-05T12:00:00.000Z';
const quietHours = { timeZone: 'UTC', from: '22:00', to: '06:00' };

const MESSAGES = [
  heldMessage({ sequence: 2, event: 'held' }),
  heldMessage({ sequence: 4, event: 'ready' }),
  heldMessage({ sequence: 5, event: 'blocked', level: 'warning', group: 'wave-1' }),
  heldMessage({ sequence: 7, event: 'released', group: 'wave-1' }),
];

const CASES: readonly (readonly [
  string,
  readonly Omit<NotifyRule, 'receiver'>[],
  string,
  number[],
  number,
])[] = [
  ['a rule that limits nothing', [{}], NIGHT, [2, 4, 5, 7], 9],
  ['events', [{ events: ['held', 'blocked'] }], NIGHT, [2, 5], 9],
  ['warnings', [{ level: 'warning' }], NIGHT, [5], 9],
  ['events and level: both have to fit', [{ events: ['held'], level: 'warning' }], NIGHT, [], 9],
  ['an id', [{ ids: ['shop'] }], NIGHT, [2, 4, 5, 7], 9],
  ['the beginning of an id', [{ ids: ['sh*'] }], NIGHT, [2, 4, 5, 7], 9],
  ['every id', [{ ids: ['*'] }], NIGHT, [2, 4, 5, 7], 9],
  [
    'other ids: nothing is told, and nothing is looked at again',
    [{ ids: ['shop-2', 'orders-*'] }],
    NIGHT,
    [],
    9,
  ],
  ['two rules: one that fits is enough', [{ events: ['held'] }, { level: 'warning' }], NIGHT, [2, 5], 9],
  ['a group: its members, and what is about itself', [{ groups: ['wave-*'] }], NIGHT, [5, 7], 9],
  ['another group', [{ groups: ['wave-2'] }], NIGHT, [], 9],
  ['ids and groups: both have to fit', [{ groups: ['*'], ids: ['shop'] }], NIGHT, [5, 7], 9],
  ['quiet hours by day', [{ quietHours }], DAY, [2, 4, 5, 7], 9],
  ['quiet hours at night: everything waits', [{ quietHours }], NIGHT, [], 1],
  [
    'a message that does not wait takes along what waits before it',
    [{ quietHours }, { level: 'warning' }],
    NIGHT,
    [2, 4, 5],
    6,
  ],
  [
    'what no rule wants does not wait',
    [{ events: ['released'], quietHours }, { events: ['held'] }],
    NIGHT,
    [2],
    6,
  ],
];

describe('a digest', () => {
  const of = (sequence: number, more: Parameters<typeof heldMessage>[0] = {}) =>
    heldMessage({ sequence, group: 'wave-1', ...more });
  const digest = { digestMinutes: 15 };
  const urgent = { event: 'blocked', level: 'warning' } as const;
  const ALONE = { group: undefined };

  test.each([
    ['takes what is of a group', [digest], DAY, [of(2), of(3)], [], [2, 3], 15, 1],
    ['takes nothing that is of none', [digest], DAY, [of(2, ALONE)], [2], undefined, undefined, 9],
    ['does not keep what is urgent', [digest], DAY, [of(2, urgent), of(3)], [2], [3], 15, 2],
    [
      'lets go what comes before something urgent',
      [digest],
      DAY,
      [of(2), of(3, urgent)],
      [2, 3],
      undefined,
      undefined,
      9,
    ],
    [
      'keeps no message that another rule wants at once',
      [digest, { events: ['held' as const] }],
      DAY,
      [of(2)],
      [2],
      undefined,
      undefined,
      9,
    ],
    ['keeps to the shortest time', [digest, { digestMinutes: 5 }], DAY, [of(2)], [], [2], 5, 1],
    [
      'waits for the end of quiet hours',
      [{ ...digest, quietHours }],
      NIGHT,
      [of(2)],
      [],
      undefined,
      undefined,
      1,
    ],
    [
      'lets what is urgent wait for the end of quiet hours',
      [{ ...digest, quietHours }],
      NIGHT,
      [of(2, urgent)],
      [],
      undefined,
      undefined,
      1,
    ],
    [
      'takes along what is quiet before it',
      [{ ...digest, events: ['ready' as const] }, { quietHours }],
      NIGHT,
      [of(2), of(3, { event: 'ready' })],
      [],
      [2, 3],
      15,
      1,
    ],
    [
      'leaves out what is quiet behind it',
      [{ ...digest, events: ['ready' as const] }, { quietHours }],
      NIGHT,
      [of(2, { event: 'ready' }), of(3)],
      [],
      [2],
      15,
      1,
    ],
    ['is of one group', [digest], DAY, [of(2), of(3, { group: 'wave-2' }), of(4)], [], [2], 15, 1],
  ] as const)('%s', (_, rules, now, messages, sent, inDigest, minutes, doneTo) => {
    const plan = planDelivery({
      rules: rules.map((rule) => ({ receiver: 'ops', ...rule })),
      messages,
      lastLine: 9,
      now,
    });
    expect({
      sent: plan.send.map(({ sequence }) => sequence),
      inDigest: plan.digest?.messages.map(({ sequence }) => sequence),
      minutes: plan.digest?.minutes,
      doneTo: plan.doneTo,
    }).toEqual({ sent, inDigest, minutes, doneTo });
  });

  test.each([
    ['blocked', 'warning', true],
    ['outcome', 'warning', true],
    ['outcome', 'information', false],
    ['groupStopped', 'warning', true],
    ['groupEnded', 'information', false],
    ['gapFound', 'warning', false],
    ['logOverdue', 'warning', false],
  ] as const)('%s as %s is urgent: %s', (event, level, expected) => {
    expect(isUrgent({ event, level })).toBe(expected);
  });
});

test.each([
  ['ids', { ids: ['*'] }, 0],
  ['groups', { groups: ['wave-1'] }, 1],
  ['events alone', { events: ['groupHeld'] }, 1],
] as const)('what is about a group itself is wanted by a rule with %s', (_, rule, sent) => {
  const { migration, target, ...rest } = heldMessage({ event: 'groupHeld', group: 'wave-1' });
  expect([migration, target]).toEqual(['shop', 'prod-mi/Shop']);
  const rules = [{ receiver: 'ops', ...rule }];
  expect(planDelivery({ rules, messages: [rest], lastLine: 1, now: DAY }).send).toHaveLength(sent);
});

test.each(CASES)('%s', (_, rules, now, sent, doneTo) => {
  const plan = planDelivery({
    rules: rules.map((rule) => ({ receiver: 'ops', ...rule })),
    messages: MESSAGES,
    lastLine: 9,
    now,
  });
  expect({ sent: plan.send.map(({ sequence }) => sequence), doneTo: plan.doneTo }).toEqual({ sent, doneTo });
});
