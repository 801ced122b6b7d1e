import { type Effect, unfinishedWorkOf } from './effects';
import { EventCode, type HistoryEvent, type InboxEvent } from './history';
import { type Instance, isFinished, type ParentCall } from './instance';
import { answerToParent, type FinalEnd, idTaken, startEvent, survivesGeneration } from './instance-messages';
import type { DurableStep, NewInstance, TurnStep } from './steps';

/** All orchestration instances; changed by steps alone, so that replaying the journal gives the same state. */
export class HubState {
  readonly instances = new Map<string, Instance>();
  #nextOrder = 1;

  /** Applies one step and tells what follows from it. */
  apply(step: DurableStep): Effect[] {
    switch (step.kind) {
      case 'started':
        return this.#start(step);
      case 'message':
        return this.#deliver(step.instanceId, step.event);
      case 'activityDone':
        return this.#closeTask(step.instanceId, step.executionId, 'openActivities', step.taskId, step.event);
      case 'timerFired':
        return this.#closeTask(step.instanceId, step.executionId, 'openTimers', step.timerId, step.event);
      case 'turn':
        return this.#turn(step);
      case 'purged':
        for (const id of step.instanceIds) this.instances.delete(id);
        return [];
      case 'instance':
        this.instances.set(step.instance.instanceId, step.instance);
        this.#nextOrder = Math.max(this.#nextOrder, step.instance.order + 1);
        return [];
    }
  }

  /** What is left to do after the journal was read: every waiting message, open activity and open timer. */
  unfinishedWork(): Effect[] {
    return [...this.instances.values()].filter((instance) => !isFinished(instance)).flatMap(unfinishedWorkOf);
  }

  /** The running generation of an instance, or undefined when it is gone, finished, or another generation by now. */
  current(instanceId: string, executionId: string): Instance | undefined {
    const instance = this.instances.get(instanceId);
    return instance?.executionId === executionId && !isFinished(instance) ? instance : undefined;
  }

  #start(fresh: NewInstance): Effect[] {
    const instance: Instance = {
      instanceId: fresh.instanceId,
      executionId: fresh.executionId,
      order: this.#nextOrder++,
      name: fresh.name,
      ...(fresh.version === undefined ? {} : { version: fresh.version }),
      input: fresh.input,
      ...(fresh.parent === undefined ? {} : { parent: fresh.parent }),
      createdTime: fresh.at,
      lastUpdatedTime: fresh.at,
      runtimeStatus: 'Pending',
      customStatus: null,
      output: null,
      history: [],
      inbox: [startEvent(fresh.name, fresh.input, fresh.at, fresh.version)],
      openActivities: {},
      openTimers: {},
    };
    // Deleted first so that an id used again moves to the end of the iteration order.
    this.instances.delete(fresh.instanceId);
    this.instances.set(fresh.instanceId, instance);
    return [{ kind: 'turn', instanceId: fresh.instanceId }];
  }

  #deliver(instanceId: string, event: InboxEvent): Effect[] {
    const instance = this.instances.get(instanceId);
    if (instance === undefined || isFinished(instance)) return [];
    instance.inbox.push(event);
    return [{ kind: 'turn', instanceId }];
  }

  #closeTask(
    instanceId: string,
    executionId: string,
    open: 'openActivities' | 'openTimers',
    taskId: number,
    event: InboxEvent,
  ): Effect[] {
    const instance = this.current(instanceId, executionId);
    if (instance === undefined || !(taskId in instance[open])) return [];
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- keys are sequence ids of this record
    delete instance[open][taskId];
    return this.#deliver(instanceId, event);
  }

  #turn(step: TurnStep): Effect[] {
    const instance = this.current(step.instanceId, step.executionId);
    if (instance === undefined) return [];
    const taken = new Set(step.taken);
    instance.inbox = instance.inbox.filter((_, position) => !taken.has(position));
    for (const event of step.events) instance.history.push(event);
    instance.lastUpdatedTime = step.at;
    instance.runtimeStatus = 'Running';
    if (step.customStatus !== undefined) instance.customStatus = step.customStatus;
    const effects = step.events.flatMap((event) => this.#scheduled(instance, event, step));
    return [...effects, ...this.#end(instance, step)];
  }

  #scheduled(instance: Instance, event: HistoryEvent, step: TurnStep): Effect[] {
    const { instanceId, executionId } = instance;
    switch (event.EventType) {
      case EventCode.TaskScheduled:
        instance.openActivities[event.EventId] = { name: event.Name, input: event.Input };
        return [{ kind: 'activity', instanceId, executionId, taskId: event.EventId }];
      case EventCode.TimerCreated:
        instance.openTimers[event.EventId] = event.FireAt;
        return [{ kind: 'timer', instanceId, executionId, timerId: event.EventId, fireAt: event.FireAt }];
      case EventCode.SubOrchestrationInstanceCreated:
        return this.#startChild(
          {
            instanceId: event.InstanceId,
            executionId: step.childExecutionIds[event.EventId] ?? `${executionId}:${event.EventId}`,
            name: event.Name,
            ...(event.Version === undefined ? {} : { version: event.Version }),
            input: event.Input,
            at: step.at,
          },
          { instanceId, executionId, taskId: event.EventId },
        );
      default:
        return [];
    }
  }

  /** A child whose id is taken by a running instance fails the call: the parent must not wait for a stranger. */
  #startChild(child: NewInstance, parent: ParentCall): Effect[] {
    const existing = this.instances.get(child.instanceId);
    if (existing === undefined || isFinished(existing)) return this.#start({ ...child, parent });
    return this.#deliver(parent.instanceId, idTaken(child, parent));
  }

  #end(instance: Instance, { end, at }: TurnStep): Effect[] {
    const { instanceId } = instance;
    switch (end.kind) {
      case 'waits':
        return instance.inbox.length > 0 ? [{ kind: 'turn', instanceId }] : [];
      case 'suspended':
        instance.runtimeStatus = 'Suspended';
        return instance.inbox.length > 0 ? [{ kind: 'turn', instanceId }] : [];
      case 'continuesAsNew': {
        const arrivedMeanwhile = instance.inbox.filter(survivesGeneration);
        instance.executionId = end.executionId;
        instance.input = end.input;
        instance.history = [];
        instance.openActivities = {};
        instance.openTimers = {};
        instance.inbox = [
          startEvent(instance.name, end.input, at, instance.version),
          ...end.carriedOver,
          ...arrivedMeanwhile,
        ];
        return [
          { kind: 'generationEnded', instanceId },
          { kind: 'turn', instanceId },
        ];
      }
      default:
        return this.#finish(instance, end, at);
    }
  }

  #finish(instance: Instance, end: FinalEnd, at: string): Effect[] {
    const { instanceId, parent } = instance;
    instance.inbox = [];
    instance.openActivities = {};
    instance.openTimers = {};
    instance.runtimeStatus = finalStatus[end.kind];
    instance.output = outputOf(end);
    const ended: Effect = { kind: 'generationEnded', instanceId };
    if (parent === undefined || this.current(parent.instanceId, parent.executionId) === undefined)
      return [ended];
    return [ended, ...this.#deliver(parent.instanceId, answerToParent(instanceId, parent, end, at))];
  }
}

const finalStatus = { completed: 'Completed', failed: 'Failed', terminated: 'Terminated' } as const;

function outputOf(end: FinalEnd): unknown {
  switch (end.kind) {
    case 'completed':
      return end.output;
    case 'failed':
      return end.failure.Reason;
    case 'terminated':
      return end.reason;
  }
}
