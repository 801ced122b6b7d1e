import type { EngineSet } from '../../shared/core/engine/engine-status';
import type { EngineReading } from '../../shared/core/engine/reading';
import { guid } from '../emulator/fake-backups';
import { MemoryEngine, type MemoryMigration, type ScriptedAnswer } from '../support/memory-engine';
import type { EngineTraits, MigrationEngineHarness, ServiceFault } from './engine-harness';
import { describeEngineSets, type SetIds } from './migration-engine-sets.contract';
import { describeMigrationEngine } from './migration-engine.contract';

const SCOPE = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi1';
const target = { scopeId: SCOPE, databaseName: 'Sales' };

const TRAITS: EngineTraits = {
  creates: 'yes',
  firstSeen: ['creating'],
  createsOver: { kind: 'refused', httpStatus: 409, code: 'OperationInProgress' },
  mode: 'told',
  countsWaitingLogs: true,
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
  carriesLastBackup: true,
  vanishes: 'alone',
};

const RESTORED = {
  fullRestored: true,
  pendingLogs: 0,
  lastRestoredFile: 'log2.trn',
  migrationServiceId: '/s',
};

/** The full and so many logs as restored, the rest as waiting; under ids of the headers, or of the service. */
function told(ids: SetIds, logs: number): Partial<MemoryMigration> {
  const sets = ['full.bak', 'log1.trn', 'log2.trn'].map((name, index): EngineSet => {
    const restored = index <= logs;
    const state = restored ? 'restored' : 'pending';
    return {
      backupSetId: guid((index === 0 ? 1 : 100 + index) + (ids === 'own' ? 5000 : 0)),
      type: index === 0 ? 'full' : 'log',
      restored,
      files: [{ name, state, rawState: state }],
      ignoreReasons: [],
    };
  });
  return { sets, lastRestoredSet: sets[logs] };
}

describeMigrationEngine('in memory', () => memoryHarness());
describeEngineSets(
  'the engine in memory',
  {
    tellsIds: true,
    contradictions: [
      { about: 'lastRestored', while: 'running', says: { lastRestoredFile: 'log1.trn' } },
      { about: 'pending', while: 'pending', says: { pendingLogs: 0 } },
      { about: 'full', while: 'running', says: { fullRestored: false } },
    ],
  },
  memoryHarness,
);

async function memoryHarness(ids?: SetIds): Promise<MigrationEngineHarness> {
  const engine = new MemoryEngine();
  let racing = false;
  let completes = true;
  let instead: EngineReading | undefined;
  const read = engine.read.bind(engine);
  engine.read = async (...order) => instead ?? read(...order);
  /** Puts a migration there and tells the run it is in. */
  async function put(facts: Partial<MemoryMigration>) {
    engine.set(target, facts);
    const reading = await engine.read(target);
    return { target, operationId: reading.kind === 'read' ? (reading.status.operationId ?? '') : '' };
  }
  return {
    engine,
    traits: TRAITS,
    absentTarget: { scopeId: SCOPE, databaseName: 'Absent' },
    spec: {
      engine: 'dms',
      sourceDatabaseName: 'Sales',
      migrationServiceId: '/s',
      storageAccountResourceId: '/a',
      containerName: 'sales',
      authType: 'ManagedIdentity',
    },
    now: () => Date.now(),
    running: () => put({ ...RESTORED, ...(ids && told(ids, 2)) }),
    pending: () =>
      put({ ...RESTORED, pendingLogs: 1, lastRestoredFile: 'log1.trn', ...(ids && told(ids, 1)) }),
    empty: () => put({ pendingLogs: 0 }),
    renewed: () => put({ operationId: '99999999-2222-4333-8444-555555555555' }),
    async settle() {
      if (racing) engine.set(target, { state: 'completing' });
      if (completes) engine.settle();
    },
    received: async (kind) => (kind === 'operation' ? 0 : engine.count(kind)),
    cutoverNames: async () =>
      engine.requests.filter(({ kind }) => kind === 'cutover').map((request) => request.lastBackupName),
    async fault(kind, fault) {
      if (kind === 'operation') throw new Error('the memory engine has no long-running operations');
      if (kind === 'read') engine.scriptReadings(toReading(fault));
      else engine.scriptAnswers(kind, toAnswer(fault));
    },
    throttleOperations: async () => undefined,
    silencePending: async () => engine.set(target, { pendingLogs: undefined }),
    claim: async (values) => engine.set(target, values),
    async cleanUp() {
      engine.set(target, { pendingLogs: undefined, fullRestored: undefined, lastRestoredFile: undefined });
    },
    vanish: async () => void (instead = { kind: 'absent' }),
    loseParent: async (code) =>
      void (instead = { kind: 'trouble', code: 'denied', message: `the service answered 404 ${code}` }),
    reappear: async () => void (instead = undefined),
    neverComplete: async () => void (completes = false),
    async loseCancelRace() {
      racing = true;
    },
    close: async () => undefined,
  };
}

function toReading(fault: ServiceFault): EngineReading {
  const code = fault.kind === 'throttle' ? 'throttled' : 'serverError';
  return {
    kind: 'trouble',
    code,
    message: 'scripted',
    ...(fault.kind === 'throttle' && { retryAfterSeconds: fault.retryAfterSeconds }),
  };
}

function toAnswer(fault: ServiceFault): ScriptedAnswer {
  switch (fault.kind) {
    case 'refuse':
      return { answer: { kind: 'refused', httpStatus: fault.status, code: fault.code, message: 'scripted' } };
    case 'throttle':
      return {
        answer: {
          kind: 'refused',
          httpStatus: 429,
          code: 'TooManyRequests',
          message: 'scripted',
          retryAfterSeconds: fault.retryAfterSeconds,
        },
      };
    case 'serverError':
      return { answer: { kind: 'unknown', reason: 'scripted' } };
    case 'lost':
      return { answer: { kind: 'unknown', reason: 'scripted' }, carriedOut: fault.carriedOut };
  }
}

describe('scripts', () => {
  test('readings come in their order, then the truth again', async () => {
    const engine = new MemoryEngine({ kind: 'lrs', now: () => 0 });
    engine.set(target, { pendingLogs: 3 });
    engine.scriptReadings({ kind: 'trouble', code: 'denied', message: 'no' }, { kind: 'absent' });
    expect([await engine.read(target), await engine.read(target)]).toEqual([
      { kind: 'trouble', code: 'denied', message: 'no' },
      { kind: 'absent' },
    ]);
    expect(await engine.read(target)).toMatchObject({
      kind: 'read',
      status: { kind: 'lrs', state: 'running', pendingLogs: 3, asOf: '1970-01-01T00:00:00.000Z' },
    });
    expect(engine.count('read')).toBe(3);
  });

  test('a full that is not restored is not cut over', async () => {
    const engine = new MemoryEngine();
    engine.set(target, { operationId: 'op' });
    expect(
      await engine.cutover(target, {
        operationId: 'op',
        lastBackupName: 'log2.trn',
        deadline: Date.now() + 1000,
      }),
    ).toMatchObject({
      code: 'MigrationNotReadyForCutoverError',
    });
  });

  test('a database can be told otherwise, and a virtual machine tells none', async () => {
    const engine = new MemoryEngine();
    engine.setDatabase(target, 'Online');
    expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'found', status: 'Online' });
    engine.setDatabase(target, undefined);
    expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'absent' });
    const vm = SCOPE.replace(
      'Microsoft.Sql/managedInstances',
      'Microsoft.SqlVirtualMachine/sqlVirtualMachines',
    );
    expect(await engine.readTargetDatabase({ ...target, scopeId: vm })).toEqual({ kind: 'notTold' });
  });
});
