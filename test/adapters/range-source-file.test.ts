import { mkdtemp, open, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileRangeSource, withFileRangeSource } from '../../shared/adapters/file-range-source';
import { readBackupFile } from '../../shared/adapters/read-backup-file';
import { type RangeSource, RangeReadError } from '../../shared/ports/range-source';
import { aBackup, aFull, stretched } from '../core/mtf/samples';
import { read } from '../core/mtf/support';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'range-source-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

const codeOf = (error: unknown) => (error instanceof RangeReadError ? error.code : error);

describe('openFileRangeSource()', () => {
  test('reads ranges, fewer bytes only at the end', async () => {
    const path = await fileOf('ten', Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    await withFileRangeSource(path, async (source) => {
      expect(source.size).toBe(10);
      expect([...(await source.read(3, 4))]).toEqual([3, 4, 5, 6]);
      expect([...(await source.read(8, 5))]).toEqual([8, 9]);
      expect([...(await source.read(12, 5))]).toEqual([]);
    });
  });

  test.each([
    ['a missing file', () => join(folder, 'missing'), 'ENOENT'],
    ['a folder', () => folder, 'it is not a file'],
  ])('refuses %s', async (_, path, reason) => {
    const error = await openFileRangeSource(path()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ReadFailed', message: `Cannot open "${path()}": ${reason}` });
  });

  test.each<[string, (path: string) => Promise<unknown>]>([
    ['written to', (path) => writeFile(path, new Uint8Array(20).fill(7))],
    ['cut', (path) => truncate(path, 5)],
    ['touched', (path) => utimes(path, 1, 1)],
  ])('notices that the file was %s', async (name, change) => {
    const path = await fileOf(name.replace(' ', '-'), new Uint8Array(20));
    await withFileRangeSource(path, async (source) => {
      await change(path);
      expect(await source.read(0, 20).catch(codeOf)).toBe('ChangedWhileReading');
    });
  });

  test('fails after it was closed', async () => {
    const source = await openFileRangeSource(await fileOf('closed', new Uint8Array(20)));
    await source.close();
    expect(await source.read(0, 20).catch(codeOf)).toBe('ReadFailed');
  });

  test('is closed by withFileRangeSource() also when the work fails', async () => {
    const path = await fileOf('failing', new Uint8Array(20));
    let used: RangeSource | undefined;
    const work = withFileRangeSource(path, async (source) => {
      used = source;
      throw new Error('enough');
    });
    await expect(work).rejects.toThrow('enough');
    expect(await used!.read(0, 20).catch(codeOf)).toBe('ReadFailed');
  });
});

describe('readBackupFile()', () => {
  test('reads a local file as the same bytes in memory', async () => {
    const bytes = aBackup({}, {}, 3);
    const path = await fileOf('three.bak', bytes);
    expect(await withFileRangeSource(path, readBackupFile)).toEqual(read(bytes));
  });

  test('reads a file of 20 GB with two ranges', async () => {
    const path = join(folder, 'large.bak');
    const { head, tail, tailAt, size } = stretched(20);
    const file = await open(path, 'w');
    await file.truncate(size);
    await file.write(head, 0, head.length, 0);
    await file.write(tail, 0, tail.length, tailAt);
    await file.close();
    const reading = await withFileRangeSource(path, readBackupFile);
    expect(reading.error).toBeUndefined();
    expect(reading).toMatchObject({ size, complete: true, cost: { reads: 2, bytes: 80 * 1024 } });
    expect(reading.sets).toMatchObject([{ origin: 'final', databaseName: 'Sales', lastLsn: aFull.lastLsn }]);
  });

  const memorySource = (
    bytes: Uint8Array,
    read: (call: number, range: Uint8Array) => Uint8Array,
  ): RangeSource => {
    let calls = 0;
    return {
      size: bytes.length,
      read: async (offset, length) => read(++calls, bytes.subarray(offset, offset + length)),
    };
  };

  test.each(['ChangedWhileReading', 'ReadFailed'] as const)(
    'gives %s with what was read until then',
    async (code) => {
      const source = memorySource(aBackup({ dataBytes: 200_000 }), (call, range) => {
        if (call === 1) return range;
        throw new RangeReadError(code, 'Cannot read the range: for a reason');
      });
      const reading = await readBackupFile(source);
      expect(reading).toMatchObject({
        container: 'MTF',
        media: { filemarkBlock: 512 },
        sets: [],
        error: { name: code, message: 'Cannot read the range: for a reason', offset: expect.any(Number) },
        cost: { reads: 2 },
      });
      expect(reading.complete).toBeUndefined();
    },
  );

  test('takes a short answer for a failed read', async () => {
    const reading = await readBackupFile(memorySource(aBackup(), (_, range) => range.subarray(1)));
    expect(reading.error).toMatchObject({
      name: 'ReadFailed',
      message: expect.stringContaining('the source returned'),
    });
  });

  test('lets faults of the program through', async () => {
    const source = memorySource(aBackup(), () => {
      throw new TypeError('a bug');
    });
    await expect(readBackupFile(source)).rejects.toThrow(TypeError);
  });

  test('reads nothing of an empty file', async () => {
    const source = memorySource(new Uint8Array(), () => {
      throw new Error('not to be called');
    });
    expect(await readBackupFile(source)).toMatchObject({
      error: { name: 'EmptyFile' },
      cost: { reads: 0, bytes: 0 },
    });
  });
});
