import { ENGINE_KINDS, type EngineKind } from '../../../shared/core/engine/engine-status';
import { readsOfOneRound, restPause, windowPause } from '../../../shared/core/engine/read-cadence';

const fleet = (count: number, ...engines: readonly EngineKind[]): readonly EngineKind[] =>
  Array.from({ length: count }, (_unused, n) => engines[n % engines.length]!);

test.each<[string, number, number | undefined, number]>([
  ['an app that does not know how many there are keeps the cadence', 120, undefined, 114],
  ['few: the cadence, and a twentieth earlier', 120, 2, 114],
  ['500 of the new DMS', 120, readsOfOneRound(fleet(500, 'dms')), 114],
  ['1,000 of the Log Replay Service', 120, readsOfOneRound(fleet(1_000, 'lrs')), 200],
  [
    '2,000 of all engines',
    120,
    readsOfOneRound(fleet(2_000, 'dms', 'lrs', 'dms-classic', 'dms', 'lrs')),
    320,
  ],
  ['a longer cadence of the policy is never shortened', 3_600, 1_000, 3_420],
])('%s', (_name, cadence, reads, pause) => expect(restPause(cadence, reads)).toBe(pause));

test.each([500, 2_000, 10_000])(
  '%i at rest ask for at most 10 reads a second, whatever their engines',
  (count) => {
    for (const engine of ENGINE_KINDS) {
      const reads = readsOfOneRound(fleet(count, engine));
      expect(reads / restPause(120, reads)).toBeLessThanOrEqual(10);
    }
  },
);

test.each<[string, number, number | undefined, number]>([
  ['an app that does not know how many there are keeps the cadence', 15, undefined, 15],
  ['few: the cadence', 15, 300, 15],
  ['500 of the new DMS', 15, readsOfOneRound(fleet(500, 'dms')), 25],
  ['500 of the Log Replay Service', 15, readsOfOneRound(fleet(500, 'lrs')), 50],
  ['so many that readings would not be consecutive any more', 15, 40_000, 600],
  ['a longer cadence of the policy is never shortened', 300, 1_000, 300],
])('with a tail: %s', (_name, cadence, reads, pause) => expect(windowPause(cadence, reads)).toBe(pause));

test.each([500, 2_000, 5_000])('%i with a tail ask for at most 20 reads a second', (count) => {
  for (const engine of ENGINE_KINDS) {
    const reads = readsOfOneRound(fleet(count, engine));
    expect(reads / windowPause(15, reads)).toBeLessThanOrEqual(20);
  }
});
