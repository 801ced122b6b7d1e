import { ENGINE_KINDS, type EngineKind } from '../../../shared/core/engine/engine-status';
import { readsOfOneRound, restPause } from '../../../shared/core/watch/rest-cadence';

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
