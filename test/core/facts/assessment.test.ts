import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { assessChain } from '../../../shared/core/chain/assess-chain';
import { collectSets } from '../../../shared/core/chain/collect-sets';
import type { EngineFile, EngineSet, EngineStatus } from '../../../shared/core/engine/engine-status';
import { boundFacts } from '../../../shared/core/facts/bound-facts';
import { joinEngine, toldAnchor } from '../../../shared/core/facts/engine-join';
import { judgeListing } from '../../../shared/core/facts/listing-facts';
import { findTailFacts } from '../../../shared/core/facts/tail-facts';
import { isSameBlob } from '../../../shared/core/file-names';
import { parseLsn } from '../../../shared/core/lsn';
import type { BackupRecord } from '../../../shared/core/migration/backup-record';
import type { NamedTail } from '../../../shared/core/migration/control';
import { clip, clipList } from '../../../shared/core/text';
import { aControl, aReadyFacts, aStatus, NOW } from '../../support/facts';
import { full, guid, log, stripesOf } from '../chain/rows';

function record(
  name: string,
  change: Partial<BackupRecord> = {},
  ...sets: readonly BackupSetRow[]
): BackupRecord {
  return {
    name,
    etag: `"${name}"`,
    size: 1,
    lastModified: NOW,
    seenAt: NOW,
    state: 'read',
    misplaced: false,
    sets,
    current: true,
    ...change,
  };
}

const F = full('full.bak', 10, 20);
const L1 = log('log1.trn', 10, 30);
const L2 = log('log2.trn', 30, 40);

describe('findTailFacts', () => {
  function tail(records: readonly BackupRecord[], named?: string, change: Partial<NamedTail> = {}) {
    const rows = records.flatMap((one) => (one.state === 'read' ? one.sets : []));
    const sets = collectSets(rows);
    const bound = sets.find((set) => set.head.file === named) ?? { key: guid('gone'), lastLsn: L1.lastLsn };
    const { key: setKey, lastLsn } = bound;
    const control = aControl(
      named === undefined
        ? {}
        : { namedTail: { by: 'ada', at: NOW, blob: named, setKey, lastLsn, ...change } },
    );
    return findTailFacts(records, sets, assessChain(rows), control);
  }
  const base = [record('full.bak', {}, F), record('log1.trn', {}, L1)];
  const marked = record('log2.trn', { tailMark: 'metadata' }, L2);

  test('none, marked, named, both', () => {
    expect(tail([...base, record('log2.trn', {}, L2)])).toEqual({ kind: 'none' });
    expect(tail([...base, marked])).toMatchObject({
      kind: 'one',
      proof: 'marked',
      tail: { blob: 'log2.trn' },
      empty: false,
    });
    expect(tail([...base, record('log2.trn', {}, L2)], 'log2.trn')).toMatchObject({
      kind: 'one',
      proof: 'named',
    });
    expect(tail([...base, marked], 'log2.trn')).toMatchObject({ kind: 'one', proof: 'named' });
  });

  test('of one that is named and one that is marked the named one is chosen; a named and marked one says both', () => {
    expect(tail([...base, marked], 'log1.trn')).toMatchObject({
      kind: 'one',
      proof: 'named',
      tail: { blob: 'log1.trn' },
    });
    expect(tail([...base, marked], 'log1.trn')).not.toHaveProperty('isMarked');
    expect(tail([...base, marked], 'log2.trn')).toMatchObject({
      kind: 'one',
      proof: 'named',
      isMarked: true,
    });
  });

  describe('naming binds a backup, not a name', () => {
    const named = [...base, record('log2.trn', {}, L2)];
    test.each<[name: string, change: Partial<NamedTail>, reason: RegExp]>([
      [
        'another set lies there now',
        { setKey: guid('first'), lastLsn: L1.lastLsn },
        /^another backup was uploaded over it after ada named it at .* \(it ended at LSN 30, now at LSN 40\): name the tail again$/,
      ],
      [
        'the same set, said to end elsewhere',
        { lastLsn: L1.lastLsn },
        /^another backup was uploaded over it/,
      ],
      [
        'a row of 0.1.0, which bound nothing',
        { setKey: undefined, lastLsn: undefined },
        /^ada named it at .* in an earlier version of this app, which did not bind the backup: name it again$/,
      ],
    ])('%s: it is no longer named', (_name, change, reason) => {
      expect(tail(named, 'log2.trn', change)).toEqual({
        kind: 'unreadable',
        blob: 'log2.trn',
        reason: expect.stringMatching(reason),
        isUnnamed: true,
      });
      expect(tail([...base, marked], 'log2.trn', change)).toMatchObject({
        kind: 'one',
        proof: 'marked',
        unnamed: expect.stringMatching(reason),
      });
    });

    test('the service of an offline migration means a name', () => {
      const change = { by: 'service', setKey: undefined, lastLsn: undefined };
      expect(tail(named, 'log2.trn', change)).toMatchObject({ kind: 'one', proof: 'named' });
    });
  });

  test('stripes of one set are one tail; with one missing it cannot be used', () => {
    const stripes = stripesOf(L2, 2).map((row) => record(row.file, { tailMark: 'name' }, row));
    expect(tail([...base, ...stripes])).toMatchObject({ kind: 'one' });
    expect(tail([...base, ...stripes.slice(0, 1)])).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringMatching(/1 of 2/),
    });
  });

  test.each<[name: string, records: readonly BackupRecord[], named: string | undefined, reason: RegExp]>([
    ['not there', base, 'log9.trn', /not in the container/],
    ['a full', base, 'full.bak', /a full backup/],
    [
      'growing',
      [...base, record('t.final.trn', { state: 'growing', tailMark: 'name', reason: 'no end yet' })],
      undefined,
      /no end yet/,
    ],
    [
      'in a sub-folder',
      [...base, record('x/t.trn', { misplaced: true, tailMark: 'name' }, L2)],
      undefined,
      /sub-folder/,
    ],
  ])('unusable: %s', (_name, records, named, reason) => {
    expect(tail(records, named)).toMatchObject({ kind: 'unreadable', reason: expect.stringMatching(reason) });
  });

  test('what is removed marks nothing', () => {
    const gone = record('t.final.trn', { state: 'removed', tailMark: 'name' });
    expect(tail([...base, gone])).toEqual({ kind: 'none' });
  });

  test('a marked blob counts whatever it is: one that cannot be read is no reason to take another', () => {
    for (const state of ['unreadable', 'notABackup', 'unusable', 'growing'] as const) {
      const spoilt = record('t.final.trn', { state, mayHoldBackup: false, tailMark: 'name' });
      expect(tail([...base, spoilt])).toMatchObject({ kind: 'unreadable', blob: 't.final.trn' });
      expect(tail([...base, marked, spoilt])).toMatchObject({ kind: 'ambiguous' });
    }
  });
});

describe('judgeListing', () => {
  const records = [record('full.bak', {}, F), record('log1.trn', {}, L1), record('log2.trn', {}, L2)];
  const listed = records.map(({ name, etag }) => ({ name, etag, committed: true }));
  function judge(
    more: Partial<(typeof listed)[number]>[],
    extra: readonly BackupRecord[] = [],
    status?: EngineStatus,
  ) {
    const all = [...records, ...extra];
    return judgeListing(
      [...listed, ...more.map((one) => ({ name: 'x', etag: '"x"', committed: true, ...one }))],
      {
        records: all,
        exclusions: [{ blob: 'excluded', etag: '"e"', reason: 'r', by: 'ada', at: NOW }],
        verdict: assessChain(all.flatMap((one) => (one.state === 'read' ? one.sets : []))),
        familyGuid: guid('family'),
        tailLsn: L2.lastLsn,
        status,
      },
    );
  }

  const file = (name: string, state: EngineFile['state'], rawState: string = state): EngineFile => ({
    name,
    state,
    rawState,
  });
  const knows = (change: Partial<EngineSet>, more: Partial<EngineStatus> = {}): EngineStatus =>
    aStatus({ sets: [{ files: [], ignoreReasons: [], ...change }], ...more });

  test.each<[name: string, status: EngineStatus, unsettled: string | undefined]>([
    [
      'Arrived on the share',
      knows({ files: [file('log3.trn', 'pending', 'Arrived')] }),
      'log3.trn: .*Arrived',
    ],
    ['being uploaded', knows({ files: [file('log3.trn', 'pending', 'Uploading')] }), 'log3.trn: .*Uploading'],
    ['being restored', knows({ files: [file('log3.trn', 'restoring')] }), 'log3.trn'],
    ['cancelled on its way', knows({ files: [file('log3.trn', 'canceled')] }), 'log3.trn'],
    [
      'in a state nobody knows',
      knows({ files: [file('log3.trn', 'pending', '')] }),
      'in an unreported state',
    ],
    ['without a name', knows({ files: [file('', 'pending', 'Arrived')] }), 'a file without a name'],
    [
      'restored after the tail',
      knows({ files: [file('log3.trn', 'restored')], lastLsn: parseLsn(String(L2.lastLsn + 1n)) }),
      'log3.trn',
    ],
    [
      'restored before the tail',
      knows({ files: [file('old.trn', 'restored')], lastLsn: L2.lastLsn }),
      undefined,
    ],
    ['restored at an untold LSN', knows({ files: [file('old.trn', 'restored')] }), undefined],
    ['ignored', knows({ files: [file('log3.trn', 'ignored')] }), undefined],
    ['one of ours', knows({ files: [file('log2.trn', 'pending', 'Arrived')] }), undefined],
    [
      'called invalid',
      knows({ files: [file('x.txt', 'pending', 'Arrived')] }, { invalidFiles: ['x.txt'] }),
      undefined,
    ],
    [
      'told only as the last one uploaded',
      aStatus({ progress: { lastUploadedFile: 'log3.trn' } }),
      'log3.trn: .*uploaded last',
    ],
    [
      'told as the last one uploaded, and ours',
      aStatus({ progress: { lastUploadedFile: 'log2.trn' } }),
      undefined,
    ],
  ])('a file the service knows is never overlooked: %s', (_name, status, unsettled) => {
    const judged = judge([], [], status);
    expect(judged.unsettledCount).toBe(unsettled === undefined ? 0 : 1);
    const [first] = judged.unsettled;
    if (unsettled !== undefined) expect(`${first?.blob}: ${first?.reason}`).toMatch(new RegExp(unsettled));
  });

  test('a file that is told twice counts once', () => {
    const told = knows(
      { files: [file('log3.trn', 'pending', 'Arrived')] },
      { progress: { lastUploadedFile: 'log3.trn' } },
    );
    expect(judge([], [], told).unsettledCount).toBe(1);
  });

  test('everything accounted for', () => {
    expect(judge([])).toEqual({ kind: 'listed', unsettled: [], unsettledCount: 0 });
  });

  test.each<
    [
      name: string,
      blob: { name?: string; etag?: string; committed?: boolean },
      extra: readonly BackupRecord[],
      reason: RegExp | undefined,
    ]
  >([
    ['unread', {}, [], /not read yet/],
    ['uncommitted', { committed: false, etag: '' }, [], /being uploaded/],
    ['changed', { etag: '"new"' }, [record('x', {}, L1)], /changed since/],
    ['no backup', {}, [record('x', { state: 'notABackup', mayHoldBackup: false })], undefined],
    [
      'an archive',
      {},
      [record('x', { state: 'notABackup', mayHoldBackup: true, reason: 'a ZIP archive' })],
      /ZIP/,
    ],
    ['what 0.1.0 called no backup', {}, [record('x', { state: 'notABackup', reason: 'unknown' })], /unknown/],
    ['a header without LSNs', {}, [record('x', {}, log('x', 0, 0))], /LSN 0/],
    ['empty', {}, [record('x', { state: 'unreadable', reason: 'it is empty' })], /it is empty/],
    ['newer', {}, [record('x', {}, log('x', 40, 50))], /after the tail/],
    [
      'a newer one in a sub-folder',
      {},
      [record('x', { misplaced: true }, log('x', 40, 50))],
      /after the tail/,
    ],
    [
      'of another database',
      {},
      [record('x', {}, log('x', 5, 6, { familyGuid: guid('other') }))],
      /another database/,
    ],
    ['older', {}, [record('x', {}, log('x', 10, 30, { backupSetGuid: guid('dup') }))], undefined],
    ['excluded in this version', { name: 'excluded', etag: '"e"' }, [], undefined],
    ['excluded in another version', { name: 'excluded', etag: '"f"' }, [], /not read yet/],
  ])('%s', (_name, blob, extra, reason) => {
    const { unsettled } = judge([blob], extra);
    if (reason === undefined) expect(unsettled).toEqual([]);
    else expect(unsettled).toMatchObject([{ reason: expect.stringMatching(reason) }]);
  });

  test('ten are kept, all are counted', () => {
    const many = Array.from({ length: 30 }, (_unused, index) => ({ name: `y${index}` }));
    const { unsettled, unsettledCount } = judge(many);
    expect([unsettled.length, unsettledCount]).toEqual([10, 30]);
  });
});

describe('joinEngine', () => {
  const sets = collectSets([F, L1, L2]);
  test('a set not listed counts as restored up to the last restored one, by name or last segment', () => {
    const join = joinEngine(sets, aStatus({ lastRestoredFile: 'log1.trn' }));
    expect(sets.map((set) => [set.head.file, join.isRestored(set)])).toEqual([
      ['full.bak', true],
      ['log1.trn', true],
      ['log2.trn', false],
    ]);
    expect(isSameBlob('sales/log1.trn', 'log1.trn')).toBe(true);
    expect(isSameBlob('log1.trn', 'sales/log1.trn')).toBe(false);
  });

  test('what the engine says of a set goes before; without a reading nothing is restored', () => {
    const said = aStatus({
      lastRestoredFile: 'log2.trn',
      sets: [{ backupSetId: L1.backupSetGuid, restored: false, files: [], ignoreReasons: [] }],
    });
    expect(joinEngine(sets, said).isRestored(sets[1]!)).toBe(false);
    expect(joinEngine(sets, undefined).isRestored(sets[0]!)).toBe(false);
  });

  const told = (
    name: string,
    restored: boolean,
    id?: string,
    change: Partial<EngineSet> = {},
  ): EngineSet => ({
    ...(id !== undefined && { backupSetId: id }),
    type: name.endsWith('.bak') ? 'full' : 'log',
    restored,
    files: [{ name, state: restored ? 'restored' : 'pending', rawState: restored ? 'Restored' : 'Arrived' }],
    ignoreReasons: [],
    ...change,
  });
  const joined = (status: Partial<EngineStatus>) => {
    const join = joinEngine(sets, aStatus({ lastRestoredFile: undefined, ...status }));
    return {
      by: join.by,
      last: join.last?.head.file,
      anchor: join.anchorGuid,
      restored: sets.filter((set) => join.isRestored(set)).map((set) => set.head.file),
    };
  };

  test.each<[name: string, status: Partial<EngineStatus>, result: ReturnType<typeof joined>]>([
    [
      'one id is ours: ids say what is restored, whatever the names',
      {
        sets: [told('full.bak', true, F.backupSetGuid), told('log1.trn', true, guid('not ours'))],
        lastRestoredSet: told('log2.trn', true, L1.backupSetGuid),
        lastRestoredFile: 'log2.trn',
      },
      { by: 'setIds', last: 'log1.trn', anchor: F.backupSetGuid, restored: ['full.bak', 'log1.trn'] },
    ],
    [
      'one id is ours: a set whose id the last restored one does not have is not the last',
      {
        sets: [told('full.bak', true, F.backupSetGuid)],
        lastRestoredSet: told('log1.trn', true, guid('not ours')),
        lastRestoredFile: 'log1.trn',
      },
      { by: 'setIds', last: undefined, anchor: F.backupSetGuid, restored: ['full.bak'] },
    ],
    [
      'no id is ours: names join what carries ids, too',
      {
        sets: [
          told('full.bak', true, guid('own 1')),
          told('log1.trn', true, guid('own 2')),
          told('log2.trn', false, guid('own 3')),
        ],
        lastRestoredSet: told('log1.trn', true, guid('own 2')),
        lastRestoredFile: 'log1.trn',
      },
      { by: 'names', last: 'log1.trn', anchor: F.backupSetGuid, restored: ['full.bak', 'log1.trn'] },
    ],
    [
      'no id is ours, no last file: the last set is joined by its files',
      { lastRestoredSet: told('log2.trn', true, guid('own 3')) },
      { by: 'names', last: 'log2.trn', anchor: undefined, restored: ['full.bak', 'log1.trn', 'log2.trn'] },
    ],
    [
      'a name that is told twice is not restored while one of the two waits',
      { sets: [told('log1.trn', true), told('log1.trn', false)], lastRestoredFile: 'log1.trn' },
      { by: 'names', last: 'log1.trn', anchor: undefined, restored: ['full.bak'] },
    ],
  ])('%s', (_name, status, result) => expect(joined(status)).toEqual(result));

  test('the full that is told restored is one text, by id or names', () => {
    const anchor = (...sets: readonly EngineSet[]) => toldAnchor(aStatus({ sets }));
    expect(toldAnchor(undefined)).toBeUndefined();
    expect(anchor(told('full.bak', false, guid('f')), told('log1.trn', true))).toBeUndefined();
    const byId = anchor(told('full.bak', true, guid('f')));
    expect(anchor(told('other.bak', true, guid('f').toUpperCase()))).toBe(byId);
    expect(anchor(told('full.bak', true, guid('g')))).not.toBe(byId);
    const byName = anchor(told('full.bak', true));
    expect(anchor(told('full.bak', true))).toBe(byName);
    expect(anchor(told('other.bak', true))).not.toBe(byName);
  });
});

describe('bounded texts', () => {
  test('boundFacts changes no small fact and no outcome', () => {
    const facts = aReadyFacts();
    expect(boundFacts(facts)).toEqual(facts);
  });

  test('clip and clipList', () => {
    expect(clip('abcdef', 4)).toBe('abc…');
    expect(clip('abcd', 4)).toBe('abcd');
    expect(clip('ab😀cd', 4)).toBe('ab…');
    expect(clipList(['aaaa', 'b', 'c'], 2, 3)).toEqual(['aa…', 'b', '… 1 more']);
  });
});
