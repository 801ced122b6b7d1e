/**
 * What every engine's glance must honour: it agrees with a reading at rest, differs from it once anything has happened
 * that it can see, and costs less.
 */
import type { EngineStatus } from '../../shared/core/engine/engine-status';
import { restingReading, showsNoChange, type RestingReading } from '../../shared/core/watch/rest';
import type { EngineTarget, Glance } from '../../shared/ports/migration-engine';
import { aControl, aReadyFacts } from '../support/facts';
import type { MigrationEngineHarness, RunningMigration } from './engine-harness';
import { engineSteps, TAIL, type EngineSteps } from './engine-steps';

/** A migration at rest, and the note taken of it. */
interface Resting extends RunningMigration {
  readonly rest: RestingReading;
}

/** Runs the contract's glances against an engine. */
export function describeEngineGlance(current: () => MigrationEngineHarness): void {
  let harness: MigrationEngineHarness;
  let steps: EngineSteps;
  beforeEach(() => {
    harness = current();
    steps = engineSteps(harness);
  });

  async function resting(): Promise<Resting> {
    const migration = await harness.running();
    return { ...migration, rest: noteOf(await steps.status(migration.target)) };
  }

  /** Never by a list from before. */
  async function glance(target: EngineTarget, { status }: RestingReading): Promise<Glance> {
    const { migrationServiceId } = status;
    const seen = await harness.engine.glance?.(target, { migrationServiceId, maxAgeSeconds: -1 });
    if (seen === undefined) throw new Error('the engine has no glance');
    return seen;
  }

  async function seesNoChange({ target, rest }: Omit<Resting, 'operationId'>): Promise<boolean> {
    const seen = await glance(target, rest);
    return seen.kind === 'seen' && showsNoChange(rest, seen);
  }

  describe('a glance at a migration at rest', () => {
    test('agrees with the reading, again and again', async () => {
      const migration = await resting();
      expect(await glance(migration.target, migration.rest)).toMatchObject({
        kind: 'seen',
        tells: harness.traits.glance,
        status: {
          kind: migration.rest.status.kind,
          operationId: migration.rest.status.operationId,
          state: migration.rest.status.state,
        },
      });
      expect([await seesNoChange(migration), await seesNoChange(migration)]).toEqual([true, true]);
    });

    test('costs one reading of its own where it tells details, and none where a list shows all of it', async () => {
      const migration = await resting();
      const before = await harness.received('read');
      await seesNoChange(migration);
      expect((await harness.received('read')) - before).toBe(harness.traits.glance === 'details' ? 1 : 0);
    });

    test('finds it whatever the case of its id', async () => {
      const { target, rest } = await resting();
      const scopeId = target.scopeId.toLowerCase();
      expect(await seesNoChange({ target: { ...target, scopeId }, rest })).toBe(true);
    });

    test.each(['cutover', 'cancel'] as const)('differs once a %s has come to its end', async (action) => {
      const migration = await resting();
      const answer = await steps.send(action, migration.target, migration.operationId);
      expect(answer).toEqual({ kind: 'accepted' });
      await harness.settle();
      expect(await seesNoChange(migration)).toBe(false);
    });

    test('differs once its details were cleaned up after the end', async () => {
      const migration = await resting();
      await steps.send('cutover', migration.target, migration.operationId);
      await harness.settle();
      await harness.cleanUp();
      expect(await seesNoChange(migration)).toBe(false);
    });

    test('differs when another run has taken its place', async () => {
      const migration = await resting();
      await harness.renewed();
      expect(await seesNoChange(migration)).toBe(false);
    });

    test('differs when a log waits, where it tells details', async () => {
      const { target } = await harness.pending();
      // As it would have been read before that log came.
      const before = { ...(await steps.status(target)), pendingLogs: 0, sets: [] };
      const rest = noteOf(before, 'log1.trn');
      expect(await seesNoChange({ target, rest })).toBe(harness.traits.glance === 'state');
    });

    test('differs when it is not told what is pending, where it tells details', async () => {
      const migration = await resting();
      await harness.silencePending();
      expect(await seesNoChange(migration)).toBe(harness.traits.glance === 'state');
    });

    test('shows nothing of a migration that is not there', async () => {
      const { rest } = await resting();
      expect(await glance(harness.absentTarget, rest)).toEqual({ kind: 'unseen' });
    });
  });
}

/** The note that the watch would take of such a reading beside a chain that ends with this file. */
function noteOf(status: EngineStatus, lastFile = TAIL): RestingReading {
  const facts = aReadyFacts({
    control: aControl({ operationId: status.operationId }),
    tail: { kind: 'none' },
    engine: { kind: 'read', status },
  });
  const note = restingReading({ ...facts, chain: { ...facts.chain, lastFile } });
  if (note === undefined) throw new Error(`not at rest: ${status.rawState}`);
  return note;
}
