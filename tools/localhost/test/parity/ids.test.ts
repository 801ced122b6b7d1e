import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Action } from '../../durable/actions';
import { EventCode, type HistoryEvent } from '../../durable/history';
import { retryDelay } from '../../durable/retry-delay';
import { timerWait } from '../../durable/timer-hops';
import { type HostClient, until } from '../host-client';
import { HostProcess, sampleApp } from '../host-process';
import * as the from './history';
import { byEngine, fresh, judgedHost, ownHostTest, parityEnvironment } from './parity-host';

const nonDeterminism =
  'Non-Deterministic workflow detected: A previous execution of this orchestration scheduled';
const { activity, all, any, at, begun, day, event, replayed, scheduled, timer, turn } = the;
const inside = 'looks inside the bundled host';

let host: HostClient;
beforeAll(async () => {
  host = await judgedHost();
});

/** Pieces of orchestrator code, and whether lint shall refuse them. */
const planted = {
  hazards: [
    ['yield c.df.Task.any([c.df.callActivityWithRetry("a", r)]);', true],
    ['yield c.df.Task.all([c.df.Task.any([c.df.callSubOrchestratorWithRetry("a", r)])]);', true],
    ['yield c.df.callActivityWithRetry("a", r);', false],
  ],
  timeouts: [
    ['r.retryTimeoutInMilliseconds = 5; yield c.df.callActivityWithRetry("a", r);', true],
    ['r.maxRetryIntervalInMilliseconds = 5; yield c.df.callActivityWithRetry("a", r);', false],
  ],
} as const;

/** Which of them it does refuse; one process for all, because starting it is what takes long. */
const linted = (() => {
  let answer: Promise<Map<string, boolean>> | undefined;
  return () => (answer ??= lint(Object.values(planted).flatMap((cases) => cases.map(([code]) => code))));
})();

async function lint(pieces: string[]): Promise<Map<string, boolean>> {
  const child = spawn(process.execPath, [join(__dirname, 'lint-orchestrators.cjs')]);
  let output = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  child.stdin.end(JSON.stringify(pieces.map((code) => `export function* o(c, r) { ${code} }`)));
  await new Promise((done) => child.once('close', done));
  const refused = JSON.parse(output) as boolean[];
  return new Map(pieces.map((code, index) => [code, refused[index] ?? false]));
}

describe('id rules', () => {
  const waits = (next: string[]) => ({ next, finished: false, nothingOpen: false });
  const taken = [...begun, scheduled(0, 'a')];
  const cases: [string, Action[], HistoryEvent[], Awaited<ReturnType<typeof replayed>>][] = [
    ['one after the other', [activity('a'), activity('b')], begun, waits(['0 activity'])],
    [
      'the next one when the first is done',
      [activity('a'), activity('b')],
      [...taken, turn(), the.completed(0)],
      waits(['1 activity']),
    ],
    [
      'all at once',
      [all(activity('a'), timer(5), activity('b'))],
      begun,
      waits(['0 activity', '1 timer', '2 activity']),
    ],
    ['an event takes no id', [any(event('e'), timer(5))], begun, waits(['0 timer'])],
    [
      'a cancelled timer keeps its id and is not open',
      [any(event('e'), timer(5, true)), activity('a')],
      [...begun, the.timerCreated(0), turn(), the.raised('E')],
      waits(['1 activity']),
    ],
    [
      'the loser of a race stays open',
      [any(activity('a'), timer(5))],
      [...taken, the.timerCreated(1), turn(), the.completed(0)],
      { next: [], finished: true, nothingOpen: false },
    ],
    [
      'all waits for the last, failed or not',
      [all(activity('a'), activity('b')), activity('c')],
      [...taken, scheduled(1, 'b'), turn(), the.failed(0)],
      waits([]),
    ],
    [
      'the newest waiter of a name is served first',
      [any(all(event('e'), activity('a')), event('e'))],
      [...taken, turn(), the.raised('e')],
      { next: [], finished: true, nothingOpen: false },
    ],
  ];
  for (const [name, actions, history, expected] of cases)
    ownHostTest(`case: ${name}`, inside, async () => {
      expect(await replayed(actions, history)).toEqual(expected);
    });

  const mismatches: [string, HistoryEvent, string][] = [
    [
      'another kind',
      the.timerCreated(0),
      "a timer with sequence number 0, but its replay asks for activity 'a' there",
    ],
    [
      'another name',
      scheduled(0, 'z'),
      "activity 'z' with sequence number 0, but its replay asks for activity 'a' there",
    ],
    [
      'nothing',
      scheduled(7, 'a'),
      "activity 'a' with sequence number 7, but its replay asks for nothing there",
    ],
  ];
  for (const [name, recorded, message] of mismatches)
    ownHostTest(`history with ${name} is non-deterministic`, inside, async () => {
      expect(await the.replay([activity('a')], [...begun, recorded])).toEqual({
        kind: 'nonDeterministic',
        message: `${nonDeterminism} ${message}`,
      });
    });

  test('an orchestrator that asks for something else than it did fails', async () => {
    expect(await host.run('nonDeterministic', {})).toMatchObject({
      runtimeStatus: 'Failed',
      output: expect.stringMatching(new RegExp(`^${nonDeterminism}`)),
    });
  });

  test('hazard A without a failing try looks right', async () => {
    expect(await host.run('hazardA', { failing: false }, fresh('a'))).toMatchObject({
      runtimeStatus: 'Completed',
      output: 'said two',
    });
  });

  test('hazard A with a failing try is a non-determinism failure', async () => {
    expect(await host.run('hazardA', { failing: true }, fresh('a'))).toMatchObject({
      runtimeStatus: 'Failed',
      output: expect.stringMatching(new RegExp(`^${nonDeterminism} a timer .*\\b2\\b`)),
    });
  });

  test('hazard B completes with wrong values', async () => {
    const { runtimeStatus, output } = await host.run('hazardB', {}, fresh('b'));
    expect(runtimeStatus).toBe('Completed');
    // Which of the two it is depends on what is done first.
    expect([
      ['UNDEFINED', 'said one'],
      [2, 'said two'],
    ]).toContainEqual(output);
  });

  ownHostTest(
    'lint refuses both hazards',
    'looks at the rules of this repository',
    async () => {
      const refused = await linted();
      for (const [code, shall] of planted.hazards) expect([code, refused.get(code)]).toEqual([code, shall]);
    },
    60_000,
  );

  test.each([
    [
      'missingActivity',
      "Cannot call activity 'nobody': the app has no activity function of that name",
      'Running',
    ],
    ['usesEntity', 'Cannot run callEntity: the local host does not support entities', 'Running'],
    ['usesHttp', 'Cannot run callHttp: the local host does not support it; call from an activity', 'Failed'],
  ])(
    '%s fails with a sentence; on the Durable extension it hangs or is done',
    async (name, sentence, there) => {
      const id = await host.startNew(name, {}, fresh(name));
      const expected = byEngine({ bundled: 'Failed', microsoft: there });
      await host.reaches(id, expected);
      if (expected === 'Running') {
        await host.run('child', { id: 'beside' });
        expect((await host.status(id)).runtimeStatus).toBe('Running');
      }
      const output = byEngine<unknown>({
        bundled: expect.stringContaining(sentence),
        microsoft: expect.anything(),
      });
      if (expected === 'Failed') expect((await host.status(id)).output).toEqual(output);
    },
  );
});

describe('retry', () => {
  ownHostTest(
    'takes an id for each try, each timer between, and one timer after the last',
    inside,
    async () => {
      const retried = the.retrying('a', { firstRetryIntervalInMilliseconds: 100, maxNumberOfAttempts: 2 });
      const actions = [retried, activity('b')];
      const timerAt = (id: number, time: number) => ({
        scheduled: [{ EventType: EventCode.TimerCreated, EventId: id, FireAt: at(time) }],
      });
      const history = [...begun, scheduled(0, 'a'), turn(10), the.failed(0)];
      expect(await the.replay(actions, history)).toMatchObject(timerAt(1, 110));
      history.push(
        the.timerCreated(1),
        turn(120),
        the.timerFired(1),
        scheduled(2, 'a'),
        turn(130),
        the.failed(2),
      );
      expect(await the.replay(actions, history)).toMatchObject(timerAt(3, 130));
      history.push(the.timerCreated(3), turn(130), the.timerFired(3));
      expect(await the.replay(actions, history)).toMatchObject({ scheduled: [{ EventId: 4, Name: 'b' }] });
    },
  );

  const delays: [string, number, object, number | undefined][] = [
    ['the first try', 0, {}, 100],
    ['the third', 2, {}, 100],
    ['the third with backoff', 2, { backoffCoefficient: 2 }, 400],
    ['the tenth, capped', 9, { backoffCoefficient: 2, maxRetryIntervalInMilliseconds: 1000 }, 1000],
    ['one beyond retryTimeout', 0, { retryTimeoutInMilliseconds: 50 }, undefined],
  ];
  for (const [name, attempt, more, delay] of delays)
    ownHostTest(`delay after ${name}`, inside, () => {
      const options = { firstRetryIntervalInMilliseconds: 100, maxNumberOfAttempts: 5, ...more };
      expect(retryDelay(options, attempt, 60)).toBe(delay);
    });

  test('ends with the first success', async () => {
    expect(await host.run('retries', { key: fresh('a'), until: 3 })).toMatchObject({
      runtimeStatus: 'Completed',
      output: 3,
    });
  });

  test('waits longer from try to try, up to the maximum interval, and not at all after the last', async () => {
    const id = fresh('backoff');
    const waits = { attempts: 5, first: 40, coefficient: 2, longest: 100 };
    expect(await host.run('retries', { key: id, until: 99, ...waits }, id)).toMatchObject({
      runtimeStatus: 'Failed',
    });
    const failures = await host.history(id, 'TaskFailed');
    const timers = await host.history(id, 'TimerFired');
    expect([failures.length, timers.length]).toEqual([5, 5]);
    const time = (value: unknown) => Date.parse(String(value));
    const delays = timers.map(({ FireAt }, index) => time(FireAt) - time(failures[index]?.['Timestamp']));
    [40, 80, 100, 100, 0].forEach((least, index) => expect(delays[index]).toBeGreaterThanOrEqual(least));
    // The fourth would be 320 without the maximum; the turn that asks for it comes a moment after the failure.
    expect(delays[3]).toBeLessThan(300);
  });

  test('exhausted, it fails the call after one more timer, and the ids still agree', async () => {
    const id = fresh('exhausted');
    const { output } = await host.run('afterExhausted', {}, id);
    expect(output).toBe(`Activity function 'failUntil' failed:  try 3 of ${id} | said after`);
    expect(await host.history(id, 'TimerFired')).toHaveLength(3);
  });

  test('an unhandled failure fails the instance with a sentence', async () => {
    const id = fresh('failing');
    expect(await host.run('fails', {}, id)).toMatchObject({
      runtimeStatus: 'Failed',
      output: expect.stringMatching(
        new RegExp(
          `^Orchestrator function 'fails' failed: Activity function 'failUntil' failed:  try 1 of ${id} \n {"\\$type":`,
        ),
      ),
    });
    expect((await host.webhook(`instances/${id}?returnInternalServerErrorOnFailure=true`)).status).toBe(500);
  });

  test('properties of an error reach the orchestrator', async () => {
    const id = fresh('codes');
    expect((await host.run('codes', {}, id)).output).toEqual({
      code: 'GAP',
      type: 'Error',
      message: 'coded',
    });
    expect(await host.history(id, 'TaskFailed')).toMatchObject([
      {
        Reason: "Activity function 'failWithCode' failed with an unhandled exception.",
        Details: null,
        FailureDetails: {
          ErrorType: 'Error',
          ErrorMessage: 'coded',
          InnerFailure: null,
          IsNonRetriable: false,
          Properties: { code: 'GAP' },
        },
      },
    ]);
  });

  test('a failure with properties that nobody handles is told by its type and message', async () => {
    const id = fresh('coded');
    expect((await host.run('failsWithCode', {}, id)).output).toBe('Error: coded');
    expect(await host.history(id, 'ExecutionCompleted')).toMatchObject([
      {
        Result: "Orchestrator function 'failsWithCode' failed: Error: coded",
        FailureDetails: { Properties: { code: 'GAP' } },
      },
    ]);
    expect((await host.run('parentOf', { child: 'failsWithCode' })).output).toBe('Error: coded');
    expect((await host.run('parentOf', { child: 'throwsLate' })).output).toBe(
      "Orchestrator function 'throwsLate' failed: on purpose",
    );
  });

  ownHostTest(
    'lint refuses retryTimeout',
    'looks at the rules of this repository',
    async () => {
      const refused = await linted();
      for (const [code, shall] of planted.timeouts) expect([code, refused.get(code)]).toEqual([code, shall]);
    },
    60_000,
  );
});

describe('timers', () => {
  ownHostTest('one of ten days hops twice by three days and then goes to its end', inside, async () => {
    const actions = [timer(10 * day)];
    const history = [...begun];
    const fireTimes: string[] = [];
    for (let hop = 0; hop < 3; hop++) {
      const outcome = await the.replay(actions, history);
      const [next] = outcome.kind === 'replayed' ? outcome.scheduled : [];
      expect(next?.EventId).toBe(hop);
      const fireAt = next?.EventType === EventCode.TimerCreated ? next.FireAt : '';
      fireTimes.push(fireAt);
      history.push(the.timerCreated(hop), turn(Date.parse(fireAt)), the.timerFired(hop));
    }
    expect(fireTimes).toEqual([at(3 * day), at(6 * day), at(10 * day)]);
    expect(await replayed(actions, history)).toEqual({ next: [], finished: true, nothingOpen: true });
  });

  ownHostTest('ten days pass in a host whose clock is moved', 'moves the clock of the host', async () => {
    const own = await HostProcess.startWithClock({ app: sampleApp('parity'), env: parityEnvironment() });
    const id = await own.startNew('waitsLong', { milliseconds: 10 * day }, 'ten-days');
    for (const hops of [1, 2]) {
      const wanted = async () => (await own.history(id, 'TimerCreated')).length === hops;
      await until(`hop ${hops} to be waited for`, wanted);
      own.advance(3 * day);
      await until(`hop ${hops} to end`, async () => (await own.history(id, 'TimerFired')).length === hops);
      expect((await own.status(id)).runtimeStatus).toBe('Running');
    }
    await until('the last', async () => (await own.history(id, 'TimerCreated')).length === 3);
    own.advance(3 * day);
    expect((await own.status(id)).runtimeStatus).toBe('Running');
    own.advance(day);
    const { output } = await own.finished(id);
    const [started] = await own.history(id, 'ExecutionStarted');
    const waited = Date.parse(String(output)) - Date.parse(String(started?.['Timestamp']));
    expect(Math.floor(waited / day)).toBe(10);
    await own.stop();
  });

  test('completion does not wait for a cancelled timer', async () => {
    const id = fresh('cancels');
    expect((await host.run('cancels', {}, id)).output).toBe('said first');
    expect(await host.history(id, 'TimerFired')).toEqual([]);
  });

  test('completion waits for an open timer', async () => {
    const id = fresh('open');
    expect((await host.run('openTimer', {}, id)).output).toBe('said first');
    expect(await host.history(id, 'TimerFired')).toHaveLength(1);
  });

  test('a timer goes off within the second before its time, or later', async () => {
    const id = fresh('waits');
    const { output } = await host.run('waitsLong', { milliseconds: 2_500 }, id);
    const [fired] = await host.history(id, 'TimerFired');
    const [created] = await host.history(id, 'TimerCreated');
    const time = (value: unknown) => Date.parse(String(value));
    expect(time(output)).toBeGreaterThan(time(fired?.['FireAt']) - 1_000);
    // The message is as old as the timer, so that it is older than its own time.
    expect(time(fired?.['Timestamp']) - time(created?.['Timestamp'])).toBeLessThan(50);
  });

  test('one of less than a second waits its time; on the Durable extension it goes off at once', async () => {
    const id = fresh('short');
    const { output } = await host.run('waitsLong', { milliseconds: 900 }, id);
    const [fired] = await host.history(id, 'TimerFired');
    const early = Date.parse(String(fired?.['FireAt'])) - Date.parse(String(output));
    expect(early).toBeLessThanOrEqual(byEngine({ bundled: 0, microsoft: 900 }));
  });

  for (const [left, waited] of [
    [0, 0],
    [999, 999],
    [1_000, 1_000],
    [2_999, 2_000],
    [10 * day + 500, 10 * day],
  ] as const)
    ownHostTest(`one that is due in ${left} ms is waited for ${waited} ms`, inside, () => {
      expect(timerWait(left)).toBe(waited);
    });

  ownHostTest('one of 2.5 s has gone off 2 s later', 'moves the clock of the host', async () => {
    const own = await HostProcess.startWithClock({ app: sampleApp('parity'), env: parityEnvironment() });
    const id = await own.startNew('waitsLong', { milliseconds: 2_500 }, 'early');
    await until('the timer', async () => (await own.history(id, 'TimerCreated')).length === 1);
    own.advance(1_000);
    await own.run('child', { id: 'meanwhile' });
    expect((await own.status(id)).runtimeStatus).toBe('Running');
    own.advance(1_000);
    const { output } = await own.finished(id);
    const [fired] = await own.history(id, 'TimerFired');
    expect(Date.parse(String(output))).toBeLessThan(Date.parse(String(fired?.['FireAt'])));
    await own.stop();
  });
});
