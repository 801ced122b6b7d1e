/** From what a schema found to problems of fields. */
import { z } from 'zod';
import { nearNames } from '../core/near-names';
import type { FieldProblem } from './problem';

/** Fields of other places that an unknown one may mean. */
const MOST_ELSEWHERE = 3;

/**
 * Every problem zod found, one per field; unknown fields are named one by one. A missing field that an unknown one beside it means
 * is told with that one only.
 *
 * @param remedies what to do instead of an unknown field, by its path
 * @param schema what the value was read by: an unknown field is told the ones it may mean, beside it or elsewhere
 */
export function fieldProblems(
  error: z.ZodError,
  remedies: Readonly<Record<string, string>> = {},
  schema?: z.ZodType,
): readonly FieldProblem[] {
  const misspelt = new Set(error.issues.flatMap((issue) => meantBeside(issue, schema)));
  return error.issues.flatMap((issue): FieldProblem[] => {
    const at = pathText(issue.path);
    if (issue.code !== 'unrecognized_keys') {
      const isTold = isMissing(issue) && misspelt.has(at);
      return isTold ? [] : [{ field: at === '' ? '(body)' : at, message: issue.message }];
    }
    return issue.keys.map((key) => {
      const field = at === '' ? key : `${at}.${key}`;
      if (Object.hasOwn(remedies, field)) return { field, message: `${remedies[field]}` };
      const meant = meantBy(key, schema, issue.path);
      const hint = meant.length === 0 ? '' : `; did you mean ${meant.join(' or ')}?`;
      return { field, message: `unknown field${hint}` };
    });
  });
}

type Issue = z.ZodError['issues'][number];

function isMissing({ code, message }: Issue): boolean {
  return code === 'invalid_type' && message.endsWith('received undefined');
}

/** Paths of the fields that unknown ones beside them may mean. */
function meantBeside(issue: Issue, schema: z.ZodType | undefined): readonly string[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const names = Object.keys(fieldsOf(at(schema, issue.path)));
  return issue.keys.flatMap((key) => nearNames(key, names).map((name) => pathText([...issue.path, name])));
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

function meantBy(key: string, schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  const beside = nearNames(key, Object.keys(fieldsOf(at(schema, path))));
  if (beside.length > 0) return beside;
  const isMeant = (field: string): boolean => {
    const name = field.split('.').at(-1) ?? field;
    return name === key || nearNames(key, [name]).length > 0;
  };
  return pathsIn(schema).filter(isMeant).slice(0, MOST_ELSEWHERE);
}

/** The schema of a place; undefined where there is none. */
function at(schema: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((here, part) => {
    const inner = unwrapped(here);
    return inner instanceof z.ZodArray ? inner.element : fieldsOf(inner)[String(part)];
  }, schema);
}

/** Paths of all fields, those of an object within it included. */
function pathsIn(schema: unknown): readonly string[] {
  return Object.entries(fieldsOf(schema)).flatMap(([name, inner]) => [
    name,
    ...pathsIn(inner).map((path) => `${name}.${path}`),
  ]);
}

/** Fields with their schemas; none where it is no object. */
function fieldsOf(schema: unknown): Readonly<Record<string, unknown>> {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodObject ? inner.shape : {};
}

/** What a caller writes, without what is optional about it or becomes of it. */
function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrapped(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrapped(schema.in) : schema;
}
