import fc from 'fast-check';
import type { EngineReading } from '../../../shared/core/engine/reading';
import type { CreationIntent } from '../../../shared/core/migration/control';
import { settleCreation } from '../../../shared/core/requests/lost-creation';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { aStatus, at, NOW } from '../../support/facts';

/** The sender's deadline is `NOW`: the first reading that counts is made 60 s after it. */
const unknown: CreationIntent = {
  by: 'ada',
  at: at(-30),
  state: 'unknown',
  mayHaveArrived: true,
  sender: { token: 't', notAfter: NOW },
  reason: 'No clear answer to the creation: reset',
};

const ABSENT: EngineReading = { kind: 'absent' };
const TROUBLE: EngineReading = { kind: 'trouble', code: 'unreachable', message: 'no answer' };
const READ: EngineReading = { kind: 'read', status: aStatus({ state: 'creating' }) };

/** What a row of readings makes of the creation: seconds after the deadline, and for how long the reading took. */
function after(
  creation: CreationIntent,
  ...readings: readonly (readonly [seconds: number, engine?: EngineReading, lasted?: number])[]
): CreationIntent {
  return readings.reduce(
    (seen, [seconds, engine = ABSENT, lasted = 0]) =>
      settleCreation(seen, engine, { began: at(seconds), ended: at(seconds + lasted) }, AZURE_TIMING),
    creation,
  );
}

describe('three readings over five minutes prove that a creation is lost', () => {
  test('then it is intended as the next try, and says why', () => {
    expect(after(unknown, [60], [210], [360])).toEqual({
      by: 'ada',
      at: unknown.at,
      state: 'intended',
      number: 2,
      tries: 2,
      mayHaveArrived: true,
      reason: `Try 1 to create the migration is lost: 3 readings from ${at(60)} to ${at(360)} say that the service knows no such migration (No clear answer to the creation: reset)`,
    });
  });

  test('the last try is a person’s matter', () => {
    const last = after({ ...unknown, number: 5, tries: 3 }, [60], [210], [360]);
    expect(last).toMatchObject({ state: 'notReceived', number: 5, reason: expect.stringMatching(/^Try 5/) });
    expect(last.absent).toBeUndefined();
    expect(after(last, [999])).toBe(last);
  });

  test.each<
    [
      name: string,
      readings: Parameters<typeof after> extends [unknown, ...infer R] ? R : never,
      count: number,
    ]
  >([
    ['one 404, however late', [[40_000]], 1],
    ['two', [[60], [360]], 2],
    ['the first too early', [[59], [210], [360]], 2],
    ['the second too early', [[60], [134], [360]], 2],
    ['one that took long: the next counts from its end', [[60, ABSENT, 5], [139], [365]], 2],
    ['one that took long: the five minutes count from its end', [[60, ABSENT, 5], [210], [364]], 3],
    ['the third too early', [[60], [210], [359]], 3],
    ['the service showed it in between', [[60], [210], [300, READ], [360]], 1],
    ['the clock went back', [[60], [210], [180], [360]], 2],
    ['the clock went back before the deadline', [[60], [210], [10], [360]], 1],
    ['a hole of 15 minutes', [[60], [210], [1110]], 1],
    ['no answer in between', [[60], [210], [360, TROUBLE]], 2],
  ])('not yet: %s', (_name, readings, count) => {
    const seen = after(unknown, ...readings);
    expect(seen).toMatchObject({ state: 'unknown', absent: { count } });
  });

  test.each<[name: string, readings: Parameters<typeof after> extends [unknown, ...infer R] ? R : never]>([
    ['no answer in between changes nothing', [[60], [210], [300, TROUBLE], [360]]],
    ['readings too close together are left out', [[60], [100], [135], [150], [360]]],
    ['begun anew after a reading that showed it', [[60], [70, READ], [80], [230], [380]]],
  ])('and so: %s', (_name, readings) => {
    expect(after(unknown, ...readings).state).toBe('intended');
  });

  test('a row of an older version has no deadline: it counts from the creation', () => {
    const old: CreationIntent = { by: 'ada', at: at(-30), state: 'unknown' };
    expect(after(old, [59])).toBe(old);
    expect(after(old, [60], [210], [360])).toMatchObject({ state: 'intended', number: 2 });
  });
});

describe('one that is still being sent', () => {
  const sending: CreationIntent = {
    ...unknown,
    state: 'sending',
    mayHaveArrived: undefined,
    reason: undefined,
  };

  test('is left alone until well after its deadline', () => {
    expect(after(sending, [59])).toBe(sending);
    expect(after(sending, [60])).toMatchObject({
      state: 'unknown',
      mayHaveArrived: true,
      absent: { count: 1 },
      reason: 'No clear answer to the creation: the run that sent it ended before it stored the answer',
    });
  });

  test.each([TROUBLE, READ])('is unknown then, whatever is seen: %j', (engine) => {
    const seen = after(sending, [60, engine]);
    expect(seen.state).toBe('unknown');
    expect(seen.absent).toBeUndefined();
  });
});

test('the count of an older version, which has no beginning, begins anew', () => {
  const old: CreationIntent = { ...unknown, absent: { count: 2, lastAt: at(60) } };
  expect(after(old, [90])).toMatchObject({ state: 'unknown', absent: { count: 1, lastAt: at(90) } });
});

test('one that was accepted is counted, and stays: nothing is created twice', () => {
  const sent: CreationIntent = { ...unknown, state: 'sent', sentAt: NOW };
  const counted = after(sent, [60], [210], [360], [510]);
  expect(counted).toMatchObject({ state: 'sent', absent: { count: 4, seconds: 450 } });
  expect(after(counted, [520, READ]).absent).toBeUndefined();
});

test.each(['intended', 'refused', 'notReceived'] as const)('%s is settled by no reading', (state) => {
  const creation = { ...unknown, state };
  for (const engine of [ABSENT, TROUBLE, READ]) expect(after(creation, [999, engine])).toBe(creation);
});

test('property: never lost unless three absent readings in a row lie far enough after the deadline and apart', () => {
  const reading = fc.record({
    step: fc.integer({ min: -40, max: 250 }),
    lasted: fc.constantFrom(0, 0, 5),
    engine: fc.constantFrom<EngineReading>(ABSENT, ABSENT, ABSENT, ABSENT, TROUBLE, READ),
  });
  let lost = 0;
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 12 }), (steps) => {
      let seconds = 0;
      let seen: CreationIntent = unknown;
      const row: { readonly began: number; readonly ended: number; readonly kind: string }[] = [];
      for (const { step, lasted, engine } of steps) {
        seconds += step;
        seen = after(seen, [seconds, engine, lasted]);
        row.push({ began: seconds, ended: seconds + lasted, kind: engine.kind });
        if (seen.state === 'intended') break;
      }
      if (seen.state !== 'intended') return;
      lost += 1;
      const since = row.map(({ kind }) => kind).lastIndexOf('read') + 1;
      const proof = row.slice(since).filter(({ kind }) => kind === 'absent');
      const ends = proof.filter(({ began }) => began >= 60);
      const span = ends.at(-1)!.began - Math.min(...ends.map(({ ended }) => ended));
      expect(ends.length).toBeGreaterThanOrEqual(3);
      expect(span).toBeGreaterThanOrEqual(300);
    }),
    { numRuns: 2_000 },
  );
  expect(lost).toBeGreaterThan(50);
});
