import { describeLongCompletion, longCompletion } from '../../../shared/core/cutover/completing';
import type { EngineState } from '../../../shared/core/engine/engine-status';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { aStatus, at, NOW } from '../../support/facts';

const HOUR = 3_600;

test.each<
  [string, { seconds: number; state?: EngineState; planBytes?: number; restoredBytes?: number }, boolean]
>([
  ['just under an hour', { seconds: HOUR - 1 }, false],
  ['an hour', { seconds: HOUR }, true],
  ['another state', { seconds: 9 * HOUR, state: 'running' }, false],
  [
    '440 GB, just under the two hours that it takes to seed',
    { seconds: 2 * HOUR - 1, planBytes: 440e9 },
    false,
  ],
  ['440 GB, two hours', { seconds: 2 * HOUR, planBytes: 440e9 }, true],
  ['a small one is given the hour all the same', { seconds: HOUR - 1, planBytes: 1e9 }, false],
  ['what was restored stands in for a plan that is not told', { seconds: HOUR, restoredBytes: 440e9 }, false],
])('completing for %s: too long %s', (_name, { seconds, state = 'completing', ...progress }, isLong) => {
  const status = aStatus({ state, asOf: at(seconds), progress });
  expect(longCompletion(status, NOW, AZURE_TIMING) !== undefined).toBe(isLong);
});

test('without a moment since when, nothing is too long', () => {
  expect(
    longCompletion(aStatus({ state: 'completing', asOf: at(99 * HOUR) }), undefined, AZURE_TIMING),
  ).toBeUndefined();
});

test('the hours of Business Critical are told, of this database where its size is known', () => {
  const status = aStatus({ state: 'completing', asOf: at(5 * HOUR), progress: { planBytes: 660e9 } });
  expect(describeLongCompletion(longCompletion(status, NOW, AZURE_TIMING)!)).toBe(
    `the service has been completing since ${NOW}. A General Purpose target takes minutes; a Business Critical one seeds its replicas first, an hour for every 220 GB, this one of 660 GB until about ${at(3 * HOUR)}`,
  );
  expect(describeLongCompletion({ since: NOW })).toMatch(/an hour for every 220 GB$/);
});
