import { messageOf } from '../errors';
import { type Action, ActionCode, refusalOf } from './actions';
import { ExternalEvents } from './external-events';
import { EventCode, type HistoryEvent, type InboxEvent, taskAnsweredBy } from './history';
import { NonDeterminism, OrchestrationContext } from './orchestration-context';
import type { CallableFunctions, ReplayOutcome } from './replay-outcome';

/**
 * Replays `actions` against `history` in the order of the Durable extension: one action after the other, each waited
 * for (Azure/azure-functions-durable-extension `OutOfProcOrchestrationShim`). The library numbers tasks by itself; where
 * the two disagree, this is what Azure does, so it is what happens here.
 */
export async function replayActions(
  actions: Action[],
  history: readonly HistoryEvent[],
  functions: CallableFunctions,
  executionId: string,
): Promise<ReplayOutcome> {
  try {
    return await new Replay(actions, new OrchestrationContext(executionId, functions)).run(history);
  } catch (error) {
    const kind = error instanceof NonDeterminism ? 'nonDeterministic' : 'failed';
    return { kind, message: messageOf(error) };
  }
}

class Replay {
  private finished = false;
  private fault: string | undefined;
  private continueAsNew: { input: unknown } | undefined;
  private readonly carriedOver: InboxEvent[] = [];
  private readonly events = new ExternalEvents();

  constructor(
    readonly actions: Action[],
    readonly context: OrchestrationContext,
  ) {}

  async run(history: readonly HistoryEvent[]): Promise<ReplayOutcome> {
    for (const event of history) {
      this.process(event);
      await everyoneResumed();
      if (this.fault !== undefined) return { kind: 'failed', message: this.fault };
    }
    return {
      kind: 'replayed',
      scheduled: this.context.unrecorded,
      finished: this.finished,
      nothingOpen: this.context.nothingOpen,
      continueAsNew: this.continueAsNew,
      carriedOver: this.carriedOver,
    };
  }

  private process(event: HistoryEvent): void {
    switch (event.EventType) {
      case EventCode.OrchestratorStarted:
        this.context.startTurn(event.Timestamp);
        break;
      case EventCode.ExecutionStarted:
        this.performAll().catch((fault: unknown) => (this.fault = messageOf(fault)));
        break;
      case EventCode.TaskScheduled:
      case EventCode.SubOrchestrationInstanceCreated:
      case EventCode.TimerCreated:
        this.context.matchRecorded(event);
        break;
      case EventCode.EventRaised:
        if (this.continueAsNew === undefined) this.events.raise(event.Name);
        else this.carriedOver.push(event);
        break;
      default: {
        const task = taskAnsweredBy(event);
        if (task !== undefined) this.context.close(task, !('Reason' in event));
      }
    }
  }

  private async performAll(): Promise<void> {
    for (const action of this.actions) await this.perform(action);
    this.finished = true;
  }

  private async perform(action: Action): Promise<unknown> {
    switch (action.actionType) {
      case ActionCode.CallActivity:
      case ActionCode.CallSubOrchestrator:
        return this.context.call(action);
      case ActionCode.CallActivityWithRetry:
      case ActionCode.CallSubOrchestratorWithRetry:
        return this.context.callWithRetry(action, action.retryOptions);
      case ActionCode.ContinueAsNew:
        this.continueAsNew = { input: action.input };
        return undefined;
      case ActionCode.CreateTimer:
        return this.context.waitUntil(Date.parse(action.fireAt), action.isCanceled);
      case ActionCode.WaitForExternalEvent:
        return this.events.waitFor(action.externalEventName);
      case ActionCode.WhenAny:
        return Promise.race(action.compoundActions.map((child) => this.perform(child)));
      case ActionCode.WhenAll:
        // A failed child does not shorten the wait, as in .NET's WhenAll: here it resolves, too.
        return Promise.all(action.compoundActions.map((child) => this.perform(child)));
      default:
        throw new Error(refusalOf(action.actionType));
    }
  }
}

/**
 * Resolves when nobody has anything left to do until the next event: ticks run when no promise is left to be resumed
 * (Node.js, "The Node.js Event Loop": `process.nextTick`).
 */
function everyoneResumed(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
