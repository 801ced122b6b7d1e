/** What this run was called as: a command that it proposes begins like the one that was typed. */
import { relative, resolve } from 'node:path';
import { OWN_COMMAND, shellQuoted, type Shell } from '../shared/core/command-line';

/** How the run was started. */
export interface Invocation {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The script as it was called: a link to it stays a link. */
  readonly script: string | undefined;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  /** Folder of the package. */
  readonly root: string;
}

/** What a command begins with, and the shell it is for. */
export interface OwnCommand {
  readonly prefix: string;
  readonly shell: Shell;
}

/**
 * Finds out what a command has to begin with here. npx is never proposed: away from the folder it asks a registry for our
 * name.
 *
 * @example ownCommand({ …, script: '/app/bin/sqlmi-cutover.js', cwd: '/home' }).prefix // 'node ../app/bin/sqlmi-cutover.js'
 */
export function ownCommand({ env, script, cwd, platform, root }: Invocation): OwnCommand {
  const shell = platform === 'win32' ? 'powershell' : 'posix';
  if (env.npm_lifecycle_event === 'cutover') {
    // Older npm under PowerShell loses a bare `--` (npm/cli issue 3136); a quoted one every shell takes.
    const end = platform === 'win32' ? '"--"' : '--';
    const npm = isWithin(root, env.INIT_CWD ?? cwd) ? 'npm' : `npm --prefix ${shellQuoted(root, shell)}`;
    return { prefix: `${npm} run cutover ${end}`, shell };
  }
  const launcher = resolve(root, 'bin', 'sqlmi-cutover.js');
  const isNpx = env.npm_command === 'exec';
  if (isNpx || script === undefined || script === resolve(root, 'dist', 'cli', 'main.js'))
    return { prefix: OWN_COMMAND, shell };
  if (script === launcher && !/[\\/]node_modules[\\/]/.test(script))
    return { prefix: `node ${shellQuoted(relative(cwd, script) || script, shell)}`, shell };
  // Called by a link, or from where npm installs: it is on the PATH.
  return { prefix: 'sqlmi-cutover', shell };
}

/** Commands in a text begin as they do here. */
export function asTyped(text: string, { prefix }: OwnCommand): string {
  return prefix === OWN_COMMAND ? text : text.replaceAll(`${OWN_COMMAND} `, `${prefix} `);
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && resolve(folder, way) === path);
}
