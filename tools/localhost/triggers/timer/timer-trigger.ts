import { expandSettings } from '../../app/app-environment';
import type { FunctionDefinition } from '../../registered/function-definition';
import { parseOption } from '../../registered/function-option';
import type { ScheduleStatus } from '../../state/trigger-state';
import type { TriggerServices } from '../trigger-services';
import { parseSchedule, type Schedule } from './schedule';

const never = '0001-01-01T00:00:00.000Z';
const neverRun: ScheduleStatus = { last: never, next: never, lastUpdated: never };

/** Schedules closer than this are not monitored for missed runs, as in Azure. */
const shortestMonitored = 60_000;

/** Runs a function on a schedule: never twice at a time, and once, late, for runs missed while the host was down. */
export class TimerTrigger {
  private readonly schedule: Schedule;
  private readonly monitored: boolean;
  private cancel: () => void = () => undefined;
  private running = false;
  private stopped = false;

  /** @throws {HostError} OPTION_INVALID for a bad schedule. */
  constructor(
    readonly definition: FunctionDefinition,
    readonly services: TriggerServices,
  ) {
    const { env, clock } = services;
    const { schedule = '', useMonitor } = definition.trigger as { schedule?: string; useMonitor?: boolean };
    this.schedule = parseOption(definition, 'schedule', schedule, (text) =>
      parseSchedule(expandSettings(text, env), env['WEBSITE_TIME_ZONE']),
    );
    const first = this.schedule.next(clock.now());
    this.monitored = useMonitor !== false && this.schedule.next(first) - first >= shortestMonitored;
  }

  start(): void {
    const now = this.services.clock.now();
    const { next } = this.status();
    const isPastDue = this.monitored && next !== never && Date.parse(next) < now;
    if (isPastDue || this.definition.trigger['runOnStartup'] === true) void this.run(isPastDue);
    else this.arm(now);
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  /** Runs the function now, because somebody asked for it. */
  runByHand(): void {
    if (this.running)
      this.services.log.warn(`${this.definition.name}: not run by hand, it is running already`);
    else void this.run(false);
  }

  private status(): ScheduleStatus {
    return this.services.store.triggers.schedules.get(this.definition.name) ?? neverRun;
  }

  private arm(after: number, last = this.status().last): void {
    const { clock, store } = this.services;
    if (this.stopped) return;
    const next = this.schedule.next(after);
    this.cancel = clock.after(next - clock.now(), () => void this.run(false, next));
    if (!this.monitored) return;
    const status = { last, next: isoTime(next), lastUpdated: isoTime(clock.now()) };
    void store.commit({ kind: 'schedule', functionName: this.definition.name, status });
  }

  /** `scheduledFor` keeps a timer that went off a moment early from running for the same time twice. */
  private async run(isPastDue: boolean, scheduledFor = 0): Promise<void> {
    const { clock, runner } = this.services;
    const started = clock.now();
    this.running = true;
    this.cancel();
    const { last, next, lastUpdated } = this.status();
    const timer = {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: this.monitored ? { Last: last, Next: next, LastUpdated: lastUpdated } : null,
      IsPastDue: isPastDue,
    };
    const outcome = await runner.runOnce(this.definition, {
      input: { json: JSON.stringify(timer) },
      about: isPastDue ? 'past due' : 'on time',
    });
    this.running = false;
    if (outcome.kind !== 'stopped') this.arm(Math.max(clock.now(), scheduledFor), isoTime(started));
  }
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
