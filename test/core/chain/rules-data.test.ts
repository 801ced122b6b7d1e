import { assessChain } from '../../../shared/core/chain/assess-chain';
import { NO_LSN } from '../../../shared/core/lsn';
import { differential, full, guid, log, lsn, pathFiles, reasonOf, rules, states, stripesOf } from './rows';

const base = full('full', 100, 200);
const guidless = { differentialBaseGuid: undefined, differentialBaseLsn: undefined };

describe('F: the anchor', () => {
  test('F1: the full that leads furthest', () => {
    const lonely = full('newer', 500, 600);
    expect(pathFiles(assessChain([base, log('l', 200, 700), full('side', 150, 250)]))).toEqual(['side', 'l']);
    expect(pathFiles(assessChain([base, log('l', 200, 300), lonely]))).toEqual(['newer']);
  });

  test('F1: a differential makes the older full lead further', () => {
    const diff = differential('diff', 880, 900, base);
    expect(pathFiles(assessChain([base, diff, full('newer', 500, 600)]))).toEqual(['full', 'diff']);
  });

  test('F1: of equal ends the highest LastLSN, regular before copy-only', () => {
    const copy = full('copy', 300, 400, { isCopyOnly: true });
    expect(pathFiles(assessChain([base, log('l', 150, 900), copy]))).toEqual(['copy', 'l']);
    expect(pathFiles(assessChain([full('z', 100, 200), { ...base, file: 'a', isCopyOnly: true }]))).toEqual([
      'z',
    ]);
  });

  test('F1: an incomplete full is no anchor while another is there', () => {
    const verdict = assessChain([base, log('l', 150, 900), stripesOf(full('newer', 300, 400), 2)[0]!]);
    expect(pathFiles(verdict)).toEqual(['full', 'l']);
    expect(states(verdict)['newer.1']).toBe('awaitingStripes');
  });

  test('F2: the full the engine restored, not the latest', () => {
    const rows = [base, log('l', 150, 900), full('newer', 300, 400)];
    const verdict = assessChain(rows, { anchorGuid: `{${base.backupSetGuid!.toUpperCase()}}` });
    expect(pathFiles(verdict)).toEqual(['full', 'l']);
    expect(states(verdict)['newer']).toBe('superseded');
    expect(rules(verdict)).toContain('F5 info');
  });

  test('F2: the full the engine restored is not here', () => {
    const verdict = assessChain([base], { anchorGuid: guid('gone') });
    expect(verdict).toMatchObject({ status: 'no-full', path: [] });
    expect(verdict.summary).toContain(guid('gone'));
  });

  test('F2: the full the engine restored lacks a stripe here, or is damaged', () => {
    const other = full('other', 300, 400);
    const options = { anchorGuid: base.backupSetGuid };
    expect(assessChain([stripesOf(base, 2)[0]!, other], options).status).toBe('incomplete-set');
    expect(assessChain([{ ...base, isDamaged: true }, other], options).status).toBe('damaged');
  });

  test('F3: the chain starts at the LastLSN of the full, not at its FirstLSN (dbatools #2374)', () => {
    const verdict = assessChain([base, log('during', 110, 190), log('l', 190, 300)]);
    expect(pathFiles(verdict)).toEqual(['full', 'l']);
    expect(states(verdict)['during']).toBe('covered');
  });

  test('F4, D1: the base is the CheckpointLSN, not the FirstLSN (dbatools #1014)', () => {
    const odd = full('odd', 100, 200, { checkpointLsn: lsn(101) });
    const right = differential('right', 280, 300, odd, guidless);
    const wrong = differential('wrong', 380, 400, odd, { ...guidless, databaseBackupLsn: lsn(100) });
    expect(pathFiles(assessChain([odd, right, wrong]))).toEqual(['odd', 'right']);
  });

  test('F5: a newer regular full does not break the log chain (dbatools #1000)', () => {
    const rows = [base, log('l1', 150, 300), full('newer', 310, 320), log('l2', 300, 400)];
    const verdict = assessChain(rows, { anchorGuid: base.backupSetGuid });
    expect(pathFiles(verdict)).toEqual(['full', 'l1', 'l2']);
    expect(verdict.status).toBe('complete');
  });

  test('no full: the logs say which one is needed', () => {
    const verdict = assessChain([log('l1', 150, 300), log('l2', 300, 400)]);
    expect(verdict).toMatchObject({
      status: 'no-full',
      path: [],
      files: [{ state: 'beyondGap' }, { state: 'beyondGap' }],
    });
    expect(verdict.summary).toContain('ends at LSN 150 or later');
  });

  test('nothing at all', () => {
    expect(assessChain([])).toMatchObject({ status: 'no-full', path: [], files: [], findings: [] });
  });
});

describe('D: the differential', () => {
  test('D1: the base GUID is authoritative', () => {
    const other = full('other', 90, 95, { checkpointLsn: base.checkpointLsn });
    const diff = differential('diff', 280, 300, other);
    const verdict = assessChain([base, other, diff], { anchorGuid: base.backupSetGuid });
    expect(pathFiles(verdict)).toEqual(['full']);
    expect(reasonOf(verdict, 'diff')).toContain('is based on other, not on full');
  });

  test.each([
    ['both LSNs fit', { differentialBaseGuid: undefined }, true],
    [
      'DatabaseBackupLSN fits, DifferentialBaseLSN differs',
      { differentialBaseGuid: undefined, differentialBaseLsn: lsn(99) },
      false,
    ],
    ['DatabaseBackupLSN differs', { ...guidless, databaseBackupLsn: lsn(99) }, false],
    ['only DatabaseBackupLSN is known, and fits', guidless, true],
    ['no base is known', { ...guidless, databaseBackupLsn: undefined }, false],
    ['the base is 0, which is none', { ...guidless, databaseBackupLsn: NO_LSN }, false],
  ])('D1 without GUID: %s', (_, fields, used) => {
    const verdict = assessChain([base, differential('diff', 280, 300, base, fields)]);
    expect(verdict.chainEnd).toBe(used ? 300n : 200n);
  });

  test('D1 without GUID: a full that does not report its CheckpointLSN verifies nothing', () => {
    const mute = { ...base, checkpointLsn: undefined, backupSetGuid: undefined };
    const verdict = assessChain([mute, differential('diff', 280, 300, base)]);
    expect(verdict.chainEnd).toBe(200n);
    expect(reasonOf(verdict, 'diff')).toContain('Cannot verify the base of diff');
  });

  test('D2: a copy-only full is never a base (dbatools #4526, #10428)', () => {
    const copy = full('copy', 250, 260, { isCopyOnly: true });
    const diff = differential('diff', 280, 300, base);
    const verdict = assessChain([base, copy, diff], { anchorGuid: copy.backupSetGuid });
    expect(pathFiles(verdict)).toEqual(['copy']);
    expect(reasonOf(verdict, 'diff')).toContain('a copy-only full can never be the base of a differential');
    expect(rules(verdict)).toContain('D2 warning');
    expect(pathFiles(assessChain([base, copy, diff]))).toEqual(['full', 'diff']);
  });

  test('D2: even when its LSN is named as base', () => {
    const copy = full('copy', 250, 260, { isCopyOnly: true });
    expect(assessChain([copy, differential('diff', 280, 300, copy)]).chainEnd).toBe(260n);
  });

  test('D3: of two differentials the one with the highest LastLSN', () => {
    const verdict = assessChain([
      base,
      differential('d1', 280, 300, base),
      differential('d2', 380, 400, base),
    ]);
    expect(pathFiles(verdict)).toEqual(['full', 'd2']);
    expect(states(verdict)['d1']).toBe('superseded');
  });

  test('D3: a differential that ends before the full is superseded', () => {
    expect(states(assessChain([base, differential('d', 120, 200, base)]))['d']).toBe('superseded');
  });

  test('D4: logs alone reach as far: an optional shortcut', () => {
    const diff = differential('diff', 280, 290, base);
    const rows = [base, diff, log('l1', 150, 285), log('l2', 285, 400)];
    expect(rules(assessChain(rows))).toEqual(['D4 info']);
    expect(rules(assessChain(rows.filter((row) => row.file !== 'l1')))).toEqual([]);
  });

  describe('D5: several bases (dbatools #9385)', () => {
    const many = { differentialBaseGuid: undefined, differentialBaseLsn: NO_LSN };
    const diff = differential('diff', 280, 300, base, many);

    test('the chain leads through it, unverified: that is no gap', () => {
      const verdict = assessChain([base, diff, log('l', 280, 400)]);
      expect(verdict).toMatchObject({ status: 'unverified', chainEnd: 400n });
      expect(verdict.gap).toBeUndefined();
      expect(verdict.summary).toContain('through diff, which is unverified');
      expect(pathFiles(verdict)).toEqual(['full', 'diff', 'l']);
      expect(rules(verdict)).toEqual(['D5 warning']);
    });

    test('an engine that has restored it, or gone beyond, is the proof', () => {
      const rows = [base, diff, log('l', 280, 400)];
      const at = (value: number) => assessChain(rows, { restoredTo: { lsn: lsn(value) } }).status;
      expect([at(200), at(300), at(400)]).toEqual(['unverified', 'complete', 'complete']);
    });

    test('logs that reach as far need no proof: they are the path', () => {
      const rows = [base, diff, log('l1', 150, 290), log('l2', 290, 400)];
      for (const restoredTo of [undefined, { lsn: lsn(300) }]) {
        const verdict = assessChain(rows, { restoredTo });
        expect(pathFiles(verdict)).toEqual(['full', 'l1', 'l2']);
        expect(verdict.status).toBe('complete');
      }
    });

    test('its DatabaseBackupLSN is that of another full: not used', () => {
      const other = { ...diff, databaseBackupLsn: lsn(99) };
      const verdict = assessChain([base, other]);
      expect(verdict).toMatchObject({ chainEnd: 200n, newer: ['diff'] });
      expect(reasonOf(verdict, 'diff')).toContain('it names several bases');
    });
  });

  test('D6: the chain goes on from the differential; logs before it are covered', () => {
    const rows = [
      base,
      log('l1', 150, 300),
      differential('diff', 380, 400, base),
      log('l2', 300, 400),
      log('l3', 400, 500),
    ];
    const verdict = assessChain(rows);
    expect(pathFiles(verdict)).toEqual(['full', 'diff', 'l3']);
    expect(states(verdict)).toMatchObject({ l1: 'covered', l2: 'covered' });
  });

  test('a differential of an older full', () => {
    const older = full('older', 10, 20);
    const verdict = assessChain([older, base, differential('diff', 80, 90, older), log('l', 150, 300)]);
    expect(states(verdict)).toMatchObject({ older: 'superseded', diff: 'superseded', full: 'inChain' });
  });

  test('a differential of a newer full is no way on from the anchor', () => {
    const newer = full('newer', 250, 260);
    const rows = [base, newer, differential('diff', 280, 300, newer)];
    const verdict = assessChain(rows, { anchorGuid: base.backupSetGuid });
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 200n });
    expect(states(verdict)['diff']).toBe('unusable');
  });

  test('F6: data known to be newer is said beside the end reached', () => {
    const gone = full('gone', 250, 260);
    const verdict = assessChain([base, differential('diff', 280, 300, gone)]);
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 200n, newer: ['diff'] });
    expect(verdict.summary).toBe(
      'The chain is gapless up to LSN 200 (full), but newer data is known that cannot be restored here: diff ends at LSN 300.',
    );
    expect(rules(verdict)).toContain('F6 warning');
    const newerFull = assessChain([base, full('newer', 250, 260)], { anchorGuid: base.backupSetGuid });
    expect(newerFull.newer).toEqual(['newer']);
    expect(assessChain([base, log('l', 150, 400), full('newer', 250, 260)]).newer).toBeUndefined();
  });

  test('a differential whose base is missing names it', () => {
    const gone = full('gone', 250, 260);
    expect(reasonOf(assessChain([base, differential('diff', 280, 300, gone)]), 'diff')).toContain(
      'CheckpointLSN 250',
    );
    expect(assessChain([differential('diff', 280, 300, gone)]).summary).toContain('CheckpointLSN 250');
  });

  test('a differential on another fork than its base is not used', () => {
    const diff = differential('diff', 280, 300, base, { recoveryForkId: guid('b') });
    const verdict = assessChain([base, diff]);
    expect(verdict).toMatchObject({ status: 'forked', chainEnd: 200n });
    expect(states(verdict)['diff']).toBe('otherFork');
  });
});
