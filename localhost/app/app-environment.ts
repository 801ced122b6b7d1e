import { join } from 'node:path';
import { HostError } from '../errors';
import { readJsonFile } from './json-file';

/**
 * The environment the app runs with: the real one, `Values` of `local.settings.json` for what it leaves unset, and what
 * every Functions host sets.
 * @throws {HostError} APP_INVALID when a value is not text, or the file is encrypted.
 */
export function appEnvironment(appFolder: string, real: NodeJS.ProcessEnv, port: number): NodeJS.ProcessEnv {
  return {
    ...readLocalSettings(join(appFolder, 'local.settings.json')),
    ...real,
    WEBSITE_HOSTNAME: `localhost:${port}`,
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    FUNCTIONS_WORKER_RUNTIME: 'node',
  };
}

function readLocalSettings(path: string): Record<string, string> {
  const json = readJsonFile(path);
  if (json?.['IsEncrypted'] === true) {
    throw new HostError(
      'APP_INVALID',
      `Cannot read '${path}': it is encrypted; decrypt it with "func settings decrypt"`,
    );
  }
  const values = Object.entries((json?.['Values'] ?? {}) as Record<string, unknown>);
  const notText = values.filter(([, value]) => typeof value !== 'string').map(([name]) => `"${name}"`);
  if (notText.length > 0) {
    throw new HostError(
      'APP_INVALID',
      `Cannot read '${path}': ${notText.join(', ')} in "Values" must be text`,
    );
  }
  return Object.fromEntries(values) as Record<string, string>;
}

/** Replaces every `%SETTING%` in `text` by its value. */
export function expandSettings(text: string, env: NodeJS.ProcessEnv): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = env[name];
    if (value !== undefined) return value;
    throw new HostError('OPTION_INVALID', `Cannot expand '%${name}%': there is no setting '${name}'`);
  });
}
