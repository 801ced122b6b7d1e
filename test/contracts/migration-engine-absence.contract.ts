/**
 * What every engine must let the product tell apart: a migration that is not found once, twice, for five minutes; a parent
 * that is not found; a cutover that completes without end. None of it ends anything too early.
 */
import { longCompletion } from '../../shared/core/cutover/completing';
import { observe } from '../../shared/core/cutover/observation';
import { goneUnclear } from '../../shared/core/cutover/outcome-proof';
import type { Attempt } from '../../shared/core/migration/control';
import { addSeconds, AZURE_TIMING } from '../../shared/core/timing';
import { decide } from '../../shared/core/watch/decide';
import { NEW_WATCH } from '../../shared/core/watch/watch-state';
import type { EngineTarget } from '../../shared/ports/migration-engine';
import { aControl, anAttempt, aReadyFacts, aTail } from '../support/facts';
import type { MigrationEngineHarness, RunningMigration } from './engine-harness';
import { engineSteps, TAIL, type EngineSteps } from './engine-steps';

/** Codes of a 404 that are about something above the migration. */
const PARENTS = ['ParentResourceNotFound', 'ResourceGroupNotFound'] as const;

/** Runs the part of the contract that is about absence. */
export function describeEngineAbsence(current: () => MigrationEngineHarness): void {
  let harness: MigrationEngineHarness;
  let steps: EngineSteps;
  beforeEach(() => {
    harness = current();
    steps = engineSteps(harness);
  });

  /** A cutover that was accepted: the migration, and its attempt when it was. */
  async function sent(): Promise<RunningMigration & { readonly attempt: Attempt; readonly at: string }> {
    const migration = await harness.running();
    expect(await steps.send('cutover', migration.target, migration.operationId)).toEqual({
      kind: 'accepted',
    });
    const { asOf } = await steps.status(migration.target);
    const attempt = anAttempt({
      state: 'sent',
      tail: aTail({ blob: TAIL }),
      operationId: migration.operationId,
      sentAt: asOf,
      requestedAt: asOf,
    });
    return { ...migration, attempt, at: asOf };
  }

  /** One observation at that moment, with the target database as the engine tells it. */
  async function look(attempt: Attempt, target: EngineTarget, at: string): Promise<Attempt> {
    const engine = await harness.engine.read(target);
    const database = await harness.engine.readTargetDatabase(target);
    return observe(attempt, { engine, at, target: database }, [], AZURE_TIMING);
  }

  describe('a migration that is not found', () => {
    test('once or twice, or for less than five minutes, ends nothing, and what comes back goes on', async () => {
      const { target, attempt, at } = await sent();
      await harness.vanish();
      expect(await harness.engine.read(target)).toEqual({ kind: 'absent' });
      let seen = attempt;
      for (const second of [0, 100, 200, 299]) {
        seen = await look(seen, target, addSeconds(at, second));
        expect([second, seen.state]).toEqual([second, 'sent']);
        expect(goneUnclear(seen, AZURE_TIMING)).toBeUndefined();
      }
      await harness.reappear();
      seen = await look(seen, target, addSeconds(at, 310));
      expect(seen).toMatchObject({ state: 'sent', missing: undefined });
      await harness.settle();
      expect(await look(seen, target, addSeconds(at, 320))).toMatchObject({ state: 'confirmed' });
    });

    test('for five minutes goes to a person, unless its database has gone with it', async () => {
      const { target, attempt, at } = await sent();
      await harness.vanish();
      let seen = attempt;
      for (const second of [0, 150, 301]) seen = await look(seen, target, addSeconds(at, second));
      if (harness.traits.vanishes === 'withDatabase') {
        expect(seen).toMatchObject({ state: 'overtaken', reason: expect.stringMatching(/does not exist/) });
        return;
      }
      expect(seen.state).toBe('sent');
      expect(goneUnclear(seen, AZURE_TIMING)).toMatch(/the target database is Restoring/);
    });

    test.each(PARENTS)('because of %s is trouble, never absence', async (code) => {
      const { target, attempt, at } = await sent();
      await harness.loseParent(code);
      expect((await harness.engine.read(target)).kind).toBe('trouble');
      let seen = attempt;
      for (const second of [0, 150, 301, 600]) seen = await look(seen, target, addSeconds(at, second));
      expect(seen).toBe(attempt);
      await harness.reappear();
      expect((await steps.status(target)).state).toBe('completing');
    });
  });

  test('a cutover that completes without end stays open, and an operator is told after an hour', async () => {
    await harness.neverComplete();
    const { target, attempt, operationId } = await sent();
    await harness.settle();
    const status = await steps.status(target);
    expect(status.state).toBe('completing');
    const [since, tooShort] = [addSeconds(status.asOf, -3_600), addSeconds(status.asOf, -3_599)];
    expect(longCompletion(status, tooShort, AZURE_TIMING)).toBeUndefined();
    expect(longCompletion(status, since, AZURE_TIMING)?.since).toBe(since);
    expect(
      observe(
        attempt,
        { engine: { kind: 'read', status }, at: status.asOf, target: { kind: 'notAsked' } },
        [],
        AZURE_TIMING,
      ).state,
    ).toBe('sent');
    const facts = aReadyFacts({
      at: status.asOf,
      engine: { kind: 'read', status },
      control: aControl({ operationId, attempt }),
    });
    const memory = { ...NEW_WATCH, engineState: { what: status.rawState ?? status.state, since } };
    const { block, commands } = decide(memory, facts, AZURE_TIMING);
    expect(block?.kind).toBe('completingLong');
    expect(commands.map(({ kind }) => kind)).not.toContain('end');
  });
}
