/** `inspect --restore-script` and `--until`. */
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

const FULL = {
  Type: 'Database',
  DatabaseName: "O'Neil]s",
  BackupPath: "C:\\it's\\full 1.bak",
  BackupSetGUID: '11111111-0000-4000-8000-000000000000',
  FirstLSN: '10',
  LastLSN: '20',
  CheckpointLSN: '10',
  FamilyCount: 2,
  FamilySequenceNumber: 1,
  BackupFinishDate: '2026-01-05T20:00:00',
};
const rows = [
  FULL,
  { ...FULL, BackupPath: "C:\\it's\\full 2.bak", FamilySequenceNumber: 2 },
  {
    Type: 'Database Differential',
    DatabaseName: "O'Neil]s",
    BackupPath: 'https://acct.blob.core.windows.net/sql/diff.bak',
    FirstLSN: '25',
    LastLSN: '30',
    DatabaseBackupLSN: '10',
    BackupFinishDate: '2026-01-05T20:10:00',
  },
  ...[30, 40, 50].map((first, index) => ({
    Type: 'Log',
    DatabaseName: "O'Neil]s",
    BackupPath: `log${String(index + 1)}.trn`,
    Position: index === 1 ? 3 : 1,
    FirstLSN: String(first),
    LastLSN: String(first + 10),
    BackupFinishDate: `2026-01-05T20:${String(20 + index * 10)}:00`,
  })),
];
const script = (...options: string[]) =>
  runCli(['inspect', '--headers', '-', '--all-sets', '--restore-script', ...options], {
    input: JSON.stringify(rows),
  });
const statements = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('--'))
    .join('\n');

test('full, differential and logs, from disk and URL, every stripe, the number in the file, quotes doubled', async () => {
  const { out, exitCode } = await script();
  expect(exitCode).toBe(0);
  expect(statements(out)).toBe(
    [
      "RESTORE DATABASE [O'Neil]]s]",
      "  FROM DISK = N'C:\\it''s\\full 1.bak',",
      "       DISK = N'C:\\it''s\\full 2.bak'",
      '  WITH FILE = 1, NORECOVERY;',
      "RESTORE DATABASE [O'Neil]]s]",
      "  FROM URL = N'https://acct.blob.core.windows.net/sql/diff.bak'",
      '  WITH FILE = 1, NORECOVERY;',
      "RESTORE LOG [O'Neil]]s]",
      "  FROM DISK = N'log1.trn'",
      '  WITH FILE = 1, NORECOVERY;',
      "RESTORE LOG [O'Neil]]s]",
      "  FROM DISK = N'log2.trn'",
      '  WITH FILE = 3, NORECOVERY;',
      "RESTORE LOG [O'Neil]]s]",
      "  FROM DISK = N'log3.trn'",
      '  WITH FILE = 1, NORECOVERY;',
    ].join('\n'),
  );
});

test('the last step is there, commented out', async () => {
  const { out } = await script();
  expect(out.trimEnd().split('\n').at(-1)).toBe("-- RESTORE DATABASE [O'Neil]]s] WITH RECOVERY;");
  expect(out.match(/WITH RECOVERY/g)).toHaveLength(1);
});

test.each([
  ['--until 45', "log2.trn'\n  WITH FILE = 3, NORECOVERY, STOPBEFOREMARK = N'lsn:45';", 4],
  ['--until 50', "log2.trn'\n  WITH FILE = 3, NORECOVERY;", 4],
  ['--until 20', "full 2.bak'\n  WITH FILE = 1, NORECOVERY;", 1],
  ['--until 2026-01-05T20:25', "log2.trn'\n  WITH FILE = 3, NORECOVERY, STOPAT = N'2026-01-05T20:25:00';", 4],
])('%s stops there', async (options, end, count) => {
  const { out, exitCode } = await script(...options.split(' '));
  expect(exitCode).toBe(0);
  expect(statements(out)).toMatch(new RegExp(`${end.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
  expect(out.match(/^RESTORE/gm)).toHaveLength(count);
});

test('a differential later than the point is left out, and what is missing then is said', async () => {
  const { out, exitCode } = await script('--until', '2026-01-05T20:05:00');
  expect(exitCode).toBe(2);
  expect(statements(out)).not.toContain('diff.bak');
  expect(out).toContain('Cannot continue the chain beyond LSN 20');
});

test('a point beyond the chain, or before every full, is not reached: exit 2, and the reason', async () => {
  const beyond = await script('--until', '70');
  expect(beyond).toMatchObject({ exitCode: 2, out: expect.stringContaining('Cannot reach LSN 70') });
  const early = await script('--until', '2026-01-05T19:00:00');
  expect(early).toMatchObject({ exitCode: 2, out: expect.stringContaining('-- Nothing can be restored of') });
});

test.each(['yesterday', '2026-01-05T20:25:00Z', '2026-01-05'])(
  '--until %s is refused with the forms',
  async (until) => {
    expect(await script('--until', until)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('give an LSN, or a local time of the source as 2026-01-05T20:45:00'),
    });
  },
);

test('a gap beyond the point does not matter, and what is not needed says so', async () => {
  const gapped = rows.filter(({ BackupPath }) => BackupPath !== 'log2.trn');
  const ran = await runCli(['inspect', '--headers', '-', '--json', '--until', '35'], {
    input: JSON.stringify(gapped),
  });
  const { chain } = ran.json().databases[0]!;
  expect([ran.exitCode, chain.status, chain.path.at(-1)]).toEqual([0, 'complete', 'log1.trn']);
  expect(chain.notUsed).toMatchObject([
    { file: 'log3.trn', reason: 'log3.trn is not needed to reach LSN 35.' },
  ]);
});

test('branches of which none is chosen: no statement at all', async () => {
  const fork = (id: string) => ({ RecoveryForkID: `${id.repeat(8)}-0000-4000-8000-000000000000` });
  const two = [
    { ...FULL, ...fork('a'), FamilyCount: 1 },
    {
      ...FULL,
      ...fork('b'),
      FamilyCount: 1,
      BackupPath: 'other.bak',
      BackupSetGUID: undefined,
      LastLSN: '21',
    },
  ];
  const ran = await runCli(['inspect', '--headers', '-', '--restore-script'], { input: JSON.stringify(two) });
  expect(ran.exitCode).toBe(2);
  expect(statements(ran.out.trim())).toBe('');
  expect(ran.out).toContain('choose a branch with --fork, --server or --anchor');
});

test('files of this machine are named by their whole path, and the JSON document carries the script', async () => {
  const history = new BackupHistory({ databaseName: 'Sales', seed: 3 });
  const contents = { 'full.bak': history.full().files[0]!, 'log.trn': history.work().log().files[0]! };
  await withFolder(contents, async (folder) => {
    const ran = await runCli(['inspect', folder, '--restore-script', '--json']);
    const [database] = ran.json<{ databases: readonly { restoreScript: string }[] }>().databases;
    expect(database?.restoreScript).toContain(`FROM DISK = N'${folder}/full.bak'`);
    expect((await runCli(['inspect', folder, '--restore-script'])).out).toBe(
      `${database?.restoreScript ?? ''}\n`,
    );
    expect((await runCli(['inspect', folder, '--json'])).out).not.toContain('restoreScript');
  });
});

test('a name cannot end the comment it stands in', async () => {
  const evil = [{ ...FULL, FamilyCount: 1, DatabaseName: 'a\nDROP DATABASE b;--' }];
  const { out } = await runCli(['inspect', '--headers', '-', '--restore-script'], {
    input: JSON.stringify(evil),
  });
  expect(out).not.toMatch(/^DROP/m);
});
