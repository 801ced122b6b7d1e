/** Mode approve: two operators, neither of whom registered the migration, and then one request. */
import { expectConfirmedOnce, startAutomatic } from './automatic-migration';
import { runCommand } from './command-line';
import { endToEnd } from './end-to-end';
import { LocalStack } from './local-stack';

/** Assessments come every second. */
const SEVERAL_LOOKS_MS = 4_000;

endToEnd('the approvals of two operators', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start();
  }, 60_000);
  afterAll(() => local.stop());

  test('one sends nothing, the same one again neither, and two send once', async () => {
    await startAutomatic(local, 'wave', 602, { mode: 'approve', approvals: { required: 2 } });
    const ready = await local.until('wave', 'a ready migration', ({ readiness }) => readiness.ready);
    expect(ready.approvals).toMatchObject({ required: 2, standing: 0 });
    const confirm = `${ready.target?.instance}/${ready.target?.database}`;
    const given = async (name: string, verb = 'approve') =>
      runCommand(
        local.stack.hostUrl,
        verb,
        'wave',
        '--tail',
        ready.tail?.blob ?? '',
        '--confirm',
        confirm,
        '--as',
        name,
      );

    expect(await given('bob', 'cutover')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('mode approve: none of 2 approvals; missing: 2'),
    });
    for (const again of ['bob', 'bob'])
      expect(await given(again)).toMatchObject({
        exitCode: 0,
        out: expect.stringContaining('(1 of 2) by local:'),
      });
    const before = await local.status('wave');
    await local.until(
      'wave',
      'several more assessments',
      ({ asOf }) => Date.parse(asOf) - Date.parse(before.asOf) > SEVERAL_LOOKS_MS,
    );
    expect(await local.cutovers('wave')).toEqual([]);

    expect(await given('eve')).toMatchObject({ exitCode: 0, out: expect.stringContaining('(2 of 2)') });
    await expectConfirmedOnce(local, 'wave', 60);
    const { body } = await local.api<{ attempt: { approvals: readonly { by: string }[] } }>(
      'GET',
      '/migrations/wave/evidence',
    );
    expect(body.attempt.approvals.map(({ by }) => by.split('/')[1])).toEqual(['bob', 'eve']);
  }, 180_000);
});
