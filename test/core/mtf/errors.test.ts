import type { BackupFileReading, HeaderErrorName } from '../../../shared/core/backup-header';
import { toBackupSetRows } from '../../../shared/core/mtf/backup-set-rows';
import { DEFAULT_LIMITS } from '../../../shared/core/mtf/limits';
import { writeChecksum } from '../../../tools/demo/backup-writer/record-writer';
import { aBackup, aFull, changed, changedBlock, offsetOf } from './samples';
import { read } from './support';

const text = (content: string) => Uint8Array.from(content, (char) => char.charCodeAt(0));
const backup = aBackup();
const at = (type: string, nth = 0) => offsetOf(backup, type, nth);
const MQCI = 56 + 22;

const compressedContainer = (version: number, content: Uint8Array = new Uint8Array(0)) => {
  const bytes = new Uint8Array(2048);
  bytes.set(text('MSSQLBAK'));
  new DataView(bytes.buffer).setUint32(8, version, true);
  bytes.set(content, 0x1e0);
  return bytes;
};

/** Name, file, error name, reason within its sentence. */
const CASES: readonly (readonly [string, Uint8Array, HeaderErrorName, string])[] = [
  ['an empty file', new Uint8Array(), 'EmptyFile', 'the file is empty'],
  [
    'a Git LFS pointer',
    text('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),
    'NotABackup',
    'Git LFS pointer',
  ],
  ['a ZIP archive', text('PK\x03\x04rest of the archive'), 'NotABackup', 'ZIP archive'],
  ['a gzip archive', text('\x1f\x8b\x08rest of the archive'), 'NotABackup', 'gzip archive'],
  ['a third-party backup', text('SQLGUARD and so on'), 'NotABackup', 'SQLGUARD'],
  [
    'a tape of other software',
    changedBlock(backup, 0, (_, view) => view.setUint16(86, 0x1300, true)),
    'NotABackup',
    'it is a tape file of Microsoft SQL Server, not of SQL Server',
  ],
  ['a compressed container of SQL Server 2008', compressedContainer(1), 'UnsupportedContainer', 'version 1'],
  [
    'an encrypted backup',
    compressedContainer(2, text('\x77random bytes that are no record at all')),
    'CannotInspect',
    'encrypted or compressed with another algorithm',
  ],
  [
    'a compressed record without code table',
    compressedContainer(
      2,
      changed(new Uint8Array(600), (record) => record.set([0x21, 2, 0x2c, 1])),
    ),
    'CannotInspect',
    'encrypted',
  ],
  ['the first letter', text('T'), 'IncompleteBackup', 'it ends in its first word'],
  ['half a signature', text('MSSQL'), 'IncompleteBackup', 'it ends in its first word'],
  [
    'a compressed container without version',
    text('MSSQLBAK\x02'),
    'IncompleteBackup',
    'it ends in its first words',
  ],
  [
    'a compressed container that ends before its first record',
    compressedContainer(2).subarray(0, 300),
    'IncompleteBackup',
    'the file has 300 bytes',
  ],
  ['a file of zeros', new Uint8Array(4096), 'UnknownFormat', 'allocated but not written'],
  [
    'a backup that begins with zeros',
    changed(backup, (file) => file.fill(0, 0, 512)),
    'UnknownFormat',
    'damaged',
  ],
  ['a cut media block', backup.subarray(0, 900), 'IncompleteBackup', 'the closing filemark is missing'],
  ['a cut header', backup.subarray(0, 40), 'IncompleteBackup', 'the file has 40 bytes'],
  ['a cut closing filemark', backup.subarray(0, -1), 'IncompleteBackup', 'the closing filemark is cut off'],
  [
    'a file that ends after its data',
    backup.subarray(0, at('ESET')),
    'IncompleteBackup',
    'the filemark after the data is its last',
  ],
  [
    'a set being appended',
    aBackup({}, {}, 2).subarray(0, backup.length + 3000),
    'IncompleteBackup',
    'the closing filemark is missing',
  ],
  [
    'an allocated file',
    changed(new Uint8Array(1 << 18), (file) => file.set(backup.subarray(0, 5000))),
    'IncompleteBackup',
    'a page blob that is allocated but not filled',
  ],
  [
    'a wrong checksum of the media block',
    changed(backup, (file) => void (file[20]! ^= 1)),
    'CorruptHeader',
    'Cannot read the descriptor block: its checksum is wrong',
  ],
  [
    'a wrong checksum of a stream',
    changed(backup, (file) => void (file[140 + 8]! ^= 1)),
    'CorruptHeader',
    'Cannot read the stream header: its checksum is wrong',
  ],
  [
    'a wrong checksum of the set',
    changed(backup, (file) => void (file[at('SSET') + 20]! ^= 1)),
    'CorruptHeader',
    'Cannot read the descriptor block: its checksum is wrong',
  ],
  [
    'streams inside the header',
    changedBlock(backup, at('SSET'), (_, view) => view.setUint16(8, 51, true)),
    'CorruptHeader',
    'Cannot read the block SSET: its streams overlap its header',
  ],
  [
    'another block in place of the set',
    changedBlock(backup, at('SSET'), (block) => block.set(text('VOLB'))),
    'CorruptHeader',
    'a set begins with SSET',
  ],
  [
    'two volumes and no configuration',
    changedBlock(backup, at('MSCI'), (block) => block.set(text('VOLB'))),
    'CorruptHeader',
    'it occurs twice before MSCI',
  ],
  [
    'an impossible filemark block',
    changedBlock(backup, 0, (_, view) => view.setUint16(64, 3, true)),
    'CorruptHeader',
    'its filemark block of 3 sectors is impossible',
  ],
  [
    'stripe 3 of 2',
    aBackup({}, { familyCount: 2, familySequenceNumber: 3 }),
    'CorruptHeader',
    'it claims to be stripe 3 of 2',
  ],
  [
    'a media set without marker',
    changed(backup, (file) => void (file[140 + 22 + 16]! ^= 1)),
    'CorruptHeader',
    'has no marker',
  ],
  [
    'a text outside its block',
    changedBlock(backup, at('SSET'), (_, view) => view.setUint32(64, 0xfff00010, true)),
    'CorruptHeader',
    'its field "backupName" holds no valid pointer to text',
  ],
  [
    'a text of odd length',
    changedBlock(backup, at('SSET'), (_, view) => view.setUint32(64, 0x00600003, true)),
    'CorruptHeader',
    'its field "backupName" holds no valid pointer to text',
  ],
  [
    'a month 13',
    changed(backup, (file) => file.set([0x1f, 0xab, 0x42, 0, 0], at('MSLS') + MQCI + 0x4d)),
    'MissingFinalRecord',
    'its field "backupStartDate" holds no valid date',
  ],
  [
    'a record of impossible size',
    changed(backup, (_, view) => view.setUint32(at('MSCI') + MQCI + 4, 7, true)),
    'CorruptHeader',
    'Cannot read the configuration record SCIN: its size 7 is impossible',
  ],
  [
    'a record beyond its stream',
    changed(backup, (_, view) => view.setUint32(at('MSCI') + MQCI + 4, 1 << 30, true)),
    'CorruptHeader',
    'is impossible',
  ],
  [
    'a configuration beyond the end of a complete file',
    configurationBeyondTheFile(),
    'CorruptHeader',
    `the file has ${backup.length} bytes`,
  ],
  [
    'no record of the set',
    changed(backup, (file) => file.set(text('XXXX'), at('MSCI') + MQCI)),
    'CorruptHeader',
    'it has no record SCIN',
  ],
  [
    'a database without name',
    changed(backup, (_, view) => view.setUint16(at('MSCI') + MQCI + 0x68, 0, true)),
    'CorruptHeader',
    'it leaves the database without a name',
  ],
  [
    'filemarks in the wrong order',
    changed(backup, (_, view) => swapOffsets(view, at('SFMB', 2))),
    'CorruptHeader',
    'its offsets do not increase towards this filemark',
  ],
  [
    'a filemark after the end',
    changed(backup, (_, view) => view.setBigUint64(at('SFMB', 2) + 0x48, 1n << 60n, true)),
    'CorruptHeader',
    'after itself',
  ],
  [
    'a filemark between blocks',
    changed(backup, (_, view) => view.setBigUint64(at('SFMB', 2) + 0x48, 4097n, true)),
    'CorruptHeader',
    'is not a multiple of the filemark block',
  ],
  [
    'a first filemark elsewhere',
    changed(backup, (_, view) => view.setBigUint64(at('SFMB', 2) + 0x50, 2048n, true)),
    'CorruptHeader',
    'it begins at 2048 instead of 1024',
  ],
  [
    'an odd number of filemarks',
    changedBlock(backup, at('SFMB', 2), (_, view) => view.setUint32(56, 3, true)),
    'CorruptHeader',
    'it names 3 filemarks, not two for each set',
  ],
  [
    'a list outside its block',
    changedBlock(backup, at('SFMB', 2), (_, view) => view.setUint32(60, 500, true)),
    'CorruptHeader',
    'its list of 2 entries does not fit into it',
  ],
  [
    'another position',
    changedBlock(backup, at('SSET'), (_, view) => view.setUint16(62, 4, true)),
    'CorruptHeader',
    'it claims position 4 and is number 1',
  ],
  [
    'a final record of another database',
    changed(backup, (file) => file.set(text('XX'), at('MSLS') + MQCI + 0x190)),
    'CorruptHeader',
    'its databaseName is not that of the record before the data',
  ],
  [
    'no final record',
    changed(backup, (file) => file.set(text('XXXX'), at('MSLS'))),
    'MissingFinalRecord',
    'no block MSLS with a valid checksum',
  ],
  [
    'a wrong checksum of the final record',
    changed(backup, (file) => void (file[at('MSLS') + 20]! ^= 1)),
    'MissingFinalRecord',
    'no block MSLS with a valid checksum',
  ],
  [
    'a final record that cannot be decoded',
    changed(backup, (_, view) => view.setUint32(at('MSLS') + MQCI + 4, 7, true)),
    'MissingFinalRecord',
    'its size 7 is impossible',
  ],
  [
    'a final record before the end of the data',
    displacedFinal(),
    'MissingFinalRecord',
    'the block MSLS does not reach the filemark',
  ],
  [
    'a partial backup',
    aBackup({ typeCode: 'P' }),
    'UnknownBackupType',
    'Cannot use a backup set of type "P": a migration does not support file or partial backups',
  ],
  [
    'a backup of an unknown type',
    aBackup({ typeCode: 'Z' }),
    'UnknownBackupType',
    'Cannot use a backup set of type "Z": this type is unknown',
  ],
];

/** The configuration of the head claims to be a megabyte long; its stream's checksum is right. */
function configurationBeyondTheFile(): Uint8Array {
  return changed(backup, (file, view) => {
    const stream = at('MSCI') + 56;
    view.setBigUint64(stream + 8, 1n << 20n, true);
    writeChecksum(file.subarray(stream), 20);
  });
}

function swapOffsets(view: DataView, mark: number): void {
  const [newest, oldest] = [view.getBigUint64(mark + 0x48, true), view.getBigUint64(mark + 0x50, true)];
  view.setBigUint64(mark + 0x48, oldest, true);
  view.setBigUint64(mark + 0x50, newest, true);
}

/** The true final record is spoilt, and a copy of it lies in the data before. */
function displacedFinal(): Uint8Array {
  const long = aBackup({ dataBytes: 20_000 });
  const from = offsetOf(long, 'MSLS');
  return changed(long, (file) => {
    file.copyWithin(from - 3072, from, from + 3072);
    file.set(text('XXXX'), from);
  });
}

describe('readBackupHeader() names what is wrong:', () => {
  test.each(CASES)('%s', (_, bytes, name, reason) => {
    const reading = read(bytes);
    expect(reading.error?.name).toBe(name);
    expect(reading.error?.message).toContain(reason);
    expect(reading.error?.message).toMatch(/^Cannot [a-z]+ .+: .+[^.]$/s);
    expect(reading.complete === false).toBe(name === 'IncompleteBackup');
    expect(toBackupSetRows('file', reading)).toEqual([]);
  });

  test.each(CASES.filter(([, , name]) => name !== 'UnknownBackupType' && name !== 'EmptyFile'))(
    '%s, with a place in the file',
    (_, bytes) => {
      const { offset } = read(bytes).error!;
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset).toBeLessThanOrEqual(bytes.length);
    },
  );
});

describe('readBackupHeader() keeps what could be read', () => {
  const origins = ({ sets }: BackupFileReading) => sets.map(({ origin }) => origin);

  test('of an incomplete file: the media and the first set, provisional', () => {
    const reading = read(backup.subarray(0, 10_000));
    expect(reading).toMatchObject({
      container: 'MTF',
      compressed: false,
      complete: false,
      media: { filemarkBlock: 512 },
    });
    expect(reading.sets).toMatchObject([
      {
        ...aFull.provisional,
        origin: 'provisional',
        databaseName: 'Sales',
        backupSetGuid: aFull.backupSetGuid,
      },
    ]);
    expect(reading.sets[0]?.backupFinishDate).toBeUndefined();
    expect(reading.sets[0]?.isCopyOnly.confidence).toBe('guessed');
    expect(reading.sets[0]?.files[0]?.backupSizeInBytes).toBeUndefined();
  });

  test('of a file without final record: the set, provisional', () => {
    const reading = read(changed(backup, (file) => file.set(text('XXXX'), at('MSLS'))));
    expect(reading).toMatchObject({ complete: true, error: { name: 'MissingFinalRecord' } });
    expect(origins(reading)).toEqual(['provisional']);
  });

  test('of a file whose second of three sets is spoilt: the other two', () => {
    const three = aBackup({}, {}, 3);
    const reading = read(changed(three, (file) => file.set(text('XXXX'), offsetOf(three, 'MSLS', 1))));
    expect(origins(reading)).toEqual(['final', 'provisional', 'final']);
    expect(reading.error?.name).toBe('MissingFinalRecord');
  });

  test('of a backup of a type that no migration takes: all of it', () => {
    expect(read(aBackup({ typeCode: 'G' })).sets).toMatchObject([
      { type: 'other', backupTypeId: 6, origin: 'final' },
    ]);
    expect(read(aBackup({ typeCode: 'Z' })).sets[0]?.backupTypeId).toBeUndefined();
  });
});

describe('readBackupHeader() warns', () => {
  test.each([30_000, 30_720, 512])('of %i zeros after the backup', (padding) => {
    const reading = read(changed(new Uint8Array(backup.length + padding), (file) => file.set(backup)));
    expect(reading).toMatchObject({
      complete: true,
      warnings: [`${padding} zero bytes follow the backup, as in a page blob`],
    });
    expect(reading.error).toBeUndefined();
  });

  test('of more zeros only when it is asked to look further', () => {
    const padded = changed(new Uint8Array(backup.length + 200_000), (file) => file.set(backup));
    expect(read(padded).error).toMatchObject({
      name: 'IncompleteBackup',
      message: expect.stringContaining('page blob'),
    });
    expect(read(padded, { tailLength: 256 * 1024 })).toMatchObject({
      complete: true,
      sets: [{ origin: 'final' }],
    });
  });

  test('of passwords, appended sets, unknown flags and unknown records', () => {
    const spoilt = aBackup({ passwordProtected: true, extraFlags: 0x8400 }, { passwordProtected: true }, 2);
    const withUnknown = changed(spoilt, (file) => {
      const configuration = offsetOf(spoilt, 'MSLS') + MQCI;
      const size = new DataView(file.buffer).getUint32(configuration + 4, true);
      file.set(text('SFNX'), configuration + size);
    });
    expect(read(withUnknown).warnings).toEqual([
      'The media is protected with a password',
      'The file holds 2 backup sets; a migration restores only the first',
      'Backup set 1 is protected with a password',
      'Backup set 1 has flag bits of unknown meaning: 0x8400',
      'Backup set 1 has configuration records of an unknown kind: SFNX',
      'Backup set 2 is protected with a password',
      'Backup set 2 has flag bits of unknown meaning: 0x8400',
    ]);
    expect(read(withUnknown).error).toBeUndefined();
  });
});

describe('readBackupHeader() stays within its limits:', () => {
  const many = aBackup({}, {}, 30);
  test.each([
    ['reads', many, 5],
    ['bytes', many, 100_000],
    ['sets', many, 29],
    ['configurationBytes', aBackup(), 2_000],
  ] as const)('%s', (cap, bytes, limit) => {
    const { error, cost } = read(bytes, { limits: { [cap]: limit } });
    expect(error).toMatchObject({
      name: 'LimitExceeded',
      message: expect.stringContaining(`the limit "${cap}" is ${limit}`),
    });
    expect(cost.reads).toBeLessThanOrEqual(DEFAULT_LIMITS.reads);
  });

  test('and keeps the sets read until then', () => {
    const { sets } = read(many, { limits: { reads: 12 } });
    expect(sets.length).toBeGreaterThan(1);
    expect(sets.slice(0, -1).every(({ origin }) => origin === 'final')).toBe(true);
  });
});

describe('readBackupHeader() follows an overflowing list of filemarks', () => {
  test.each([27, 28, 29, 60, 90])('%i sets', (count) => {
    const reading = read(aBackup({}, {}, count));
    expect(reading.error).toBeUndefined();
    expect(reading.sets.map(({ position }) => position)).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    );
  });

  test('also when the counter stops at the capacity', () => {
    const many = aBackup({}, {}, 40);
    const closing = offsetOf(many, 'SFMB', 80);
    const reading = read(changedBlock(many, closing, (_, view) => view.setUint32(56, 55, true)));
    expect(reading.error).toBeUndefined();
    expect(reading.sets).toHaveLength(40);
  });
});
