/** Flags that npm kept for itself: `npm start --free-ports` gives `--free-ports` to npm, not to the program. */

/** Flags that npm has a use for itself: that they are set says nothing. */
const OF_NPM: readonly string[] = ['all', 'dry-run', 'help', 'json', 'offline', 'prefix', 'version', 'yes'];

/**
 * Flags of a program that were given to npm instead: npm hands them on as settings in the environment.
 *
 * @param flags of the program, without their dashes
 * @param given the program's own arguments
 * @example flagsTakenByNpm({ npm_config_free_ports: 'true' }, ['free-ports'], []) // ['--free-ports']
 */
export function flagsTakenByNpm(
  env: Readonly<Record<string, string | undefined>>,
  flags: readonly string[],
  given: readonly string[],
): readonly string[] {
  if (env.npm_lifecycle_event === undefined) return [];
  return flags
    .filter((flag) => !OF_NPM.includes(flag))
    .filter((flag) => (env[settingOf(flag)] ?? '') !== '')
    .filter((flag) => !given.some((arg) => arg === `--${flag}` || arg.startsWith(`--${flag}=`)))
    .map((flag) => `--${flag}`);
}

function settingOf(flag: string): string {
  return `npm_config_${flag.replaceAll('-', '_')}`;
}

/** What to say about them; npm has lost what values they had. @example takenByNpmText(['--log'], 'npm start') // 'npm kept --log for itself; write -- before the options: npm start -- --log' */
export function takenByNpmText(flags: readonly string[], command: string): string {
  return `npm kept ${flags.join(', ')} for itself; write -- before the options: ${command} -- ${flags.join(' ')}`;
}
