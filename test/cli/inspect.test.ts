import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { runCli } from './fake-terminal';
import { salesBackups, withFolder } from './sample-backups';

const FILES = salesBackups();
const bytes = (name: string): Uint8Array => FILES[name]!;
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(FILES).filter(([name]) => !names.includes(name)));

describe('inspect for people', () => {
  test('a complete chain: table, picture, end, what is not used', async () => {
    await withFolder(FILES, async (folder) => {
      const { out, err, exitCode } = await runCli(['inspect', folder]);
      expect(exitCode).toBe(0);
      expect(err).toBe('');
      expect(out).toMatch(/^FILE +TYPE +FIRST LSN +LAST LSN +STRIPE +SIZE +DATABASE +STATE$/m);
      expect(out).toMatch(/^diff\.bak +differential +\d+ +\d+ +1\/1 +[\d.]+ KiB +Sales +in the chain$/m);
      expect(out).toMatch(/■ full +full\.bak +\d+ → \d+\n {4}│\n {2}■ differential +diff\.bak/);
      expect(out).toMatch(/Chain end: LSN \d+, taken 2026-01-05T/);
      expect(out).toContain('✓ The chain is gapless up to LSN');
      expect(out).toContain('Not used: 1 covered');
      expect(out).toMatch(/log_1\.trn ends at LSN \d+, which the chain/);
      expect(out).toContain('5 files, 1 of 1 chain complete');
    });
  });

  test('a gap is drawn with what is needed and what waits', async () => {
    await withFolder(without('diff.bak', 'log_2.trn'), async (folder) => {
      const { out, exitCode } = await runCli(['inspect', folder]);
      expect(exitCode).toBe(2);
      expect(out).toMatch(/✗ GAP: LSN \d+ is needed after log_1\.trn/);
      expect(out).toMatch(/□ log_3\.trn begins at LSN \d+/);
      expect(out).toMatch(/✗ Cannot continue the chain beyond LSN \d+: the next log available, log_3\.trn/);
      expect(out).toMatch(/^log_3\.trn.*beyond the gap$/m);
    });
  });

  test('without a full there is nothing to start from', async () => {
    await withFolder(without('full.bak'), async (folder) => {
      const { out, exitCode } = await runCli(['inspect', folder]);
      expect(exitCode).toBe(2);
      expect(out).toContain('✗ no full backup to start from');
    });
  });

  test('colours on a terminal only, and not with NO_COLOR', async () => {
    await withFolder(FILES, async (folder) => {
      expect((await runCli(['inspect', folder], { tty: true })).out).toContain('\u001b[32m');
      const plain = await runCli(['inspect', folder], { tty: true, env: { NO_COLOR: '1' } });
      expect(plain.out).not.toContain('\u001b');
    });
  });

  test('progress of many files goes to standard error of a terminal', async () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`${index}.txt`, 'text']));
    await withFolder({ ...FILES, ...many }, async (folder) => {
      expect((await runCli(['inspect', folder], { tty: true })).written).toContain('Reading 7 of 30 files …');
      expect((await runCli(['inspect', folder])).written).toBe('');
    });
  });

  test('control characters of a name do not reach the terminal', async () => {
    const history = new BackupHistory({ databaseName: 'Sa\u001b[2Jles', seed: 2 });
    await withFolder({ 'full.bak': history.full().files[0]! }, async (folder) => {
      const { out } = await runCli(['inspect', folder]);
      expect(out).not.toContain('\u001b');
      expect(out).toContain('Sa?[2Jles');
    });
  });
});

describe('files that are no good backups', () => {
  test('a file that is no backup is listed and changes nothing', async () => {
    await withFolder({ ...FILES, 'notes.txt': 'remember the milk' }, async (folder) => {
      const { out, exitCode } = await runCli(['inspect', folder]);
      expect(exitCode).toBe(0);
      expect(out).toContain('Not a backup\n  notes.txt: Cannot read the backup:');
    });
  });

  test.each([
    ['cut off', () => bytes('log_3.trn').subarray(0, 9000), /incomplete|corrupt header/],
    ['empty', () => new Uint8Array(), /empty file/],
  ])('a file that is %s makes the result incomplete', async (_name, content, state) => {
    await withFolder({ ...FILES, 'log_4.trn': content() }, async (folder) => {
      const { out, exitCode } = await runCli(['inspect', folder]);
      expect(exitCode).toBe(2);
      expect(out).toMatch(new RegExp(`^log_4\\.trn.*(${state.source})$`, 'm'));
      expect(out).toContain('✗ Cannot be read\n  log_4.trn: Cannot ');
      expect(out).toContain('1 cannot be read');
      const { files } = (await runCli(['inspect', folder, '--json'])).json();
      expect(files.at(-1)).toMatchObject({
        path: 'log_4.trn',
        ok: false,
        error: { name: expect.any(String) },
      });
    });
  });

  test('nothing but other files: an error', async () => {
    await withFolder({ 'notes.txt': 'remember the milk' }, async (folder) => {
      expect((await runCli(['inspect', folder])).exitCode).toBe(1);
    });
  });
});

describe('arguments', () => {
  test('sub-folders are read, files named twice count once, paths are relative to the folder', async () => {
    await withFolder(
      { 'a/full.bak': bytes('full.bak'), 'b/c/log_1.trn': bytes('log_1.trn') },
      async (folder) => {
        const ran = await runCli(['inspect', folder, join(folder, 'a'), '--json']);
        expect(ran.json().files.map((file) => file.path)).toEqual(['a/full.bak', 'b/c/log_1.trn']);
        expect(ran.exitCode).toBe(0);
      },
    );
  });

  test('the same path in two folders gets its folder in front', async () => {
    await withFolder({ 'a/x.bak': bytes('full.bak'), 'b/x.bak': bytes('log_1.trn') }, async (folder) => {
      const ran = await runCli(['inspect', join(folder, 'a'), `${join(folder, 'b')}/`, '--json']);
      expect(ran.json().files.map((file) => file.path)).toEqual([
        join(folder, 'a/x.bak'),
        join(folder, 'b/x.bak'),
      ]);
    });
  });

  test('single files, in order of names', async () => {
    await withFolder(FILES, async (folder) => {
      const names = ['log_1.trn', 'full.bak'].map((name) => join(folder, name));
      const ran = await runCli(['inspect', ...names, '--json']);
      expect(ran.json().files.map((file) => file.path)).toEqual([...names].reverse());
    });
  });

  test('a link to a folder above ends; a dead link is said', async () => {
    await withFolder(FILES, async (folder) => {
      await mkdir(join(folder, 'sub'));
      await symlink(folder, join(folder, 'sub/up'));
      await symlink(join(folder, 'gone'), join(folder, 'sub/dead.bak'));
      const ran = await runCli(['inspect', folder, '--json']);
      const bad = ran.json().files.filter((file) => !file.ok);
      expect(bad).toEqual([
        {
          path: 'sub/dead.bak',
          ok: false,
          error: { name: 'ReadFailed', message: 'Cannot read "sub/dead.bak": there is no such file' },
          sets: [],
        },
      ]);
      expect(ran.exitCode).toBe(2);
    });
  });

  test('--engine judges as the engine would', async () => {
    const history = new BackupHistory({ databaseName: 'Sales', seed: 1 });
    await withFolder({ 'full.bak': history.full({ checksums: false }).files[0]! }, async (folder) => {
      expect((await runCli(['inspect', folder])).out).toContain('! full.bak: written without CHECKSUM');
      const dms = await runCli(['inspect', folder, '--engine', 'dms']);
      expect(dms.out).toContain('✗ full.bak: written without CHECKSUM');
      expect((await runCli(['inspect', folder, '--engine', 'bcp'])).exitCode).toBe(1);
    });
  });

  test.each([
    [[], /Cannot inspect: give files, folders or the URL of a container/],
    [['/no/such/place'], /Cannot inspect "\/no\/such\/place": there is no such file/],
    [['--nonsense'], /Cannot run the command: unknown option '--nonsense'/],
  ])('%j is refused', async (args, message) => {
    const ran = await runCli(['inspect', ...args]);
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toMatch(message);
  });

  test('an empty folder holds nothing to read', async () => {
    await withFolder({}, async (folder) => {
      const ran = await runCli(['inspect', folder]);
      expect(ran.exitCode).toBe(1);
      expect(ran.err).toContain('it contains no file');
    });
  });

  test('--help teaches', async () => {
    const ran = await runCli(['inspect', '--help']);
    expect(ran.exitCode).toBe(0);
    for (const part of ['Examples:', 'Exit codes:', 'Environment:', '--headers'])
      expect(ran.out).toContain(part);
  });
});
