import { assessChain } from '../../../shared/core/chain/assess-chain';
import { groupByDatabase } from '../../../shared/core/chain/databases';
import { countFiles } from '../../../shared/core/chain/file-verdicts';
import { ENGINE_KINDS } from '../../../shared/core/engine/engine-status';
import { differential, full, guid, log, pathFiles, reasonOf, rules, states, stripesOf } from './rows';

const base = full('full', 100, 200);
const next = log('log', 150, 300);

describe('S1: a set is complete when every stripe has arrived', () => {
  const stripes = stripesOf(next, 4);

  test('3 of 4: the chain waits and says so', () => {
    const verdict = assessChain([base, ...stripes.slice(0, 3)]);
    expect(verdict).toMatchObject({ status: 'incomplete-set', chainEnd: 200n });
    expect(verdict.summary).toContain('3 of 4 stripes arrived');
    expect(verdict.gap).toMatchObject({ needLsn: 200n, reason: expect.stringContaining('3 of 4') });
    expect(countFiles(verdict.files)).toMatchObject({ inChain: 1, awaitingStripes: 3 });
  });

  test('the last one arrives: one step of four files in stripe order', () => {
    const verdict = assessChain([stripes[3]!, base, stripes[0]!, stripes[2]!, stripes[1]!]);
    expect(verdict.status).toBe('complete');
    expect(pathFiles(verdict)).toEqual(['full', 'log.1', 'log.2', 'log.3', 'log.4']);
  });

  test('four files with three numbers are not four stripes', () => {
    const doubled = [...stripes.slice(0, 3), { ...stripes[2]!, file: 'log.3 again' }];
    expect(assessChain([base, ...doubled])).toMatchObject({ status: 'incomplete-set' });
  });

  test('a lone half of a full: nothing to start from yet', () => {
    const verdict = assessChain([stripesOf(base, 2)[1]!, next]);
    expect(verdict).toMatchObject({ status: 'incomplete-set', path: [] });
    expect(verdict.summary).toContain('1 of 2 stripes arrived of the full backup full.2');
  });

  test('a half behind the chain end waits for nothing', () => {
    const verdict = assessChain([base, stripesOf(log('old', 110, 190), 2)[0]!, next]);
    expect(verdict.status).toBe('complete');
    expect(verdict.files.find(({ file }) => file === 'old.1')).toMatchObject({
      state: 'awaitingStripes',
      notNewer: true,
    });
  });

  test('a half of a differential that would lead further: the chain waits', () => {
    const half = stripesOf(differential('diff', 280, 400, base), 2)[0]!;
    expect(assessChain([base, next, half])).toMatchObject({ status: 'incomplete-set', chainEnd: 300n });
  });

  test('a gap behind an incomplete set names the first log beyond', () => {
    const verdict = assessChain([base, stripes[0]!, log('beyond', 300, 400)]);
    expect(verdict).toMatchObject({
      status: 'incomplete-set',
      gap: { firstAvailableLsn: 300n, nextFile: 'beyond' },
    });
  });
});

describe('S2, S3: copies', () => {
  test('S2: the same stripe in two blobs: the lowest name is kept', () => {
    const verdict = assessChain([base, { ...next, file: 'z' }, { ...next, file: 'a' }]);
    expect(states(verdict)).toEqual({ full: 'inChain', a: 'inChain', z: 'duplicate' });
  });

  test('S2: a mirrored family', () => {
    const mirror = stripesOf({ ...next, file: 'mirror' }, 2);
    const verdict = assessChain([base, ...stripesOf(next, 2), ...mirror]);
    expect(pathFiles(verdict)).toEqual(['full', 'log.1', 'log.2']);
    expect(states(verdict)).toMatchObject({ 'mirror.1': 'duplicate', 'mirror.2': 'duplicate' });
  });

  test('S2: mirrors complete each other', () => {
    const mirror = stripesOf({ ...next, file: 'mirror' }, 2);
    expect(pathFiles(assessChain([base, stripesOf(next, 2)[0]!, mirror[1]!]))).toEqual([
      'full',
      'log.1',
      'mirror.2',
    ]);
  });

  test('S3: another GUID, the same range and fork: the lowest name is kept', () => {
    const verdict = assessChain([base, next, log('a-twin', 150, 300)]);
    expect(states(verdict)).toEqual({ full: 'inChain', 'a-twin': 'inChain', log: 'duplicate' });
    expect(reasonOf(verdict, 'log')).toContain('a-twin holds the same range');
  });

  test('S3: two equal fulls of a read-only database; a differential finds its own', () => {
    const twin = full('a-twin', 100, 200);
    expect(states(assessChain([base, twin]))).toEqual({ 'a-twin': 'inChain', full: 'duplicate' });
    expect(pathFiles(assessChain([base, twin, differential('diff', 290, 300, base)]))).toEqual([
      'full',
      'diff',
    ]);
  });

  test('the same row twice counts once', () => {
    expect(assessChain([base, next, base, next])).toEqual(assessChain([base, next]));
  });

  test('two versions of one file: both are judged, whatever their order', () => {
    const newer = { ...next, backupSetGuid: guid('new version'), lastLsn: 400n as typeof next.lastLsn };
    const verdict = assessChain([base, next, newer]);
    expect(verdict.files).toHaveLength(3);
    expect(assessChain([newer, base, next])).toEqual(verdict);
  });

  test('no GUID: stripes are put together by range and media set', () => {
    const bare = stripesOf({ ...next, backupSetGuid: undefined }, 2);
    expect(pathFiles(assessChain([base, ...bare]))).toEqual(['full', 'log.1', 'log.2']);
    const strange = { ...bare[1]!, mediaSetGuid: guid('other') };
    expect(assessChain([base, bare[0]!, strange]).status).toBe('incomplete-set');
  });
});

describe('S4: several sets in one file', () => {
  const appended = [base, log('full', 150, 300, { position: 2, backupSetGuid: guid('second') })];

  test.each(ENGINE_KINDS)('%s reads the first only: the second is unusable', (engine) => {
    const verdict = assessChain(appended, { engine });
    expect(verdict).toMatchObject({ status: 'gap', chainEnd: 200n });
    expect(verdict.summary).toContain(
      'set 2 of full is not read by the service: write each backup to its own file',
    );
    expect(rules(verdict)).toContain('S4 error');
  });

  test('without an engine it is used, with the remark', () => {
    const verdict = assessChain(appended);
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 300n });
    expect(rules(verdict)).toContain('S4 error');
  });

  test('sets of two databases in one file are told apart', () => {
    const other = full('full', 900, 950, {
      position: 2,
      backupSetGuid: guid('second'),
      familyGuid: guid('other'),
      databaseName: 'Other',
    });
    const verdict = assessChain([base, next, other]);
    expect(verdict.files.map(({ state }) => state)).toEqual(['inChain', 'foreign', 'inChain']);
  });
});

describe('S5–S9: what a header forbids', () => {
  test.each([
    ['S5 error', 'dms', { hasBackupChecksums: false }],
    ['S5 warning', 'lrs', { hasBackupChecksums: false }],
    ['S7 warning', 'dms', { isEncrypted: true }],
    ['L10 info', 'dms', { hasBulkLoggedData: true }],
    ['L11 info', 'dms', { isCopyOnly: true }],
    ['K6 info', 'dms', { recoveryForkId: undefined }],
    ['S1 info', 'dms', { familyCount: undefined, familySequenceNumber: undefined }],
  ] as const)('%s (%s, %j) is a remark; the log is used', (rule, engine, fields) => {
    const verdict = assessChain([base, { ...next, ...fields }], { engine });
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 300n });
    expect(rules(verdict)).toEqual([rule]);
  });

  test('S5: unknown is not missing, and sets beside the path do not matter', () => {
    const unknown = { ...next, hasBackupChecksums: undefined };
    const beside = log('beside', 110, 190, { hasBackupChecksums: false });
    expect(rules(assessChain([base, unknown, beside], { engine: 'dms' }))).toEqual([]);
  });

  test('S8: a log in stripes', () => {
    expect(rules(assessChain([base, ...stripesOf(next, 2)]))).toEqual(['S8 warning']);
  });

  test('S6: a needed log is damaged', () => {
    const verdict = assessChain([base, { ...next, isDamaged: true }]);
    expect(verdict).toMatchObject({ status: 'damaged', chainEnd: 200n });
    expect(verdict.summary).toContain('log is marked as damaged');
    expect(states(verdict)).toMatchObject({ log: 'unusable' });
  });

  test('S6: a damaged log that another one covers hinders nothing', () => {
    const verdict = assessChain([base, { ...next, isDamaged: true }, log('again', 200, 300)]);
    expect(verdict.status).toBe('complete');
  });

  test('S6: the only full is damaged', () => {
    expect(assessChain([{ ...base, isDamaged: true }, next])).toMatchObject({ status: 'damaged', path: [] });
  });

  test('S9: snapshots and partial backups are not used', () => {
    const verdict = assessChain([
      base,
      full('snap', 400, 500, { isSnapshot: true }),
      { ...base, file: 'part', type: 'other', backupSetGuid: guid('part') },
    ]);
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 200n });
    expect(states(verdict)).toEqual({ full: 'inChain', part: 'unusable', snap: 'unusable' });
    expect(rules(verdict)).toContain('S9 error');
  });
});

describe('S10: which database a file belongs to', () => {
  const stranger = log('stranger', 300, 400, { familyGuid: guid('other') });

  test('same name, other family: foreign, though its LSN fits', () => {
    const verdict = assessChain([base, next, stranger]);
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 300n });
    expect(states(verdict)['stranger']).toBe('foreign');
    expect(reasonOf(verdict, 'stranger')).toContain('family');
    expect(rules(verdict)).toEqual(['S10 warning']);
  });

  test('the caller names the family, the anchor or the database', () => {
    const others = ['a', 'b', 'c'].map((name) =>
      full(`o${name}`, 1, 2, { familyGuid: guid('other'), databaseName: 'Other' }),
    );
    const all = [base, next, ...others];
    expect(assessChain(all).path[0]?.files).toEqual(['oa']);
    expect(assessChain(all, { familyGuid: guid('family').toUpperCase() }).chainEnd).toBe(300n);
    expect(assessChain(all, { anchorGuid: base.backupSetGuid }).chainEnd).toBe(300n);
    expect(assessChain(all, { databaseName: 'SALES' }).chainEnd).toBe(300n);
    expect(assessChain(all, { databaseName: 'Nowhere' })).toMatchObject({ status: 'no-full', path: [] });
    expect(countFiles(assessChain(all, { databaseName: 'Nowhere' }).files).foreign).toBe(5);
  });

  test('renamed mid-chain: one database', () => {
    const renamed = [base, next, log('new', 300, 400, { databaseName: 'Sales2' })];
    const verdict = assessChain(renamed, { databaseName: 'Sales' });
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 400n });
    expect(rules(verdict)).toEqual(['S10 info']);
    expect(groupByDatabase(renamed)).toMatchObject([{ databaseName: 'Sales2', names: ['sales', 'sales2'] }]);
  });

  test('renamed, and only empty logs since: still one database', () => {
    const verdict = assessChain([base, next, log('new', 300, 300, { databaseName: 'Sales2' })]);
    expect(states(verdict)['new']).toBe('covered');
  });

  test('renamed with a log missing in between: still one database, and a gap', () => {
    const verdict = assessChain([base, next, log('new', 350, 400, { databaseName: 'Sales2' })]);
    expect(verdict).toMatchObject({ status: 'gap', gap: { needLsn: 300n, firstAvailableLsn: 350n } });
  });

  test('two databases with one family GUID: told apart when their backups alternate (dbatools #7879)', () => {
    const copy = { databaseName: 'Copy' };
    const rows = [base, next, log('l2', 300, 400), full('c', 120, 220, copy), log('cl', 150, 350, copy)];
    expect(groupByDatabase(rows).map(({ databaseName, rows: own }) => [databaseName, own.length])).toEqual([
      ['Sales', 3],
      ['Copy', 2],
    ]);
    expect(assessChain(rows, { databaseName: 'Copy' }).path.map((step) => step.files[0])).toEqual([
      'c',
      'cl',
    ]);
  });

  test('a restored copy on a fork of its own is no rename', () => {
    const copy = log('copy', 300, 400, { databaseName: 'Copy', recoveryForkId: guid('b') });
    expect(assessChain([base, next, copy])).toMatchObject({ status: 'complete', chainEnd: 300n });
  });

  test('no family in the header: the name decides, and unknown is not different', () => {
    const unmarked = log('unmarked', 300, 400, { familyGuid: undefined });
    expect(assessChain([base, next, unmarked]).chainEnd).toBe(400n);
    expect(assessChain([base, next, unmarked, stranger], { familyGuid: guid('family') }).chainEnd).toBe(400n);
    expect(assessChain([base, next, { ...unmarked, databaseName: 'Other' }]).chainEnd).toBe(300n);
  });

  test('neither family nor name: part of the only database there is', () => {
    const bare = { familyGuid: undefined, databaseName: undefined };
    expect(assessChain([base, next, log('bare', 300, 400, bare)]).chainEnd).toBe(400n);
    expect(assessChain([base, next, log('bare', 300, 400, bare), stranger]).chainEnd).toBe(300n);
    expect(
      assessChain([
        { ...base, ...bare },
        { ...next, ...bare },
      ]).chainEnd,
    ).toBe(300n);
  });

  test('a trailing blank and other case are the same name', () => {
    const blank = { familyGuid: undefined, databaseName: 'SALES ' };
    expect(groupByDatabase([base, log('blank', 200, 300, blank)])).toHaveLength(1);
  });
});
