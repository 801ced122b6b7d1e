import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeShared } from '../support/shared-folder';
import { runCli } from './fake-terminal';

const PLANS = [
  { file: 'DiffRestore.json', path: 7, end: '34000000028400001', unused: 3 },
  { file: 'AgDiffRestore.json', path: 7, end: '34000000028400001', unused: 3 },
  { file: 'RestoreCommaIssues.json', path: 7, end: '34000000028400001', unused: 3 },
  { file: 'TLogBWFirstLastLsn.json', path: 3, end: '14975000000288000001', unused: 3 },
  { file: 'EmptyTLogData.json', path: 2, end: '14975000000273200001', unused: 32 },
  { file: 'chkptLSN-ne-firstLSN.json', path: 198, end: '17126891000006141500001', unused: 584 },
] as const;

describeShared('inspect --headers on recorded rows', 'chains', (folder) => {
  test.each(PLANS)('$file: $path files, end $end', async ({ file, path, end, unused }) => {
    const ran = await runCli(['inspect', '--headers', join(folder, file), '--json']);
    const { databases, files } = ran.json();
    expect(ran.exitCode).toBe(0);
    expect(databases).toHaveLength(1);
    const { chain } = databases[0]!;
    expect(chain).toMatchObject({ status: 'complete', chainEndLsn: end });
    expect(chain.path).toHaveLength(path);
    expect(chain.notUsed).toHaveLength(unused);
    expect(files).toHaveLength(path + unused);
  });

  test('the middle of a long chain is left out for people, unless all is asked for', async () => {
    const rows = join(folder, 'chkptLSN-ne-firstLSN.json');
    const short = await runCli(['inspect', '--headers', rows]);
    expect(short.out).toContain('191 more logs (--all shows them)');
    expect(short.out).toContain('… and 574 more (--all shows them)');
    const long = await runCli(['inspect', '--headers', rows, '--all']);
    expect(long.out).not.toContain('--all');
    expect(long.out.match(/■ log/g)).toHaveLength(196);
  });
});

const FULL = {
  BackupTypeDescription: 'Database',
  DatabaseName: 'Sales',
  BackupPath: 'full.bak',
  BackupSetGUID: '11111111-1111-4111-8111-111111111111',
  FirstLSN: '34000000001600001',
  LastLSN: '34000000004000001',
  CheckpointLSN: '34000000001600001',
  DatabaseBackupLSN: null,
};
const LOG = {
  BackupTypeDescription: 'Transaction Log',
  DatabaseName: 'Sales',
  BackupPath: 'log.trn',
  FirstLSN: '34000000001600001',
  LastLSN: '34000000006000001',
};

describe('inspect --headers', () => {
  const inspect = (rows: unknown) =>
    runCli(['inspect', '--headers', '-', '--json'], {
      input: typeof rows === 'string' ? rows : JSON.stringify(rows),
    });

  test('rows come from standard input too', async () => {
    const ran = await inspect([FULL, LOG]);
    expect(ran.exitCode).toBe(0);
    expect(ran.json()).toMatchObject({
      files: [
        { path: 'full.bak', ok: true, setCount: 1, sets: [{ type: 'full', firstLsn: '34000000001600001' }] },
        { path: 'log.trn', ok: true },
      ],
      databases: [
        { databaseName: 'Sales', chain: { path: ['full.bak', 'log.trn'], chainEndLsn: '34000000006000001' } },
      ],
    });
  });

  test.each(['ServerName', 'server_name', 'SqlInstance'])('the server is read from %s', async (column) => {
    const ran = await inspect([{ ...FULL, [column]: 'PROD\\SALES' }]);
    expect(ran.json().files[0]).toMatchObject({ sets: [{ serverName: 'PROD\\SALES' }] });
  });

  test('one row alone need not be an array', async () => {
    expect((await inspect(FULL)).exitCode).toBe(0);
  });

  test("msdb's column names and letters are understood", async () => {
    const ran = await inspect([
      { type: 'D', database_name: 'Sales', first_lsn: '1', last_lsn: '5', checkpoint_lsn: '1' },
      { type: 'L', database_name: 'Sales', first_lsn: '1', last_lsn: '9', has_backup_checksums: 1 },
    ]);
    expect(ran.json().databases[0]!.chain).toMatchObject({
      path: ['row-0001', 'row-0002'],
      chainEndLsn: '9',
    });
  });

  test('a row that lists several files is a striped set', async () => {
    const striped = { ...FULL, BackupPath: undefined, FullName: ['a.bak', 'b.bak'] };
    expect((await inspect([striped, LOG])).json().databases[0]!.chain.path).toEqual([
      'a.bak',
      'b.bak',
      'log.trn',
    ]);
  });

  test('a gap is a gap', async () => {
    const ran = await inspect([FULL, { ...LOG, FirstLSN: '34000000005000001' }]);
    expect(ran.exitCode).toBe(2);
    expect(ran.json().databases[0]!.chain.gap).toEqual({
      needLsn: '34000000004000001',
      firstAvailableLsn: '34000000005000001',
      lastGoodFile: 'full.bak',
      nextFile: 'log.trn',
    });
  });

  test.each([
    ['no JSON', '[{"FirstLSN": }]', /Cannot read header rows of "-": .*/],
    ['a head without rows', 'FirstLSN,LastLSN', /it holds no row/],
    ['numbers', [1], /element 1 is no object/],
    ['nothing', [], /it holds no row/],
    ['no LSN', [{ ...FULL, LastLSN: undefined }], /row 1: LastLSN is missing/],
    ['no type', [{ ...FULL, BackupTypeDescription: undefined }], /row 1: BackupTypeDescription is missing/],
    ['nonsense', [FULL, { ...LOG, FirstLSN: 'x' }], /row 2: FirstLSN: Cannot read LSN "x"/],
    ['position', [{ ...FULL, Position: 'first' }], /row 1: Position is not a whole number: first/],
    ['bit', [{ ...FULL, IsCopyOnly: 'maybe' }], /row 1: IsCopyOnly is neither true nor false/],
  ])('bad rows (%s) are refused with the reason', async (_name, rows, message) => {
    const ran = await inspect(rows);
    expect(ran.exitCode).toBe(1);
    expect(ran.error()).toMatch(message);
  });

  test('only the first problems are listed', async () => {
    const ran = await inspect(Array.from({ length: 9 }, () => ({ ...FULL, LastLSN: undefined })));
    expect(ran.error()).toContain('… and 4 more');
  });

  describe('files', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'headers-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    test('as PowerShell writes them, in UTF-16 with a mark', async () => {
      const path = join(folder, 'rows.json');
      await writeFile(path, Buffer.from(`\ufeff${JSON.stringify([FULL, LOG])}`, 'utf16le'));
      expect((await runCli(['inspect', '--headers', path])).exitCode).toBe(0);
    });

    test('that are not there', async () => {
      const ran = await runCli(['inspect', '--headers', join(folder, 'none.json')]);
      expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining('there is no such file') });
    });

    test('not together with paths', async () => {
      const ran = await runCli(['inspect', folder, '--headers', '-']);
      expect(ran.err).toContain('give either paths or --headers, not both');
    });
  });
});
