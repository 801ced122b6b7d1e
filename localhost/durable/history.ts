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

type Code = typeof EventCode;

/** A failure with properties, as the replayer of `durable-functions` 3.5 reads it. */
export interface FailureDetails {
  ErrorType: string;
  ErrorMessage: string;
  StackTrace?: string;
  IsNonRetriable: boolean;
  Properties?: Record<string, unknown>;
  InnerFailure?: FailureDetails;
}

/** Why a task failed; the orchestrator sees `Reason \n Details` unless there are FailureDetails. */
export interface Failure {
  Reason: string;
  Details: string;
  FailureDetails?: FailureDetails;
}

/** A message that waits in an instance's inbox and becomes history when a turn takes it. Timestamps are ISO 8601. */
export type InboxEvent = { EventId: number; Timestamp: string } & (
  | { EventType: Code['ExecutionStarted']; Name: string; Input: string | null; Version?: string }
  | {
      EventType: Code['ExecutionTerminated'] | Code['ExecutionSuspended'] | Code['ExecutionResumed'];
      Input: string;
    }
  | {
      EventType: Code['TaskCompleted'] | Code['SubOrchestrationInstanceCompleted'];
      TaskScheduledId: number;
      /** JSON text. */
      Result: string;
    }
  | ({
      EventType: Code['TaskFailed'] | Code['SubOrchestrationInstanceFailed'];
      TaskScheduledId: number;
    } & Failure)
  | { EventType: Code['TimerFired']; TimerId: number; FireAt: string }
  | {
      EventType: Code['EventRaised'];
      Name: string;
      /** JSON text. */
      Input: string;
    }
);

/** An event a turn itself adds to the history. */
export type TurnEvent = { EventId: number; Timestamp: string } & (
  | { EventType: Code['OrchestratorStarted'] | Code['OrchestratorCompleted'] }
  | {
      EventType: Code['TaskScheduled'];
      Name: string;
      /** JSON text. */
      Input: string;
    }
  | {
      EventType: Code['SubOrchestrationInstanceCreated'];
      Name: string;
      InstanceId: string;
      /** JSON text, null when called without input. */
      Input: string | null;
      Version?: string;
    }
  | { EventType: Code['TimerCreated']; FireAt: string }
  | { EventType: Code['ExecutionCompleted']; OrchestrationStatus: string; Result: string }
);

/** One line of an instance's history. */
export type HistoryEvent = InboxEvent | TurnEvent;
