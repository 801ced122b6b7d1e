import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { Log } from '../log';
import type { FunctionTable } from '../registered/function-table';
import type { HostStore } from '../state/host-store';
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

/** Runs the orchestrator or activity `name` on `input` (JSON text) for an instance, again while workers die under it. */
export async function runFunction(
  { functions, runner }: DurableServices,
  kind: 'orchestrators' | 'activities',
  name: string,
  input: string,
  instanceId: string,
): Promise<RunOutcome> {
  const definition = functions[kind].get(name.toLowerCase());
  if (definition === undefined) {
    const message = `the app has no function '${name}' among its ${kind} any more`;
    return { kind: 'failed', error: { message } };
  }
  const run = { invocationId: randomUUID(), input: { string: input }, about: instanceId };
  return runner.runToTheEnd(definition, run);
}
