import fc from 'fast-check';
import { applyAnswer, claimSending, isSettled } from '../../../shared/core/cutover/attempt';
import { isStuck, needsTarget, observationDelay, observe } from '../../../shared/core/cutover/observation';
import { goneUnclear } from '../../../shared/core/cutover/outcome-proof';
import type { EngineState, EngineStatus } from '../../../shared/core/engine/engine-status';
import type { EngineReading } from '../../../shared/core/engine/reading';
import type { Sighting, TargetSighting } from '../../../shared/core/engine/sighting';
import { type Attempt, ATTEMPT_STATES, type AttemptState } from '../../../shared/core/migration/control';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { anAttempt, aStatus, at, OTHER_OPERATION, TROUBLE } from '../../support/facts';

const FILES = ['log9.final.trn'];
const NOT_ASKED: TargetSighting = { kind: 'notAsked' };
const ONLINE: TargetSighting = { kind: 'found', status: 'Online' };
const RESTORING: TargetSighting = { kind: 'found', status: 'Restoring' };
/** The sender's deadline of `unknown` and `sent`. */
const NOT_AFTER = 30;

const sending = claimSending(
  anAttempt(),
  { token: 'token', notAfter: at(NOT_AFTER) },
  {
    lastRestoredFile: 'log9.final.trn',
  },
);
const sent = applyAnswer(sending, { kind: 'accepted' }, at(2));
const unclear = applyAnswer(sending, { kind: 'unknown', reason: 'connection reset' }, at(2));

function reading(seconds: number, change: Partial<EngineStatus> = {}): EngineReading {
  return { kind: 'read', status: aStatus({ asOf: at(seconds), ...change }) };
}

/** A reading, with its moment where it bears none. */
type Seen = EngineReading | { readonly kind: 'absent'; readonly at: string };

function sightingOf(engine: Seen, target: TargetSighting): Sighting {
  return { engine, at: 'at' in engine ? engine.at : at(0), target };
}

function look(attempt: Attempt, engine: Seen, target: TargetSighting = NOT_ASKED, files = FILES): Attempt {
  return observe(attempt, sightingOf(engine, target), files, AZURE_TIMING);
}

/** Observes readings that still say "running", at these seconds. */
function watch(attempt: Attempt, seconds: readonly number[]): Attempt {
  return seconds.reduce((before, second) => look(before, reading(second)), attempt);
}

describe('the answer was lost, the request was not', () => {
  test('Completing → sent → Succeeded, the target Online → confirmed', () => {
    const received = look(unclear, reading(20, { state: 'completing' }));
    expect(received).toMatchObject({
      state: 'sent',
      sentAt: at(20),
      reason: 'received: the service is completing',
    });

    const waiting = look(received, reading(40, { state: 'succeeded' }), RESTORING);
    expect(waiting).toMatchObject({ state: 'sent', missing: { count: 1 } });

    expect(look(waiting, reading(60, { state: 'succeeded' }), ONLINE)).toMatchObject({
      state: 'confirmed',
      settledAt: at(60),
      reason: 'the service succeeded, the tail was restored last, the target database is online',
    });
  });

  test('Succeeded at the first look: received and confirmed at once', () => {
    expect(look(unclear, reading(20, { state: 'succeeded' }), ONLINE).state).toBe('confirmed');
  });
});

describe('the request was lost', () => {
  test('three readings, the first 60 s after the deadline, 30 s apart → not received', () => {
    const one = watch(unclear, [90]);
    expect(one).toMatchObject({ state: 'unknown', stillRunning: { count: 1, lastAt: at(90) } });
    const two = watch(one, [120]);
    expect(two.stillRunning?.count).toBe(2);

    expect(watch(two, [150])).toMatchObject({
      state: 'notReceived',
      settledAt: at(150),
      reason: 'three consecutive readings show no request at the service',
    });
  });

  test.each([
    {
      name: 'ReadyForCutover counts like InProgress',
      seconds: [90, 120, 150],
      change: { state: 'readyForCutover' } as const,
      state: 'notReceived',
    },
    {
      name: 'polling every 15 s',
      seconds: [15, 30, 45, 60, 75, 90, 105, 120, 135, 150],
      change: {},
      state: 'notReceived',
    },
    { name: 'the first a second too early', seconds: [89, 120, 150], change: {}, state: 'unknown' },
    { name: 'the second a second too early', seconds: [90, 119, 148], change: {}, state: 'unknown' },
    { name: 'two readings', seconds: [90, 500], change: {}, state: 'unknown' },
    { name: 'a storm of readings', seconds: [90, 91, 92, 93, 94, 95], change: {}, state: 'unknown' },
    {
      name: 'provisioning at work',
      seconds: [90, 120, 150],
      change: { atRest: false },
      state: 'unknown',
    },
    {
      name: 'provisioning not told',
      seconds: [90, 120, 150],
      change: { atRest: undefined },
      state: 'unknown',
    },
    {
      name: 'operation not told',
      seconds: [90, 120, 150],
      change: { operationId: undefined },
      state: 'unknown',
    },
    {
      name: 'a state nobody knows',
      seconds: [90, 120, 150],
      change: { state: 'unknown' } as const,
      state: 'unknown',
    },
    {
      name: 'waiting for a retry',
      seconds: [90, 120, 150],
      change: { state: 'retriable' } as const,
      state: 'unknown',
    },
    { name: 'creating', seconds: [90, 120, 150], change: { state: 'creating' } as const, state: 'unknown' },
    { name: 'canceling', seconds: [90, 120, 150], change: { state: 'canceling' } as const, state: 'unknown' },
  ])('$name: $state', ({ seconds, change, state }) => {
    expect(seconds.reduce((before, second) => look(before, reading(second, change)), unclear).state).toBe(
      state,
    );
  });

  test.each([
    { name: 'the clock went back', seconds: [90, 120, 60, 91, 121], state: 'unknown', then: [151] },
    {
      name: 'the clock jumped ahead by an hour between two readings',
      seconds: [90, 3720, 3750],
      state: 'unknown',
      then: [3780],
    },
    { name: 'ahead by an hour and back', seconds: [90, 120, 3720, 135, 165], state: 'unknown', then: [195] },
    {
      name: 'nobody looked for a quarter of an hour',
      seconds: [90, 120, 1020, 1050],
      state: 'unknown',
      then: [1080],
    },
  ])('$name: the count begins anew', ({ seconds, state, then }) => {
    const before = watch(unclear, seconds);

    expect(before.state).toBe(state);
    expect(watch(before, then).state).toBe('notReceived');
  });

  test.each([
    { name: 'provisioning at work', change: { atRest: false } },
    { name: 'a state nobody knows', change: { state: 'unknown' } as const },
    { name: 'operation not told', change: { operationId: undefined } },
  ])('a reading in between that says something else begins the count anew: $name', ({ change }) => {
    const disturbed = look(watch(unclear, [90, 120]), reading(135, change));

    expect(disturbed.stillRunning).toBeUndefined();
    expect(watch(disturbed, [150, 180]).state).toBe('unknown');
    expect(watch(disturbed, [150, 180, 210]).state).toBe('notReceived');
  });

  test('trouble in between changes nothing: nothing was seen', () => {
    const counted = watch(unclear, [90, 120]);

    expect(look(counted, TROUBLE)).toBe(counted);
    expect(watch(look(counted, TROUBLE), [150]).state).toBe('notReceived');
  });

  test('a request that was taken up after all is received, at any point of the count', () => {
    expect(look(watch(unclear, [90, 120]), reading(150, { state: 'completing' })).state).toBe('sent');
  });

  test.each([
    { name: 'an accepted request is never counted as lost', attempt: sent },
    { name: 'without a deadline nothing is counted', attempt: { ...unclear, sender: undefined } },
    {
      name: 'with a deadline that is no time nothing is counted',
      attempt: { ...unclear, sender: { token: 't', notAfter: '' } },
    },
  ])('$name', ({ attempt }) => {
    expect(watch(attempt, [90, 120, 150, 180, 210])).toBe(attempt);
  });

  test('floors lowered for a service on this machine are obeyed', () => {
    const timing = { ...AZURE_TIMING, notReceivedFirst: 1, notReceivedGap: 1 };
    const end = [31, 32, 33].reduce(
      (before, second) => observe(before, sightingOf(reading(second), NOT_ASKED), FILES, timing),
      unclear,
    );

    expect(end.state).toBe('notReceived');
  });
});

describe('the service came to an end', () => {
  test.each([
    {
      name: 'failed',
      change: { state: 'failed', failure: { code: '2009', message: 'no' } } as const,
      state: 'failed',
      reason: '2009 no',
    },
    {
      name: 'failed with a diagnosis',
      change: {
        state: 'failed',
        failure: { code: '2009', message: 'no', cause: 'No CHECKSUM.', remedy: 'Take it anew.' },
      } as const,
      state: 'failed',
      reason: '2009 no — cause: No CHECKSUM. Remedy: Take it anew.',
    },
    {
      name: 'failed without a reason',
      change: { state: 'failed' } as const,
      state: 'failed',
      reason:
        'the service failed without a reason: check the migration in the Azure portal, and ask Microsoft support',
    },
    {
      name: 'canceled',
      change: { state: 'canceled' } as const,
      state: 'overtaken',
      reason: 'the migration is canceled',
    },
  ])('$name → $state, sent or unknown', ({ change, state, reason }) => {
    for (const attempt of [sent, unclear]) {
      const end = look(attempt, reading(40, change), ONLINE);
      expect(end).toMatchObject({ state, settledAt: at(40) });
      expect(end.reason).toContain(reason);
    }
  });

  test.each([
    {
      name: 'another operation',
      change: { operationId: OTHER_OPERATION },
      state: 'overtaken',
      reason: `the service now runs operation ${OTHER_OPERATION} (3 readings from`,
    },
    {
      name: 'another operation that succeeded',
      change: { state: 'succeeded', operationId: OTHER_OPERATION } as const,
      state: 'overtaken',
      reason: OTHER_OPERATION,
    },
    {
      name: 'canceled, of an untold operation',
      change: { state: 'canceled', rawState: 'Canceled', operationId: undefined } as const,
      state: 'overtaken',
      reason: 'the service says Canceled and does not report which operation (3 readings from',
    },
    {
      name: 'failed, of an untold operation',
      change: { state: 'failed', operationId: undefined, failure: { code: '2009', message: 'no' } } as const,
      state: 'failed',
      reason: '2009 no',
    },
    {
      name: 'succeeded after another file, of an untold operation',
      change: { state: 'succeeded', operationId: undefined, lastRestoredFile: 'log8.trn' } as const,
      state: 'completedUnproven',
      reason: 'log8.trn was restored last and it does not report which operation',
    },
  ])('$name → $state after three readings over five minutes only', ({ change, state, reason }) => {
    for (const attempt of [sent, unclear]) {
      const once = look(attempt, reading(40, change), ONLINE);
      expect(once.state).toBe(attempt.state);
      expect(look(once, reading(340, change), ONLINE).state).toBe(attempt.state);
      const twice = look(once, reading(190, change), ONLINE);
      expect(look(twice, reading(339, change), ONLINE).state).toBe(attempt.state);
      const end = look(twice, reading(340, change), ONLINE);
      expect(end).toMatchObject({ state, settledAt: at(340), missing: undefined });
      expect(end.reason).toContain(reason);

      const otherwise = look(twice, reading(200, { state: 'completing' }), ONLINE);
      expect(otherwise.missing).toBeUndefined();
      expect(look(otherwise, reading(340, change), ONLINE).state).toBe('sent');
    }
  });

  test('canceling is not canceled: the cutover may win the race', () => {
    const canceling = look(sent, reading(40, { state: 'canceling' }));

    expect(canceling).toBe(sent);
    expect(look(canceling, reading(60, { state: 'succeeded' }), ONLINE).state).toBe('confirmed');
    expect(look(canceling, reading(60, { state: 'canceled' })).state).toBe('overtaken');
  });
});

describe('the migration is not found', () => {
  const NONE: TargetSighting = { kind: 'absent' };
  const LOOKS = [40, 190, 340];
  /** Observes readings that find no migration, at these seconds. */
  const missed = (attempt: Attempt, seconds: readonly number[], target: TargetSighting): Attempt =>
    seconds.reduce((before, second) => look(before, { kind: 'absent', at: at(second) }, target), attempt);

  test.each([
    { name: 'one', seconds: [40] },
    { name: 'one, hours after the request', seconds: [40_000] },
    { name: 'two, five minutes apart', seconds: [40, 340] },
    { name: 'three within a second less than five minutes', seconds: [40, 190, 339] },
    { name: 'a storm within a minute', seconds: [40, 41, 42, 43, 44, 45, 100] },
    { name: 'three with a quarter of an hour between two', seconds: [40, 190, 1090, 1240] },
    { name: 'a clock that goes back', seconds: [40, 190, 100, 250] },
  ])('$name: the attempt stays, whatever the target database is', ({ seconds }) => {
    for (const attempt of [sent, unclear])
      for (const target of [ONLINE, NONE, RESTORING, TROUBLE, { kind: 'notTold' }] as const)
        expect(missed(attempt, seconds, target).state).toBe(attempt.state);
  });

  test.each([
    { seconds: LOOKS },
    { seconds: [40, 55, 70, 85, 100, 115, 190, 265, 340] },
    { seconds: [40, 100, 160, 220, 280, 340, 400] },
  ])('at $seconds it counts: gone with its target it was cancelled', ({ seconds }) => {
    for (const attempt of [sent, unclear]) {
      const end = missed(attempt, seconds, NONE);
      expect(end.state).toBe('overtaken');
      expect(end.reason).toMatch(
        /no longer at the service \(\d readings from .*the target database does not exist/,
      );
      expect(end.missing).toBeUndefined();
    }
  });

  test('gone, and the target is online: completed, without proof', () => {
    expect(missed(sent, LOOKS, ONLINE)).toMatchObject({
      state: 'completedUnproven',
      settledAt: at(340),
      reason: expect.stringContaining('but the target database is online'),
    });
  });

  test.each<[TargetSighting, string]>([
    [RESTORING, 'the target database is Restoring'],
    [TROUBLE, 'the target database could not be read'],
    [{ kind: 'notTold' }, 'this kind of target does not report what became of it'],
  ])('gone, and the target %j proves neither: an operator has to find out', (target, word) => {
    for (const attempt of [sent, unclear]) {
      expect(goneUnclear(missed(attempt, LOOKS.slice(0, 2), target), AZURE_TIMING)).toBeUndefined();
      const counted = missed(attempt, [...LOOKS, 9000, 9150, 9300], target);
      expect(counted.state).toBe(attempt.state);
      expect(goneUnclear(counted, AZURE_TIMING)).toBe(
        `the migration is no longer at the service, ${word} (3 readings from ${at(9000)} to ${at(9300)})`,
      );
    }
  });

  test('another word of the target, or the migration itself, begins the count anew; trouble does not', () => {
    const two = missed(sent, [40, 190], NONE);
    expect(missed(two, [340], ONLINE)).toMatchObject({ state: 'sent', missing: { count: 1 } });
    expect(look(two, reading(200, { state: 'completing' }))).toEqual(sent);
    expect(look(two, TROUBLE)).toBe(two);
    expect(missed(look(two, TROUBLE), [340], NONE).state).toBe('overtaken');
  });

  test('such a reading begins the count of a lost request anew', () => {
    const counted = missed(watch(unclear, [90, 120]), [135], RESTORING);
    expect(watch(counted, [150, 180]).state).toBe('unknown');
  });

  test('floors lowered for a service on this machine are obeyed', () => {
    const timing = { ...AZURE_TIMING, absence: 2 };
    const end = [40, 41, 42].reduce(
      (before, second) =>
        observe(before, sightingOf({ kind: 'absent', at: at(second) }, NONE), FILES, timing),
      sent,
    );
    expect(end.state).toBe('overtaken');
  });
});

describe('proof', () => {
  const done = (change: Partial<EngineStatus> = {}) => reading(400, { state: 'succeeded', ...change });

  test.each([
    {
      name: 'all of it',
      attempt: sent,
      sighting: done(),
      target: ONLINE,
      state: 'confirmed',
      reason: 'online',
    },
    {
      name: 'a target kind that cannot tell',
      attempt: sent,
      sighting: done(),
      target: { kind: 'notTold' } as const,
      state: 'confirmed',
      reason: 'does not report whether it is online',
    },
    {
      name: 'details cleaned up, but the reading before told',
      attempt: sent,
      sighting: done({ lastRestoredFile: undefined }),
      target: ONLINE,
      state: 'confirmed',
      reason: 'tail was restored last',
    },
    {
      name: 'only the reading after the request tells',
      attempt: { ...sent, lastRestoredFile: undefined },
      sighting: done(),
      target: ONLINE,
      state: 'confirmed',
      reason: '',
    },
    {
      name: 'another file was restored last',
      attempt: sent,
      sighting: done({ lastRestoredFile: 'log10.trn' }),
      target: ONLINE,
      state: 'completedUnproven',
      reason: 'log10.trn was restored last',
    },
    {
      name: 'the engine names the last segment only',
      attempt: sent,
      sighting: done({ lastRestoredFile: 'tail.trn' }),
      target: ONLINE,
      files: ['db/tail.trn'],
      state: 'confirmed',
      reason: '',
    },
    {
      name: 'an empty tail, left out by the engine: the set before it',
      attempt: sent,
      sighting: done({ lastRestoredFile: 'log8.trn' }),
      target: ONLINE,
      files: ['log9.final.trn', 'log8.trn'],
      state: 'confirmed',
      reason: '',
    },
    {
      name: 'the files of the tail are no longer in the container: its own name is in the attempt',
      attempt: sent,
      sighting: done(),
      target: ONLINE,
      files: [],
      state: 'confirmed',
      reason: '',
    },
    {
      name: 'another stripe of the tail was restored last',
      attempt: sent,
      sighting: done({ lastRestoredFile: 'log9_2.final.trn' }),
      target: ONLINE,
      files: ['log9.final.trn', 'log9_2.final.trn'],
      state: 'confirmed',
      reason: '',
    },
  ])('$name → $state', ({ attempt, sighting, target, files, state, reason }) => {
    const end = look(attempt, sighting, target, files);

    expect(end.state).toBe(state);
    expect(end.reason).toContain(reason);
  });

  test.each([
    { name: 'still restoring', target: RESTORING, reason: 'the target database is Restoring' },
    {
      name: 'not readable',
      target: TROUBLE,
      reason: 'the target database could not be read',
    },
    { name: 'absent', target: { kind: 'absent' } as const, reason: 'the target database does not exist' },
    { name: 'not asked', target: NOT_ASKED, reason: 'the target database could not be read' },
  ])(
    'a target that is $name is waited for ten minutes after the end, then it is unproven',
    ({ target, reason }) => {
      const endedOn = at(10_000);
      const looks = (...seconds: readonly number[]) =>
        seconds.reduce(
          (before, second) => look(before, reading(second, { state: 'succeeded', endedOn }), target),
          sent,
        );

      expect(looks(10_300, 10_450, 10_599).state).toBe('sent');
      const end = looks(10_300, 10_450, 10_600);
      expect(end).toMatchObject({ state: 'completedUnproven', settledAt: at(10_600) });
      expect(end.reason).toContain(reason);
      expect(end.missing).toBeUndefined();
    },
  );

  test.each([
    {
      name: 'details cleaned up, and nothing told before',
      attempt: { ...sent, lastRestoredFile: undefined },
      change: { lastRestoredFile: undefined },
      target: ONLINE,
      reason: 'no reading reported what was restored last',
    },
    {
      name: 'which operation succeeded is not told',
      attempt: sent,
      change: { operationId: undefined },
      target: ONLINE,
      reason: 'does not report which operation',
    },
    {
      name: 'the reading contradicts itself about what was restored last',
      attempt: sent,
      change: {
        lastRestoredSet: {
          restored: true,
          files: [{ name: 'log8.trn', state: 'restored', rawState: '' }],
          ignoreReasons: [],
        },
      } as const,
      target: ONLINE,
      reason:
        'it says that log9.final.trn was restored last, and that the set restored last is that of log8.trn',
    },
    {
      name: 'the app was away while the service completed, and its first look at the target fails',
      attempt: sent,
      change: { endedOn: at(10) },
      target: TROUBLE,
      reason: 'the target database could not be read',
    },
    {
      name: 'the same, and the target is not found',
      attempt: sent,
      change: { endedOn: at(10) },
      target: { kind: 'absent' } as const,
      reason: 'the target database does not exist',
    },
  ])(
    '$name: nothing follows from one such reading, and the next may bring the proof',
    ({ attempt, change, target, reason }) => {
      const looks = (...seconds: readonly number[]) =>
        seconds.reduce(
          (before, second) => look(before, reading(second, { state: 'succeeded', ...change }), target),
          attempt,
        );

      expect(looks(40_000).state).toBe('sent');
      expect(looks(40_000, 40_150, 40_299).state).toBe('sent');
      expect(look(looks(40_000, 40_150), reading(40_300, { state: 'succeeded' }), ONLINE).state).toBe(
        'confirmed',
      );
      const end = looks(40_000, 40_150, 40_300);
      expect(end.state).toBe('completedUnproven');
      expect(end.reason).toContain(reason);
    },
  );

  test('both proofs missing are both named', () => {
    const end = [4000, 4150, 4300].reduce<Attempt>(
      (before, second) =>
        look(before, reading(second, { state: 'succeeded', lastRestoredFile: undefined }), RESTORING),
      { ...sent, lastRestoredFile: undefined },
    );

    expect(end.reason).toBe(
      'the service succeeded, but no reading reported what was restored last and the target database is Restoring',
    );
  });

  test('a reading that tells what was restored last is remembered for later', () => {
    const seen = look({ ...sent, lastRestoredFile: undefined }, reading(40));

    expect(seen).toMatchObject({ state: 'sent', lastRestoredFile: 'log9.final.trn' });
    expect(look(seen, done({ lastRestoredFile: undefined }), ONLINE).state).toBe('confirmed');
  });
});

test.each([
  { name: 'a running service', sighting: reading(1), asks: false },
  { name: 'a completing service', sighting: reading(1, { state: 'completing' }), asks: false },
  { name: 'a service that succeeded', sighting: reading(1, { state: 'succeeded' }), asks: true },
  { name: 'a migration that is gone', sighting: { kind: 'absent', at: at(1) } as const, asks: true },
  { name: 'trouble', sighting: TROUBLE, asks: false },
])('the target is asked for $name: $asks', ({ sighting, asks }) => {
  expect(needsTarget(sighting)).toBe(asks);
});

test('observations come every 15 s for five minutes, then every 60 s', () => {
  expect([0, 1, 19, 20, 1000].map((cycle) => observationDelay(cycle, AZURE_TIMING))).toEqual([
    15, 15, 15, 60, 60,
  ]);
});

describe('stuck', () => {
  test.each([
    {
      name: 'accepted and still restoring after 10 min',
      attempt: sent,
      change: {},
      seconds: 602,
      stuck: true,
    },
    { name: 'not before', attempt: sent, change: {}, seconds: 601, stuck: false },
    {
      name: 'ReadyForCutover likewise',
      attempt: sent,
      change: { state: 'readyForCutover' } as const,
      seconds: 602,
      stuck: true,
    },
    {
      name: 'completing takes as long as it takes',
      attempt: sent,
      change: { state: 'completing' } as const,
      seconds: 86_400,
      stuck: false,
    },
    {
      name: 'unclear for 10 min after the deadline',
      attempt: unclear,
      change: { atRest: undefined },
      seconds: 630,
      stuck: true,
    },
    { name: 'unclear, not before', attempt: unclear, change: {}, seconds: 629, stuck: false },
    {
      name: 'a settled attempt',
      attempt: anAttempt({ state: 'notReceived' }),
      change: {},
      seconds: 9000,
      stuck: false,
    },
  ])('$name: $stuck', ({ attempt, change, seconds, stuck }) => {
    expect(isStuck(attempt, aStatus({ asOf: at(seconds), ...change }), AZURE_TIMING)).toBe(stuck);
  });
});

describe('whatever is seen', () => {
  const anyStatus: fc.Arbitrary<Seen> = fc
    .record({
      seconds: fc.integer({ min: -4000, max: 90_000 }),
      state: fc.constantFrom<EngineState>(
        'creating',
        'running',
        'readyForCutover',
        'completing',
        'succeeded',
        'failed',
        'canceling',
        'canceled',
        'retriable',
        'unknown',
      ),
      operationId: fc.constantFrom(undefined, aStatus().operationId, OTHER_OPERATION),
      atRest: fc.constantFrom(undefined, true, false),
      lastRestoredFile: fc.constantFrom(undefined, 'log9.final.trn', 'log10.trn'),
    })
    .map(({ seconds, ...change }) => reading(seconds, change));
  const anySighting = fc.oneof(
    { weight: 8, arbitrary: anyStatus },
    { weight: 1, arbitrary: fc.constant<Seen>({ kind: 'absent', at: at(500) }) },
    { weight: 1, arbitrary: fc.constant<Seen>(TROUBLE) },
  );
  const anyTarget = fc.constantFrom<TargetSighting>(
    ONLINE,
    RESTORING,
    NOT_ASKED,
    { kind: 'absent' },
    { kind: 'notTold' },
    TROUBLE,
  );
  const anySequence = fc.array(fc.tuple(anySighting, anyTarget), { maxLength: 25 });
  const anyState = fc.constantFrom(...ATTEMPT_STATES);

  test('a settled attempt stays as it is, and so does one that is not in the service’s hands', () => {
    fc.assert(
      fc.property(anyState, anySequence, (state, sequence) => {
        let attempt = { ...unclear, state };
        for (const [sighting, target] of sequence) {
          const next = look(attempt, sighting, target);
          if (isSettled(attempt.state) || attempt.state === 'intended' || attempt.state === 'sending')
            expect(next).toBe(attempt);
          attempt = next;
        }
      }),
    );
  });

  test('an unclear request is never sent again nor called refused by observation', () => {
    fc.assert(
      fc.property(anySequence, (sequence) => {
        const states = new Set<AttemptState>();
        sequence.reduce((before, [sighting, target]) => {
          const next = look(before, sighting, target);
          states.add(next.state);
          return next;
        }, unclear);
        for (const state of ['intended', 'sending', 'refused', 'withdrawn'] as const)
          expect(states).not.toContain(state);
      }),
    );
  });

  test('not received needs the last three agreeing readings 30 s apart, the first 60 s after the deadline', () => {
    const steps = fc.array(
      fc.record({
        later: fc.constantFrom(-50, 0, 5, 15, 29, 30, 31, 60, 60, 60, 1000),
        state: fc.constantFrom<EngineState>(
          'running',
          'running',
          'running',
          'running',
          'readyForCutover',
          'unknown',
        ),
      }),
      { minLength: 5, maxLength: 25 },
    );
    let reached = 0;
    fc.assert(
      fc.property(steps, (sequence) => {
        let attempt = unclear;
        let seconds = 0;
        const agreeing: number[] = [];
        for (const { later, state } of sequence) {
          seconds += later;
          attempt = look(attempt, reading(seconds, { state }));
          if (state === 'unknown') agreeing.length = 0;
          else if (seconds >= NOT_AFTER + 60) agreeing.push(seconds);
          if (attempt.state !== 'notReceived') continue;
          reached += 1;
          expect(seconds - Math.min(...agreeing)).toBeGreaterThanOrEqual(60);
          expect(agreeing.length).toBeGreaterThanOrEqual(3);
          return;
        }
      }),
    );
    expect(reached).toBeGreaterThan(5);
  });
});
