import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderInUseError, runnerIn, StackFolder } from '../../tools/demo/stack/stack-folder';

const NOW = new Date('2026-03-01T22:00:00Z');
const RUNNING = {
  hostUrl: 'http://127.0.0.1:7071',
  emulatorUrl: 'http://127.0.0.1:7075',
  connectionString: 'x',
};

let folder: string;
beforeEach(() => (folder = join(mkdtempSync(join(tmpdir(), 'stack-folder-')), 'my stack')));
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));
const lock = (): string => join(folder, 'running.json');

describe('the folder of a stack', () => {
  test('is taken by one process at a time, which says where it runs', () => {
    const taken = StackFolder.take(folder, NOW);
    taken.runs(RUNNING);
    const second = () => StackFolder.take(folder, NOW);
    expect(second).toThrow(FolderInUseError);
    expect(second).toThrow(
      `Cannot start in ${folder}: the stack of process ${process.pid} has run there since 2026-03-01T22:00:00.000Z at http://127.0.0.1:7071. Use that one, end it (Ctrl-C), or start a second one in a folder of its own: npm start -- --free-ports --folder '${folder}-2'`,
    );
    expect(runnerIn(folder)).toMatchObject({ pid: process.pid, running: RUNNING });
    taken.release();
    expect(runnerIn(folder)).toBeUndefined();
    second();
  });

  test.each([
    ['of a process that is gone', { pid: 4_194_303, processStart: '1', since: '' }],
    ['of a pid that another process has now', { pid: process.pid, processStart: '1', since: '' }],
    ['that was cut off by a crash', '{"pid":'],
  ])('is taken over from a lock %s', (_what, content) => {
    mkdirSync(folder);
    writeFileSync(lock(), typeof content === 'string' ? content : JSON.stringify(content));
    expect(runnerIn(folder)).toBeUndefined();
    StackFolder.take(folder, NOW);
    expect(runnerIn(folder)).toMatchObject({ pid: process.pid });
  });

  test('released by one that has lost it keeps the lock of the other', () => {
    const taken = StackFolder.take(folder, NOW);
    writeFileSync(lock(), JSON.stringify({ pid: 1, processStart: null, since: '' }));
    taken.release();
    expect(existsSync(lock())).toBe(true);
  });

  test('remembers the ports of its storage until it is cleared; the lock stays', () => {
    const taken = StackFolder.take(folder, NOW);
    expect(taken.keptPorts()).toBeUndefined();
    const ports = { Blob: 10_000, Queue: 10_001, Table: 10_002 };
    taken.keepPorts(ports);
    mkdirSync(join(folder, 'storage'));
    expect(taken.keptPorts()).toEqual(ports);
    taken.clear();
    expect(taken.keptPorts()).toBeUndefined();
    expect(existsSync(join(folder, 'storage'))).toBe(false);
    expect(runnerIn(folder)).toBeDefined();
  });

  test('holds the key of the storage for its owner only', () => {
    StackFolder.take(folder, NOW).runs(RUNNING);
    expect(readFileSync(lock(), 'utf8')).toContain('"connectionString":"x"');
    if (process.platform !== 'win32') expect(statSync(lock()).mode & 0o077).toBe(0);
  });
});
