import { parseLsn } from '../../shared/core/lsn';
import { toBackupSetRows } from '../../shared/core/mtf/backup-set-rows';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import type { BackupSetSpec, MediaSpec } from '../../tools/demo/backup-writer/backup-spec';
import { seededGuid } from '../../tools/demo/backup-writer/seeded-guid';
import { writeBackup } from '../../tools/demo/backup-writer/write-backup';
import { load, read } from '../core/mtf/support';
import { walkBlocks, type WalkedBlock } from '../core/mtf/walk-blocks';
import { describeShared } from '../support/shared-folder';

const SET: BackupSetSpec = {
  type: 'full',
  databaseName: 'Sälés',
  backupSetGuid: seededGuid('set'),
  familyGuid: seededGuid('family'),
  recoveryForkId: seededGuid('fork'),
  firstLsn: parseLsn('34:1000:1'),
  lastLsn: parseLsn('34:1200:1'),
  checkpointLsn: parseLsn('34:1000:1'),
  databaseBackupLsn: parseLsn('33:10:1'),
  startDate: '2026-01-05T20:00:00',
  finishDate: '2026-01-05T20:01:30',
};
const MEDIA: MediaSpec = { mediaSetGuid: seededGuid('media') };
const written = (set: Partial<BackupSetSpec>, media: Partial<MediaSpec> = {}) =>
  writeBackup({ media: { ...MEDIA, ...media }, sets: [{ ...SET, ...set }] });

describe('writeBackup() and the header reader agree on', () => {
  test('the names, versions and times of a set', () => {
    const reading = read(
      written({
        serverName: 'HOST\\PROD',
        userName: 'HOST\\backup',
        backupName: 'nightly',
        backupDescription: 'before the move',
        expirationDate: '2027-01-01T00:00:00',
        timeZoneQuarterHours: -20,
        softwareVersion: '15.0.4382',
        databaseVersion: 904,
        compatibilityLevel: 150,
      }),
    );
    expect(reading).toMatchObject({ complete: true, container: 'MTF', compressed: false, warnings: [] });
    expect(reading.error).toBeUndefined();
    expect(reading.sets).toMatchObject([
      {
        origin: 'final',
        position: 1,
        type: 'full',
        backupTypeId: 1,
        databaseName: 'Sälés',
        serverName: 'HOST\\PROD',
        machineName: 'HOST',
        userName: 'HOST\\backup',
        backupName: 'nightly',
        backupDescription: 'before the move',
        expirationDate: '2027-01-01T00:00:00',
        backupStartDate: '2026-01-05T20:00:00',
        backupFinishDate: '2026-01-05T20:01:30',
        timeZoneQuarterHours: -20,
        softwareVersion: '15.0.4382',
        databaseVersion: 904,
        compatibilityLevel: 150,
        backupSetGuid: SET.backupSetGuid,
        familyGuid: SET.familyGuid,
        recoveryForkId: SET.recoveryForkId,
      },
    ]);
  });

  test('LSNs, final and provisional', () => {
    const provisional = {
      firstLsn: parseLsn('34:900:5'),
      lastLsn: parseLsn('34:950:1'),
      checkpointLsn: parseLsn('34:900:5'),
    };
    const bytes = written({ provisional });
    const { firstLsn, lastLsn, checkpointLsn, databaseBackupLsn } = SET;
    expect(read(bytes).sets).toMatchObject([
      { origin: 'final', firstLsn, lastLsn, checkpointLsn, databaseBackupLsn },
    ]);
    expect(read(bytes.subarray(0, -512)).sets).toMatchObject([{ origin: 'provisional', ...provisional }]);
  });

  test.each<[string, Partial<BackupSetSpec>, object]>([
    ['checksums', {}, { hasBackupChecksums: true, unknownFlagBits: 0 }],
    ['no checksums', { checksums: false }, { hasBackupChecksums: false }],
    ['a damaged set', { damaged: true }, { isDamaged: { value: true, confidence: 'documented' } }],
    ['a tail', { type: 'log', tail: true }, { isTailLog: { value: true }, isForceOffline: { value: true } }],
    ['bulk-logged data', { type: 'log', bulkLogged: true }, { hasBulkLoggedData: { value: true } }],
    ['unknown flag bits', { extraFlags: 0x1000 }, { unknownFlagBits: 0x1000 }],
    ['recovery model SIMPLE', { recoveryModel: 'simple' }, { recoveryModel: 'simple' }],
    ['recovery model BULK_LOGGED', { recoveryModel: 'bulk-logged' }, { recoveryModel: 'bulk-logged' }],
    ['a regular full', {}, { isCopyOnly: { value: false, confidence: 'verified' } }],
    ['a copy-only full', { copyOnly: true }, { isCopyOnly: { value: true, confidence: 'documented' } }],
    ['a set with a password', { passwordProtected: true }, { passwordProtected: true }],
    [
      'a source without a known time zone',
      { timeZoneQuarterHours: 127 },
      { timeZoneQuarterHours: undefined },
    ],
    [
      'a log on a fork',
      { type: 'log', forkPoint: { lsn: parseLsn('34:1100:1'), leftForkId: SET.familyGuid } },
      { firstRecoveryForkId: SET.familyGuid, forkPointLsn: parseLsn('34:1100:1') },
    ],
    ['the first log of a chain', { type: 'log', logChainStartLsn: SET.firstLsn }, { beginsLogChain: true }],
    ['a later log', { type: 'log', logChainStartLsn: parseLsn('1:1:1') }, { beginsLogChain: false }],
  ])('%s', (_, fields, expected) => {
    expect(read(written(fields)).sets).toMatchObject([expected]);
  });

  test('a log after the fork point is on one fork', () => {
    const [set] = read(
      written({ type: 'log', forkPoint: { lsn: SET.firstLsn, leftForkId: SET.familyGuid } }),
    ).sets;
    expect(set?.firstRecoveryForkId).toBeUndefined();
  });

  test.each(['9.0.5000', '10.50.6000', '11.0.7001', '16.0.1000'])('version %s', (softwareVersion) => {
    const { sets, error } = read(written({ softwareVersion }));
    expect(error).toBeUndefined();
    expect(sets).toMatchObject([{ softwareVersion, origin: 'final', firstLsn: SET.firstLsn }]);
    expect(sets[0]?.compressedBackupSize === undefined).toBe(softwareVersion.startsWith('9.'));
  });

  test('a differential and its base', () => {
    const base = { lsn: SET.checkpointLsn, guid: seededGuid('base') };
    const [set] = read(written({ type: 'differential', differentialBase: base })).sets;
    expect(set).toMatchObject({ differentialBaseLsn: base.lsn, differentialBaseGuid: base.guid });
    expect(set?.files[0]).toMatchObject({ differentialBaseLsn: base.lsn, differentialBaseGuid: base.guid });
  });

  test('the media and its stripes', () => {
    const { media, warnings } = read(
      written(
        {},
        {
          familyCount: 4,
          familySequenceNumber: 3,
          mediaName: 'weekly',
          mediaDescription: 'four disks',
          passwordProtected: true,
          mediaDate: '2026-01-05T19:59:58',
        },
      ),
    );
    expect(media).toMatchObject({
      mediaSetGuid: MEDIA.mediaSetGuid,
      familyCount: 4,
      familySequenceNumber: 3,
      mediaName: 'weekly',
      mediaDescription: 'four disks',
      mediaPasswordProtected: true,
      mediaDate: '2026-01-05T19:59:58',
      softwareName: 'Microsoft SQL Server',
    });
    expect(warnings).toEqual(['The media is protected with a password']);
  });

  test.each([512, 1024, 2048, 4096, 8192, 16384, 32768, 65536])(
    'filemark blocks of %i bytes',
    (filemarkBlock) => {
      const sets = [SET, { ...SET, databaseName: 'Other' }];
      const reading = read(writeBackup({ media: { ...MEDIA, filemarkBlock }, sets }));
      expect(reading.error).toBeUndefined();
      expect(reading.media?.filemarkBlock).toBe(filemarkBlock);
      expect(
        reading.sets.map(({ databaseName, position, origin }) => [databaseName, position, origin]),
      ).toEqual([
        ['Sälés', 1, 'final'],
        ['Other', 2, 'final'],
      ]);
    },
  );

  test('a database of 150 files', () => {
    const files = Array.from({ length: 150 }, (_, index) => ({
      logicalName: `part${index}`,
      physicalName: `E:\\Data\\part${index}.ndf`,
      type: 'D' as const,
      fileId: index + 1,
      fileGroupId: 1,
      size: 1_048_576n,
    }));
    const { sets, error, cost } = read(written({ files, dataBytes: 300_000 }));
    expect(error).toBeUndefined();
    expect(sets[0]?.files.map(({ logicalName }) => logicalName)).toEqual(
      files.map(({ logicalName }) => logicalName),
    );
    expect(cost.reads).toBeLessThanOrEqual(4);
  });
});

describe('BackupHistory', () => {
  const history = () => new BackupHistory({ databaseName: 'Sales', seed: 7 });
  const rows = (taken: { files: readonly Uint8Array[] }) =>
    taken.files.flatMap((bytes, index) => toBackupSetRows(`stripe${index}`, read(bytes)));

  test('the same calls give the same bytes', () => {
    const bytes = () => history().work().full({ stripes: 2 }).files;
    expect(bytes()).toEqual(bytes());
  });

  test('full, logs and differential chain by LSN and base', () => {
    const source = history();
    const full = source.full();
    const [first, second] = [source.work().log(), source.work().log()];
    const differential = source.work().differential();
    const [fullRow, firstRow, secondRow, differentialRow] = [full, first, second, differential].flatMap(rows);
    expect(firstRow?.firstLsn).toBe(fullRow?.firstLsn);
    expect(secondRow?.firstLsn).toBe(firstRow?.lastLsn);
    expect(secondRow!.lastLsn).toBeGreaterThan(fullRow!.lastLsn);
    expect(firstRow).toMatchObject({ beginsLogChain: true, databaseBackupLsn: fullRow?.checkpointLsn });
    expect(differentialRow).toMatchObject({
      differentialBaseLsn: fullRow?.checkpointLsn,
      differentialBaseGuid: fullRow?.backupSetGuid,
      databaseBackupLsn: fullRow?.checkpointLsn,
    });
  });

  test('a copy-only full is no base', () => {
    const source = history();
    const base = source.full();
    const copy = source.work().full({ copyOnly: true });
    expect(rows(copy)).toMatchObject([{ isCopyOnly: true }]);
    expect(rows(source.differential())).toMatchObject([{ differentialBaseGuid: base.set.backupSetGuid }]);
  });

  test('a log without work is empty', () => {
    const source = history();
    source.full();
    const end = source.log().set.lastLsn;
    expect(rows(source.log())).toMatchObject([{ firstLsn: end, lastLsn: end }]);
  });

  test('after a tail the source is offline', () => {
    const source = history();
    source.full();
    expect(rows(source.work().log({ tail: true }))).toMatchObject([
      { isTailLog: true, isForceOffline: true },
    ]);
    expect(() => source.log()).toThrow('Cannot take a backup: the source is offline after its tail');
  });

  test('a branch goes on from the last log, on its own fork', () => {
    const source = history();
    source.full();
    const shared = source.work().log();
    const branch = source.work().branch();
    const [kept, other] = [source.log(), branch.work(3).log()];
    expect(other.set.firstLsn).toBe(shared.set.lastLsn);
    expect(kept.set.firstLsn).toBe(shared.set.lastLsn);
    expect(other.set.recoveryForkId).not.toBe(kept.set.recoveryForkId);
    expect(other.set.backupSetGuid).not.toBe(kept.set.backupSetGuid);
    expect(rows(other)).toMatchObject([{ familyGuid: kept.set.familyGuid }]);
  });

  test('stripes are one set on one media set', () => {
    const stripes = rows(history().full({ stripes: 3 }));
    expect(
      stripes.map(({ familySequenceNumber, familyCount }) => [familySequenceNumber, familyCount]),
    ).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(new Set(stripes.map(({ mediaSetGuid }) => mediaSetGuid)).size).toBe(1);
    expect(new Set(stripes.map(({ backupSetGuid }) => backupSetGuid)).size).toBe(1);
  });

  test('before 2019 both records of a full agree, from then on they do not', () => {
    const taken = (softwareVersion: string) =>
      new BackupHistory({ databaseName: 'Sales', seed: 7, softwareVersion }).full().files[0]!;
    const first = (bytes: Uint8Array) => read(bytes).sets[0]?.firstLsn;
    const agree = (bytes: Uint8Array) => first(bytes) === first(bytes.subarray(0, -512));
    expect([agree(taken('14.0.1000')), agree(taken('15.0.2000'))]).toEqual([true, false]);
  });

  test.each<[string, (source: BackupHistory) => unknown, string]>([
    [
      'a differential',
      (source) => source.differential(),
      'Cannot take a differential backup: there is no full backup yet',
    ],
    ['a log', (source) => source.log(), 'Cannot take a log backup: there is no full backup yet'],
  ])('%s needs a full', (_, take, message) => {
    expect(() => take(history())).toThrow(message);
  });

  test('SIMPLE takes no log', () => {
    const source = new BackupHistory({ databaseName: 'Sales', seed: 7, recoveryModel: 'simple' });
    source.full();
    expect(() => source.log()).toThrow('Cannot take a log backup: the recovery model is SIMPLE');
  });
});

describeShared('writeBackup() lays blocks out as SQL Server does', 'backups', (folder) => {
  test.each([
    ['a full, 512', 'RestoreTimeClean/RestoreTimeClean.bak'],
    ['a differential, 512', 'RestoreTimeClean/RestoreTimeClean2.bak'],
    ['a log, 512', 'RestoreTimeClean/RestoreTimeClean2_1.trn'],
    ['a log, 4096', 'other/sql2022-log-4k.trn'],
  ])('%s', (_, path) => {
    const original = load(folder, path);
    const copy = copyOf(original);
    const [real, made] = [walkBlocks(original), walkBlocks(copy)];
    expect(withoutRepeats(made)).toEqual(withoutRepeats(real));
    expect(headOf(made)).toEqual(headOf(real));
    expect(tailOf(made, copy.length)).toEqual(tailOf(real, original.length));
    expect(filemarksOf(made).map(({ entries }) => entries.length)).toEqual([0, 1, 2]);
    for (const mark of filemarksOf(made)) expect(mark.entries).toEqual(earlierFilemarks(made, mark.at));
    for (const mark of filemarksOf(real)) expect(mark.entries).toEqual(earlierFilemarks(real, mark.at));
  });

  test('a copy of a real set reads like it', () => {
    const original = load(folder, 'other/sql2022-log-4k.trn');
    const [real] = read(original).sets;
    const [copy] = read(copyOf(original)).sets;
    const files = real!.files;
    const notWritten = ['backupSize', 'compressedBackupSize', 'bindingId', 'unicodeLocaleId', 'files'];
    const same = Object.entries(real!).filter(([name]) => !notWritten.includes(name));
    expect(copy).toMatchObject(Object.fromEntries(same));
    expect(copy?.files.map(({ logicalName, physicalName }) => [logicalName, physicalName])).toEqual(
      files.map(({ logicalName, physicalName }) => [logicalName, physicalName]),
    );
  });
});

/** The same set and media, written anew; its data shorter. */
function copyOf(original: Uint8Array): Uint8Array {
  const { media, sets } = read(original);
  const set = sets[0]!;
  const specification: BackupSetSpec = {
    ...(set as unknown as BackupSetSpec),
    checksums: set.hasBackupChecksums,
    copyOnly: false,
    startDate: set.backupStartDate!,
    finishDate: set.backupFinishDate!,
    logChainStartLsn: set.beginsLogChain ? set.firstLsn : undefined,
    differentialBase:
      set.files[0]?.differentialBaseGuid === undefined
        ? undefined
        : { lsn: set.files[0].differentialBaseLsn!, guid: set.files[0].differentialBaseGuid },
    dataBytes: 2000,
  };
  return writeBackup({ media: media as unknown as MediaSpec, sets: [specification] });
}

function withoutRepeats(blocks: readonly WalkedBlock[]): string[] {
  return blocks
    .map(({ type }) => type)
    .filter((type, index, types) => type !== types[index - 1] || type === 'ESET');
}

/** Type, offset and streams of every block before the data. */
function headOf(blocks: readonly WalkedBlock[]): unknown[] {
  return blocks.slice(0, 5).map(({ type, at, streams }) => [type, at, streams]);
}

/** Type, distance from the end and streams of every block after the data; MSLS ends where the filemark begins. */
function tailOf(blocks: readonly WalkedBlock[], size: number): unknown[] {
  return blocks.slice(-5).map(({ type, at, streams }) => [type, type === 'MSLS' || size - at, streams]);
}

function filemarksOf(blocks: readonly WalkedBlock[]): WalkedBlock[] {
  return blocks.filter(({ type }) => type === 'SFMB');
}

function earlierFilemarks(blocks: readonly WalkedBlock[], before: number): number[] {
  return filemarksOf(blocks)
    .map(({ at }) => at)
    .filter((at) => at < before)
    .reverse();
}
