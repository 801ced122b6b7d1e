/** Checks the body of a request by its schema. */
import type { z } from 'zod';
import type { OperationCall } from './operation-call';
import { serviceErrors, type ServiceError } from './service-errors';

/** The body of a call. @throws {ServiceError} 400 when it is missing, and what `refusal` gives when it does not fit. */
export function readBody<T>(
  { body }: OperationCall,
  schema: z.ZodType<T>,
  refusal: (path: string, detail: string) => ServiceError,
): T {
  if (body === undefined) throw serviceErrors.emptyBody();
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { path, detail } = firstProblem(parsed.error);
  throw refusal(path, detail);
}

/** The first thing wrong with a body: the field's dotted path and a sentence. */
export function firstProblem(error: z.ZodError): { readonly path: string; readonly detail: string } {
  const [issue] = error.issues;
  if (issue === undefined) return { path: 'body', detail: error.message };
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return { path: [...path, issue.keys[0] ?? ''].join('.'), detail: 'The field is not known.' };
  return {
    path: path.join('.') || 'body',
    detail: `${issue.message}${issue.message.endsWith('.') ? '' : '.'}`,
  };
}
