/** Who calls, and whether they may: the token of the request, held against what the route needs (G6). */
import type { HttpRequest } from '@azure/functions';
import { type Objection, objectionAt, objectionTo } from '../../shared/api/judge-call';
import { type Problem, refuse, refuseUnknown } from '../../shared/api/problem';
import type { Need, Route } from '../../shared/api/routes';
import { type Caller, type Grant, type Place, reachOf, somewhere } from '../../shared/core/access/reach';
import type { SignIn, SignInOutcome } from '../../shared/ports/sign-in';

/** Whoever calls a route that needs nothing, without a sign-in that counts. */
const ANONYMOUS: Caller = { name: 'anonymous', roles: [], reach: { kind: 'grants', grants: [] } };

/** What a route asks of its caller. */
type Asked = Pick<Route, 'needs' | 'concerns'>;

/**
 * Identifies the caller of a request. A route that needs nothing answers without regard to a token that proves nothing.
 *
 * Headers of the platform (`x-ms-client-principal…`) are not read: a caller can send them, too.
 *
 * @param limits where roles count, for whom; undefined: everywhere
 * @throws {ProblemError} `unauthenticated` without a token or with a bad one, `forbidden` without the role, without reach or
 * before sign-in is configured, `unavailable` when nobody can say whether the token is good.
 */
export async function identify(
  request: HttpRequest,
  signIn: SignIn,
  limits: readonly Grant[] | undefined,
  asked: Asked,
): Promise<Caller> {
  const outcome = await signIn.identify(bearerToken(request));
  if (outcome.kind !== 'signedIn') return asked.needs === 'nothing' ? ANONYMOUS : refuseOutcome(outcome);
  const { operator } = outcome;
  const caller: Caller = { ...operator, reach: reachOf(operator, limits) };
  const objection = objectionTo(caller, asked);
  return objection === undefined ? caller : refuseObjection(objection, caller, asked.needs);
}

/**
 * Refuses a migration that the caller's reach does not contain, in the same words as one that is not registered.
 *
 * @param find reads the place of the migration; asked only where the reach has limits
 * @throws {ProblemError} `notFound`, or `forbidden` for a caller who may only read it.
 */
export async function refuseOutOfReach(
  caller: Caller,
  needs: Need,
  id: string,
  find: (id: string) => Promise<Place | undefined>,
): Promise<void> {
  if (caller.reach.kind === 'everything') return;
  const objection = objectionAt(caller, { needs }, await find(id));
  if (objection === 'notThere') refuseUnknown(id);
  if (objection !== undefined) refuseObjection(objection, caller, needs);
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

function refuseObjection(objection: Objection, caller: Caller, needs: Need): never {
  return refuse('forbidden', `Cannot answer: ${objectionText(objection, caller, needs)}`);
}

function objectionText(objection: Objection, caller: Caller, needs: Need): string {
  const { name } = caller;
  const wanted = typeof needs === 'string' ? needs : needs.join(' or ');
  switch (objection) {
    case 'noRole':
      return `this needs the role ${wanted}, and ${name} has ${rolesText(caller)}; have it assigned on the enterprise application, then sign in again`;
    case 'groupsUntold':
      return `the token does not list the groups of ${name}, because there are too many for a token; let the app registration name only those assigned to the application (groupMembershipClaims: ApplicationGroup, as infra/tools/register-app sets it), then sign in again`;
    case 'noReach':
      return `the setting SignInReach gives the role ${wanted} to no group of ${name}${toldGroups(caller)}; have ${name} added to a group that it lists and that is assigned to the application, then sign in again`;
    case 'notEverywhere':
      return `this concerns all migrations, and the setting SignInReach limits the role ${wanted} of ${name} to some; it needs a row with "ids": ["*"] and without instances`;
    case 'notHere':
      return `for this migration, the setting SignInReach gives ${name} no role ${wanted}`;
    case 'notThere':
      return 'there is no such migration';
  }
}

function rolesText({ roles }: Pick<Caller, 'roles'>): string {
  return roles.length === 0 ? 'no role of this app' : roles.join(', ');
}

function toldGroups(caller: Caller): string {
  const { membership } = caller;
  if (membership?.kind === 'application') return ` (application ${membership.clientId})`;
  const isSilent = membership?.kind === 'person' && membership.groups.length === 0;
  const elsewhere = somewhere(caller).roles;
  if (isSilent) return ', and the token names no group at all';
  return elsewhere.length === 0 ? '' : `, only ${elsewhere.join(', ')}`;
}
