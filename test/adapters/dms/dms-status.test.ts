import { toEngineState, toFileState } from '../../../shared/adapters/dms/dms-state';
import { toEngineStatus } from '../../../shared/adapters/dms/dms-status';
import { migrationSchema } from '../../../shared/adapters/dms/dms-wire';
import { migrationBody } from './dms-fixture';

const AS_OF = '2026-11-21T00:00:00.000Z';

function read(properties: Record<string, unknown> = {}) {
  return toEngineStatus(migrationSchema.parse(migrationBody(properties)), AS_OF);
}
const readDetails = (details: unknown) => read({ migrationStatusDetails: details });

describe('state', () => {
  test.each([
    // migrationStatus, provisioningState, state
    [undefined, 'Creating', 'creating'],
    [undefined, 'Provisioning', 'creating'],
    [undefined, 'Failed', 'failed'],
    [undefined, 'Succeeded', 'unknown'],
    [undefined, undefined, 'unknown'],
    ['Creating', 'Creating', 'creating'],
    ['Creating', 'Succeeded', 'creating'],
    ['InProgress', 'Succeeded', 'running'],
    ['inprogress', 'SUCCEEDED', 'running'],
    ['UploadingFullBackup', 'Succeeded', 'running'],
    ['UploadingLogBackup', 'Succeeded', 'running'],
    ['Restoring', 'Succeeded', 'running'],
    ['ReadyForCutover', 'Succeeded', 'readyForCutover'],
    ['InProgress', 'Creating', 'creating'],
    ['InProgress', 'Completing', 'completing'],
    ['ReadyForCutover', 'Canceling', 'canceling'],
    ['InProgress', 'Updating', 'unknown'],
    ['InProgress', 'Failed', 'unknown'],
    ['InProgress', undefined, 'unknown'],
    ['InProgress', 'Brewing', 'unknown'],
    ['Completing', 'Completing', 'completing'],
    ['Succeeded', 'Completing', 'completing'],
    ['Succeeded', 'Succeeded', 'succeeded'],
    ['Failed', 'Succeeded', 'failed'],
    ['Failed', 'Failed', 'failed'],
    ['Canceling', 'Canceling', 'canceling'],
    ['Cancelling', 'Succeeded', 'canceling'],
    ['Canceled', 'Canceling', 'canceling'],
    ['Canceled', 'Succeeded', 'canceled'],
    ['Cancelled', 'Canceled', 'canceled'],
    ['Retriable', 'Succeeded', 'retriable'],
    ['WaitForRetry', 'Failed', 'retriable'],
    ['NotStarted', 'Succeeded', 'unknown'],
    ['Levitating', 'Succeeded', 'unknown'],
    ['', 'Succeeded', 'unknown'],
    ['constructor', 'Succeeded', 'unknown'],
    [undefined, 'toString', 'unknown'],
  ])('%s / %s is %s', (migrationStatus, provisioningState, state) => {
    expect(toEngineState(migrationStatus, provisioningState)).toBe(state);
  });

  test('the service’s own words stay visible', () => {
    expect(read({ migrationStatus: 'Levitating', provisioningState: 'Brewing' })).toMatchObject({
      state: 'unknown',
      rawState: 'Levitating',
      provisioningState: 'Brewing',
    });
  });
});

test.each([
  ['Arrived', 'pending'],
  ['Initial', 'pending'],
  ['Queued', 'pending'],
  ['Uploading', 'pending'],
  ['UPLOADED', 'pending'],
  ['Restoring', 'restoring'],
  ['restored', 'restored'],
  ['Ignored', 'ignored'],
  ['Skipped', 'ignored'],
  ['Canceled', 'canceled'],
  ['Cancelled', 'canceled'],
  ['RestoredSomehow', 'pending'],
  ['', 'pending'],
  ['constructor', 'pending'],
  [undefined, 'pending'],
])('a file that is %s counts as %s', (word, state) => expect(toFileState(word)).toBe(state));

describe('unknown is never zero', () => {
  test('without details nothing is known about files', () => {
    const status = read();
    expect(status.fullRestored).toBeUndefined();
    expect(status.pendingLogs).toBeUndefined();
    expect(status.pendingDifferentials).toBeUndefined();
    expect(status.unrestorableFiles).toBeUndefined();
    expect(status.lastRestoredFile).toBeUndefined();
    expect(status.containerName).toBeUndefined();
    expect(status).toMatchObject({ sets: [], invalidFiles: [], blockingReasons: [], online: true });
  });

  test.each([
    [undefined, undefined],
    [null, undefined],
    [0, 0],
    [2, 2],
    ['3', 3],
    ['', undefined],
    ['many', undefined],
    [-1, undefined],
    [1.5, undefined],
    [true, undefined],
  ])('pendingLogBackupsCount %j is %j, and so is pendingDiffBackupsCount', (value, expected) => {
    const status = readDetails({ pendingLogBackupsCount: value, pendingDiffBackupsCount: value });
    expect(status.pendingLogs).toBe(expected);
    expect(status.pendingDifferentials).toBe(expected);
  });

  test.each([
    [{ pendingLogBackupsCount: 0, queuedFiles: 1 }, 1],
    [{ pendingLogBackupsCount: 0, restoringFiles: 1, queuedFiles: 1 }, 2],
    [{ pendingLogBackupsCount: 3, queuedFiles: 1 }, 3],
    [{ pendingLogBackupsCount: 0, queuedFiles: 0, restoringFiles: 0 }, 0],
    [{ pendingLogBackupsCount: 0, queuedFiles: '2' }, 2],
    [{ queuedFiles: 0, restoringFiles: 0 }, undefined],
  ])('pending in %j: %j', (details, expected) => {
    expect(readDetails(details).pendingLogs).toBe(expected);
  });

  test.each([
    [{ isFullBackupRestored: true }, true],
    [{ isFullBackupRestored: false, fullBackupSetInfo: { isBackupRestored: true } }, false],
    [{ isFullBackupRestored: true, fullBackupSetInfo: { isBackupRestored: false } }, false],
    [{ isFullBackupRestored: true, fullBackupSetInfo: {} }, true],
    [{ isFullBackupRestored: 'yes' }, undefined],
    [{ fullBackupSetInfo: { isBackupRestored: true } }, true],
    [{ fullBackupSetInfo: { isBackupRestored: false } }, false],
    [{ lastRestoredFilename: 'full_1of2.bak' }, true],
    [{ lastRestoredFilename: 'l.trn', isFullBackupRestored: false }, false],
    [{ lastRestoredFilename: '' }, undefined],
    [{}, undefined],
  ])('the full is restored in %j: %j', (details, expected) => {
    expect(readDetails(details).fullRestored).toBe(expected);
  });

  test.each([
    [{}, true],
    [{ offlineConfiguration: null }, true],
    [{ offlineConfiguration: { offline: false } }, true],
    [{ offlineConfiguration: { offline: true, lastBackupName: 'l.trn' } }, false],
    [{ offlineConfiguration: { lastBackupName: 'l.trn' } }, false],
    [{ offlineConfiguration: {} }, undefined],
    [{ autoCutoverConfiguration: { autoCutover: true, lastBackupName: 'l.trn' } }, false],
    [{ autoCutoverConfiguration: { autoCutover: 'true', lastBackupName: 'l.trn' } }, false],
    [{ autoCutoverConfiguration: { autoCutover: 'true' } }, undefined],
    [{ autoCutoverConfiguration: { autoCutover: false, lastBackupName: 'l.trn' } }, true],
    [{ autoCutoverConfiguration: {}, offlineConfiguration: { offline: true } }, false],
  ])('online in %j: %j', (properties, expected) => expect(read(properties).online).toBe(expected));
});

test.each([
  [{}, undefined],
  [{ offlineConfiguration: { offline: true, lastBackupName: 'l.trn' } }, 'l.trn'],
  [{ offlineConfiguration: { lastBackupName: 'l.trn' } }, 'l.trn'],
  [{ offlineConfiguration: { offline: true, lastBackupName: ' ' } }, undefined],
  [{ offlineConfiguration: { offline: false, lastBackupName: 'l.trn' } }, undefined],
  [{ autoCutoverConfiguration: { autoCutover: true, lastBackupName: 'l.trn' } }, 'l.trn'],
])('the last backup of an offline migration in %j: %j', (properties, expected) =>
  expect(read(properties).lastBackupName).toBe(expected),
);

test.each([
  [undefined, 'Succeeded', true],
  [undefined, 'Completing', false],
  [undefined, undefined, undefined],
  ['Waiting', 'Succeeded', true],
  ['CompletingMigration', 'Succeeded', false],
  ['completed', 'Succeeded', false],
  ['CompletingMigration', undefined, undefined],
])('at rest with the restore %s and the resource %s: %s', (miRestoreState, provisioningState, expected) =>
  expect(read({ provisioningState, migrationStatusDetails: { miRestoreState } }).atRest).toBe(expected),
);

describe('the 30 days that the service gives', () => {
  const startedOn = '2026-11-01T10:00:00.5Z';
  test.each<[string, Record<string, unknown>, string | undefined]>([
    ['while it runs', { startedOn }, '2026-12-01T10:00:00.500Z'],
    ['not without a start', {}, undefined],
    ['not with a start of year 1', { startedOn: '0001-01-01T00:00:00Z' }, undefined],
    ['not once it has ended', { startedOn, endedOn: '2026-11-02T00:00:00Z' }, undefined],
    ['not once it has succeeded', { startedOn, migrationStatus: 'Succeeded' }, undefined],
    ['not on a virtual machine', { startedOn, kind: 'SqlVm' }, undefined],
  ])('%s', (_name, properties, expected) => expect(read(properties).expiresAt).toBe(expected));
});

describe('progress', () => {
  test('is told in neutral words and bytes', () => {
    const { progress } = readDetails({
      restorePercentCompleted: 42.5,
      detectedFiles: 9,
      queuedFiles: 3,
      restoringFiles: 1,
      restoredFiles: 4,
      skippedFiles: 1,
      currentRestoredSize: 10,
      currentRestorePlanSize: '20.5',
      lastUploadedFileName: 'l9.trn',
      lastUploadedFileTime: '2026-11-20T10:00:00Z',
      lastRestoredFileTime: '2026-11-20T09:00:00.1Z',
    });
    expect(progress).toEqual({
      percent: 42.5,
      detected: 9,
      queued: 3,
      restoring: 1,
      restored: 4,
      skipped: 1,
      restoredBytes: 10_485_760,
      planBytes: 21_495_808,
      lastUploadedFile: 'l9.trn',
      lastUploadedAt: '2026-11-20T10:00:00.000Z',
      lastRestoredAt: '2026-11-20T09:00:00.100Z',
    });
  });

  test.each([
    [{}, undefined],
    [{ restoredFiles: 0 }, { restored: 0 }],
    [{ restorePercentCompleted: 101, restoredFiles: 'some', lastUploadedFileName: '' }, undefined],
    [{ currentRestoredSize: -1, lastRestoredFileTime: '0001-01-01T00:00:00Z' }, undefined],
  ])('in %j: %j', (details, expected) => expect(readDetails(details).progress).toEqual(expected));
});

describe('everything that blocks', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['in the details', { migrationStatusDetails: { restoreBlockingReason: 'no space' } }, ['no space']],
    ['in the warnings', { migrationStatusWarnings: { restoreBlockingReason: 'no space' } }, ['no space']],
    [
      'in both, once',
      {
        migrationStatusDetails: { restoreBlockingReason: 'x' },
        migrationStatusWarnings: { restoreBlockingReason: 'x' },
      },
      ['x'],
    ],
    ['a completion error', { migrationStatusDetails: { completeRestoreErrorMessage: 'late' } }, ['late']],
    [
      'a completion error among the warnings',
      { migrationStatusWarnings: { completeRestoreErrorMessage: 'late' } },
      ['late'],
    ],
    ['upload errors', { migrationStatusDetails: { fileUploadBlockingErrors: ['a', 'b'] } }, ['a', 'b']],
    [
      'upload errors as objects',
      { migrationStatusDetails: { fileUploadBlockingErrors: [{ code: 'E', message: 'm' }] } },
      ['E: m'],
    ],
    [
      'a count of upload errors',
      { migrationStatusWarnings: { fileUploadBlockingErrorCount: 2 } },
      ['fileUploadBlockingErrorCount: 2'],
    ],
    [
      'a count nobody can read',
      { migrationStatusWarnings: { fileUploadBlockingErrorCount: 'some' } },
      ['fileUploadBlockingErrorCount: "some"'],
    ],
    ...['pendingDiffBackupsCount', 'queuedFiles', 'restoringFiles'].map(
      (name): [string, Record<string, unknown>, string[]] => [
        `${name} that nobody can count by`,
        { migrationStatusDetails: { pendingLogBackupsCount: 0, [name]: 'many' } },
        [`${name}: "many"`],
      ],
    ),
    [
      'unrestorable files, counted',
      { migrationStatusDetails: { unrestorableFiles: 1 } },
      ['unrestorableFiles: 1'],
    ],
    [
      'unrestorable files, listed',
      { migrationStatusDetails: { unrestorableFiles: ['a.trn', { name: 'b.trn' }] } },
      ['unrestorableFiles: a.trn, b.trn'],
    ],
    [
      'a blocked restore',
      { migrationStatusDetails: { miRestoreState: 'Blocked' } },
      ['miRestoreState: Blocked'],
    ],
    ['a provisioning error', { provisioningError: 'refused' }, ['refused']],
    [
      'a provisioning error as object',
      { provisioningError: { code: 'C', message: 'refused' } },
      ['C: refused'],
    ],
    ['a failure', { migrationFailureError: { code: '2014', message: 'runtime' } }, ['2014: runtime']],
    ['a failure by number', { migrationFailureError: { code: 2014, message: 'runtime' } }, ['2014: runtime']],
    [
      'a failure with details',
      { migrationFailureError: { code: 'A', message: 'b', details: [{ code: 'C', message: 'd' }] } },
      ['A: b', 'C: d'],
    ],
    [
      'a reason of an unexpected type',
      { migrationStatusDetails: { restoreBlockingReason: { why: 1 } } },
      ['{"why":1}'],
    ],
  ])('%s', (_name, properties, reasons) => expect(read(properties).blockingReasons).toEqual(reasons));

  test.each<[string, Record<string, unknown>]>([
    [
      'empty texts',
      {
        provisioningError: '',
        migrationStatusDetails: { restoreBlockingReason: ' ', completeRestoreErrorMessage: null },
      },
    ],
    ['empty lists', { migrationStatusDetails: { fileUploadBlockingErrors: [], unrestorableFiles: [] } }],
    [
      'zeros',
      {
        migrationStatusDetails: { unrestorableFiles: 0 },
        migrationStatusWarnings: { fileUploadBlockingErrorCount: '0' },
      },
    ],
    ['an empty failure', { migrationFailureError: {} }],
    ['a failure of empty values', { migrationFailureError: { code: '', message: null } }],
    ['a restore that waits for files', { migrationStatusDetails: { miRestoreState: 'Waiting' } }],
  ])('%s block nothing', (_name, properties) => expect(read(properties).blockingReasons).toEqual([]));

  test('a signed URL in a reason loses its query', () => {
    const { blockingReasons } = readDetails({
      restoreBlockingReason: 'Unable to read https://a.blob.core.windows.net/c?sv=1&sig=HUSH.',
    });
    expect(blockingReasons).toEqual(['Unable to read https://a.blob.core.windows.net/c?[hidden]']);
  });

  test('a failure without a text is told by its code', () => {
    expect(read({ migrationFailureError: { code: 'Novel' } }).failure).toEqual({
      code: 'Novel',
      message: 'Novel',
    });
    expect(read({ migrationFailureError: 'It broke.' }).failure).toEqual({ code: '', message: 'It broke.' });
  });

  test('a failure comes with its diagnosis', () => {
    expect(
      read({ migrationStatus: 'Failed', migrationFailureError: { code: 2014, message: 'x' } }).failure,
    ).toEqual({
      code: '2014',
      message: 'x',
      cause: expect.stringContaining('integration runtime'),
      remedy: expect.stringContaining('Start it'),
    });
  });
});

describe('sets', () => {
  const set = (over: Record<string, unknown> = {}) => ({
    backupSetId: 'E6B60E53-C7B5-48DD-8F07-95F0CAA66DE1',
    backupType: 'TransactionLog',
    isBackupRestored: true,
    listOfBackupFiles: [{ fileName: 'a.trn', status: 'Restored' }],
    firstLSN: '486000000145100000',
    lastLSN: '486000000145300000',
    ...over,
  });
  const one = (over: Record<string, unknown> = {}) => readDetails({ activeBackupSets: [set(over)] }).sets[0];

  test('are told in neutral words', () => {
    expect(one({ ignoreReasons: ['old'] })).toEqual({
      backupSetId: 'e6b60e53-c7b5-48dd-8f07-95f0caa66de1',
      type: 'log',
      restored: true,
      files: [{ name: 'a.trn', state: 'restored', rawState: 'Restored' }],
      firstLsn: 486000000145100000n,
      lastLsn: 486000000145300000n,
      ignoreReasons: ['old'],
    });
  });

  test.each([
    ['Database', 'full'],
    ['differentialdatabase', 'differential'],
    ['TransactionLog', 'log'],
    ['Partial', 'other'],
    ['Novel', 'other'],
    [undefined, undefined],
  ])('of type %s are %s', (backupType, type) => expect(one({ backupType })?.type).toBe(type));

  const file = (status?: string) => [{ fileName: 'a.trn', status }];
  test.each<[string, Record<string, unknown>, boolean | undefined]>([
    ['flag true', {}, true],
    ['flag false', { isBackupRestored: false }, false],
    ['no flag', { isBackupRestored: undefined }, undefined],
    ['flag true, but a file is not', { listOfBackupFiles: file('Uploaded') }, false],
    ['flag true, but a file is in a state nobody knows', { listOfBackupFiles: file('Beamed') }, false],
    [
      'no flag and a file that is not',
      { isBackupRestored: undefined, listOfBackupFiles: file('Arrived') },
      false,
    ],
    ['flag true, status Restoring', { restoreStatus: 'Restoring' }, false],
    ['flag true, status Queued', { restoreStatus: 'queued' }, false],
    ['flag true, status None', { restoreStatus: 'None' }, true],
    ['no flag, status Restored', { isBackupRestored: undefined, restoreStatus: 'Restored' }, true],
    ['flag false, status Restored', { isBackupRestored: false, restoreStatus: 'Restored' }, false],
    ['a status nobody knows', { restoreStatus: 'Beamed' }, false],
    ['no files at all', { listOfBackupFiles: undefined }, true],
  ])('restored? %s', (_name, over, expected) => expect(one(over)?.restored).toBe(expected));

  test.each([
    ['486000000145100000', 486000000145100000n],
    [42, 42n],
    [486000000131000037, undefined],
    ['0', undefined],
    ['', undefined],
    ['12ab', undefined],
    [null, undefined],
  ])('an LSN written as %j is %s', (firstLSN, expected) =>
    expect(one({ firstLSN })?.firstLsn).toBe(expected),
  );

  test('a skipped set says so', () => {
    expect(one({ restoreStatus: 'Skipped' })?.ignoreReasons).toEqual(['restoreStatus Skipped']);
  });

  test('the full and the last restored set are listed once, whether active or not', () => {
    const full = set({ backupSetId: '9fceb4b8-3864-45b6-bd35-998619297164', backupType: 'Database' });
    const status = readDetails({
      fullBackupSetInfo: full,
      lastRestoredBackupSetInfo: set(),
      activeBackupSets: [set({ backupSetId: 'e6b60e53-c7b5-48dd-8f07-95f0caa66de1' })],
    });
    expect(status.sets.map((one) => one.type)).toEqual(['log', 'full']);
    expect(status.lastRestoredSet?.backupSetId).toBe('e6b60e53-c7b5-48dd-8f07-95f0caa66de1');
  });

  test('sets that nothing tells apart are all listed', () => {
    const nameless = { isBackupRestored: true };
    const status = readDetails({
      activeBackupSets: [nameless],
      fullBackupSetInfo: { isBackupRestored: false },
    });
    expect(status.sets.map((one) => one.restored)).toEqual([true, false]);
  });

  test('one that denies being restored is not the last restored', () => {
    expect(
      readDetails({ lastRestoredBackupSetInfo: set({ isBackupRestored: false }) }).lastRestoredSet,
    ).toBeUndefined();
    expect(
      readDetails({ lastRestoredBackupSetInfo: set({ isBackupRestored: undefined }) }).lastRestoredSet,
    ).toBeDefined();
  });
});

describe('the body', () => {
  test.each([
    ['lastRestoredFilename', 'lastRestoredFile'],
    ['lastRestoredFileName', 'lastRestoredFile'],
    ['currentRestoringFilename', 'restoringFile'],
    ['currentRestoringFileName', 'restoringFile'],
  ] as const)('may spell %s in two ways', (key, field) => {
    expect(readDetails({ [key]: 'x.trn' })[field]).toBe('x.trn');
    expect(readDetails({ [key]: '' })[field]).toBeUndefined();
  });

  test('may have times of year 1, which are no times', () => {
    expect(read({ startedOn: '0001-01-01T08:00:00Z', endedOn: '2021-12-27T04:20:35.743Z' })).toMatchObject({
      startedOn: undefined,
      endedOn: '2021-12-27T04:20:35.743Z',
    });
  });

  test('may have nothing but properties', () => {
    expect(toEngineStatus(migrationSchema.parse({ properties: {} }), AS_OF)).toMatchObject({
      state: 'unknown',
      sets: [],
    });
  });

  test.each([
    ['no properties', {}],
    ['a list', []],
    ['nothing', undefined],
    ['sets that are no list', migrationBody({ migrationStatusDetails: { activeBackupSets: {} } })],
    ['a set that is no object', migrationBody({ migrationStatusDetails: { activeBackupSets: ['x'] } })],
    [
      'files that are no list',
      migrationBody({ migrationStatusDetails: { activeBackupSets: [{ listOfBackupFiles: 1 }] } }),
    ],
    ['details that are no object', migrationBody({ migrationStatusDetails: 'gone' })],
  ])('is unreadable with %s', (_name, body) => expect(migrationSchema.safeParse(body).success).toBe(false));
});

describe('statements that exclude each other', () => {
  const set = (file: string, restored: boolean, status = restored ? 'Restored' : 'Uploading') => ({
    backupSetId: file,
    isBackupRestored: restored,
    listOfBackupFiles: [{ fileName: file, status }],
  });
  test.each<[name: string, details: Record<string, unknown>, about: string, one: string, other: string]>([
    [
      'a full that is restored, and is not',
      { isFullBackupRestored: true, fullBackupSetInfo: set('f.bak', false) },
      'full',
      'isFullBackupRestored is true',
      'fullBackupSetInfo is not restored',
    ],
    [
      'a full that is not restored, and is',
      { isFullBackupRestored: false, fullBackupSetInfo: set('f.bak', true) },
      'full',
      'isFullBackupRestored is false',
      'fullBackupSetInfo is restored',
    ],
    [
      'a last set that is not restored',
      { lastRestoredBackupSetInfo: set('a.trn', false) },
      'lastRestored',
      'the set restored last is that of a.trn',
      'this set is not restored',
    ],
    [
      'a last file in two spellings',
      { lastRestoredFilename: 'a.trn', lastRestoredFileName: 'b.trn' },
      'lastRestored',
      'lastRestoredFilename is a.trn',
      'lastRestoredFileName is b.trn',
    ],
    [
      'counts of which one says that nothing waits',
      { isFullBackupRestored: true, pendingLogBackupsCount: 0, pendingDiffBackupsCount: 0, queuedFiles: 1 },
      'pending',
      'pendingLogBackupsCount and pendingDiffBackupsCount are 0',
      'queuedFiles and restoringFiles are 1 together',
    ],
    [
      'a flag against its file',
      { activeBackupSets: [set('a.trn', true), { ...set('b.trn', true, 'Uploading') }] },
      'sets',
      'the set of b.trn is restored',
      'its file is Uploading',
    ],
    [
      'a flag against the status of its set',
      { activeBackupSets: [{ ...set('a.trn', true), restoreStatus: 'Queued' }] },
      'sets',
      'the set of a.trn is restored',
      'restoreStatus is Queued',
    ],
    [
      'an instance that is through',
      { miRestoreState: 'Completed' },
      'state',
      'migrationStatus is InProgress',
      'miRestoreState is Completed',
    ],
  ])('%s', (_name, details, about, one, other) => {
    expect(readDetails(details).contradictions).toEqual([{ about, statements: [one, other] }]);
  });

  test.each<[name: string, details: unknown]>([
    ['no details', undefined],
    ['nothing seen yet', { pendingLogBackupsCount: 0, queuedFiles: 1, pendingDiffBackupsCount: 0 }],
    ['one name in both spellings', { lastRestoredFilename: 'a', lastRestoredFileName: 'a' }],
    ['a file that was left out', { activeBackupSets: [set('a.trn', true, 'Ignored')] }],
  ])('%s contradicts nothing', (_name, details) => {
    expect(readDetails(details).contradictions).toBeUndefined();
  });
});
