/** Inputs of real people that failed once, and what is right (cases/README.md). */
import { join } from 'node:path';
import { describeShared } from '../support/shared-folder';
import { runCli } from './fake-terminal';
import type { ChainDocument } from './inspect-document';

const A = 'aaaaaaaa-0000-4000-8000-000000000000';
const B = 'bbbbbbbb-0000-4000-8000-000000000000';

describeShared('inspect on cases', 'cases', (folder) => {
  const run = (name: string, ...options: string[]) => {
    const place = join(folder, name);
    return runCli(['inspect', ...(name.endsWith('.json') ? ['--headers', place] : [place]), ...options]);
  };
  const judged = async (name: string, ...options: string[]): Promise<readonly [number, ChainDocument]> => {
    const ran = await run(name, ...options, '--json');
    return [ran.exitCode, ran.json().databases[0]!.chain];
  };

  describe('rows', () => {
    test('two-forks-two-fulls: forked, each branch with its end; who chooses gets it', async () => {
      const name = 'rows/two-forks-two-fulls.json';
      const [exit, chain] = await judged(name);
      expect([exit, chain.status]).toEqual([2, 'forked']);
      expect(chain.branches).toMatchObject([
        { fork: A, endLsn: '60', files: ['f1.bak', 'l1.trn'] },
        { fork: B, endLsn: '50', files: ['f2_live.bak', 'l3_live.trn'] },
      ]);
      for (const options of [
        ['--fork', 'bbbb'],
        ['--fork', B.toUpperCase()],
        ['--anchor', 'f2_live.bak'],
      ]) {
        const [code, chosen] = await judged(name, ...options);
        expect([code, chosen.status, chosen.chainEndLsn]).toEqual([0, 'complete', '50']);
      }
    });

    test('other-fork-across: complete on the fork that has a full, the other log is of another fork', async () => {
      const [exit, chain] = await judged('rows/other-fork-across.json');
      expect([exit, chain.status, chain.chainEndLsn]).toEqual([0, 'complete', '40']);
      expect(chain.notUsed).toMatchObject([
        { file: 'old.trn', reason: expect.stringContaining(`is on recovery fork ${A}`) },
      ]);
    });

    test('crossing-fork: both branches with their ends, and the path follows one of them', async () => {
      const [exit, chain] = await judged('rows/crossing-fork.json');
      expect([exit, chain.status]).toEqual([2, 'forked']);
      expect(chain.branches?.map(({ fork, endLsn }) => [fork, endLsn])).toEqual([
        [A, '16'],
        [B, '15'],
      ]);
      expect(chain.path).toEqual(['f1.bak', 'l3.trn', 'l4.trn']);
      expect(chain.summary).toContain(`fork ${A} (3 files from f1.bak to l4.trn, up to LSN 16)`);
    });

    test('stripes-unnumbered: unknown, never a copy, and the columns are named', async () => {
      const [exit, chain] = await judged('rows/stripes-unnumbered.json');
      expect([exit, chain.status]).toEqual([2, 'incomplete-set']);
      const page = (await run('rows/stripes-unnumbered.json')).out;
      expect(page.match(/^ {4}f1\.bak, f2\.bak hold the same/gm)).toHaveLength(1);
      expect(page).not.toContain('f2.bak: ');
      expect(chain.summary).toMatch(
        /f1\.bak, f2\.bak hold the same full backup.*media_family_count.*family_sequence_number/,
      );
    });

    test('stripes-msdb-names: two stripes', async () => {
      const [exit, chain] = await judged('rows/stripes-msdb-names.json');
      expect([exit, chain.status, chain.path]).toEqual([0, 'complete', ['f1.bak', 'f2.bak']]);
    });

    test('multibase-differential: unverified, not a gap', async () => {
      const [exit, chain] = await judged('rows/multibase-differential.json');
      expect([exit, chain.status, chain.chainEndLsn, chain.gap]).toEqual([2, 'unverified', '30', undefined]);
    });

    test('newer-differential-without-base: complete to its end, and newer data are known: not exit 0', async () => {
      const [exit, chain] = await judged('rows/newer-differential-without-base.json');
      expect([exit, chain.chainEndLsn, chain.newer]).toEqual([2, '12', ['d1.bak']]);
      expect(chain.summary).toMatch(/gapless up to LSN 12 \(f1\.bak\), but newer data is known/);
    });

    test.each([
      'rows/empty-log-beyond.json',
      'headers/dbatools2228_text.json',
      'headers/dbatools2228_numbers.json',
    ])('%s: verdict, exit code and reason agree', async (name) => {
      const [exit, chain] = await judged(name);
      expect([exit, chain.status]).toEqual([2, 'gap']);
      expect(chain.notUsed[0]?.reason).toContain('an earlier log has not arrived');
    });

    test('simple-offline: can be restored offline, but not migrated online', async () => {
      const [exit, chain] = await judged('rows/simple-offline.json');
      expect([exit, chain.status, chain.chainEndLsn]).toEqual([2, 'simple-recovery', '22']);
      expect(chain.summary).toContain('can be restored offline, but not migrated online');
    });

    test('digits: read', async () => {
      const [exit, chain] = await judged('rows/digits.json');
      expect([exit, chain.chainEndLsn]).toEqual([0, '34000000006000001']);
    });
  });

  describe('testcopy', () => {
    test('without a choice: forked, exit 2, both branches with server, last date, end and files', async () => {
      const ran = await run('testcopy');
      expect(ran.exitCode).toBe(2);
      expect(ran.out).toMatch(/server PROD, last backup 2026-01-05T21:01:00, up to LSN 34000000036000001/);
      expect(ran.out).toMatch(/server TEST, last backup 2026-01-05T20:31:00, up to LSN 34000000062400001/);
      expect(ran.out).toContain('5 files: Shop_FULL_prod.bak … Shop_tail.final.trn');
      expect(ran.out).toContain('Choose one: --server PROD or --server TEST');
      expect(ran.out).toContain(
        'If it is server PROD, exclude Shop_FULL_test.bak: its chain is then complete',
      );
      expect(ran.out).not.toContain('covered');
    });

    test.each([
      [['--server', 'prod']],
      [['--fork', '3b654e86']],
      [['--anchor', 'Shop_FULL_prod.bak']],
      [['--anchor', '{69977CF3-5ECB-4DE7-B830-533AF1A48648}']],
    ])('%j: complete to its tail, the test full of another fork, its server named', async (options) => {
      const [exit, chain] = await judged('testcopy', ...options);
      expect([exit, chain.status, chain.path.at(-1)]).toEqual([0, 'complete', 'Shop_tail.final.trn']);
      expect(chain.notUsed).toMatchObject([
        { file: 'Shop_FULL_test.bak', reason: expect.stringContaining('(server TEST) is on recovery fork') },
      ]);
    });

    test('a fork or a full that is not there is refused with those that are', async () => {
      expect(await run('testcopy', '--fork', 'ffff')).toMatchObject({
        exitCode: 1,
        err: expect.stringMatching(/no backup here is on it; there are 3b654e86.*, 50ce9821/),
      });
      expect((await run('testcopy', '--fork', '50')).err).toContain('give at least 4 digits');
      expect(await run('testcopy', '--anchor', 'Shop_LOG_1_prod.trn')).toMatchObject({
        exitCode: 1,
        err: expect.stringContaining('it is no full backup here; the full backups are Shop_FULL_prod.bak ('),
      });
    });
  });

  describe('several sets in a file', () => {
    test('noinit: the first set, as the services restore', async () => {
      const [exit, chain] = await judged('noinit');
      expect([exit, chain.status]).toEqual([0, 'complete']);
      expect(chain.steps[0]).toMatchObject({ type: 'full', files: ['golden.bak'], positions: [1] });
      expect(chain.notUsed).toMatchObject([{ file: 'golden.bak', position: 2 }]);
    });

    test('noinit_no_l1: a gap, numbered sets, and no remark L8', async () => {
      const ran = await run('noinit_no_l1');
      expect(ran.exitCode).toBe(2);
      expect(ran.out).toContain('LSN 34000000004000001 is needed after golden.bak (set 1)');
      expect(ran.out).toContain('set 2 of golden.bak is not read by the service');
      expect(ran.out).not.toContain('[L8]');
    });

    test('--all-sets counts them all, as RESTORE does; not together with an engine', async () => {
      const [exit, chain] = await judged('noinit_no_l1', '--all-sets');
      expect([exit, chain.status]).toEqual([0, 'complete']);
      expect(chain.steps[0]).toMatchObject({ files: ['golden.bak'], positions: [2] });
      expect(await run('noinit', '--all-sets', '--engine', 'dms')).toMatchObject({
        exitCode: 1,
        err: expect.stringContaining('--all-sets and --engine dms exclude each other'),
      });
    });

    test('device: the set that no service reads is the reason, not a missing log', async () => {
      const [exit, chain] = await judged('device');
      expect([exit, chain.status]).toEqual([2, 'gap']);
      expect(chain.summary).toContain(
        'set 2 of device.trn is not read by the service: write each backup to its own file',
      );
      expect(chain.summary).not.toContain('Upload the log');
    });
  });

  test('foreign: each is named as what it is, and none waits for an upload to end', async () => {
    const ran = await run('foreign');
    expect(ran.exitCode).toBe(2);
    const lines = ran.out.split('\n').flatMap((line) => [...line.matchAll(/^ {2}(\S+): (.*)$/g)]);
    const said = Object.fromEntries(lines.map(([, name = '', reason = '']) => [name, reason]));
    expect(said).toEqual({
      'Shop_full.bak': expect.stringContaining('a ZIP archive (of x.trn)'),
      'bacpac.bacpac': expect.stringContaining('a BACPAC'),
      'dump.bak': expect.stringContaining('a PostgreSQL dump'),
      'encrypted.bak': expect.stringContaining('it is encrypted, of another backup tool, or damaged'),
      'html.bak': expect.stringContaining('a web page'),
      'litespeed.bak': expect.stringContaining('a LiteSpeed backup'),
      'mdf.mdf': expect.stringContaining('a database file of SQL Server'),
      'redgate.sqb': expect.stringContaining('Red Gate SQL Backup'),
      'sparse.bak': expect.stringContaining('its first 8192 bytes are zeros'),
      'utf16.bak': expect.stringContaining('a text (UTF-16)'),
      'xmlerr.bak': expect.stringContaining('an XML document: the error AuthenticationFailed'),
    });
    expect(ran.out).not.toMatch(/wait/i);
  });

  test("wrongdb: the headers' name stands at the chain, for whoever expected another", async () => {
    const ran = await run('wrongdb');
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toMatch(/^ODS_Hard {2}family /m);
  });

  test.each(['headers/dbatools2228_numbers.json', 'headers/dbatools2228_text.json'])(
    '%s: the digits of numbers and texts are the same, and dates are read',
    async (name) => {
      const [, chain] = await judged(name);
      expect(chain.chainEndLsn).toBe('2229000000878000001');
      expect((await run(name)).out).toContain('taken 2017-09-12T23:46:40 (UTC)');
    },
  );

  test('headers/dbatools3246: complete', async () => {
    const [exit, chain] = await judged('headers/dbatools3246.json');
    expect([exit, chain.status, chain.chainEndLsn]).toEqual([0, 'complete', '12740000005213400001']);
  });

  test('mirror: duplicates named with the right twin', async () => {
    const [exit, chain] = await judged('mirror');
    expect([exit, chain.status]).toEqual([0, 'complete']);
    expect(chain.notUsed.map(({ reason }) => reason)).toEqual([
      'm_B_1.bak is a copy or mirror of stripe 1 of 2 in m_A_1.bak, which is used.',
      'm_B_2.bak is a copy or mirror of stripe 2 of 2 in m_A_2.bak, which is used.',
      'm_B_log.trn is a copy or mirror of the backup in m_A_log.trn, which is used.',
    ]);
  });

  test('mirror_half: halves of two mirrors make one set', async () => {
    const [exit, chain] = await judged('mirror_half');
    expect([exit, chain.path.slice(0, 2)]).toEqual([0, ['m_A_1.bak', 'm_B_2.bak']]);
  });

  describe('stripedlog', () => {
    test('complete as backups; for the Log Replay Service only, where and what to change', async () => {
      expect((await run('stripedlog')).exitCode).toBe(0);
      expect((await run('stripedlog', '--engine', 'dms')).exitCode).toBe(0);
      const lrs = await run('stripedlog', '--engine', 'lrs');
      expect(lrs.exitCode).toBe(2);
      expect(lrs.out).toMatch(
        /✗ Dcac_LOG_20260105_201500_1\.trn: a log in 8 stripes; the Log Replay Service takes a log in one file only: .*@NumberOfFiles = 1/,
      );
    });

    test.each([40, 60, 80, 100, 200])('no line is wider than a terminal of %d columns', async (columns) => {
      for (const name of ['stripedlog', 'testcopy', 'noinit_no_l1']) {
        const ran = await runCli(['inspect', join(folder, name)], { tty: true, size: { columns, rows: 50 } });
        const page = ran.out.replaceAll(/\u001b\[\d+m/g, '').split('\n');
        // A name that is wider than the terminal stays whole in sentences, not in the table.
        const lines = columns < 60 ? page.slice(0, page.indexOf('')) : page;
        const wide = lines.filter((line) => line.length > columns && line.trim().includes(' '));
        expect(wide).toEqual([]);
        // Folded, but nothing of it lost.
        const letters = lines.join('').replaceAll(/\s/g, '');
        if (name === 'stripedlog') expect(letters).toContain('Dcac_LOG_20260105_201500_8.trn');
      }
    });
  });
});
