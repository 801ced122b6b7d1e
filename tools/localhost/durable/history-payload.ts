import { EventCode, type HistoryEvent } from './history';
import type { Instance } from './instance';
import { generationOf, unusedStartMembers } from './trigger-payload';

/** What of the history is asked for. */
export interface HistoryOptions {
  showInput: boolean;
  showHistoryOutput: boolean;
}

/**
 * The history as the client API tells it: scheduling events are folded into the answers to them, turns are left out, and
 * every member is there, null or not.
 */
export function historyPayload(instance: Instance, options: HistoryOptions): object[] {
  const shown = new ShownHistory(instance, options);
  return instance.history.flatMap((event) => {
    const members = shown.membersOf(event);
    if (members === undefined) return [];
    return [{ EventType: nameOf(event.EventType), Timestamp: event.Timestamp, ...members }];
  });
}

class ShownHistory {
  private readonly calls = new Map<number, object>();
  private readonly answered: Set<number>;

  constructor(
    readonly instance: Instance,
    readonly options: HistoryOptions,
  ) {
    const answers = instance.history.flatMap((event) =>
      'TaskScheduledId' in event ? [event.TaskScheduledId] : [],
    );
    this.answered = new Set(answers);
  }

  membersOf(event: HistoryEvent): object | undefined {
    switch (event.EventType) {
      case EventCode.OrchestratorStarted:
      case EventCode.OrchestratorCompleted:
        return undefined;
      case EventCode.ExecutionStarted: {
        const start = { ...unusedStartMembers, Generation: generationOf(this.instance) };
        return { FunctionName: event.Name, ...this.input(event.Input), ...start };
      }
      case EventCode.TaskScheduled:
      case EventCode.SubOrchestrationInstanceCreated:
        return this.call(event);
      case EventCode.ExecutionCompleted:
        return {
          OrchestrationStatus: event.OrchestrationStatus,
          ...this.result(event.Result),
          FailureDetails: event.FailureDetails ?? null,
        };
      case EventCode.EventRaised:
        return { Name: event.Name, ...this.input(event.Input), ParentTraceContext: null };
      case EventCode.TimerCreated:
      case EventCode.TimerFired:
        return { FireAt: event.FireAt };
      case EventCode.ExecutionTerminated:
      case EventCode.ExecutionSuspended:
      case EventCode.ExecutionResumed:
        return { Input: event.Input };
      default:
        return this.answer(event);
    }
  }

  /** A call without an answer; one with an answer is told there. */
  private call(event: HistoryEvent & { Name: string; InstanceId?: string }): object | undefined {
    const { EventId, EventType, Timestamp, Name, InstanceId } = event;
    const isChild = EventType === EventCode.SubOrchestrationInstanceCreated;
    const child = isChild ? { InstanceId } : {};
    const ScheduledTime = Timestamp.replace('Z', '+00:00');
    this.calls.set(EventId, { ScheduledTime, FunctionName: Name, ...child, ...this.input(null) });
    if (this.answered.has(EventId)) return undefined;
    const trace = isChild ? { ClientSpanId: null } : { ParentTraceContext: null };
    return { Name, ...child, ...this.input(null), ...trace, Tags: null };
  }

  private answer(event: Extract<HistoryEvent, { TaskScheduledId: number }>): object {
    const call = this.calls.get(event.TaskScheduledId);
    if ('Result' in event) return { ...this.result(event.Result), ...call };
    const { Reason, Details, FailureDetails = null } = event;
    return { Reason, Details, FailureDetails, ...call };
  }

  private input(Input: string | null): object {
    return this.options.showInput ? { Input } : {};
  }

  private result(json: string): object {
    return this.options.showHistoryOutput ? { Result: JSON.parse(json) as unknown } : {};
  }
}

function nameOf(code: number): string | undefined {
  return Object.entries(EventCode).find(([, value]) => value === code)?.[0];
}
