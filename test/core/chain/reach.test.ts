import { assessChain } from '../../../shared/core/chain/assess-chain';
import type { RestoredEvidence } from '../../../shared/core/chain/reach';
import { assessReach, restoredBy, stepsThrough } from '../../../shared/core/chain/reach';
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
const reach = (evidence: RestoredEvidence, over = rows, target = tail) =>
  assessReach(over, restoredBy(over, evidence), target);

describe('assessReach', () => {
  test('our own path restored: at the tail', () => {
    const files = ['full.bak', 'diff.bak', 'log3.trn', 'tail.trn'];
    expect(reach({ files })).toMatchObject({ isAtTail: true, missing: [], bypassed: [] });
  });

  test('another route (logs instead of the differential): at the tail, the differential bypassed', () => {
    const files = ['full.bak', 'log1.trn', 'log2.trn', 'log3.trn', 'tail.trn'];
    const { isAtTail, bypassed } = reach({ files });
    expect(isAtTail).toBe(true);
    expect(bypassed.map((step) => step.files)).toEqual([['db/diff.bak']]);
  });

  test('a hole between: not at the tail, though the tail is listed as restored', () => {
    const result = reach({ files: ['full.bak', 'log1.trn', 'log2.trn', 'tail.trn'] });
    expect(result).toMatchObject({ isAtTail: false, chainEnd: 400n });
    expect(result.missing.flatMap((step) => step.files)).toEqual(['db/diff.bak', 'db/log3.trn']);
    expect(result.reason).toContain('db/diff.bak is not restored');
  });

  test('the tail missing: the sentence names it', () => {
    const { isAtTail, reason } = reach({ files: ['full.bak', 'diff.bak', 'log3.trn'] });
    expect(isAtTail).toBe(false);
    expect(reason).toContain('db/tail.trn is not restored');
  });

  test('gone past the tail: refused', () => {
    const beyond = [...rows, log('db/late.trn', 600, 700)];
    const files = [...rows.map((row) => row.file), 'db/late.trn'];
    expect(reach({ files }, beyond)).toMatchObject({
      isAtTail: false,
      reason: expect.stringContaining('past the tail'),
    });
  });

  test('an empty tail need not be restored, its LSN must be reached', () => {
    const emptied = [...rows.slice(0, -1), log('db/tail.trn', 500, 500)];
    const target = { ...tail, lastLsn: lsn(500), isEmpty: true };
    expect(reach({ files: ['full.bak', 'diff.bak', 'log3.trn'] }, emptied, target)).toMatchObject({
      isAtTail: true,
    });
    expect(reach({ files: ['full.bak', 'diff.bak'] }, emptied, target)).toMatchObject({ isAtTail: false });
  });

  test('a tail whose LSN was reached by another set only: refused', () => {
    const twin = [...rows, log('db/twin.trn', 500, 600)];
    const result = reach({ files: ['full.bak', 'diff.bak', 'log3.trn', 'twin.trn'] }, twin);
    expect(result).toMatchObject({ isAtTail: false, reason: expect.stringContaining('not among them') });
  });

  test('nothing restored, or no full among it: nowhere', () => {
    expect(reach({})).toMatchObject({ isAtTail: false, chainEnd: undefined });
    expect(reach({ files: ['tail.trn'] }).reason).toContain('lead nowhere');
  });

  test('one stripe of two is not the set', () => {
    const striped = [base, ...stripesOf(log('db/tail.trn', 150, 600), 2)];
    expect(reach({ files: ['full.bak', 'tail.trn.1'] }, striped)).toMatchObject({ isAtTail: false });
    expect(reach({ files: ['full.bak', 'tail.trn.1', 'tail.trn.2'] }, striped)).toMatchObject({
      isAtTail: true,
    });
  });
});

describe('restoredBy', () => {
  const restored = (evidence: RestoredEvidence, over = rows) =>
    over.filter(restoredBy(over, evidence)).map((row) => row.file);

  test('set GUIDs in any case, with braces', () => {
    expect(restored({ setIds: [`{${guid('db/log1.trn').toUpperCase()}}`] })).toEqual(['db/log1.trn']);
  });

  test.each(['log1.trn', 'db/log1.trn', 'backups/db/log1.trn', 'https://account/backups/db/log1.trn'])(
    'a name as %s',
    (name) => expect(restored({ files: [name] })).toEqual(['db/log1.trn']),
  );

  test('names are compared case by case', () => {
    expect(restored({ files: ['LOG1.trn'] })).toEqual([]);
  });

  test('part of a name is no name', () => {
    expect(restored({ files: ['1.trn', 'g1.trn'] })).toEqual([]);
  });

  const twoFolders = [log('a/log.trn', 1, 2), log('b/log.trn', 2, 3), log('log.trn', 3, 4)];

  test('a bare name that fits several folders proves nothing', () => {
    expect(restored({ files: ['log.trn'] }, twoFolders)).toEqual([]);
  });

  test('a whole name that fits one of them is that one', () => {
    expect(restored({ files: ['b/log.trn'] }, twoFolders)).toEqual(['b/log.trn']);
  });

  test('a row without GUID is not restored because some id is unreadable', () => {
    const nameless = [log('x', 1, 2, { backupSetGuid: undefined })];
    expect(restored({ setIds: ['', '00000000-0000-0000-0000-000000000000'] }, nameless)).toEqual([]);
  });
});

describe('stepsThrough', () => {
  const { path } = assessChain(rows);

  test('all steps up to the file restored last', () => {
    expect(stepsThrough(path, 'log3.trn').flatMap((step) => step.files)).toEqual([
      'db/full.bak',
      'db/diff.bak',
      'db/log3.trn',
    ]);
  });

  test('a file on no step proves nothing', () => {
    expect(stepsThrough(path, 'log1.trn')).toEqual([]);
  });
});
