import { findTail, headerTail, isMarkedTailMetadata } from '../../../shared/core/chain/tail';
import { isMarkedTailName } from '../../../shared/core/file-names';
import { log } from './rows';

describe('T2: the tail is marked by name or metadata, or named by the operator', () => {
  test.each([
    ['x.final.trn', true],
    ['sales/log_0142.final.trn', true],
    ['LOG.FINAL.TRN', true],
    ['a.b.final.bak', true],
    ['x.trn.final', false],
    ['x.final', false],
    ['.final.trn', false],
    ['sales/.final.trn', false],
    ['x.finally.trn', false],
    ['xfinal.trn', false],
    ['x.final.trn.gz.part1/other.trn', false],
    ['x.final.2026', false],
    ['', false],
  ])('isMarkedTailName(%j) is %s', (name, expected) => {
    expect(isMarkedTailName(name)).toBe(expected);
  });

  test.each([
    [{ tail: 'true' }, true],
    [{ Tail: 'TRUE' }, true],
    [{ tail: 'false' }, false],
    [{ tail: '' }, false],
    [{ other: 'true' }, false],
    [{}, false],
    [undefined, false],
  ])('isMarkedTailMetadata(%j) is %s', (metadata, expected) => {
    expect(isMarkedTailMetadata(metadata as Record<string, string> | undefined)).toBe(expected);
  });

  const a = { file: 'a.final.trn', setKey: 'a' };
  const b = { file: 'b.final.trn', setKey: 'b' };

  test('nothing marked: none', () => {
    expect(findTail([])).toEqual({ kind: 'none' });
  });

  test('one marked, or one named', () => {
    expect(findTail([a])).toEqual({ kind: 'one', files: ['a.final.trn'], proof: 'marked' });
    expect(findTail([], b)).toEqual({ kind: 'one', files: ['b.final.trn'], proof: 'named' });
    expect(findTail([a], a)).toEqual({
      kind: 'one',
      files: ['a.final.trn'],
      proof: 'named',
      isMarked: true,
    });
  });

  test('two stripes of one set are one tail', () => {
    expect(findTail([a, { file: 'a2.final.trn', setKey: 'a' }])).toMatchObject({ kind: 'one' });
  });

  test('two different marked tails are refused, with both names', () => {
    expect(findTail([b, a])).toMatchObject({
      kind: 'ambiguous',
      files: ['a.final.trn', 'b.final.trn'],
      reason: expect.stringContaining('a.final.trn, b.final.trn'),
    });
  });

  test('naming chooses, of several marked ones or another one', () => {
    expect(findTail([a], b)).toEqual({ kind: 'one', files: ['b.final.trn'], proof: 'named' });
    expect(findTail([a, b], b)).toMatchObject({ kind: 'one', files: ['b.final.trn'], isMarked: true });
  });

  test('two files whose headers are not read yet are not taken for one', () => {
    expect(findTail([{ file: 'a.final.trn' }, { file: 'b.final.trn' }])).toMatchObject({ kind: 'ambiguous' });
  });
});

describe('T1: header flags, documented only', () => {
  test.each([
    [{}, 'none'],
    [{ isTailLog: false, isForceOffline: true }, 'none'],
    [{ isTailLog: true }, 'tailLog'],
    [{ isTailLog: true, isForceOffline: true }, 'noRecovery'],
  ])('%j: %s', (fields, kind) => {
    expect(headerTail(log('t', 1, 2, fields))).toEqual({ kind });
  });

  test('incomplete metadata is passed on', () => {
    const row = log('t.trn', 1, 2, { isTailLog: true, hasIncompleteMetadata: true });
    expect(headerTail(row)).toEqual({ kind: 'tailLog', incompleteMetadata: true });
  });
});
