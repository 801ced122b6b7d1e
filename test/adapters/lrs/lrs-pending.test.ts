import fc from 'fast-check';
import { restoreDetailsSchema } from '../../../shared/adapters/lrs/lrs-wire';
import { LONG_AT_REST, mapped, SHORT_AT_REST, standsInTheWay } from './lrs-fixture';

const QUEUED = { status: 'Queued', firstStripeName: 'log10.trn', numberOfStripes: 1 };
const withLog = (set: object) => ({ logBackupSets: [...LONG_AT_REST.logBackupSets, set] });

describe('pending logs by the long body', () => {
  test.each<[string, object, number | undefined]>([
    ['nothing waits', {}, 0],
    ['a set is queued', withLog(QUEUED), 1],
    ['a set is being restored', withLog({ ...QUEUED, status: 'Restoring' }), 1],
    ['a set is in a state nobody knows', withLog({ ...QUEUED, status: 'Brewing' }), 1],
    ['a set tells no state', withLog({ firstStripeName: 'log10.trn' }), 1],
    ['files are queued that no set shows', { numberOfFilesQueued: 2 }, 2],
    ['files are being restored that no set shows', { numberOfFilesRestoring: 1 }, 1],
    ['the counts say more than the sets', { ...withLog(QUEUED), numberOfFilesQueued: 3 }, 3],
    ['the sets say more than the counts', withLog(QUEUED), 1],
    ['files were detected that no count accounts for', { numberOfFilesDetected: 6 }, 2],
    ['no file was detected', { numberOfFilesDetected: 0, logBackupSets: [] }, undefined],
    ['the newest upload is not dealt with', { lastUploadedFileName: 'log10.trn' }, undefined],
    ['the newest upload was skipped', { lastUploadedFileName: 'log7.trn' }, 0],
    [
      'the newest upload is unrestorable',
      { lastUploadedFileName: 'x.jpg', unrestorableFiles: [{ name: 'x.jpg' }] },
      0,
    ],
    [
      'the newest upload may be a stripe of the last set',
      {
        lastUploadedFileName: 'log9_2.trn',
        logBackupSets: [{ status: 'Restored', firstStripeName: 'log9.trn', numberOfStripes: 2 }],
      },
      0,
    ],
    ['the sets are not told, but it rests after the newest upload', { logBackupSets: undefined }, 0],
    ['the sets are not told and it restores', { logBackupSets: undefined, status: 'Restoring' }, undefined],
    [
      'a count is not told and it restores',
      { numberOfFilesQueued: undefined, status: 'Restoring' },
      undefined,
    ],
    ['a count is no number', { numberOfFilesRestoring: 'none', status: 'Restoring' }, undefined],
    ['a count is written as text', { numberOfFilesRestoring: '2' }, 2],
  ])('%s', (_name, change, expected) => {
    expect(mapped({ ...LONG_AT_REST, ...change }).pendingLogs).toBe(expected);
  });
});

describe('pending logs by the short body', () => {
  test.each<[string, object, number | undefined]>([
    ['it waits after the newest upload', {}, 0],
    ['it has restored all it found', { status: 'RestoreCompleted' }, 0],
    ['nothing is said to be restored now', { currentRestoringFileName: undefined }, 0],
    ['it restores', { status: 'Restoring' }, undefined],
    ['it searches', { status: 'SearchingBackups' }, undefined],
    ['a newer file was uploaded', { lastUploadedFileName: 'log10.trn' }, undefined],
    ['another file is being restored', { currentRestoringFileName: 'log8.trn' }, undefined],
    ['the newest upload is not told', { lastUploadedFileName: undefined }, undefined],
    [
      'nothing is restored yet',
      { lastRestoredFileName: undefined, lastUploadedFileName: undefined },
      undefined,
    ],
    ['both names are empty', { lastRestoredFileName: '', lastUploadedFileName: '' }, undefined],
  ])('%s', (_name, change, expected) => {
    expect(mapped({ ...SHORT_AT_REST, ...change }).pendingLogs).toBe(expected);
  });
});

describe('differentials, the full, the file being restored', () => {
  test.each<[string, object, object]>([
    ['no differentials told', { diffBackupSets: undefined }, { pendingDifferentials: undefined }],
    ['none waiting', {}, { pendingDifferentials: 0 }],
    ['one waiting', { diffBackupSets: [{ status: 'Queued' }] }, { pendingDifferentials: 1 }],
    ['the full restored', {}, { fullRestored: true }],
    [
      'an older full skipped',
      { fullBackupSets: [{ status: 'Skipped' }, { status: 'Restored' }] },
      { fullRestored: true },
    ],
    ['a full being restored', { fullBackupSets: [{ status: 'Restoring' }] }, { fullRestored: false }],
    [
      'another full waiting',
      { fullBackupSets: [{ status: 'Restored' }, { status: 'Queued' }] },
      { fullRestored: false },
    ],
    ['only a skipped full', { fullBackupSets: [{ status: 'Skipped' }] }, { fullRestored: false }],
    ['no fulls told, a file restored', { fullBackupSets: undefined }, { fullRestored: true }],
    [
      'no fulls told, no file restored',
      { fullBackupSets: undefined, lastRestoredFileName: undefined },
      { fullRestored: undefined },
    ],
    ['the lower-case spelling', { currentRestoringFileName: 'a' }, { restoringFile: 'a' }],
    [
      'the upper-case spelling',
      { currentRestoringFileName: undefined, CurrentRestoringFileName: 'a' },
      { restoringFile: 'a' },
    ],
    [
      'two spellings that differ: the one not restored yet',
      { currentRestoringFileName: 'log9.trn', CurrentRestoringFileName: 'a' },
      { restoringFile: 'a' },
    ],
    ['nothing being restored', { currentRestoringFileName: '' }, { restoringFile: undefined }],
  ])('%s', (_name, change, expected) => {
    expect(mapped({ ...LONG_AT_REST, ...change })).toMatchObject(expected);
  });
});

describe('omissions', () => {
  /** Bodies of restores that are not ready, the way the service tells it. */
  const busy: Record<string, object> = {
    'a short body that restores': {
      ...SHORT_AT_REST,
      status: 'Restoring',
      currentRestoringFileName: 'log9.trn',
      lastRestoredFileName: 'log8.trn',
    },
    'a short body with a newer upload': { ...SHORT_AT_REST, lastUploadedFileName: 'log10.trn' },
    'a long body with a queued set': {
      ...LONG_AT_REST,
      ...withLog(QUEUED),
      lastUploadedFileName: 'log10.trn',
      numberOfFilesQueued: 1,
      numberOfFilesDetected: 5,
    },
    'a long body that restores its last set': {
      ...LONG_AT_REST,
      ...withLog({ ...QUEUED, status: 'Restoring' }),
      status: 'Restoring',
      lastUploadedFileName: 'log10.trn',
      currentRestoringFileName: 'log10.trn',
      numberOfFilesRestoring: 1,
      numberOfFilesDetected: 5,
    },
    'a blocked one': { ...LONG_AT_REST, status: 'Blocked', blockReason: 'no way to the storage' },
    'a completing one': { ...LONG_AT_REST, status: 'CompletingMigration' },
    'a failed one': { ...LONG_AT_REST, status: 'Failed' },
    'one that begins': { status: 'Initializing', numberOfFilesDetected: 0 },
  };

  const bodies = Object.values(busy);
  /** A few keys left out, or any number of them. */
  const omitted = (body: object) => {
    const paths = pathsOf(body);
    return fc
      .oneof(fc.subarray(paths, { maxLength: Math.min(5, paths.length) }), fc.subarray(paths))
      .map((some) => some.reduce(without, structuredClone(body)));
  };

  test('of any keys from any body never break the reading', () => {
    const all = fc.constantFrom<object>(...bodies, SHORT_AT_REST, LONG_AT_REST).chain(omitted);
    fc.assert(
      fc.property(all, (properties) => {
        expect(restoreDetailsSchema.safeParse({ properties }).success).toBe(true);
        expect(mapped(properties).kind).toBe('lrs');
      }),
      { numRuns: 300 },
    );
  });

  test('of any keys never make a restore look ready that is not', () => {
    fc.assert(
      fc.property(fc.constantFrom(...bodies).chain(omitted), (properties) => {
        expect(standsInTheWay(mapped(properties))).not.toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test.each(Object.keys(busy))('%s is not ready as it is', (name) => {
    expect(standsInTheWay(mapped(busy[name]!))).not.toEqual([]);
  });

  test.each<[string, object]>([
    ['short', SHORT_AT_REST],
    ['long', LONG_AT_REST],
  ])('the %s body at rest is ready as it is', (_name, body) => {
    expect(standsInTheWay(mapped(body))).toEqual([]);
  });

  test.each(['status', 'lastUploadedFileName', 'lastRestoredFileName'])(
    'the short body at rest is not ready without %s',
    (key) => expect(standsInTheWay(mapped(without(SHORT_AT_REST, [key])))).not.toEqual([]),
  );

  test.each(['fullBackupSets', 'diffBackupSets', 'logBackupSets', 'unrestorableFiles'])(
    'null in place of %s is the same as leaving it out, another type is unreadable',
    (key) => {
      expect(mapped({ ...LONG_AT_REST, [key]: null })).toEqual(mapped(without(LONG_AT_REST, [key])));
      const odd = { properties: { ...LONG_AT_REST, [key]: 'none' } };
      expect(restoreDetailsSchema.safeParse(odd).success).toBe(false);
    },
  );
});

type Path = readonly string[];

/** Paths of all keys, those of list items, too; the deepest first, so that each can still be removed. */
function pathsOf(value: unknown, before: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const here = [...before, key];
    return Array.isArray(value) ? pathsOf(child, here) : [...pathsOf(child, here), here];
  });
}

function without<T extends object>(body: T, path: Path): T {
  const copy = structuredClone(body);
  const parent = path
    .slice(0, -1)
    .reduce<Record<string, never> | undefined>((node, key) => node?.[key], copy as Record<string, never>);
  if (parent !== undefined) Reflect.deleteProperty(parent, path.at(-1)!);
  return copy;
}
