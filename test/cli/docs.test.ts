import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { overview } from '../../cli/overview';
import { buildProgram } from '../../cli/program';
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import { writeDemoBackups } from '../../tools/demo/demo-backups';
import { runCli } from './fake-terminal';
import { withFolder } from './sample-backups';

const PAGE = readFileSync(join(__dirname, '../../docs/cli.md'), 'utf8');

describe('docs/cli.md', () => {
  test('names every command that is no operator verb', () => {
    const program = buildProgram({ terminal: { env: {} } as never, exitCode: 0 });
    const verbs = OPERATOR_VERBS.map(({ verb }) => verb);
    for (const command of program.commands)
      if (!verbs.includes(command.name())) expect(PAGE).toMatch(new RegExp(`\`${command.name()} `));
  });

  test('the command lists the operator verbs by themselves', () => {
    const help = buildProgram({ terminal: { env: {} } as never, exitCode: 0 }).helpInformation();
    const [, listed = ''] = help.split('Operator verbs:');
    for (const { verb, cli } of OPERATOR_VERBS.filter((one) => !one.verb.includes('/')))
      expect(listed).toMatch(new RegExp(`^ +${verb} .*${cli.summary}$`, 'm'));
  });

  test('the help, which loads no command, lists them as they are', async () => {
    const shown = { helpWidth: 1_000 };
    const whole = buildProgram({ terminal: { env: {} } as never, exitCode: 0 }).configureOutput({
      getOutHelpWidth: () => shown.helpWidth,
    });
    const light = overview({ env: {} } as never, false).configureOutput({
      getOutHelpWidth: () => shown.helpWidth,
    });
    expect(light.helpInformation().split('\n').sort()).toEqual(whole.helpInformation().split('\n').sort());
    expect(light.commands.map((one) => one.name()).sort()).toEqual(
      whole.commands.map((one) => one.name()).sort(),
    );
  });

  test('names every option of register', () => {
    const program = buildProgram({ terminal: { env: {} } as never, exitCode: 0 });
    const register = program.commands.find((command) => command.name() === 'register');
    const flags = register?.options.map(({ long }) => long ?? '') ?? [];
    expect(flags).toContain('--resource-id');
    expect(flags.filter((flag) => !PAGE.includes(flag))).toEqual([]);
  });

  test('shows what inspect prints of the demo backups without one log', async () => {
    const { files } = await writeDemoBackups(6);
    const contents: Record<string, Uint8Array> = {};
    for (const file of files)
      if (file.name !== 'orders_log_04.trn') contents[file.name] = await file.content();
    await withFolder(contents, async (folder) => {
      const { out, exitCode } = await runCli(['inspect', folder]);
      expect(exitCode).toBe(2);
      expect(PAGE).toContain(out);
      const { status, chainEndLsn, gap } = (await runCli(['inspect', folder, '--json'])).json().databases[0]!
        .chain;
      expect(PAGE).toContain(JSON.stringify({ status, chainEndLsn, gap }, null, 2));
    });
  });
});
