import { runActivity } from './activity-run';
import type { DurableServices } from './durable-services';
import { EventCode, unnumbered } from './history';
import type { Effect } from './steps';
import { timerWait } from './timer-hops';
import { runTurn } from './turn';
import { WorkQueue } from './work-queue';

/** How many orchestrator turns and activities run at a time (`host.json` extensions.durableTask). */
export interface DurableLimits {
  orchestrators: number;
  activities: number;
}

type ScheduledEffect = Extract<Effect, { kind: 'scheduled' }>;

/** Does what committed steps call for: turns, activities, timers. */
export class Dispatcher {
  private readonly turns: WorkQueue;
  private readonly activities: WorkQueue;
  /** Instances with a turn waiting or running; `true` when another is wanted after it. */
  private readonly turnsAgain = new Map<string, boolean>();
  private readonly timers = new Map<string, Set<() => void>>();
  private stopped = false;

  constructor(
    readonly services: DurableServices,
    limits: DurableLimits,
  ) {
    this.turns = new WorkQueue(limits.orchestrators, services.chaos, services.clock);
    this.activities = new WorkQueue(limits.activities, services.chaos, services.clock);
  }

  /** Takes on what the journal left unfinished, and from now on what every new step calls for. */
  start(): void {
    const { store } = this.services;
    store.onEffects = (effects) => this.dispatch(effects);
    this.dispatch(store.hub.unfinishedWork());
  }

  /** Starts nothing more and forgets all timers. */
  stop(): void {
    this.stopped = true;
    this.turns.stop();
    this.activities.stop();
    for (const cancels of this.timers.values()) for (const cancel of cancels) cancel();
    this.timers.clear();
  }

  private dispatch(effects: Effect[]): void {
    if (this.stopped) return;
    for (const effect of effects) {
      switch (effect.kind) {
        case 'turn':
          this.wantTurn(effect.instanceId);
          break;
        case 'scheduled':
          if (effect.event.EventType === EventCode.TaskScheduled) this.wantActivity(effect);
          if (effect.event.EventType === EventCode.TimerCreated) this.armTimer(effect, effect.event);
          break;
        case 'generationEnded':
          this.cancelTimers(effect.instanceId);
          break;
      }
    }
  }

  private wantTurn(instanceId: string): void {
    if (this.turnsAgain.has(instanceId)) {
      this.turnsAgain.set(instanceId, true);
      return;
    }
    this.turnsAgain.set(instanceId, false);
    this.turns.add(async () => {
      // Whatever was wanted while this turn was in the queue is in the inbox by now.
      this.turnsAgain.set(instanceId, false);
      await runTurn(this.services, instanceId);
      const again = this.turnsAgain.get(instanceId) ?? false;
      this.turnsAgain.delete(instanceId);
      if (again) this.wantTurn(instanceId);
    });
  }

  private wantActivity({ instanceId, executionId, event }: ScheduledEffect): void {
    const deliver = () =>
      this.activities.add(() => runActivity(this.services, instanceId, executionId, event.EventId));
    deliver();
    if (this.services.chaos.duplicates()) deliver();
  }

  private armTimer(
    { instanceId, executionId }: ScheduledEffect,
    { EventId, FireAt, Timestamp }: { EventId: number; FireAt: string; Timestamp: string },
  ): void {
    const { store, clock } = this.services;
    const timers = this.timers.get(instanceId) ?? new Set();
    this.timers.set(instanceId, timers);
    const cancel = clock.after(timerWait(Date.parse(FireAt) - clock.now()), () => {
      timers.delete(cancel);
      // The message was written when the timer was created, and bears that time.
      const event = {
        ...unnumbered(Timestamp),
        EventType: EventCode.TimerFired,
        TimerId: EventId,
        FireAt,
      };
      void store.commit({ kind: 'message', instanceId, executionId, event });
    });
    timers.add(cancel);
  }

  private cancelTimers(instanceId: string): void {
    for (const cancel of this.timers.get(instanceId) ?? []) cancel();
    this.timers.delete(instanceId);
  }
}
