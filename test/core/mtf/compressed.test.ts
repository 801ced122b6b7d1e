import { findFinalChunks } from '../../../shared/core/mtf/compressed-final';
import { inflateXpress, isCodeTable } from '../../../shared/core/mtf/xpress-huffman';
import { seededGuid } from '../../../tools/demo/backup-writer/seeded-guid';
import { writeBackup } from '../../../tools/demo/backup-writer/write-backup';
import { describeShared } from '../../support/shared-folder';
import { aFull, changed } from './samples';
import { load, read, trace } from './support';
import { walkBlocks } from './walk-blocks';

const FILES = [
  { path: 'compressed-2019/TestFull1.bak', filemarkBlock: 512, records: 55 },
  { path: 'compressed-2019/TestDiff1_1.bak', filemarkBlock: 512, records: 21 },
  { path: 'compressed-2019/TestLog1_1_1.bak', filemarkBlock: 512, records: 13 },
  { path: 'other/sql2016-full-compressed-512.bak', filemarkBlock: 512, records: 54 },
  { path: 'other/sql2022-full-compressed-4k.bak', filemarkBlock: 4096, records: 84 },
];
const DATA = 0x21;
const PADDING = 0x24;
const END = 0x2c;

interface DataRecord {
  readonly at: number;
  readonly compressed: Uint8Array;
  readonly size: number;
}

/** The data records of a compressed backup, by segment; a walk over the whole file. */
function segmentsOf(bytes: Uint8Array, filemarkBlock: number): DataRecord[][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments: DataRecord[][] = [[]];
  let at = 0x1e0;
  while (at < bytes.length) {
    if (view.getUint32(at) === 0x53464d42) {
      segments.push([]);
      at += filemarkBlock;
      continue;
    }
    const length = view.getUint16(at + 2, true);
    if (bytes[at] === DATA) {
      segments
        .at(-1)!
        .push({ at, compressed: bytes.subarray(at + 28, at + 28 + length), size: bytes[at + 1]! * 512 });
      at += 28 + length;
    } else if (bytes[at] === PADDING) at += 24 + length;
    else at += 24 + view.getUint32(at + 24 + 8, true);
  }
  return segments;
}

function inflate({ compressed, size }: DataRecord): Uint8Array {
  const inflated = inflateXpress(compressed, size);
  if (inflated.kind === 'corrupt') throw new Error(inflated.reason);
  return inflated.bytes;
}

/** The index before the filemark after the data, found forwards: the words behind the end record. */
function indexOf(bytes: Uint8Array): { at: number; end: number; entries: number[][] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0x1e0;
  while (bytes[at] !== END) {
    const length = view.getUint16(at + 2, true);
    if (bytes[at] === DATA) at += 28 + length;
    else if (bytes[at] === PADDING) at += 24 + length;
    else at += view.getUint16(at + 8, true);
  }
  at += 24;
  expect(view.getUint32(at, true)).toBe(0x0001_0001);
  const entries = Array.from({ length: view.getUint32(at + 4, true) }, (_, index) =>
    [16, 24].map((field) => Number(view.getBigUint64(at + field + 16 * index, true))),
  );
  return { at, end: at + view.getUint32(at + 8, true), entries };
}

/** Tape and file offset of the records in which blocks begin, besides the first. */
function recordsWithBlocks(records: readonly DataRecord[]): number[][] {
  const blocks = walkBlocks(new Uint8Array(Buffer.concat(records.map(inflate)))).map(({ at }) => at);
  let tapeOffset = 0;
  return records.flatMap((record, index) => {
    const [from, to] = [tapeOffset, (tapeOffset += record.size)];
    return index > 0 && blocks.some((at) => at >= from && at < to) ? [[from, record.at]] : [];
  });
}

describe('a written compressed backup', () => {
  const files = Array.from({ length: 200 }, (_, index) => ({
    logicalName: `part${index}`,
    physicalName: `E:\\part${index}.ndf`,
    type: 'D' as const,
    fileId: index + 1,
    fileGroupId: 1,
    size: 1n,
  }));
  test.each([
    ['full', 512, 1],
    ['log', 512, 1],
    ['differential', 4096, 2],
  ] as const)('is laid out as SQL Server does: %s, %i', (type, filemarkBlock, sets) => {
    const media = { mediaSetGuid: seededGuid('media'), filemarkBlock };
    const set = { ...aFull, type, files, dataBytes: 200_000 };
    const bytes = writeBackup({ media, sets: Array(sets).fill(set), compression: {} });
    const segments = segmentsOf(bytes, filemarkBlock);
    expect(segments).toHaveLength(2 + 2 * sets);
    const found = recordsWithBlocks(segments[1]!);
    expect(found).toHaveLength(type === 'log' ? 2 : 3);
    expect(indexOf(bytes).entries).toEqual(found);
  });
});

describeShared('inflateXpress() on real records', 'backups', (folder) => {
  describe.each(FILES)('$path', ({ path, filemarkBlock, records }) => {
    const bytes = load(folder, path);
    const segments = segmentsOf(bytes, filemarkBlock);

    test('inflates every record to its promised size', () => {
      expect(segments.flat()).toHaveLength(records);
      for (const record of segments.flat()) expect(inflate(record)).toHaveLength(record.size);
    });

    test('gives the tape that a plain backup would hold', () => {
      const media = inflate(segments[0]![0]!);
      expect(String.fromCharCode(...media.subarray(0, 4))).toBe('TAPE');
      const set = Buffer.concat(segments[1]!.map(inflate));
      const blocks = walkBlocks(new Uint8Array(set)).map(({ type }) => type);
      expect(blocks.slice(0, 3)).toEqual(['SSET', 'VOLB', 'MSCI']);
      const data = path.includes('Log') ? ['MSTL'] : ['MSDA', 'MSTL'];
      expect(new Set(blocks.slice(3, -1))).toEqual(new Set(data));
      expect(blocks.at(-1)).toBe('MSLS');
    });

    test('refuses a record that is cut, at every length', () => {
      const { compressed, size } = segments[0]![0]!;
      for (let length = 0; length < compressed.length - 4; length++) {
        expect(inflateXpress(compressed.subarray(0, length), size).kind).toBe('corrupt');
      }
    });

    test('the last record before the filemark holds the final record', () => {
      const last = segments[1]!.at(-1)!;
      const dataEnd = Math.ceil((last.at + last.compressed.length + 28 + 24) / filemarkBlock) * filemarkBlock;
      const from = dataEnd - 65_536;
      const found = findFinalChunks(bytes.subarray(from, dataEnd), from, filemarkBlock);
      expect(found[0]).toBe(last.at);
      const inRange = segments[1]!.map(({ at }) => at).filter((at) => at >= from);
      expect(found).toEqual(inRange.reverse());
    });

    test('the index names the records in which blocks begin, besides the first, and ends with the final one', () => {
      const holding = recordsWithBlocks(segments[1]!);
      expect(indexOf(bytes).entries).toEqual(holding);
      expect(holding.at(-1)![1]).toBe(segments[1]!.at(-1)!.at);
    });

    test('a byte of the index changed: the same LSNs or an error, never others', () => {
      const { at, end } = indexOf(bytes);
      const [final] = read(bytes).sets;
      const places = Array.from({ length: end - at }, (_, index) => at + index);
      const readings = places.map((place) => read(changed(bytes, (file) => void (file[place]! ^= 0xff))));
      const wrong = readings.filter(({ error, sets }) => !error && sets[0]?.lastLsn !== final?.lastLsn);
      expect(wrong).toEqual([]);
      expect(readings[16]!.error).toMatchObject({
        name: 'CorruptHeader',
        message: 'Cannot read the index of the compressed records: its checksum is wrong',
      });
    });

    test('costs two reads', () => {
      expect(trace(bytes).requests).toHaveLength(2);
    });

    test.each([100_000, 900, 500, 40])('cut to %i bytes it is incomplete', (size) => {
      const reading = read(bytes.subarray(0, size));
      expect(reading).toMatchObject({
        container: 'MSSQLBAK',
        compressed: true,
        complete: false,
        error: { name: 'IncompleteBackup' },
      });
      expect(reading.sets.map(({ origin }) => origin)).toEqual(size > 10_000 ? ['provisional'] : []);
    });

    test('an unknown kind of record before the data cannot be inspected', () => {
      const first = segments[1]![0]!.at;
      expect(read(changed(bytes, (file) => void (file[first] = 0x77))).error?.name).toBe('CannotInspect');
    });

    test('a spoilt final record is missing, not wrong', () => {
      const last = segments[1]!.at(-1)!;
      const reading = read(changed(bytes, (file) => file.fill(0xff, last.at + 28, last.at + 60)));
      expect(reading).toMatchObject({
        complete: true,
        error: { name: 'MissingFinalRecord' },
        sets: [{ origin: 'provisional' }],
      });
    });

    test.each(['inflatedRecordBytes', 'inflatedBytes'] as const)('stays within the limit "%s"', (cap) => {
      const { error } = read(bytes, { limits: { [cap]: 1000 } });
      expect(error).toMatchObject({
        name: 'LimitExceeded',
        message: expect.stringContaining(`the limit "${cap}" is 1000`),
      });
    });
  });
});

describe('inflateXpress()', () => {
  /** All 512 symbols with codes of 9 bits. */
  const flatTable = new Uint8Array(256).fill(0x99);

  test('reads nine-bit codes: a literal, then a match that repeats it', () => {
    const input = new Uint8Array(256 + 8);
    input.set(flatTable);
    const bits =
      (0x41).toString(2).padStart(9, '0') + (256 + 1).toString(2).padStart(9, '0') + '0'.repeat(14);
    input.set(words(bits), 256);
    const result = inflateXpress(input, 5);
    expect(result).toEqual({
      kind: 'inflated',
      bytes: Uint8Array.from('AAAAA', (char) => char.charCodeAt(0)),
    });
  });

  test('refuses a match before the beginning of the output', () => {
    const input = new Uint8Array(256 + 8);
    input.set(flatTable);
    input.set(words((256).toString(2).padStart(9, '0') + '0'.repeat(23)), 256);
    expect(inflateXpress(input, 5)).toEqual({
      kind: 'corrupt',
      reason: 'a match reaches outside the output',
    });
  });

  test.each([
    ['a long match', 20, { kind: 'inflated' }],
    ['a long match whose length would have fitted into one byte', 14, { kind: 'corrupt' }],
  ])('reads %s', (_, length, expected) => {
    const input = new Uint8Array(256 + 9);
    input.set(flatTable);
    const literal = (0x41).toString(2).padStart(9, '0');
    const longMatch = (256 + 15).toString(2).padStart(9, '0');
    input.set(words((literal + longMatch).padEnd(32, '0')), 256);
    input.set([255, length, 0], 262);
    expect(inflateXpress(input, 1 + length + 3)).toMatchObject(expected);
  });

  test.each([
    ['codes that are too few', 0x0a],
    ['codes that are too many', 0x11],
    ['no codes', 0x00],
  ])('refuses %s', (_, lengths) => {
    const table = new Uint8Array(300).fill(lengths, 0, 256);
    expect(isCodeTable(table, 0)).toBe(false);
    expect(inflateXpress(table, 512)).toEqual({ kind: 'corrupt', reason: 'its code table is not complete' });
  });

  function words(bits: string): Uint8Array {
    const view = new DataView(new ArrayBuffer(bits.length / 8));
    for (let at = 0; at < bits.length; at += 16)
      view.setUint16(at / 8, parseInt(bits.slice(at, at + 16), 2), true);
    return new Uint8Array(view.buffer);
  }
});

describe('findFinalChunks()', () => {
  test('takes one step per byte, whatever the bytes are', () => {
    const hostile = new Uint8Array(65_536);
    for (let at = 0; at < hostile.length; at += 24) hostile[at] = DATA;
    hostile.set([0x2c, 0, 0, 0], hostile.length - 24);
    hostile.fill(0, hostile.length - 20);
    const start = process.hrtime.bigint();
    findFinalChunks(hostile, 0, 512);
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(200);
  });

  test('takes no record for the last one that is followed by more than the filemark can account for', () => {
    const segment = new Uint8Array(4096);
    segment.set([DATA, 1, 0, 1]);
    segment.fill(0x99, 28, 284);
    segment[284] = 0x2c;
    expect(findFinalChunks(segment.subarray(0, 700), 0, 512)).toEqual([0]);
    expect(findFinalChunks(segment, 0, 512)).toEqual([]);
  });

  test('finds nothing without the record that ends a segment', () => {
    expect(findFinalChunks(new Uint8Array(4096), 0, 512)).toEqual([]);
  });
});
