import { join } from 'node:path';
import { z } from 'zod';
import { HostError } from '../errors';
import { readJsonFile } from './json-file';

const localSettings = z.object({
  IsEncrypted: z.literal(false, 'must be false: decrypt it with "func settings decrypt"').optional(),
  Values: z.record(z.string(), z.string('must be text')).default({}),
});

/**
 * The environment the app runs with: the real one, `Values` of `local.settings.json` for what it leaves unset, and what
 * every Functions host sets.
 * @throws {HostError} APP_INVALID when a value is not text, or the file is encrypted.
 */
export function appEnvironment(appFolder: string, real: NodeJS.ProcessEnv, port: number): NodeJS.ProcessEnv {
  return {
    ...readJsonFile(join(appFolder, 'local.settings.json'), localSettings)?.Values,
    ...real,
    WEBSITE_HOSTNAME: `localhost:${port}`,
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    FUNCTIONS_WORKER_RUNTIME: 'node',
  };
}

/** Replaces every `%SETTING%` in `text` by its value. */
export function expandSettings(text: string, env: NodeJS.ProcessEnv): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = env[name];
    if (value !== undefined) return value;
    throw new HostError('OPTION_INVALID', `Cannot expand '%${name}%': there is no setting '${name}'`);
  });
}
