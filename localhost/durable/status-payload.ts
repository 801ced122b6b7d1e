import { EventCode, type HistoryEvent } from './history';
import type { Instance } from './instance';

/** What of an instance is asked for. */
export interface StatusOptions {
  showInput: boolean;
  showHistory: boolean;
  showHistoryOutput: boolean;
}

/** The status object of the client API (Azure/azure-functions-durable-extension `HttpApiHandler.ConvertFrom`). */
export function statusPayload(instance: Instance, options: StatusOptions): Record<string, unknown> {
  return {
    name: instance.name,
    instanceId: instance.instanceId,
    runtimeStatus: instance.runtimeStatus,
    input: options.showInput && instance.input !== null ? (JSON.parse(instance.input) as unknown) : null,
    customStatus: instance.customStatus,
    output: instance.output,
    createdTime: wholeSeconds(instance.createdTime),
    lastUpdatedTime: wholeSeconds(instance.lastUpdatedTime),
    ...(options.showHistory ? { historyEvents: historyEvents(instance.history, options) } : {}),
  };
}

function wholeSeconds(time: string): string {
  return `${time.slice(0, 19)}Z`;
}

/** The history in short: scheduling events are folded into the answers to them, turns are left out. */
function historyEvents(history: HistoryEvent[], options: StatusOptions): Record<string, unknown>[] {
  const scheduled = new Map<number, { name: string; at: string }>();
  const answered = new Set(
    history.flatMap((event) => ('TaskScheduledId' in event ? [event.TaskScheduledId] : [])),
  );
  return history.flatMap((event): Record<string, unknown>[] => {
    const common = { EventType: nameOf(event.EventType), Timestamp: event.Timestamp };
    switch (event.EventType) {
      case EventCode.OrchestratorStarted:
      case EventCode.OrchestratorCompleted:
        return [];
      case EventCode.ExecutionStarted:
        return [
          { ...common, FunctionName: event.Name, ...(options.showInput ? { Input: event.Input } : {}) },
        ];
      case EventCode.TaskScheduled:
      case EventCode.SubOrchestrationInstanceCreated:
        scheduled.set(event.EventId, { name: event.Name, at: event.Timestamp });
        return answered.has(event.EventId) ? [] : [{ ...common, FunctionName: event.Name }];
      case EventCode.TaskCompleted:
      case EventCode.SubOrchestrationInstanceCompleted:
        return [
          {
            ...common,
            ...from(event.TaskScheduledId),
            ...(options.showHistoryOutput ? { Result: parse(event.Result) } : {}),
          },
        ];
      case EventCode.TaskFailed:
      case EventCode.SubOrchestrationInstanceFailed:
        return [{ ...common, ...from(event.TaskScheduledId), Reason: event.Reason, Details: event.Details }];
      case EventCode.ExecutionCompleted:
        return [
          {
            ...common,
            OrchestrationStatus: event.OrchestrationStatus,
            ...(options.showHistoryOutput ? { Result: parse(event.Result) } : {}),
          },
        ];
      case EventCode.EventRaised:
        return [
          {
            ...common,
            Name: event.Name,
            ...(options.showHistoryOutput ? { Input: parse(event.Input) } : {}),
          },
        ];
      case EventCode.TimerCreated:
      case EventCode.TimerFired:
        return [{ ...common, FireAt: event.FireAt }];
      default:
        return [{ ...common, Input: event.Input }];
    }
  });

  function from(taskId: number): Record<string, unknown> {
    const task = scheduled.get(taskId);
    return task === undefined ? {} : { ScheduledTime: task.at, FunctionName: task.name };
  }
}

function nameOf(code: number): string {
  return Object.entries(EventCode).find(([, value]) => value === code)?.[0] ?? String(code);
}

function parse(json: string): unknown {
  return JSON.parse(json) as unknown;
}
