import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackedUpFile, BackupFileReading, BackupSetHeader } from '../../../shared/core/backup-header';
import { toBackupSetRows } from '../../../shared/core/mtf/backup-set-rows';
import { describeShared } from '../../support/shared-folder';
import { backupPaths, load, read, trace } from './support';

const KIB = 1024;
const COMPRESSED = /compressed/;
const SEVERAL_SETS: Readonly<Record<string, { sets: number; reads: number }>> = {
  'other/sql2012-six-diffs-two-dbs-512.bak': { sets: 6, reads: 12 },
  'other/sql2005-two-fulls-512.bak': { sets: 2, reads: 4 },
};

describeShared('readBackupHeader() on real files', 'backups', (folder) => {
  const paths = backupPaths(folder);
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')).files;

  test('there are 105 of them, 98 with expected values', () => {
    expect(paths).toHaveLength(105);
    expect(Object.keys(expected)).toHaveLength(98);
  });

  test.each(Object.keys(expected))('every expected value of %s', (path) => {
    const reading = asExpected(read(load(folder, path)));
    expect(reading).toMatchObject(expected[path]);
    for (const [index, set] of expected[path].sets.entries()) {
      expect(reading.sets[index]).toMatchObject(set);
      expect(absent(reading.sets[index]!, set)).toEqual([]);
    }
  });

  test.each(paths)('%s is complete, final and cheap', (path) => {
    const { reading, requests } = trace(load(folder, path));
    expect(reading.error).toBeUndefined();
    expect(reading.complete).toBe(true);
    expect(reading.compressed).toBe(COMPRESSED.test(path));
    expect(reading.sets.map(({ origin }) => origin)).toEqual(reading.sets.map(() => 'final'));
    expect(reading.sets).toHaveLength(SEVERAL_SETS[path]?.sets ?? 1);
    expect(requests.length).toBeLessThanOrEqual(SEVERAL_SETS[path]?.reads ?? 2);
    expect(reading.cost).toEqual({ reads: requests.length, bytes: sum(requests) });
    if (!SEVERAL_SETS[path]) expect(reading.cost.bytes).toBeLessThanOrEqual(96 * KIB);
  });

  test.each(paths)('no byte of %s is read twice', (path) => {
    const { requests } = trace(load(folder, path));
    const ranges = [...requests].sort((a, b) => a.offset - b.offset);
    ranges.slice(1).forEach((range, index) => {
      const before = ranges[index]!;
      expect(range.offset).toBeGreaterThanOrEqual(before.offset + before.length);
    });
  });

  test.each(paths)('%s gives rows for the chain', (path) => {
    const reading = read(load(folder, path));
    const rows = toBackupSetRows(path, reading);
    expect(rows).toHaveLength(reading.sets.length);
    expect(rows[0]).toMatchObject({
      file: path,
      position: 1,
      lastLsn: reading.sets[0]?.lastLsn,
      mediaSetGuid: reading.media?.mediaSetGuid,
      isTailLog: false,
      isDamaged: false,
    });
  });

  test('from SQL Server 2019 on the final record differs from the provisional one, and it is the final one that counts', () => {
    const bytes = load(folder, 'other/sql2019-full-4k.bak');
    const [final] = read(bytes).sets;
    const [provisional] = read(bytes.subarray(0, bytes.length - 1)).sets;
    expect(provisional).toMatchObject({ origin: 'provisional', databaseName: final?.databaseName });
    expect(provisional?.firstLsn).not.toBe(final?.firstLsn);
    expect(final?.files[0]?.differentialBaseLsn).toBe(final?.checkpointLsn);
  });

  test.each([
    ['TestFull1.bak', '37000000083100193', '37000000091400001', '37000000091700001'],
    ['TestDiff1_1.bak', '37000000099200077', '37000000102900001', '37000000103200001'],
  ])("%s: SQL Server's RESTORE HEADERONLY gives the final record", (file, headFirst, first, last) => {
    const bytes = load(folder, `compressed-2019/${file}`);
    const [provisional] = read(bytes.subarray(0, -1)).sets;
    expect(provisional).toMatchObject({ origin: 'provisional', firstLsn: BigInt(headFirst) });
    expect(read(bytes).sets).toMatchObject([{ firstLsn: BigInt(first), lastLsn: BigInt(last) }]);
  });

  test('later backups of SQL Server 2019 name the final record of their full', () => {
    const [full, differential, log] = ['TestFull1', 'TestDiff1_1', 'TestLog1_1_1'].map(
      (name) => read(load(folder, `compressed-2019/${name}.bak`)).sets[0],
    );
    expect(full?.checkpointLsn).toBe(37000000091400001n);
    expect(differential).toMatchObject({
      differentialBaseLsn: full?.checkpointLsn,
      databaseBackupLsn: full?.checkpointLsn,
    });
    expect(log?.databaseBackupLsn).toBe(full?.checkpointLsn);
  });

  test('a file of SQL Server 2005 has no compressed size', () => {
    const [set] = read(load(folder, 'other/sql2005-full-512.bak')).sets;
    expect(set).toMatchObject({ softwareVersion: '9.0.3042', compressedBackupSize: undefined });
  });

  test('no full is copy-only, and no other type claims to know', () => {
    const flags = paths
      .flatMap((path) => read(load(folder, path)).sets)
      .map(({ type, isCopyOnly }) => ({ type, isCopyOnly }));
    for (const { type, isCopyOnly } of flags) {
      expect(isCopyOnly).toEqual({ value: false, confidence: type === 'full' ? 'verified' : 'guessed' });
    }
  });

  test('a password of the media and appended sets are warnings', () => {
    const { warnings } = read(load(folder, 'other/sql2005-two-fulls-512.bak'));
    expect(warnings).toEqual(['The file holds 2 backup sets; a migration restores only the first']);
  });
});

function sum(requests: readonly { length: number }[]): number {
  return requests.reduce((bytes, { length }) => bytes + length, 0);
}

/** Fields that the reading has but the expectation leaves out, where that means "none". */
function absent(set: Record<string, unknown>, wanted: Record<string, unknown>): string[] {
  if (!('backupSetGuid' in wanted)) return [];
  const optional = ['differentialBaseLsn', 'differentialBaseGuid'];
  return optional.filter((name) => set[name] !== undefined && !(name in wanted));
}

const HEADERONLY_TYPES: Readonly<Record<string, string>> = {
  full: 'Database',
  differential: 'Database Differential',
  log: 'Transaction Log',
};

/** The reading in the words of the expectation. */
function asExpected(
  reading: BackupFileReading,
): { sets: Record<string, unknown>[] } & Record<string, unknown> {
  const { size, container, compressed, complete, media } = reading;
  return {
    size,
    container,
    compressed,
    complete,
    media,
    setCount: reading.sets.length,
    sets: reading.sets.map(asExpectedSet),
  };
}

function asExpectedSet(set: BackupSetHeader): Record<string, unknown> {
  return {
    ...withTexts(set),
    backupType: HEADERONLY_TYPES[set.type],
    simpleRecovery: set.recoveryModel === 'simple',
    compressedBackupSize: Number(set.compressedBackupSize),
    files: set.files.map(asExpectedFile),
  };
}

function asExpectedFile(file: BackedUpFile): Record<string, unknown> {
  const { size, maxSize, backupSizeInBytes } = file;
  return {
    ...withTexts(file),
    size: Number(size),
    maxSize: Number(maxSize),
    backupSizeInBytes: Number(backupSizeInBytes),
  };
}

function withTexts(record: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]),
  );
}
