/**
 * What every migration engine must honour, whoever stands behind it.
 *
 * The suite asks for a harness with a service it can put trouble into; each test takes a fresh one.
 */
import type {
  ChangeAnswer,
  CreateSpec,
  EngineTarget,
  MigrationEngine,
} from '../../shared/ports/migration-engine';

/** Requests the service counts. */
export type CountedRequest = 'read' | 'create' | 'cutover' | 'cancel' | 'remove';

/** Trouble for the next request of a kind. */
export type ServiceFault =
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string }
  | { readonly kind: 'throttle'; readonly retryAfterSeconds: number }
  | { readonly kind: 'serverError' }
  /** The connection breaks; `carriedOut`: after the service did what it was asked. */
  | { readonly kind: 'lost'; readonly carriedOut: boolean };

/** An engine and the service behind it. */
export interface MigrationEngineHarness {
  readonly engine: MigrationEngine;
  /** Nothing is there; `spec` can create it. */
  readonly absentTarget: EngineTarget;
  readonly spec: CreateSpec;
  /** The clock deadlines are compared with, epoch milliseconds. */
  now(): number;
  /** Makes a migration that runs, with the full and all logs restored. */
  running(): Promise<{ readonly target: EngineTarget; readonly operationId: string }>;
  /** Lets the service come to the end of what it is doing. */
  settle(): Promise<void>;
  received(kind: CountedRequest): Promise<number>;
  fault(kind: CountedRequest, fault: ServiceFault): Promise<void>;
  close(): Promise<void>;
}

const OTHER_OPERATION = '11111111-2222-4333-8444-555555555555';

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
    const send = (
      action: 'cutover' | 'cancel',
      target: EngineTarget,
      operationId: string,
      deadline: number,
    ): Promise<ChangeAnswer> =>
      action === 'cancel'
        ? engine.cancel(target, operationId, deadline)
        : engine.cutover(target, { operationId, lastBackupName: 'log2.trn', deadline });
    async function status(target: EngineTarget) {
      const reading = await engine.read(target);
      if (reading.kind !== 'read') throw new Error(`Cannot read: ${JSON.stringify(reading)}`);
      return reading.status;
    }

    describe('reading', () => {
      test('a migration that is not there is absent', async () => {
        expect(await engine.read(harness.absentTarget)).toEqual({ kind: 'absent' });
        expect(await engine.readTargetDatabase(harness.absentTarget)).toEqual({ kind: 'absent' });
      });

      test('a running one says so, with its operation and the moment', async () => {
        const { target, operationId } = await harness.running();
        const reading = await status(target);
        expect(reading).toMatchObject({
          online: true,
          fullRestored: true,
          pendingLogs: 0,
          blockingReasons: [],
        });
        expect(['running', 'readyForCutover']).toContain(reading.state);
        expect(reading.atRest).toBe(true);
        expect(reading.operationId?.toLowerCase()).toBe(operationId.toLowerCase());
        expect(new Date(reading.asOf).toISOString()).toBe(reading.asOf);
        expect(reading.lastRestoredFile).toBeDefined();
        expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'found', status: 'Restoring' });
      });

      test('the operation asked for must be the current one, whatever its case', async () => {
        const { target, operationId } = await harness.running();
        expect((await engine.read(target, operationId.toUpperCase())).kind).toBe('read');
        expect(await engine.read(target, OTHER_OPERATION)).toEqual({ kind: 'operationNotFound' });
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
    });

    describe('creating', () => {
      test('is accepted, and the migration starts later', async () => {
        expect(await engine.create(harness.absentTarget, harness.spec)).toEqual({ kind: 'accepted' });
        expect((await status(harness.absentTarget)).state).toBe('creating');
        await harness.settle();
        const reading = await status(harness.absentTarget);
        expect(['running', 'readyForCutover']).toContain(reading.state);
        expect(reading.operationId).toBeDefined();
        expect(await harness.received('create')).toBe(1);
      });

      test('is refused over one that runs', async () => {
        const { target } = await harness.running();
        expect(await engine.create(target, harness.spec)).toMatchObject({ kind: 'refused', httpStatus: 409 });
      });
    });

    describe('cutting over', () => {
      test('completes, once', async () => {
        const { target, operationId } = await harness.running();
        expect(
          await engine.cutover(target, {
            operationId: operationId,
            lastBackupName: 'log2.trn',
            deadline: soon(),
          }),
        ).toEqual({ kind: 'accepted' });
        expect((await status(target)).state).toBe('completing');
        expect(
          (
            await engine.cutover(target, {
              operationId: operationId,
              lastBackupName: 'log2.trn',
              deadline: soon(),
            })
          ).kind,
        ).toBe('refused');
        await harness.settle();
        const reading = await status(target);
        expect(reading).toMatchObject({ state: 'succeeded' });
        expect(reading.endedOn).toBeDefined();
        expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'found', status: 'Online' });
        expect(await harness.received('cutover')).toBe(2);
      });

      test.each([
        ['another operation', 400, 'OperationIdNotFound'],
        ['no migration', 404, 'ResourceNotFound'],
      ])('is refused for %s', async (what, httpStatus, code) => {
        const { target } = await harness.running();
        const where = what === 'no migration' ? harness.absentTarget : target;
        expect(
          await engine.cutover(where, {
            operationId: OTHER_OPERATION,
            lastBackupName: 'log2.trn',
            deadline: soon(),
          }),
        ).toMatchObject({
          kind: 'refused',
          httpStatus,
          code,
        });
      });
    });

    describe('cancelling and removing', () => {
      test('a cancelled migration ends, and its database goes', async () => {
        const { target, operationId } = await harness.running();
        expect(await engine.cancel(target, operationId, soon())).toEqual({ kind: 'accepted' });
        expect((await status(target)).state).toBe('canceling');
        await harness.settle();
        expect((await status(target)).state).toBe('canceled');
        expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'absent' });
      });

      test('a running migration is removed by force only', async () => {
        const { target } = await harness.running();
        expect(await engine.remove(target, { force: false })).toMatchObject({
          kind: 'refused',
          httpStatus: 400,
        });
        expect(await engine.remove(target, { force: true })).toEqual({ kind: 'accepted' });
        await harness.settle();
        expect(await engine.read(target)).toEqual({ kind: 'absent' });
      });
    });

    describe.each(['cutover', 'cancel'] as const)('%s under trouble', (action) => {
      const moved = action === 'cutover' ? 'completing' : 'canceling';

      test('is not sent after its deadline', async () => {
        const { target, operationId } = await harness.running();
        expect((await send(action, target, operationId, harness.now() - 1)).kind).toBe('notSent');
        expect(await harness.received(action)).toBe(0);
      });

      test.each<[string, ServiceFault, Partial<Record<string, unknown>>, boolean]>([
        [
          'a refusal',
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
        const answer: ChangeAnswer = await send(action, target, operationId, soon());
        expect(answer).toMatchObject(expected);
        expect(await harness.received(action)).toBe(1);
        expect((await status(target)).state).toBe(carriedOut ? moved : before);
      });
    });
  });
}
