import { messageOf } from '../errors';
import { type Action, ActionCode, type Call, refusalOf, type RetryOptions } from './actions';
import { ExternalEvents } from './external-events';
import { EventCode, type HistoryEvent, type InboxEvent, taskAnsweredBy } from './history';
import type { CallableFunctions, ReplayOutcome } from './replay-outcome';
import { ReplayTasks } from './replay-tasks';
import { retryDelay } from './retry-delay';
import { timerHop } from './timer-hops';

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
    return await new Replay(actions, functions, executionId).replay(history);
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  }
}

class Replay {
  #now = 0;
  #finished = false;
  #fault: string | undefined;
  #continueAsNew: { input: unknown } | undefined;
  readonly #carriedOver: InboxEvent[] = [];
  readonly #tasks = new ReplayTasks();
  readonly #events = new ExternalEvents();

  constructor(
    readonly actions: Action[],
    readonly functions: CallableFunctions,
    readonly executionId: string,
  ) {}

  async replay(history: readonly HistoryEvent[]): Promise<ReplayOutcome> {
    for (const event of history) {
      this.#process(event);
      await everyoneResumed();
      if (this.#fault !== undefined) return { kind: 'failed', message: this.#fault };
    }
    return {
      kind: 'replayed',
      scheduled: this.#tasks.unrecorded,
      finished: this.#finished,
      nothingOpen: this.#tasks.nothingOpen,
      ...(this.#continueAsNew === undefined ? {} : { continueAsNew: this.#continueAsNew }),
      carriedOver: this.#carriedOver,
    };
  }

  #process(event: HistoryEvent): void {
    switch (event.EventType) {
      case EventCode.OrchestratorStarted:
        this.#now = Math.max(this.#now, Date.parse(event.Timestamp));
        break;
      case EventCode.ExecutionStarted:
        this.#runAll().catch((fault: unknown) => (this.#fault = messageOf(fault)));
        break;
      case EventCode.TaskScheduled:
      case EventCode.SubOrchestrationInstanceCreated:
      case EventCode.TimerCreated:
        this.#tasks.matchRecorded(event);
        break;
      case EventCode.EventRaised:
        if (this.#continueAsNew === undefined) this.#events.raise(event.Name);
        else this.#carriedOver.push(event);
        break;
      default: {
        const task = taskAnsweredBy(event);
        if (task !== undefined) this.#tasks.close(task, !('Reason' in event));
      }
    }
  }

  async #runAll(): Promise<void> {
    for (const action of this.actions) await this.#run(action);
    this.#finished = true;
  }

  async #run(action: Action): Promise<unknown> {
    switch (action.actionType) {
      case ActionCode.CallActivity:
      case ActionCode.CallSubOrchestrator:
        return this.#call(action);
      case ActionCode.CallActivityWithRetry:
      case ActionCode.CallSubOrchestratorWithRetry:
        return this.#retry(action, action.retryOptions);
      case ActionCode.ContinueAsNew:
        this.#continueAsNew = { input: action.input };
        return undefined;
      case ActionCode.CreateTimer:
        return this.#waitUntil(Date.parse(action.fireAt), action.isCanceled);
      case ActionCode.WaitForExternalEvent:
        return this.#events.waitFor(action.externalEventName);
      case ActionCode.WhenAny:
        return Promise.race(action.compoundActions.map((child) => this.#run(child)));
      case ActionCode.WhenAll:
        // A failed child does not shorten the wait, as in .NET's WhenAll: here it resolves, too.
        return Promise.all(action.compoundActions.map((child) => this.#run(child)));
      default:
        throw new Error(refusalOf(action.actionType));
    }
  }

  /** Resolves with whether the call succeeded. */
  #call({ actionType, functionName: name, input, instanceId, version }: Call): Promise<boolean> {
    if (actionType === ActionCode.CallActivity || actionType === ActionCode.CallActivityWithRetry) {
      if (!this.functions.hasActivity(name))
        throw new Error(`Cannot call activity '${name}': the app has no activity function of that name`);
      const json = JSON.stringify(input ?? null);
      return this.#tasks.schedule({
        ...this.#frame(),
        EventType: EventCode.TaskScheduled,
        Name: name,
        Input: json,
      });
    }
    if (!this.functions.hasOrchestrator(name))
      throw new Error(`Cannot call orchestrator '${name}': the app has no orchestrator of that name`);
    const frame = this.#frame();
    return this.#tasks.schedule({
      ...frame,
      EventType: EventCode.SubOrchestrationInstanceCreated,
      Name: name,
      InstanceId: instanceId || `${this.executionId}:${frame.EventId}`,
      Input: input === undefined ? null : JSON.stringify(input),
      ...(version ? { Version: version } : {}),
    });
  }

  /** One try, one timer, the next try; after the last failed try one more timer, without delay. */
  async #retry(call: Call, options: RetryOptions): Promise<void> {
    const firstTry = this.#now;
    for (let failures = 0; !(await this.#call(call)); failures++) {
      const delay = retryDelay(options, failures, this.#now - firstTry);
      if (delay === undefined) return;
      const isLast = failures + 1 >= options.maxNumberOfAttempts;
      await this.#startTimer(this.#now + (isLast ? 0 : delay)).fired;
      if (isLast) return;
    }
  }

  async #waitUntil(fireAt: number, isCanceled: boolean): Promise<void> {
    if (Number.isNaN(fireAt)) throw new Error('Cannot create a timer: its time is not valid');
    do {
      const hop = this.#startTimer(timerHop(this.#now, fireAt));
      if (isCanceled) this.#tasks.close(hop.id, true);
      await hop.fired;
    } while (!isCanceled && this.#now < fireAt);
  }

  #startTimer(fireAt: number): { id: number; fired: Promise<boolean> } {
    const frame = this.#frame();
    const event = { ...frame, EventType: EventCode.TimerCreated, FireAt: new Date(fireAt).toISOString() };
    return { id: frame.EventId, fired: this.#tasks.schedule(event) };
  }

  #frame(): { EventId: number; Timestamp: string } {
    return { EventId: this.#tasks.takeId(), Timestamp: new Date(this.#now).toISOString() };
  }
}

/**
 * Resolves when nobody has anything left to do until the next event: ticks run when no promise is left to be resumed
 * (Node.js, "The Node.js Event Loop": `process.nextTick`).
 */
function everyoneResumed(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
