import type { Failure, InboxEvent, ScheduledEvent } from './history';
import type { Instance, InstanceStart } from './instance';

/** How a turn leaves its instance. */
export type TurnEnd =
  /** `reason` of a suspend or resume, which the status shows as the output. */
  | { status: 'Running' | 'Suspended'; reason?: string }
  /** For good; `failure` tells a parent why it did not complete. */
  | { status: 'Completed' | 'Failed' | 'Terminated'; output: unknown; failure?: Failure }
  | { status: 'ContinuedAsNew'; executionId: string; input: string; carriedOver: InboxEvent[] };

/** One turn of one orchestration, all or nothing. What it adds to the history follows from it. */
export interface TurnStep {
  kind: 'turn';
  instanceId: string;
  executionId: string;
  /** ISO 8601. */
  at: string;
  /** The messages it took from the inbox. */
  taken: { from: number; count: number };
  /** The activities, timers and sub-orchestrations it has set going. */
  scheduled: ScheduledEvent[];
  /** Absent when the turn did not set one. */
  customStatus?: unknown;
  end: TurnEnd;
}

/** A message for an instance; an answer to one of its calls is for the generation that made the call. */
export interface MessageStep {
  kind: 'message';
  instanceId: string;
  executionId?: string;
  event: InboxEvent;
}

/** A committed change of the durable state; the journal is a list of these. */
export type DurableStep =
  | { kind: 'started'; instanceId: string; start: InstanceStart }
  | MessageStep
  | TurnStep
  | { kind: 'purged'; instanceIds: string[] }
  /** A whole instance, from a snapshot. */
  | { kind: 'instance'; instance: Instance };

/** What has to be done because a step was applied. */
export type Effect =
  | { kind: 'turn'; instanceId: string }
  | { kind: 'scheduled'; instanceId: string; executionId: string; event: ScheduledEvent }
  /** The instance's generation has ended: its timers are void. */
  | { kind: 'generationEnded'; instanceId: string };
