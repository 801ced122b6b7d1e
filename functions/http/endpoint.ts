/** What all endpoints share: requests of other sites and of nobody are refused, refusals become problems, faults become 500 without details, an absent store 503. */
import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import type { z } from 'zod';
import { fieldProblems } from '../../shared/api/field-problems';
import { type Problem, ProblemError, refuse } from '../../shared/api/problem';
import type { Route } from '../../shared/api/routes';
import type { Caller, Grant, Place } from '../../shared/core/access/reach';
import { ContainerUnavailableError } from '../../shared/ports/backup-container';
import {
  InvalidContinuationError,
  LedgerUnavailableError,
  LedgerUnclearError,
} from '../../shared/ports/ledger';
import type { SignIn } from '../../shared/ports/sign-in';
import { ControlContentionError } from '../../shared/use-cases/change-control';
import { GroupContentionError } from '../../shared/use-cases/groups/operate-group';
import { LedgerContentionError } from '../../shared/use-cases/operate/freeze-ledger';
import { identify, refuseOutOfReach } from './identity';
import { problem } from './respond';
import { type OwnHosts, refuseForeign } from './same-origin';

/** A handler that may refuse by throwing; the caller has what the route needs, for the migration of the path if there is one. */
export type Endpoint = (
  request: HttpRequest,
  client: DurableClient,
  context: InvocationContext,
  caller: Caller,
) => Promise<HttpResponseInit>;

/** What stands before an endpoint. */
export interface Door {
  readonly route: Pick<Route, 'needs' | 'concerns'>;
  readonly signIn: SignIn;
  readonly hosts: OwnHosts;
  /** Where roles count, for whom; undefined: everywhere. */
  readonly limits: readonly Grant[] | undefined;
  /** Where a migration is; undefined when none of this id is registered. */
  readonly placeOf: (id: string) => Promise<Place | undefined>;
}

const LARGEST_BODY = 64 * 1024;

/** Wraps an endpoint. What needs nothing is answered for any host: the platform and monitors ask by names of their own. */
export function endpoint(
  handle: Endpoint,
  { route, signIn, hosts, limits, placeOf }: Door,
): (...call: [HttpRequest, DurableClient, InvocationContext]) => Promise<HttpResponseInit> {
  return async (request, client, context) => {
    try {
      if (route.needs !== 'nothing') refuseForeign(request, hosts);
      const caller = await identify(request, signIn, limits, route);
      if (route.concerns === 'one')
        await refuseOutOfReach(caller, route.needs, migrationId(request), placeOf);
      return await handle(request, client, context, caller);
    } catch (error) {
      return answerError(error, context);
    }
  };
}

const STRANGE_CONTINUATION: Problem = {
  kind: 'invalid',
  detail:
    'Cannot read the next page: the continuation does not belong to this list; start from the first page',
  errors: [{ field: 'continuation', message: 'not from this list' }],
};

/** Refuses a continuation that leads nowhere. @throws {ProblemError} `invalid`, always. */
export function refuseContinuation(): never {
  throw new ProblemError(STRANGE_CONTINUATION);
}

function answerError(error: unknown, context: InvocationContext): HttpResponseInit {
  if (error instanceof ProblemError) return problem(error.problem);
  if (error instanceof LedgerUnclearError) {
    context.warn(error.message);
    return problem({
      kind: 'unclear',
      detail: `${error.message}; check the status before you repeat it; repeating does no harm`,
    });
  }
  if (error instanceof LedgerUnavailableError || error instanceof ContainerUnavailableError) {
    context.warn(error.message);
    return problem({ kind: 'unavailable', detail: error.message });
  }
  if (error instanceof InvalidContinuationError) return problem(STRANGE_CONTINUATION);
  if (error instanceof ControlContentionError)
    return problem({
      kind: 'conflict',
      detail: 'Cannot change the migration: others are changing it; try again',
    });
  if (error instanceof LedgerContentionError || error instanceof GroupContentionError)
    return problem({ kind: 'conflict', detail: error.message });
  context.error(error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error');
  return problem({
    kind: 'internal',
    detail: `Cannot answer: internal error; see invocation ${context.invocationId}`,
  });
}

/** The migration id of the route. */
export function migrationId(request: HttpRequest): string {
  return request.params.id ?? '';
}

/** Reads a JSON body against a schema. @throws {ProblemError} `invalid`, naming every bad field. */
export async function readBody<T>(
  request: HttpRequest,
  schema: z.ZodType<T>,
  action: string,
  largest?: number,
): Promise<T> {
  const parsed = schema.safeParse(await readJson(request, largest));
  return parsed.success
    ? parsed.data
    : refuse('invalid', `Cannot ${action}: the body is not valid`, fieldProblems(parsed.error, {}, schema));
}

/** Reads a JSON body of at most 64 KiB, unless more is allowed; an empty one is `{}`. The parser's message repeats the body: it is not passed on (G5). */
export async function readJson(request: HttpRequest, largest = LARGEST_BODY): Promise<unknown> {
  const body = await request.text();
  if (body.length > largest)
    return refuse('invalid', `Cannot read the body: it is longer than ${largest / 1024} KiB`);
  if (body.trim() === '') return {};
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return refuse('invalid', 'Cannot read the body: it is not JSON');
  }
}

/** Reads the query against a schema. @throws {ProblemError} `invalid`, naming every bad parameter. */
export function readQuery<T>(request: HttpRequest, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(Object.fromEntries(request.query.entries()));
  return parsed.success
    ? parsed.data
    : refuse(
        'invalid',
        'Cannot read the query: a parameter is not valid',
        fieldProblems(parsed.error, {}, schema),
      );
}
