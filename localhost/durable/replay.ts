import { messageOf } from '../errors';
import { type Action, ActionCode, type RetryOptions } from './actions';
import type { Command } from './command';
import { EventCode, type HistoryEvent, type InboxEvent } from './history';
import { ReplayEvents } from './replay-events';
import {
  type CallableFunctions,
  mismatch,
  refusalOf,
  type ReplayOutcome,
  ReplayStop,
} from './replay-outcome';
import { allOf, firstOf, ReplayTask } from './replay-task';
import { retryDelay } from './retry-delay';
import { timerHop } from './timer-hops';

/**
 * Replays `actions` against `history` in the order of the Durable extension: one action after the other, each waited
 * for, ids from one counter that only grows (Azure/azure-functions-durable-extension `OutOfProcOrchestrationShim`,
 * Azure/durabletask `TaskOrchestrationContext`). The library numbers tasks by itself; where the two disagree, this is
 * what Azure does, so it is what happens here.
 */
export function replayActions(
  actions: Action[],
  history: readonly HistoryEvent[],
  functions: CallableFunctions,
): ReplayOutcome {
  try {
    return new Replay(actions, functions).run(history);
  } catch (error) {
    // Anything else is an action no orchestrator of the library makes, such as a timer without a time.
    const kind = error instanceof ReplayStop ? error.kind : 'refused';
    return { kind, message: messageOf(error) };
  }
}

class Replay {
  #now = 0;
  #nextId = 0;
  #nextAction = 0;
  #finished = false;
  #continueAsNew: { input: unknown } | undefined;
  readonly #carriedOver: InboxEvent[] = [];
  readonly #commands = new Map<number, Command>();
  readonly #open = new Map<number, ReplayTask>();
  readonly #events = new ReplayEvents();

  constructor(
    readonly actions: Action[],
    readonly functions: CallableFunctions,
  ) {}

  run(history: readonly HistoryEvent[]): ReplayOutcome {
    for (const event of history) this.#process(event);
    return {
      kind: 'replayed',
      commands: [...this.#commands.values()].sort((a, b) => a.id - b.id),
      finished: this.#finished,
      nothingOpen: this.#open.size === 0,
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
        this.#runOn();
        break;
      case EventCode.TaskScheduled:
        this.#matchScheduled(event.EventId, 'activity', event.Name);
        break;
      case EventCode.SubOrchestrationInstanceCreated:
        this.#matchScheduled(event.EventId, 'sub-orchestration', event.Name);
        break;
      case EventCode.TimerCreated:
        this.#matchScheduled(event.EventId, 'timer');
        break;
      case EventCode.TaskCompleted:
      case EventCode.SubOrchestrationInstanceCompleted:
        this.#settle(event.TaskScheduledId, true);
        break;
      case EventCode.TaskFailed:
      case EventCode.SubOrchestrationInstanceFailed:
        this.#settle(event.TaskScheduledId, false);
        break;
      case EventCode.TimerFired:
        this.#settle(event.TimerId, true);
        break;
      case EventCode.EventRaised:
        if (this.#continueAsNew === undefined) this.#events.raise(event.Name);
        else this.#carriedOver.push(event);
        break;
      default:
        break;
    }
  }

  #runOn(): void {
    for (
      let action = this.actions[this.#nextAction];
      action !== undefined;
      action = this.actions[this.#nextAction]
    ) {
      this.#nextAction += 1;
      const task = this.#invoke(action);
      if (!task.isSettled) {
        task.whenSettled(() => this.#runOn());
        return;
      }
    }
    this.#finished = true;
  }

  #invoke(action: Action): ReplayTask {
    switch (action.actionType) {
      case ActionCode.CallActivity:
        return this.#callActivity(action.functionName, action.input);
      case ActionCode.CallActivityWithRetry:
        return this.#retry(action.retryOptions, () => this.#callActivity(action.functionName, action.input));
      case ActionCode.CallSubOrchestrator:
        return this.#callSubOrchestrator(action);
      case ActionCode.CallSubOrchestratorWithRetry:
        return this.#retry(action.retryOptions, () => this.#callSubOrchestrator(action));
      case ActionCode.ContinueAsNew:
        this.#continueAsNew = { input: action.input };
        return ReplayTask.done();
      case ActionCode.CreateTimer:
        return this.#createTimer(Date.parse(action.fireAt), action.isCanceled);
      case ActionCode.WaitForExternalEvent:
        return this.#events.waitFor(action.externalEventName);
      case ActionCode.WhenAny:
        return firstOf(action.compoundActions.map((child) => this.#invoke(child)));
      case ActionCode.WhenAll:
        return allOf(action.compoundActions.map((child) => this.#invoke(child)));
      default:
        throw new ReplayStop('refused', refusalOf(action.actionType));
    }
  }

  #callActivity(name: string, input: unknown): ReplayTask {
    if (!this.functions.hasActivity(name)) {
      throw new ReplayStop(
        'refused',
        `Cannot call activity '${name}': the app has no activity function of that name`,
      );
    }
    return this.#schedule((id) => ({ kind: 'activity', id, name, input }));
  }

  #callSubOrchestrator(call: {
    functionName: string;
    instanceId?: string;
    input?: unknown;
    version?: string;
  }): ReplayTask {
    const { functionName: name, instanceId, input, version } = call;
    if (!this.functions.hasOrchestrator(name)) {
      throw new ReplayStop(
        'refused',
        `Cannot call orchestrator '${name}': the app has no orchestrator of that name`,
      );
    }
    return this.#schedule((id) => ({
      kind: 'sub-orchestration',
      id,
      name,
      input,
      ...(instanceId ? { instanceId } : {}),
      ...(version ? { version } : {}),
    }));
  }

  #createTimer(fireAt: number, isCanceled: boolean): ReplayTask {
    if (Number.isNaN(fireAt)) throw new ReplayStop('refused', 'Cannot create a timer: its time is not valid');
    const hop = this.#startTimer(timerHop(this.#now, fireAt));
    if (isCanceled) {
      this.#open.delete(hop.id);
      return ReplayTask.done();
    }
    const timer = new ReplayTask();
    const hopOn = () => {
      if (this.#now >= fireAt) timer.settle(true);
      else this.#startTimer(timerHop(this.#now, fireAt)).task.whenSettled(hopOn);
    };
    hop.task.whenSettled(hopOn);
    return timer;
  }

  /** One try, one timer, the next try; after the last failed try one more timer, without delay. */
  #retry(options: RetryOptions, call: () => ReplayTask): ReplayTask {
    const retried = new ReplayTask();
    const firstTry = this.#now;
    const attempt = (number: number) => {
      call().whenSettled((succeeded) => {
        if (succeeded) {
          retried.settle(true);
          return;
        }
        const delay = retryDelay(options, number, this.#now - firstTry);
        if (delay === undefined) {
          retried.settle(false);
          return;
        }
        const isLast = number + 1 >= options.maxNumberOfAttempts;
        this.#startTimer(this.#now + (isLast ? 0 : delay)).task.whenSettled(() => {
          if (isLast) retried.settle(false);
          else attempt(number + 1);
        });
      });
    };
    attempt(0);
    return retried;
  }

  #startTimer(fireAt: number): { id: number; task: ReplayTask } {
    const id = this.#nextId;
    return {
      id,
      task: this.#schedule(() => ({ kind: 'timer', id, fireAt: new Date(fireAt).toISOString() })),
    };
  }

  #schedule(commandOf: (id: number) => Command): ReplayTask {
    const id = this.#nextId;
    this.#nextId += 1;
    const task = new ReplayTask();
    this.#commands.set(id, commandOf(id));
    this.#open.set(id, task);
    return task;
  }

  #settle(id: number, succeeded: boolean): void {
    const task = this.#open.get(id);
    this.#open.delete(id);
    task?.settle(succeeded);
  }

  #matchScheduled(id: number, kind: Command['kind'], name?: string): void {
    const command = this.#commands.get(id);
    const sameName = command?.kind === 'timer' || command?.name.toLowerCase() === name?.toLowerCase();
    if (command?.kind !== kind || !sameName) throw mismatch(id, kind, name, command);
    this.#commands.delete(id);
  }
}
