/** Who calls, and whether they may: the token of the request, held against what the route needs (G6). */
import type { HttpRequest } from '@azure/functions';
import { type Problem, refuse } from '../../shared/api/problem';
import { type Need, mayCall } from '../../shared/api/routes';
import type { Operator } from '../../shared/core/access/roles';
import type { SignIn, SignInOutcome } from '../../shared/ports/sign-in';

/** Whoever calls a route that needs nothing, without a sign-in that counts. */
const ANONYMOUS: Operator = { name: 'anonymous', roles: [] };

/**
 * Identifies the operator of a request. A route that needs nothing answers without regard to a token that proves nothing.
 *
 * Headers of the platform (`x-ms-client-principal…`) are not read: a caller can send them, too.
 *
 * @throws {ProblemError} `unauthenticated` without a token or with a bad one, `forbidden` without the role or before
 * sign-in is configured, `unavailable` when nobody can say whether the token is good.
 */
export async function identify(request: HttpRequest, signIn: SignIn, needs: Need): Promise<Operator> {
  const outcome = await signIn.identify(bearerToken(request));
  if (outcome.kind !== 'signedIn') return needs === 'nothing' ? ANONYMOUS : refuseOutcome(outcome);
  const { operator } = outcome;
  return mayCall(operator, needs) ? operator : refuseRole(operator, needs);
}

/** The token of `Authorization: Bearer …` (RFC 6750, section 2.1); of no other place, where it would end up in logs. */
function bearerToken(request: HttpRequest): string | undefined {
  const match = /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '');
  return match?.[1];
}

function refuseOutcome(outcome: Exclude<SignInOutcome, { kind: 'signedIn' }>): never {
  const { kind, detail } = problemOf(outcome);
  return refuse(kind, detail);
}

function problemOf(outcome: Exclude<SignInOutcome, { kind: 'signedIn' }>): Problem {
  switch (outcome.kind) {
    case 'notConfigured':
      return {
        kind: 'forbidden',
        detail:
          'Cannot answer: sign-in is not configured; set SignInTenant and SignInAudience, as docs/sign-in.md describes',
      };
    case 'noToken':
      return {
        kind: 'unauthenticated',
        detail:
          'Cannot answer: the request has no token; sign in, and send the token as Authorization: Bearer <token>',
      };
    case 'badToken':
      return { kind: 'unauthenticated', detail: `Cannot accept the token: ${outcome.reason}` };
    case 'unavailable':
      return { kind: 'unavailable', detail: `Cannot check the token: ${outcome.reason}` };
  }
}

function refuseRole({ name, roles }: Operator, needs: Need): never {
  const wanted = typeof needs === 'string' ? needs : needs.join(' or ');
  const has = roles.length === 0 ? 'no role of this app' : roles.join(', ');
  return refuse(
    'forbidden',
    `Cannot answer: this needs the role ${wanted}, and ${name} has ${has}; have it assigned on the enterprise application, then sign in again`,
  );
}
