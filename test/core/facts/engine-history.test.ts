import { collectSets } from '../../../shared/core/chain/collect-sets';
import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import {
  type EngineHistory,
  decodeEngineHistory,
  encodeEngineHistory,
  continueHistory,
  stillHolds,
} from '../../../shared/core/facts/engine-history';
import { joinEngine } from '../../../shared/core/facts/engine-join';
import { aStatus } from '../../support/facts';
import { full, guid, log, lsn } from '../chain/rows';

const sets = collectSets([full('f1', 10, 20), full('f2', 20, 30), log('l1', 10, 40)]);
const fullTold = (name: string): Partial<EngineStatus> => ({
  sets: [
    {
      type: 'full',
      restored: true,
      files: [{ name, state: 'restored', rawState: 'Restored' }],
      ignoreReasons: [],
    },
  ],
});
const status = (change: Partial<EngineStatus>) =>
  aStatus({ operationId: 'one', lastRestoredFile: undefined, ...change });
const told: EngineHistory = {
  operationId: 'one',
  anchorGuid: guid('f1'),
  restoredTo: { lsn: lsn(20), fork: guid('a') },
};

const after = (before: EngineHistory, reading: EngineStatus | undefined) =>
  continueHistory(before, reading, joinEngine(sets, reading));

test.each<[string, EngineStatus | undefined, EngineHistory]>([
  ['cannot be read', undefined, told],
  ['is silent in the same run', status({}), told],
  ['goes on', status({ lastRestoredFile: 'l1' }), { ...told, restoredTo: { lsn: lsn(40), fork: guid('a') } }],
  ['names a file nobody knows', status({ lastRestoredFile: 'other' }), told],
  ['tells of another full', status(fullTold('f2')), { ...told, anchorGuid: guid('f2') }],
  ['tells of a full nobody knows', status(fullTold('other')), { ...told, anchorGuid: undefined }],
  ['is in another run', status({ operationId: 'two' }), { operationId: 'two' }],
  ['no longer tells its run', status({ operationId: undefined }), {}],
  ['has restored no full', status({ fullRestored: false }), { operationId: 'one' }],
  [
    'tells in another run',
    status({ operationId: 'two', lastRestoredFile: 'f2', ...fullTold('f2') }),
    { operationId: 'two', anchorGuid: guid('f2'), restoredTo: { lsn: lsn(30), fork: guid('a') } },
  ],
])('what is remembered of an engine that %s', (_what, reading, expected) => {
  expect(after(told, reading)).toEqual(expected);
});

test('an engine that never distinguishes its runs is remembered until it says that it has restored nothing', () => {
  const nameless = { ...told, operationId: undefined };
  expect(after(nameless, status({ operationId: undefined }))).toEqual(nameless);
  expect(after(nameless, status({ operationId: undefined, fullRestored: false }))).toEqual({});
});

test('nothing remembered holds in every run', () => {
  expect(stillHolds({ operationId: 'one' }, status({ operationId: 'two', fullRestored: false }))).toBe(true);
});

test('the wire form keeps all of it; what is no memory is an empty one', () => {
  const wire = (memory: EngineHistory) =>
    decodeEngineHistory(JSON.parse(JSON.stringify(encodeEngineHistory(memory))) as never);
  expect(wire(told)).toEqual(told);
  expect(wire({})).toEqual({});
  expect(decodeEngineHistory(undefined)).toEqual({});
  const rounded = { ...told, restoredTo: { lsn: 20 } } as never;
  expect(decodeEngineHistory(rounded)).toEqual({});
});
