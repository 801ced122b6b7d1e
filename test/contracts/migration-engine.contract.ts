/**
 * What every migration engine must honour, whoever stands behind it.
 *
 * The suite asks for a harness with a service it can put trouble into; each test takes a fresh one. What an engine
 * cannot do is one of its traits, and is expected like everything else.
 */
import type { EngineTarget, MigrationEngine } from '../../shared/ports/migration-engine';
import type { MigrationEngineHarness } from './engine-harness';
import { engineSteps, TAIL, type EngineSteps } from './engine-steps';
import { describeEngineAbsence } from './migration-engine-absence.contract';
import { describeEngineFaults } from './migration-engine-faults.contract';

const OTHER_OPERATION = '11111111-2222-4333-8444-555555555555';

/** Runs the contract against an engine. */
export function describeMigrationEngine(
  name: string,
  makeHarness: () => Promise<MigrationEngineHarness>,
): void {
  describe(`migration engine: ${name}`, () => {
    let harness: MigrationEngineHarness;
    let engine: MigrationEngine;
    let steps: EngineSteps;
    beforeEach(async () => {
      harness = await makeHarness();
      engine = harness.engine;
      steps = engineSteps(harness);
    });
    afterEach(() => harness.close());
    const soon = () => harness.now() + 30_000;
    const waitingLogs = () => (harness.traits.countsWaitingLogs ? 1 : undefined);
    const cutover = (target: EngineTarget, operationId: string) => steps.send('cutover', target, operationId);
    const cancel = (target: EngineTarget, operationId: string) => steps.send('cancel', target, operationId);

    describe('reading', () => {
      test('a migration that is not there is absent', async () => {
        expect(await engine.read(harness.absentTarget)).toEqual({ kind: 'absent' });
        expect(await engine.readTargetDatabase(harness.absentTarget)).toEqual({ kind: 'absent' });
      });

      test('a running one says so, with its run and the moment', async () => {
        const { target, operationId } = await harness.running();
        const reading = await steps.status(target);
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
        const reading = await steps.status(target);
        const told = harness.traits.mode === 'told';
        expect(reading.online).toBe(told ? true : undefined);
        expect(reading.unreported?.includes('mode') ?? false).toBe(!told);
      });

      test('before any file is seen, nothing counts as restored', async () => {
        const { target } = await harness.empty();
        const reading = await steps.status(target);
        expect(reading.fullRestored).not.toBe(true);
        expect(reading.lastRestoredFile).toBeUndefined();
        expect(reading.sets).toEqual([]);
      });

      test('a log that waits is counted, or makes the count unknown; it is never nothing', async () => {
        const { target } = await harness.pending();
        expect(await steps.status(target)).toMatchObject({
          fullRestored: true,
          pendingLogs: waitingLogs(),
          lastRestoredFile: 'log1.trn',
        });
      });

      test('pending that is not told is unknown, not zero', async () => {
        const { target } = await harness.running();
        await harness.silencePending();
        expect((await steps.status(target)).pendingLogs).toBeUndefined();
      });

      test('another run under the same name is told as another', async () => {
        const { target, operationId } = await harness.running();
        const next = await harness.renewed();
        expect(next.operationId.toLowerCase()).not.toBe(operationId.toLowerCase());
        expect((await steps.status(target)).operationId).toBe(next.operationId);
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
        const reading = await steps.status(target);
        expect(reading.state).toBe(harness.traits.cleanedUp);
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
        const first = await engine.read(harness.absentTarget);
        const firstSeen = first.kind === 'read' ? first.status.state : first.kind;
        expect(harness.traits.firstSeen).toContain(firstSeen);
        await harness.settle();
        const reading = await steps.status(harness.absentTarget);
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
        await steps.expectRefusal(
          await engine.create(target, harness.spec, soon()),
          harness.traits.createsOver,
          'create',
        );
        expect(['running', 'readyForCutover']).toContain((await steps.status(target)).state);
      });
    });

    describe('cutting over', () => {
      test('completes, once', async () => {
        const { target, operationId } = await harness.running();
        expect(await cutover(target, operationId)).toEqual({ kind: 'accepted' });
        expect((await steps.status(target)).state).toBe('completing');
        await steps.expectRefusal(
          await cutover(target, operationId),
          harness.traits.secondCutover,
          'cutover',
          1,
        );
        await harness.settle();
        const reading = await steps.status(target);
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
        expect(await steps.status(target)).toMatchObject({ state: 'completing', pendingLogs: waitingLogs() });
        await harness.settle();
        expect(await steps.status(target)).toMatchObject({
          state: 'succeeded',
          pendingLogs: waitingLogs(),
          lastRestoredFile: 'log1.trn',
        });
      });

      test('before the full is restored is refused', async () => {
        const { target, operationId } = await harness.empty();
        const before = (await steps.status(target)).state;
        await steps.expectRefusal(
          await cutover(target, operationId),
          harness.traits.cutoverBeforeFull,
          'cutover',
        );
        await harness.settle();
        expect((await steps.status(target)).state).toBe(before);
      });

      test.each(['cutover', 'cancel'] as const)(
        'is the end: a %s after it changes nothing',
        async (action) => {
          const { target, operationId } = await harness.running();
          await cutover(target, operationId);
          await harness.settle();
          const sent = action === 'cutover' ? 1 : 0;
          const answer = await steps.send(action, target, operationId);
          await steps.expectRefusal(answer, harness.traits.afterTheEnd[action], action, sent);
          await harness.settle();
          await steps.expectCompleted(target);
        },
      );

      test('is refused for another operation', async () => {
        const { target } = await harness.running();
        await steps.expectRefusal(await cutover(target, OTHER_OPERATION), harness.traits.otherRun, 'cutover');
      });

      test('is refused for an earlier run of the same name', async () => {
        const { target, operationId } = await harness.running();
        await harness.renewed();
        await steps.expectRefusal(await cutover(target, operationId), harness.traits.otherRun, 'cutover');
      });

      test('is refused for no migration', async () => {
        await steps.expectRefusal(
          await cutover(harness.absentTarget, OTHER_OPERATION),
          harness.traits.noMigration,
          'cutover',
        );
      });
    });

    describe('cancelling and retrying', () => {
      test('a cancelled migration ends, and its database goes', async () => {
        const { target, operationId } = await harness.running();
        expect(await cancel(target, operationId)).toEqual({ kind: 'accepted' });
        expect((await steps.status(target)).state).toBe(harness.traits.canceling);
        await harness.settle();
        await steps.expectCanceled(target);
      });

      test('another run is not cancelled', async () => {
        const { target } = await harness.running();
        await steps.expectRefusal(await cancel(target, OTHER_OPERATION), harness.traits.otherRun, 'cancel');
        await harness.settle();
        expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'found', status: 'Restoring' });
      });

      test('a cutover under way is not cancelled', async () => {
        const { target, operationId } = await harness.running();
        await cutover(target, operationId);
        await steps.expectRefusal(await cancel(target, operationId), harness.traits.lateCancel, 'cancel');
        await harness.settle();
        await steps.expectCompleted(target);
      });

      test('a cancel that was taken and lost against a completion (2038) is told by its end', async () => {
        const { target, operationId } = await harness.running();
        await harness.loseCancelRace();
        expect(await cancel(target, operationId)).toEqual({ kind: 'accepted' });
        await harness.settle();
        if (harness.traits.cancelRace === 'dropsTheDatabase') return steps.expectCanceled(target);
        await steps.expectCompleted(target);
      });

      test('what waits for no retry is not retried', async () => {
        const { target, operationId } = await harness.running();
        await steps.expectRefusal(
          await engine.retry(target, operationId, soon()),
          harness.traits.retries,
          'retry',
        );
      });
    });

    describeEngineAbsence(() => harness);
    describeEngineFaults(() => harness);
  });
}
