import { randomUUID } from 'node:crypto';
import { expandSettings } from '../../app/app-environment';
import { HostError, messageOf } from '../../errors';
import type { FunctionDefinition } from '../../registered/function-definition';
import type { RunningTrigger, TriggerServices } from '../trigger';
import { parseSchedule, type Schedule } from './schedule';

const never = '0001-01-01T00:00:00.000Z';

/** Schedules closer than this are not monitored for missed runs, as in Azure. */
const shortestMonitored = 60_000;

/** Runs a function on a schedule: never twice at a time, and once, late, for runs missed while the host was down. */
export class TimerTrigger implements RunningTrigger {
  readonly #schedule: Schedule;
  readonly #monitored: boolean;
  #cancel: () => void = () => undefined;
  #running = false;
  #stopped = false;

  /** @throws {HostError} OPTION_INVALID for a bad schedule. */
  constructor(
    readonly definition: FunctionDefinition,
    readonly services: TriggerServices,
  ) {
    this.#schedule = scheduleOf(definition, services.env);
    const now = services.clock.now();
    const first = this.#schedule.next(now);
    this.#monitored =
      definition.trigger['useMonitor'] !== false && this.#schedule.next(first) - first >= shortestMonitored;
  }

  start(): void {
    const now = this.services.clock.now();
    const status = this.services.store.triggers.schedules.get(this.definition.name);
    const isPastDue = this.#monitored && status !== undefined && Date.parse(status.next) < now;
    if (isPastDue || this.definition.trigger['runOnStartup'] === true) void this.#run(isPastDue);
    else this.#arm(now);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  runByHand(): void {
    if (this.#running)
      this.services.log.warn(`${this.definition.name}: not run by hand, it is running already`);
    else void this.#run(false);
  }

  #arm(after: number): void {
    if (this.#stopped) return;
    const next = this.#schedule.next(after);
    this.#cancel();
    this.#cancel = this.services.clock.after(
      next - this.services.clock.now(),
      () => void this.#run(false, next),
    );
    if (!this.#monitored) return;
    const last = this.services.store.triggers.schedules.get(this.definition.name)?.last ?? never;
    void this.#remember(last, next);
  }

  /** `scheduledFor` keeps a timer that went off a moment early from running for the same time twice. */
  async #run(isPastDue: boolean, scheduledFor = 0): Promise<void> {
    const { clock, runner, store } = this.services;
    const started = clock.now();
    this.#running = true;
    this.#cancel();
    const status = store.triggers.schedules.get(this.definition.name);
    const outcome = await runner.runOnce(this.definition, {
      invocationId: randomUUID(),
      input: {
        json: JSON.stringify({
          Schedule: { AdjustForDST: true },
          ScheduleStatus: this.#monitored
            ? {
                Last: status?.last ?? never,
                Next: status?.next ?? never,
                LastUpdated: status?.lastUpdated ?? never,
              }
            : null,
          IsPastDue: isPastDue,
        }),
      },
      about: isPastDue ? 'past due' : 'on time',
    });
    this.#running = false;
    if (outcome.kind === 'stopped') return;
    const ended = Math.max(clock.now(), scheduledFor);
    if (this.#monitored) await this.#remember(new Date(started).toISOString(), this.#schedule.next(ended));
    this.#arm(ended);
  }

  #remember(last: string, next: number): Promise<void> {
    const lastUpdated = new Date(this.services.clock.now()).toISOString();
    const status = { last, next: new Date(next).toISOString(), lastUpdated };
    return this.services.store.commit({ kind: 'schedule', functionName: this.definition.name, status });
  }
}

function scheduleOf(definition: FunctionDefinition, env: NodeJS.ProcessEnv): Schedule {
  const { schedule = '' } = definition.trigger as { schedule?: string };
  try {
    return parseSchedule(expandSettings(schedule, env), env['WEBSITE_TIME_ZONE']);
  } catch (error) {
    throw new HostError(
      'OPTION_INVALID',
      `Cannot start function '${definition.name}': schedule '${schedule}': ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}
