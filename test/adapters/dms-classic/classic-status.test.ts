import { fitTask } from '../../../shared/adapters/dms-classic/classic-databases';
import { toEngineStatus } from '../../../shared/adapters/dms-classic/classic-status';
import { readClassicBody } from '../../../shared/adapters/dms-classic/classic-wire';
import { parseLongIntegers } from '../../../shared/adapters/dms-classic/long-integers';
import { contradiction } from '../../../shared/core/engine/contradictions';
import type { EngineTarget } from '../../../shared/ports/migration-engine';
import {
  COMPLETE,
  databaseRow,
  fileOf,
  inputOf,
  migrationRow,
  RUN,
  setOf,
  TARGET,
  taskOf,
} from './classic-fixture';

const AS_OF = '2026-11-21T00:00:00.000Z';
type Body = Readonly<Record<string, unknown>>;

function bodyOf(properties: unknown) {
  const bodyText = JSON.stringify({ properties });
  const answer = { kind: 'answer', status: 200, emptyBody: false, bodyText } as const;
  return readClassicBody({ ...answer, json: parseLongIntegers(bodyText) });
}

function read(properties: Body, commands: unknown = [], target: EngineTarget = TARGET) {
  return readExactly({ ...properties, commands }, target);
}
function readExactly(properties: Body, target: EngineTarget = TARGET) {
  const body = bodyOf(properties);
  if (body.kind !== 'task') throw new Error(body.kind);
  const fit = fitTask(body.task, target);
  if (fit.kind === 'unfit') throw new Error(fit.reason);
  return toEngineStatus(body.task, fit.database, body.task.commands, AS_OF);
}
const readRow = (over: Body) => read(taskOf({ output: [migrationRow(), databaseRow(over)] }));

test('a migration with everything restored', () => {
  const { sets, lastRestoredSet, ...status } = read(taskOf());
  expect(status).toEqual({
    kind: 'dms-classic',
    asOf: AS_OF,
    state: 'running',
    rawState: 'LOG_FILES_UPLOADING',
    provisioningState: 'Running',
    atRest: true,
    online: true,
    operationId: RUN,
    sourceDatabaseName: 'Sales',
    containerName: 'b6468d15-a49e-45e3-96c3-5a596dcaa8b5',
    fullRestored: true,
    pendingLogs: 0,
    pendingDifferentials: 0,
    invalidFiles: [],
    lastRestoredFile: 'log2.trn',
    blockingReasons: [],
    startedOn: '2019-02-11T20:42:15.927Z',
  });
  expect(sets.map(({ type, restored }) => [type, restored])).toEqual([
    ['log', true],
    ['log', true],
    ['full', true],
  ]);
  expect(lastRestoredSet?.backupSetId).toBe('id-of-log2.trn');
});

describe('pending', () => {
  const uploaded = (file: string, over: Body = {}) =>
    setOf(file, { isBackupRestored: false, listOfBackupFiles: [fileOf(file, 'Uploaded')], ...over });

  test.each<[string, Body, number | undefined, number | undefined]>([
    ['everything restored', {}, 0, 0],
    ['no list', { activeBackupSets: undefined }, undefined, undefined],
    ['a null list', { activeBackupSets: null }, undefined, undefined],
    ['an empty list', { activeBackupSets: [] }, 0, 0],
    ['two logs', { activeBackupSets: [uploaded('a'), uploaded('b'), setOf('c')] }, 2, 0],
    ['a log without a flag', { activeBackupSets: [setOf('a', { isBackupRestored: undefined })] }, 1, 0],
    [
      'a log whose flag and file contradict each other',
      { activeBackupSets: [setOf('a', { listOfBackupFiles: [fileOf('a', 'Restoring')] })] },
      1,
      0,
    ],
    [
      'a file in a state nobody knows',
      { activeBackupSets: [setOf('a', { listOfBackupFiles: [fileOf('a', 'Beamed')] })] },
      1,
      0,
    ],
    ['a differential', { activeBackupSets: [uploaded('a', { backupType: 'DifferentialDatabase' })] }, 0, 1],
    ['a set of no type', { activeBackupSets: [uploaded('a', { backupType: undefined })] }, 1, 0],
    ['a set of another type', { activeBackupSets: [uploaded('a', { backupType: 'Partial' })] }, 1, 0],
    ['a full', { activeBackupSets: [uploaded('a', { backupType: 'Database' })] }, 0, 0],
  ])('%s', (_name, over, logs, differentials) =>
    expect(readRow(over)).toMatchObject({ pendingLogs: logs, pendingDifferentials: differentials }),
  );

  test('the full and the last restored set are listed, whether active or not', () => {
    const { sets } = readRow({ activeBackupSets: [setOf('log1.trn')] });
    expect(sets.map((set) => set.backupSetId)).toEqual([
      'id-of-log1.trn',
      'id-of-full.bak',
      'id-of-log2.trn',
    ]);
  });

  test.each<[string, Body, Body]>([
    ['its id in lower case', { backupSetId: 'AB-12' }, { backupSetId: 'ab-12' }],
    ['both LSNs', { firstLSN: 3, lastLSN: 4 }, { firstLsn: 3n, lastLsn: 4n }],
    [
      'one file of two restored',
      { listOfBackupFiles: [fileOf('a'), fileOf('b', 'Uploaded')] },
      { restored: false },
    ],
    ['a flag that denies it', { isBackupRestored: false }, { restored: false }],
    ['no flag', { isBackupRestored: null }, { restored: undefined }],
    [
      'a file that tells nothing',
      { listOfBackupFiles: [{}] },
      { files: [{ name: '', state: 'pending', rawState: '' }] },
    ],
    ['no type', { backupType: null }, { type: undefined }],
  ])('a set with %s', (_name, over, expected) => {
    const { sets } = readRow({ activeBackupSets: [setOf('x', over)] });
    expect({ restored: undefined, type: undefined, ...sets[0] }).toMatchObject(expected);
  });

  test('sets are the same by id, whatever its case, and without one by their files', () => {
    const listed = (active: Body, last: Body) =>
      readRow({
        activeBackupSets: [setOf('x', active)],
        fullBackupSetInfo: null,
        lastRestoredBackupSetInfo: setOf('x', last),
      }).sets.length;
    const file = (fileLocation: unknown) => ({ backupSetId: null, listOfBackupFiles: [{ fileLocation }] });
    expect(listed({ backupSetId: 'A' }, { backupSetId: 'a' })).toBe(1);
    expect(listed({ backupSetId: 'A' }, { backupSetId: 'B' })).toBe(2);
    expect(listed(file('a'), file('a'))).toBe(1);
    expect(listed(file('a'), file('b'))).toBe(2);
    expect(listed(file(null), file(null))).toBe(2);
    const two = (...locations: string[]) => ({
      backupSetId: null,
      listOfBackupFiles: locations.map((fileLocation) => ({ fileLocation })),
    });
    expect(listed(two('a', 'b'), two('a', 'b'))).toBe(1);
    expect(listed(two('a', 'b'), two('ab'))).toBe(2);
    const untold = { backupSetId: null, listOfBackupFiles: null };
    expect(listed(untold, untold)).toBe(2);
  });

  test('names that are empty name nothing', () => {
    const nameless = setOf('x', { listOfBackupFiles: [{ fileLocation: '', status: 'Restoring' }] });
    const row = databaseRow({
      containerName: '',
      activeBackupSets: [nameless],
      lastRestoredBackupSetInfo: setOf('x', {
        listOfBackupFiles: [{ fileLocation: '', status: 'Restored' }],
      }),
    });
    const status = read(taskOf({ taskId: '', output: [row] }));
    expect([status.operationId, status.containerName, status.lastRestoredFile, status.restoringFile]).toEqual(
      [undefined, undefined, undefined, undefined],
    );
  });

  test.each<[string, Body, object]>([
    ['without rows', { output: null }, { state: 'unknown', rawState: 'Running' }],
    ['without its row', { output: [] }, { state: 'creating', rawState: 'Running' }],
    ['with its row', {}, { state: 'running', rawState: 'LOG_FILES_UPLOADING' }],
  ])('the words of a task %s', (_name, over, expected) => expect(read(taskOf(over))).toMatchObject(expected));

  test('nothing is known without a row', () => {
    const status = read(taskOf({ output: [migrationRow()] }));
    expect(status).toMatchObject({ state: 'creating', sets: [] });
    expect(status.pendingLogs).toBeUndefined();
    expect(status.fullRestored).toBeUndefined();
  });
});

describe('the full backup', () => {
  const full = (over: Body) => setOf('full.bak', { backupType: 'Database', ...over });
  test.each<[string, Body, boolean | undefined]>([
    ['restored', {}, true],
    ['not restored', { isFullBackupRestored: false }, false],
    ['not told', { isFullBackupRestored: undefined }, undefined],
    ['told as text', { isFullBackupRestored: 'true' }, undefined],
    [
      'denied by its set',
      { fullBackupSetInfo: full({ isBackupRestored: false }), activeBackupSets: [] },
      false,
    ],
    [
      'denied by a file',
      { fullBackupSetInfo: full({ listOfBackupFiles: [fileOf('f', 'Restoring')] }), activeBackupSets: [] },
      false,
    ],
    [
      'told, and another full has come since',
      { activeBackupSets: [full({ backupSetId: 'x', isBackupRestored: false })] },
      true,
    ],
  ])('%s', (_name, over, expected) => expect(readRow(over).fullRestored).toBe(expected));
});

describe('what was restored last', () => {
  test.each<[string, unknown, string | undefined]>([
    ['a set', setOf('log2.trn'), 'log2.trn'],
    ['nothing', null, undefined],
    ['a set without files', setOf('x', { listOfBackupFiles: undefined }), undefined],
    ['a set that is not restored after all', setOf('x', { isBackupRestored: false }), undefined],
    ['a path with slashes', setOf('sub/dir/log7.trn'), 'log7.trn'],
  ])('%s', (_name, last, file) =>
    expect(readRow({ lastRestoredBackupSetInfo: last }).lastRestoredFile).toBe(file),
  );

  test('a file being restored is named', () => {
    const restoring = setOf('log3.trn', {
      isBackupRestored: false,
      listOfBackupFiles: [fileOf('log3.trn', 'Restoring')],
    });
    expect(readRow({ activeBackupSets: [setOf('log2.trn'), restoring] }).restoringFile).toBe('log3.trn');
  });

  test.each([
    [486000000131000037n, '486000000131000037', 486000000131000037n],
    ['as text', '"486000000131000037"', 486000000131000037n],
    ['zero', '0', undefined],
    ['negative', '-486000000131000037', undefined],
    ['no whole number', '1.5', undefined],
    ['null', 'null', undefined],
  ])('an LSN that is %s', (_name, digits, lsn) => {
    const text = JSON.stringify({ properties: taskOf() }).replaceAll('"firstLSN":1', `"firstLSN":${digits}`);
    const answer = { kind: 'answer', status: 200, emptyBody: false, bodyText: text, json: {} } as const;
    const body = readClassicBody(answer);
    if (body.kind !== 'task') throw new Error(body.kind);
    const fit = fitTask(body.task, TARGET);
    if (fit.kind === 'unfit') throw new Error(fit.reason);
    const status = toEngineStatus(body.task, fit.database, [], AS_OF);
    expect(status.lastRestoredSet?.firstLsn).toBe(lsn);
    expect(status.sets.map((set) => set.firstLsn)).toEqual([lsn, lsn, lsn]);
  });
});

describe('at rest', () => {
  const command = (state: unknown, name?: string, commandType = COMPLETE) => ({
    commandType,
    state,
    ...(name !== undefined && { input: { sourceDatabaseName: name } }),
  });
  test.each<[string, Body, unknown, boolean | undefined, string]>([
    ['no command', {}, [], true, 'running'],
    ['commands null', {}, null, undefined, 'running'],
    ['asked for, accepted', {}, [command('Accepted', 'sales')], false, 'completing'],
    ['asked for, running', {}, [command('Running', 'Sales')], false, 'completing'],
    ['asked for, in a state nobody knows', {}, [command('Novel', 'Sales')], false, 'completing'],
    ['asked for and done, the row lags', {}, [command('Succeeded', 'Sales')], true, 'completing'],
    ['asked for in vain', {}, [command('Failed', 'Sales')], true, 'running'],
    ['asked for another database', {}, [command('Accepted', 'Other')], true, 'running'],
    ['asked for a database that is not named', {}, [command('Accepted')], false, 'completing'],
    ['another command', {}, [command('Running', 'Sales', 'novel')], false, 'running'],
    ['a command of no type', {}, [{ state: 'Running' }], false, 'running'],
    ['the task is queued', { state: 'Queued' }, [], false, 'unknown'],
    ['the task is not told', { state: undefined }, [], undefined, 'unknown'],
  ])('%s', (_name, over, commands, atRest, state) =>
    expect(read(taskOf(over), commands)).toMatchObject({ atRest, state }),
  );

  test('commands that are not told leave it open', () =>
    expect(readExactly(taskOf())).toMatchObject({ atRest: undefined, state: 'running' }));

  test.each<[string, Body, unknown, string | undefined]>([
    ['an open one', {}, [command('Accepted', 'Sales', 'novel')], 'Running, novel Accepted'],
    ['one that is done', {}, [command('Succeeded', 'Sales', 'novel')], 'Running'],
    ['one that tells nothing', {}, [{}], 'Running, a command in no state'],
    ['none', {}, [], 'Running'],
    ['an open one, and no word for the task', { state: null }, [command('Accepted')], undefined],
  ])('commands beside the task’s word: %s', (_name, over, commands, words) =>
    expect(read(taskOf(over), commands).provisioningState).toBe(words),
  );

  test('what has ended stays ended, whatever was asked for', () => {
    const row = databaseRow({ migrationState: 'FAILED' });
    expect(read(taskOf({ output: [row] }), [command('Accepted', 'Sales')]).state).toBe('failed');
  });
});

describe('what speaks against a cutover', () => {
  const error = (message: string, over: Body = {}) => ({
    message,
    hResult: -2146233088,
    stackTrace: 'at x',
    ...over,
  });
  const errorRow = (id: string | undefined, message: string) => ({
    id,
    error: error(message),
    resultType: 'ErrorOutput',
  });
  const both = [migrationRow(), databaseRow(), databaseRow({}, 'Other')];

  test.each<[string, Body, readonly string[]]>([
    ['an exception', { output: [databaseRow({ exceptionsAndWarnings: [error('broken')] })] }, ['broken']],
    [
      'what to do about it',
      { output: [databaseRow({ exceptionsAndWarnings: [error('a', { actionableMessage: 'b' })] })] },
      ['a b'],
    ],
    ['an error row', { output: [databaseRow(), errorRow('der|Sales|1', 'broken')] }, ['broken']],
    ['an error row of nobody', { output: [databaseRow(), errorRow(undefined, 'broken')] }, ['broken']],
    ['an error row of another database', { output: [...both, errorRow('der|Other|1', 'broken')] }, []],
    [
      'an error of the task with details',
      { errors: [{ code: 'X', message: 'y', details: [{ code: 'Z', message: 'w' }] }] },
      ['X: y', 'Z: w'],
    ],
    ['an error that is a text', { errors: 'broken' }, ['broken']],
    ['an error of an unexpected type', { errors: [{ why: 1 }] }, ['{"why":1}']],
    ['the same twice', { errors: ['broken', 'broken'] }, ['broken']],
    [
      'a state of the whole migration',
      { output: [migrationRow({ state: 'Warning' }), databaseRow()] },
      ['the migration is in state Warning'],
    ],
    [
      'a command that failed',
      { commands: [{ commandType: COMPLETE, state: 'Failed', output: { errors: [error('not yet')] } }] },
      ['not yet'],
    ],
    [
      'a command that failed without a reason',
      { commands: [{ commandType: COMPLETE, state: 'Failed', output: { errors: [] } }] },
      [`the command ${COMPLETE} failed`],
    ],
    [
      'a command of another database that failed',
      { commands: [{ commandType: COMPLETE, state: 'Failed', input: { sourceDatabaseName: 'Other' } }] },
      [],
    ],
    ['nothing', { errors: null }, []],
    ['a command that has not failed', { commands: [{ commandType: COMPLETE, state: 'Running' }] }, []],
    [
      'a nameless command that failed',
      { commands: [{ state: 'Failed' }] },
      ['the command without a name failed'],
    ],
    ['a state that the whole migration does not report', { output: [migrationRow({ state: null })] }, []],
    [
      'a state of something else',
      { output: [databaseRow(), { resultType: 'MigrationReportResult', state: 'Failed' }] },
      [],
    ],
    ['no output', { output: null }, []],
    ['empty errors', { errors: [{ code: '', message: null, details: [] }, ''] }, []],
  ])('%s', (_name, over, reasons) =>
    expect(read(taskOf(over), over['commands'] ?? []).blockingReasons).toEqual(reasons),
  );

  test('a failure comes with its diagnosis, the one that has one first', () => {
    const errors = [{ code: 'X', message: 'y' }, { message: 'System Error 53 has occurred' }];
    const { failure, state } = read(taskOf({ state: 'Failed', errors }));
    expect(state).toBe('failed');
    expect(failure).toMatchObject({
      code: '',
      message: 'System Error 53 has occurred',
      cause: expect.stringContaining('file share'),
    });
  });

  test('a running migration has no failure, only reasons', () =>
    expect(read(taskOf({ errors: ['x'] })).failure).toBeUndefined());

  test('texts lose their secrets', () => {
    const { blockingReasons } = read(
      taskOf({ errors: ['GET https://a.blob.core.windows.net/c?sig=HUSH Password=HUSH'] }),
    );
    expect(blockingReasons).toEqual(['GET https://a.blob.core.windows.net/c?[hidden] Password=[hidden]']);
  });
});

describe('the task and its databases', () => {
  const two = taskOf({
    input: inputOf(['Sales', 'Other']),
    output: [databaseRow({ isFullBackupRestored: false }, 'Other'), databaseRow()],
  });

  test('each database has its own reading', () => {
    expect(read(two).fullRestored).toBe(true);
    const other = { ...TARGET, sourceDatabaseName: 'OTHER', databaseName: 'otherMI' };
    expect(read(two, [], other)).toMatchObject({ fullRestored: false, sourceDatabaseName: 'Other' });
  });

  test('a row names its database in its id, too', () => {
    const row = databaseRow({ sourceDatabaseName: undefined, resultType: undefined });
    expect(read(taskOf({ output: [row] })).pendingLogs).toBe(0);
  });

  test('a row of another type is none of the database, whatever its id', () => {
    const row = { id: 'db|Sales', resultType: 'DatabaseLevelErrorOutput', migrationState: 'COMPLETED' };
    expect(read(taskOf({ output: [databaseRow(), row] })).state).toBe('running');
  });

  test.each<[string, Body]>([
    ['no input', { input: null }],
    [
      'a nameless one beside it',
      {
        input: { ...inputOf(['Sales']), selectedDatabases: [{ name: '' }, {}, { name: 'sALES' }] },
        output: [databaseRow(), databaseRow({ sourceDatabaseName: '' })],
      },
    ],
  ])('a database fits with %s, for what is not told contradicts nothing', (_name, over) => {
    const untold = { ...taskOf(over) };
    expect(read(untold, [], { ...TARGET, sourceDatabaseName: undefined }).pendingLogs).toBe(0);
  });

  test('the only database needs no name', () =>
    expect(read(taskOf(), [], { ...TARGET, sourceDatabaseName: undefined }).sourceDatabaseName).toBe(
      'Sales',
    ));

  const otherInstance = '/subscriptions/s/resourceGroups/r/providers/Microsoft.Sql/managedInstances/x';
  test.each<[string, Body, Partial<EngineTarget>, string]>([
    ['another database', two, { sourceDatabaseName: 'Shop' }, 'the task carries Sales, Other, not Shop'],
    [
      'several databases and no name',
      two,
      { sourceDatabaseName: undefined },
      'the task carries 2 databases (Sales, Other), and none of them was named',
    ],
    ['no database', taskOf({ input: null, output: null }), {}, 'the task names no database'],
    [
      'another name on the target',
      two,
      { databaseName: 'Shop' },
      'the task restores Sales as SalesMi, not as Shop',
    ],
    [
      'another instance',
      two,
      { scopeId: otherInstance },
      expect.stringMatching(/^the task restores to .*\/mi1, not to .*\/x$/),
    ],
  ])('%s does not fit', (_name, properties, over, reason) => {
    const body = bodyOf(properties);
    if (body.kind !== 'task') throw new Error(body.kind);
    expect(fitTask(body.task, { ...TARGET, ...over })).toEqual({ kind: 'unfit', reason });
  });

  test.each([
    [
      'another type',
      { taskType: 'Migrate.SqlServer.SqlDb', output: 7 },
      { kind: 'otherType', found: 'Migrate.SqlServer.SqlDb' },
    ],
    ['no type', taskOf({ taskType: undefined }), { kind: 'otherType', found: undefined }],
    ['output that is no list', taskOf({ output: {} }), { kind: 'unreadable' }],
    [
      'sets that are no list',
      taskOf({ output: [databaseRow({ activeBackupSets: 1 })] }),
      { kind: 'unreadable' },
    ],
    ['nothing', undefined, { kind: 'unreadable' }],
  ])('a body with %s', (_name, properties, expected) => expect(bodyOf(properties)).toEqual(expected));
});

describe('statements that exclude each other', () => {
  const open = (flag: boolean) =>
    setOf('log2.trn', { isBackupRestored: flag, listOfBackupFiles: [fileOf('log2.trn', 'Uploading')] });
  test.each<[name: string, row: Body, about: string, one: string, other: string]>([
    [
      'a full that is restored, and is not',
      { isFullBackupRestored: true, fullBackupSetInfo: open(false) },
      'full',
      'isFullBackupRestored is true',
      'fullBackupSetInfo is not restored',
    ],
    [
      'a last set that is not restored',
      { lastRestoredBackupSetInfo: open(false) },
      'lastRestored',
      'the set restored last is that of log2.trn',
      'this set is not restored',
    ],
    [
      'a flag against its file',
      { activeBackupSets: [open(true)] },
      'sets',
      'the set of log2.trn is restored',
      'its file is Uploading',
    ],
  ])('%s', (_name, row, about, one, other) => {
    expect(readRow(row).contradictions).toEqual([{ about, statements: [one, other] }]);
  });
});

describe('two rows of one database', () => {
  const waiting = {
    activeBackupSets: [
      setOf('log2.trn', { isBackupRestored: false, listOfBackupFiles: [fileOf('log2.trn', 'Arrived')] }),
    ],
  };
  const rows = (...more: readonly Body[]) =>
    read(taskOf({ output: [migrationRow(), ...more.map((row) => databaseRow(row))] }));

  test.each([
    ['the one with less to do last', [waiting, {}]],
    ['the one with less to do first', [{}, waiting]],
    ['an end beside it', [{}, { migrationState: 'COMPLETED' }]],
    ['three of them', [waiting, {}, {}]],
  ])('that differ: neither is believed, %s', (_name, more) => {
    const status = rows(...more);
    expect(status).toMatchObject({ state: 'unknown', atRest: true });
    for (const subject of ['state', 'full', 'pending', 'lastRestored', 'sets'] as const)
      expect(contradiction(status, [subject])).toMatch(
        /^the service contradicts itself: it says that one row of the database is \S+ with .*, and that another row of the database is /,
      );
  });

  test('that say the same are one', () => {
    expect(rows({}, {})).toEqual(rows({}));
  });
});
