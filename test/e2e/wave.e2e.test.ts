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

  interface Approval {
    readonly confirm: string;
    readonly late: readonly string[];
    readonly seen: readonly { readonly id: string }[];
  }

  /** Approves the members that are ready, as a script does: what a dry run has shown. */
  async function approveAll(): Promise<Approval> {
    const shown = await cli('group', 'approve', 'wave', '--dry-run', '--json');
    const list = JSON.parse(shown.out) as Approval;
    const given = await cli('group', 'approve', 'wave', '--confirm', list.confirm);
    expect(given).toMatchObject({ exitCode: 0 });
    return list;
  }

  const ready = (id: string) => local.until(id, 'a ready migration', ({ readiness }) => readiness.ready);

  test('together: the last approval lets all three go, one request each', async () => {
    for (const [index, id] of MEMBERS.entries())
      await startAutomatic(local, id, 700 + index, { mode: 'manual' });
    const file = join(local.folder, 'wave.csv');
    writeFileSync(file, `id,after\n${MEMBERS.map((id) => `${id},\n`).join('')}`);
    const plan = ['group', 'create', file, '--id', 'wave', '--strategy', 'together', '--per-instance', '2'];
    expect(await cli(...plan, '--dry-run')).toMatchObject({ exitCode: 0 });
    expect(await cli(...plan)).toMatchObject({ exitCode: 0 });

    expect(await cli('hold', 'wave-c', '--reason', 'not yet')).toMatchObject({ exitCode: 0 });
    await ready('wave-a');
    await ready('wave-b');
    expect(await approveAll()).toMatchObject({
      seen: [{ id: 'wave-a' }, { id: 'wave-b' }],
      late: ['wave-c'],
    });
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

    expect(await cli('release', 'wave-c')).toMatchObject({ exitCode: 0 });
    await ready('wave-c');
    expect(await approveAll()).toMatchObject({ seen: [{ id: 'wave-c' }], late: [] });
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
