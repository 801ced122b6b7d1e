import type { Failure, HistoryEvent, InboxEvent } from './history';
import type { Instance, ParentCall } from './instance';

/** What a new instance starts with. */
export interface NewInstance {
  instanceId: string;
  executionId: string;
  name: string;
  version?: string;
  /** JSON text, null when started without input. */
  input: string | null;
  parent?: ParentCall;
  /** ISO 8601. */
  at: string;
}

/** How a turn leaves its instance. */
export type TurnEnd =
  | { kind: 'waits' }
  | { kind: 'suspended' }
  | { kind: 'completed'; output: unknown }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'terminated'; reason: string }
  | { kind: 'continuesAsNew'; executionId: string; input: string; carriedOver: InboxEvent[] };

/**
 * One turn of one orchestration, all or nothing: the messages it took from the inbox, what it added to the history
 * (scheduled activities, timers and sub-orchestrations follow from that), and how it ended.
 */
export interface TurnStep {
  kind: 'turn';
  instanceId: string;
  executionId: string;
  at: string;
  /** Positions in the inbox of the messages this turn has taken. */
  taken: number[];
  events: HistoryEvent[];
  /** Execution ids for the sub-orchestrations among `events`, by sequence id. */
  childExecutionIds: Record<number, string>;
  /** Absent when the turn did not set one. */
  customStatus?: unknown;
  end: TurnEnd;
}

/** A committed change of the durable state; the journal is a list of these. */
export type DurableStep =
  | ({ kind: 'started' } & NewInstance)
  | { kind: 'message'; instanceId: string; event: InboxEvent }
  | { kind: 'activityDone'; instanceId: string; executionId: string; taskId: number; event: InboxEvent }
  | { kind: 'timerFired'; instanceId: string; executionId: string; timerId: number; event: InboxEvent }
  | TurnStep
  | { kind: 'purged'; instanceIds: string[] }
  /** A whole instance, from a snapshot. */
  | { kind: 'instance'; instance: Instance };
