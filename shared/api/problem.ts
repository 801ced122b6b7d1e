/** Refusals as values: what went wrong, which fields, what to do. One place turns them into HTTP (RFC 9457). */

/** A field that is wrong. */
export interface FieldProblem {
  /** Path in the body, such as `target.managedInstanceId`. */
  readonly field: string;
  readonly message: string;
}

/** Kinds of refusal, each with its HTTP status. */
export const PROBLEM_STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  preconditionFailed: 412,
  unsupportedMediaType: 415,
  preconditionRequired: 428,
  /** Nothing was written. */
  unavailable: 503,
  /** It may have been written, or may be yet. */
  unclear: 504,
  internal: 500,
} as const;

/** A refusal. */
export interface Problem {
  readonly kind: keyof typeof PROBLEM_STATUS;
  /** One sentence. */
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
}

/** A refusal thrown through a handler; the only exception the API throws on purpose. */
export class ProblemError extends Error {
  readonly code = 'Problem';
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
  }
}

/** Refuses what names a migration that is not registered. @throws {ProblemError} `notFound`, always. */
export function refuseUnknown(id: string): never {
  return refuse('notFound', `Cannot find migration ${id}`);
}

/** Throws a refusal. */
export function refuse(kind: Problem['kind'], detail: string, errors?: readonly FieldProblem[]): never {
  throw new ProblemError({ kind, detail, errors });
}
