import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { assessChain } from '../../../shared/core/chain/assess-chain';
import { collectSets } from '../../../shared/core/chain/collect-sets';
import type { EngineSet, EngineStatus } from '../../../shared/core/engine/engine-status';
import { joinEngine } from '../../../shared/core/facts/engine-join';
import { mayRefuse, refusedFiles } from '../../../shared/core/facts/refused-files';
import { aStatus, aTail, oneTail } from '../../support/facts';
import { differential, full, log } from '../chain/rows';

const F = full('full.bak', 10, 20);
const L1 = log('log1.trn', 10, 30);
const L2 = log('log2.trn', 30, 40);
const L3 = log('log3.trn', 40, 50);

/** The files that are refused of these backups, in the order of the path. */
function refused(
  rows: readonly BackupSetRow[],
  said: Partial<EngineStatus>,
  tail: Parameters<typeof refusedFiles>[1] = { kind: 'none' },
) {
  const status = aStatus({ lastRestoredFile: 'log1.trn', ...said });
  const sets = collectSets(rows);
  const chain = { verdict: assessChain(rows), sets, join: joinEngine(sets, status) };
  return refusedFiles(chain, tail, status).map(({ file, isTail }) => (isTail ? `${file} (tail)` : file));
}

const invalid = { invalidFiles: ['log2.trn'] };

test('what is needed and not restored', () => {
  expect(refused([F, L1, L2, L3], invalid)).toEqual(['log2.trn']);
  expect(refused([F, L1, L2, L3], { invalidFiles: ['log3.trn', 'x/log2.trn'] })).toEqual([
    'log2.trn',
    'log3.trn',
  ]);
  expect(refused([F, L1, L2], { invalidFiles: ['full.bak'], lastRestoredFile: undefined })).toEqual([
    'full.bak',
  ]);
});

test('nothing beyond which the service has restored', () => {
  expect(refused([F, L1, L2, L3], { ...invalid, lastRestoredFile: 'log3.trn' })).toEqual([]);
});

describe('a differential that the service left out because it restored the logs instead', () => {
  const D = differential('diff.bak', 30, 40, F);
  const ignored = { name: 'diff.bak', state: 'ignored', rawState: 'Ignored' } as const;
  const leftOut: EngineSet = { restored: false, files: [ignored], ignoreReasons: ['covered'] };

  test('is needed no more', () => {
    const said = { sets: [leftOut], lastRestoredFile: 'log2.trn' };
    expect(refused([F, L1, L2, D, L3], said)).toEqual([]);
  });

  test('is needed while what was restored ends before it', () => {
    const said = { sets: [leftOut], lastRestoredFile: 'log1.trn' };
    expect(refused([F, L1, L2, D, L3], said)).toEqual(['diff.bak']);
  });
});

test('a tail that was left out is named, whatever was restored up to its end', () => {
  const twin = log('twin.trn', 35, 50);
  const sets = collectSets([F, L1, L2, L3, twin]);
  const tail = oneTail(
    aTail({ blob: 'log3.trn', setKey: sets.find(({ head }) => head.file === 'log3.trn')!.key }),
  );
  const said = {
    invalidFiles: ['log3.trn'],
    sets: [
      {
        restored: false,
        files: [{ name: 'log3.trn', state: 'ignored', rawState: 'Ignored' } as const],
        ignoreReasons: [],
      },
    ],
    lastRestoredFile: 'twin.trn',
  };
  expect(refused([F, L1, L2, L3, twin], said, tail)).toEqual(['log3.trn (tail)']);
});

test.each(['again.trn', 'zz.trn'])('nothing that another copy stands in for: %s', (file) => {
  const rows = [F, L1, L2, { ...L2, file }];
  expect(refused(rows, invalid)).toEqual([]);
  expect(refused(rows, { invalidFiles: ['log2.trn', file] })).toHaveLength(1);
});

test('the tail, in a chain that does not reach it', () => {
  const sets = collectSets([F, L1, L3]);
  const tail = oneTail(aTail({ blob: 'log3.trn', setKey: sets.at(-1)!.key }));
  expect(refused([F, L1, L3], { invalidFiles: ['log3.trn'] }, tail)).toEqual(['log3.trn (tail)']);
  expect(refused([F, L1, L3], { invalidFiles: ['log3.trn'] })).toEqual([]);
});

test('a service that does not restore refuses nothing', () => {
  expect(mayRefuse(aStatus(invalid))).toBe(true);
  expect(mayRefuse(aStatus())).toBe(false);
  expect(refused([F, L1, L2], { ...invalid, state: 'canceling' })).toEqual([]);
});
