/** What no service takes, whatever the chain: system databases, and versions of SQL Server. */
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { describeShared } from '../support/shared-folder';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

interface Source {
  readonly databaseName: string;
  readonly softwareVersion?: string;
}

/** A full and a log. */
function backupsOf(source: Source): Record<string, Uint8Array> {
  const history = new BackupHistory({ seed: 1, serverName: 'SQL01', ...source });
  return { 'full.bak': history.full().files[0]!, 'log.trn': history.work().log().files[0]! };
}

const OLD = '9.0.5000';
const OLD_REASON =
  'it was taken by SQL Server 2005 (version 9.0.5000), and the services accept backups of SQL Server 2008 and later: ' +
  'upgrade the source first.';

describe('inspect', () => {
  test.each(['master', 'model', 'MSDB', 'tempdb'])(
    'says of %s that no service migrates it, before what its chain says',
    async (databaseName) => {
      await withFolder(backupsOf({ databaseName }), async (folder) => {
        const refusal = `No service takes full.bak (and 1 more): it is a backup of the system database ${databaseName}, which no service migrates.`;
        const ran = await runCli(['inspect', folder]);
        expect(ran.exitCode).toBe(2);
        expect(ran.out).toContain(`  ✗ ${refusal}\n    The chain is gapless`);
        expect(ran.out).not.toContain('✓');
        expect(ran.out).toContain('0 of 1 chain complete');
        const [database] = (await runCli(['inspect', folder, '--json'])).json().databases;
        expect(database).toMatchObject({ refusals: [refusal], chain: { status: 'complete' } });
      });
    },
  );

  test('says of SQL Server 2005 that no service takes it', async () => {
    await withFolder(backupsOf({ databaseName: 'Sales', softwareVersion: OLD }), async (folder) => {
      const ran = await runCli(['inspect', folder]);
      expect(ran.exitCode).toBe(2);
      expect(ran.out).toContain(`✗ No service takes full.bak (and 1 more): ${OLD_REASON}`);
    });
  });

  test('says of SQL Server 2025 what the target needs, and refuses nothing', async () => {
    await withFolder(backupsOf({ databaseName: 'Sales', softwareVersion: '17.0.1000' }), async (folder) => {
      const ran = await runCli(['inspect', folder]);
      expect(ran.exitCode).toBe(0);
      expect(ran.out).toMatch(
        /! full\.bak \(and 1 more\): .*SQL Server 2025.*update policy.*\n {2}✓ The chain/,
      );
      const [database] = (await runCli(['inspect', folder, '--json'])).json().databases;
      expect(database).toMatchObject({ conditions: [expect.stringContaining('update policy')] });
      expect(database).not.toHaveProperty('refusals');
    });
  });

  test('a source that every service takes has no remark', async () => {
    await withFolder(backupsOf({ databaseName: 'master2', softwareVersion: '10.0.1600' }), async (folder) => {
      const ran = await runCli(['inspect', folder, '--json']);
      expect(ran.exitCode).toBe(0);
      expect(ran.json().databases[0]).not.toHaveProperty('refusals');
      expect(ran.json().databases[0]).not.toHaveProperty('conditions');
    });
  });

  test('one database refused does not hide another that is complete', async () => {
    const files = {
      ...backupsOf({ databaseName: 'Sales' }),
      'msdb.bak': backupsOf({ databaseName: 'msdb' })['full.bak']!,
    };
    await withFolder(files, async (folder) => {
      const ran = await runCli(['inspect', folder]);
      expect(ran.exitCode).toBe(2);
      expect(ran.out).toMatch(/No service takes msdb\.bak: /);
      expect(ran.out).toContain('✓ The chain is gapless');
      expect(ran.out).toContain('1 of 2 chains complete');
    });
  });
});

describe('inspect --headers', () => {
  const FULL = {
    Type: 'Database',
    DatabaseName: 'Sales',
    BackupPath: 'full.bak',
    FirstLSN: '10',
    LastLSN: '12',
  };
  const inspect = (row: Record<string, unknown>) =>
    runCli(['inspect', '--headers', '-', '--json'], { input: JSON.stringify([{ ...FULL, ...row }]) });

  test.each([
    [{ SoftwareVersionMajor: 9, SoftwareVersionMinor: 0, SoftwareVersionBuild: 5000 }, OLD_REASON],
    [{ software_major_version: 9, software_minor_version: 0, software_build_version: 5000 }, OLD_REASON],
    [{ SoftwareVersionMajor: 9 }, OLD_REASON.replace(OLD, '9')],
    [{ DatabaseName: 'msdb' }, 'it is a backup of the system database msdb, which no service migrates.'],
  ])('%j is refused', async (row, reason) => {
    const ran = await inspect(row);
    expect(ran.exitCode).toBe(2);
    expect(ran.json().databases[0]).toMatchObject({ refusals: [`No service takes full.bak: ${reason}`] });
  });

  test('an untold version refuses nothing', async () => {
    expect((await inspect({ SoftwareVersionMajor: null })).exitCode).toBe(0);
  });
});

describeShared('inspect on real backups of SQL Server 2005', 'backups/other', (folder) => {
  test('is refused by its version', async () => {
    const ran = await runCli(['inspect', `${folder}/sql2005-full-512.bak`]);
    expect(ran.exitCode).toBe(2);
    expect(ran.out).toMatch(
      /✗ No service takes \S*sql2005-full-512\.bak: it was taken by SQL Server 2005 \(version 9\./,
    );
  });
});
