import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock';
import type { FunctionDefinition } from '../../registered/function-definition';
import type { ScheduleStatus, TriggerStep } from '../../state/trigger-state';
import { parseSchedule } from '../../triggers/timer/schedule';
import { TimerTrigger } from '../../triggers/timer/timer-trigger';
import type { TriggerServices } from '../../triggers/trigger-services';
import type { Run, RunOutcome } from '../../worker-process/function-runner';
import { type HostClient, json, until } from '../host-client';
import { HostProcess, sampleApp } from '../host-process';
import { judgedHost, ownHostTest, parityEnvironment } from './parity-host';

/** A clock that goes on when told, running what is due on the way. */
class FakeClock implements Clock {
  private time = Date.parse('2026-11-21T10:00:00Z');
  private readonly due: { at: number; action: () => void }[] = [];

  now = () => this.time;

  after(milliseconds: number, action: () => void): () => void {
    const entry = { at: this.time + milliseconds, action };
    this.due.push(entry);
    return () => {
      const position = this.due.indexOf(entry);
      if (position !== -1) this.due.splice(position, 1);
    };
  }

  async advance(milliseconds: number): Promise<void> {
    await new Promise(setImmediate);
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.due.splice(this.due.indexOf(next), 1);
      this.time = Math.max(this.time, next.at);
      next.action();
      await new Promise(setImmediate);
    }
    this.time = end;
  }
}

function timerAt(
  schedule: string,
  more: { status?: ScheduleStatus; options?: object; holdRuns?: boolean; zone?: string } = {},
) {
  const clock = new FakeClock();
  const schedules = new Map<string, ScheduleStatus>();
  if (more.status !== undefined) schedules.set('timer', more.status);
  const runs: { at: string; isPastDue: boolean }[] = [];
  let release: () => void = () => undefined;
  const services = {
    clock,
    env: more.zone === undefined ? {} : { WEBSITE_TIME_ZONE: more.zone },
    log: { warn: () => undefined },
    store: {
      triggers: { schedules },
      commit: async (step: TriggerStep) => {
        if (step.kind === 'schedule') schedules.set(step.functionName, step.status);
      },
    },
    runner: {
      runOnce: async (_: FunctionDefinition, run: Run): Promise<RunOutcome> => {
        const timer = JSON.parse(run.input.json ?? '{}') as { IsPastDue: boolean };
        runs.push({ at: new Date(clock.now()).toISOString().slice(11, 19), isPastDue: timer.IsPastDue });
        if (more.holdRuns === true) await new Promise<void>((done) => (release = done));
        return { kind: 'ok', response: { outputData: [] } };
      },
    },
  } as unknown as TriggerServices;
  const trigger = { type: 'timerTrigger', direction: 'in' as const, schedule, ...more.options };
  const timer = new TimerTrigger(
    { name: 'timer', kind: 'timer', triggerName: 't', trigger, clientInputs: [] },
    services,
  );
  timer.start();
  return { clock, runs, schedules, timer, release: () => release() };
}

const missed = {
  last: '2026-11-21T08:00:00.000Z',
  next: '2026-11-21T09:00:00.000Z',
  lastUpdated: '2026-11-21T08:00:01.000Z',
};
const minutes = 60_000;

const inside = 'looks inside the bundled host';
const after = (schedule: string, time: string, zone?: string) =>
  new Date(parseSchedule(schedule, zone).next(Date.parse(time))).toISOString();

let host: HostClient;
beforeAll(async () => {
  host = await judgedHost();
});

const seenBy = async (from: HostClient, about: string) =>
  (await (await fetch(`${from.url}/api/seen?about=${about}`)).json()) as { timer: Record<string, unknown> }[];

describe('timer trigger', () => {
  const schedules: [string, string, string | undefined, string][] = [
    ['*/5 * * * * *', '2026-11-21T10:00:01Z', undefined, '2026-11-21T10:00:05.000Z'],
    ['0 */5 * * * *', '2026-11-21T10:00:00Z', undefined, '2026-11-21T10:05:00.000Z'],
    ['30 9 * * *', '2026-11-21T10:00:00Z', undefined, '2026-11-22T09:30:00.000Z'],
    ['0 0 9 * * Mon-Fri', '2026-11-21T10:00:00Z', undefined, '2026-11-23T09:00:00.000Z'],
    ['0 0 9 * * *', '2026-11-21T10:00:00Z', 'America/New_York', '2026-11-21T14:00:00.000Z'],
    ['0 0 9 * * *', '2026-07-21T10:00:00Z', 'America/New_York', '2026-07-21T13:00:00.000Z'],
    ['0 0 0 13 * 5', '2026-11-21T10:00:00Z', undefined, '2027-08-13T00:00:00.000Z'],
    ['00:02:30', '2026-11-21T10:00:00Z', undefined, '2026-11-21T10:02:30.000Z'],
  ];
  for (const [schedule, time, zone, next] of schedules)
    ownHostTest(`schedule ${schedule} after ${time} in ${zone ?? 'UTC'}`, inside, () => {
      expect(after(schedule, time, zone)).toBe(next);
    });

  for (const schedule of ['', 'often', '* * * *', '0 0 L * * *', '61 * * * * *', '00:00:00'])
    ownHostTest(`schedule '${schedule}' is refused`, inside, () => {
      expect(() => parseSchedule(schedule)).toThrow();
    });

  ownHostTest('runs at its times and remembers the next', inside, async () => {
    const { clock, runs, schedules } = timerAt('0 */5 * * * *');
    await clock.advance(11 * minutes);
    expect(runs).toEqual([
      { at: '10:05:00', isPastDue: false },
      { at: '10:10:00', isPastDue: false },
    ]);
    expect(schedules.get('timer')).toMatchObject({
      last: '2026-11-21T10:10:00.000Z',
      next: '2026-11-21T10:15:00.000Z',
    });
  });

  ownHostTest('runs once, late, for what was missed while the host was down', inside, async () => {
    const { clock, runs } = timerAt('0 */5 * * * *', { status: missed });
    await clock.advance(6 * minutes);
    expect(runs).toEqual([
      { at: '10:00:00', isPastDue: true },
      { at: '10:05:00', isPastDue: false },
    ]);
  });

  for (const [why, schedule, options] of [
    ['useMonitor is off', '0 */5 * * * *', { useMonitor: false }],
    ['it runs more often than once a minute', '*/30 * * * * *', {}],
  ] as const)
    ownHostTest(`does not look back when ${why}`, inside, async () => {
      const { clock, runs } = timerAt(schedule, { status: missed, options });
      await clock.advance(1);
      expect(runs).toEqual([]);
    });

  ownHostTest('never runs twice at a time', inside, async () => {
    const { clock, runs, release } = timerAt('0 * * * * *', { holdRuns: true });
    await clock.advance(5 * minutes);
    expect(runs).toHaveLength(1);
    release();
    await clock.advance(2 * minutes);
    expect(runs.map(({ at }) => at)).toEqual(['10:01:00', '10:06:00']);
  });

  ownHostTest('keeps the time of WEBSITE_TIME_ZONE', inside, async () => {
    const { clock, runs } = timerAt('0 30 15 * * *', { zone: 'Asia/Kolkata' });
    await clock.advance(60 * minutes);
    // 15:30 in Kolkata is 10:00 UTC, when the clock begins: the first run is a day later.
    await clock.advance(23 * 60 * minutes);
    expect(runs).toEqual([{ at: '10:00:00', isPastDue: false }]);
  });

  ownHostTest(
    'hours of downtime give one run, past due, and then the schedule goes on',
    'moves the clock of the host',
    async () => {
      const hour = 60 * minutes;
      const options = { app: sampleApp('parity'), env: parityEnvironment() };
      const first = await HostProcess.startWithClock(options);
      const journal = join(first.state, 'journal.log');
      await until('its schedule to be kept', () => /"schedule".*hourly/.test(readFileSync(journal, 'utf8')));
      await first.stop();
      const second = await HostProcess.startWithClock({ ...options, state: first.state, ahead: 5 * hour });
      await until('the run', async () => (await seenBy(second, 'hourly')).length > 0);
      expect(await seenBy(second, 'hourly')).toMatchObject([{ timer: { isPastDue: true } }]);
      second.advance(hour);
      await until('the next', async () => (await seenBy(second, 'hourly')).length > 1);
      expect((await seenBy(second, 'hourly'))[1]).toMatchObject({ timer: { isPastDue: false } });
      await second.stop();
    },
  );

  test('runs every second, never as past due, without a monitor', async () => {
    const before = (await seenBy(host, 'tick')).length;
    await until('two ticks', async () => (await seenBy(host, 'tick')).length >= before + 2);
    expect((await seenBy(host, 'tick')).at(-1)?.timer).toEqual({
      schedule: { adjustForDST: true },
      scheduleStatus: null,
      isPastDue: false,
    });
  });

  test('runOnStartup runs at the start, and the admin API runs a timer by hand', async () => {
    await until('the run', async () => (await seenBy(host, 'atStart')).length >= 1);
    const before = (await seenBy(host, 'atStart')).length;
    const response = await fetch(`${host.url}/admin/functions/atStart`, json({ input: '' }));
    expect(response.status).toBe(202);
    await until('the second run', async () => (await seenBy(host, 'atStart')).length > before);
    expect((await seenBy(host, 'atStart')).at(-1)).toMatchObject({
      timer: { isPastDue: false, scheduleStatus: { next: expect.stringMatching(/-01-01T00:00:00/) } },
    });
  });
});
