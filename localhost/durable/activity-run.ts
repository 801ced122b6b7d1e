import { randomUUID } from 'node:crypto';
import type { InvocationResponse } from '../wire/typed-data';
import type { DurableServices } from './dispatcher';
import { failureOf } from './failure';
import { EventCode, type InboxEvent } from './history';
import type { Effect } from './effects';

/**
 * Runs one scheduled activity and commits its answer. Activities run at least once: a worker process that dies under
 * one makes it run again.
 */
export async function runActivity(
  { store, functions, runner, clock }: DurableServices,
  { instanceId, executionId, taskId }: Extract<Effect, { kind: 'activity' }>,
): Promise<void> {
  const activity = store.hub.current(instanceId, executionId)?.openActivities[taskId];
  if (activity === undefined) return;
  const definition = functions.activities.get(activity.name.toLowerCase());
  const outcome =
    definition === undefined
      ? {
          kind: 'failed' as const,
          error: { message: 'the app has no activity function of that name any more' },
        }
      : await runner.runToTheEnd(definition, {
          invocationId: randomUUID(),
          input: { string: textOfInput(activity.input) },
          about: instanceId,
        });
  if (outcome.kind === 'stopped') return;
  const frame = { EventId: -1, Timestamp: new Date(clock.now()).toISOString(), TaskScheduledId: taskId };
  const event: InboxEvent =
    outcome.kind === 'ok'
      ? { ...frame, EventType: EventCode.TaskCompleted, Result: resultText(outcome.response) }
      : {
          ...frame,
          EventType: EventCode.TaskFailed,
          ...failureOf(`Activity function '${activity.name}' failed`, outcome.error),
        };
  await store.commit({ kind: 'activityDone', instanceId, executionId, taskId, event });
}

/** An activity is handed its input's JSON text; of a text value, the value itself (functions-host facts, activities). */
function textOfInput(json: string): string {
  const value = JSON.parse(json) as unknown;
  return typeof value === 'string' ? value : json;
}

function resultText({ returnValue }: InvocationResponse): string {
  if (returnValue === undefined || returnValue === null) return 'null';
  const { json, string, int, double, bytes } = returnValue;
  if (json !== undefined) return json;
  return JSON.stringify(
    string ?? int ?? double ?? (bytes === undefined ? null : Buffer.from(bytes).toString('base64')),
  );
}
