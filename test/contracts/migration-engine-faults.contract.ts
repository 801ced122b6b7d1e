/**
 * What every migration engine must honour when the service is in trouble: each request is written once, its answer told
 * truly, and what became of it read from the migration alone.
 */
import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import type { EngineTarget } from '../../shared/ports/migration-engine';
import type { CountedRequest, MigrationEngineHarness, ServiceFault } from './engine-harness';
import { engineSteps, type EngineSteps, type Ending } from './engine-steps';

/** A fault, the answer it makes, and whether the request is carried out all the same. */
type FaultCase = readonly [
  name: string,
  fault: ServiceFault,
  answer: Readonly<Record<string, unknown>>,
  carriedOut: boolean,
];

const FAULTS: readonly FaultCase[] = [
  [
    'a busy service (409)',
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
  ['a reset before it was carried out', { kind: 'lost', carriedOut: false }, { kind: 'unknown' }, false],
  ['a reset after it was carried out', { kind: 'lost', carriedOut: true }, { kind: 'unknown' }, true],
];

/** Runs the contract's faults against an engine. */
export function describeEngineFaults(current: () => MigrationEngineHarness): void {
  let harness: MigrationEngineHarness;
  let steps: EngineSteps;
  beforeEach(() => {
    harness = current();
    steps = engineSteps(harness);
  });
  const soon = () => harness.now() + 30_000;

  describe.each<Ending>(['cutover', 'cancel'])('%s under trouble', (action) => {
    async function expectOutcome(target: EngineTarget, before: string, carriedOut: boolean) {
      const moved = action === 'cutover' ? 'completing' : harness.traits.canceling;
      expect((await steps.status(target)).state).toBe(carriedOut ? moved : before);
      await harness.settle();
      if (!carriedOut) expect((await steps.status(target)).state).toBe(before);
      else if (action === 'cancel') await steps.expectCanceled(target);
      else await steps.expectCompleted(target);
    }

    test('is not sent after its deadline', async () => {
      const { target, operationId } = await harness.running();
      expect((await steps.send(action, target, operationId, harness.now() - 1)).kind).toBe('notSent');
      expect(await harness.received(action)).toBe(0);
    });

    test.each(FAULTS)('is sent exactly once and told truly: %s', async (_name, fault, answer, carriedOut) => {
      const { target, operationId } = await harness.running();
      const before = (await steps.status(target)).state;
      await harness.fault(action, fault);
      expect(await steps.send(action, target, operationId)).toMatchObject(answer);
      expect(await harness.received(action)).toBe(1);
      await expectOutcome(target, before, carriedOut);
      expect(await harness.received(action)).toBe(1);
    });

    test('is not held up by a long-running operation that nobody may ask about', async () => {
      const { target, operationId } = await harness.running();
      const before = (await steps.status(target)).state;
      await harness.throttleOperations();
      expect(await steps.send(action, target, operationId)).toEqual({ kind: 'accepted' });
      await expectOutcome(target, before, true);
      expect(await harness.received('operation')).toBe(0);
    });
  });

  describe('creating under trouble', () => {
    test.each(FAULTS)('is sent exactly once and told truly: %s', async (_name, fault, answer, carriedOut) => {
      await harness.fault('create', fault);
      const told = await harness.engine.create(harness.absentTarget, harness.spec, soon());
      if (harness.traits.creates === 'never') return expectNeverSent('create', told);
      expect(told).toMatchObject(answer);
      await harness.settle();
      expect((await harness.engine.read(harness.absentTarget)).kind).toBe(carriedOut ? 'read' : 'absent');
      expect(await harness.received('create')).toBe(1);
    });
  });

  describe('retry under trouble', () => {
    test.each(FAULTS)('is sent exactly once and told truly: %s', async (_name, fault, answer) => {
      const { target, operationId } = await harness.running();
      await harness.fault('retry', fault);
      const told = await harness.engine.retry(target, operationId, soon());
      if (harness.traits.retries.kind !== 'refused') return expectNeverSent('retry', told);
      expect(told).toMatchObject(answer);
      await harness.settle();
      expect(await harness.received('retry')).toBe(1);
      expect((await harness.engine.read(target)).kind).toBe('read');
    });
  });

  async function expectNeverSent(action: CountedRequest, answer: ChangeAnswer) {
    expect(answer.kind).toBe('notSent');
    expect(await harness.received(action)).toBe(0);
  }
}
