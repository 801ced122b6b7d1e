import { createDmsEngine } from '../../shared/adapters/dms/dms-engine';
import type { CreateSpec, EngineTarget } from '../../shared/ports/migration-engine';
import { putChain } from '../emulator/fake-backups';
import {
  emulatorHarness,
  PROVIDERS,
  SCOPE,
  startStack,
  type EmulatedEngine,
  type EmulatorStack,
} from './emulator-stack';
import { describeEngineSets, type SetTraits } from './migration-engine-sets.contract';
import { describeMigrationEngine } from './migration-engine.contract';

const SERVICE = `${PROVIDERS}/Microsoft.DataMigration/sqlMigrationServices/dms`;
const TARGET: EngineTarget = { scopeId: SCOPE, databaseName: 'Sales' };
const SPEC: CreateSpec = {
  engine: 'dms',
  sourceDatabaseName: 'Sales',
  migrationServiceId: SERVICE,
  storageAccountResourceId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`,
  containerName: 'sales',
  authType: 'AccountKey',
  accountKey: 'not-a-real-key',
};

const DMS: EmulatedEngine = {
  traits: {
    creates: 'yes',
    firstSeen: ['creating'],
    createsOver: { kind: 'refused', httpStatus: 409, code: 'OperationInProgress' },
    mode: 'told',
    countsWaitingLogs: true,
    // The requests name their run: the service compares it.
    otherRun: { kind: 'refused', httpStatus: 400, code: 'OperationIdNotFound' },
    noMigration: { kind: 'refused', httpStatus: 404, code: 'ResourceNotFound' },
    cutoverBeforeFull: { kind: 'refused', httpStatus: 400, code: 'MigrationNotReadyForCutoverError' },
    afterTheEnd: {
      cutover: { kind: 'refused', httpStatus: 400, code: 'CutoverNotAllowedMigrationCompleteError' },
      cancel: { kind: 'refused', httpStatus: 400, code: 'MigrationCancelFailed' },
    },
    secondCutover: { kind: 'refused', httpStatus: 409, code: 'OperationInProgress' },
    lateCancel: { kind: 'refused', httpStatus: 400, code: 'MigrationNotReadyForCancelError' },
    cancelRace: 'completes',
    canceling: 'canceling',
    canceled: 'canceled',
    retries: { kind: 'refused', httpStatus: 400, code: 'MigrationRetryNotAllowed' },
    cleanedUp: 'succeeded',
    carriesLastBackup: false,
    vanishes: 'alone',
  },
  target: TARGET,
  absentTarget: { scopeId: SCOPE, databaseName: 'Absent' },
  spec: SPEC,
  makeEngine: createDmsEngine,
  async start({ engine }) {
    const answer = await engine.create(TARGET, SPEC, Number.POSITIVE_INFINITY);
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
  },
  pendingMembers: ['pendingLogBackupsCount'],
  path: '/databaseMigrations/',
  async discard({ emulator }) {
    const path = `${SCOPE}/providers/Microsoft.DataMigration/databaseMigrations/Sales?api-version=2025-06-30&force=true`;
    const headers = { authorization: 'Bearer any' };
    const reply = await fetch(`${emulator.url}${path}`, { method: 'DELETE', headers });
    if (!reply.ok) throw new Error(`DELETE: ${reply.status}`);
  },
};

describeMigrationEngine('new DMS against the emulator', () => emulatorHarness(DMS));
describeMigrationEngine('new DMS against the emulator, newer details', () =>
  emulatorHarness(DMS, { details: 'newer', readyForCutover: true }),
);

/** Without sets only a second spelling says anything twice. */
const OF_NAMES: SetTraits['contradictions'] = [
  { about: 'lastRestored', while: 'running', says: { lastRestoredFileName: 'log1.trn' } },
];
/** With sets. */
const CONTRADICTIONS: SetTraits['contradictions'] = [
  { about: 'lastRestored', while: 'running', says: { lastRestoredFilename: 'log1.trn' } },
  {
    about: 'lastRestored',
    while: 'running',
    says: { 'lastRestoredBackupSetInfo.isBackupRestored': false },
  },
  { about: 'pending', while: 'pending', says: { pendingLogBackupsCount: 0 } },
  { about: 'full', while: 'running', says: { isFullBackupRestored: false } },
  { about: 'sets', while: 'running', says: { 'activeBackupSets.listOfBackupFiles.status': 'Uploading' } },
];
const OF_COUNTERS: SetTraits['contradictions'] = [
  { about: 'pending', while: 'running', says: { queuedFiles: 1 } },
  { about: 'lastRestored', while: 'running', says: { restoredFiles: 0 } },
  {
    about: 'pending',
    while: 'running',
    says: { lastUploadedFileName: 'log2.trn', lastUploadedFileTime: '2099-01-01T00:00:00Z' },
  },
  { about: 'state', while: 'running', says: { miRestoreState: 'Completed' } },
];
for (const [details, contradictions] of [
  ['minimal', OF_NAMES],
  ['sets', CONTRADICTIONS],
  ['newer', [...CONTRADICTIONS, ...OF_COUNTERS]],
] as const)
  describeEngineSets(
    `the new DMS, details ${details}`,
    { tellsIds: details !== 'minimal', contradictions },
    (setIds) => emulatorHarness(DMS, { details, setIds }),
  );

describe('the new DMS against the emulator', () => {
  let stack: EmulatorStack;
  afterEach(() => stack.emulator.close());

  test('a migration as the details tell it, from nothing to a restored chain', async () => {
    stack = await startStack(DMS);
    await stack.engine.create(TARGET, SPEC, Number.POSITIVE_INFINITY);
    await stack.control('POST', 'clock', { advanceMs: 1000 });
    const empty = await stack.engine.read(TARGET);
    expect(empty).toMatchObject({
      kind: 'read',
      status: { state: 'running', pendingLogs: 0, sets: [], containerName: 'sales' },
    });
    expect(empty.kind === 'read' && empty.status.fullRestored).toBeUndefined();
    putChain(stack.backups, 2);
    stack.backups.putForeign('readme.txt');
    await stack.settle();
    expect(await stack.engine.read(TARGET)).toMatchObject({
      kind: 'read',
      status: {
        fullRestored: true,
        pendingLogs: 0,
        lastRestoredFile: 'log2.trn',
        invalidFiles: ['readme.txt'],
      },
    });
  });

  test('a container of which the service tells the least: a name, a count, no sets', async () => {
    stack = await startStack(DMS, { details: 'minimal' });
    await stack.running();
    expect(await stack.engine.read(TARGET)).toMatchObject({
      kind: 'read',
      status: { pendingLogs: 0, lastRestoredFile: 'log2.trn', sets: [], containerName: 'sales' },
    });
  });

  test('a newer back end, which tells more', async () => {
    stack = await startStack(DMS, { details: 'newer' });
    await stack.running();
    expect(await stack.engine.read(TARGET)).toMatchObject({
      kind: 'read',
      status: {
        fullRestored: true,
        pendingLogs: 0,
        pendingDifferentials: 0,
        unrestorableFiles: 0,
        blockingReasons: [],
      },
    });
  });

  test('ReadyForCutover of newer back ends', async () => {
    stack = await startStack(DMS, { readyForCutover: true });
    await stack.running();
    expect(await stack.engine.read(TARGET)).toMatchObject({
      kind: 'read',
      status: { state: 'readyForCutover' },
    });
  });

  test.each([
    [
      'a reason that blocks',
      { kind: 'restoreBlockingReason', reason: 'no space left' },
      { blockingReasons: ['no space left'] },
    ],
    [
      'a failure and its diagnosis',
      { kind: 'fail' },
      { state: 'failed', failure: { cause: expect.stringContaining('storage account') } },
    ],
    ['a wait for a retry', { kind: 'retriable' }, { state: 'retriable' }],
  ])('%s', async (_name, fault, expected) => {
    stack = await startStack(DMS);
    await stack.running();
    await stack.control('POST', 'faults', fault);
    expect(await stack.engine.read(TARGET)).toMatchObject({ kind: 'read', status: expected });
  });

  test('cut-off JSON is trouble', async () => {
    stack = await startStack(DMS);
    await stack.running();
    await stack.control('POST', 'faults', { kind: 'wrongJson', match: { operation: 'get' } });
    expect(await stack.engine.read(TARGET)).toMatchObject({ kind: 'trouble', code: 'unreadable' });
  });
});
