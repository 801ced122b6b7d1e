import { EventCode, type HistoryEvent } from './history';
import type { Instance } from './instance';

/** What of an instance is asked for. */
export interface StatusOptions {
  showInput: boolean;
  showHistory: boolean;
  showHistoryOutput: boolean;
}

/**
 * The status object of the client API (Azure/azure-functions-durable-extension `HttpApiHandler.ConvertFrom`); what is
 * undefined in it is not told.
 */
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
    historyEvents: options.showHistory ? historyEvents(instance.history, options) : undefined,
  };
}

function wholeSeconds(time: string): string {
  return `${time.slice(0, 19)}Z`;
}

/** The history in short: scheduling events are folded into the answers to them, turns are left out. */
function historyEvents(history: HistoryEvent[], { showInput, showHistoryOutput }: StatusOptions): unknown[] {
  const calls = new Map<number, { ScheduledTime: string; FunctionName: string }>();
  const answered = new Set(
    history.flatMap((event) => ('TaskScheduledId' in event ? [event.TaskScheduledId] : [])),
  );
  return history.flatMap((event) => {
    const fields = fieldsOf(event);
    if (fields === undefined) return [];
    return [{ EventType: nameOf(event.EventType), Timestamp: event.Timestamp, ...fields }];
  });

  function fieldsOf(event: HistoryEvent): Record<string, unknown> | undefined {
    switch (event.EventType) {
      case EventCode.OrchestratorStarted:
      case EventCode.OrchestratorCompleted:
        return undefined;
      case EventCode.ExecutionStarted:
        return { FunctionName: event.Name, Input: showInput ? event.Input : undefined };
      case EventCode.TaskScheduled:
      case EventCode.SubOrchestrationInstanceCreated:
        calls.set(event.EventId, { ScheduledTime: event.Timestamp, FunctionName: event.Name });
        return answered.has(event.EventId) ? undefined : { FunctionName: event.Name };
      case EventCode.TaskCompleted:
      case EventCode.SubOrchestrationInstanceCompleted:
        return { ...calls.get(event.TaskScheduledId), Result: outputIn(event.Result) };
      case EventCode.TaskFailed:
      case EventCode.SubOrchestrationInstanceFailed:
        return { ...calls.get(event.TaskScheduledId), Reason: event.Reason, Details: event.Details };
      case EventCode.ExecutionCompleted:
        return { OrchestrationStatus: event.OrchestrationStatus, Result: outputIn(event.Result) };
      case EventCode.EventRaised:
        return { Name: event.Name, Input: outputIn(event.Input) };
      case EventCode.TimerCreated:
      case EventCode.TimerFired:
        return { FireAt: event.FireAt };
      default:
        return { Input: event.Input };
    }
  }

  function outputIn(json: string): unknown {
    return showHistoryOutput ? (JSON.parse(json) as unknown) : undefined;
  }
}

function nameOf(code: number): string | undefined {
  return Object.entries(EventCode).find(([, value]) => value === code)?.[0];
}
