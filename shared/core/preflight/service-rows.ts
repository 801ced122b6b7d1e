/** Rows about the services and the target instance. */
import { ENGINE_KINDS } from '../engine/engine-status';
import type { PreflightPlan } from './plan';
import { type Proof, ask, askIfThere, end, told } from './proof';
import type { ManagedInstance } from './resources';
import type { PreflightRow } from './row';
import { existsAlready, hasBegun } from './has-begun';

/** The target instance; its absence is an unmet row of its own (RES-10), and makes every other row unknown. */
export function* targetInstance({ migration }: PreflightPlan): Proof<ManagedInstance> {
  return yield* ask({ kind: 'managedInstance', id: migration.target.managedInstanceId });
}

/** Rows RES-… */
export const SERVICE_ROWS: readonly PreflightRow[] = [
  {
    id: 'RES-10',
    engines: ENGINE_KINDS,
    demand: 'the target managed instance exists, is ready, and no operation changes it',
    why: 'a restore onto an instance that is stopped or being scaled fails or starts over',
    severity: 'blocks',
    sources: ['S2 Prerequisites', 'S3 Prerequisites', 'S4 Managed Instance'],
    *prove(plan) {
      const id = plan.migration.target.managedInstanceId;
      const instance = yield* askIfThere({ kind: 'managedInstance', id });
      if (instance === undefined)
        return {
          state: 'unmet',
          found: `there is no managed instance '${id}'`,
          remedy: { text: 'correct target.managedInstanceId in the registration, or create the instance' },
        };
      const state = yield* told(instance.state, 'state of the instance');
      const provisioning = yield* told(instance.provisioningState, 'provisioning state of the instance');
      if (state !== 'Ready' || provisioning !== 'Succeeded')
        return {
          state: 'unmet',
          found: `the instance is ${state}, its provisioning ${provisioning}`,
          remedy: {
            text: 'wait until the instance is Ready, or start it',
            command: { language: 'az', text: `az sql mi start --ids ${id}` },
          },
        };
      return yield* noOperation(id);
    },
  },
  {
    id: 'RES-12',
    engines: ENGINE_KINDS,
    demand: 'no database of the target name exists on the instance yet',
    why: 'no engine overwrites a database; creating the migration is refused',
    severity: 'blocks',
    sources: ['S3 Limitations'],
    *prove(plan) {
      const { managedInstanceId: id, databaseName } = plan.migration.target;
      if (hasBegun(plan)) return existsAlready(plan);
      const databases = yield* ask({ kind: 'managedDatabases', id });
      const same = databases.find(({ name }) => name.toLowerCase() === databaseName.toLowerCase());
      if (same === undefined) return { state: 'met', found: `'${databaseName}' is free` };
      return {
        state: 'unmet',
        found: `database '${same.name}' exists on the instance (${same.status ?? 'status not reported'})`,
        remedy: {
          text: 'choose another name in target.databaseName, or delete the database after making sure that nobody needs it',
          command: {
            language: 'az',
            text: `az sql midb delete --ids ${id}/databases/${same.name}`,
          },
        },
      };
    },
  },
];

function* noOperation(id: string): Proof {
  const operations = yield* ask({ kind: 'instanceOperations', id });
  const running = operations.find(({ state }) => state === 'InProgress' || state === 'Pending');
  if (running === undefined)
    return yield* end({ state: 'met', found: 'the instance is Ready, nothing changes it' });
  const name = running.operation ?? running.name;
  return {
    state: 'unmet',
    found: `an operation runs on the instance (${name}, ${running.percentComplete ?? '?'} %)`,
    boundTo: `operation ${name}`,
    remedy: {
      text: 'wait until it has ended',
      command: { language: 'az', text: `az sql mi op list --ids ${id} -o table` },
    },
  };
}
