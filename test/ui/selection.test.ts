/** What is selected in the list, and what can be done with it: nothing that sends a request. */
import type { Offer } from '../../ui/actions/offer';
import { eachReport, reportOf } from '../../ui/actions/report';
import { selectionChanges, selectionOffers } from '../../ui/actions/selection-offers';
import { type Selection, NO_SELECTION, selectedAfter } from '../../ui/list/selection';
import { aReadyDocument } from './support/documents';
import { aRow, theNight } from './support/rows';

const ROWS = ['a', 'b', 'c', 'd', 'e'];

test.each<[string, readonly (readonly [string, boolean])[], string]>([
  ['one', [['b', false]], 'b'],
  [
    'one and another',
    [
      ['b', false],
      ['d', false],
    ],
    'bd',
  ],
  [
    'one, and no longer',
    [
      ['b', false],
      ['b', false],
    ],
    '',
  ],
  [
    'a range down',
    [
      ['b', false],
      ['d', true],
    ],
    'bcd',
  ],
  [
    'a range up',
    [
      ['d', false],
      ['b', true],
    ],
    'bcd',
  ],
  [
    'a range that grows from where it began',
    [
      ['c', false],
      ['d', true],
      ['a', true],
    ],
    'abcd',
  ],
  ['a range without a beginning', [['c', true]], 'c'],
  [
    'a range from a row that is not shown any more',
    [
      ['x', false],
      ['c', true],
    ],
    'cx',
  ],
])('selected: %s', (_title, steps, expected) => {
  const after = steps.reduce<Selection>(
    (before, [id, isRange]) => selectedAfter(before, id, ROWS, isRange),
    NO_SELECTION,
  );
  expect([...after.ids].sort().join('')).toBe(expected);
});

const open = [
  aRow('prod-a'),
  aRow('prod-b', { held: true }),
  aRow('prod-c', { group: { id: 'wave-1', state: 'waits' } }),
];
const ended = aRow('prod-z', { phase: 'completed' });

const offer = (key: string, rows = open): Offer => {
  const found = selectionOffers(rows).find((one) => one.key === key);
  if (found === undefined) throw new Error(`${key} is not offered`);
  return found;
};

test.each<[string, Parameters<typeof selectionOffers>[0], string[]]>([
  ['some', open, ['hold-selected', 'release-selected', 'group-selected']],
  ['none that is held', [open[0]!, ended], ['hold-selected', 'group-selected']],
  ['ended ones', [ended], []],
  ['more than are acted on at once', Array.from({ length: 51 }, (_, n) => aRow(`m${n}`)), []],
  ['the whole night', theNight(), ['hold-selected', 'release-selected', 'group-selected']],
])('what is offered of %s', (_title, rows, keys) => {
  expect(selectionOffers(rows).map(({ key }) => key)).toEqual(keys);
});

test('nothing that is offered approves, cuts over or cancels', () => {
  const paths = selectionOffers(theNight()).flatMap(({ calls }) =>
    calls({ reason: 'x' }, undefined).map(({ path }) => path),
  );
  for (const path of paths) expect(path).toMatch(/^\/api\/(groups|migrations\/[a-z-]+\/hold)$/);
});

test('each is held by a request of its own, and what has ended is left out', () => {
  expect(offer('hold-selected', [...open, ended]).calls({ reason: 'wait' }, undefined)).toEqual(
    ['prod-a', 'prod-b', 'prod-c'].map((id) => ({
      ...{ method: 'POST', path: `/api/migrations/${id}/hold`, body: { reason: 'wait' } },
      concerns: [id],
    })),
  );
});

test('the holds that are released are those that were shown', () => {
  const { paths, by } = offer('release-selected').completed!;
  expect(paths).toEqual(['/api/migrations/prod-b']);
  const holds = [3, 5].map((number) => ({
    number,
    by: 'bob',
    at: '2026-03-01T22:00:00.000Z',
    reason: 'not yet',
  }));
  const { facts, calls } = by([aReadyDocument({ id: 'prod-b', holds })]);
  expect(facts).toEqual([
    ['prod-b', 'hold 3 of bob: not yet'],
    ['prod-b', 'hold 5 of bob: not yet'],
  ]);
  expect(calls({}, undefined).map(({ body }) => body)).toEqual([{ hold: 3 }, { hold: 5 }]);
});

test.each([
  [{ perInstance: '', stopAfter: ' ' }, {}],
  [
    { perInstance: '4', stopAfter: '2' },
    { limits: { perInstance: 4 }, stopAfter: 2 },
  ],
])('a group is made as the contract has it: %j', (given, body) => {
  const { calls, trial } = offer('group-selected');
  const values = { id: ' wave-1 ', strategy: 'each', ...given };
  const plan = { id: 'wave-1', strategy: 'each', members: open.map(({ id }) => ({ id })), ...body };
  expect(calls(values, undefined).map((call) => call.body)).toEqual([plan]);
  expect(trial!.calls(values).map((call) => call.body)).toEqual([{ ...plan, dryRun: true }]);
});

const done = { kind: 'done', body: {} } as const;
const refused = { kind: 'refused', status: 409, detail: 'Cannot hold: it was sent', fields: [] } as const;
const away = { kind: 'away', detail: 'reset' } as const;

test.each([
  ['all', [done, done, done], 'done', ['prod-a: done', 'prod-b: done', 'prod-c: done']],
  [
    'one is refused',
    [done, refused, done],
    'refused',
    ['prod-a: done', 'prod-b: Cannot hold: it was sent', 'prod-c: done'],
  ],
  [
    'no answer',
    [done, away],
    'unclear',
    ['prod-a: done', expect.stringMatching(/^prod-b: Unclear/), 'prod-c: not asked for'],
  ],
] as const)('what is told of each: %s', (_title, replies, kind, lines) => {
  const report = eachReport(
    offer('hold-selected').calls({ reason: 'wait' }, undefined),
    [...replies],
    'Held.',
  );
  expect([report.kind, report.lines]).toEqual([kind, lines]);
});

test('what is wrong with a plan is told, member by member', () => {
  const problems = ['prod-c is a member of group wave-1: drop it there first'];
  const calls = offer('group-selected').calls({}, undefined);
  expect(reportOf(calls, [{ ...refused, status: 400, problems }], 'Made.').lines).toEqual(problems);
});

test('what others have done to them meanwhile is told', () => {
  const after = [{ ...open[0]!, held: true }, aRow('prod-c', { phase: 'completed' })];
  expect(selectionChanges(open, after)).toEqual([
    'prod-a was held',
    'prod-b is not in the list any more',
    'prod-c: Completed, before: Following',
  ]);
});
