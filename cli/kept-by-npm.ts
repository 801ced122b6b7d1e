/** Options that npm kept: npm 10 and older loses a bare `--` under PowerShell (npm/cli issue 3136). */
import type { Command } from 'commander';
import { flagsTakenByNpm } from '../shared/core/views/npm-flags';
import { CliError } from './exit-codes';
import { CANNOT_RUN } from './failure';

/**
 * Refuses a run that lacks options which were typed: without them it would do something else.
 *
 * @throws {CliError} With what to type.
 */
export function refuseTakenByNpm(
  program: Command,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): void {
  const flags = commandOf(program, args).options.flatMap(({ long }) => long?.slice(2) ?? []);
  const kept = flagsTakenByNpm(env, flags, args);
  if (kept.length > 0)
    throw new CliError(
      `${CANNOT_RUN}npm kept ${kept.join(', ')} for itself; write "--", quotes included: npm run cutover "--" ${args.join(' ')} …`,
    );
}

/** The sub-command that the words name, as far as they do. */
function commandOf(command: Command, [first, ...rest]: readonly string[]): Command {
  const next = command.commands.find((one) => one.name() === first);
  return next === undefined ? command : commandOf(next, rest);
}
