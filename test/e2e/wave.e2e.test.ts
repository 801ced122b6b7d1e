/** A group on the real stack: nobody goes before all are ready and approved, then each once, within the limit. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectConfirmedOnce, startAutomatic } from './automatic-migration';
import { runCommand } from './command-line';
import { endToEnd } from './end-to-end';
import { LocalStack } from './local-stack';

const MEMBERS = ['wave-a', 'wave-b', 'wave-c'] as const;
/** Assessments come every second. */
const SEVERAL_LOOKS_MS = 4_000;

endToEnd('a wave', () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await LocalStack.start();
  }, 60_000);
  afterAll(() => local.stop());

  const cli = (...args: readonly string[]) => runCommand(local.stack.hostUrl, ...args);

  async function approve(id: string): Promise<void> {
    const { tail, target } = await local.until(id, 'a ready migration', ({ readiness }) => readiness.ready);
    const confirm = `${target?.instance}/${target?.database}`;
    expect(await cli('cutover', id, '--tail', tail?.blob ?? '', '--confirm', confirm)).toMatchObject({
      exitCode: 0,
    });
  }

  test('together: the last approval lets all three go, one request each', async () => {
    for (const [index, id] of MEMBERS.entries())
      await startAutomatic(local, id, 700 + index, { mode: 'manual' });
    const file = join(local.folder, 'wave.csv');
    writeFileSync(file, `id,after\n${MEMBERS.map((id) => `${id},\n`).join('')}`);
    const plan = ['group', 'create', file, '--id', 'wave', '--strategy', 'together', '--per-instance', '2'];
    expect(await cli(...plan, '--dry-run')).toMatchObject({ exitCode: 0 });
    expect(await cli(...plan)).toMatchObject({ exitCode: 0 });

    await approve('wave-a');
    await approve('wave-b');
    const before = await local.until(
      'wave-a',
      'the wait for the group',
      ({ group }) => group?.state === 'waits',
    );
    await local.until(
      'wave-a',
      'several more assessments',
      ({ asOf }) => Date.parse(asOf) - Date.parse(before.asOf) > SEVERAL_LOOKS_MS,
    );
    for (const id of MEMBERS) expect(await local.cutovers(id)).toEqual([]);
    expect((await cli('group', 'status', 'wave')).out).toContain('wave-c');

    await approve('wave-c');
    for (const id of MEMBERS) await expectConfirmedOnce(local, id, 150);
    for (const id of MEMBERS) {
      const { body } = await local.api<{ journal: readonly { kind: string }[] }>(
        'GET',
        `/migrations/${id}/evidence`,
      );
      expect(body.journal.filter(({ kind }) => kind === 'groupGo')).toHaveLength(1);
    }
  }, 400_000);
});
