import type { Instance } from './instance';

/** What has to be done because a step was applied. */
export type Effect =
  | { kind: 'turn'; instanceId: string }
  | { kind: 'activity'; instanceId: string; executionId: string; taskId: number }
  | { kind: 'timer'; instanceId: string; executionId: string; timerId: number; fireAt: string }
  /** The instance's generation has ended: its timers are void. */
  | { kind: 'generationEnded'; instanceId: string };

/** What is left to do for an instance: its waiting messages, open activities and open timers. */
export function unfinishedWorkOf(instance: Instance): Effect[] {
  const { instanceId, executionId } = instance;
  return [
    ...(instance.inbox.length > 0 ? [{ kind: 'turn', instanceId } as const] : []),
    ...Object.keys(instance.openActivities).map((id) => {
      return { kind: 'activity', instanceId, executionId, taskId: Number(id) } as const;
    }),
    ...Object.entries(instance.openTimers).map(([id, fireAt]) => {
      return { kind: 'timer', instanceId, executionId, timerId: Number(id), fireAt } as const;
    }),
  ];
}
