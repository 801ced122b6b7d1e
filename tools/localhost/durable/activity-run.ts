import type { InvocationResponse, TypedData } from '../wire/typed-data';
import { type DurableServices, runFunction } from './durable-services';
import { activityFailure } from './failure';
import { EventCode, type InboxEvent, timeOf, unnumbered } from './history';

/**
 * Runs an activity that is scheduled and not done, and commits its answer. Activities run at least once: a worker
 * process that dies under one makes it run again.
 */
export async function runActivity(
  services: DurableServices,
  instanceId: string,
  executionId: string,
  taskId: number,
): Promise<void> {
  const { store, clock } = services;
  const activity = store.hub.current(instanceId, executionId)?.open[taskId];
  if (activity?.EventType !== EventCode.TaskScheduled) return;
  const { Name: name, Input: input } = activity;
  const outcome = await runFunction(services, 'activity', name, activityInput(input), instanceId);
  if (outcome.kind === 'stopped') return;
  const frame = { ...unnumbered(timeOf(clock)), TaskScheduledId: taskId };
  const event: InboxEvent =
    outcome.kind === 'ok'
      ? { ...frame, EventType: EventCode.TaskCompleted, Result: resultText(outcome.response) }
      : {
          ...frame,
          EventType: EventCode.TaskFailed,
          ...activityFailure(name, outcome.error),
        };
  await store.commit({ kind: 'message', instanceId, executionId, event });
}

/**
 * An activity is handed its input's JSON text; of a text, the text itself; of true and false, .NET's words; of null and
 * of no input, nothing (Azure/azure-functions-durable-extension `DurableActivityContext`).
 */
function activityInput(json: string): TypedData {
  const value = JSON.parse(json) as unknown;
  if (value === null) return {};
  if (typeof value === 'boolean') return { string: value ? 'True' : 'False' };
  return { string: typeof value === 'string' ? value : json };
}

function resultText({ returnValue }: InvocationResponse): string {
  if (returnValue === undefined || returnValue === null) return 'null';
  const { json, string, int, double, bytes } = returnValue;
  if (json !== undefined) return json;
  return JSON.stringify(
    string ?? int ?? double ?? (bytes === undefined ? null : Buffer.from(bytes).toString('base64')),
  );
}
