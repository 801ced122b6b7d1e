import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { HostError, messageOf } from '../errors';

/**
 * What the JSON file at `path` holds, as `schema` reads it, or undefined when there is no such file.
 * @throws {HostError} APP_INVALID naming the file and what is wrong in it.
 */
export function readJsonFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): z.output<Schema> | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? error.issues.map(complaint).join('; ') : messageOf(error);
    throw new HostError('APP_INVALID', `Cannot read '${path}': ${reason}`, { cause: error });
  }
}

function complaint({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `"${path.join('.')}" ${message}`;
}
