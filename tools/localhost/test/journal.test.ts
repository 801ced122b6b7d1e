import { spawn } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock';
import { createChaos } from '../durable/chaos';
import { chaoticStorage } from '../journal/chaotic-storage';
import { Journal } from '../journal/journal';
import { decodeLines, encodeLine } from '../journal/journal-lines';
import type { JournalStorage } from '../journal/journal-storage';
import { lockStateFolder } from '../journal/lock-file';
import { temporaryFolder } from './host-process';

/** A disk in memory that takes at most `shortWrite` bytes at a time and can be full. */
class MemoryStorage implements JournalStorage {
  content: Buffer = Buffer.alloc(0);
  shortWrite = Infinity;
  full = false;
  syncs = 0;

  read = () => this.content;
  close = () => Promise.resolve();

  write = async (bytes: Buffer, position: number): Promise<number> => {
    if (this.full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const part = bytes.subarray(0, this.shortWrite);
    const grown = Buffer.alloc(Math.max(this.content.length, position + part.length));
    this.content.copy(grown);
    part.copy(grown, position);
    this.content = grown;
    return part.length;
  };

  sync = async (): Promise<void> => {
    this.syncs += 1;
  };

  truncate = async (length: number): Promise<void> => {
    this.content = this.content.subarray(0, length);
  };

  replace = async (content: Buffer): Promise<void> => {
    if (this.full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    this.content = content;
  };
}

const openJournal = async (
  storage: JournalStorage,
  more: { snapshot?: () => unknown[]; compactAt?: number } = {},
) => {
  const records: unknown[] = [];
  const told: string[] = [];
  const { journal, bytesCut } = await Journal.open({
    path: 'journal.log',
    storage,
    clock: { ...systemClock, after: (_, action) => systemClock.after(1, action) },
    onRecord: (record) => records.push(record),
    snapshot: more.snapshot ?? (() => []),
    onFull: () => told.push('full'),
    onSpaceBack: () => told.push('space'),
    onFatal: (error) => told.push(error.message),
    ...(more.compactAt === undefined ? {} : { compactAt: more.compactAt }),
  });
  return { journal, bytesCut, records, told };
};

const recorded = Buffer.from(
  Array.from({ length: 20 }, (_, n) => encodeLine({ n, text: 'grüße\n' })).join(''),
);

test('whatever was appended is read again, in order', async () => {
  const storage = new MemoryStorage();
  const { journal } = await openJournal(storage);
  await Promise.all([1, 2, 3].map((n) => journal.append({ n })));
  expect(storage.syncs).toBe(1);
  await journal.append({ n: 4 });
  expect((await openJournal(storage)).records).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
});

test('short writes are continued', async () => {
  const storage = new MemoryStorage();
  storage.shortWrite = 3;
  const { journal } = await openJournal(storage);
  await journal.append({ n: 1 });
  expect((await openJournal(storage)).records).toEqual([{ n: 1 }]);
});

test('interrupted writes are made again', async () => {
  const storage = new MemoryStorage();
  const { write } = storage;
  const codes = ['EINTR', 'EAGAIN', 'EINTR'];
  storage.write = async (bytes, position) => {
    const code = codes.shift();
    if (code === undefined) return write(bytes, position);
    throw Object.assign(new Error(code), { code });
  };
  const { journal } = await openJournal(storage);
  await journal.append({ n: 1 });
  expect((await openJournal(storage)).records).toEqual([{ n: 1 }]);
});

test('a file that takes nothing at all is a fault, not a wait without end', async () => {
  const storage = new MemoryStorage();
  storage.shortWrite = 0;
  const { journal, told } = await openJournal(storage);
  void journal.append({ n: 1 });
  await journal.settled();
  expect(told).toEqual(["Cannot write journal 'journal.log': 1000 writes on end took nothing"]);
});

test.each([1, 2, 3])('under chaos with seed %d nothing is lost or doubled', async (seed) => {
  const storage = new MemoryStorage();
  const { journal } = await openJournal(chaoticStorage(storage, createChaos(seed)));
  for (let n = 0; n < 200; n++) await Promise.all([journal.append({ n }), journal.append({ n, twin: true })]);
  expect((await openJournal(storage)).records).toEqual(
    Array.from({ length: 200 }, (_, n) => [{ n }, { n, twin: true }]).flat(),
  );
});

test('cut at any byte it loads, and the torn tail is cut', async () => {
  for (let length = 0; length <= recorded.length; length++) {
    const storage = new MemoryStorage();
    storage.content = recorded.subarray(0, length);
    const { records, bytesCut } = await openJournal(storage);
    const whole = recorded.subarray(0, length).toString('latin1').split('\n').length - 1;
    expect(records).toHaveLength(whole);
    expect(storage.content).toHaveLength(length - bytesCut);
  }
});

test('appending after a torn tail goes on where the last whole record ended', async () => {
  const storage = new MemoryStorage();
  storage.content = recorded.subarray(0, recorded.length - 5);
  const { journal } = await openJournal(storage);
  await journal.append({ n: 'new' });
  expect((await openJournal(storage)).records.at(-1)).toEqual({ n: 'new' });
});

test('a damaged middle is an error that names the byte', () => {
  const damaged = Buffer.from(recorded);
  const offset = recorded.indexOf(10) + 1;
  damaged[offset + 20] = damaged[offset + 20]! ^ 1;
  expect(() => decodeLines(damaged, 'journal.log', () => undefined)).toThrow(
    `Cannot read journal 'journal.log': the record at byte ${offset} is damaged and whole records follow it`,
  );
});

test('a full disk holds everything back, says so once, and loses nothing', async () => {
  const storage = new MemoryStorage();
  const { journal, told } = await openJournal(storage);
  await journal.append({ n: 1 });
  storage.full = true;
  let acknowledged = false;
  const second = journal.append({ n: 2 }).then(() => (acknowledged = true));
  await new Promise((later) => setTimeout(later, 20));
  expect([acknowledged, journal.isFull, told]).toEqual([false, true, ['full']]);
  storage.full = false;
  await second;
  expect([journal.isFull, told]).toEqual([false, ['full', 'space']]);
  expect((await openJournal(storage)).records).toEqual([{ n: 1 }, { n: 2 }]);
});

test('a long journal is replaced by a snapshot, and nothing is doubled or lost', async () => {
  const storage = new MemoryStorage();
  const state: number[] = [];
  const { journal } = await openJournal(storage, {
    snapshot: () => state.map((n) => ({ n })),
    compactAt: 2000,
  });
  const appends = Array.from({ length: 500 }, (_, n) => {
    state.push(n);
    const written = journal.append({ n });
    if (n % 7 === 0) return written;
    return Promise.resolve();
  });
  await Promise.all(appends);
  for (let n = 500; n < 600; n++) {
    state.push(n);
    await journal.append({ n });
  }
  expect((await openJournal(storage)).records).toEqual(state.map((n) => ({ n })));
});

describe('the lock of a state folder', () => {
  test('refuses while its owner lives, naming the pid, and goes with a dead one', async () => {
    const folder = temporaryFolder();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
    const startOf = readFileSync(`/proc/${other.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
    const lock = { pid: other.pid, processStart: startOf, since: '2026-11-21T08:00:00.000Z' };
    writeFileSync(join(folder, 'host.lock'), JSON.stringify(lock));
    expect(() => lockStateFolder(folder, new Date())).toThrow(
      `Cannot use state folder '${folder}': process ${other.pid} has used it since 2026-11-21T08:00:00.000Z`,
    );
    const exited = new Promise((done) => other.once('exit', done));
    other.kill('SIGKILL');
    await exited;
    lockStateFolder(folder, new Date())();
  });

  test('is not held by a new process with the old pid', () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 'host.lock'),
      JSON.stringify({ pid: process.pid, processStart: '1', since: '' }),
    );
    lockStateFolder(folder, new Date())();
  });

  test('is taken over when its file is torn', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'host.lock'), '{"pid":');
    const unlock = lockStateFolder(folder, new Date());
    truncateSync(join(folder, 'host.lock'), 0);
    unlock();
  });
});
