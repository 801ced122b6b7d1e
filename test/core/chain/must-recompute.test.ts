import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { assessChain } from '../../../shared/core/chain/assess-chain';
import { toCheckpoint } from '../../../shared/core/chain/checkpoint';
import { decodeCheckpoint, encodeCheckpoint } from '../../../shared/core/chain/checkpoint-codec';
import { extendChain } from '../../../shared/core/chain/extend-chain';
import { mustRecompute } from '../../../shared/core/chain/must-recompute';
import { differential, full, guid, log, states, stripesOf } from './rows';

const base = full('full', 100, 200);
const past = [base, log('l1', 150, 300), log('l2', 300, 400)];
const options = { anchorGuid: base.backupSetGuid };
const at = (rows: readonly BackupSetRow[], given = options) =>
  toCheckpoint(assessChain(rows, given), rows, given);
const checkpoint = at(past);

describe('mustRecompute', () => {
  test.each<[string, BackupSetRow, string | undefined]>([
    ['the next log', log('l3', 400, 500), undefined],
    ['a log beyond a hole', log('l4', 500, 600), undefined],
    ['an empty log at the end', log('e', 400, 400), undefined],
    ['an empty log behind the end', log('e', 250, 250), undefined],
    ['a log of unknown fork', log('l3', 400, 500, { recoveryForkId: undefined }), undefined],
    ['another family, the anchor being known', log('x', 400, 500, { familyGuid: guid('other') }), undefined],
    ['a log that begins before the end', log('l3', 399, 500), 'overlap'],
    ['a late log', log('late', 250, 300), 'behindEnd'],
    ['a late log that ends exactly at the end', log('late', 250, 400), 'behindEnd'],
    ['a newer full', full('newer', 500, 600), 'dataBackup'],
    ['a differential', differential('diff', 500, 600, base), 'dataBackup'],
    ['another fork', log('l3', 400, 500, { recoveryForkId: guid('b') }), 'otherFork'],
    [
      'a crossing log',
      log('l3', 400, 500, { recoveryForkId: guid('b'), firstRecoveryForkId: guid('a') }),
      'otherFork',
    ],
    ['another name', log('l3', 400, 500, { databaseName: 'Sales2' }), 'otherDatabase'],
    ['an unknown family', log('l3', 400, 500, { familyGuid: undefined }), 'otherDatabase'],
    ['SIMPLE recovery', log('l3', 400, 500, { recoveryModel: 'simple' }), 'simpleRecovery'],
  ])('%s', (_, row, reason) => {
    expect(mustRecompute(checkpoint, row)).toBe(reason);
  });

  test('an awaited stripe hides that the source may have gone on on another fork: its arrival does not', () => {
    const awaited = stripesOf(log('l3', 400, 500), 2);
    const other = { recoveryForkId: guid('b'), firstRecoveryForkId: guid('b') };
    const known = [...past, awaited[0]!, log('other', 400, 400, other)];
    const hidden = toCheckpoint(assessChain(known), known);
    expect(hidden.status).toBe('incomplete-set');
    expect(mustRecompute(hidden, awaited[1]!)).toBe('otherFork');
    expect(assessChain([...known, awaited[1]!]).status).toBe('forked');
  });

  test('a file of the path changed or went, but not one beyond the end', () => {
    for (const change of ['changed', 'removed'] as const) {
      expect(mustRecompute(checkpoint, past[1]!, change)).toBe('behindEnd');
      expect(mustRecompute(checkpoint, log('l4', 500, 600), change)).toBeUndefined();
    }
  });

  test('another family, the family not being known: it may outnumber this one', () => {
    const free = at(past, {} as typeof options);
    const stranger = log('x', 400, 500, { familyGuid: guid('other') });
    expect(mustRecompute(free, stranger)).toBe('otherDatabase');
    const beyond = log('l4', 500, 600);
    expect(mustRecompute(free, beyond, 'removed')).toBeUndefined();
    expect(mustRecompute(at([...past, stranger], {} as typeof options), beyond, 'removed')).toBe(
      'otherDatabase',
    );
  });

  test('servers are given: a log of another one may undo the choice of the branch', () => {
    const given = at(past, { servers: ['PROD'] } as unknown as typeof options);
    expect(mustRecompute(given, log('l3', 400, 500, { serverName: 'prod' }))).toBeUndefined();
    expect(mustRecompute(given, log('l3', 400, 500))).toBeUndefined();
    expect(mustRecompute(given, log('l3', 400, 500, { serverName: 'TEST' }))).toBe('otherFork');
  });

  test('a forked chain is always assessed anew', () => {
    const forked = at(
      [...past, full('other', 500, 600, { recoveryForkId: guid('b') })],
      {} as typeof options,
    );
    expect(mustRecompute(forked, log('l3', 400, 500))).toBe('otherFork');
  });

  test('nothing to continue; SIMPLE; renamed', () => {
    expect(mustRecompute(at([]), base)).toBe('noChain');
    const simple = at([full('full', 100, 200, { recoveryModel: 'simple' })]);
    expect(mustRecompute(simple, log('l', 200, 300))).toBe('simpleRecovery');
    const renamed = at([...past, log('l3', 400, 500, { databaseName: 'Sales2' })]);
    expect(mustRecompute(renamed, log('l4', 500, 600, { databaseName: 'Sales2' }))).toBe('otherDatabase');
  });
});

describe('extendChain', () => {
  test('one more log', () => {
    const next = extendChain(checkpoint, [log('l3', 400, 500)]);
    expect(next).toMatchObject({
      kind: 'extended',
      status: 'complete',
      chainEnd: 500n,
      newSteps: [{ files: ['l3'] }],
      checkpoint: { pathLength: 4, lastSteps: [{}, {}, { files: ['l3'] }], counts: { inChain: 4 } },
    });
  });

  test('a hole, then the log that fills it: the row beyond is given again', () => {
    const beyond = log('l4', 500, 600);
    const hole = extendChain(checkpoint, [beyond]);
    if (hole.kind !== 'extended') throw new Error(hole.reason);
    expect(hole).toMatchObject({
      status: 'gap',
      chainEnd: 400n,
      gap: { needLsn: 400n, nextFile: 'l4', lastGoodFile: 'l2' },
    });
    expect(states(hole)).toEqual({ l4: 'beyondGap' });
    const filled = extendChain(hole.checkpoint, [beyond, log('l3', 400, 500)]);
    if (filled.kind !== 'extended') throw new Error(filled.reason);
    expect(filled).toMatchObject({ status: 'complete', chainEnd: 600n });
    expect(filled.checkpoint).toEqual(at([...past, beyond, log('l3', 400, 500)]));
    expect(filled.checkpoint.gap).toBeUndefined();
  });

  test('stripes that arrive one by one', () => {
    const [one, two] = stripesOf(log('l3', 400, 500), 2);
    expect(extendChain(checkpoint, [one!])).toMatchObject({
      status: 'incomplete-set',
      summary: expect.stringContaining('1 of 2 stripes arrived'),
    });
    expect(extendChain(checkpoint, [one!, two!])).toMatchObject({ status: 'complete', chainEnd: 500n });
  });

  test('a damaged log stops it', () => {
    expect(extendChain(checkpoint, [log('l3', 400, 500, { isDamaged: true })])).toMatchObject({
      status: 'damaged',
    });
  });

  test('says which file makes it start over', () => {
    const next = extendChain(checkpoint, [log('l3', 400, 500), log('late', 250, 300)]);
    expect(next).toEqual({ kind: 'recompute', reason: 'behindEnd', file: 'late' });
    expect(extendChain(at([]), [])).toEqual({ kind: 'recompute', reason: 'noChain' });
  });
});

describe('the wire form of a checkpoint', () => {
  const gap = at([...past, log('l4', 500, 600, { startedAt: '2026-01-01T10:00:00' })]);

  test('survives JSON, LSNs as decimal text', () => {
    const text = JSON.stringify(encodeCheckpoint(gap));
    expect(decodeCheckpoint(JSON.parse(text))).toEqual(gap);
    expect(JSON.parse(text)).toMatchObject({ chainEnd: '400', gap: { needLsn: '400' } });
  });

  test('stays small however long the chain', () => {
    const long = [
      base,
      ...Array.from({ length: 2000 }, (_, i) => log(`l${String(i)}`, 200 + i * 10, 210 + i * 10)),
    ];
    expect(JSON.stringify(encodeCheckpoint(at(long))).length).toBeLessThan(3000);
  });

  const plain = JSON.parse(JSON.stringify(encodeCheckpoint(gap))) as Record<string, unknown>;
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'checkpoint'],
    ['another version', { ...plain, version: 0 }],
    ['no counts', { ...plain, counts: undefined }],
    ['a count missing', { ...plain, settled: {} }],
    ['an LSN as a number', { ...plain, chainEnd: 400 }],
    ['an LSN that is none', { ...plain, chainEnd: 'end' }],
    ['a step without files', { ...plain, lastSteps: [{}] }],
    ['a broken gap', { ...plain, gap: {} }],
  ])('%s is not a checkpoint', (_, value) => {
    expect(decodeCheckpoint(value)).toBeUndefined();
  });
});
