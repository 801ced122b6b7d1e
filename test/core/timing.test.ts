import {
  addSeconds,
  AZURE_TIMING,
  hasElapsed,
  LONGEST_READING_GAP,
  secondsBetween,
} from '../../shared/core/timing';

const NOON = '2026-01-01T12:00:00.000Z';

test('times move by seconds', () => {
  expect(addSeconds(NOON, 90)).toBe('2026-01-01T12:01:30.000Z');
  expect(addSeconds(NOON, -0.5)).toBe('2026-01-01T11:59:59.500Z');
});

test('seconds between are negative when the clock went back, and NaN without a time', () => {
  expect(secondsBetween(NOON, addSeconds(NOON, 30))).toBe(30);
  expect(secondsBetween(addSeconds(NOON, 30), NOON)).toBe(-30);
  expect(secondsBetween('soon', NOON)).toBeNaN();
});

test.each([
  { name: 'exactly that long', earlier: NOON, later: addSeconds(NOON, 30), seconds: 30, is: true },
  { name: 'not quite', earlier: NOON, later: addSeconds(NOON, 29.999), seconds: 30, is: false },
  { name: 'the same moment counts as no time at all', earlier: NOON, later: NOON, seconds: 0, is: true },
  { name: 'the clock went back', earlier: addSeconds(NOON, 1), later: NOON, seconds: 0, is: false },
  { name: 'the first is no time', earlier: '', later: NOON, seconds: 0, is: false },
  { name: 'the second is no time', earlier: NOON, later: 'now', seconds: 0, is: false },
  {
    name: 'written another way',
    earlier: '2026-01-01T13:00:00+01:00',
    later: addSeconds(NOON, 30),
    seconds: 30,
    is: true,
  },
])('has elapsed: $name → $is', ({ earlier, later, seconds, is }) => {
  expect(hasElapsed(earlier, later, seconds)).toBe(is);
});

test('the floors against Azure are those of the guarantees', () => {
  expect(AZURE_TIMING).toMatchObject({
    stableReadGap: 30,
    assessmentValid: 10,
    senderValid: 30,
    notReceivedFirst: 60,
    notReceivedGap: 30,
    clocksApart: 60,
    stuckAfter: 600,
  });
  expect(LONGEST_READING_GAP).toBeGreaterThan(AZURE_TIMING.observeMost);
});
