import type { InboxEvent, ScheduledEvent } from './history';

/** What the extension would make of an orchestrator's actions, given the history. */
export type ReplayOutcome =
  | {
      kind: 'replayed';
      /** Not in the history yet, by sequence id. */
      scheduled: ScheduledEvent[];
      /** Every action has been waited for. */
      finished: boolean;
      /** No activity, sub-orchestration or timer is open; only then may the instance complete. */
      nothingOpen: boolean;
      continueAsNew: { input: unknown } | undefined;
      /** External events that arrived after continueAsNew was reached, for the next generation. */
      carriedOver: InboxEvent[];
    }
  /** Another history than these actions make. */
  | { kind: 'nonDeterministic'; message: string }
  /** An action that cannot be run. */
  | { kind: 'failed'; message: string };

/** Which functions an orchestrator may call. */
export interface CallableFunctions {
  hasActivity(name: string): boolean;
  hasOrchestrator(name: string): boolean;
}
