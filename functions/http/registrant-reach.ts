/** What a registration may reach: a caller whose reach has limits learns nothing of what lies beyond. */
import { refuse } from '../../shared/api/problem';
import { type Caller, atPlace, below, placeOf } from '../../shared/core/access/reach';
import { hasRole } from '../../shared/core/access/roles';
import type { Registration } from '../../shared/core/migration/registration';
import { instanceOf } from '../../shared/core/migration/target-name';
import type { Ledger } from '../../shared/ports/ledger';

/** Refuses a registration, to be stored or judged, under an id, or on an instance, out of reach. @throws {ProblemError} `forbidden` */
export function refuseBeyondReach(caller: Caller, { id, target }: Registration): void {
  if (hasRole(atPlace(caller, placeOf({ id, target })), 'Cutover.Operate')) return;
  refuse(
    'forbidden',
    `Cannot take the registration of ${id}: the setting SignInReach gives ${caller.name} no role Cutover.Operate for this id on instance ${instanceOf(target.managedInstanceId)}`,
  );
}

/** Refuses to look at the services for what is, or may be, out of reach. @throws {ProblemError} `forbidden` */
export function refuseSearch(caller: Caller, resourceId: string): void {
  if (hasRole(below(caller, resourceId), 'Cutover.Operate')) return;
  refuse(
    'forbidden',
    `Cannot take the registration: the setting SignInReach gives ${caller.name} no role Cutover.Operate on the instance of resourceId; a task of the classic service is on none: give engine, source, target and taskId in its place`,
  );
}

/** How another migration is called before a caller; undefined for one that the caller may not read. */
export async function shownMigration(
  ledger: Pick<Ledger, 'registration'>,
  caller: Caller,
  id: string,
): Promise<string | undefined> {
  if (caller.reach.kind === 'everything') return `migration ${id}`;
  const registration = await ledger.registration(id);
  return registration && hasRole(atPlace(caller, placeOf(registration)), 'Cutover.Read')
    ? `migration ${id}`
    : undefined;
}
