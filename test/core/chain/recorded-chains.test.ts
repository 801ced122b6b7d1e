import { join } from 'node:path';
import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { assessChain } from '../../../shared/core/chain/assess-chain';
import { countFiles } from '../../../shared/core/chain/file-verdicts';
import type { ChainVerdict } from '../../../shared/core/chain/verdict';
import { parseLsn } from '../../../shared/core/lsn';
import { describeShared } from '../../support/shared-folder';
import { expectedRows, recordedRows } from './recorded-rows';

const types = (verdict: ChainVerdict) => {
  const of = (type: string) => verdict.path.filter((step) => step.type === type).length;
  return { full: of('full'), differential: of('differential'), log: of('log') };
};
const names = (verdict: ChainVerdict) =>
  verdict.path.flatMap((step) => step.files).map((file) => file.split('/').pop());
const without = (rows: readonly BackupSetRow[], type: string) => rows.filter((row) => row.type !== type);

describeShared('recorded chains of RESTORE HEADERONLY rows', 'chains', (folder) => {
  const rows = (name: string) => recordedRows(join(folder, name));

  test.each(['DiffRestore.json', 'AgDiffRestore.json', 'RestoreCommaIssues.json'])(
    '%s: full, differential and five logs; three logs already covered',
    (name) => {
      const verdict = assessChain(rows(name));
      expect(verdict.status).toBe('complete');
      expect(types(verdict)).toEqual({ full: 1, differential: 1, log: 5 });
      expect(verdict.path[1]?.lastLsn).toBe(parseLsn('34000000022200001'));
      expect(verdict.chainEnd).toBe(parseLsn('34000000028400001'));
      expect(countFiles(verdict.files)).toMatchObject({ inChain: 7, covered: 3 });
    },
  );

  test('DiffRestore.json without its differential: eight logs reach the same end', () => {
    const verdict = assessChain(without(rows('DiffRestore.json'), 'differential'));
    expect(types(verdict)).toEqual({ full: 1, differential: 0, log: 8 });
    expect(verdict.chainEnd).toBe(parseLsn('34000000028400001'));
  });

  test('DiffRestore.json without its logs: full and differential', () => {
    expect(types(assessChain(without(rows('DiffRestore.json'), 'log')))).toEqual({
      full: 1,
      differential: 1,
      log: 0,
    });
  });

  test('DiffRestore.json with another DatabaseBackupLSN on its logs: nothing changes (L7, dbatools #9855)', () => {
    const changed = rows('DiffRestore.json').map((row) =>
      row.type === 'log' && row.firstLsn > parseLsn('34000000006900179')
        ? { ...row, databaseBackupLsn: parseLsn('99999999999999999') }
        : row,
    );
    expect(assessChain(changed)).toEqual(assessChain(rows('DiffRestore.json')));
  });

  test('DiffRestore.json with one needed log turned to FirstLSN 2, LastLSN 1: a gap', () => {
    const original = rows('DiffRestore.json');
    const needed = assessChain(original).path[3]?.files[0];
    const broken = original.map((row) =>
      row.file === needed ? { ...row, firstLsn: parseLsn('2'), lastLsn: parseLsn('1') } : row,
    );
    expect(assessChain(broken).status).toBe('gap');
  });

  test("DiffRestore.json with the full's row twice: still complete", () => {
    const original = rows('DiffRestore.json');
    const again = original.filter((row) => row.type === 'full');
    expect(assessChain([...original, ...again])).toEqual(assessChain(original));
    const copy = again.map((row) => ({ ...row, file: `copy of ${row.file}` }));
    const numbered = [...original, ...copy].map((row) => ({ ...row, familyCount: 1 }));
    expect(assessChain(numbered).status).toBe('complete');
    const unnumbered = assessChain([...original, ...copy]);
    expect(unnumbered.status).toBe('incomplete-set');
    expect(unnumbered.summary).toContain('FamilyCount (msdb: media_family_count)');
  });

  test('TLogBWFirstLastLsn.json: two logs; the three that end before the full are covered (dbatools #2374)', () => {
    const verdict = assessChain(rows('TLogBWFirstLastLsn.json'));
    expect(types(verdict)).toEqual({ full: 1, differential: 0, log: 2 });
    expect(verdict.path.map((step) => step.lastLsn)).not.toContain(parseLsn('14975000000265600001'));
    expect(verdict.chainEnd).toBe(parseLsn('14975000000288000001'));
    expect(countFiles(verdict.files).covered).toBe(3);
  });

  test('EmptyTLogData.json: the newest full needs one log, the older two; thirty empty logs are no gap', () => {
    const all = rows('EmptyTLogData.json');
    const newest = assessChain(all);
    expect(newest.anchor?.lastLsn).toBe(parseLsn('14975000000272400001'));
    expect(types(newest)).toEqual({ full: 1, differential: 0, log: 1 });
    const older = assessChain(all, { anchorGuid: 'b7e35ab2-e45f-41f8-9d8a-06a734d4771e' });
    expect(types(older)).toEqual({ full: 1, differential: 0, log: 2 });
    for (const verdict of [newest, older]) {
      expect(verdict.status).toBe('complete');
      expect(verdict.chainEnd).toBe(parseLsn('14975000000273200001'));
    }
  });

  test('chkptLSN-ne-firstLSN.json: the newer differential is found by CheckpointLSN, 196 logs follow', () => {
    const verdict = assessChain(rows('chkptLSN-ne-firstLSN.json'));
    expect(verdict.status).toBe('complete');
    expect(types(verdict)).toEqual({ full: 1, differential: 1, log: 196 });
    expect(verdict.path[1]?.lastLsn).toBe(parseLsn('17126787000007305800001'));
    expect(verdict.path.map((step) => step.lastLsn)).not.toContain(parseLsn('17126786000011867500001'));
    expect(verdict.chainEnd).toBe(parseLsn('17126891000006141500001'));
    expect(countFiles(verdict.files)).toMatchObject({ inChain: 198, covered: 583, superseded: 1 });
    expect(verdict).toMatchObject({ forkUnverified: false, fork: '3b085538-ee7b-46ac-9b63-1916d40a59cf' });
  });

  test('chkptLSN-ne-firstLSN.json without differentials: 767 logs, same end', () => {
    const verdict = assessChain(without(rows('chkptLSN-ne-firstLSN.json'), 'differential'));
    expect(types(verdict).log).toBe(767);
    expect(verdict.chainEnd).toBe(parseLsn('17126891000006141500001'));
  });

  test.each([
    'DiffRestore.json',
    'EmptyTLogData.json',
    'TLogBWFirstLastLsn.json',
    'chkptLSN-ne-firstLSN.json',
  ])('%s: removing any log from the middle of the path is a gap at its predecessor', (name) => {
    const all = rows(name);
    const { path } = assessChain(all);
    const logs = path.slice(0, -1).map((step, index) => ({ step, before: path[index - 1] }));
    for (const { step, before } of logs.filter((entry) => entry.step.type === 'log').slice(0, 40)) {
      const verdict = assessChain(all.filter((row) => row.file !== step.files[0]));
      expect(verdict).toMatchObject({ status: 'gap', gap: { needLsn: before?.lastLsn } });
    }
  });
});

describeShared('chains of real backup files', 'backups', (folder) => {
  const rows = (name: string) => expectedRows(join(folder, 'expected.json'), `${name}/`);
  const end = (verdict: ChainVerdict) => verdict.chainEnd?.toString();

  test('RestoreTimeClean: full, differential and the three logs after it', () => {
    const verdict = assessChain(rows('RestoreTimeClean'));
    expect(names(verdict)).toEqual([
      'RestoreTimeClean.bak',
      'RestoreTimeClean2.bak',
      'RestoreTimeClean2_1.trn',
      'RestoreTimeClean2_2.trn',
      'RestoreTimeClean2_3.trn',
    ]);
    expect(end(verdict)).toBe('25000000022000001');
    const bare = assessChain(without(rows('RestoreTimeClean'), 'differential'));
    expect([bare.status, bare.path.length, end(bare)]).toEqual(['complete', 7, '25000000022000001']);
  });

  test('OlaMsFilter/Simple: the second full, and a log that begins before it', () => {
    const all = rows('OlaMsFilter/Simple');
    const verdict = assessChain(all);
    expect(names(verdict)).toEqual(['test_FULL_20160629_141320.bak', 'test_LOG_20160629_141330.trn']);
    expect(end(verdict)).toBe('21000000028800001');
    const first = all.find((row) => row.file.endsWith('FULL_20160629_141300.bak'));
    const older = assessChain(all, { anchorGuid: first?.backupSetGuid });
    expect([older.path.length, end(older)]).toEqual([3, '21000000028800001']);
  });

  const logsOf = (verdict: ChainVerdict) =>
    names(verdict)
      .filter((name) => name?.includes('_LOG_'))
      .map((name) => name?.slice(-10, -4));

  test('OlaMsFilter/complex: two fulls, four differentials, twelve logs of which six are empty', () => {
    const all = rows('OlaMsFilter/complex');
    expect(names(assessChain(all))).toEqual([
      'test_FULL_20160629_142200.bak',
      'test_DIFF_20160629_142800.bak',
    ]);
    const anchorGuid = all.find((row) => row.file.endsWith('FULL_20160629_141300.bak'))?.backupSetGuid;
    const bare = without(all, 'differential');
    const verdicts = [
      assessChain(all),
      assessChain(bare),
      assessChain(all, { anchorGuid }),
      assessChain(bare, { anchorGuid }),
    ];
    expect(verdicts.map(logsOf)).toEqual([
      [],
      ['142300', '142600', '142900'],
      ['142300', '142600', '142900'],
      ['141400', '141700', '142000', '142300', '142600', '142900'],
    ]);
    expect(new Set(verdicts.map(end))).toEqual(new Set(['21000000024100001']));
    expect(verdicts.map((verdict) => verdict.status)).toEqual(Array(4).fill('complete'));
  });

  test('both OlaMsFilter folders together: same name, different family; one is foreign (S10)', () => {
    const verdict = assessChain([...rows('OlaMsFilter/Simple'), ...rows('OlaMsFilter/complex')]);
    expect(names(verdict)).toEqual(['test_FULL_20160629_142200.bak', 'test_DIFF_20160629_142800.bak']);
    expect(countFiles(verdict.files).foreign).toBe(4);
  });

  test('StopAt: gapless; without _21 a gap that names both LSNs', () => {
    const all = rows('sql2008-backups/StopAt');
    const verdict = assessChain(all);
    expect(names(verdict)).toEqual([
      'StopAt.bak',
      'StopAt_1.trn',
      'StopAt_2.trn',
      'StopAt_21.trn',
      'StopAt_23.trn',
    ]);
    expect([verdict.status, end(verdict)]).toEqual(['complete', '19000000024600001']);
    const gap = assessChain(all.filter((row) => !row.file.includes('_21')));
    expect(gap).toMatchObject({
      status: 'gap',
      gap: { needLsn: parseLsn('19000000019300001'), firstAvailableLsn: parseLsn('19000000021500001') },
    });
    expect(gap.gap?.nextFile).toMatch(/StopAt_23\.trn$/);
    expect(gap.gap?.lastGoodFile).toMatch(/StopAt_2\.trn$/);
  });

  test('RestoreTimeStripe: every set in two stripes', () => {
    const all = rows('sql2008-backups/RestoreTimeStripe');
    const verdict = assessChain(all);
    expect(verdict.path.map((step) => step.files.length)).toEqual([2, 2, 2, 2]);
    expect([verdict.status, end(verdict)]).toEqual(['complete', '20000000024300001']);
    const oldest = all.filter((row) => row.type === 'full').sort((a, b) => Number(a.lastLsn - b.lastLsn))[0];
    const older = assessChain(all, { anchorGuid: oldest?.backupSetGuid });
    expect([older.path.length, end(older)]).toEqual([7, '20000000024300001']);
    for (const missing of all) {
      const { files } = assessChain(all.filter((row) => row !== missing));
      const half = files.filter((file) => file.state === 'awaitingStripes');
      expect(half).toMatchObject([{ reason: expect.stringContaining('1 of 2 stripes arrived') }]);
    }
    for (const step of verdict.path.slice(1)) {
      const broken = assessChain(all.filter((row) => row.file !== step.files[1]));
      expect(broken).toMatchObject({
        status: 'incomplete-set',
        gap: { reason: expect.stringContaining('1 of 2') },
      });
    }
  });

  test('SimpleRecovery: full and last differential; no logs possible (L9)', () => {
    const verdict = assessChain(rows('sql2008-backups/SimpleRecovery'));
    expect(names(verdict)).toEqual(['SimpleBacktest.bak', 'SimpleBackTest_2.bak']);
    expect([verdict.status, end(verdict)]).toEqual(['simple-recovery', '21000000019200001']);
  });

  test.each([
    ['Cube_Query_History', '24000000045900001'],
    ['DBWithoutOwner', '24000000048700001'],
    ['dbOrphanUsers', '24000000009600001'],
    ['dbareports', '28000000009600001'],
    ['ft1', '25000000015600001'],
  ])(
    '%s: a log that ends exactly at the differential is covered, the empty one is no gap',
    (name, reached) => {
      const all = rows(`sql2008-backups/${name}`);
      const verdict = assessChain(all);
      expect(names(verdict)).toEqual([
        expect.stringContaining('FULL'),
        expect.stringContaining('DIFF_20170518_041826'),
      ]);
      expect([verdict.status, end(verdict)]).toEqual(['complete', reached]);
      expect(countFiles(verdict.files)).toMatchObject({ inChain: 2, covered: 2, superseded: 1 });
      const bare = assessChain(without(all, 'differential'));
      expect([logsOf(bare), end(bare)]).toEqual([['041831'], reached]);
    },
  );

  test('db1: no full; the message names the missing base', () => {
    const verdict = assessChain(rows('sql2008-backups/db1'));
    expect(verdict.status).toBe('no-full');
    expect(verdict.summary).toContain('CheckpointLSN 323000000010200038');
  });

  test('db2 and db3', () => {
    expect(end(assessChain(rows('sql2008-backups/db2')))).toBe('22000000036400001');
    expect(assessChain(rows('sql2008-backups/db3')).path).toHaveLength(1);
  });
});
