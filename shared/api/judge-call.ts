/** Whether a call is let through: the caller's roles and their reach, held against the table of routes. */
import { type Caller, type Place, atPlace, everywhere, somewhere } from '../core/access/reach';
import { hasRole } from '../core/access/roles';
import { type Route, mayCall } from './routes';

/** Why a call is not let through. */
export type Objection =
  /** The token has none of the roles. */
  | 'noRole'
  /** It does not list the groups that the reach goes by. */
  | 'groupsUntold'
  /** The roles count for no migration. */
  | 'noReach'
  /** They count for some migrations, and the call concerns all. */
  | 'notEverywhere'
  /** No such migration, or none that the caller may read; which of the two is not told. */
  | 'notThere'
  /** The caller may read the migration, and the roles that are needed count for others only. */
  | 'notHere';

type Asked = Pick<Route, 'needs' | 'concerns'>;

/** What speaks against a call before it is known which migration it concerns; undefined: nothing. */
export function objectionTo(caller: Caller, { needs, concerns }: Asked): Objection | undefined {
  if (!mayCall(caller, needs)) return 'noRole';
  if (concerns === 'app' || typeof needs === 'string') return undefined;
  if (caller.reach.kind === 'groupsUntold') return 'groupsUntold';
  if (!mayCall(somewhere(caller), needs)) return 'noReach';
  return concerns === 'all' && !mayCall(everywhere(caller), needs) ? 'notEverywhere' : undefined;
}

/** What speaks against a call that concerns one migration. @param place undefined when no such migration is registered */
export function objectionAt(
  caller: Caller,
  { needs }: Pick<Route, 'needs'>,
  place: Place | undefined,
): Objection | undefined {
  if (place === undefined) return 'notThere';
  const here = atPlace(caller, place);
  if (!hasRole(here, 'Cutover.Read')) return 'notThere';
  return mayCall(here, needs) ? undefined : 'notHere';
}
