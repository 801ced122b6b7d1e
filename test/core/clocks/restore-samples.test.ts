import {
  MOST_SAMPLES,
  type RestoreSamples,
  measure,
  nextSamples,
  ratesOf,
} from '../../../shared/core/clocks/restore-samples';
import type { EngineProgress } from '../../../shared/core/engine/engine-status';
import { aStatus, at, OPERATION, OTHER_OPERATION } from '../../support/facts';

test.each<[name: string, progress: EngineProgress | undefined, expected: unknown]>([
  ['none', undefined, undefined],
  ['nothing that counts', { detected: 4, restored: 3 }, undefined],
  ['files', { restored: 3, queued: 1 }, { unit: 'files', done: 3, total: 4 }],
  ['files, one at work', { restored: 3, queued: 1, restoring: 1 }, { unit: 'files', done: 3, total: 5 }],
  [
    'percent goes before files',
    { percent: 40, restored: 3, queued: 1 },
    { unit: 'percent', done: 40, total: 100 },
  ],
  ['bytes go first', { percent: 40, restoredBytes: 2, planBytes: 8 }, { unit: 'bytes', done: 2, total: 8 }],
  [
    'a plan of no bytes is none',
    { percent: 40, restoredBytes: 0, planBytes: 0 },
    { unit: 'percent', done: 40, total: 100 },
  ],
])('what is counted: %s', (_name, progress, expected) => {
  expect(measure({ progress })).toEqual(expected);
});

const read = (percent: number, operationId = OPERATION) => aStatus({ operationId, progress: { percent } });

/** Feeds readings of [second, percent]. */
function feed(readings: readonly (readonly [number, number])[], before?: RestoreSamples) {
  return readings.reduce<RestoreSamples | undefined>(
    (memory, [second, percent]) => nextSamples(memory, read(percent), at(second)),
    before,
  );
}
const seconds = (memory: RestoreSamples | undefined) =>
  memory?.samples.map((sample) => (Date.parse(sample.at) - Date.parse(at(0))) / 1000);

test.each<[name: string, readings: readonly (readonly [number, number])[], kept: number[] | undefined]>([
  ['the first reading', [[0, 10]], [0]],
  [
    'readings a minute apart',
    [
      [0, 10],
      [60, 11],
      [120, 12],
    ],
    [0, 60, 120],
  ],
  [
    'readings closer than a minute',
    [
      [0, 10],
      [15, 11],
      [59, 12],
    ],
    [0],
  ],
  [
    'a count that goes back begins anew',
    [
      [0, 10],
      [60, 20],
      [120, 5],
    ],
    [120],
  ],
  [
    'after all was restored it begins anew',
    [
      [0, 90],
      [60, 100],
      [3600, 50],
    ],
    [3600],
  ],
  [
    'all is restored',
    [
      [0, 90],
      [60, 100],
    ],
    undefined,
  ],
  [
    'the clock goes back: what lies ahead is no reading of before',
    [
      [0, 10],
      [600, 20],
      [300, 21],
    ],
    [0, 300],
  ],
  [
    'the clock goes back before all of it',
    [
      [0, 10],
      [-600, 20],
    ],
    [-600],
  ],
])('%s', (_name, readings, kept) => {
  expect(seconds(feed(readings))).toEqual(kept);
});

test('another run and another unit begin anew', () => {
  const before = feed([
    [0, 10],
    [60, 20],
  ]);
  expect(seconds(nextSamples(before, read(30, OTHER_OPERATION), at(120)))).toEqual([120]);
  const inBytes = aStatus({ progress: { restoredBytes: 3, planBytes: 10 } });
  expect(nextSamples(before, inBytes, at(120))).toEqual({
    operation: OPERATION,
    unit: 'bytes',
    samples: [{ at: at(120), done: 3 }],
  });
  expect(nextSamples(before, aStatus(), at(120))).toBeUndefined();
});

test('few are kept, over short and long times', () => {
  const memory = feed(Array.from({ length: 500 }, (_, index) => [index * 60, index / 10] as const));
  const kept = seconds(memory) ?? [];
  expect(kept).toHaveLength(MOST_SAMPLES);
  expect([kept[0], kept.at(-1)]).toEqual([0, 499 * 60]);
  expect(kept[3]).toBeGreaterThan(60 * 60);
});

test('a rate needs a minute', () => {
  const samples = [
    { at: at(-120), done: 10 },
    { at: at(-60), done: 16 },
    { at: at(-59), done: 17 },
  ];
  expect(ratesOf({ samples }, at(0), 22)).toEqual([0.1, 0.1]);
});
