/** `GET running`: what runs at a service or on an instance, for registrations that are still to be made. */
import { describeResource } from '../../shared/api/named-resource';
import { refuse } from '../../shared/api/problem';
import { runningQuery } from '../../shared/api/queries';
import { type Caller, below } from '../../shared/core/access/reach';
import { hasRole } from '../../shared/core/access/roles';
import type { EngineKind } from '../../shared/core/engine/engine-status';
import { engineScope } from '../../shared/core/engine/resource-id';
import { defaultMigrationId } from '../../shared/core/migration/migration-id';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { type RunningMigration, listRunning } from '../../shared/use-cases/register/list-running';
import { type Endpoint, readQuery } from './endpoint';
import { shownMigration } from './registrant-reach';
import { ok } from './respond';

/** Makes the endpoint; who reaches some instances only is told of nothing else. */
export function makeListRunning(caps: Capabilities, engines: readonly EngineKind[]): Endpoint {
  return async (request, _client, _context, caller) => {
    const { resourceId } = readQuery(request, runningQuery);
    const within = (instance: string): boolean => hasRole(below(caller, instance), 'Cutover.Operate');
    if (engineScope(resourceId).kind === 'managedInstance' && !within(resourceId))
      return refuse(
        'forbidden',
        `Cannot list what runs there: the setting SignInReach gives ${caller.name} no role Cutover.Operate on that instance`,
      );
    const outcome = await listRunning(caps, engines, resourceId, within);
    switch (outcome.kind) {
      case 'list': {
        const { running, untold } = outcome;
        return ok({ running: await Promise.all(running.map((one) => shown(caps, caller, one))), untold });
      }
      case 'wrongType':
        return refuse('invalid', 'Cannot list what runs there: the id is of another type', [
          {
            field: 'resourceId',
            message: `${describeResource(resourceId).found}; give the id of a service (Microsoft.DataMigration/sqlMigrationServices) or of a managed instance (Microsoft.Sql/managedInstances)`,
          },
        ]);
      case 'absent':
        return refuse('notFound', 'Cannot list what runs there: Azure knows no such resource');
      case 'denied':
        return refuse(
          'unavailable',
          `Cannot list what runs there: the app lacks the right ${outcome.action}; give its identity the role that docs/deploy.md describes`,
        );
      case 'failed':
        return refuse('unavailable', `Cannot list what runs there: ${outcome.reason}`);
    }
  };
}

/** What is registered under an id that the caller may not read is not named. */
async function shown(
  { ledger }: Capabilities,
  caller: Caller,
  { registeredAs, proposedId, ...one }: RunningMigration,
): Promise<RunningMigration> {
  if (registeredAs === undefined || (await shownMigration(ledger, caller, registeredAs)) !== undefined)
    return { ...one, ...(registeredAs !== undefined && { registeredAs }), proposedId };

  return {
    ...one,
    proposedId: defaultMigrationId(one),
    unfit: 'it is registered here under an id that you may not read',
  };
}
