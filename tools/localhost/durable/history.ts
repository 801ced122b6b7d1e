import type { Clock } from '../clock';

/** Event codes of the durable history (Azure/azure-functions-durable-js `HistoryEventType`). */
export const EventCode = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventRaised: 15,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
} as const;

/** A failure with properties, as the replayer of `durable-functions` 3.5 reads it. */
export interface FailureDetails {
  ErrorType: string;
  ErrorMessage: string;
  StackTrace?: string | undefined;
  IsNonRetriable: boolean;
  InnerFailure?: null;
  Properties?: Record<string, unknown>;
}

/**
 * Why a task failed; the orchestrator sees `Reason \n Details` unless there are FailureDetails. With neither of the
 * last two the library fails the orchestrator.
 */
export interface Failure {
  Reason: string;
  Details: string | null;
  FailureDetails?: FailureDetails | undefined;
}

/** Timestamps are ISO 8601. Results are JSON text, inputs too, null when there was none. */
type EventOf<Kind extends keyof typeof EventCode, Fields = unknown> = {
  EventType: (typeof EventCode)[Kind];
  EventId: number;
  Timestamp: string;
} & Fields;

/** A message that waits in an instance's inbox and becomes history when a turn takes it. */
export type InboxEvent =
  | EventOf<'ExecutionStarted', { Name: string; Input: string | null; Version?: string | undefined }>
  /** Here the input is the reason, as it is. */
  | EventOf<'ExecutionTerminated' | 'ExecutionSuspended' | 'ExecutionResumed', { Input: string }>
  | EventOf<
      'TaskCompleted' | 'SubOrchestrationInstanceCompleted',
      { TaskScheduledId: number; Result: string }
    >
  | EventOf<'TaskFailed' | 'SubOrchestrationInstanceFailed', { TaskScheduledId: number } & Failure>
  | EventOf<'TimerFired', { TimerId: number; FireAt: string }>
  | EventOf<'EventRaised', { Name: string; Input: string }>;

/** What an orchestrator has set going; the event's id is its sequence id. */
export type ScheduledEvent =
  | EventOf<'TaskScheduled', { Name: string; Input: string }>
  | EventOf<
      'SubOrchestrationInstanceCreated',
      { Name: string; InstanceId: string; Input: string | null; Version?: string | undefined }
    >
  | EventOf<'TimerCreated', { FireAt: string }>;

/** One line of an instance's history. */
export type HistoryEvent =
  | InboxEvent
  | ScheduledEvent
  | EventOf<'OrchestratorStarted' | 'OrchestratorCompleted'>
  | EventOf<
      'ExecutionCompleted',
      { OrchestrationStatus: string; Result: string; FailureDetails?: FailureDetails | undefined }
    >;

/** What an event carries that nothing refers to by its id. */
export function unnumbered(at: string): { EventId: number; Timestamp: string } {
  return { EventId: -1, Timestamp: at };
}

/** The sequence id of the task that `event` answers; all others answer none. */
export function taskAnsweredBy(event: HistoryEvent): number | undefined {
  if ('TaskScheduledId' in event) return event.TaskScheduledId;
  return 'TimerId' in event ? event.TimerId : undefined;
}

/** The clock's time as events hold it, ISO 8601. */
export function timeOf(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
