import { existsSync, readFileSync } from 'node:fs';
import { HostError, messageOf } from '../errors';

/**
 * The JSON object in the file at `path`, or undefined when there is no such file.
 * @throws {HostError} APP_INVALID when it is not a JSON object.
 */
export function readJsonFile(path: string): Record<string, unknown> | undefined {
  if (!existsSync(path)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new HostError('APP_INVALID', `Cannot read '${path}': ${messageOf(error)}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HostError('APP_INVALID', `Cannot read '${path}': it is not a JSON object`);
  }
  return value as Record<string, unknown>;
}
