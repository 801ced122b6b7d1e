/** From what a schema found to problems of fields. */
import type { z } from 'zod';
import type { FieldProblem } from './problem';

/**
 * Every problem zod found, one per field; unknown fields are named one by one.
 *
 * @param remedies what to do instead of an unknown field, by its path
 */
export function fieldProblems(
  error: z.ZodError,
  remedies: Readonly<Record<string, string>> = {},
): readonly FieldProblem[] {
  return error.issues.flatMap((issue): FieldProblem[] => {
    const at = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys')
      return [{ field: at === '' ? '(body)' : at, message: issue.message }];
    return issue.keys.map((key) => {
      const field = at === '' ? key : `${at}.${key}`;
      return { field, message: Object.hasOwn(remedies, field) ? `${remedies[field]}` : 'unknown field' };
    });
  });
}
