import { EventCode, type Failure, type HistoryEvent, type InboxEvent, unnumbered } from './history';
import type { InstanceStart, ParentCall } from './instance';
import type { TurnStep } from './steps';

/** What a turn at `at` adds to the history before its orchestrator runs: its beginning, and the messages it takes. */
export function openingEvents(at: string, messages: InboxEvent[]): HistoryEvent[] {
  return [{ ...unnumbered(at), EventType: EventCode.OrchestratorStarted }, ...messages];
}

/** What a turn adds to the history after its orchestrator has run: what that scheduled, and its end. */
export function closingEvents({ at, scheduled, end }: TurnStep): HistoryEvent[] {
  const completed = { ...unnumbered(at), EventType: EventCode.OrchestratorCompleted };
  if (!('output' in end)) return [...scheduled, completed];
  const failure = end.status === 'Failed' ? end.failure : undefined;
  const ended = {
    ...unnumbered(at),
    EventType: EventCode.ExecutionCompleted,
    OrchestrationStatus: end.status,
    Result: JSON.stringify(failure?.Reason ?? end.output),
    FailureDetails: failure?.FailureDetails,
  };
  return [...scheduled, ended, completed];
}

/** The message every generation begins with. */
export function startEvent({ name, input, version }: InstanceStart, at: string): InboxEvent {
  const fields = { Name: name, Input: input, Version: version };
  return { ...unnumbered(at), EventType: EventCode.ExecutionStarted, ...fields };
}

/** What the parent of an instance is told: what came of it, or why nothing did. */
export function answerToParent(
  { taskId }: ParentCall,
  at: string,
  result: unknown,
  failure?: Failure,
): InboxEvent {
  const frame = { ...unnumbered(at), TaskScheduledId: taskId };
  return failure === undefined
    ? { ...frame, EventType: EventCode.SubOrchestrationInstanceCompleted, Result: JSON.stringify(result) }
    : { ...frame, EventType: EventCode.SubOrchestrationInstanceFailed, ...failure };
}
