import { EventCode, type InboxEvent } from './history';
import type { ParentCall } from './instance';
import type { NewInstance, TurnEnd } from './steps';

/** The message every generation begins with. */
export function startEvent(name: string, input: string | null, at: string, version?: string): InboxEvent {
  return {
    EventType: EventCode.ExecutionStarted,
    EventId: -1,
    Timestamp: at,
    Name: name,
    Input: input,
    ...(version === undefined ? {} : { Version: version }),
  };
}

/** How an instance can end for good. */
export type FinalEnd = Extract<TurnEnd, { kind: 'completed' | 'failed' | 'terminated' }>;

/** What the parent of an ended instance is told. */
export function answerToParent(
  instanceId: string,
  parent: ParentCall,
  end: FinalEnd,
  at: string,
): InboxEvent {
  const frame = { EventId: -1, Timestamp: at, TaskScheduledId: parent.taskId };
  const failed = { ...frame, EventType: EventCode.SubOrchestrationInstanceFailed };
  switch (end.kind) {
    case 'completed':
      return {
        ...frame,
        EventType: EventCode.SubOrchestrationInstanceCompleted,
        Result: JSON.stringify(end.output),
      };
    case 'failed':
      return { ...failed, ...end.failure };
    case 'terminated':
      return { ...failed, Reason: end.reason, Details: `Instance '${instanceId}' was terminated.` };
  }
}

/** What the parent of a child is told whose id a running instance holds. */
export function idTaken(
  child: Pick<NewInstance, 'name' | 'instanceId' | 'at'>,
  parent: ParentCall,
): InboxEvent {
  return {
    EventType: EventCode.SubOrchestrationInstanceFailed,
    EventId: -1,
    Timestamp: child.at,
    TaskScheduledId: parent.taskId,
    Reason: `Orchestrator function '${child.name}' failed: Cannot start instance '${child.instanceId}': an instance of that id is running`,
    Details: 'The local host fails the call; Azure may drop the start instead and let the parent wait.',
  };
}

/** Events and commands from outside reach the next generation; answers to calls of the old one do not. */
export function survivesGeneration(event: InboxEvent): boolean {
  return (
    event.EventType === EventCode.EventRaised ||
    event.EventType === EventCode.ExecutionTerminated ||
    event.EventType === EventCode.ExecutionSuspended ||
    event.EventType === EventCode.ExecutionResumed
  );
}
