import type { Clock } from '../clock';
import type { FunctionTable } from '../registered/function-table';
import type { Log } from '../log';
import type { HostStore } from '../state/host-store';
import type { FunctionRunner } from '../worker-process/function-runner';
import { runActivity } from './activity-run';
import type { Chaos } from './chaos';
import type { Effect } from './effects';
import { runTurn } from './turn-run';
import { WorkQueue } from './work-queue';
import { EventCode } from './history';

/** What running durable work takes. */
export interface DurableServices {
  store: HostStore;
  functions: FunctionTable;
  runner: FunctionRunner;
  clock: Clock;
  log: Log;
  chaos: Chaos;
}

/** How many orchestrator turns and activities run at a time (`host.json` extensions.durableTask). */
export interface DurableLimits {
  orchestrators: number;
  activities: number;
}

/** Does what committed steps call for: turns, activities, timers. */
export class Dispatcher {
  readonly #turns: WorkQueue;
  readonly #activities: WorkQueue;
  /** Instances with a turn waiting or running; `true` when another is wanted after it. */
  readonly #turnsAgain = new Map<string, boolean>();
  readonly #timers = new Map<string, Set<() => void>>();
  #stopped = false;

  constructor(
    readonly services: DurableServices,
    limits: DurableLimits,
  ) {
    this.#turns = new WorkQueue(limits.orchestrators, services.chaos, services.clock);
    this.#activities = new WorkQueue(limits.activities, services.chaos, services.clock);
  }

  /** Takes on what the journal left unfinished, and from now on what every new step calls for. */
  start(): void {
    const { store } = this.services;
    store.onEffects = (effects) => this.#dispatch(effects);
    this.#dispatch(store.hub.unfinishedWork());
  }

  /** Starts nothing more and forgets all timers. */
  stop(): void {
    this.#stopped = true;
    this.#turns.stop();
    this.#activities.stop();
    for (const cancels of this.#timers.values()) for (const cancel of cancels) cancel();
    this.#timers.clear();
  }

  #dispatch(effects: Effect[]): void {
    if (this.#stopped) return;
    for (const effect of effects) {
      switch (effect.kind) {
        case 'turn':
          this.#wantTurn(effect.instanceId);
          break;
        case 'activity':
          this.#activities.add(() => runActivity(this.services, effect));
          if (this.services.chaos.duplicates())
            this.#activities.add(() => runActivity(this.services, effect));
          break;
        case 'timer':
          this.#armTimer(effect);
          break;
        case 'generationEnded':
          this.#cancelTimers(effect.instanceId);
          break;
      }
    }
  }

  #wantTurn(instanceId: string): void {
    if (this.#turnsAgain.has(instanceId)) {
      this.#turnsAgain.set(instanceId, true);
      return;
    }
    this.#turnsAgain.set(instanceId, false);
    this.#turns.add(async () => {
      // Whatever was wanted while this turn was in the queue is in the inbox by now.
      this.#turnsAgain.set(instanceId, false);
      await runTurn(this.services, instanceId);
      const again = this.#turnsAgain.get(instanceId) ?? false;
      this.#turnsAgain.delete(instanceId);
      if (again) this.#wantTurn(instanceId);
    });
  }

  #armTimer({ instanceId, executionId, timerId, fireAt }: Extract<Effect, { kind: 'timer' }>): void {
    const { store, clock } = this.services;
    const timers = this.#timers.get(instanceId) ?? new Set();
    this.#timers.set(instanceId, timers);
    const cancel = clock.after(Date.parse(fireAt) - clock.now(), () => {
      timers.delete(cancel);
      const event = {
        EventType: EventCode.TimerFired,
        EventId: -1,
        Timestamp: new Date(clock.now()).toISOString(),
        TimerId: timerId,
        FireAt: fireAt,
      } as const;
      void store.commit({ kind: 'timerFired', instanceId, executionId, timerId, event });
    });
    timers.add(cancel);
  }

  #cancelTimers(instanceId: string): void {
    for (const cancel of this.#timers.get(instanceId) ?? []) cancel();
    this.#timers.delete(instanceId);
  }
}
