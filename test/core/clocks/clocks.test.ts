import fc from 'fast-check';
import type { Clock } from '../../../shared/core/clocks/clock';
import {
  type ClockMemory,
  newlyMarked,
  rememberClocks,
  withMarks,
} from '../../../shared/core/clocks/clock-memory';
import { clocksOf, expiringClock, viewOfClock } from '../../../shared/core/clocks/clocks';
import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import type { Facts } from '../../../shared/core/facts/facts';
import type { ClockKind } from '../../../shared/core/migration/status-document';
import { assessReadiness } from '../../../shared/core/readiness/checks';
import type { CutoverWindow } from '../../../shared/core/sending/window';
import {
  aControl,
  anApproval,
  anAttempt,
  aReadyFacts,
  aRegistration,
  at,
  NOW,
  OTHER_OPERATION,
  TROUBLE,
  withControl,
  withPolicy,
  withStatus,
} from '../../support/facts';

const DAY = 86_400;
/** With letters, which a service may write in capitals. */
const RUN = 'b02a0f1e-2222-3333-4444-555555555555';
const ready = aReadyFacts();
const noTail = aReadyFacts({ tail: { kind: 'none' } });

/** The clocks of looks one after the other, of the last one. */
function look(...looks: readonly Facts[]): {
  readonly clocks: readonly Clock[];
  readonly memory: ClockMemory;
} {
  let memory: ClockMemory = {};
  let clocks: readonly Clock[] = [];
  for (const facts of looks) {
    memory = rememberClocks(memory, facts);
    clocks = clocksOf(facts, memory, assessReadiness(facts));
    memory = withMarks(memory, clocks);
  }
  return { clocks, memory };
}
const clockOf = (kind: ClockKind, ...looks: readonly Facts[]): Clock | undefined =>
  look(...looks).clocks.find((clock) => clock.kind === kind);
const later = (facts: Facts, seconds: number): Facts => ({ ...facts, at: at(seconds) });

describe('the limit of the service', () => {
  const limited = (seconds: number) => withStatus(ready, { expiresAt: at(seconds) });

  test.each<[left: number, level: string, isTold: boolean]>([
    [29 * DAY, 'fine', false],
    [6 * DAY, 'soon', false],
    [3 * DAY, 'soon', false],
    [3 * DAY - 1, 'urgent', true],
    [0, 'over', true],
  ])('%d seconds before it', (left, level, isTold) => {
    const { clocks } = look(limited(left));
    expect(clocks.find(({ kind }) => kind === 'serviceLimit')).toMatchObject({ at: at(left), level });
    expect(expiringClock(clocks) !== undefined).toBe(isTold);
  });

  test('runs on while the service cannot be read, and is gone with the migration', () => {
    const before = limited(2 * DAY);
    expect(clockOf('serviceLimit', before, { ...ready, engine: TROUBLE })?.at).toBe(at(2 * DAY));
    expect(clockOf('serviceLimit', before, { ...ready, engine: { kind: 'absent' } })).toBeUndefined();
    expect(clockOf('serviceLimit', before, ready)).toBeUndefined();
  });

  test('threatens nothing any more once the service completes', () => {
    expect(clockOf('serviceLimit', withStatus(limited(DAY), { state: 'completing' }))).toBeUndefined();
  });
});

describe('the SAS of a restore', () => {
  const create = { engine: 'lrs', authType: 'Sas', sasTokenSetting: 'CutoverSecret_Sas' } as const;
  const creation = { by: 'ada', at: at(-60), state: 'sent' } as const;
  const running = (accessEndsAt: string | undefined): Facts => ({
    ...withControl(withStatus(ready, { operationId: RUN }), { creation, operationId: RUN }),
    registration: aRegistration({ engine: 'lrs', start: 'create', create }),
    ...(accessEndsAt !== undefined && { accessEndsAt }),
  });

  test('ends as the setting said when the run was first seen: the run learns of no later one', () => {
    const first = running(at(2 * DAY));
    expect(clockOf('accessEnds', first)).toMatchObject({ at: at(2 * DAY), level: 'urgent' });
    expect(clockOf('accessEnds', first, running(at(90 * DAY)))?.at).toBe(at(2 * DAY));
    expect(clockOf('accessEnds', first, running(undefined))?.at).toBe(at(2 * DAY));
    const anew = withControl(withStatus(running(at(90 * DAY)), { operationId: OTHER_OPERATION }), {
      operationId: OTHER_OPERATION,
    });
    expect(clockOf('accessEnds', first, anew)?.at).toBe(at(90 * DAY));
  });

  test.each<[name: string, between: Facts]>([
    ['is not there', { ...running(at(90 * DAY)), engine: { kind: 'absent' } }],
    ['cannot be read', { ...running(at(90 * DAY)), engine: TROUBLE }],
    ['does not say which run it is', withStatus(running(at(90 * DAY)), { operationId: undefined })],
    ['writes the id in capitals', withStatus(running(at(90 * DAY)), { operationId: RUN.toUpperCase() })],
    ['reports another run', withStatus(running(at(90 * DAY)), { operationId: OTHER_OPERATION })],
  ])('stays where a reading in between %s', (_name, between) => {
    const first = running(at(2 * DAY));
    expect(clockOf('accessEnds', first, between, running(at(90 * DAY)))?.at).toBe(at(2 * DAY));
  });

  test('stays when the id was remembered in capitals', () => {
    const access = { operation: RUN.toUpperCase(), at: at(2 * DAY) };
    expect(rememberClocks({ access }, running(at(90 * DAY))).access).toEqual(access);
  });

  test('is not shown while the run is not there, and is that of the new setting for a run anew', () => {
    const first = running(at(2 * DAY));
    const absent = { ...first, engine: { kind: 'absent' } } as const;
    expect(clockOf('accessEnds', first, absent)).toBeUndefined();
    const anew = withControl(withStatus(running(at(90 * DAY)), { operationId: OTHER_OPERATION }), {
      operationId: OTHER_OPERATION,
    });
    expect(clockOf('accessEnds', first, absent, anew)?.at).toBe(at(90 * DAY));
  });

  test('is not taken from a run that is not the one of the app', () => {
    const other = withStatus(running(at(DAY)), { operationId: OTHER_OPERATION });
    expect(clockOf('accessEnds', other)).toBeUndefined();
  });

  test('is not known of a run that this app has not created, or not yet', () => {
    const adopted = { ...running(at(DAY)), control: { ...aControl(), operationId: RUN } };
    expect(clockOf('accessEnds', adopted)).toBeUndefined();
    const before = withControl(running(at(DAY)), { operationId: undefined });
    expect(clockOf('accessEnds', before)).toBeUndefined();
    expect(clockOf('accessEnds', running(undefined))).toBeUndefined();
  });

  test('within three days it needs attention, and says that it cannot be renewed', () => {
    const clock = expiringClock(look(running(at(DAY))).clocks);
    expect(clock?.kind).toBe('accessEnds');
    expect(clock?.remedy).toContain('no call gives a running restore of the Log Replay Service another SAS');
  });
});

describe('what waits for a retry', () => {
  const retriable = withStatus(ready, { operationId: RUN, state: 'retriable', rawState: 'Retriable' });
  test.each<[seconds: number, level: string]>([
    [0, 'fine'],
    [4 * 3600 - 1, 'fine'],
    [4 * 3600, 'soon'],
    [7.2 * 3600, 'urgent'],
    [8 * 3600, 'over'],
  ])('%d seconds after it was first seen', (seconds, level) => {
    expect(clockOf('retryLimit', retriable, later(retriable, seconds))).toMatchObject({
      at: at(8 * 3600),
      level,
    });
  });

  test.each([
    ['in capitals', RUN.toUpperCase(), 8 * 3600],
    ['left out', undefined, 8 * 3600],
    ['of another run', OTHER_OPERATION, 8 * 3600 + 600],
  ])('with the id %s', (_name, operationId, end) => {
    expect(clockOf('retryLimit', retriable, withStatus(later(retriable, 600), { operationId }))?.at).toBe(
      at(end),
    );
  });

  test('runs on while the service cannot be read, and ends when it goes on', () => {
    const away = { ...ready, at: at(5 * 3600), engine: TROUBLE };
    expect(clockOf('retryLimit', retriable, away)?.at).toBe(at(8 * 3600));
    expect(clockOf('retryLimit', retriable, ready)).toBeUndefined();
    expect(clockOf('retryLimit', retriable, ready, later(retriable, 600))?.at).toBe(at(8 * 3600 + 600));
  });
});

describe('the window and the approval', () => {
  const window: CutoverWindow = {
    timeZone: 'UTC',
    opens: '2026-03-01T22:00',
    minutes: 100,
    assumeMinutes: 10,
    repeats: 'FREQ=DAILY',
  };
  const inWindow = (facts: Facts, minutes: number): Facts =>
    later(withPolicy(facts, { window, mode: 'manual' }), minutes * 60);

  test.each<[minutes: number, kind: ClockKind, at: string, level: string]>([
    [-1, 'windowOpens', NOW, 'fine'],
    [0, 'windowCloses', at(6000), 'fine'],
    [50, 'windowCloses', at(6000), 'soon'],
    [90, 'windowCloses', at(6000), 'urgent'],
    [91, 'windowCloses', at(6000), 'urgent'],
    [91, 'windowOpens', at(DAY), 'fine'],
    [100, 'windowOpens', at(DAY), 'fine'],
  ])('%d minutes after it opens', (minutes, kind, moment, level) => {
    expect(clockOf(kind, inWindow(ready, minutes))).toMatchObject({ at: moment, level });
  });

  test('the next opening is told once no request starts any more', () => {
    expect([
      clockOf('windowOpens', inWindow(ready, 90)),
      clockOf('windowCloses', inWindow(ready, 100)),
    ]).toEqual([undefined, undefined]);
  });

  test('warns while a cutover is near, and on no other night', () => {
    expect(newlyMarked({}, look(inWindow(ready, 50)).clocks).map(({ kind }) => kind)).toEqual([
      'windowCloses',
    ]);
    expect(newlyMarked({}, look(inWindow(noTail, 50)).clocks)).toEqual([]);
    const sent = withControl(inWindow(noTail, 50), { attempt: anAttempt({ state: 'sent' }) });
    expect(newlyMarked({}, look(sent).clocks).map(({ kind }) => kind)).toEqual(['windowCloses']);
  });

  test('a window that never opens again, and the one of an offline migration, have no clock', () => {
    const over = withPolicy(ready, { window: { ...window, opens: '2026-02-01T22:00', repeats: undefined } });
    const offline = withPolicy(ready, { window, mode: 'offline' });
    for (const facts of [over, offline])
      expect(look(facts).clocks.filter(({ kind }) => kind.startsWith('window'))).toEqual([]);
  });

  test('an approval ends, by itself or with the opening, which then warns alone', () => {
    const approval = anApproval({ at: at(-1800), expiresAt: at(1800) });
    const approved = withControl(withPolicy(ready, { mode: 'manual' }), { approvals: [approval] });
    expect(clockOf('approvalEnds', approved)).toMatchObject({
      at: at(1800),
      level: 'soon',
      mark: { rank: 1 },
    });
    const within = withControl(inWindow(ready, 0), { approvals: [approval] });
    expect(clockOf('approvalEnds', within)).toMatchObject({ level: 'soon' });
    expect(clockOf('approvalEnds', within)?.mark).toBeUndefined();
    expect(clockOf('approvalEnds', later(approved, 1800))).toBeUndefined();
    const used = withControl(approved, { attempt: anAttempt({ state: 'sent' }) });
    expect(clockOf('approvalEnds', used)).toBeUndefined();
  });
});

describe('caught up', () => {
  const GB = 1e9;
  const restoring = (second: number, gb: number, change: Partial<EngineStatus> = {}): Facts =>
    later(
      withStatus(noTail, {
        pendingLogs: 2,
        progress: { restoredBytes: gb * GB, planBytes: 100 * GB },
        ...change,
      }),
      second,
    );

  test('one reading is no rate', () => {
    const clock = clockOf('caughtUp', restoring(0, 10));
    expect(clock?.at).toBeUndefined();
    expect(clock?.basis).toBe('10.0 of 100.0 GB restored; a rate needs a second reading');
  });

  test('a steady rate has no doubt', () => {
    const clock = clockOf('caughtUp', restoring(-1800, 20), restoring(-900, 30), restoring(0, 40));
    expect(clock).toMatchObject({ at: at(5400), earliest: at(5400), latest: at(5400) });
    expect(clock?.basis).toBe(
      `40.0 of 100.0 GB restored, 40.0 GB/h since ${at(-1800)}; what arrives later comes on top`,
    );
  });

  test('the slowest and the fastest rate are the range, the longest view the estimate', () => {
    const clock = clockOf('caughtUp', restoring(-3600, 10), restoring(-1800, 30), restoring(0, 40));
    expect(clock).toMatchObject({ at: at(7200), earliest: at(7200), latest: at(10_800) });
  });

  test('what has stopped lately has no latest moment, what never moved no moment at all', () => {
    const stopped = clockOf('caughtUp', restoring(-3600, 10), restoring(-1800, 40), restoring(0, 40));
    expect([stopped?.at, stopped?.latest]).toEqual([at(7200), undefined]);
    const still = clockOf('caughtUp', restoring(-3600, 10), restoring(0, 10));
    expect([still?.at, still?.basis]).toEqual([
      undefined,
      '10.0 of 100.0 GB restored; nothing has moved in the readings so far',
    ]);
  });

  test('of the full the average since the start counts, later not: it would count the pauses between logs', () => {
    const startedOn = at(-3600);
    const seeding = restoring(0, 50, { startedOn, fullRestored: false });
    expect(clockOf('caughtUp', seeding)?.at).toBe(at(3600));
    expect(clockOf('caughtUp', restoring(0, 50, { startedOn }))?.at).toBeUndefined();
  });

  test('a rate of next to nothing is no moment', () => {
    const slow = (second: number, bytes: number) =>
      later(
        withStatus(noTail, { pendingLogs: 1, progress: { restoredBytes: bytes, planBytes: 1e18 } }),
        second,
      );
    expect(clockOf('caughtUp', slow(-3600, 1), slow(0, 2))).not.toHaveProperty('at', expect.any(String));
  });

  test.each<[name: string, change: Partial<EngineStatus>, basis: string | undefined]>([
    ['nothing is left', { pendingLogs: 0, progress: undefined }, undefined],
    [
      'something is left, and nothing counted',
      { progress: undefined },
      'the service does not report how much of it is restored',
    ],
    [
      'all that is counted is restored, and a log is pending',
      { progress: { percent: 100 } },
      'the service does not report how much of it is restored',
    ],
    ['it completes', { state: 'completing' }, undefined],
    ['it has ended', { state: 'failed' }, undefined],
  ])('%s', (_name, change, basis) => {
    expect(clockOf('caughtUp', restoring(0, 10, change))?.basis).toBe(basis);
  });
});

describe('ready', () => {
  const pending = (second: number, percent: number) =>
    later(withStatus(ready, { pendingLogs: 1, progress: { percent } }), second);

  test('follows from what the restore still needs', () => {
    expect(clockOf('ready', pending(-600, 80), pending(0, 90))).toMatchObject({ at: at(660) });
    expect(clockOf('ready', withStatus(ready, { pendingLogs: 1 }))?.at).toBeUndefined();
  });

  test('with nothing pending the readings in a row are left', () => {
    const counting = { ...ready, stability: { ...ready.stability!, count: 1 } };
    expect(clockOf('ready', counting)).toMatchObject({ at: at(30) });
  });

  test('names what else is missing, and is told only with a tail, until it is ready', () => {
    const other = withStatus(ready, { operationId: OTHER_OPERATION });
    expect(clockOf('ready', other)?.basis).toMatch(/^engine\.operation is not met: /);
    expect(clockOf('ready', other)?.at).toBeUndefined();
    for (const facts of [ready, noTail, withPolicy(pending(0, 5), { mode: 'offline' })])
      expect(clockOf('ready', facts)).toBeUndefined();
  });
});

describe('seeding', () => {
  const sized = (sizeGb: number): Facts => ({
    ...ready,
    registration: aRegistration({ preflight: { sizeGb } }),
  });

  test('takes an hour for 220 GB; without a size it is not known', () => {
    expect(clockOf('seeding', sized(440))).toMatchObject({ seconds: 7200, level: 'fine' });
    expect(clockOf('seeding', withStatus(ready, { progress: { planBytes: 220e9 } }))?.seconds).toBe(3600);
    expect(clockOf('seeding', ready)).not.toHaveProperty('seconds');
  });

  test('that is longer than the window assumes is said', () => {
    const window = { timeZone: 'UTC', opens: '2026-03-01T22:00', minutes: 240, assumeMinutes: 120 };
    expect(clockOf('seeding', withPolicy(sized(440), { window }))?.level).toBe('fine');
    const longer = clockOf('seeding', withPolicy(sized(441), { window }));
    expect([longer?.level, longer?.remedy]).toEqual([
      'soon',
      'policy.window.assumeMinutes is 120: if the target is Business Critical, assume 2 h 1 min or more',
    ]);
  });

  test('runs from when the service was first seen completing', () => {
    const completing = withStatus(sized(440), { state: 'completing' });
    expect(clockOf('seeding', completing, later(completing, 600))).toMatchObject({
      at: at(7200),
      earliest: NOW,
    });
  });
});

describe('all of them', () => {
  test('the most urgent first, then the next one; none after the end', () => {
    const facts = withStatus(
      withControl(withPolicy(ready, { mode: 'manual' }), { approvals: [anApproval()] }),
      {
        expiresAt: at(2 * DAY),
      },
    );
    expect(look(facts).clocks.map(({ kind }) => kind)).toEqual(['serviceLimit', 'approvalEnds', 'seeding']);
    const ended = withControl(facts, { ended: { phase: 'completed', at: NOW, reason: 'r' } });
    expect(look(ended).clocks).toEqual([]);
  });

  test('no number that a service may report, and no size, is too odd to look at', () => {
    const anyNumber = fc.option(fc.oneof(fc.double(), fc.integer(), fc.constant(5e-324)), { nil: undefined });
    const anyProgress = fc.record({
      percent: anyNumber,
      restored: anyNumber,
      queued: anyNumber,
      restoredBytes: anyNumber,
      planBytes: anyNumber,
    });
    fc.assert(
      fc.property(anyProgress, anyProgress, fc.double({ min: 0, noNaN: true }), (one, other, sizeGb) => {
        const facts = (second: number, progress: typeof one): Facts =>
          later(
            {
              ...withStatus(ready, { pendingLogs: 1, progress, fullRestored: false, startedOn: at(-7200) }),
              registration: aRegistration({ preflight: { sizeGb } }),
            },
            second,
          );
        const completing = withStatus(facts(60, other), { state: 'completing' });
        for (const clocks of [look(facts(-600, one), facts(0, other)).clocks, look(completing).clocks])
          for (const { at: moment } of clocks) expect(moment ?? NOW).not.toContain('Invalid');
      }),
    );
  });

  test('documents show neither key nor mark', () => {
    const [clock] = look(withStatus(ready, { expiresAt: at(DAY) })).clocks;
    const view = clock && viewOfClock(clock);
    expect(JSON.parse(JSON.stringify(view))).toEqual({
      kind: 'serviceLimit',
      what: 'the service cancels the migration and drops the target database',
      level: 'urgent',
      at: at(DAY),
      basis: 'a restore of the service may run for 30 days from its start',
      remedy: 'cut over before, or start the migration anew: no call of the service prolongs it',
    });
  });
});

describe('a warning', () => {
  const limited = (second: number, end = 10 * DAY) =>
    later(withStatus(ready, { expiresAt: at(end) }), second);

  /** Marks that are written at each of these looks. */
  function written(...looks: readonly Facts[]): readonly string[][] {
    let memory: ClockMemory = {};
    return looks.map((facts) => {
      const now = rememberClocks(memory, facts);
      const clocks = clocksOf(facts, now, assessReadiness(facts));
      const fresh = newlyMarked(memory, clocks).map(({ kind, mark }) => `${kind} ${mark?.rank}`);
      memory = withMarks(now, clocks);
      return fresh;
    });
  }

  test('is written once for a mark, and again for the next', () => {
    const looks = [1, 3.5, 3.6, 7.5, 9.5, 11, 12].map((day) => limited(day * DAY));
    expect(written(...looks)).toEqual([
      [],
      ['serviceLimit 1'],
      [],
      ['serviceLimit 2'],
      ['serviceLimit 3'],
      ['serviceLimit 4'],
      [],
    ]);
  });

  test('is not repeated when the clock goes back, the end moves, or the service was away', () => {
    const looks = [
      limited(8 * DAY),
      limited(5 * DAY),
      limited(8 * DAY, 10 * DAY + 7),
      { ...limited(8 * DAY), engine: TROUBLE },
      { ...limited(8 * DAY), engine: { kind: 'absent' } } as const,
      limited(8 * DAY),
    ];
    expect(written(...looks)).toEqual([['serviceLimit 2'], [], [], [], [], []]);
  });

  test('of another run is another one', () => {
    const anew = withStatus(limited(8 * DAY), { operationId: OTHER_OPERATION });
    expect(written(limited(8 * DAY), anew)).toEqual([['serviceLimit 2'], ['serviceLimit 2']]);
  });

  test('never comes twice for a clock and a mark, whatever the order of looks; what is remembered stays small', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ day: fc.integer({ min: -2, max: 12 }), away: fc.boolean() }), { maxLength: 40 }),
        (looks) => {
          const facts = looks.map(({ day, away }) =>
            away ? { ...limited(day * DAY), engine: TROUBLE } : limited(day * DAY),
          );
          const all = written(...facts).flat();
          expect(new Set(all).size).toBe(all.length);
        },
      ),
    );
    const window = {
      timeZone: 'UTC',
      opens: '2026-03-01T22:00',
      minutes: 60,
      assumeMinutes: 1,
      repeats: 'FREQ=DAILY',
    };
    const nights = Array.from({ length: 60 }, (_, day) =>
      later(withPolicy(withStatus(ready, { expiresAt: at(6 * DAY) }), { window }), day * DAY + 1900),
    );
    const { memory } = look(...nights);
    expect(memory.warned?.length).toBe(16);
    expect(memory.warned?.some(({ key }) => key.startsWith('serviceLimit'))).toBe(true);
  });
});
