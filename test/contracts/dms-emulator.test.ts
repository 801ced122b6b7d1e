import { startEmulator, type RunningEmulator } from '../../emulator/server';
import type { EmulatorOptions } from '../../emulator/options';
import { createArmClient } from '../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../shared/adapters/arm/arm-token';
import { createDmsEngine } from '../../shared/adapters/dms/dms-engine';
import type { CreateSpec, EngineTarget } from '../../shared/ports/migration-engine';
import { FakeContainers, putChain } from '../emulator/fake-backups';
import { describeMigrationEngine, type CountedRequest, type ServiceFault } from './migration-engine.contract';

const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-00000000f133/resourceGroups/rg/providers';
const SCOPE = `${SUBSCRIPTION}/Microsoft.Sql/managedInstances/mi1`;
const SERVICE = `${SUBSCRIPTION}/Microsoft.DataMigration/sqlMigrationServices/dms`;
const TARGET: EngineTarget = { scopeId: SCOPE, databaseName: 'Sales' };
const SPEC: CreateSpec = {
  engine: 'dms',
  sourceDatabaseName: 'Sales',
  migrationServiceId: SERVICE,
  storageAccountResourceId: `${SUBSCRIPTION}/Microsoft.Storage/storageAccounts/acct`,
  containerName: 'sales',
  authType: 'AccountKey',
  accountKey: 'not-a-real-key',
};
const KINDS: Readonly<Record<CountedRequest, string>> = {
  read: 'get',
  create: 'put',
  cutover: 'cutover',
  cancel: 'cancel',
  remove: 'delete',
};

async function control(
  emulator: RunningEmulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${emulator.url}/_control/${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

async function startStack(options: EmulatorOptions = {}) {
  const backups = new FakeContainers();
  const emulator = await startEmulator({ port: 0, scanIntervalMs: 0, backupReader: backups, ...options });
  const engine = createDmsEngine(
    createArmClient({ endpoint: emulator.url, credential: loopbackCredential() }),
  );
  const settle = async () => {
    await control(emulator, 'POST', 'clock', { advanceMs: 600_000 });
    await control(emulator, 'POST', 'clock', { advanceMs: 600_000 });
  };
  async function running() {
    putChain(backups, 2);
    const answer = await engine.create(TARGET, SPEC);
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    await settle();
    const reading = await engine.read(TARGET);
    if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
    await control(emulator, 'DELETE', 'requests');
    return { target: TARGET, operationId: reading.status.operationId ?? '' };
  }
  return { emulator, engine, backups, settle, running };
}

function toFault(fault: ServiceFault): object {
  if (fault.kind === 'lost') return { kind: fault.carriedOut ? 'resetAfter' : 'resetBefore' };
  return { ...fault };
}

describeMigrationEngine('new DMS against the emulator', async () => {
  const stack = await startStack();
  return {
    engine: stack.engine,
    absentTarget: { scopeId: SCOPE, databaseName: 'Absent' },
    spec: SPEC,
    now: () => Date.now(),
    running: stack.running,
    settle: stack.settle,
    async received(kind) {
      const log = (await control(stack.emulator, 'GET', `requests?kind=${KINDS[kind]}`)) as {
        requests: unknown[];
      };
      return log.requests.length;
    },
    async fault(kind, fault) {
      await control(stack.emulator, 'POST', 'faults', {
        ...toFault(fault),
        match: { operation: KINDS[kind] },
      });
    },
    close: () => stack.emulator.close(),
  };
});

describe('the new DMS against the emulator', () => {
  let stack: Awaited<ReturnType<typeof startStack>>;
  afterEach(() => stack.emulator.close());

  test('a migration as the details tell it, from nothing to a restored chain', async () => {
    stack = await startStack();
    await stack.engine.create(TARGET, SPEC);
    await control(stack.emulator, 'POST', 'clock', { advanceMs: 1000 });
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
    stack = await startStack({ details: 'minimal' });
    await stack.running();
    expect(await stack.engine.read(TARGET)).toMatchObject({
      kind: 'read',
      status: { pendingLogs: 0, lastRestoredFile: 'log2.trn', sets: [], containerName: 'sales' },
    });
  });

  test('a newer back end, which tells more', async () => {
    stack = await startStack({ details: 'newer' });
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
    stack = await startStack({ readyForCutover: true });
    await stack.running();
    expect(await stack.engine.read(TARGET)).toMatchObject({
      kind: 'read',
      status: { state: 'readyForCutover' },
    });
  });

  test('validation of a new migration, by the signed URL of its operation', async () => {
    stack = await startStack({ retryAfterSeconds: 1, creatingMs: 100 });
    const result = await stack.engine.createAndFollow(TARGET, SPEC, 10_000);
    expect(result).toEqual({ answer: { kind: 'accepted' }, validation: { kind: 'succeeded' } });
  });

  test('all pages of a service’s migrations', async () => {
    stack = await startStack({ pageSize: 2 });
    for (const databaseName of ['a', 'b', 'c', 'd', 'e']) {
      await stack.engine.create(
        { ...TARGET, databaseName },
        { ...SPEC, containerName: databaseName.repeat(3) },
      );
    }
    const list = await stack.engine.listMigrations(SERVICE);
    expect(list.kind === 'listed' && list.migrations.map((one) => one.databaseName).toSorted()).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
    ]);
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
    stack = await startStack();
    await stack.running();
    await control(stack.emulator, 'POST', 'faults', fault);
    expect(await stack.engine.read(TARGET)).toMatchObject({ kind: 'read', status: expected });
  });

  test('details without the pending count leave it unknown', async () => {
    stack = await startStack();
    await stack.running();
    const paths = [
      'properties.migrationStatusDetails.pendingLogBackupsCount',
      'migrationStatusDetails.pendingLogBackupsCount',
    ];
    await control(stack.emulator, 'POST', 'faults', { kind: 'omit', paths });
    const reading = await stack.engine.read(TARGET);
    expect(reading.kind === 'read' && reading.status.pendingLogs).toBeUndefined();
  });

  test('cut-off JSON is trouble', async () => {
    stack = await startStack();
    await stack.running();
    await control(stack.emulator, 'POST', 'faults', { kind: 'wrongJson', match: { operation: 'get' } });
    expect(await stack.engine.read(TARGET)).toMatchObject({ kind: 'trouble', code: 'unreadable' });
  });
});
