/** What the manifest says about the commit. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRevision } from '../../tools/package/manifest';

const folder = mkdtempSync(join(tmpdir(), 'sqlmi-cutover-revision-'));
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('nothing without a repository; then the commit, and whether a tracked file differs from it', () => {
  expect(readRevision(folder)).toEqual({});
  git('init', '--quiet');
  expect(readRevision(folder)).toEqual({});
  writeFileSync(join(folder, 'a.txt'), 'one');
  git('add', '.');
  git('commit', '--quiet', '--message', 'One');
  const commit = git('rev-parse', 'HEAD');
  expect(readRevision(folder)).toEqual({ commit, modified: false });
  writeFileSync(join(folder, 'new.txt'), '');
  expect(readRevision(folder)).toEqual({ commit, modified: false });
  writeFileSync(join(folder, 'a.txt'), 'two');
  expect(readRevision(folder)).toEqual({ commit, modified: true });
});

test('the commit of a repository around the folder is not its own', () => {
  const inner = join(folder, 'inner');
  mkdirSync(inner);
  expect(readRevision(inner)).toEqual({});
});
