/** From what a schema found to problems of fields. */
import { z } from 'zod';
import { nearNames } from '../core/near-names';
import type { FieldProblem } from './problem';

/**
 * Every problem zod found, one per field; unknown fields are named one by one.
 *
 * @param remedies what to do instead of an unknown field, by its path
 * @param schema what the value was read by: an unknown field is told the ones it may mean
 */
export function fieldProblems(
  error: z.ZodError,
  remedies: Readonly<Record<string, string>> = {},
  schema?: z.ZodType,
): readonly FieldProblem[] {
  return error.issues.flatMap((issue): FieldProblem[] => {
    const at = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys')
      return [{ field: at === '' ? '(body)' : at, message: issue.message }];
    return issue.keys.map((key) => {
      const field = at === '' ? key : `${at}.${key}`;
      if (Object.hasOwn(remedies, field)) return { field, message: `${remedies[field]}` };
      const meant = nearNames(key, fieldsAt(schema, issue.path));
      const hint = meant.length === 0 ? '' : `; did you mean ${meant.join(' or ')}?`;
      return { field, message: `unknown field${hint}` };
    });
  });
}

/** Names of the fields at a place of a schema; none where it is no object. */
function fieldsAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  let here = unwrapped(schema);
  for (const part of path) {
    if (!(here instanceof z.ZodObject)) return [];
    here = unwrapped(here.shape[String(part)]);
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;
}
