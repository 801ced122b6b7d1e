/**
 * What is known of restored sets, whoever's ids the service shows: its own, or those of the headers. Which of the two the
 * real services show is recorded nowhere, so every engine must do under both.
 */
import { collectSets } from '../../shared/core/chain/collect-sets';
import { contradictionsIn, type Subject } from '../../shared/core/engine/contradictions';
import { joinEngine } from '../../shared/core/facts/engine-join';
import { evaluateChecks, type CheckCode } from '../../shared/core/readiness/checks';
import { full, log } from '../core/chain/rows';
import { guid } from '../emulator/fake-backups';
import { aReadyFacts } from '../support/facts';
import type { MigrationEngineHarness } from './engine-harness';
import { engineSteps, TAIL } from './engine-steps';

/** Whose ids the service shows for backup sets. */
export type SetIds = 'header' | 'own';

/** Our sets, as the headers of the harness's backups give them. */
const OURS = collectSets([
  full('full.bak', 100_000, 200_000, { backupSetGuid: guid(1) }),
  log('log1.trn', 200_000, 300_000, { backupSetGuid: guid(101) }),
  log(TAIL, 300_000, 400_000, { backupSetGuid: guid(102) }),
]);

/** What an engine tells of sets. */
export interface SetTraits {
  /** False where the service tells no ids at all: then names join. */
  readonly tellsIds: boolean;
  /** How the service can contradict itself, about each subject that its words allow. */
  readonly contradictions: readonly {
    readonly about: Subject;
    readonly while: 'running' | 'pending';
    /** What it claims, against what is so; see `claim` of the harness. */
    readonly says: Readonly<Record<string, unknown>>;
  }[];
}

/** The check that a contradiction makes unknown. */
const CHECK_OF: Readonly<Record<Subject, CheckCode>> = {
  state: 'engine.running',
  full: 'full.restored',
  pending: 'pending.zero',
  lastRestored: 'tail.restored',
  sets: 'files.all-restored',
  unrestorable: 'no-blocking-reason',
};

/** Runs the part of the contract that is about sets. */
export function describeEngineSets(
  name: string,
  { tellsIds, contradictions }: SetTraits,
  makeHarness: (ids: SetIds) => Promise<MigrationEngineHarness>,
): void {
  describe.each<[SetIds]>([['header'], ['own']])(`sets of ${name}, under ids of the %s kind`, (ids) => {
    let harness: MigrationEngineHarness;
    beforeEach(async () => {
      harness = await makeHarness(ids);
    });
    afterEach(() => harness.close());
    const by = tellsIds && ids === 'header' ? 'setIds' : 'names';

    test('all that is restored is found among ours, the tail last', async () => {
      const { target } = await harness.running();
      const join = joinEngine(OURS, await engineSteps(harness).status(target));
      expect(join).toMatchObject({ by, last: { lastLsn: 400_000n } });
      expect(join.last?.head.file).toBe(TAIL);
      expect(OURS.map((set) => join.isRestored(set))).toEqual([true, true, true]);
    });

    test('a log that waits is not restored', async () => {
      const { target } = await harness.pending();
      const join = joinEngine(OURS, await engineSteps(harness).status(target));
      expect(join.by).toBe(by);
      expect(join.last?.head.file).toBe('log1.trn');
      expect(OURS.map((set) => join.isRestored(set))).toEqual([true, true, false]);
    });

    test('what goes together is no contradiction', async () => {
      const { target } = await harness.running();
      expect(contradictionsIn(await engineSteps(harness).status(target))).toEqual([]);
    });

    test.each(contradictions.map((one) => [one.about, Object.keys(one.says).join(', '), one] as const))(
      'a contradiction about %s is unknown, with both statements: %s',
      async (about, _says, { while: state, says }) => {
        const { target } = await (state === 'running' ? harness.running() : harness.pending());
        await harness.claim(says);
        const status = await engineSteps(harness).status(target);
        const found = contradictionsIn(status).find((one) => one.about === about);
        expect(found).toBeDefined();
        const facts = aReadyFacts({ at: status.asOf, engine: { kind: 'read', status } });
        const check = evaluateChecks(facts).find(({ code }) => code === CHECK_OF[about]);
        expect(check?.state).toBe('unknown');
        for (const statement of found?.statements ?? []) expect(check?.reason).toContain(statement);
      },
    );
  });
}
