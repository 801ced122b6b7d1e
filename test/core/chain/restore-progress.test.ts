import { assessProgress } from '../../../shared/core/chain/restore-progress';
import { differential, full, guid, log, lsn, stripesOf } from './rows';

const base = full('db/full.bak', 100, 200);
const rows = [
  base,
  log('db/log1.trn', 150, 300),
  log('db/log2.trn', 300, 400),
  differential('db/diff.bak', 380, 450, base),
  log('db/log3.trn', 400, 500),
  log('db/tail.trn', 500, 600),
];
const tail = { setKey: guid('db/tail.trn'), lastLsn: lsn(600), isEmpty: false };
const reach = (files: readonly string[], over = rows, target = tail) =>
  assessProgress(over, (row) => files.includes(row.file.replace('db/', '')), target);

describe('assessProgress', () => {
  test('our own path restored: at the tail', () => {
    expect(reach(['full.bak', 'diff.bak', 'log3.trn', 'tail.trn'])).toEqual({ isAtTail: true, missing: [] });
  });

  test('another route (logs instead of the differential): at the tail, the differential not missing', () => {
    expect(reach(['full.bak', 'log1.trn', 'log2.trn', 'log3.trn', 'tail.trn'])).toEqual({
      isAtTail: true,
      missing: [],
    });
  });

  test('a hole between: not at the tail, though the tail is listed as restored', () => {
    const { isAtTail, missing } = reach(['full.bak', 'log1.trn', 'log2.trn', 'tail.trn']);
    expect(isAtTail).toBe(false);
    expect(missing.flatMap((step) => step.files)).toEqual(['db/diff.bak', 'db/log3.trn']);
  });

  test('the tail missing: it is told', () => {
    const { isAtTail, missing } = reach(['full.bak', 'diff.bak', 'log3.trn']);
    expect(isAtTail).toBe(false);
    expect(missing.flatMap((step) => step.files)).toEqual(['db/tail.trn']);
  });

  test('gone past the tail: refused', () => {
    const beyond = [...rows, log('db/late.trn', 600, 700)];
    const files = beyond.map((row) => row.file.replace('db/', ''));
    expect(reach(files, beyond)).toEqual({ isAtTail: false, missing: [] });
  });

  test('an empty tail need not be restored, its LSN must be reached', () => {
    const emptied = [...rows.slice(0, -1), log('db/tail.trn', 500, 500)];
    const target = { ...tail, lastLsn: lsn(500), isEmpty: true };
    expect(reach(['full.bak', 'diff.bak', 'log3.trn'], emptied, target)).toMatchObject({
      isAtTail: true,
    });
    expect(reach(['full.bak', 'diff.bak'], emptied, target)).toMatchObject({ isAtTail: false });
  });

  test('a tail whose LSN was reached by another set only: refused', () => {
    const twin = [...rows, log('db/twin.trn', 500, 600)];
    const result = reach(['full.bak', 'diff.bak', 'log3.trn', 'twin.trn'], twin);
    expect(result.isAtTail).toBe(false);
  });

  test('nothing restored, or no full among it: nowhere', () => {
    for (const files of [[], ['tail.trn']]) expect(reach(files).isAtTail).toBe(false);
  });

  test('one stripe of two is not the set', () => {
    const striped = [base, ...stripesOf(log('db/tail.trn', 150, 600), 2)];
    expect(reach(['full.bak', 'tail.trn.1'], striped)).toMatchObject({ isAtTail: false });
    expect(reach(['full.bak', 'tail.trn.1', 'tail.trn.2'], striped)).toMatchObject({
      isAtTail: true,
    });
  });
});
