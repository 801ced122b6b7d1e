import type { HistoryEvent, InboxEvent, ScheduledEvent } from './history';

/** Where an orchestration may stand, in the words of the client API. */
export const runtimeStatuses = [
  'Pending',
  'Running',
  'Suspended',
  'Completed',
  'Failed',
  'Terminated',
] as const;

/** Where an orchestration stands. */
export type RuntimeStatus = (typeof runtimeStatuses)[number];

/** The call in another instance that waits for this one. */
export interface ParentCall {
  instanceId: string;
  executionId: string;
  taskId: number;
}

/** What a new instance starts with. */
export interface InstanceStart {
  /** A new one for every generation of continueAsNew. */
  executionId: string;
  name: string;
  version?: string | undefined;
  /** JSON text, null when started without input. */
  input: string | null;
  parent?: ParentCall;
  /** ISO 8601. */
  createdTime: string;
}

/** Everything the host knows about one orchestration instance; plain JSON, so that a snapshot can hold it. */
export interface Instance extends InstanceStart {
  instanceId: string;
  /** Grows with every instance ever started: the order of lists and their paging. */
  order: number;
  lastUpdatedTime: string;
  /** Present once the instance has continued as new. */
  continued?: true;
  runtimeStatus: RuntimeStatus;
  customStatus: unknown;
  output: unknown;
  history: HistoryEvent[];
  /** Messages no turn has taken yet, oldest first. */
  inbox: InboxEvent[];
  /** Activities, timers and sub-orchestrations without an answer, by sequence id. */
  open: Record<number, ScheduledEvent>;
}

/** Whether the instance has ended and will never run again. */
export function isFinished({ runtimeStatus }: Pick<Instance, 'runtimeStatus'>): boolean {
  return runtimeStatus === 'Completed' || runtimeStatus === 'Failed' || runtimeStatus === 'Terminated';
}
