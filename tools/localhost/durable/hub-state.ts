import { EventCode, type ScheduledEvent, taskAnsweredBy } from './history';
import { type Instance, type InstanceStart, isFinished } from './instance';
import type { DurableStep, Effect, MessageStep, TurnStep } from './steps';
import { answerToParent, closingEvents, openingEvents, startEvent } from './turn-events';

/** All orchestration instances; changed by steps alone, so that replaying the journal gives the same state. */
export class HubState {
  readonly instances = new Map<string, Instance>();
  private nextOrder = 1;

  /** Applies one step and tells what follows from it. */
  apply(step: DurableStep): Effect[] {
    switch (step.kind) {
      case 'started':
        return this.start(step.instanceId, step.start);
      case 'message':
        return this.deliver(step);
      case 'turn':
        return this.turn(step);
      case 'purged':
        return step.instanceIds.flatMap((id) => this.forget(id));
      case 'instance':
        this.instances.set(step.instance.instanceId, step.instance);
        this.nextOrder = Math.max(this.nextOrder, step.instance.order + 1);
        return [];
    }
  }

  /** What is left to do after the journal was read; a finished instance has neither messages nor open tasks. */
  unfinishedWork(): Effect[] {
    return [...this.instances.values()].flatMap((instance) => [
      ...wantedTurn(instance),
      ...Object.values(instance.open).map((event) => wantedTask(instance, event)),
    ]);
  }

  /** The running generation of an instance, or undefined when it is gone, finished, or another generation by now. */
  current(instanceId: string, executionId: string): Instance | undefined {
    const instance = this.instances.get(instanceId);
    return instance?.executionId === executionId && !isFinished(instance) ? instance : undefined;
  }

  private start(instanceId: string, start: InstanceStart): Effect[] {
    const instance: Instance = {
      instanceId,
      ...start,
      order: this.nextOrder++,
      lastUpdatedTime: start.createdTime,
      runtimeStatus: 'Pending',
      customStatus: null,
      output: null,
      history: [],
      inbox: [startEvent(start, start.createdTime)],
      open: {},
    };
    // Forgotten first so that an id used again moves to the end of the iteration order.
    const forgotten = this.forget(instanceId);
    this.instances.set(instanceId, instance);
    return [...forgotten, ...wantedTurn(instance)];
  }

  /** What still runs of it has nowhere to report to; a parent that waits for it waits for ever. */
  private forget(instanceId: string): Effect[] {
    const existed = this.instances.delete(instanceId);
    return existed ? [{ kind: 'generationEnded', instanceId }] : [];
  }

  /** An answer is taken once, and only by the generation that waits for it. */
  private deliver({ instanceId, executionId, event }: Omit<MessageStep, 'kind'>): Effect[] {
    const instance = this.instances.get(instanceId);
    if (instance === undefined || isFinished(instance)) return [];
    const task = taskAnsweredBy(event);
    if (task !== undefined) {
      if (instance.executionId !== executionId || !(task in instance.open)) return [];
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- keys are sequence ids of this record
      delete instance.open[task];
    }
    instance.inbox.push(event);
    return wantedTurn(instance);
  }

  private turn(step: TurnStep): Effect[] {
    const instance = this.current(step.instanceId, step.executionId);
    if (instance === undefined) return [];
    const messages = instance.inbox.splice(step.taken.from, step.taken.count);
    for (const event of openingEvents(step.at, messages)) instance.history.push(event);
    for (const event of closingEvents(step)) instance.history.push(event);
    instance.lastUpdatedTime = step.at;
    if (step.customStatus !== undefined) instance.customStatus = step.customStatus;
    for (const event of step.scheduled) instance.open[event.EventId] = event;
    const started = step.scheduled.flatMap((event) => this.startChild(instance, event, step.at));
    const effects = step.scheduled.map((event) => wantedTask(instance, event));
    return [...effects, ...started, ...this.end(instance, step)];
  }

  /** A child whose id is taken begins anew, also where it is running: nothing de-duplicates sub-orchestrations. */
  private startChild({ instanceId, executionId }: Instance, call: ScheduledEvent, at: string): Effect[] {
    if (call.EventType !== EventCode.SubOrchestrationInstanceCreated) return [];
    const { EventId: taskId, InstanceId: childId, Name: name, Input: input, Version: version } = call;
    const parent = { instanceId, executionId, taskId };
    return this.start(childId, {
      executionId: `${executionId}:${taskId}`,
      name,
      version,
      input,
      parent,
      createdTime: at,
    });
  }

  private end(instance: Instance, { end, at }: TurnStep): Effect[] {
    if (!('output' in end || 'carriedOver' in end)) {
      instance.runtimeStatus = end.status;
      if (end.reason !== undefined) instance.output = end.reason;
      return wantedTurn(instance);
    }
    const { instanceId, parent } = instance;
    const ended: Effect = { kind: 'generationEnded', instanceId };
    instance.open = {};
    if ('carriedOver' in end) {
      const arrivedMeanwhile = instance.inbox.filter((event) => taskAnsweredBy(event) === undefined);
      instance.runtimeStatus = 'Running';
      instance.continued = true;
      instance.executionId = end.executionId;
      instance.input = end.input;
      instance.history = [];
      instance.inbox = [startEvent(instance, at), ...end.carriedOver, ...arrivedMeanwhile];
      return [ended, ...wantedTurn(instance)];
    }
    instance.runtimeStatus = end.status;
    instance.output = end.output;
    instance.inbox = [];
    if (parent === undefined) return [ended];
    const event = answerToParent(parent, at, end.output, end.failure);
    return [ended, ...this.deliver({ ...parent, event })];
  }
}

function wantedTurn({ instanceId, inbox }: Instance): Effect[] {
  return inbox.length > 0 ? [{ kind: 'turn', instanceId }] : [];
}

function wantedTask({ instanceId, executionId }: Instance, event: ScheduledEvent): Effect {
  return { kind: 'scheduled', instanceId, executionId, event };
}
