/**
 * What every migration engine must honour, whoever stands behind it.
 *
 * The suite asks for a harness with a service it can put trouble into; each test takes a fresh one. What an engine
 * cannot do is one of its traits, and is expected like everything else.
 */
import type { ChangeAnswer, EngineTarget, MigrationEngine } from '../../shared/ports/migration-engine';
import type { MigrationEngineHarness, Refusal, ServiceFault } from './engine-harness';

const OTHER_OPERATION = '11111111-2222-4333-8444-555555555555';
const TAIL = 'log2.trn';

/** Runs the contract against an engine. */
export function describeMigrationEngine(
  name: string,
  makeHarness: () => Promise<MigrationEngineHarness>,
): void {
  describe(`migration engine: ${name}`, () => {
    let harness: MigrationEngineHarness;
    let engine: MigrationEngine;
    beforeEach(async () => {
      harness = await makeHarness();
      engine = harness.engine;
    });
    afterEach(() => harness.close());
    const soon = () => harness.now() + 30_000;
    const waitingLogs = () => (harness.traits.countsWaitingLogs ? 1 : undefined);
    const cutover = (target: EngineTarget, operationId: string, deadline = soon()): Promise<ChangeAnswer> =>
      engine.cutover(target, { operationId, lastBackupName: TAIL, deadline });
    const send = (
      action: 'cutover' | 'cancel',
      target: EngineTarget,
      operationId: string,
      deadline = soon(),
    ) =>
      action === 'cancel'
        ? engine.cancel(target, operationId, deadline)
        : cutover(target, operationId, deadline);
    async function status(target: EngineTarget) {
      const reading = await engine.read(target);
      if (reading.kind !== 'read') throw new Error(`Cannot read: ${JSON.stringify(reading)}`);
      return reading.status;
    }
    /** A refusal as the engine gives it; one of its own leaves no trace at the service. */
    async function expectRefusal(
      answer: ChangeAnswer,
      refusal: Refusal,
      action: 'create' | 'cutover' | 'cancel' | 'remove' | 'retry',
      sentBefore = 0,
    ) {
      expect(answer).toMatchObject(refusal);
      expect(await harness.received(action)).toBe(sentBefore + (refusal.kind === 'refused' ? 1 : 0));
    }
    /** What is left after a cancel that was carried out. */
    async function expectCanceled(target: EngineTarget) {
      if (harness.traits.canceled === 'absent') expect(await engine.read(target)).toEqual({ kind: 'absent' });
      else expect((await status(target)).state).toBe('canceled');
      expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'absent' });
    }

    describe('reading', () => {
      test('a migration that is not there is absent', async () => {
        expect(await engine.read(harness.absentTarget)).toEqual({ kind: 'absent' });
        expect(await engine.readTargetDatabase(harness.absentTarget)).toEqual({ kind: 'absent' });
      });

      test('a running one says so, with its run and the moment', async () => {
        const { target, operationId } = await harness.running();
        const reading = await status(target);
        expect(reading).toMatchObject({
          fullRestored: true,
          pendingLogs: 0,
          blockingReasons: [],
          lastRestoredFile: TAIL,
          atRest: true,
        });
        expect(['running', 'readyForCutover']).toContain(reading.state);
        expect(reading.operationId?.toLowerCase()).toBe(operationId.toLowerCase());
        expect(new Date(reading.asOf).toISOString()).toBe(reading.asOf);
        expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'found', status: 'Restoring' });
      });

      test('its mode is told, or it is told that it never is', async () => {
        const { target } = await harness.running();
        const reading = await status(target);
        const told = harness.traits.mode === 'told';
        expect(reading.online).toBe(told ? true : undefined);
        expect(reading.neverTells?.includes('mode') ?? false).toBe(!told);
      });

      test('before any file is seen, nothing counts as restored', async () => {
        const { target } = await harness.empty();
        const reading = await status(target);
        expect(reading.fullRestored).not.toBe(true);
        expect(reading.lastRestoredFile).toBeUndefined();
        expect(reading.sets).toEqual([]);
      });

      test('a log that waits is counted, or makes the count unknown; it is never nothing', async () => {
        const { target } = await harness.pending();
        expect(await status(target)).toMatchObject({
          fullRestored: true,
          pendingLogs: waitingLogs(),
          lastRestoredFile: 'log1.trn',
        });
      });

      test('pending that is not told is unknown, not zero', async () => {
        const { target } = await harness.running();
        await harness.silencePending();
        expect((await status(target)).pendingLogs).toBeUndefined();
      });

      test('the operation asked for must be the current one, whatever its case', async () => {
        const { target, operationId } = await harness.running();
        expect((await engine.read(target, operationId.toUpperCase())).kind).toBe('read');
        expect(await engine.read(target, OTHER_OPERATION)).toEqual({ kind: 'operationNotFound' });
      });

      test('another run under the same name is not the one asked for', async () => {
        const { target, operationId } = await harness.running();
        const next = await harness.renewed();
        expect(next.operationId.toLowerCase()).not.toBe(operationId.toLowerCase());
        expect(await engine.read(target, operationId)).toEqual({ kind: 'operationNotFound' });
        expect((await engine.read(target, next.operationId)).kind).toBe('read');
      });

      test('the case of the target’s id does not matter', async () => {
        const { target } = await harness.running();
        expect((await engine.read({ ...target, scopeId: target.scopeId.toLowerCase() })).kind).toBe('read');
      });

      test('trouble is never taken for absence', async () => {
        const { target } = await harness.running();
        await harness.fault('read', { kind: 'throttle', retryAfterSeconds: 600 });
        expect(await engine.read(target)).toMatchObject({
          kind: 'trouble',
          code: 'throttled',
          retryAfterSeconds: 600,
        });
      });

      test('a service that fails once is read all the same, or told as trouble', async () => {
        const { target } = await harness.running();
        await harness.fault('read', { kind: 'serverError' });
        expect(['read', 'trouble']).toContain((await engine.read(target)).kind);
      });

      test('details that were cleaned up after the end prove nothing, and hide no database', async () => {
        const { target, operationId } = await harness.running();
        await cutover(target, operationId);
        await harness.settle();
        await harness.cleanUp();
        const { byOperation, state } = harness.traits.cleanedUp;
        expect((await engine.read(target, operationId)).kind).toBe(byOperation);
        const reading = await status(target);
        expect(reading.state).toBe(state);
        expect(reading).toMatchObject({ sets: [] });
        expect([reading.pendingLogs, reading.fullRestored, reading.lastRestoredFile]).toEqual([
          undefined,
          undefined,
          undefined,
        ]);
        expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'found', status: 'Online' });
      });
    });

    describe('creating', () => {
      test('is accepted, and the migration starts later; or is never sent', async () => {
        const answer = await engine.create(harness.absentTarget, harness.spec, soon());
        if (harness.traits.creates === 'never') {
          expect(answer.kind).toBe('notSent');
          expect(await harness.received('create')).toBe(0);
          return;
        }
        expect(answer).toEqual({ kind: 'accepted' });
        expect((await status(harness.absentTarget)).state).toBe('creating');
        await harness.settle();
        const reading = await status(harness.absentTarget);
        expect(['running', 'readyForCutover']).toContain(reading.state);
        expect(reading.operationId).toBeDefined();
        expect(await harness.received('create')).toBe(1);
      });

      test('is not sent after its deadline', async () => {
        const answer = await engine.create(harness.absentTarget, harness.spec, harness.now() - 1);
        expect(answer.kind).toBe('notSent');
        expect(await harness.received('create')).toBe(0);
      });

      test('is refused over one that runs', async () => {
        const { target } = await harness.running();
        await expectRefusal(
          await engine.create(target, harness.spec, soon()),
          harness.traits.createsOver,
          'create',
        );
        expect(['running', 'readyForCutover']).toContain((await status(target)).state);
      });
    });

    describe('cutting over', () => {
      test('completes, once', async () => {
        const { target, operationId } = await harness.running();
        expect(await cutover(target, operationId)).toEqual({ kind: 'accepted' });
        expect((await status(target)).state).toBe('completing');
        await expectRefusal(await cutover(target, operationId), harness.traits.secondCutover, 'cutover', 1);
        await harness.settle();
        const reading = await status(target);
        expect(reading.state).toBe('succeeded');
        expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'found', status: 'Online' });
      });

      test('names the last backup where the request has a place for it', async () => {
        const { target, operationId } = await harness.running();
        await cutover(target, operationId);
        expect(await harness.cutoverNames()).toEqual([harness.traits.carriesLastBackup ? TAIL : undefined]);
      });

      test('too early is taken by the service, and what was left out stays told', async () => {
        const { target, operationId } = await harness.pending();
        expect(await cutover(target, operationId)).toEqual({ kind: 'accepted' });
        expect(await status(target)).toMatchObject({ state: 'completing', pendingLogs: waitingLogs() });
        await harness.settle();
        expect(await status(target)).toMatchObject({
          state: 'succeeded',
          pendingLogs: waitingLogs(),
          lastRestoredFile: 'log1.trn',
        });
      });

      test('is not held up by a long-running operation that nobody may ask about', async () => {
        const { target, operationId } = await harness.running();
        await harness.throttleOperations();
        expect(await cutover(target, operationId)).toEqual({ kind: 'accepted' });
        expect((await status(target)).state).toBe('completing');
        await harness.settle();
        expect((await status(target)).state).toBe('succeeded');
        expect(await harness.received('operation')).toBe(0);
      });

      test('is refused for another operation', async () => {
        const { target } = await harness.running();
        await expectRefusal(await cutover(target, OTHER_OPERATION), harness.traits.otherRun, 'cutover');
      });

      test('is refused for an earlier run of the same name', async () => {
        const { target, operationId } = await harness.running();
        await harness.renewed();
        await expectRefusal(await cutover(target, operationId), harness.traits.otherRun, 'cutover');
      });

      test('is refused for no migration', async () => {
        await expectRefusal(
          await cutover(harness.absentTarget, OTHER_OPERATION),
          harness.traits.noMigration,
          'cutover',
        );
      });
    });

    describe('cancelling, removing and retrying', () => {
      test('a cancelled migration ends, and its database goes', async () => {
        const { target, operationId } = await harness.running();
        expect(await engine.cancel(target, operationId, soon())).toEqual({ kind: 'accepted' });
        expect((await status(target)).state).toBe(harness.traits.canceling);
        await harness.settle();
        await expectCanceled(target);
      });

      test('another run is not cancelled', async () => {
        const { target } = await harness.running();
        await expectRefusal(
          await engine.cancel(target, OTHER_OPERATION, soon()),
          harness.traits.otherRun,
          'cancel',
        );
        await harness.settle();
        expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'found', status: 'Restoring' });
      });

      test('a cutover under way is not cancelled', async () => {
        const { target, operationId } = await harness.running();
        await cutover(target, operationId);
        await expectRefusal(
          await engine.cancel(target, operationId, soon()),
          harness.traits.lateCancel,
          'cancel',
        );
        await harness.settle();
        expect((await status(target)).state).toBe('succeeded');
        expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'found', status: 'Online' });
      });

      test('a cancel that was taken and lost against a completion (2038) is told by its end', async () => {
        const { target, operationId } = await harness.running();
        await harness.loseCancelRace();
        expect(await engine.cancel(target, operationId, soon())).toEqual({ kind: 'accepted' });
        await harness.settle();
        if (harness.traits.cancelRace === 'dropsTheDatabase') return expectCanceled(target);
        expect((await status(target)).state).toBe('succeeded');
        expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'found', status: 'Online' });
      });

      test('a running migration is removed by force only, where it can be removed at all', async () => {
        const { target } = await harness.running();
        const { removes } = harness.traits;
        const gentle = await engine.remove(target, { force: false });
        await expectRefusal(gentle, removes === 'never' ? { kind: 'notSent' } : removes, 'remove');
        const forced = await engine.remove(target, { force: true });
        await harness.settle();
        if (removes === 'never') {
          await expectRefusal(forced, { kind: 'notSent' }, 'remove');
          expect((await status(target)).state).toBe('running');
          return;
        }
        expect(forced).toEqual({ kind: 'accepted' });
        expect(await engine.read(target)).toEqual({ kind: 'absent' });
      });

      test('what waits for no retry is not retried', async () => {
        const { target, operationId } = await harness.running();
        await expectRefusal(await engine.retry(target, operationId, soon()), harness.traits.retries, 'retry');
      });
    });

    describe.each(['cutover', 'cancel'] as const)('%s under trouble', (action) => {
      /** The state at once, and whether it is carried out in the end. */
      async function expectOutcome(target: EngineTarget, before: string, carriedOut: boolean) {
        const moved = action === 'cutover' ? 'completing' : harness.traits.canceling;
        expect((await status(target)).state).toBe(carriedOut ? moved : before);
        await harness.settle();
        if (!carriedOut) expect((await status(target)).state).toBe(before);
        else if (action === 'cancel') await expectCanceled(target);
        else expect((await status(target)).state).toBe('succeeded');
      }

      test('is not sent after its deadline', async () => {
        const { target, operationId } = await harness.running();
        expect((await send(action, target, operationId, harness.now() - 1)).kind).toBe('notSent');
        expect(await harness.received(action)).toBe(0);
      });

      test.each<[string, ServiceFault, Partial<Record<string, unknown>>, boolean]>([
        [
          'a busy service',
          { kind: 'refuse', status: 409, code: 'OperationInProgress' },
          { kind: 'refused', httpStatus: 409, code: 'OperationInProgress' },
          false,
        ],
        [
          'a 429',
          { kind: 'throttle', retryAfterSeconds: 7 },
          { kind: 'refused', httpStatus: 429, retryAfterSeconds: 7 },
          false,
        ],
        ['a server error', { kind: 'serverError' }, { kind: 'unknown' }, false],
        ['a connection that breaks before', { kind: 'lost', carriedOut: false }, { kind: 'unknown' }, false],
        ['a connection that breaks after', { kind: 'lost', carriedOut: true }, { kind: 'unknown' }, true],
      ])('is sent exactly once and told truly: %s', async (_name, fault, expected, carriedOut) => {
        const { target, operationId } = await harness.running();
        const before = (await status(target)).state;
        await harness.fault(action, fault);
        expect(await send(action, target, operationId)).toMatchObject(expected);
        expect(await harness.received(action)).toBe(1);
        await expectOutcome(target, before, carriedOut);
      });
    });
  });
}
