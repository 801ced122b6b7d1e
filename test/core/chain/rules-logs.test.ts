import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { assessChain } from '../../../shared/core/chain/assess-chain';
import { countFiles } from '../../../shared/core/chain/file-verdicts';
import { parseLsn } from '../../../shared/core/lsn';
import { differential, full, guid, log, lsn, pathFiles, reasonOf, rules, states, stripesOf } from './rows';

const base = full('full', 100, 200);
const at = (text: string, row: BackupSetRow, edge: 'firstLsn' | 'lastLsn') => ({
  ...row,
  [edge]: parseLsn(text),
});

describe('L1–L5: the walk', () => {
  test('L1: empty logs are no gap and no step', () => {
    const verdict = assessChain([
      base,
      log('e1', 200, 200),
      log('e2', 150, 150),
      log('l', 200, 300),
      log('e3', 300, 300),
    ]);
    expect(pathFiles(verdict)).toEqual(['full', 'l']);
    expect(countFiles(verdict.files)).toMatchObject({ covered: 3 });
    expect(reasonOf(verdict, 'e1')).toContain('is empty');
  });

  test('L1: all logs empty', () => {
    const verdict = assessChain([base, log('e1', 200, 200), log('e2', 200, 200)]);
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 200n });
  });

  test('L1: a thousand empty ones, then a real one', () => {
    const empty = Array.from({ length: 1000 }, (_, index) => log(`e${String(index)}`, 200, 200));
    expect(assessChain([base, ...empty, log('l', 200, 300)]).chainEnd).toBe(300n);
  });

  test('L1: an empty log beyond the end tells of a log that has not arrived: verdict and reason say so', () => {
    const verdict = assessChain([base, log('e', 300, 300)]);
    expect(verdict).toMatchObject({ status: 'gap', chainEnd: 200n, gap: { needLsn: 200n, nextFile: 'e' } });
    expect(verdict.summary).toContain('the next log available, e, is empty and is at LSN 300');
    expect(states(verdict)['e']).toBe('beyondGap');
    expect(reasonOf(verdict, 'e')).toContain('an earlier log has not arrived');
    expect(rules(verdict)).toEqual(['L1 warning']);
  });

  test('L1: the gap is named by the log that holds something, not by the empty ones before it', () => {
    const verdict = assessChain([base, log('e', 300, 300), log('l', 350, 400)]);
    expect(verdict).toMatchObject({ status: 'gap', gap: { nextFile: 'l' } });
  });

  test.each([
    ['ends before the end', 110, 190, 'covered'],
    ['L2: ends exactly at the end', 150, 200, 'covered'],
    ['L3: begins exactly at the end (dbatools #2167)', 200, 300, 'inChain'],
    ['L3: spans the end', 150, 300, 'inChain'],
    ['L3: begins one after the end', 201, 300, 'beyondGap'],
    ['spans the whole full', 50, 300, 'inChain'],
  ])('a log that %s', (_, first, last, state) => {
    expect(states(assessChain([base, log('l', first, last)]))['l']).toBe(state);
  });

  test.each([
    ['ends exactly at the differential', 300, 400, 'covered'],
    ['begins exactly at the differential', 400, 500, 'inChain'],
    ['spans the differential', 300, 500, 'inChain'],
  ])('a log that %s', (_, first, last, state) => {
    const verdict = assessChain([base, differential('diff', 390, 400, base), log('l', first, last)]);
    expect(states(verdict)['l']).toBe(state);
  });

  test('L4: of the applicable logs the furthest (re-taken ranges)', () => {
    const verdict = assessChain([base, log('a', 200, 300), log('b', 200, 400), log('c', 300, 400)]);
    expect(pathFiles(verdict)).toEqual(['full', 'b']);
  });

  test('L5: an overlap is legal and said', () => {
    const verdict = assessChain([base, log('a', 200, 300), log('b', 250, 400)]);
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 400n });
    expect(rules(verdict)).toEqual(['L5 info']);
  });

  test('several logs with the same LastLSN (dbatools #3009)', () => {
    const verdict = assessChain([base, log('b', 250, 300), log('a', 200, 300), log('e', 300, 300)]);
    expect(verdict.chainEnd).toBe(300n);
    expect(countFiles(verdict.files)).toMatchObject({ inChain: 2, covered: 2 });
  });
});

describe('L6: gaps', () => {
  const l1 = log('l1', 200, 300, { finishedAt: '2026-01-01T10:00:00' });
  const l2 = log('l2', 300, 400);
  const l3 = log('l3', 400, 500, { startedAt: '2026-01-01T10:30:00' });

  test('names the LSN needed, the first at hand, both files and the time window', () => {
    const verdict = assessChain([base, l1, l3]);
    expect(verdict).toMatchObject({
      status: 'gap',
      chainEnd: 300n,
      gap: {
        needLsn: 300n,
        firstAvailableLsn: 400n,
        lastGoodFile: 'l1',
        nextFile: 'l3',
        lastGoodFinishedAt: '2026-01-01T10:00:00',
        nextStartedAt: '2026-01-01T10:30:00',
      },
    });
    expect(verdict.summary).toBe(
      'Cannot continue the chain beyond LSN 300: the next log available, l3, begins at LSN 400. ' +
        'Upload the log backup that contains LSN 300, or a differential that goes beyond it.',
    );
    expect(states(verdict)['l3']).toBe('beyondGap');
  });

  test('the missing log arrives later: the gap is closed', () => {
    const verdict = assessChain([base, l1, l3, l2]);
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 500n });
    expect(verdict.gap).toBeUndefined();
  });

  test('two gaps: the first one is reported', () => {
    const verdict = assessChain([base, l2, log('l4', 500, 600)]);
    expect(verdict.gap).toMatchObject({ needLsn: 200n, firstAvailableLsn: 300n, nextFile: 'l2' });
  });

  test('a half of a log beyond is enough to know of the gap', () => {
    expect(assessChain([base, l1, stripesOf(l3, 2)[0]!])).toMatchObject({
      status: 'gap',
      gap: { nextFile: 'l3.1' },
    });
  });

  test('L8: a differential bridges it', () => {
    const verdict = assessChain([base, l1, l3, differential('diff', 420, 450, base)]);
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 500n });
    expect(pathFiles(verdict)).toEqual(['full', 'diff', 'l3']);
  });

  test('L8: a new log chain beyond: the recovery model was switched', () => {
    const verdict = assessChain([base, l1, { ...l3, beginsLogChain: true }]);
    expect(verdict.summary).toContain('the recovery model was switched');
    expect(verdict.gap?.reason).toContain('a new full or differential backup is needed');
    expect(rules(verdict)).toContain('L8 error');
  });
});

describe('L7: DatabaseBackupLSN never decides about a log', () => {
  test('a log taken during the full carries the previous one (dbatools #7515, #10185: real LSNs)', () => {
    const real = at(
      '34347000156420000001',
      at('34246000021188000002', full('full', 0, 0), 'firstLsn'),
      'lastLsn',
    );
    const anchor = { ...real, checkpointLsn: parseLsn('34347000156416000046') };
    const spanning = at(
      '34347000200000000001',
      at('34347000100000000001', log('l', 0, 0), 'firstLsn'),
      'lastLsn',
    );
    const verdict = assessChain([
      anchor,
      { ...spanning, databaseBackupLsn: parseLsn('34100000000000000001') },
    ]);
    expect(pathFiles(verdict)).toEqual(['full', 'l']);
  });

  test('any value, or none, gives the same chain', () => {
    const with_ = (value: bigint | undefined) =>
      log('l', 200, 300, { databaseBackupLsn: value === undefined ? value : lsn(value) });
    for (const value of [undefined, 0n, 99n, 100n])
      expect(assessChain([base, with_(value)]).chainEnd).toBe(300n);
  });
});

describe('L9: SIMPLE recovery', () => {
  const simple = { recoveryModel: 'simple' } as const;

  test('the anchor, or a later header, says SIMPLE: no logs are possible', () => {
    expect(assessChain([full('full', 100, 200, simple)]).status).toBe('simple-recovery');
    const later = [base, log('l', 150, 300), differential('diff', 380, 400, base, simple)];
    expect(assessChain(later)).toMatchObject({ status: 'simple-recovery', chainEnd: 400n });
    expect(rules(assessChain(later))).toContain('L9 error');
  });

  test('SIMPLE → FULL, then a differential: the chain goes on from it', () => {
    const rows = [
      full('full', 100, 200, simple),
      differential('diff', 380, 400, full('full', 100, 200)),
      log('l', 390, 500),
    ];
    expect(assessChain(rows)).toMatchObject({ status: 'complete', chainEnd: 500n });
  });

  test('a backup in SIMPLE before the anchor does not matter', () => {
    expect(assessChain([base, full('older', 10, 20, simple)]).status).toBe('complete');
  });
});

describe('L11–L13', () => {
  test('L11: a copy-only log overlaps the next regular one; neither is lost', () => {
    const copy = log('copy', 200, 250, { isCopyOnly: true });
    expect(assessChain([base, copy, log('l', 200, 300)])).toMatchObject({
      chainEnd: 300n,
      status: 'complete',
    });
    expect(assessChain([base, copy])).toMatchObject({ chainEnd: 250n });
    const twin = log('a', 200, 300, { isCopyOnly: true });
    expect(pathFiles(assessChain([base, twin, log('l', 200, 300)]))).toEqual(['full', 'l']);
  });

  test('L13: a read-only database repeats its ranges', () => {
    expect(assessChain([base, log('a', 200, 300), log('b', 200, 300), log('c', 300, 300)])).toMatchObject({
      status: 'complete',
      chainEnd: 300n,
    });
  });

  test('names, times and extensions do not matter (clocks go back, dbatools #4526)', () => {
    const rows = [
      log('FULL_2031.bak', 200, 300, { startedAt: '2031-01-01T00:00:00' }),
      { ...base, file: 'z.trn' },
      log('0001.dif', 300, 400, { startedAt: '1999-01-01T00:00:00' }),
    ];
    expect(pathFiles(assessChain(rows))).toEqual(['z.trn', 'FULL_2031.bak', '0001.dif']);
  });
});

describe('numbers', () => {
  test.each([
    [
      '17 → 20 → 23 digits, where text order is wrong',
      ['99999999999999999', '34347000156420000001', '17126658000004509500001'],
    ],
    ['beyond 2^53, one apart', ['9007199254740992', '9007199254740993', '9007199254740994']],
    ['beyond 2^63, one apart', ['9223372036854775808', '9223372036854775809', '9223372036854775810']],
  ])('%s', (_, [a = '', b = '', c = '']) => {
    const anchor = at(a, at('1', base, 'firstLsn'), 'lastLsn');
    const first = at(b, at(a, log('l1', 0, 0), 'firstLsn'), 'lastLsn');
    const second = at(c, at(b, log('l2', 0, 0), 'firstLsn'), 'lastLsn');
    expect(pathFiles(assessChain([second, first, anchor]))).toEqual(['full', 'l1', 'l2']);
    expect(assessChain([second, anchor])).toMatchObject({ status: 'gap', gap: { needLsn: parseLsn(a) } });
  });
});

describe('K: recovery forks', () => {
  const fork = (name: string, from = name) => ({
    recoveryForkId: guid(name),
    firstRecoveryForkId: guid(from),
  });

  test('K2, K4: a log of another fork is not used, though its LSN fits', () => {
    const verdict = assessChain([base, log('b', 200, 300, fork('b'))]);
    expect(verdict).toMatchObject({ status: 'forked', chainEnd: 200n, fork: guid('a') });
    expect(verdict.summary).toContain('The source was restored or reverted at or before LSN 200');
    expect(states(verdict)['b']).toBe('otherFork');
    expect(rules(verdict)).toContain('K4 warning');
  });

  test('K4: the fork point is named when the header tells it', () => {
    const verdict = assessChain([base, log('b', 200, 300, { ...fork('b'), forkPointLsn: lsn(180) })]);
    expect(verdict.summary).toContain('at or before LSN 180');
  });

  test('K4, K8: equal LSNs on two forks: the chain stays on its own, and is not called whole', () => {
    const verdict = assessChain([base, log('a', 200, 300), log('b', 200, 300, fork('b'))]);
    expect(states(verdict)).toMatchObject({ a: 'inChain', b: 'otherFork' });
    expect(verdict).toMatchObject({ status: 'forked', chainEnd: 300n });
  });

  test('K3, K5: a log that crosses to another fork leads there, with an error', () => {
    const rows = [
      base,
      log('x', 200, 300, { ...fork('b', 'a'), forkPointLsn: lsn(250) }),
      log('y', 300, 400, fork('b')),
    ];
    const verdict = assessChain(rows);
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 400n, fork: guid('b') });
    expect(rules(verdict)).toContain('K5 error');
    expect(assessChain([...rows, log('old', 300, 500)])).toMatchObject({ status: 'forked', chainEnd: 400n });
  });

  test('K4: a log of another fork after a hole is no gap of this chain', () => {
    const verdict = assessChain([base, log('b', 300, 400, fork('b'))]);
    expect(verdict.status).toBe('forked');
    expect(verdict.gap).toBeUndefined();
  });

  test('K4: with a log of its own fork beyond, the chain has a gap', () => {
    const verdict = assessChain([base, log('b', 200, 400, fork('b')), log('a', 300, 350)]);
    expect(verdict).toMatchObject({ status: 'gap', gap: { nextFile: 'a' } });
  });

  test('K8: a log on a fork that left behind the end may be newer, whatever its LSNs', () => {
    const verdict = assessChain([base, log('l', 200, 500), log('b', 250, 300, fork('b'))]);
    expect(verdict.status).toBe('forked');
    expect(states(verdict)['b']).toBe('otherFork');
  });

  test('K4: nothing is covered across forks, not even what ends before the full', () => {
    const rows = [base, log('z', 110, 150, fork('z')), full('y', 10, 20, fork('z'))];
    const verdict = assessChain(rows, { anchorGuid: base.backupSetGuid });
    expect(states(verdict)).toMatchObject({ z: 'otherFork', y: 'otherFork' });
  });

  test('K3: a log on the fork that the path left behind, up to the fork point, is covered', () => {
    const rows = [
      log('old', 50, 110, fork('z')),
      log('x', 110, 180, { ...fork('a', 'z'), forkPointLsn: lsn(120) }),
      log('abandoned', 110, 130, fork('z')),
      base,
    ];
    expect(states(assessChain(rows))).toMatchObject({ old: 'covered', x: 'covered', abandoned: 'otherFork' });
  });

  test('K5: a newer full on another fork is no completeness', () => {
    const rows = [base, full('restored', 500, 600, fork('b'))];
    expect(assessChain(rows, { anchorGuid: base.backupSetGuid }).status).toBe('forked');
  });

  test('only the first fork of a header is known, or only the last (forks must be seen in files)', () => {
    const first = { recoveryForkId: undefined, firstRecoveryForkId: guid('b') };
    expect(assessChain([base, log('l', 200, 300, first)]).status).toBe('forked');
    const last = { recoveryForkId: guid('b'), firstRecoveryForkId: undefined };
    expect(assessChain([base, log('l', 200, 300, last)]).status).toBe('forked');
  });

  test('K6: an unknown fork matches, unverified', () => {
    const verdict = assessChain([base, log('l', 200, 300, { recoveryForkId: undefined })]);
    expect(verdict).toMatchObject({
      status: 'complete',
      chainEnd: 300n,
      fork: guid('a'),
      forkUnverified: true,
    });
    const zero = { recoveryForkId: '00000000-0000-0000-0000-000000000000' };
    expect(assessChain([base, log('l', 200, 300, zero)]).forkUnverified).toBe(true);
    expect(assessChain([base, log('l', 200, 300)]).forkUnverified).toBe(false);
  });

  test('K6: the known fork is preferred to the unknown', () => {
    const rows = [base, log('a', 200, 300, { recoveryForkId: undefined }), log('b', 200, 300)];
    expect(pathFiles(assessChain(rows))).toEqual(['full', 'b']);
  });

  test("dbatools' copy-only and fork case: full 2 and log 3; log 5 on another fork; log 4 after a hole", () => {
    const rows = [
      full('1', 50, 200, { checkpointLsn: lsn(100) }),
      full('2', 250, 400, { checkpointLsn: lsn(300), databaseBackupLsn: lsn(100), isCopyOnly: true }),
      log('5', 350, 425, fork('b')),
      log('3', 350, 450),
    ];
    const gap = assessChain([...rows, log('4', 451, 550)]);
    expect(gap).toMatchObject({ status: 'gap', gap: { needLsn: 450n, firstAvailableLsn: 451n } });
    expect(states(gap)).toEqual({
      '1': 'superseded',
      '2': 'inChain',
      '3': 'inChain',
      '4': 'beyondGap',
      '5': 'otherFork',
    });
    expect(pathFiles(assessChain([...rows, log('4', 450, 550)]))).toEqual(['2', '3', '4']);
  });
});
