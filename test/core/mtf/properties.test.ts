import fc from 'fast-check';
import type { BackupFileReading, BackupSetHeader, HeaderErrorName } from '../../../shared/core/backup-header';
import { lsnFromParts } from '../../../shared/core/lsn';
import { toBackupSetRows } from '../../../shared/core/mtf/backup-set-rows';
import { seededGuid } from '../../../tools/demo/backup-writer/seeded-guid';
import { describeShared } from '../../support/shared-folder';
import { aBackup, changed } from './samples';
import { load, read, trace } from './support';

const ERROR_NAMES: Readonly<Record<HeaderErrorName, true>> = {
  EmptyFile: true,
  NotABackup: true,
  UnknownFormat: true,
  UnsupportedContainer: true,
  CannotInspect: true,
  IncompleteBackup: true,
  CorruptHeader: true,
  MissingFinalRecord: true,
  UnknownBackupType: true,
  LimitExceeded: true,
  ChangedWhileReading: true,
  ReadFailed: true,
};

/** What is wrong with a reading that may have failed: an error without name, or rows for the chain beside an error. */
function faultsOf(reading: BackupFileReading): string[] {
  const { error } = reading;
  if (error === undefined) return [];
  return [
    ...(error.name in ERROR_NAMES ? [] : [`unknown error ${error.name}`]),
    ...(error.message.startsWith('Cannot ') ? [] : [`no sentence: ${error.message}`]),
    ...(toBackupSetRows('file', reading).length === 0 ? [] : ['rows beside an error']),
  ];
}

/** Whole sets as text, cheap to compare thousands of times. */
function textsOf(sets: readonly BackupSetHeader[]): string[] {
  return sets.map((set) =>
    JSON.stringify(set, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
  );
}

/** What a file and the first set before its data hold. */
interface Whole {
  readonly bytes: Uint8Array;
  readonly finals: readonly string[];
  readonly heads: readonly string[];
}

function wholeOf(bytes: Uint8Array): Whole {
  return { bytes, finals: textsOf(read(bytes).sets), heads: textsOf(headOf(bytes)) };
}

/** What is wrong with the reading of a cut file: it must tell that it is incomplete, and show no foreign value. */
function faultsOfCut({ bytes, finals, heads }: Whole, size: number): string[] {
  const reading = read(bytes.subarray(0, size));
  const shown = textsOf(reading.sets);
  const allowed = reading.error ? heads : finals.slice(0, -1);
  const isCutError =
    reading.error === undefined || ['EmptyFile', 'IncompleteBackup'].includes(reading.error.name);
  return [
    ...faultsOf(reading),
    ...(isCutError ? [] : [`cut to ${size}: not as incomplete`]),
    ...(shown.length <= allowed.length && shown.every((set, index) => set === allowed[index])
      ? []
      : [`cut to ${size}: other values`]),
  ];
}

/** The provisional header of the first set. */
function headOf(whole: Uint8Array): readonly BackupSetHeader[] {
  return read(whole.subarray(0, -1)).sets;
}

describe('a generated backup cut off', () => {
  test('at every byte', () => {
    const whole = aBackup({ dataBytes: 100 });
    expect(headOf(whole)).toMatchObject([{ origin: 'provisional' }]);
    const values = wholeOf(whole);
    const sizes = Array.from({ length: whole.length }, (_, size) => size);
    expect(sizes.flatMap((size) => faultsOfCut(values, size))).toEqual([]);
  });

  test('anywhere, with several sets and any filemark block', () => {
    const filemarkBlocks = fc.constantFrom(512, 4096);
    fc.assert(
      fc.property(
        filemarkBlocks,
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (filemarkBlock, sets, part) => {
          const whole = aBackup({ dataBytes: 100 }, { filemarkBlock }, sets);
          expect(faultsOfCut(wholeOf(whole), Math.floor(part * (whole.length - 1)))).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  const zeroedFrom = (whole: Uint8Array, size: number) =>
    read(changed(whole, (file) => file.fill(0, size))).error?.name;

  test('and padded with zeros, as a page blob allocated in advance and written in pages of 512 bytes', () => {
    const whole = aBackup({ dataBytes: 100 });
    const pages = Array.from({ length: whole.length / 512 - 3 }, (_, index) => (index + 2) * 512);
    expect(pages.filter((size) => zeroedFrom(whole, size) !== 'IncompleteBackup')).toEqual([]);
  });

  test('and padded with zeros within a number, which then is a wrong one: never taken for whole', () => {
    const whole = aBackup({ dataBytes: 100 });
    fc.assert(
      fc.property(fc.integer({ min: 1024, max: whole.length - 512 - 1 }), (size) => {
        expect(['IncompleteBackup', 'CorruptHeader']).toContain(zeroedFrom(whole, size));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a spoilt backup', () => {
  const spoils = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 20 });
  const faultsOfSpoilt = (bytes: Uint8Array) => {
    const { reading, requests } = trace(bytes);
    const outside = requests.filter(({ offset, length }) => length <= 0 || offset + length > bytes.length);
    return [...faultsOf(reading), ...outside, ...(requests.length < 40 ? [] : ['too many ranges'])];
  };
  const expectBounded = (bytes: Uint8Array) => expect(faultsOfSpoilt(bytes)).toEqual([]);
  const spoil = (bytes: Uint8Array, changes: readonly (readonly [number, number])[], within = bytes.length) =>
    changed(bytes, (file) => changes.forEach(([at, value]) => (file[at % within] = value)));

  test('in any bytes never throws and never asks for more than a few ranges', () => {
    const whole = aBackup({ dataBytes: 100 }, {}, 2);
    fc.assert(
      fc.property(spoils, (changes) => expectBounded(spoil(whole, changes))),
      { numRuns: 1000 },
    );
  });

  test('in its head, where every field lies', () => {
    const whole = aBackup({ dataBytes: 100 });
    fc.assert(
      fc.property(spoils, (changes) => expectBounded(spoil(whole, changes, 7000))),
      { numRuns: 1000 },
    );
  });

  test('in every single byte of its head', () => {
    const whole = aBackup({ dataBytes: 100 });
    const places = Array.from({ length: 5300 }, (_, at) => at);
    const faults = places.flatMap((at) => faultsOfSpoilt(changed(whole, (file) => void (file[at]! ^= 0xff))));
    expect(faults).toEqual([]);
  });

  test('of nothing but random bytes after the signature', () => {
    const signatures = fc.constantFrom('TAPE', 'MSSQLBAK\x02\0\0\0\x03\0\0\0', '');
    fc.assert(
      fc.property(signatures, fc.uint8Array({ maxLength: 5000 }), (signature, rest) => {
        const start = Uint8Array.from(signature, (char) => char.charCodeAt(0));
        expectBounded(Uint8Array.from([...start, ...rest]));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a written backup', () => {
  const lsn = fc
    .tuple(fc.nat(0xffff_ffff), fc.nat(99_999), fc.nat(0xffff))
    .map((parts) => lsnFromParts(...parts))
    .filter((value) => value !== 0n);
  const guid = fc.nat().map((seed) => seededGuid(seed));
  const name = fc.string({ minLength: 1, maxLength: 64 }).filter((text) => !text.includes('\0'));

  test('reads back with any names, LSNs and GUIDs', () => {
    const fields = fc.record({
      databaseName: name,
      serverName: name,
      userName: name,
      backupName: name,
      backupSetGuid: guid,
      familyGuid: guid,
      recoveryForkId: guid,
      firstLsn: lsn,
      lastLsn: lsn,
      checkpointLsn: lsn,
      databaseBackupLsn: lsn,
    });
    fc.assert(
      fc.property(fields, fc.constantFrom(512, 4096), (written, filemarkBlock) => {
        const reading = read(aBackup({ ...written, dataBytes: 100 }, { filemarkBlock }));
        expect(reading.error).toBeUndefined();
        expect(reading.sets).toMatchObject([written]);
      }),
      { numRuns: 200 },
    );
  });

  test('reads the same with zeros after it, and says so', () => {
    const whole = aBackup({ dataBytes: 100 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), (padding) => {
        const reading = read(changed(new Uint8Array(whole.length + padding), (file) => file.set(whole)));
        expect(reading.sets).toEqual(read(whole).sets);
        expect(reading.warnings).toEqual([`${padding} zero bytes follow the backup, as in a page blob`]);
      }),
      { numRuns: 100 },
    );
  });
});

describeShared('a real backup', 'backups', (folder) => {
  const paths = [
    'RestoreTimeClean/RestoreTimeClean2_1.trn',
    'other/sql2012-six-diffs-two-dbs-512.bak',
    'other/sql2016-full-compressed-512.bak',
    'other/sql2019-diff-4k.bak',
    'other/sql2022-full-compressed-4k.bak',
  ];

  test.each(paths)('%s cut off anywhere', (path) => {
    const whole = load(folder, path);
    const values = wholeOf(whole);
    const anywhere = fc.integer({ min: 0, max: whole.length - 1 });
    const nearTheEnds = fc.oneof(
      fc.nat(20_000),
      fc.nat(20_000).map((left) => whole.length - 1 - left),
    );
    fc.assert(
      fc.property(fc.oneof(anywhere, nearTheEnds), (size) => expect(faultsOfCut(values, size)).toEqual([])),
      { numRuns: 300 },
    );
  });

  test.each(paths)('%s spoilt anywhere', (path) => {
    const whole = load(folder, path);
    const where = fc.oneof(
      fc.nat(10_000),
      fc.nat(20_000).map((left) => whole.length - 1 - left),
    );
    const spoils = fc.array(fc.tuple(where, fc.nat(255)), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(spoils, (changes) => {
        const { reading, requests } = trace(
          changed(whole, (file) => changes.forEach(([at, value]) => (file[at] = value))),
        );
        expect(faultsOf(reading)).toEqual([]);
        expect(requests.length).toBeLessThan(40);
      }),
      { numRuns: 200 },
    );
  });
});
