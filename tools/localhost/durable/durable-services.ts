import type { Clock } from '../clock';
import type { Log } from '../log';
import type { FunctionTable } from '../registered/function-table';
import type { HostStore } from '../state/host-store';
import type { TypedData } from '../wire/typed-data';
import type { FunctionRunner, RunOutcome } from '../worker-process/function-runner';
import type { Chaos } from './chaos';

/** What running durable work takes. */
export interface DurableServices {
  store: HostStore;
  functions: FunctionTable;
  runner: FunctionRunner;
  clock: Clock;
  log: Log;
  chaos: Chaos;
}

/** Runs the orchestrator or activity `name` on `input` for an instance, again while workers die under it. */
export async function runFunction(
  { functions, runner }: DurableServices,
  kind: 'orchestrator' | 'activity',
  name: string,
  input: TypedData,
  instanceId: string,
): Promise<RunOutcome> {
  const definition = functions.find(name);
  if (definition?.kind !== kind) {
    const message = `Cannot run ${kind} '${name}': the app has no ${kind} of that name`;
    return { kind: 'failed', error: { message } };
  }
  return runner.runToTheEnd(definition, { input, about: instanceId });
}
