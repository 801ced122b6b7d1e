import { createClassicEngine } from '../../shared/adapters/dms-classic/classic-engine';
import { evaluateChecks } from '../../shared/core/readiness/checks';
import type { EngineTarget } from '../../shared/ports/migration-engine';
import { aControl, aReadyFacts } from '../support/facts';
import {
  emulatorHarness,
  PROVIDERS,
  SCOPE,
  startStack,
  type EmulatedEngine,
  type EmulatorStack,
} from './emulator-stack';
import { describeEngineSets } from './migration-engine-sets.contract';
import { describeMigrationEngine } from './migration-engine.contract';

const SHARE = '\\\\sql1.contoso.example\\backup';
const TASKS = `${PROVIDERS}/Microsoft.DataMigration/services/dms/projects/p/tasks`;
const TARGET: EngineTarget = {
  scopeId: SCOPE,
  databaseName: 'Sales-mi',
  taskId: `${TASKS}/t`,
  sourceDatabaseName: 'Sales',
};
const NOT_SENT = { kind: 'notSent' } as const;
const OPTIONS = { shares: { [SHARE]: 'sales' }, restoreBytesPerSecond: 1000 };

const CLASSIC: EmulatedEngine = {
  traits: {
    creates: 'never',
    firstSeen: [],
    createsOver: NOT_SENT,
    mode: 'told',
    countsWaitingLogs: true,
    // Neither names a run, and a cancel ends whatever the task carries: the adapter looks before it sends one.
    otherRun: NOT_SENT,
    noMigration: NOT_SENT,
    cutoverBeforeFull: { kind: 'refused', httpStatus: 400, code: 'BadRequest' },
    afterTheEnd: { cutover: { kind: 'refused', httpStatus: 400, code: 'BadRequest' }, cancel: NOT_SENT },
    secondCutover: { kind: 'refused', httpStatus: 400, code: 'BadRequest' },
    lateCancel: NOT_SENT,
    cancelRace: 'completes',
    // The service has no word for it.
    canceling: 'running',
    canceled: 'canceled',
    retries: NOT_SENT,
    // The task stays and has succeeded, but nothing is told of its database any more.
    cleanedUp: 'unknown',
    carriesLastBackup: false,
    vanishes: 'alone',
  },
  target: TARGET,
  absentTarget: { ...TARGET, databaseName: 'Absent', taskId: `${TASKS}/absent` },
  spec: { engine: 'lrs', containerUri: 'https://acct.blob.core.windows.net/sales' },
  makeEngine: createClassicEngine,
  start: (stack) => putTask(stack, [['Sales', 'Sales-mi']]),
  pendingMembers: ['activeBackupSets'],
  path: '/tasks/',
  async discard({ emulator }) {
    await send(emulator.url, 'DELETE', '&deleteRunningTasks=true');
  },
};

async function putTask(
  { emulator }: EmulatorStack,
  databases: readonly (readonly [string, string])[],
): Promise<void> {
  await send(emulator.url, 'PUT', '', {
    properties: {
      taskType: 'Migrate.SqlServer.AzureSqlDbMI.Sync.LRS',
      input: {
        selectedDatabases: databases.map(([name, restoreDatabaseName]) => ({ name, restoreDatabaseName })),
        backupFileShare: { userName: 'u', password: 'not-real', path: SHARE },
        storageResourceId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`,
        sourceConnectionInfo: { type: 'SqlConnectionInfo', dataSource: 'sql1.contoso.example' },
        targetConnectionInfo: { type: 'MiSqlConnectionInfo', managedInstanceResourceId: SCOPE },
        azureApp: { applicationId: 'a', appKey: 'not-real', tenantId: 't' },
      },
    },
  });
}

/** Writes the task itself, which the adapter never does. */
async function send(url: string, method: string, query: string, body?: object): Promise<void> {
  const reply = await fetch(`${url}${TASKS}/t?api-version=2018-07-15-preview${query}`, {
    method,
    headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${method}: ${reply.status} ${await reply.text()}`);
}

describeMigrationEngine('classic DMS against the emulator', () => emulatorHarness(CLASSIC, OPTIONS));
describeEngineSets(
  'the classic DMS',
  {
    tellsIds: true,
    contradictions: [
      { about: 'full', while: 'running', says: { isFullBackupRestored: false } },
      {
        about: 'lastRestored',
        while: 'running',
        says: { 'lastRestoredBackupSetInfo.isBackupRestored': false },
      },
      { about: 'sets', while: 'running', says: { 'activeBackupSets.listOfBackupFiles.status': 'Uploading' } },
    ],
  },
  (setIds) => emulatorHarness(CLASSIC, { ...OPTIONS, setIds }),
);

describe('the classic DMS against the emulator', () => {
  let stack: EmulatorStack;
  const OTHER: EngineTarget = { ...TARGET, databaseName: 'HR-mi', sourceDatabaseName: 'HR' };
  const deadline = () => Date.now() + 30_000;
  async function status(target: EngineTarget) {
    const reading = await stack.engine.read(target);
    if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
    return reading.status;
  }
  beforeEach(async () => {
    stack = await startStack(CLASSIC, OPTIONS);
  });
  afterEach(() => stack.emulator.close());

  test('the container that stands for the share, and LSNs with all their digits', async () => {
    stack.backups.put('full.bak', {
      guid: '9fceb4b8-3864-45b6-bd35-998619297164',
      type: 'full',
      first: '486000000131000037',
      last: '486000000132600001',
    });
    await stack.empty();
    expect(await status(TARGET)).toMatchObject({
      containerName: 'sales',
      sets: [{ firstLsn: 486000000131000037n, lastLsn: 486000000132600001n }],
    });
  });

  test('of several databases in a task each is cut over by itself, and none cancels the others', async () => {
    await stack.running();
    await send(stack.emulator.url, 'DELETE', '&deleteRunningTasks=true');
    await putTask(stack, [
      ['Sales', 'Sales-mi'],
      ['HR', 'HR-mi'],
    ]);
    await stack.settle();
    const { operationId = '' } = await status(TARGET);
    const order = { operationId, lastBackupName: 'log2.trn', deadline: deadline() };
    expect(await stack.engine.cancel(TARGET, operationId, deadline())).toMatchObject({ kind: 'notSent' });
    expect(await stack.engine.cutover(TARGET, order)).toEqual({ kind: 'accepted' });
    await stack.settle();
    expect([(await status(TARGET)).state, (await status(OTHER)).state]).toEqual(['succeeded', 'running']);
    expect(await stack.control('GET', 'requests?kind=cutover')).toMatchObject({
      requests: [{ engine: 'dms-classic', database: 'Sales-mi', accepted: true }],
    });
    expect(await stack.engine.discover(`${TASKS}/t`)).toMatchObject({
      kind: 'found',
      migrations: [{ target: TARGET }, { target: OTHER }],
    });
  });

  test('an answer without commands leaves open whether a change is under way; the row shows a cutover all the same', async () => {
    const { operationId } = await stack.running();
    await stack.control('POST', 'faults', {
      kind: 'omit',
      paths: ['commands'],
      times: 'forever',
      match: { operation: 'get' },
    });
    const silent = await status(TARGET);
    expect([silent.state, silent.atRest]).toEqual(['running', undefined]);
    const facts = aReadyFacts({
      at: silent.asOf,
      engine: { kind: 'read', status: silent },
      control: aControl({ operationId }),
    });
    const unknown = evaluateChecks(facts).filter(({ state }) => state === 'unknown');
    expect(unknown.map(({ code, cause }) => [code, cause])).toContainEqual(['engine.running', 'commands']);
    expect(await stack.engine.cancel(TARGET, operationId, deadline())).toMatchObject({
      kind: 'notSent',
      reason: 'the service does not report the commands of the task',
    });
    const order = { operationId, lastBackupName: 'log2.trn', deadline: deadline() };
    expect(await stack.engine.cutover(TARGET, order)).toEqual({ kind: 'accepted' });
    await stack.settle();
    expect((await status(TARGET)).state).toBe('succeeded');
  });

  test('a failure and what the service says blocks it', async () => {
    await stack.running();
    await stack.control('POST', 'faults', { kind: 'restoreBlockingReason', reason: 'System Error 53' });
    expect((await status(TARGET)).blockingReasons).toEqual(['System Error 53']);
    await stack.control('DELETE', 'faults');
    await stack.control('POST', 'faults', { kind: 'fail', code: 'SomeCode', message: 'It broke.' });
    const failed = await status(TARGET);
    expect(failed.state).toBe('failed');
    expect(failed.blockingReasons.join(' ')).toContain('It broke.');
  });
});
