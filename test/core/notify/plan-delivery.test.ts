/** Which messages go now, which wait, and in which order. */
import { planDelivery } from '../../../shared/core/notify/plan-delivery';
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
