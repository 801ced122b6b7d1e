import type { Clock } from '../clock';
import type { FunctionDefinition } from '../registered/function-definition';
import type { ScheduleStatus, TriggerStep } from '../state/trigger-state';
import { TimerTrigger } from '../triggers/timer/timer-trigger';
import type { TriggerServices } from '../triggers/trigger';
import type { Run, RunOutcome } from '../worker-process/function-runner';

/** A clock that goes on when told, running what is due on the way. */
class FakeClock implements Clock {
  #now = Date.parse('2026-11-21T10:00:00Z');
  readonly #due: { at: number; action: () => void }[] = [];

  now = () => this.#now;

  after(milliseconds: number, action: () => void): () => void {
    const entry = { at: this.#now + milliseconds, action };
    this.#due.push(entry);
    return () => {
      const position = this.#due.indexOf(entry);
      if (position !== -1) this.#due.splice(position, 1);
    };
  }

  async advance(milliseconds: number): Promise<void> {
    await new Promise(setImmediate);
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#due.splice(this.#due.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.action();
      await new Promise(setImmediate);
    }
    this.#now = end;
  }
}

function timerAt(
  schedule: string,
  more: { status?: ScheduleStatus; options?: object; holdRuns?: boolean } = {},
) {
  const clock = new FakeClock();
  const schedules = new Map<string, ScheduleStatus>();
  if (more.status !== undefined) schedules.set('timer', more.status);
  const runs: { at: string; isPastDue: boolean }[] = [];
  let release: () => void = () => undefined;
  const services = {
    clock,
    env: {},
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

test('runs at its times and remembers the next', async () => {
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

test('runs once, late, for what was missed while the host was down', async () => {
  const { clock, runs } = timerAt('0 */5 * * * *', { status: missed });
  await clock.advance(6 * minutes);
  expect(runs).toEqual([
    { at: '10:00:00', isPastDue: true },
    { at: '10:05:00', isPastDue: false },
  ]);
});

test.each([
  ['useMonitor is off', '0 */5 * * * *', { useMonitor: false }],
  ['it runs more often than once a minute', '*/30 * * * * *', {}],
])('does not look back when %s', async (_, schedule, options) => {
  const { clock, runs } = timerAt(schedule, { status: missed, options });
  await clock.advance(1);
  expect(runs).toEqual([]);
});

test('never runs twice at a time', async () => {
  const { clock, runs, release } = timerAt('0 * * * * *', { holdRuns: true });
  await clock.advance(5 * minutes);
  expect(runs).toHaveLength(1);
  release();
  await clock.advance(2 * minutes);
  expect(runs.map(({ at }) => at)).toEqual(['10:01:00', '10:06:00']);
});
