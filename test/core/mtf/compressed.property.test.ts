import fc from 'fast-check';
import { parseLsn } from '../../../shared/core/lsn';
import { rotatingXor } from '../../../shared/core/mtf/chunk';
import { inflateXpress } from '../../../shared/core/mtf/xpress-huffman';
import type {
  BackupSetSpec,
  CompressionSpec,
  MediaSpec,
} from '../../../tools/demo/backup-writer/backup-spec';
import { seededGuid } from '../../../tools/demo/backup-writer/seeded-guid';
import { writeBackup } from '../../../tools/demo/backup-writer/write-backup';
import { deflateXpress } from '../../../tools/demo/backup-writer/xpress-writer';
import { aFull, changed } from './samples';
import { read, trace } from './support';

const KIB = 1024;
const FINAL = { origin: 'final', firstLsn: aFull.firstLsn, lastLsn: aFull.lastLsn } as const;

function aCompressed(
  compression: CompressionSpec = {},
  set: Partial<BackupSetSpec> = {},
  media: Partial<MediaSpec> = {},
  sets = 1,
): Uint8Array {
  return writeBackup({
    media: { mediaSetGuid: seededGuid('media'), ...media },
    sets: Array.from({ length: sets }, () => ({ ...aFull, dataBytes: 100, ...set })),
    compression,
  });
}

/** Bytes between the end record and the filemark after the data of the only set. */
function gapOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer);
  return view.getUint32(filemarkAfterData(bytes) - 8, true);
}

function filemarkAfterData(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer).getBigUint64(bytes.length - 512 + 0x48, true));
}

/** The last entry of the index. */
function lastEntry(bytes: Uint8Array): { at: number; fileOffset: number } {
  const view = new DataView(bytes.buffer);
  const index = filemarkAfterData(bytes) - gapOf(bytes);
  const at = index + 16 * view.getUint32(index + 4, true);
  return { at, fileOffset: Number(view.getBigUint64(at + 8, true)) };
}

/** LSNs that no record after the data says; shown beside an error at most, and as provisional. */
function wrongLsns(bytes: Uint8Array): unknown[] {
  const { error, sets } = read(bytes);
  return sets.filter((set) =>
    error === undefined || set.origin === 'final'
      ? set.origin !== 'final' || set.lastLsn !== aFull.lastLsn || set.firstLsn !== aFull.firstLsn
      : set.lastLsn !== aFull.provisional?.lastLsn,
  );
}

describe('deflateXpress()', () => {
  test('gives what inflateXpress() takes, whatever the bytes', () => {
    const repeated = fc
      .tuple(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 900 }))
      .map(([bytes, times]) =>
        Uint8Array.from({ length: bytes.length * times }, (_, at) => bytes[at % bytes.length]!),
      );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 3000 }), repeated), (bytes) => {
        expect(inflateXpress(deflateXpress(bytes), bytes.length)).toEqual({ kind: 'inflated', bytes });
      }),
      { numRuns: 150 },
    );
  });

  test('takes 64 KiB of one byte, the longest match', () => {
    const bytes = new Uint8Array(64 * KIB).fill(7);
    expect(inflateXpress(deflateXpress(bytes), bytes.length)).toEqual({ kind: 'inflated', bytes });
  });
});

describe('a compressed backup', () => {
  test('reads to the final record with every gap before the filemark', () => {
    const gaps = new Set<number>();
    for (let slackBytes = 0; slackBytes < 512; slackBytes++) {
      const bytes = aCompressed({ slackBytes });
      gaps.add(gapOf(bytes));
      const { error, ...reading } = read(bytes);
      expect(error).toBeUndefined();
      expect(reading).toMatchObject({ complete: true, compressed: true, sets: [FINAL] });
    }
    expect(gaps.size).toBe(512);
    expect([...gaps].filter((gap) => gap > 512)).not.toEqual([]);
  });

  test('reads the same without an index, as long as one filemark block accounts for the gap', () => {
    for (let slackBytes = 0; slackBytes < 512; slackBytes += 7) {
      const { error, sets } = read(aCompressed({ slackBytes, index: false }));
      expect(error).toBeUndefined();
      expect(sets).toMatchObject([FINAL]);
    }
  });

  test('reads with any filemark block, kind, number of sets and of database files', () => {
    fc.assert(
      fc.property(
        fc.record({ slackBytes: fc.nat(700) }),
        fc.constantFrom(512, 1024, 4096, 65_536),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('full', 'log', 'differential'),
        fc.integer({ min: 1, max: 90 }),
        fc.nat(100_000),
        (compression, filemarkBlock, sets, type, files, dataBytes) => {
          const set = { type, files: databaseFiles(files), dataBytes };
          const reading = read(aCompressed(compression, set, { filemarkBlock }, sets));
          expect(reading.error).toBeUndefined();
          expect(reading.sets).toHaveLength(sets);
          expect(reading.sets.every((one) => one.origin === 'final' && one.lastLsn === FINAL.lastLsn)).toBe(
            true,
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test('reads the long final record of a database of 600 files, which fills several records', () => {
    const { reading } = trace(aCompressed({}, { files: databaseFiles(600), dataBytes: 200_000 }));
    expect(reading.error).toBeUndefined();
    expect(reading.sets).toMatchObject([FINAL]);
    expect(reading.sets[0]?.files).toHaveLength(600);
    expect(reading.cost.reads).toBeLessThanOrEqual(4);
  });

  test('reads with names of the media that fill more than one block', () => {
    const media = { mediaName: 'n'.repeat(128), mediaDescription: randomText(255) };
    expect(read(aCompressed({}, {}, media)).error).toBeUndefined();
  });

  test('costs three reads at most', () => {
    for (const filemarkBlock of [512, 4096]) {
      const set = { files: databaseFiles(150), dataBytes: 1_000_000 };
      const { requests, reading } = trace(aCompressed({ slackBytes: 450 }, set, { filemarkBlock }));
      expect(reading.sets).toMatchObject([FINAL]);
      expect(requests.length).toBeLessThanOrEqual(3);
      expect(reading.cost.bytes).toBeLessThanOrEqual(96 * KIB);
    }
  });

  test('cut off at every byte is incomplete', () => {
    const whole = aCompressed({ slackBytes: 450 });
    const faults = Array.from({ length: whole.length }, (_, size) => whole.subarray(0, size)).filter(
      (cut) => {
        const { error, sets } = read(cut);
        const isCut = ['EmptyFile', 'IncompleteBackup'].includes(error?.name ?? '');
        return !isCut || sets.some(({ origin }) => origin === 'final');
      },
    );
    expect(faults.map(({ length }) => length)).toEqual([]);
  });

  test('an index that leads to a record outside the run of records is not followed', () => {
    const other = aCompressed({}, { lastLsn: parseLsn('34:1300:1') });
    const record = other.subarray(lastEntry(other).fileOffset, filemarkAfterData(other) - gapOf(other) - 24);
    const hidden = changed(aCompressed({ slackBytes: 4 * KIB }), (file, view) => {
      const { at, fileOffset } = lastEntry(file);
      const slackAt = fileOffset + 28 + view.getUint16(fileOffset + 2, true) - 4 * KIB;
      file.set(record, slackAt);
      view.setBigUint64(at + 8, BigInt(slackAt), true);
      const dataEnd = filemarkAfterData(file);
      const index = dataEnd - gapOf(file);
      const checksum = rotatingXor(file.subarray(index + 16, at + 16));
      view.setUint32(index + 12, checksum, true);
      view.setUint32(dataEnd - 4, checksum, true);
    });
    expect(read(hidden)).toMatchObject({
      error: { name: 'MissingFinalRecord' },
      sets: [{ origin: 'provisional' }],
    });
  });

  test('spoilt in every third byte has the right LSNs, or an error', () => {
    const whole = aCompressed({ slackBytes: 450 });
    const wrong = Array.from({ length: whole.length / 3 }, (_, index) => 3 * index).filter(
      (at) => wrongLsns(changed(whole, (file) => void (file[at]! ^= 0xff))).length > 0,
    );
    expect(wrong).toEqual([]);
  });
});

function databaseFiles(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    logicalName: `part${index}`,
    physicalName: `E:\\Data\\part${index}.ndf`,
    type: 'D' as const,
    fileId: index + 1,
    fileGroupId: 1,
    size: 1_048_576n,
  }));
}

function randomText(length: number): string {
  return Array.from({ length }, (_, at) => String.fromCharCode(0x4e00 + ((at * 7919) % 20_000))).join('');
}
