import { markOfDays, markOfShare } from '../../../shared/core/clocks/clock';
import { at, NOW } from '../../support/facts';

const DAY = 86_400;

test.each<[left: number, rank: number | undefined, level: string | undefined]>([
  [7 * DAY, undefined, undefined],
  [7 * DAY - 1, 1, 'soon'],
  [3 * DAY, 1, 'soon'],
  [3 * DAY - 1, 2, 'urgent'],
  [DAY, 2, 'urgent'],
  [DAY - 1, 3, 'urgent'],
  [1, 3, 'urgent'],
  [0, 4, 'over'],
  [-DAY, 4, 'over'],
])('of days: %d seconds before the end', (left, rank, level) => {
  const mark = markOfDays(NOW, at(left));
  expect([mark?.rank, mark?.level]).toEqual([rank, level]);
});

test.each<[passed: number, rank: number | undefined, level: string | undefined]>([
  [-10, undefined, undefined],
  [49, undefined, undefined],
  [50, 1, 'soon'],
  [89, 1, 'soon'],
  [90, 2, 'urgent'],
  [99, 2, 'urgent'],
  [100, 4, 'over'],
])('of a share: %d of 100 seconds have passed', (passed, rank, level) => {
  const mark = markOfShare(at(passed), NOW, at(100));
  expect([mark?.rank, mark?.level]).toEqual([rank, level]);
});

test('a moment that is none marks nothing', () => {
  expect([markOfDays(NOW, 'soon'), markOfShare(NOW, 'then', at(1)), markOfShare(NOW, NOW, 'later')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
