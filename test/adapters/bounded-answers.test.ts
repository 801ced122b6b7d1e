import { withBoundedAnswers } from '../../shared/adapters/bounded-answers';
import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import type { MigrationEngine } from '../../shared/ports/migration-engine';
import { MemoryEngine } from '../support/memory-engine';
import { CREATE, OPERATION, TARGET } from '../support/world';

const LONG = 'x'.repeat(50_000);
const DEADLINE = Date.now() + 60_000;
const SPEC = { ...CREATE, sourceDatabaseName: 'Shop', containerName: 'backups' };

const REQUESTS = {
  create: (engine: MigrationEngine) => engine.create(TARGET, SPEC, DEADLINE),
  cutover: (engine: MigrationEngine) =>
    engine.cutover(TARGET, { operationId: OPERATION, lastBackupName: 'log.trn', deadline: DEADLINE }),
  cancel: (engine: MigrationEngine) => engine.cancel(TARGET, OPERATION, DEADLINE),
  retry: (engine: MigrationEngine) => engine.retry(TARGET, OPERATION, DEADLINE),
} as const;

describe.each(Object.keys(REQUESTS) as (keyof typeof REQUESTS)[])('G7: the answer to %s', (kind) => {
  async function answerTo(answer: ChangeAnswer): Promise<ChangeAnswer> {
    const engine = new MemoryEngine();
    engine.scriptAnswers(kind, { answer });
    return REQUESTS[kind](withBoundedAnswers(engine));
  }

  test('has a short code and a short message', async () => {
    const refused = { kind: 'refused', httpStatus: 400, retryAfterSeconds: 7 } as const;
    expect(await answerTo({ ...refused, code: LONG, message: LONG })).toEqual({
      ...refused,
      code: `${'x'.repeat(199)}…`,
      message: `${'x'.repeat(1_999)}…`,
    });
  });

  test.each<ChangeAnswer>([
    { kind: 'unknown', reason: LONG },
    { kind: 'notSent', reason: LONG, absent: true },
  ])('has a short reason: $kind', async (answer) => {
    expect(await answerTo(answer)).toEqual({ ...answer, reason: `${'x'.repeat(1_999)}…` });
  });

  test.each<ChangeAnswer>([
    { kind: 'accepted' },
    { kind: 'refused', httpStatus: 409, code: 'OperationInProgress', message: 'Said so.' },
  ])('stays as it is when it is short: $kind', async (answer) => {
    expect(await answerTo(answer)).toEqual(answer);
  });
});

test('readings and what an id leads to pass as they are', async () => {
  const engine = new MemoryEngine();
  engine.set(TARGET, { operationId: OPERATION, blockingReasons: [LONG] });
  const bounded = withBoundedAnswers(engine);
  expect(await bounded.read(TARGET)).toMatchObject({ status: { blockingReasons: [LONG] } });
  expect(await bounded.readTargetDatabase(TARGET)).toEqual({ kind: 'found', status: 'Restoring' });
  expect(await bounded.discover('/none')).toMatchObject({ kind: 'none' });
});
