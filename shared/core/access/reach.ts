/** Where the roles of a caller count: everywhere, or where the setting `SignInReach` says (docs/decisions/0025-reach-per-group.md). */
import { canonicalResourceId } from '../engine/resource-id';
import { type Membership, type Operator, type Role, ROLES, hasRole } from './roles';

/** A row of the setting: where roles count for the members of a group, or for an application. */
export interface Grant {
  /** Object id of the group, or client id of the application; lower case. */
  readonly holder: { readonly kind: 'group' | 'application'; readonly id: string };
  /** Those that count; who has none of them by an assignment does not get it by this. */
  readonly roles: readonly Role[];
  /** ARM ids of the targets' instances, in canonical spelling; absent: any instance. */
  readonly instances?: readonly string[];
  /** Ids of migrations, or beginnings of ids that end in `*`; absent: any id. */
  readonly ids?: readonly string[];
}

/** How far the roles of a caller reach. */
export type Reach =
  | { readonly kind: 'everything' }
  | { readonly kind: 'grants'; readonly grants: readonly Grant[] }
  /** Nowhere: there are too many groups for a token, so nobody can say which. */
  | { readonly kind: 'groupsUntold' };

/** An operator with the reach of the roles. */
export interface Caller extends Operator {
  readonly reach: Reach;
}

/** What of a migration the reach goes by; neither ever changes. */
export interface Place {
  readonly id: string;
  /** ARM id of the target's instance, in any spelling. */
  readonly managedInstanceId: string;
}

/** The reach of whoever a token is for. @param limits rows of the setting; undefined without it: then nothing is limited */
export function reachOf({ membership }: Operator, limits: readonly Grant[] | undefined): Reach {
  if (limits === undefined) return { kind: 'everything' };
  if (membership?.kind === 'groupsUntold') return { kind: 'groupsUntold' };
  return { kind: 'grants', grants: limits.filter(({ holder }) => isHeldBy(holder, membership)) };
}

/** An application is known by its client id as well as by its groups; a person by groups alone, whatever client is used. */
function isHeldBy({ kind, id }: Grant['holder'], membership: Membership | undefined): boolean {
  if (membership === undefined || membership.kind === 'groupsUntold') return false;
  if (kind === 'group') return membership.groups.includes(id);
  return membership.kind === 'application' && membership.clientId === id;
}

/** The place of a registration. */
export function placeOf({
  id,
  target,
}: {
  readonly id: string;
  readonly target: { readonly managedInstanceId: string };
}): Place {
  return { id, managedInstanceId: target.managedInstanceId };
}

/** The caller with only the roles that count for a migration. @example hasRole(atPlace(caller, place), 'Cutover.Approve') */
export function atPlace(caller: Caller, place: Place): Caller {
  return within(caller, (grant) => covers(grant, place));
}

/** The caller with only the roles that count for every migration there is, or will be. */
export function everywhere(caller: Caller): Caller {
  return within(caller, ({ instances, ids }) => instances === undefined && (ids ?? [ANY]).includes(ANY));
}

/** The caller with only the roles that count for some migration. */
export function somewhere(caller: Caller): Caller {
  return within(caller, () => true);
}

/**
 * The caller with only the roles that count for something below a resource of which no more is known yet: a grant for
 * instances has to have the one that the resource belongs to.
 */
export function below(caller: Caller, resourceId: string): Caller {
  const resource = `${canonicalResourceId(resourceId)}/`;
  return within(
    caller,
    ({ instances }) => instances?.some((instance) => resource.startsWith(`${instance}/`)) ?? true,
  );
}

const ANY = '*';

function within(caller: Caller, fits: (grant: Grant) => boolean): Caller {
  const { reach } = caller;
  if (reach.kind === 'everything') return caller;
  const grants = reach.kind === 'grants' ? reach.grants.filter(fits) : [];
  return {
    ...caller,
    roles: ROLES.filter((role) => hasRole(caller, role) && grants.some(({ roles }) => roles.includes(role))),
  };
}

function covers({ instances, ids }: Grant, { id, managedInstanceId }: Place): boolean {
  const isOnOne = instances?.includes(canonicalResourceId(managedInstanceId)) ?? true;
  return isOnOne && (ids?.some((pattern) => matches(id, pattern)) ?? true);
}

function matches(id: string, pattern: string): boolean {
  return pattern.endsWith(ANY) ? id.startsWith(pattern.slice(0, -ANY.length)) : id === pattern;
}
