/** Steps that the engine contract takes again and again, and what it expects after them. */
import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import type { EngineStatus } from '../../shared/core/engine/engine-status';
import type { EngineTarget } from '../../shared/ports/migration-engine';
import type { CountedRequest, MigrationEngineHarness, Refusal } from './engine-harness';

export const TAIL = 'log2.trn';

/** The requests that end a migration, one way or the other. */
export type Ending = 'cutover' | 'cancel';

/** The steps on one harness. */
export interface EngineSteps {
  status(target: EngineTarget): Promise<EngineStatus>;
  /** Sends it with 30 s to go, or by the deadline given. */
  send(action: Ending, target: EngineTarget, operationId: string, deadline?: number): Promise<ChangeAnswer>;
  /** A refusal as the engine gives it; one of its own leaves no trace at the service. */
  expectRefusal(
    answer: ChangeAnswer,
    refusal: Refusal,
    action: CountedRequest,
    sentBefore?: number,
  ): Promise<void>;
  /** What is left after a cancel that was carried out. */
  expectCanceled(target: EngineTarget): Promise<void>;
  /** What is left after a cutover that was carried out. */
  expectCompleted(target: EngineTarget): Promise<void>;
}

/** Makes them. */
export function engineSteps(harness: MigrationEngineHarness): EngineSteps {
  const { engine, traits } = harness;
  async function status(target: EngineTarget) {
    const reading = await engine.read(target);
    if (reading.kind !== 'read') throw new Error(`Cannot read: ${JSON.stringify(reading)}`);
    return reading.status;
  }
  return {
    status,
    async send(action, target, operationId, deadline = harness.now() + 30_000) {
      return action === 'cancel'
        ? engine.cancel(target, operationId, deadline)
        : engine.cutover(target, { operationId, lastBackupName: TAIL, deadline });
    },
    async expectRefusal(answer, refusal, action, sentBefore = 0) {
      expect(answer).toMatchObject(refusal);
      expect(await harness.received(action)).toBe(sentBefore + (refusal.kind === 'refused' ? 1 : 0));
    },
    async expectCanceled(target) {
      if (traits.canceled === 'absent') expect(await engine.read(target)).toEqual({ kind: 'absent' });
      else expect((await status(target)).state).toBe('canceled');
      expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'absent' });
    },
    async expectCompleted(target) {
      expect((await status(target)).state).toBe('succeeded');
      expect(await engine.readTargetDatabase(target)).toEqual({ kind: 'found', status: 'Online' });
    },
  };
}
