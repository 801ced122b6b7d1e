/** Actions and histories in short, for tests of the replay by itself. */
import { type Action, ActionCode, type RetryOptions } from '../../durable/actions';
import { EventCode, type HistoryEvent } from '../../durable/history';
import { replayActions } from '../../durable/replay';

const anyFunction = { hasActivity: () => true, hasOrchestrator: () => true };
export const day = 24 * 60 * 60 * 1000;
export const at = (milliseconds: number) => new Date(milliseconds).toISOString();

export const activity = (name: string): Action => ({
  actionType: ActionCode.CallActivity,
  functionName: name,
});
export const timer = (fireAt: number, isCanceled = false): Action => ({
  actionType: ActionCode.CreateTimer,
  fireAt: at(fireAt),
  isCanceled,
});
export const event = (name: string): Action => ({
  actionType: ActionCode.WaitForExternalEvent,
  externalEventName: name,
});
export const any = (...compoundActions: Action[]): Action => ({
  actionType: ActionCode.WhenAny,
  compoundActions,
});
export const all = (...compoundActions: Action[]): Action => ({
  actionType: ActionCode.WhenAll,
  compoundActions,
});
export const retrying = (name: string, retryOptions: RetryOptions): Action => {
  return { actionType: ActionCode.CallActivityWithRetry, functionName: name, retryOptions };
};

const frame = { EventId: -1, Timestamp: at(0) };
export const turn = (milliseconds = 0): HistoryEvent => ({
  ...frame,
  EventType: EventCode.OrchestratorStarted,
  Timestamp: at(milliseconds),
});
export const started: HistoryEvent = {
  ...frame,
  EventType: EventCode.ExecutionStarted,
  Name: 'o',
  Input: null,
};
export const scheduled = (id: number, name: string): HistoryEvent => {
  return { ...frame, EventType: EventCode.TaskScheduled, EventId: id, Name: name, Input: 'null' };
};
export const completed = (id: number): HistoryEvent => ({
  ...frame,
  EventType: EventCode.TaskCompleted,
  TaskScheduledId: id,
  Result: 'null',
});
export const failed = (id: number): HistoryEvent => {
  return { ...frame, EventType: EventCode.TaskFailed, TaskScheduledId: id, Reason: 'r', Details: 'd' };
};
export const timerCreated = (id: number): HistoryEvent => ({
  ...frame,
  EventType: EventCode.TimerCreated,
  EventId: id,
  FireAt: at(0),
});
export const timerFired = (id: number): HistoryEvent => ({
  ...frame,
  EventType: EventCode.TimerFired,
  TimerId: id,
  FireAt: at(0),
});
export const raised = (name: string): HistoryEvent => ({
  ...frame,
  EventType: EventCode.EventRaised,
  Name: name,
  Input: '1',
});

export const begun = [turn(), started];

/** What the extension makes of these actions. */
export function replay(actions: Action[], history: readonly HistoryEvent[]) {
  return replayActions(actions, history, anyFunction, 'execution');
}

const kinds: Record<number, string> = {
  [EventCode.TaskScheduled]: 'activity',
  [EventCode.SubOrchestrationInstanceCreated]: 'sub-orchestration',
  [EventCode.TimerCreated]: 'timer',
};

/** What a replay wants next, as "id kind", and how far it has come. */
export async function replayed(actions: Action[], history: readonly HistoryEvent[]) {
  const outcome = await replay(actions, history);
  if (outcome.kind !== 'replayed') throw new Error(outcome.message);
  const { scheduled: next, finished, nothingOpen } = outcome;
  return {
    next: next.map(({ EventId, EventType }) => `${EventId} ${kinds[EventType]}`),
    finished,
    nothingOpen,
  };
}
