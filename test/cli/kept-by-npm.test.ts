/** Options that npm kept for itself: the command refuses to run without them. */
import { runCli } from './fake-terminal';

/** The first run loads the whole command. */
jest.setTimeout(60_000);

const npm = { npm_lifecycle_event: 'cutover' };

test.each([
  [['admin', 'restore', 'f.ndjson'], { npm_config_apply: 'true' }, '--apply'],
  [['admin', 'thaw', 'checked'], { npm_config_reason: 'true' }, '--reason'],
])('%j without its option is refused with what to type', async (args, env, flag) => {
  const { exitCode, err } = await runCli(args, { env: { ...npm, ...env } });
  expect(exitCode).toBe(1);
  expect(err).toBe(
    `Cannot run the command: npm kept ${flag} for itself; write "--", quotes included: npm run cutover "--" ${args.join(' ')} …\n`,
  );
});

test.each([
  ['the option of another command', { ...npm, npm_config_apply: 'true' }],
  ['an option without npm', { npm_config_reason: 'true' }],
])('%s says nothing', async (_what, env) => {
  const { err } = await runCli(['admin', 'thaw', '--help'], { env });
  expect(err).toBe('');
});
