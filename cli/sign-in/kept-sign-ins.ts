/** How to sign in to which app, in a file of the user's. It holds no token and no secret. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CliError } from '../exit-codes';
import { systemCode } from '../system-error';

/** Where a token comes from. */
export const TOKEN_SOURCES = ['azure-cli', 'default', 'device-code', 'browser'] as const;

const signIn = z.strictObject({
  /** Application id URI: `api://…`. */
  audience: z.string().regex(/^api:\/\/\S+$/),
  tenant: z.string().optional(),
  with: z.enum(TOKEN_SOURCES),
});

const file = z.record(z.string(), signIn);

/** How to sign in to an app. */
export type AppSignIn = z.infer<typeof signIn>;

type Env = Readonly<Record<string, string | undefined>>;

/** The one of an app, by its address; undefined when `login` was not run for it. @throws {CliError} When the file is damaged. */
export function keptSignIn(base: string, env: Env): AppSignIn | undefined {
  return readAll(env)[base];
}

/** Keeps one, or forgets it. @returns whether there was one before */
export function keepSignIn(base: string, change: AppSignIn | undefined, env: Env): boolean {
  const { [base]: before, ...others } = readAll(env);
  const path = pathIn(env);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const all = change === undefined ? others : { ...others, [base]: change };
    writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    throw new CliError(`Cannot write ${path}: ${systemCode(error) ?? 'unknown error'}`);
  }
  return before !== undefined;
}

function readAll(env: Env): Readonly<Record<string, AppSignIn>> {
  const path = pathIn(env);
  try {
    return file.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return {};
    throw new CliError(`Cannot read ${path}: it is damaged; delete it, and run login again`);
  }
}

function pathIn(env: Env): string {
  const folder = env.XDG_CONFIG_HOME ?? env.APPDATA ?? join(env.HOME ?? homedir(), '.config');
  return join(folder, 'sqlmi-cutover', 'sign-in.json');
}
