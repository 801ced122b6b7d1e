import { createLrsEngine } from '../../shared/adapters/lrs/lrs-engine';
import type { CreateSpec } from '../../shared/ports/migration-engine';
import { putChain, putLog } from '../emulator/fake-backups';
import {
  emulatorHarness,
  SCOPE,
  startStack,
  type EmulatedEngine,
  type EmulatorStack,
} from './emulator-stack';
import { describeEngineSets } from './migration-engine-sets.contract';
import { describeMigrationEngine } from './migration-engine.contract';

const TARGET = { scopeId: SCOPE, databaseName: 'Sales' };
const SPEC: CreateSpec = {
  engine: 'lrs',
  containerUri: 'https://acct.blob.core.windows.net/sales',
  sasToken: 'sv=2022-11-02&sp=rl&sig=not-a-real-signature',
};
const NOT_SENT = { kind: 'notSent' } as const;

const LRS: EmulatedEngine = {
  traits: {
    creates: 'yes',
    // The database is there a moment after the request (recorded: one second).
    firstSeen: ['creating', 'absent'],
    createsOver: { kind: 'refused', httpStatus: 409, code: 'ConflictingDatabaseOperation' },
    mode: 'never',
    countsWaitingLogs: true,
    // The requests name no run: the adapter compares it before it sends them.
    otherRun: NOT_SENT,
    noMigration: NOT_SENT,
    cutoverBeforeFull: { kind: 'refused', httpStatus: 400, code: 'ExternalBackupRestoreHasNotBeenStarted' },
    afterTheEnd: { cutover: NOT_SENT, cancel: NOT_SENT },
    secondCutover: { kind: 'refused', httpStatus: 400, code: 'ExternalBackupAlreadySignaledToComplete' },
    lateCancel: NOT_SENT,
    cancelRace: 'dropsTheDatabase',
    canceling: 'canceling',
    canceled: 'absent',
    retries: NOT_SENT,
    cleanedUp: 'succeeded',
    carriesLastBackup: true,
    vanishes: 'withDatabase',
  },
  target: TARGET,
  absentTarget: { scopeId: SCOPE, databaseName: 'Absent' },
  spec: SPEC,
  makeEngine: createLrsEngine,
  async start({ engine }) {
    const answer = await engine.create(TARGET, SPEC, Number.POSITIVE_INFINITY);
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
  },
  pendingMembers: ['logBackupSets', 'numberOfFilesQueued', 'lastUploadedFileName'],
  path: '/databases/',
  async discard({ emulator }) {
    await drop(emulator.url);
  },
};

/** Deletes the database past the adapter's guard, as anybody else may. */
async function drop(url: string): Promise<void> {
  const path = `${SCOPE}/databases/Sales?api-version=2023-08-01`;
  const reply = await fetch(`${url}${path}`, { method: 'DELETE', headers: { authorization: 'Bearer any' } });
  if (reply.status !== 202) throw new Error(`DELETE: ${reply.status}`);
}

describeMigrationEngine('Log Replay Service against the emulator', () => emulatorHarness(LRS));
// The short form counts nothing: it only rests, or does not, after the newest upload.
const LRS_SHORT = { ...LRS, traits: { ...LRS.traits, countsWaitingLogs: false } };
describeMigrationEngine('Log Replay Service against the emulator, short details', () =>
  emulatorHarness(LRS_SHORT, { restoreDetails: 'short' }),
);
const UPLOADED_LATER = { lastUploadedFileTime: '2099-01-01T00:00:00Z' };
for (const [restoreDetails, contradictions] of [
  [
    'byVersion',
    [
      { about: 'lastRestored', while: 'pending', says: { lastRestoredFileName: 'log2.trn' } },
      { about: 'lastRestored', while: 'running', says: { numberOfFilesRestored: 0 } },
      { about: 'pending', while: 'pending', says: { numberOfFilesQueued: 0 } },
      { about: 'pending', while: 'running', says: UPLOADED_LATER },
      {
        about: 'unrestorable',
        while: 'running',
        says: { unrestorableFiles: [{ name: 'x' }], numberOfFilesUnrestorable: 0 },
      },
    ],
  ],
  [
    'short',
    [
      {
        about: 'pending',
        while: 'running',
        says: { ...UPLOADED_LATER, lastRestoredFileTime: '2026-01-01T00:00:00Z' },
      },
    ],
  ],
] as const)
  describeEngineSets(
    `the Log Replay Service, details ${restoreDetails}`,
    { tellsIds: false, contradictions },
    async (setIds) => emulatorHarness(LRS, { restoreDetails, setIds }),
  );

describe('the Log Replay Service against the emulator', () => {
  let stack: EmulatorStack;
  const order = (fault: object) => stack.control('POST', 'faults', fault);
  const cutover = (operationId: string, lastBackupName: string) =>
    stack.engine.cutover(TARGET, { operationId, lastBackupName, deadline: Date.now() + 30_000 });
  async function state() {
    const reading = await stack.engine.read(TARGET);
    if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
    return reading.status;
  }
  beforeEach(async () => {
    stack = await startStack(LRS);
  });
  afterEach(() => stack.emulator.close());

  test('a name that is not the last restored is taken, unless the service checks it', async () => {
    const { operationId } = await stack.running();
    await order({ kind: 'lastBackupMustMatch' });
    expect(await cutover(operationId, 'log1.trn')).toMatchObject({
      kind: 'refused',
      httpStatus: 400,
      code: 'RequiredBackupIsNotLastRestored',
    });
    await stack.control('DELETE', 'faults');
    expect(await cutover(operationId, 'log1.trn')).toEqual({ kind: 'accepted' });
  });

  test('a restore that is blocked says why, and goes on by itself', async () => {
    await stack.running();
    await order({ kind: 'restoreBlockingReason', reason: 'ManagedIdentityIssueDetected: no access' });
    expect(await state()).toMatchObject({
      state: 'running',
      rawState: 'Blocked',
      blockingReasons: ['ManagedIdentityIssueDetected: no access'],
    });
    await stack.control('DELETE', 'faults');
    expect((await state()).blockingReasons).toEqual([]);
  });

  test('a restore that fails tells the service’s code', async () => {
    await stack.running();
    await order({ kind: 'fail', code: 'BrokenRestorePlanGapInLogBackups', message: 'There is a gap.' });
    expect(await state()).toMatchObject({
      state: 'failed',
      failure: { code: 'BrokenRestorePlanGapInLogBackups' },
    });
  });

  test('one that completes by itself does so after the file it was given', async () => {
    const answer = await stack.engine.create(
      TARGET,
      {
        ...SPEC,
        engine: 'lrs',
        containerUri: 'https://acct.blob.core.windows.net/sales',
        autoComplete: { lastBackupName: 'log3.trn' },
      },
      Number.POSITIVE_INFINITY,
    );
    expect(answer.kind).toBe('accepted');
    putChain(stack.backups, 2);
    await stack.settle();
    expect((await state()).state).toBe('running');
    putLog(stack.backups, 3);
    await stack.settle();
    expect(await state()).toMatchObject({ state: 'succeeded', lastRestoredFile: 'log3.trn' });
    expect(await stack.control('GET', 'requests?kind=cutover')).toEqual({ requests: [] });
  });

  test('after 30 days the service ends it, and the database is gone', async () => {
    await stack.running();
    const { expiresAt = '' } = await state();
    await stack.control('POST', 'clock', { now: new Date(Date.parse(expiresAt) - 60_000).toISOString() });
    expect((await state()).state).toBe('running');
    await stack.control('POST', 'clock', { advanceMs: 60_000 });
    expect(await stack.engine.read(TARGET)).toEqual({ kind: 'absent' });
    expect(await stack.engine.readTargetDatabase(TARGET)).toEqual({ kind: 'absent' });
  });

  test('what it runs is found by the id of its database', async () => {
    const { operationId } = await stack.running();
    expect(await stack.engine.discover(`${SCOPE}/databases/Sales`)).toEqual({
      kind: 'found',
      migrations: [{ target: TARGET, state: 'running', operationId }],
    });
  });
});
