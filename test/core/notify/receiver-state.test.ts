/** Since when a receiver fails, and when it is tried again. */
import { deliveryTimes, notifySchedule } from '../../../shared/core/notify/delivery-times';
import {
  type ReceiverState,
  type RunAtReceiver,
  afterRun,
  isLeftAlone,
} from '../../../shared/core/notify/receiver-state';

const TIMES = deliveryTimes(20);
const START = Date.parse('2026-12-04T22:00:00.000Z');
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();
const FRESH: ReceiverState = { since: at(-1000) };
const failure = { code: 'Http500', text: 'it answered 500', migration: 'shop' };
const run = (change: Partial<RunAtReceiver>): RunAtReceiver => ({
  delivered: 0,
  waiting: 0,
  isPartial: false,
  ...change,
});

test('one that takes nothing is left alone for longer and longer, at most five minutes', () => {
  let state = FRESH;
  const waits = Array.from({ length: 7 }, () => {
    state = afterRun(state, run({ failure }), at(0), TIMES);
    return (Date.parse(state.nextAt!) - START) / 1000;
  });
  expect(waits).toEqual([20, 40, 80, 160, 300, 300, 300]);
});

test('it fails since the first failure, whatever the last one was', () => {
  const first = afterRun(FRESH, run({ failure }), at(0), TIMES);
  const last = afterRun(first, run({ failure: { ...failure, code: 'Timeout' } }), at(60), TIMES);
  expect(last).toMatchObject({ failingSince: at(0), failure: { code: 'Timeout', migration: 'shop' } });
});

test('one that refuses a single message is tried again at once, and still counts as failing', () => {
  const state = afterRun(FRESH, run({ delivered: 3, failure, lastTried: 'shop' }), at(0), TIMES);
  expect(state).toMatchObject({ failingSince: at(0), vainRuns: 0, lastTried: 'shop' });
  expect(isLeftAlone(state, at(1))).toBe(false);
});

test('what it asks to wait is waited for, at most an hour', () => {
  const asked = (retryAfter: number) =>
    afterRun(FRESH, run({ delivered: 1, failure: { ...failure, retryAfter } }), at(0), TIMES).nextAt;
  expect([asked(90), asked(999_999)]).toEqual([at(90), at(3_600)]);
});

test('a run that saw every migration without a failure ends the trouble; one that did not, does not', () => {
  const failing = afterRun(FRESH, run({ failure }), at(0), TIMES);
  expect(afterRun(failing, run({}), at(60), TIMES)).toEqual({
    ...FRESH,
    ranAt: at(0),
    lastFailure: { ...failure, at: at(0) },
  });
  expect(afterRun(failing, run({ isPartial: true, delivered: 1 }), at(60), TIMES).failingSince).toBe(at(0));
});

test.each([
  ['before its time', at(30), at(0), true],
  ['at its time', at(30), at(30), false],
  ['a clock that was wrong by years set it', at(9_999_999), at(0), false],
])('left alone: %s', (_, nextAt, now, expected) => {
  expect(isLeftAlone({ ...FRESH, nextAt }, now)).toBe(expected);
});

test('what was taken last, why something was not, and since when it is behind are kept', () => {
  const behind = afterRun(FRESH, run({ failure, waiting: 2 }), at(0), TIMES);
  const more = afterRun(
    behind,
    run({ delivered: 1, taken: 'shop:1:0', waiting: 1, isPartial: true }),
    at(20),
    TIMES,
  );
  const done = afterRun(more, run({}), at(40), TIMES);
  expect(behind).toMatchObject({
    behind: { since: at(0), waiting: 2 },
    lastFailure: { at: at(0), code: 'Http500' },
  });
  expect(more).toMatchObject({ behind: { since: at(0), waiting: 1 }, failingSince: at(0) });
  expect(done).toEqual({
    since: FRESH.since,
    ranAt: at(0),
    lastTaken: { id: 'shop:1:0', at: at(20) },
    lastFailure: { ...failure, at: at(0) },
  });
});

test('that a run came is written down every five minutes', () => {
  const first = afterRun(FRESH, run({}), at(0), TIMES);
  expect(afterRun(first, run({}), at(299), TIMES)).toEqual(first);
  expect(afterRun(first, run({}), at(300), TIMES).ranAt).toBe(at(300));
});

test.each([
  [20, { answer: 10, run: 15, firstWait: 20, longestWait: 300 }, '*/20 * * * * *'],
  [1, { answer: 0.5, run: 0.75, firstWait: 1, longestWait: 15 }, '*/1 * * * * *'],
  [120, { answer: 10, run: 15, firstWait: 120, longestWait: 1_800 }, '0 */2 * * * *'],
  [3_600, { answer: 10, run: 15, firstWait: 3_600, longestWait: 3_600 }, '0 */59 * * * *'],
])('a run every %d seconds', (every, times, schedule) => {
  expect([deliveryTimes(every), notifySchedule(every)]).toEqual([times, schedule]);
});
