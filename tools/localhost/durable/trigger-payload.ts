import { EventCode, type HistoryEvent } from './history';
import type { Instance } from './instance';
import { timerHopPayload } from './timer-hops';

const schemaV4 = 3;

/**
 * What an orchestrator's trigger is handed, JSON text: the members that version 3.19 of the extension sends, those that
 * nobody here sets among them. `added` is the history of the turn itself.
 */
export function triggerPayload(instance: Instance, added: HistoryEvent[]): string {
  return JSON.stringify({
    history: [
      ...instance.history.map((event) => ({ ...wholeEvent(event, instance), IsPlayed: isMessage(event) })),
      ...added.map((event) => ({ ...wholeEvent(event, instance), IsPlayed: false })),
    ],
    input: instance.input === null ? null : (JSON.parse(instance.input) as unknown),
    instanceId: instance.instanceId,
    isReplaying: instance.history.length > 0,
    parentInstanceId: instance.parent?.instanceId ?? null,
    sourceInstanceId: null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: schemaV4,
    ...timerHopPayload,
    defaultHttpAsyncRequestSleepTimeMillseconds: 30000,
  });
}

/** An event of an earlier turn counts as played when it came as a message; what the turns themselves wrote does not. */
function isMessage({ EventType }: HistoryEvent): boolean {
  return !turnsOwn.includes(EventType);
}

const turnsOwn: number[] = [
  EventCode.OrchestratorStarted,
  EventCode.OrchestratorCompleted,
  EventCode.TaskScheduled,
  EventCode.SubOrchestrationInstanceCreated,
  EventCode.TimerCreated,
];

function wholeEvent(event: HistoryEvent, instance: Instance): object {
  switch (event.EventType) {
    case EventCode.ExecutionStarted:
      return { ...event, Version: event.Version ?? null, ...startMembers(instance) };
    case EventCode.TaskScheduled:
      return { ...event, Version: '', Input: null, ParentTraceContext: null, Tags: null };
    case EventCode.SubOrchestrationInstanceCreated:
      return { ...event, Version: event.Version ?? null, Input: null, ClientSpanId: null, Tags: null };
    default:
      return event;
  }
}

function startMembers(instance: Instance): object {
  const { instanceId, executionId, parent } = instance;
  const { instanceId: parentId, executionId: parentExecution } = parent ?? {};
  return {
    OrchestrationInstance: { InstanceId: instanceId, ExecutionId: executionId },
    ParentInstance:
      parent === undefined
        ? null
        : {
            OrchestrationInstance: { InstanceId: parentId, ExecutionId: parentExecution },
            TaskScheduleId: parent.taskId,
            Version: null,
          },
    Tags: null,
    ...unusedStartMembers,
    Generation: generationOf(instance),
  };
}

/** Members of a start that no caller of this host sets, as trigger and client API both show them. */
export const unusedStartMembers = {
  Correlation: null,
  ParentTraceContext: null,
  ScheduledStartTime: null,
  GenerateNewTrace: false,
} as const;

/** 0 for an instance that a client has started, null for a child and after continueAsNew. */
export function generationOf({ parent, continued }: Pick<Instance, 'parent' | 'continued'>): 0 | null {
  return parent === undefined && continued === undefined ? 0 : null;
}
