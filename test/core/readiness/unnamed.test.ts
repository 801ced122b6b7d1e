import fc from 'fast-check';
import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import { nextUnnamed, type UnnamedFile } from '../../../shared/core/readiness/unnamed';
import { aStatus, at } from '../../support/facts';

const TAIL = 'tail.trn';
/** A reading that says what was restored last, and it is not the tail. */
const before = aStatus({ lastRestoredFile: 'log8.trn' });
const named = aStatus({ lastRestoredFile: TAIL });

function look(seconds: number, status: EngineStatus, memory?: readonly UnnamedFile[], blobs = [TAIL]) {
  return nextUnnamed(memory, { at: at(seconds), status, blobs });
}

test('the last reading that did not name a file is remembered', () => {
  const once = look(0, before);
  expect(once).toContainEqual({ blob: TAIL, at: at(0) });
  expect(look(15, before, once)).toContainEqual({ blob: TAIL, at: at(15) });
});

test('once it is named nothing moves that moment, whatever later readings leave out', () => {
  const memory = look(15, named, look(0, before));
  expect(memory).toContainEqual({ blob: TAIL, at: at(0), named: true });
  expect(look(30, before, memory)).toContainEqual(memory[0]);
  expect(look(30, before, memory, ['log9.trn'])).toContainEqual(memory[0]);
  expect(look(45, before, look(30, before, memory, ['log9.trn']))).toContainEqual(memory[0]);
});

test('a file named at its first reading has no moment: a crash or a late start invents none', () => {
  const memory = look(0, named);
  expect(memory).toEqual([{ blob: TAIL, named: true }]);
  expect(look(15, before, memory)).toContainEqual(memory[0]);
});

test('a file named before anybody asked for it has none either', () => {
  const memory = look(0, named, undefined, []);
  expect(look(15, before, memory, [`shop/${TAIL}`])).toContainEqual({ blob: `shop/${TAIL}`, named: true });
});

const set = { files: [{ name: TAIL, state: 'restored', rawState: '' }], ignoreReasons: [] } as const;
test.each<[name: string, status: EngineStatus]>([
  ['by its folder, too', aStatus({ lastRestoredFile: `shop/${TAIL}` })],
  ['as the set restored last', aStatus({ lastRestoredFile: undefined, lastRestoredSet: set })],
  ['among the restored sets', aStatus({ lastRestoredFile: 'log8.trn', sets: [set] })],
  [
    'as being restored: what is read then was opened before',
    aStatus({ lastRestoredFile: 'log8.trn', restoringFile: TAIL }),
  ],
  [
    'in a set that is being restored',
    aStatus({
      lastRestoredFile: 'log8.trn',
      sets: [{ ...set, files: [{ name: TAIL, state: 'restoring', rawState: 'Restoring' }] }],
    }),
  ],
])('a file counts as named %s', (_name, status) => {
  expect(look(0, status)).toContainEqual({ blob: TAIL, named: true });
});

test.each<[name: string, status: EngineStatus]>([
  ['nothing of what was restored', aStatus({ lastRestoredFile: undefined, fullRestored: undefined })],
  [
    'two different things',
    aStatus({
      lastRestoredFile: 'log8.trn',
      lastRestoredSet: { ...set, files: [{ ...set.files[0], name: 'x.trn' }] },
    }),
  ],
])('a reading that tells %s shows nothing', (_name, status) => {
  expect(look(0, status)).toContainEqual({ blob: TAIL });
});

test('nothing restored at all is told, too', () => {
  const status = aStatus({ lastRestoredFile: undefined, fullRestored: false });
  expect(look(0, status)).toEqual([{ blob: TAIL, at: at(0) }]);
});

test('what is remembered stays small, and what is forgotten proves nothing', () => {
  const blobs = Array.from({ length: 64 }, (_, n) => `${'long/'.repeat(180)}${n}.trn`);
  const memory = look(0, before, undefined, blobs);
  expect(JSON.stringify(memory).length).toBeLessThan(12_000);
  expect(memory.length).toBeGreaterThan(5);
});

test('whatever the readings, a moment is never later than the first reading that named the file', () => {
  const reading = fc.record({
    named: fc.boolean(),
    tells: fc.boolean(),
    asked: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 20 }), (readings) => {
      let memory: readonly UnnamedFile[] | undefined;
      let firstNamed = Number.POSITIVE_INFINITY;
      readings.forEach((one, index) => {
        const status = one.named ? named : one.tells ? before : aStatus({ lastRestoredFile: undefined });
        if (one.named) firstNamed = Math.min(firstNamed, index);
        memory = look(index, status, memory, one.asked ? [TAIL] : ['log9.trn']);
      });
      const moment = memory?.find((file) => file.blob === TAIL)?.at;
      expect(moment === undefined || moment < at(Math.min(firstNamed, 1000))).toBe(true);
    }),
  );
});
