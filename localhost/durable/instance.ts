import type { HistoryEvent, InboxEvent } from './history';

/** Where an orchestration stands, in the words of the client API. */
export type RuntimeStatus = 'Pending' | 'Running' | 'Suspended' | 'Completed' | 'Failed' | 'Terminated';

/** The call in another instance that waits for this one. */
export interface ParentCall {
  instanceId: string;
  executionId: string;
  taskId: number;
}

/** An activity that is scheduled and not done. */
export interface OpenActivity {
  name: string;
  /** JSON text. */
  input: string;
}

/** Everything the host knows about one orchestration instance; plain JSON, so that a snapshot can hold it. */
export interface Instance {
  instanceId: string;
  /** A new one for every generation of continueAsNew. */
  executionId: string;
  /** Grows with every instance ever started: the order of lists and their paging. */
  order: number;
  name: string;
  version?: string;
  /** JSON text, null when started without input. */
  input: string | null;
  parent?: ParentCall;
  createdTime: string;
  lastUpdatedTime: string;
  runtimeStatus: RuntimeStatus;
  customStatus: unknown;
  output: unknown;
  history: HistoryEvent[];
  /** Messages no turn has taken yet, oldest first. */
  inbox: InboxEvent[];
  openActivities: Record<number, OpenActivity>;
  /** Fire times by timer id, ISO 8601. */
  openTimers: Record<number, string>;
}

/** Whether the instance has ended and will never run again. */
export function isFinished({ runtimeStatus }: Pick<Instance, 'runtimeStatus'>): boolean {
  return runtimeStatus === 'Completed' || runtimeStatus === 'Failed' || runtimeStatus === 'Terminated';
}
